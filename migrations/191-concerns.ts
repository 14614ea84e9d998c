import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   whoever works with a provider may raise a concern about it, and what became of it is kept: who was told first,
 *        what was done, and what followed for its admissions. Concerns about safeguarding are for few eyes. A suspension
 *        is lifted from today even where it began today: it then covered no day.
 * Locks: an instant on admission_suspension for its dates.
 * Undo:  drops concerns; suspensions that covered no day are given one.
 */
export class Concerns1790000000191 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SUSPENSIONS);
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE concern_suspension, concern_action, concern_note, concern;
      DROP SEQUENCE concern_number;
      DROP FUNCTION concern_stands, concern_action_stands;
      UPDATE admission_suspension SET to_date = from_date WHERE to_date < from_date;
      ALTER TABLE admission_suspension DROP CONSTRAINT admission_suspension_of,
        DROP CONSTRAINT admission_suspension_one_a_day, DROP CONSTRAINT admission_suspension_dates,
        ADD CONSTRAINT admission_suspension_dates CHECK (to_date IS NULL OR to_date >= from_date),
        ADD CONSTRAINT admission_suspension_one_a_day EXCLUDE USING gist
          (admission_id WITH =, daterange(from_date, to_date, '[]') WITH &&);
    `);
  }
}

const SUSPENSIONS = `
  ALTER TABLE admission_suspension DROP CONSTRAINT admission_suspension_one_a_day,
    DROP CONSTRAINT admission_suspension_dates,
    ADD CONSTRAINT admission_suspension_dates CHECK (to_date IS NULL OR to_date >= from_date - 1),
    ADD CONSTRAINT admission_suspension_one_a_day EXCLUDE USING gist (admission_id WITH =,
      daterange(from_date, CASE WHEN to_date < from_date THEN from_date ELSE to_date + 1 END, '[)') WITH &&),
    ADD CONSTRAINT admission_suspension_of UNIQUE (id, admission_id, authority_id);
  COMMENT ON COLUMN admission_suspension.to_date IS 'The last day; the day before the first where it was lifted on the day it began.';
`;

const TABLES = `
  CREATE SEQUENCE concern_number;
  CREATE TABLE concern (
    id uuid NOT NULL,
    reference text NOT NULL DEFAULT 'CN-' || lpad(nextval('concern_number')::text, 6, '0'),
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    site_id uuid,
    kind text NOT NULL,
    confidential boolean NOT NULL,
    happened_on date NOT NULL,
    what text NOT NULL,
    pupil_reference text,
    told_first text,
    told_on date,
    status text NOT NULL DEFAULT 'RAISED',
    level text,
    triaged_at timestamptz,
    triaged_by uuid,
    outcome text,
    found text,
    told_raiser text,
    closed_at timestamptz,
    closed_by uuid,
    raised_at timestamptz NOT NULL,
    raised_by uuid,
    raised_by_organisation_id uuid NOT NULL,
    CONSTRAINT concern_pk PRIMARY KEY (id),
    CONSTRAINT concern_reference UNIQUE (reference),
    CONSTRAINT concern_of UNIQUE (id, authority_id, provider_organisation_id),
    CONSTRAINT concern_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT concern_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT concern_site FOREIGN KEY (site_id, provider_organisation_id) REFERENCES site (id, provider_organisation_id),
    CONSTRAINT concern_raised_by_organisation FOREIGN KEY (raised_by_organisation_id) REFERENCES organisation (id),
    CONSTRAINT concern_kind CHECK (kind ~ '^[A-Z][A-Z_]{2,59}$'),
    CONSTRAINT concern_pupil_reference CHECK (pupil_reference ~ '^P[L]?-[0-9]{6}$'),
    CONSTRAINT concern_told_first CHECK ((told_first IS NULL) = (told_on IS NULL)
      AND told_first IN ('LADO', 'SOCIAL_CARE', 'POLICE')),
    CONSTRAINT concern_status CHECK (status IN ('RAISED', 'IN_HAND', 'CLOSED')),
    CONSTRAINT concern_level CHECK (level IN ('LOW', 'MEDIUM', 'HIGH')),
    CONSTRAINT concern_triaged CHECK ((status = 'RAISED') = (triaged_at IS NULL) AND (triaged_at IS NULL) = (level IS NULL)),
    CONSTRAINT concern_closed CHECK ((status = 'CLOSED') = (closed_at IS NOT NULL)
      AND num_nonnulls(closed_at, outcome, found, told_raiser) IN (0, 4)),
    CONSTRAINT concern_outcome CHECK (outcome IN ('BORNE_OUT', 'PARTLY', 'NOT_BORNE_OUT', 'PASSED_ON')),
    CONSTRAINT concern_lengths CHECK (length(what) BETWEEN 1 AND 8000 AND length(found) <= 8000
      AND length(told_raiser) <= 4000)
  );
  COMMENT ON TABLE concern IS 'Something about a provider that somebody who works with it is worried about. No child is named: where one must be meant, by reference.';
  COMMENT ON COLUMN concern.confidential IS 'Follows from the kind when it is raised: about safeguarding, for named roles and whoever raised it.';
  CREATE INDEX concern_by_authority ON concern (authority_id, raised_at DESC, id);
  CREATE INDEX concern_by_raiser ON concern (raised_by_organisation_id, raised_at DESC, id);

  CREATE TABLE concern_note (
    id uuid NOT NULL,
    concern_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    words text NOT NULL,
    noted_at timestamptz NOT NULL,
    noted_by uuid,
    CONSTRAINT concern_note_pk PRIMARY KEY (id),
    CONSTRAINT concern_note_concern FOREIGN KEY (concern_id, authority_id, provider_organisation_id)
      REFERENCES concern (id, authority_id, provider_organisation_id),
    CONSTRAINT concern_note_words CHECK (length(words) BETWEEN 1 AND 8000)
  );
  COMMENT ON TABLE concern_note IS 'What those who deal with a concern found and decided, in order. Append only; whoever raised it does not read it.';
  CREATE INDEX concern_note_by_concern ON concern_note (concern_id, noted_at, id);

  CREATE TABLE concern_action (
    id uuid NOT NULL,
    concern_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    what text NOT NULL,
    owner_name text NOT NULL,
    due_on date NOT NULL,
    escalated_on date,
    done_on date,
    done_note text,
    agreed_at timestamptz NOT NULL,
    agreed_by uuid,
    CONSTRAINT concern_action_pk PRIMARY KEY (id),
    CONSTRAINT concern_action_concern FOREIGN KEY (concern_id, authority_id, provider_organisation_id)
      REFERENCES concern (id, authority_id, provider_organisation_id),
    CONSTRAINT concern_action_done CHECK ((done_on IS NULL) = (done_note IS NULL)),
    CONSTRAINT concern_action_lengths CHECK (length(what) BETWEEN 1 AND 2000 AND length(owner_name) BETWEEN 1 AND 200
      AND length(done_note) BETWEEN 1 AND 4000)
  );
  COMMENT ON TABLE concern_action IS 'What has to be done about a concern, by whom and by when.';
  CREATE INDEX concern_action_by_concern ON concern_action (concern_id, due_on, id);
  CREATE INDEX concern_action_open ON concern_action (authority_id, due_on) WHERE done_on IS NULL;

  CREATE TABLE concern_suspension (
    concern_id uuid NOT NULL,
    suspension_id uuid NOT NULL,
    admission_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    CONSTRAINT concern_suspension_pk PRIMARY KEY (concern_id, suspension_id),
    CONSTRAINT concern_suspension_concern FOREIGN KEY (concern_id, authority_id, provider_organisation_id)
      REFERENCES concern (id, authority_id, provider_organisation_id),
    CONSTRAINT concern_suspension_suspension FOREIGN KEY (suspension_id, admission_id, authority_id)
      REFERENCES admission_suspension (id, admission_id, authority_id),
    CONSTRAINT concern_suspension_provider FOREIGN KEY (admission_id, provider_organisation_id)
      REFERENCES admission (id, provider_organisation_id)
  );
  COMMENT ON TABLE concern_suspension IS 'The suspensions that followed from a concern.';
