import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bankHolidays } from './020-organisations.bank-holidays.js';

/**
 * Why:   who exists (authorities, schools, trusts, providers), the whole national register beside it with every import
 *        and what it changed, and the calendars that deadlines are counted on.
 * Locks: none, all tables are new.
 * Undo:  drops the tables and everything imported.
 */
export class Organisations1790000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(organisations);
    await runner.query(register);
    await runner.query(imports);
    await runner.query(calendars);
    await runner.query(`INSERT INTO bank_holiday (held_on, title) SELECT * FROM unnest($1::date[], $2::text[])`, [
      bankHolidays.map(([date]) => date),
      bankHolidays.map(([, title]) => title),
    ]);
    await runner.query(rowSecurity);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE bank_holiday, calendar_closure, calendar_term, school_calendar, register_import_row, establishment_link,
        establishment, register_import;
      DROP FUNCTION may_keep_calendar(uuid);
      ALTER TABLE authority DROP CONSTRAINT authority_organisation_fk;
      DROP TABLE organisation, authority;
    `);
  }
}

const organisations = `
  CREATE TABLE authority (
    id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    gss_code text,
    organisation_id uuid,
    CONSTRAINT authority_pk PRIMARY KEY (id),
    CONSTRAINT authority_code_once UNIQUE (code),
    CONSTRAINT authority_code_shape CHECK (code ~ '^[0-9]{3}$')
  );
  COMMENT ON TABLE authority IS 'The local authorities that this service serves: the tenants, and the homes of their schools.';

  CREATE TABLE organisation (
    id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    status text NOT NULL DEFAULT 'OPEN',
    urn text,
    uid text,
    ukprn text,
    authority_code text,
    establishment_number text,
    type_code text,
    phase text,
    lowest_age integer,
    highest_age integer,
    gender text,
    trust_id uuid,
    address text,
    town text,
    postcode text,
    easting integer,
    northing integer,
    website text,
    opened_on date,
    closed_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT organisation_pk PRIMARY KEY (id),
    CONSTRAINT organisation_urn_once UNIQUE (urn),
    CONSTRAINT organisation_trust_fk FOREIGN KEY (trust_id) REFERENCES organisation (id),
    CONSTRAINT organisation_kind_known CHECK (kind IN ('AUTHORITY', 'SCHOOL', 'TRUST', 'PROVIDER', 'PARTNERSHIP')),
    CONSTRAINT organisation_status_known
      CHECK (status IN ('OPEN', 'CLOSED', 'PROPOSED_TO_CLOSE', 'PROPOSED_TO_OPEN', 'UNKNOWN')),
    CONSTRAINT organisation_urn_shape CHECK (urn ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT organisation_whole_position CHECK ((easting IS NULL) = (northing IS NULL))
  );
  COMMENT ON TABLE organisation IS 'Bodies that act or are acted with. They belong to no authority; people reach them through memberships.';
  CREATE UNIQUE INDEX organisation_trust_name ON organisation (lower(name)) WHERE kind = 'TRUST';
  CREATE UNIQUE INDEX organisation_authority_code ON organisation (authority_code) WHERE kind = 'AUTHORITY';
  CREATE INDEX organisation_name ON organisation (kind, lower(name), id);
  CREATE INDEX organisation_authority ON organisation (authority_code, kind, lower(name), id);
  CREATE INDEX organisation_trust ON organisation (trust_id) WHERE trust_id IS NOT NULL;
  ALTER TABLE authority ADD CONSTRAINT authority_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id);
