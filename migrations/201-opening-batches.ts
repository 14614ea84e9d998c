import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   many openings are entered at once, from a file or from last year's. What was sent is kept as it was sent until
 *        it is applied, so that the preview and the applying read the same.
 * Locks: none, the table is new.
 * Undo:  drops the table; the openings made from it stay.
 */
export class OpeningBatches1790000000201 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE opening_batch (
        id uuid NOT NULL,
        provider_organisation_id uuid NOT NULL,
        source text NOT NULL,
        name text NOT NULL,
        content jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        created_by uuid,
        applied_at timestamptz,
        applied_by uuid,
        opened integer,
        CONSTRAINT opening_batch_pk PRIMARY KEY (id),
        CONSTRAINT opening_batch_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
        CONSTRAINT opening_batch_source CHECK (source IN ('FILE', 'COPY')),
        CONSTRAINT opening_batch_name CHECK (length(name) BETWEEN 1 AND 200),
        CONSTRAINT opening_batch_applied CHECK ((applied_at IS NULL) = (opened IS NULL))
      );
      COMMENT ON TABLE opening_batch IS 'Openings entered many at once: the rows as they were sent, and how many of them were opened when.';
      CREATE INDEX opening_batch_by_provider ON opening_batch (provider_organisation_id, id);
      ALTER TABLE opening_batch ENABLE ROW LEVEL SECURITY; ALTER TABLE opening_batch FORCE ROW LEVEL SECURITY;
      CREATE POLICY opening_batch_own ON opening_batch USING ((SELECT actor_may('opening.manage'))
        AND (provider_organisation_id = (SELECT actor_organisation())
          OR ((SELECT actor_is_authority()) AND provider_organisation_id IN (SELECT organisation_id FROM provider))));
      -- What was sent stays as it was sent: only that it was applied is written later.
      REVOKE UPDATE, DELETE, TRUNCATE ON opening_batch FROM placeway_app;
      GRANT UPDATE (applied_at, applied_by, opened) ON opening_batch TO placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE opening_batch`);
  }
}
