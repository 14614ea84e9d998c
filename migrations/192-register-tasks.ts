import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   when the national register says something else of a school at which an admitted provider works, somebody has to
 *        look: it may have closed, or may take fewer or other pupils than was agreed. What was done is kept beside it.
 * Locks: none, the table is new.
 * Undo:  drops the tasks, what was done included.
 */
export class RegisterTasks1790000000192 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE register_task; DROP FUNCTION register_task_stands`);
  }
}

const TABLE = `
  CREATE TABLE register_task (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    site_id uuid NOT NULL,
    urn text NOT NULL,
    import_id uuid NOT NULL,
    outcome text NOT NULL,
    changes jsonb NOT NULL,
    found_at timestamptz NOT NULL,
    done text,
    done_note text,
    done_at timestamptz,
    done_by uuid,
    CONSTRAINT register_task_pk PRIMARY KEY (id),
    CONSTRAINT register_task_once UNIQUE (import_id, authority_id, site_id),
    CONSTRAINT register_task_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT register_task_site FOREIGN KEY (site_id, provider_organisation_id)
      REFERENCES site (id, provider_organisation_id),
    CONSTRAINT register_task_import FOREIGN KEY (import_id) REFERENCES register_import (id),
    CONSTRAINT register_task_outcome CHECK (outcome IN ('CHANGED', 'CLOSED', 'MISSING')),
    CONSTRAINT register_task_done CHECK (done IN ('REGISTRATION_RECORDED', 'SUSPENDED', 'REMOVAL_BEGUN', 'PROVIDER_ASKED', 'NOTHING')),
    CONSTRAINT register_task_done_whole CHECK (num_nonnulls(done, done_note, done_at) IN (0, 3)),
    CONSTRAINT register_task_note CHECK (length(done_note) BETWEEN 1 AND 4000)
  );
  COMMENT ON TABLE register_task IS 'What one import of the national register says differently of a site of an admitted provider, and what was done about it.';
  CREATE INDEX register_task_open ON register_task (authority_id, found_at) WHERE done IS NULL;

  CREATE FUNCTION register_task_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE moved text[] := ARRAY['done', 'done_note', 'done_at', 'done_by'];
  BEGIN
    IF OLD.done IS NOT NULL OR to_jsonb(NEW) - moved <> to_jsonb(OLD) - moved THEN
      RAISE EXCEPTION 'what was found stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'register_task_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER register_task_stands BEFORE UPDATE ON register_task FOR EACH ROW EXECUTE FUNCTION register_task_stands();
`;

const SECURITY = `
  ALTER TABLE register_task ENABLE ROW LEVEL SECURITY; ALTER TABLE register_task FORCE ROW LEVEL SECURITY;
  CREATE POLICY register_task_handle ON register_task USING (authority_id = (SELECT actor_authority())
    AND (SELECT actor_is_authority() AND actor_may('quality.manage')));
  REVOKE DELETE, TRUNCATE ON register_task FROM placeway_app;
`;
