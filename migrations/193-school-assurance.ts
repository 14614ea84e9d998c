import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a school may not rely on an authority's list alone (KCSIE): it makes its own checks of each provider it uses. They
 *        are kept beside the authority's, by day, so that both see whether they exist and are in date.
 * Locks: none, all tables are new.
 * Undo:  drops the schools' records and reminders.
 */
export class SchoolAssurance1790000000193 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE school_assurance_reminder, school_assurance`);
  }
}

const TABLES = `
  CREATE TABLE school_assurance (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    site_id uuid,
    visited_on date,
    visited_by text,
    safeguarding_on date NOT NULL,
    safeguarding_from text NOT NULL,
    staff_checks_on date NOT NULL,
    staff_checks_by text NOT NULL,
    note text,
    next_due_on date NOT NULL,
    recorded_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT school_assurance_pk PRIMARY KEY (id),
    CONSTRAINT school_assurance_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT school_assurance_school FOREIGN KEY (school_organisation_id) REFERENCES organisation (id),
    CONSTRAINT school_assurance_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT school_assurance_site FOREIGN KEY (site_id, provider_organisation_id)
      REFERENCES site (id, provider_organisation_id),
    CONSTRAINT school_assurance_visit CHECK ((visited_on IS NULL) = (visited_by IS NULL)),
    CONSTRAINT school_assurance_past CHECK (visited_on <= recorded_on AND safeguarding_on <= recorded_on
      AND staff_checks_on <= recorded_on AND next_due_on > recorded_on),
    CONSTRAINT school_assurance_lengths CHECK (length(visited_by) <= 200 AND length(safeguarding_from) BETWEEN 1 AND 200
      AND length(staff_checks_by) BETWEEN 1 AND 200 AND length(note) <= 4000)
  );
  COMMENT ON TABLE school_assurance IS 'A school''s own checks of a provider or one of its sites. Append only: the latest counts.';
  CREATE INDEX school_assurance_latest ON school_assurance (authority_id, school_organisation_id, provider_organisation_id,
    recorded_at DESC);

  CREATE TABLE school_assurance_reminder (
    school_organisation_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    about text NOT NULL,
    authority_id uuid NOT NULL,
    sent_at timestamptz NOT NULL,
    CONSTRAINT school_assurance_reminder_pk PRIMARY KEY (school_organisation_id, provider_organisation_id, about),
    CONSTRAINT school_assurance_reminder_authority FOREIGN KEY (authority_id) REFERENCES authority (id)
  );
  COMMENT ON TABLE school_assurance_reminder IS 'That a school was reminded: once before its checks run out, once after, once where there are none.';
`;

const SECURITY = `
  ALTER TABLE school_assurance ENABLE ROW LEVEL SECURITY; ALTER TABLE school_assurance FORCE ROW LEVEL SECURITY;
  CREATE POLICY school_assurance_own ON school_assurance FOR SELECT
    USING (school_organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('assurance.record')));
  CREATE POLICY school_assurance_of_authority ON school_assurance FOR SELECT USING (authority_id = (SELECT actor_authority())
    AND (SELECT actor_is_authority() AND actor_may('quality.manage')));
  CREATE POLICY school_assurance_record ON school_assurance FOR INSERT WITH CHECK (authority_id = actor_authority()
    AND school_organisation_id = actor_organisation() AND actor_may('assurance.record'));
  ALTER TABLE school_assurance_reminder ENABLE ROW LEVEL SECURITY; ALTER TABLE school_assurance_reminder FORCE ROW LEVEL SECURITY;
  CREATE POLICY school_assurance_reminder_tend ON school_assurance_reminder USING (authority_id = (SELECT actor_authority())
    AND (SELECT actor_kind()) = 'service' AND (SELECT actor_may('quality.tend')));
  REVOKE UPDATE, DELETE, TRUNCATE ON school_assurance, school_assurance_reminder FROM placeway_app;
`;
