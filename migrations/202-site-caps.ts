import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a site may take fewer than it is registered for: while it is short of staff, or until a visit. The limit counts
 *        over all its lots and openings, so it goes into the site's own counters, beside its registration.
 * Locks: none, the table is new.
 * Undo:  drops the table; the site's counters stay as they are until its registration is recorded again.
 */
export class SiteCaps1790000000202 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE site_cap (
        id uuid NOT NULL,
        site_id uuid NOT NULL,
        provider_organisation_id uuid NOT NULL,
        places integer NOT NULL,
        from_date date NOT NULL,
        to_date date,
        lifted_on date,
        reason text NOT NULL,
        set_by_organisation_id uuid NOT NULL,
        set_by uuid,
        set_at timestamptz NOT NULL,
        CONSTRAINT site_cap_pk PRIMARY KEY (id),
        CONSTRAINT site_cap_site FOREIGN KEY (site_id, provider_organisation_id)
          REFERENCES site (id, provider_organisation_id),
        CONSTRAINT site_cap_setter FOREIGN KEY (set_by_organisation_id) REFERENCES organisation (id),
        CONSTRAINT site_cap_places CHECK (places BETWEEN 0 AND 5000),
        CONSTRAINT site_cap_dates CHECK (to_date >= from_date),
        CONSTRAINT site_cap_reason CHECK (length(reason) BETWEEN 1 AND 500)
      );
      COMMENT ON TABLE site_cap IS 'The most pupils a site takes at a time from a day on, over all its openings; the least of these and its registration counts.';
      CREATE INDEX site_cap_by_site ON site_cap (site_id);
      CREATE INDEX site_cap_by_provider ON site_cap (provider_organisation_id);
      ALTER TABLE site_cap ENABLE ROW LEVEL SECURITY; ALTER TABLE site_cap FORCE ROW LEVEL SECURITY;
      CREATE POLICY site_cap_read ON site_cap FOR SELECT USING (site_id IN (SELECT id FROM site));
      CREATE POLICY site_cap_add ON site_cap FOR INSERT WITH CHECK ((SELECT actor_may('opening.manage'))
        AND set_by_organisation_id = (SELECT actor_organisation())
        AND (provider_organisation_id = (SELECT actor_organisation())
          OR ((SELECT actor_is_authority()) AND provider_organisation_id IN (SELECT organisation_id FROM provider))));
      -- Who set a limit lifts it: a provider does not lift what an authority asked for.
      CREATE POLICY site_cap_lift ON site_cap FOR UPDATE USING ((SELECT actor_may('opening.manage'))
        AND set_by_organisation_id = (SELECT actor_organisation()));
      REVOKE UPDATE, DELETE, TRUNCATE ON site_cap FROM placeway_app;
      GRANT UPDATE (lifted_on) ON site_cap TO placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE site_cap`);
  }
}
