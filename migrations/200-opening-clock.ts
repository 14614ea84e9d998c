import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what nobody has confirmed for long is closed to new pupils until somebody does; and what is only likely is
 *        promised with a day by which the provider makes it certain or loses it. Neither is ever placed into.
 * Locks: an instant on opening for its statuses; no row is checked again.
 * Undo:  drops reminders; openings that were closed by the clock or never certain become withdrawn ones.
 */
export class OpeningClock1790000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY opening_tend ON opening;
      DROP TABLE opening_watch, opening_reminder;
      UPDATE opening SET status = 'WITHDRAWN' WHERE status NOT IN ('OPEN', 'WITHDRAWN');
      ALTER TABLE opening DROP CONSTRAINT opening_firm_by, DROP COLUMN firm_by, DROP CONSTRAINT opening_status,
        ADD CONSTRAINT opening_status CHECK (status IN ('OPEN', 'WITHDRAWN'));
    `);
  }
}

const TABLES = `
  ALTER TABLE opening ADD COLUMN firm_by date, DROP CONSTRAINT opening_status,
    ADD CONSTRAINT opening_status CHECK (status IN ('OPEN', 'WITHDRAWN', 'UNCONFIRMED', 'LIKELY', 'LAPSED')) NOT VALID,
    ADD CONSTRAINT opening_firm_by CHECK (status NOT IN ('LIKELY', 'LAPSED') OR firm_by IS NOT NULL) NOT VALID;
  ALTER TABLE opening VALIDATE CONSTRAINT opening_status, VALIDATE CONSTRAINT opening_firm_by;
  COMMENT ON COLUMN opening.firm_by IS 'The last day on which a likely opening may be made certain.';

  CREATE TABLE opening_reminder (
    opening_id uuid NOT NULL,
    counted_from date NOT NULL,
    step text NOT NULL,
    sent_at timestamptz NOT NULL,
    CONSTRAINT opening_reminder_pk PRIMARY KEY (opening_id, counted_from, step),
    CONSTRAINT opening_reminder_opening FOREIGN KEY (opening_id) REFERENCES opening (id),
    CONSTRAINT opening_reminder_step CHECK (step IN ('DUE', 'OVERDUE', 'STOPPED', 'CLOSED', 'FIRM_DUE', 'LAPSED'))
  );
  COMMENT ON TABLE opening_reminder IS 'That a provider was told of one step of an opening''s clock: once for each confirmation, or for each day to be certain by.';

  CREATE TABLE opening_watch (
    watched_on date NOT NULL,
    CONSTRAINT opening_watch_pk PRIMARY KEY (watched_on)
  );
  COMMENT ON TABLE opening_watch IS 'The days on which the clocks of all openings were looked at.';
`;

const SERVICE = `(SELECT actor_kind()) = 'service' AND (SELECT actor_may('opening.tend'))`;
const SECURITY = `
  ALTER TABLE opening_reminder ENABLE ROW LEVEL SECURITY; ALTER TABLE opening_reminder FORCE ROW LEVEL SECURITY;
  ALTER TABLE opening_watch ENABLE ROW LEVEL SECURITY; ALTER TABLE opening_watch FORCE ROW LEVEL SECURITY;
  CREATE POLICY opening_reminder_tend ON opening_reminder USING (${SERVICE});
  CREATE POLICY opening_watch_tend ON opening_watch USING (${SERVICE});
  CREATE POLICY opening_tend ON opening FOR UPDATE USING (${SERVICE});
  REVOKE UPDATE, DELETE, TRUNCATE ON opening_reminder, opening_watch FROM placeway_app;
`;