`;

const register = `
  CREATE TABLE register_import (
    id uuid NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    status text NOT NULL,
    file_id uuid,
    file_name text NOT NULL,
    byte_size bigint NOT NULL,
    sha256 text NOT NULL,
    encoding text,
    rows_total integer,
    rows_done integer NOT NULL DEFAULT 0,
    counts jsonb NOT NULL DEFAULT '{}',
    missing_columns text[] NOT NULL DEFAULT '{}',
    ignored_columns text[] NOT NULL DEFAULT '{}',
    problem jsonb,
    based_on_applied integer,
    created_at timestamptz NOT NULL,
    created_by uuid,
    previewed_at timestamptz,
    applied_at timestamptz,
    applied_by uuid,
    CONSTRAINT register_import_pk PRIMARY KEY (id),
    CONSTRAINT register_import_number UNIQUE (number),
    CONSTRAINT register_import_file FOREIGN KEY (file_id) REFERENCES stored_file (id),
    CONSTRAINT register_import_kind_known CHECK (kind IN ('ESTABLISHMENTS', 'LINKS', 'UNKNOWN')),
    CONSTRAINT register_import_status_known
      CHECK (status IN ('WAITING', 'READING', 'PREVIEWED', 'APPLYING', 'APPLIED', 'FAILED', 'DISCARDED')),
    CONSTRAINT register_import_applied CHECK ((status = 'APPLIED') = (applied_at IS NOT NULL))
  );
  COMMENT ON TABLE register_import IS 'One register file: read, previewed, then applied whole or not at all.';
  CREATE INDEX register_import_newest ON register_import (number DESC);

  CREATE TABLE establishment (
    urn text NOT NULL,
    la_code text, la_name text, establishment_number text, name text NOT NULL,
    type_code text, type_name text, type_group_code text, type_group_name text,
    status_code text, status_name text, opened_reason text, opened_on date, closed_reason text, closed_on date,
    phase_code text, phase_name text, lowest_age integer, highest_age integer, gender text, sixth_form text,
    religious_character text, admissions_policy text,
    capacity integer, census_on date, pupils numeric, free_meals_percentage numeric,
    trust_uid text, trust_name text, federation_name text, ukprn text, last_changed_on date,
    street text, locality text, address_3 text, town text, county text, postcode text, website text,
    places_pru integer, pru_sen text, pru_ebd text, pru_full_time text, pru_by_others text, section_41 text,
    resourced_provision text, resourced_capacity integer, sen_unit_capacity integer,
    region text, district_code text, district_name text, ward_name text, urban_rural text,
    easting integer, northing integer, inspectorate text, ofsted_rating text, proprietor text,
    previous_la_code text, previous_number text, uprn text,
    status text NOT NULL GENERATED ALWAYS AS (
      CASE status_code WHEN '1' THEN 'OPEN' WHEN '2' THEN 'CLOSED' WHEN '3' THEN 'PROPOSED_TO_CLOSE'
        WHEN '4' THEN 'PROPOSED_TO_OPEN' ELSE 'UNKNOWN' END) STORED,
    first_import_id uuid NOT NULL,
    last_import_id uuid NOT NULL,
    missing_since_import_id uuid,
    CONSTRAINT establishment_pk PRIMARY KEY (urn),
    CONSTRAINT establishment_first_import FOREIGN KEY (first_import_id) REFERENCES register_import (id),
    CONSTRAINT establishment_last_import FOREIGN KEY (last_import_id) REFERENCES register_import (id),
    CONSTRAINT establishment_missing_import FOREIGN KEY (missing_since_import_id) REFERENCES register_import (id),
    CONSTRAINT establishment_urn_shape CHECK (urn ~ '^[1-9][0-9]{5}$')
  );
  COMMENT ON TABLE establishment IS 'The national register as last imported, England whole: no personal data, no judgement of ours.';
  CREATE INDEX establishment_authority ON establishment (la_code, urn);
  CREATE INDEX establishment_missing ON establishment (missing_since_import_id) WHERE missing_since_import_id IS NOT NULL;

  CREATE TABLE establishment_link (
    urn text NOT NULL,
    link_urn text NOT NULL,
    link_type text NOT NULL,
    link_name text,
    established_on date,
    first_import_id uuid NOT NULL,
    last_import_id uuid NOT NULL,
    CONSTRAINT establishment_link_pk PRIMARY KEY (urn, link_urn, link_type),
    CONSTRAINT establishment_link_first_import FOREIGN KEY (first_import_id) REFERENCES register_import (id),
    CONSTRAINT establishment_link_last_import FOREIGN KEY (last_import_id) REFERENCES register_import (id)
  );
  COMMENT ON TABLE establishment_link IS 'Predecessors and successors: a school that converts gets a new number and is the same school to a child.';
  CREATE INDEX establishment_link_back ON establishment_link (link_urn);
