import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   before a round opens, providers and schools can say what they think of its draft. What they read is a copy that
 *        stands while the draft goes on changing; who said what is for themselves and the lead authority; what was heard
 *        and what was changed is for everybody, and a round that was consulted on opens only after it was said.
 * Locks: an instant on round for its trigger.
 * Undo:  drops consultations and comments, data included.
 */
export class Consultations1790000000223 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER round_was_consulted_on ON round;
      DROP TABLE consultation_point_comment, consultation_point, consultation_comment, consultation;
      DROP FUNCTION round_was_consulted_on, consultation_stands, consultation_comment_in_time, consultation_point_stands;
    `);
  }
}

const TABLES = `
  CREATE TABLE consultation (
    round_id uuid NOT NULL,
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    intro text NOT NULL,
    specification jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by uuid,
    closes_at timestamptz NOT NULL,
    comments integer,
    answered_at timestamptz,
    answered_by uuid,
    cancelled_at timestamptz,
    CONSTRAINT consultation_pk PRIMARY KEY (round_id),
    CONSTRAINT consultation_of_authority UNIQUE (round_id, authority_id),
    CONSTRAINT consultation_round FOREIGN KEY (round_id, framework_id, authority_id)
      REFERENCES round (id, framework_id, authority_id),
    CONSTRAINT consultation_times CHECK (closes_at > opened_at AND answered_at >= closes_at),
    CONSTRAINT consultation_answered CHECK ((answered_at IS NULL) = (comments IS NULL)),
    CONSTRAINT consultation_intro CHECK (length(btrim(intro)) BETWEEN 1 AND 4000)
  );
  COMMENT ON TABLE consultation IS 'A draft round laid open for comments until a moment. The specification is a copy of the draft as it was then.';
  COMMENT ON COLUMN consultation.comments IS 'How many came in, once it was said what was heard.';
  CREATE INDEX consultation_by_close ON consultation (closes_at);

  CREATE TABLE consultation_comment (
    id uuid NOT NULL,
    round_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    part text NOT NULL,
    comment text NOT NULL,
    sent_at timestamptz NOT NULL,
    sent_by uuid,
    CONSTRAINT consultation_comment_pk PRIMARY KEY (id),
    CONSTRAINT consultation_comment_of_round UNIQUE (id, round_id),
    CONSTRAINT consultation_comment_of FOREIGN KEY (round_id, authority_id) REFERENCES consultation (round_id, authority_id),
    CONSTRAINT consultation_comment_by FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT consultation_comment_part CHECK (part IN ('LOTS', 'CONDITIONS', 'QUESTIONS', 'DOCUMENTS', 'TERMS', 'OTHER')),
    CONSTRAINT consultation_comment_length CHECK (length(btrim(comment)) BETWEEN 1 AND 4000)
  );
  COMMENT ON TABLE consultation_comment IS 'What a provider or school said: for them and the lead authority alone. Append only.';
  CREATE INDEX consultation_comment_by_round ON consultation_comment (round_id, sent_at);

  CREATE TABLE consultation_point (
    id uuid NOT NULL,
    round_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    heard text NOT NULL,
    changed text NOT NULL,
    written_at timestamptz NOT NULL,
    written_by uuid,
    CONSTRAINT consultation_point_pk PRIMARY KEY (id),
    CONSTRAINT consultation_point_of_round UNIQUE (id, round_id),
    CONSTRAINT consultation_point_of FOREIGN KEY (round_id, authority_id) REFERENCES consultation (round_id, authority_id),
    CONSTRAINT consultation_point_length CHECK (length(btrim(heard)) BETWEEN 1 AND 4000
      AND length(btrim(changed)) BETWEEN 1 AND 4000)
  );
  COMMENT ON TABLE consultation_point IS 'What was heard and what was changed for it, in words that name nobody; everybody reads it once all is said.';
  CREATE INDEX consultation_point_by_round ON consultation_point (round_id, written_at);

  CREATE TABLE consultation_point_comment (
    comment_id uuid NOT NULL,
    point_id uuid NOT NULL,
    round_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    CONSTRAINT consultation_point_comment_pk PRIMARY KEY (comment_id),
    CONSTRAINT consultation_point_comment_point FOREIGN KEY (point_id, round_id)
      REFERENCES consultation_point (id, round_id) ON DELETE CASCADE,
    CONSTRAINT consultation_point_comment_comment FOREIGN KEY (comment_id, round_id)
      REFERENCES consultation_comment (id, round_id)
  );
  COMMENT ON TABLE consultation_point_comment IS 'Which comments a point answers: each is answered by one. For the lead authority alone.';
  CREATE INDEX consultation_point_comment_by_point ON consultation_point_comment (point_id);
