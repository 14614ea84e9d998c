import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   before anybody is admitted, and afterwards, somebody checks registration, insurance, safeguarding and standards.
 *        What the service found by itself is kept beside what the officer confirmed, with the version of the list, so
 *        that a later list or register never rewrites what was known at the time.
 * Locks: none, the tables are new.
 * Undo:  drops every check and inspection rule.
 */
export class DueDiligence1790000000165 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE diligence_check, inspection_rule`);
  }
}

const TABLES = `
  CREATE TABLE inspection_rule (
    authority_id uuid NOT NULL,
    from_date date NOT NULL,
    words text NOT NULL,
    must_be_registered boolean NOT NULL,
    grades text[] NOT NULL,
    source text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT inspection_rule_pk PRIMARY KEY (authority_id, from_date),
    CONSTRAINT inspection_rule_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT inspection_rule_lengths CHECK (length(words) BETWEEN 1 AND 1000 AND length(source) BETWEEN 1 AND 500
      AND cardinality(grades) <= 20)
  );
  COMMENT ON TABLE inspection_rule IS 'What an authority asks of inspections, from a date on. Without a row the starting rule counts.';

  CREATE TABLE diligence_check (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    application_id uuid,
    admission_id uuid,
    code text NOT NULL,
    n integer NOT NULL,
    list_version text NOT NULL,
    found text NOT NULL,
    found_words jsonb NOT NULL,
    outcome text NOT NULL,
    note text NOT NULL,
    checked_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT diligence_check_pk PRIMARY KEY (id),
    CONSTRAINT diligence_check_application FOREIGN KEY (application_id) REFERENCES application (id),
    CONSTRAINT diligence_check_admission FOREIGN KEY (admission_id, authority_id) REFERENCES admission (id, authority_id),
    CONSTRAINT diligence_check_subject CHECK (num_nonnulls(application_id, admission_id) = 1),
    CONSTRAINT diligence_check_in_turn UNIQUE NULLS NOT DISTINCT (application_id, admission_id, code, n),
    CONSTRAINT diligence_check_n CHECK (n >= 1),
    CONSTRAINT diligence_check_found CHECK (found IN ('MET', 'NOT_MET', 'UNKNOWN', 'NOT_APPLICABLE')),
    CONSTRAINT diligence_check_outcome CHECK (outcome IN ('CONFIRMED', 'NOT_MET', 'NOT_APPLICABLE')),
    CONSTRAINT diligence_check_note CHECK (length(note) BETWEEN 1 AND 2000)
  );
  COMMENT ON TABLE diligence_check IS 'One look at one check: what the service found and what the officer says. Append only; the latest counts.';
  COMMENT ON COLUMN diligence_check.n IS 'Counts up for each check, so that of two who record at once the second sees the first.';
`;

const OFFICERS = `authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority())`;
const SECURITY = `
  ALTER TABLE inspection_rule ENABLE ROW LEVEL SECURITY; ALTER TABLE inspection_rule FORCE ROW LEVEL SECURITY;
  CREATE POLICY inspection_rule_read ON inspection_rule FOR SELECT USING (actor_present());
  CREATE POLICY inspection_rule_add ON inspection_rule FOR INSERT
    WITH CHECK (${OFFICERS} AND (SELECT actor_may('framework.manage')));
  REVOKE UPDATE, DELETE, TRUNCATE ON inspection_rule FROM placeway_app;
  ALTER TABLE diligence_check ENABLE ROW LEVEL SECURITY; ALTER TABLE diligence_check FORCE ROW LEVEL SECURITY;
  CREATE POLICY diligence_check_read ON diligence_check FOR SELECT USING (${OFFICERS}
    AND (SELECT actor_may('evidence.read') OR actor_may('board.sit') OR actor_may('board.manage')));
  CREATE POLICY diligence_check_add ON diligence_check FOR INSERT
    WITH CHECK (${OFFICERS} AND (SELECT actor_may('diligence.record')));
  REVOKE UPDATE, DELETE, TRUNCATE ON diligence_check FROM placeway_app;
`;