`;

const imports = `
  CREATE TABLE register_import_row (
    import_id uuid NOT NULL,
    n integer NOT NULL,
    line integer,
    key text NOT NULL,
    name text NOT NULL,
    outcome text NOT NULL,
    faults jsonb,
    warnings jsonb,
    changes jsonb,
    record jsonb,
    CONSTRAINT register_import_row_pk PRIMARY KEY (import_id, n),
    CONSTRAINT register_import_row_import FOREIGN KEY (import_id) REFERENCES register_import (id) ON DELETE CASCADE,
    CONSTRAINT register_import_row_outcome_known
      CHECK (outcome IN ('NEW', 'CHANGED', 'CLOSED', 'UNCHANGED', 'MISSING', 'FAULTY'))
  );
  COMMENT ON TABLE register_import_row IS 'The per-row report: what a row of the file means against the register as it stood.';
  CREATE INDEX register_import_row_key ON register_import_row (import_id, key);
  CREATE INDEX register_import_row_outcome ON register_import_row (import_id, outcome, n);
  CREATE INDEX register_import_row_warned ON register_import_row (import_id, n) WHERE warnings IS NOT NULL;
`;

const calendars = `
  CREATE TABLE school_calendar (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    academic_year text NOT NULL,
    assumed boolean NOT NULL,
    source text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    updated_by uuid,
    CONSTRAINT school_calendar_pk PRIMARY KEY (id),
    CONSTRAINT school_calendar_once UNIQUE (organisation_id, academic_year),
    CONSTRAINT school_calendar_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT school_calendar_year_shape CHECK (academic_year ~ '^[0-9]{4}-[0-9]{2}$')
  );
  COMMENT ON TABLE school_calendar IS 'One school year of an authority, a trust or a school; the nearest one that exists counts.';
  CREATE TABLE calendar_term (
    calendar_id uuid NOT NULL,
    name text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    CONSTRAINT calendar_term_pk PRIMARY KEY (calendar_id, starts_on),
    CONSTRAINT calendar_term_calendar FOREIGN KEY (calendar_id) REFERENCES school_calendar (id) ON DELETE CASCADE,
    CONSTRAINT calendar_term_in_order CHECK (starts_on <= ends_on)
  );
  COMMENT ON TABLE calendar_term IS 'From the first to the last day of a term; closures within it stand apart.';
  CREATE TABLE calendar_closure (
    calendar_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    CONSTRAINT calendar_closure_pk PRIMARY KEY (calendar_id, starts_on, kind),
    CONSTRAINT calendar_closure_calendar FOREIGN KEY (calendar_id) REFERENCES school_calendar (id) ON DELETE CASCADE,
    CONSTRAINT calendar_closure_kind_known CHECK (kind IN ('HALF_TERM', 'INSET', 'HOLIDAY', 'BANK_HOLIDAY', 'OTHER')),
    CONSTRAINT calendar_closure_in_order CHECK (starts_on <= ends_on)
  );
  COMMENT ON TABLE calendar_closure IS 'Days in term on which the school has no session for pupils.';
  CREATE TABLE bank_holiday (
    held_on date NOT NULL,
    title text NOT NULL,
    CONSTRAINT bank_holiday_pk PRIMARY KEY (held_on)
  );
  COMMENT ON TABLE bank_holiday IS 'Bank holidays of England and Wales, from gov.uk (Open Government Licence v3.0).';