`;

const refuse = (constraint: string, words: string): string =>
  `RAISE EXCEPTION '${words}' USING ERRCODE = 'check_violation', CONSTRAINT = '${constraint}';`;

const COMMENTS_MOST = 50;

const GUARDS = `
  CREATE FUNCTION consultation_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      -- Publishing waits for this, and this for publishing.
      PERFORM FROM round r WHERE r.id = NEW.round_id AND r.status = 'DRAFT' FOR SHARE;
      IF NOT FOUND THEN
        ${refuse('consultation_of_a_draft', 'only a draft is consulted on')}
      END IF;
      RETURN NEW;
    END IF;
    IF OLD.answered_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL
        OR (OLD.round_id, OLD.intro, OLD.specification, OLD.opened_at, OLD.closes_at)
          IS DISTINCT FROM (NEW.round_id, NEW.intro, NEW.specification, NEW.opened_at, NEW.closes_at) THEN
      ${refuse('consultation_stands', 'what was laid open stands')}
    END IF;
    IF NEW.answered_at IS NOT NULL AND EXISTS (SELECT FROM consultation_comment c WHERE c.round_id = NEW.round_id
        AND NOT EXISTS (SELECT FROM consultation_point_comment p WHERE p.comment_id = c.id)) THEN
      ${refuse('consultation_answered_all', 'a comment has no answer')}
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER consultation_stands BEFORE INSERT OR UPDATE ON consultation
    FOR EACH ROW EXECUTE FUNCTION consultation_stands();

  -- To the second, like bids and questions; and no more from one organisation than somebody can answer.
  CREATE FUNCTION consultation_comment_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM consultation c WHERE c.round_id = NEW.round_id AND c.cancelled_at IS NULL
        AND NEW.sent_at >= c.opened_at AND NEW.sent_at < c.closes_at) THEN
      ${refuse('consultation_comment_late', 'no comments now')}
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('comments ' || NEW.round_id || NEW.organisation_id, 0));
    IF (SELECT count(*) FROM consultation_comment c WHERE c.round_id = NEW.round_id
        AND c.organisation_id = NEW.organisation_id) >= ${COMMENTS_MOST} THEN
      ${refuse('consultation_comment_enough', 'enough comments of one organisation')}
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER consultation_comment_in_time BEFORE INSERT ON consultation_comment
    FOR EACH ROW EXECUTE FUNCTION consultation_comment_in_time();

  CREATE FUNCTION consultation_point_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM consultation c WHERE c.round_id = coalesce(NEW.round_id, OLD.round_id)
        AND c.answered_at IS NOT NULL) THEN
      ${refuse('consultation_stands', 'what was said stands')}
    END IF;
    RETURN coalesce(NEW, OLD);
  END $$;
  CREATE TRIGGER consultation_point_stands BEFORE INSERT OR UPDATE OR DELETE ON consultation_point
    FOR EACH ROW EXECUTE FUNCTION consultation_point_stands();
  CREATE TRIGGER consultation_point_comment_stands BEFORE INSERT OR UPDATE OR DELETE ON consultation_point_comment
    FOR EACH ROW EXECUTE FUNCTION consultation_point_stands();

  CREATE FUNCTION round_was_consulted_on() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.status = 'DRAFT' AND NEW.status = 'PUBLISHED'
        AND EXISTS (SELECT FROM consultation c WHERE c.round_id = NEW.id AND c.answered_at IS NULL) THEN
      ${refuse('round_being_consulted_on', 'say first what was heard')}
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER round_was_consulted_on BEFORE UPDATE ON round FOR EACH ROW EXECUTE FUNCTION round_was_consulted_on();
`;

const LED = `authority_id = (SELECT actor_authority()) AND (SELECT actor_may('framework.manage'))`;
const TABLE_NAMES = ['consultation', 'consultation_comment', 'consultation_point', 'consultation_point_comment'];
const SECURITY = `
  ${TABLE_NAMES.map(
    (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;`,
  ).join('\n  ')}
  CREATE POLICY consultation_read ON consultation FOR SELECT USING (actor_present());
  CREATE POLICY consultation_write ON consultation USING (${LED});
  CREATE POLICY consultation_comment_read ON consultation_comment FOR SELECT
    USING (organisation_id = (SELECT actor_organisation()) OR (${LED}));
  CREATE POLICY consultation_comment_add ON consultation_comment FOR INSERT
    WITH CHECK (organisation_id = actor_organisation() AND actor_may('specification.comment')
      AND round_id IN (SELECT c.round_id FROM consultation c JOIN framework_participant p ON p.framework_id = c.framework_id
        WHERE p.authority_id = actor_authority()));
  CREATE POLICY consultation_point_read ON consultation_point FOR SELECT
    USING (round_id IN (SELECT round_id FROM consultation WHERE answered_at IS NOT NULL));
  CREATE POLICY consultation_point_write ON consultation_point USING (${LED});
  CREATE POLICY consultation_point_comment_write ON consultation_point_comment USING (${LED});
  REVOKE DELETE, TRUNCATE ON consultation FROM placeway_app;
  REVOKE UPDATE, DELETE, TRUNCATE ON consultation_comment FROM placeway_app;
`;