`;

const GUARDS = `
  CREATE FUNCTION concern_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE moved text[] := ARRAY['status', 'level', 'triaged_at', 'triaged_by', 'outcome', 'found', 'told_raiser',
    'closed_at', 'closed_by'];
  BEGIN
    IF OLD.status || '>' || NEW.status <> ALL (ARRAY['RAISED>IN_HAND', 'IN_HAND>IN_HAND', 'IN_HAND>CLOSED'])
        OR to_jsonb(NEW) - moved <> to_jsonb(OLD) - moved THEN
      RAISE EXCEPTION 'a concern stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER concern_stands BEFORE UPDATE ON concern FOR EACH ROW EXECUTE FUNCTION concern_stands();

  CREATE FUNCTION concern_action_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE moved text[] := ARRAY['escalated_on', 'done_on', 'done_note'];
  BEGIN
    IF OLD.done_on IS NOT NULL OR to_jsonb(NEW) - moved <> to_jsonb(OLD) - moved THEN
      RAISE EXCEPTION 'an action stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_action_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER concern_action_stands BEFORE UPDATE ON concern_action FOR EACH ROW EXECUTE FUNCTION concern_action_stands();
`;

const HANDLES = `authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority() AND actor_may('concern.handle'))`;
const OPEN = `(NOT confidential OR (SELECT actor_may('concern.safeguarding')))`;
const SECURITY = `
  ${['concern', 'concern_note', 'concern_action', 'concern_suspension']
    .map((table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;`)
    .join('\n  ')}
  CREATE POLICY concern_handle_read ON concern FOR SELECT USING (${HANDLES} AND ${OPEN});
  CREATE POLICY concern_handle ON concern FOR UPDATE USING (${HANDLES} AND ${OPEN});
  -- Whoever raised it follows it; colleagues may, and of confidential ones only those who answer for safeguarding.
  CREATE POLICY concern_raised ON concern FOR SELECT USING (raised_by_organisation_id = (SELECT actor_organisation())
    AND (SELECT actor_may('concern.raise')) AND (raised_by = (SELECT actor_user()) OR ${OPEN}));
  CREATE POLICY concern_raise ON concern FOR INSERT WITH CHECK (authority_id = actor_authority()
    AND raised_by_organisation_id = actor_organisation() AND actor_may('concern.raise') AND status = 'RAISED');
  ${['concern_note', 'concern_action', 'concern_suspension']
    .map(
      (table) =>
        `CREATE POLICY ${table}_handle ON ${table} USING (${HANDLES} AND concern_id IN (SELECT id FROM concern));`,
    )
    .join('\n  ')}
  REVOKE UPDATE, DELETE, TRUNCATE ON concern_note, concern_suspension FROM placeway_app;
  REVOKE DELETE, TRUNCATE ON concern, concern_action FROM placeway_app;
`;