`;

/** Registers name no child: whoever is signed in may read them, few may write. Imports are for those who run them. */
const rowSecurity = `
  ALTER TABLE authority ENABLE ROW LEVEL SECURITY; ALTER TABLE authority FORCE ROW LEVEL SECURITY;
  CREATE POLICY authority_read ON authority FOR SELECT USING ((SELECT actor_present()));
  CREATE POLICY authority_write ON authority USING ((SELECT actor_kind() = 'service' AND actor_may('organisation.manage')));

  ALTER TABLE organisation ENABLE ROW LEVEL SECURITY; ALTER TABLE organisation FORCE ROW LEVEL SECURITY;
  CREATE POLICY organisation_read ON organisation FOR SELECT USING ((SELECT actor_present()));
  CREATE POLICY organisation_import ON organisation USING ((SELECT actor_may('register.import')));
  CREATE POLICY organisation_manage ON organisation USING (
    (SELECT actor_may('organisation.manage')) AND ((SELECT actor_kind()) = 'service' OR authority_code IS NULL
      OR authority_code = (SELECT code FROM authority WHERE id = actor_authority())));
  CREATE POLICY organisation_provider ON organisation USING (kind = 'PROVIDER' AND (SELECT actor_may('provider.manage')));

  ALTER TABLE establishment ENABLE ROW LEVEL SECURITY; ALTER TABLE establishment FORCE ROW LEVEL SECURITY;
  CREATE POLICY establishment_read ON establishment FOR SELECT USING ((SELECT actor_present()));
  CREATE POLICY establishment_write ON establishment USING ((SELECT actor_may('register.import')));
  ALTER TABLE establishment_link ENABLE ROW LEVEL SECURITY; ALTER TABLE establishment_link FORCE ROW LEVEL SECURITY;
  CREATE POLICY establishment_link_read ON establishment_link FOR SELECT USING ((SELECT actor_present()));
  CREATE POLICY establishment_link_write ON establishment_link USING ((SELECT actor_may('register.import')));
  ALTER TABLE register_import ENABLE ROW LEVEL SECURITY; ALTER TABLE register_import FORCE ROW LEVEL SECURITY;
  CREATE POLICY register_import_scope ON register_import USING ((SELECT actor_may('register.import')));
  ALTER TABLE register_import_row ENABLE ROW LEVEL SECURITY; ALTER TABLE register_import_row FORCE ROW LEVEL SECURITY;
  CREATE POLICY register_import_row_scope ON register_import_row USING ((SELECT actor_may('register.import')));

  -- A school keeps its own calendar; an authority its own, its schools' and those of trusts that run them.
  CREATE FUNCTION may_keep_calendar(organisation uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT actor_may('calendar.manage') AND (actor_kind() = 'service' OR organisation = actor_organisation()
      OR (actor_may('organisation.manage') AND EXISTS (
        SELECT FROM organisation o JOIN authority a ON a.code = o.authority_code
        WHERE a.id = actor_authority() AND (o.id = organisation OR o.trust_id = organisation))))
  $$;

  ALTER TABLE school_calendar ENABLE ROW LEVEL SECURITY; ALTER TABLE school_calendar FORCE ROW LEVEL SECURITY;
  CREATE POLICY school_calendar_read ON school_calendar FOR SELECT USING ((SELECT actor_present()));
  CREATE POLICY school_calendar_write ON school_calendar USING (may_keep_calendar(organisation_id));
  ALTER TABLE calendar_term ENABLE ROW LEVEL SECURITY; ALTER TABLE calendar_term FORCE ROW LEVEL SECURITY;
  CREATE POLICY calendar_term_read ON calendar_term FOR SELECT USING ((SELECT actor_present()));
  CREATE POLICY calendar_term_write ON calendar_term USING (
    may_keep_calendar((SELECT c.organisation_id FROM school_calendar c WHERE c.id = calendar_id)));
  ALTER TABLE calendar_closure ENABLE ROW LEVEL SECURITY; ALTER TABLE calendar_closure FORCE ROW LEVEL SECURITY;
  CREATE POLICY calendar_closure_read ON calendar_closure FOR SELECT USING ((SELECT actor_present()));
  CREATE POLICY calendar_closure_write ON calendar_closure USING (
    may_keep_calendar((SELECT c.organisation_id FROM school_calendar c WHERE c.id = calendar_id)));
  ALTER TABLE bank_holiday ENABLE ROW LEVEL SECURITY; ALTER TABLE bank_holiday FORCE ROW LEVEL SECURITY;
  CREATE POLICY bank_holiday_read ON bank_holiday FOR SELECT USING ((SELECT actor_present()));
`;
