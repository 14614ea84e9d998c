import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   who runs alternative provision, where, under which registration on which day, and what is taught there. These
 *        belong to no authority; `authority_supply` says who commissions from whom, and with that who sees whom.
 * Locks: none, all tables are new.
 * Undo:  drops the tables, data included. The extension stays: others may use it.
 */
export class Providers1790000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE EXTENSION IF NOT EXISTS btree_gist`);
    await runner.query(TABLES);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE programme, site_registration, site, authority_supply, provider;
      DROP FUNCTION actor_is_authority(); DROP FUNCTION actor_commissions();
    `);
  }
}

const TABLES = `
  CREATE TABLE provider (
    organisation_id uuid NOT NULL,
    supply_route text NOT NULL,
    commissioner_organisation_id uuid,
    about text NOT NULL DEFAULT '',
    vat_number text,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT provider_pk PRIMARY KEY (organisation_id),
    CONSTRAINT provider_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT provider_commissioner FOREIGN KEY (commissioner_organisation_id) REFERENCES organisation (id),
    CONSTRAINT provider_commissioner_other CHECK (commissioner_organisation_id <> organisation_id),
    CONSTRAINT provider_supply_route CHECK (supply_route IN ('MAINTAINED_AP', 'FRAMEWORK', 'OFF_FRAMEWORK')),
    CONSTRAINT provider_about_length CHECK (length(about) <= 4000)
  );
  COMMENT ON TABLE provider IS 'What makes an organisation a provider of alternative provision. Its name stands in organisation.';
  COMMENT ON COLUMN provider.supply_route IS 'MAINTAINED_AP: a pupil referral unit; FRAMEWORK: admission and call-off rules apply; OFF_FRAMEWORK: neither.';
  COMMENT ON COLUMN provider.commissioner_organisation_id IS 'The body through which its places are commissioned, for partners of a pupil referral unit.';
  CREATE INDEX provider_by_commissioner ON provider (commissioner_organisation_id);

  CREATE TABLE authority_supply (
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    from_date date NOT NULL,
    to_date date,
    CONSTRAINT authority_supply_pk PRIMARY KEY (authority_id, provider_organisation_id),
    CONSTRAINT authority_supply_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT authority_supply_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT authority_supply_dates CHECK (to_date IS NULL OR to_date >= from_date)
  );
  COMMENT ON TABLE authority_supply IS 'Which authority commissions from which provider, since when. It decides who sees the provider.';
  CREATE INDEX authority_supply_by_provider ON authority_supply (provider_organisation_id);

  CREATE TABLE site (
    id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    name text NOT NULL,
    address text NOT NULL DEFAULT '',
    postcode text NOT NULL DEFAULT '',
    easting integer,
    northing integer,
    access_features text[] NOT NULL DEFAULT '{}',
    closed_on date,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT site_pk PRIMARY KEY (id),
    CONSTRAINT site_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT site_name_once UNIQUE (provider_organisation_id, name),
    CONSTRAINT site_of_provider UNIQUE (id, provider_organisation_id),
    CONSTRAINT site_grid_whole CHECK ((easting IS NULL) = (northing IS NULL)),
    CONSTRAINT site_grid_range CHECK (easting BETWEEN 1000 AND 700000 AND northing BETWEEN 1000 AND 1300000),
    CONSTRAINT site_name_length CHECK (length(name) BETWEEN 1 AND 200)
  );
  COMMENT ON TABLE site IS 'Where a provider works. Grid reference in metres on the British National Grid.';

  CREATE TABLE site_registration (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    kind text NOT NULL,
    urn text,
    registered_places integer,
    single_sex text,
    lowest_age smallint NOT NULL,
    highest_age smallint NOT NULL,
    from_date date NOT NULL,
    to_date date,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT site_registration_pk PRIMARY KEY (id),
    CONSTRAINT site_registration_site FOREIGN KEY (site_id) REFERENCES site (id),
    CONSTRAINT site_registration_kind CHECK (kind IN ('REGISTERED_SCHOOL', 'PRU', 'NOT_REGISTERED')),
    CONSTRAINT site_registration_urn CHECK (urn IS NULL OR (kind <> 'NOT_REGISTERED' AND urn ~ '^[1-9][0-9]{5}$')),
    CONSTRAINT site_registration_places CHECK (registered_places BETWEEN 0 AND 5000),
    CONSTRAINT site_registration_places_told CHECK (kind = 'NOT_REGISTERED' OR registered_places IS NOT NULL),
    CONSTRAINT site_registration_sex CHECK (single_sex IN ('M', 'F')),
    CONSTRAINT site_registration_ages CHECK (lowest_age BETWEEN 2 AND 25 AND highest_age BETWEEN lowest_age AND 25),
    CONSTRAINT site_registration_dates CHECK (to_date IS NULL OR to_date >= from_date),
    CONSTRAINT site_registration_one_a_day EXCLUDE USING gist
      (site_id WITH =, daterange(from_date, to_date, '[]') WITH &&)
  );
  COMMENT ON TABLE site_registration IS 'How a site is registered, by date. A change closes one row and adds the next, so that any past day can be answered.';
  COMMENT ON COLUMN site_registration.registered_places IS 'The most pupils at one time; null only where nothing is registered.';

  CREATE TABLE programme (
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    name text NOT NULL,
    component_kind text NOT NULL,
    year_from smallint NOT NULL,
    year_to smallint NOT NULL,
    needs text[] NOT NULL DEFAULT '{}',
    curriculum text[] NOT NULL DEFAULT '{}',
    specialisms text[] NOT NULL DEFAULT '{}',
    am_starts time NOT NULL,
    am_ends time NOT NULL,
    pm_starts time NOT NULL,
    pm_ends time NOT NULL,
    closed_on date,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT programme_pk PRIMARY KEY (id),
    CONSTRAINT programme_site FOREIGN KEY (site_id, provider_organisation_id)
      REFERENCES site (id, provider_organisation_id),
    CONSTRAINT programme_name_once UNIQUE (site_id, name),
    CONSTRAINT programme_at_site UNIQUE (id, site_id, provider_organisation_id),
    CONSTRAINT programme_component_kind CHECK (component_kind IN ('AP', 'COLLEGE', 'TRAINING', 'WORK')),
    CONSTRAINT programme_years CHECK (year_from BETWEEN 0 AND 14 AND year_to BETWEEN year_from AND 14),
    CONSTRAINT programme_times CHECK (am_starts < am_ends AND am_ends <= pm_starts AND pm_starts < pm_ends),
    CONSTRAINT programme_name_length CHECK (length(name) BETWEEN 1 AND 200)
  );
  COMMENT ON TABLE programme IS 'What is taught at a site, to whom, and when its mornings and afternoons start and end. Hours are derived from the times.';
`;

