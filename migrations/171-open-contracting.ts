import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what is published about a framework carries the open contracting identifier of the notice that announced it. It
 *        is given by the national service or made under a prefix the authority has registered; nobody may invent one.
 * Locks: none, the table is new.
 * Undo:  drops the identifiers.
 */
export class OpenContracting1790000000171 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE framework_publication (
        framework_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        ocid text NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid,
        CONSTRAINT framework_publication_pk PRIMARY KEY (framework_id),
        CONSTRAINT framework_publication_framework FOREIGN KEY (framework_id, authority_id)
          REFERENCES framework (id, authority_id),
        CONSTRAINT framework_publication_ocid_once UNIQUE (ocid),
        CONSTRAINT framework_publication_ocid CHECK (ocid ~ '^ocds-[a-z0-9]{6}-[A-Za-z0-9._/-]{1,80}$')
      );
      COMMENT ON TABLE framework_publication IS 'The open contracting identifier under which a framework is published.';
      ALTER TABLE framework_publication ENABLE ROW LEVEL SECURITY; ALTER TABLE framework_publication FORCE ROW LEVEL SECURITY;
      CREATE POLICY framework_publication_read ON framework_publication FOR SELECT USING (actor_present());
      CREATE POLICY framework_publication_write ON framework_publication
        USING (authority_id = actor_authority() AND actor_may('framework.manage'));
      REVOKE DELETE, TRUNCATE ON framework_publication FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE framework_publication');
  }
}
