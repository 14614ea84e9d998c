import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a bidder asks what something means, and every bidder reads the same answer without learning who asked. The
 *        question as it was asked and the answer as it is published are two rows, so that no reader of the second can
 *        come to the first.
 * Locks: none, all tables are new.
 * Undo:  drops questions and answers.
 */
export class Clarifications1790000000161 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE clarification (
        id uuid NOT NULL,
        round_id uuid NOT NULL,
        framework_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        asked_by_organisation_id uuid NOT NULL,
        question text NOT NULL,
        asked_at timestamptz NOT NULL,
        asked_by uuid,
        CONSTRAINT clarification_pk PRIMARY KEY (id),
        CONSTRAINT clarification_of_round UNIQUE (id, round_id),
        CONSTRAINT clarification_round FOREIGN KEY (round_id, framework_id, authority_id)
          REFERENCES round (id, framework_id, authority_id),
        CONSTRAINT clarification_asker FOREIGN KEY (asked_by_organisation_id) REFERENCES provider (organisation_id),
        CONSTRAINT clarification_length CHECK (length(question) BETWEEN 1 AND 4000)
      );
      COMMENT ON TABLE clarification IS 'What a bidder asked, and who: for the bidder and the lead authority alone. Append only.';
      CREATE INDEX clarification_by_round ON clarification (round_id, asked_at);

      CREATE TABLE clarification_answer (
        clarification_id uuid NOT NULL,
        round_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        question text NOT NULL,
        answer text NOT NULL,
        published_at timestamptz NOT NULL,
        CONSTRAINT clarification_answer_pk PRIMARY KEY (clarification_id),
        CONSTRAINT clarification_answer_of FOREIGN KEY (clarification_id, round_id) REFERENCES clarification (id, round_id),
        CONSTRAINT clarification_answer_length CHECK (length(question) BETWEEN 1 AND 4000 AND length(answer) BETWEEN 1 AND 8000)
      );
      COMMENT ON TABLE clarification_answer IS 'The question in words that name nobody, and its answer, for every bidder. Append only.';
      CREATE INDEX clarification_answer_by_round ON clarification_answer (round_id, published_at);

      -- To the second, like the bids themselves.
      CREATE FUNCTION clarification_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM round r WHERE r.id = NEW.round_id AND r.status = 'PUBLISHED'
            AND NEW.asked_at >= r.opens_at AND NEW.asked_at < r.questions_until) THEN
          RAISE EXCEPTION 'no questions now' USING ERRCODE = 'check_violation', CONSTRAINT = 'clarification_late';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER clarification_in_time BEFORE INSERT ON clarification
        FOR EACH ROW EXECUTE FUNCTION clarification_in_time();

      ALTER TABLE clarification ENABLE ROW LEVEL SECURITY; ALTER TABLE clarification FORCE ROW LEVEL SECURITY;
      CREATE POLICY clarification_read ON clarification FOR SELECT
        USING (asked_by_organisation_id = (SELECT actor_organisation())
          OR (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('framework.manage'))));
      CREATE POLICY clarification_add ON clarification FOR INSERT
        WITH CHECK (asked_by_organisation_id = actor_organisation() AND actor_may('application.make'));
      ALTER TABLE clarification_answer ENABLE ROW LEVEL SECURITY; ALTER TABLE clarification_answer FORCE ROW LEVEL SECURITY;
      CREATE POLICY clarification_answer_read ON clarification_answer FOR SELECT
        USING (round_id IN (SELECT id FROM round));
      CREATE POLICY clarification_answer_add ON clarification_answer FOR INSERT
        WITH CHECK (authority_id = actor_authority() AND actor_may('framework.manage'));
      REVOKE UPDATE, DELETE, TRUNCATE ON clarification, clarification_answer FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE clarification_answer; DROP TABLE clarification; DROP FUNCTION clarification_in_time',
    );
  }
}