const SECURITY = `
  -- Providers act for an authority too, so the authority alone does not tell competitors from commissioners.
  CREATE FUNCTION actor_is_authority() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN actor_kind() = 'service' OR EXISTS (SELECT FROM authority
      WHERE authority.id = actor_authority() AND authority.organisation_id = actor_organisation());
  CREATE FUNCTION actor_commissions() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN actor_kind() = 'service' OR EXISTS (SELECT FROM organisation
      WHERE organisation.id = actor_organisation() AND organisation.kind <> 'PROVIDER');

  ALTER TABLE provider ENABLE ROW LEVEL SECURITY; ALTER TABLE provider FORCE ROW LEVEL SECURITY;
  ALTER TABLE authority_supply ENABLE ROW LEVEL SECURITY; ALTER TABLE authority_supply FORCE ROW LEVEL SECURITY;
  ALTER TABLE site ENABLE ROW LEVEL SECURITY; ALTER TABLE site FORCE ROW LEVEL SECURITY;
  ALTER TABLE site_registration ENABLE ROW LEVEL SECURITY; ALTER TABLE site_registration FORCE ROW LEVEL SECURITY;
  ALTER TABLE programme ENABLE ROW LEVEL SECURITY; ALTER TABLE programme FORCE ROW LEVEL SECURITY;

  -- The authority and its schools see its supply, a provider only itself. A service acts in one authority, or in none
  -- when a provider asked: then it must learn who commissions from it.
  CREATE POLICY authority_supply_read ON authority_supply FOR SELECT USING (
    (authority_id = (SELECT actor_authority()) AND (SELECT actor_commissions()))
    OR provider_organisation_id = (SELECT actor_organisation()) OR (SELECT actor_kind()) = 'service');
  CREATE POLICY authority_supply_add ON authority_supply FOR INSERT WITH CHECK (
    authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority() AND actor_may('provider.manage')));
  CREATE POLICY authority_supply_change ON authority_supply FOR UPDATE USING (
    authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority() AND actor_may('provider.manage')));

  CREATE POLICY provider_read ON provider FOR SELECT USING (
    organisation_id = (SELECT actor_organisation()) OR commissioner_organisation_id = (SELECT actor_organisation())
    OR organisation_id IN (SELECT provider_organisation_id FROM authority_supply));
  CREATE POLICY provider_add ON provider FOR INSERT
    WITH CHECK ((SELECT actor_is_authority() AND actor_may('provider.manage')));
  CREATE POLICY provider_change ON provider FOR UPDATE USING (
    (SELECT actor_may('provider.manage')) AND (organisation_id = (SELECT actor_organisation())
      OR ((SELECT actor_is_authority())
          AND organisation_id IN (SELECT provider_organisation_id FROM authority_supply))));

  -- What stands below a provider is seen by whoever sees the provider, and changed by it or by the authority.
  CREATE POLICY site_read ON site FOR SELECT
    USING (provider_organisation_id IN (SELECT organisation_id FROM provider));
  CREATE POLICY site_write ON site USING (
    (SELECT actor_may('provider.manage')) AND (provider_organisation_id = (SELECT actor_organisation())
      OR ((SELECT actor_is_authority()) AND provider_organisation_id IN (SELECT organisation_id FROM provider))));
  -- Nobody registers itself: what a site may lawfully take is recorded by the authority.
  CREATE POLICY site_registration_read ON site_registration FOR SELECT USING (site_id IN (SELECT id FROM site));
  CREATE POLICY site_registration_write ON site_registration USING (
    (SELECT actor_is_authority() AND actor_may('provider.manage')) AND site_id IN (SELECT id FROM site));
  CREATE POLICY programme_read ON programme FOR SELECT
    USING (provider_organisation_id IN (SELECT organisation_id FROM provider));
  CREATE POLICY programme_write ON programme USING (
    (SELECT actor_may('provider.manage')) AND (provider_organisation_id = (SELECT actor_organisation())
      OR ((SELECT actor_is_authority()) AND provider_organisation_id IN (SELECT organisation_id FROM provider))));
  REVOKE DELETE, TRUNCATE ON provider, site, site_registration, programme, authority_supply FROM placeway_app;
`;
