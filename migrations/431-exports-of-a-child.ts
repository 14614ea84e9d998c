import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   whoever a child's records are about may have them all (subject access). Asking states a reason, gathering is a job
 *        whose stage a page shows, and the file is there for some days and for whoever asked, then goes.
 * Locks: none, the tables are new.
 * Undo:  drops exports and their files.
 */
export class ExportsOfAChild1790000000431 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE subject_export (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        pupil_id uuid NOT NULL,
        reference text NOT NULL,
        reason text NOT NULL,
        asked_by uuid NOT NULL,
        asked_at timestamptz NOT NULL,
        status text NOT NULL,
        stage text NOT NULL,
        done integer NOT NULL,
        total integer NOT NULL,
        records integer NOT NULL,
        finished_at timestamptz,
        expires_at timestamptz,
        CONSTRAINT subject_export_pk PRIMARY KEY (id),
        CONSTRAINT subject_export_whose UNIQUE (id, authority_id, asked_by),
        CONSTRAINT subject_export_pupil FOREIGN KEY (pupil_id) REFERENCES pupil (id),
        CONSTRAINT subject_export_status CHECK (status IN ('QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'EXPIRED')),
        CONSTRAINT subject_export_reason CHECK (length(btrim(reason)) BETWEEN 1 AND 1000),
        CONSTRAINT subject_export_counts CHECK (done BETWEEN 0 AND total AND records >= 0),
        CONSTRAINT subject_export_finished CHECK ((status IN ('FINISHED', 'EXPIRED')) = (finished_at IS NOT NULL)
          AND (finished_at IS NULL) = (expires_at IS NULL))
      );
      COMMENT ON TABLE subject_export IS 'One gathering of everything held on one child: who asked, why, and how far it is.';
      CREATE INDEX subject_export_of_asker ON subject_export (authority_id, asked_by, asked_at DESC, id);

      CREATE TABLE subject_export_file (
        export_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        asked_by uuid NOT NULL,
        format text NOT NULL,
        content text NOT NULL,
        CONSTRAINT subject_export_file_pk PRIMARY KEY (export_id, format),
        CONSTRAINT subject_export_file_of FOREIGN KEY (export_id, authority_id, asked_by)
          REFERENCES subject_export (id, authority_id, asked_by),
        CONSTRAINT subject_export_file_format CHECK (format IN ('PAGE', 'DATA'))
      );
      COMMENT ON TABLE subject_export_file IS 'What was gathered; gone when the export expires.';

      ALTER TABLE subject_export ENABLE ROW LEVEL SECURITY; ALTER TABLE subject_export FORCE ROW LEVEL SECURITY;
      CREATE POLICY subject_export_read ON subject_export FOR SELECT USING (${MINE} OR ${GATHERS});
      CREATE POLICY subject_export_ask ON subject_export FOR INSERT WITH CHECK (${MINE} AND status = 'QUEUED');
      CREATE POLICY subject_export_gather ON subject_export FOR UPDATE USING (${GATHERS});
      REVOKE DELETE, TRUNCATE ON subject_export FROM placeway_app;

      ALTER TABLE subject_export_file ENABLE ROW LEVEL SECURITY; ALTER TABLE subject_export_file FORCE ROW LEVEL SECURITY;
      CREATE POLICY subject_export_file_read ON subject_export_file FOR SELECT USING (${MINE} OR ${GATHERS});
      CREATE POLICY subject_export_file_write ON subject_export_file FOR INSERT WITH CHECK (${GATHERS});
      CREATE POLICY subject_export_file_expire ON subject_export_file FOR DELETE USING (${GATHERS});
      REVOKE UPDATE, TRUNCATE ON subject_export_file FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE subject_export_file, subject_export');
  }
}

const HERE = 'authority_id = (SELECT actor_authority())';
const MINE = `(${HERE} AND asked_by = (SELECT actor_user()) AND (SELECT actor_may('record.export')))`;
const GATHERS = `(${HERE} AND (SELECT actor_kind()) = 'service' AND (SELECT actor_may('record.gather')))`;
