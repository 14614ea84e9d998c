import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   everything local is data that a board approves: runs, decisions, charges and deadlines name the version they
 *        used, so an approved version must never change, whoever asks.
 * Locks: none, the table is new.
 * Undo:  drops the table, every version included.
 */
export class Policies1790000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE policy (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        version integer NOT NULL,
        document jsonb NOT NULL,
        effective_from date NOT NULL,
        status text NOT NULL DEFAULT 'DRAFT',
        drafted_by uuid,
        drafted_at timestamptz NOT NULL,
        approved_by uuid,
        approved_at timestamptz,
        CONSTRAINT policy_pk PRIMARY KEY (id),
        CONSTRAINT policy_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
        CONSTRAINT policy_version_once UNIQUE (authority_id, version),
        CONSTRAINT policy_version_counts CHECK (version >= 1),
        CONSTRAINT policy_status_known CHECK (status IN ('DRAFT', 'APPROVED')),
        CONSTRAINT policy_approved_when CHECK ((status = 'APPROVED') = (approved_at IS NOT NULL)),
        CONSTRAINT policy_second_person CHECK (approved_by IS NULL OR approved_by IS DISTINCT FROM drafted_by),
        CONSTRAINT policy_document_is_object CHECK (jsonb_typeof(document) = 'object')
      );
      COMMENT ON TABLE policy IS 'Versions of everything local. The approved one with the latest effective_from on or before a day is in force.';
      CREATE UNIQUE INDEX policy_one_a_day ON policy (authority_id, effective_from) WHERE status = 'APPROVED';

      CREATE FUNCTION policy_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.status = 'APPROVED' THEN
          RAISE EXCEPTION 'An approved policy never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_kept', TABLE = 'policy';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
      END $$;
      CREATE TRIGGER policy_kept BEFORE UPDATE OR DELETE ON policy FOR EACH ROW EXECUTE FUNCTION policy_is_kept();

      ALTER TABLE policy ENABLE ROW LEVEL SECURITY; ALTER TABLE policy FORCE ROW LEVEL SECURITY;
      -- An approved policy is published: schools and providers are bound by it and may read what binds them.
      CREATE POLICY policy_read ON policy FOR SELECT USING (
        (SELECT actor_present()) AND (status = 'APPROVED'
          OR (authority_id = actor_authority() AND (actor_may('policy.draft') OR actor_may('policy.approve')))));
      CREATE POLICY policy_write ON policy
        USING (authority_id = actor_authority() AND (actor_may('policy.draft') OR actor_may('policy.approve')))
        WITH CHECK (authority_id = actor_authority()
          AND ((status = 'DRAFT' AND actor_may('policy.draft')) OR (status = 'APPROVED' AND actor_may('policy.approve'))));
      REVOKE TRUNCATE ON policy FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE policy; DROP FUNCTION policy_is_kept();`);
  }
}
