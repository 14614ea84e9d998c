import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   when a provider or a site can teach no more, one act ends all that is placed there and sends each pupil back to wait.
 *        What was done for each is kept, so that the act can be looked at, and run again for those it could not help.
 * Locks: none, the tables are new.
 * Undo:  drops the record of such acts; what they did stays.
 */
export class FailedProvision1790000000393 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE provision_failure (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        provider_organisation_id uuid NOT NULL,
        site_id uuid,
        last_day date NOT NULL,
        reason text NOT NULL,
        made_by uuid,
        made_at timestamptz NOT NULL,
        run_at timestamptz NOT NULL,
        CONSTRAINT provision_failure_pk PRIMARY KEY (id),
        CONSTRAINT provision_failure_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
        CONSTRAINT provision_failure_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
        CONSTRAINT provision_failure_site FOREIGN KEY (site_id) REFERENCES site (id),
        CONSTRAINT provision_failure_once UNIQUE NULLS NOT DISTINCT (authority_id, provider_organisation_id, site_id, last_day),
        CONSTRAINT provision_failure_reason CHECK (length(reason) BETWEEN 1 AND 1000)
      );
      COMMENT ON TABLE provision_failure IS 'One act: a provider or one site of it can teach no more, and all placements there end.';

      CREATE TABLE provision_failure_placement (
        failure_id uuid NOT NULL,
        placement_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        outcome text NOT NULL,
        problem text,
        voided_pence bigint NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT provision_failure_placement_pk PRIMARY KEY (failure_id, placement_id),
        CONSTRAINT provision_failure_placement_failure FOREIGN KEY (failure_id) REFERENCES provision_failure (id),
        CONSTRAINT provision_failure_placement_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
        CONSTRAINT provision_failure_placement_outcome CHECK (outcome IN ('ENDED', 'WITHDRAWN', 'NOT_DONE')
          AND (outcome = 'NOT_DONE') = (problem IS NOT NULL)),
        CONSTRAINT provision_failure_placement_pence CHECK (voided_pence >= 0)
      );
      COMMENT ON TABLE provision_failure_placement IS 'What the act did for each placement, or why it could not.';

      ${secured('provision_failure', 'run_at')}
      ${secured('provision_failure_placement', 'outcome, problem, voided_pence, at')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE provision_failure_placement, provision_failure`);
  }
}

function secured(table: string, changed: string): string {
  const acts = `authority_id = (SELECT actor_authority()) AND (SELECT actor_may('decision.make') AND actor_may('placement.end'))`;
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (authority_id = (SELECT actor_authority())
      AND (SELECT actor_may('case.authority')));
    CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK (${acts});
    CREATE POLICY ${table}_change ON ${table} FOR UPDATE USING (${acts});
    REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM placeway_app;
    GRANT UPDATE (${changed}) ON ${table} TO placeway_app;`;
}
