import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what is open, and how many, counted by week and half day. The counters' constraint is what makes it impossible
 *        to give the last place twice, whatever the code above does.
 * Locks: none, all tables are new.
 * Undo:  drops the tables, data included.
 */
export class Capacity1790000000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(HOLDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE capacity_hold_line, capacity_hold, capacity_counter, opening_pattern, opening;
      DROP FUNCTION capacity_writer();
    `);
  }
}

const TABLES = `
  CREATE TABLE opening (
    id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    site_id uuid NOT NULL,
    programme_id uuid NOT NULL,
    admission_id uuid,
    places integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    confirmed_on date NOT NULL,
    confirmed_by uuid,
    status text NOT NULL DEFAULT 'OPEN',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT opening_pk PRIMARY KEY (id),
    CONSTRAINT opening_programme FOREIGN KEY (programme_id, site_id, provider_organisation_id)
      REFERENCES programme (id, site_id, provider_organisation_id),
    CONSTRAINT opening_admission FOREIGN KEY (admission_id, provider_organisation_id)
      REFERENCES admission (id, provider_organisation_id),
    CONSTRAINT opening_places CHECK (places BETWEEN 0 AND 500),
    CONSTRAINT opening_dates CHECK (valid_to >= valid_from AND valid_to - valid_from <= 1100),
    CONSTRAINT opening_status CHECK (status IN ('OPEN', 'WITHDRAWN'))
  );
  COMMENT ON TABLE opening IS 'What a provider says is open: which programme, how many places, from when to when, last confirmed when.';
  CREATE INDEX opening_by_provider ON opening (provider_organisation_id, id);
  CREATE INDEX opening_by_site ON opening (site_id);

  CREATE TABLE opening_pattern (
    id uuid NOT NULL,
    opening_id uuid NOT NULL,
    label text NOT NULL,
    sessions smallint NOT NULL,
    tariff_line_id uuid NOT NULL,
    basis text NOT NULL,
    sessions_covered smallint NOT NULL,
    CONSTRAINT opening_pattern_pk PRIMARY KEY (id),
    CONSTRAINT opening_pattern_opening FOREIGN KEY (opening_id) REFERENCES opening (id),
    CONSTRAINT opening_pattern_tariff FOREIGN KEY (tariff_line_id) REFERENCES tariff_line (id),
    CONSTRAINT opening_pattern_sessions CHECK (sessions BETWEEN 1 AND 1023),
    CONSTRAINT opening_pattern_once UNIQUE (opening_id, sessions),
    CONSTRAINT opening_pattern_label CHECK (length(label) BETWEEN 1 AND 100)
  );
  COMMENT ON TABLE opening_pattern IS 'Weekly sessions that are sold whole. Bit 0 is Monday morning, bit 9 Friday afternoon.';
  COMMENT ON COLUMN opening_pattern.tariff_line_id IS 'The price it was opened under; later lines with the same basis and cover follow it.';

  CREATE TABLE capacity_counter (
    resource_kind text NOT NULL,
    resource_id uuid NOT NULL,
    week date NOT NULL,
    session smallint NOT NULL,
    offered integer NOT NULL,
    held integer NOT NULL DEFAULT 0,
    taken integer NOT NULL DEFAULT 0,
    CONSTRAINT capacity_counter_pk PRIMARY KEY (resource_kind, resource_id, week, session),
    CONSTRAINT capacity_counter_kind CHECK (resource_kind IN ('OPENING', 'SITE')),
    CONSTRAINT capacity_counter_week CHECK (extract(isodow FROM week) = 1),
    CONSTRAINT capacity_counter_session CHECK (session BETWEEN 0 AND 9),
    CONSTRAINT capacity_counter_whole CHECK (held >= 0 AND taken >= 0),
    CONSTRAINT capacity_counter_not_overfilled CHECK (held + taken <= offered)
  );
  COMMENT ON TABLE capacity_counter IS 'Places by week and half day: of an opening what it offers, of a site what its registration allows over all its openings.';
`;

const HOLDS = `
  CREATE TABLE capacity_hold (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    provider_organisation_ids uuid[] NOT NULL,
    status text NOT NULL,
    expires_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT capacity_hold_pk PRIMARY KEY (id),
    CONSTRAINT capacity_hold_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT capacity_hold_status CHECK (status IN ('HELD', 'TAKEN', 'RELEASED'))
  );
  COMMENT ON TABLE capacity_hold IS 'Places kept for one referral or placement, over one or several openings; all of it or nothing.';
  CREATE INDEX capacity_hold_by_subject ON capacity_hold (subject_id);
  CREATE INDEX capacity_hold_expiring ON capacity_hold (authority_id, expires_at) WHERE status = 'HELD';

  CREATE TABLE capacity_hold_line (
    hold_id uuid NOT NULL,
    opening_pattern_id uuid NOT NULL,
    opening_id uuid NOT NULL,
    site_id uuid NOT NULL,
    sessions smallint NOT NULL,
    from_week date NOT NULL,
    to_week date NOT NULL,
    released_from date,
    CONSTRAINT capacity_hold_line_pk PRIMARY KEY (hold_id, opening_pattern_id, from_week),
    CONSTRAINT capacity_hold_line_hold FOREIGN KEY (hold_id) REFERENCES capacity_hold (id),
    CONSTRAINT capacity_hold_line_pattern FOREIGN KEY (opening_pattern_id) REFERENCES opening_pattern (id),
    CONSTRAINT capacity_hold_line_weeks CHECK (to_week >= from_week AND extract(isodow FROM from_week) = 1
      AND extract(isodow FROM to_week) = 1),
    CONSTRAINT capacity_hold_line_released CHECK
      (released_from BETWEEN from_week AND to_week AND extract(isodow FROM released_from) = 1)
  );
  COMMENT ON TABLE capacity_hold_line IS 'One pattern of a hold, both weeks included; from released_from on its places are free again.';
  CREATE INDEX capacity_hold_line_by_opening ON capacity_hold_line (opening_id);
`;

const SECURITY = `
  -- Who may move a counter: those who open places, decide on them, answer offers, end placements or register sites.
  CREATE FUNCTION capacity_writer() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN actor_kind() = 'service' OR actor_may('opening.manage') OR actor_may('provider.manage')
      OR actor_may('decision.make') OR actor_may('placement.answer') OR actor_may('placement.end');

  ALTER TABLE opening ENABLE ROW LEVEL SECURITY; ALTER TABLE opening FORCE ROW LEVEL SECURITY;
  ALTER TABLE opening_pattern ENABLE ROW LEVEL SECURITY; ALTER TABLE opening_pattern FORCE ROW LEVEL SECURITY;
  ALTER TABLE capacity_counter ENABLE ROW LEVEL SECURITY; ALTER TABLE capacity_counter FORCE ROW LEVEL SECURITY;
  ALTER TABLE capacity_hold ENABLE ROW LEVEL SECURITY; ALTER TABLE capacity_hold FORCE ROW LEVEL SECURITY;
  ALTER TABLE capacity_hold_line ENABLE ROW LEVEL SECURITY; ALTER TABLE capacity_hold_line FORCE ROW LEVEL SECURITY;

  CREATE POLICY opening_read ON opening FOR SELECT
    USING (provider_organisation_id IN (SELECT organisation_id FROM provider));
  CREATE POLICY opening_add ON opening FOR INSERT WITH CHECK ((SELECT actor_may('opening.manage'))
    AND (provider_organisation_id = (SELECT actor_organisation())
      OR ((SELECT actor_is_authority()) AND provider_organisation_id IN (SELECT organisation_id FROM provider))));
  CREATE POLICY opening_change ON opening FOR UPDATE USING (
    (SELECT actor_may('opening.manage') OR actor_may('opening.confirm'))
    AND (provider_organisation_id = (SELECT actor_organisation())
      OR ((SELECT actor_is_authority()) AND provider_organisation_id IN (SELECT organisation_id FROM provider))));
  CREATE POLICY opening_pattern_read ON opening_pattern FOR SELECT USING (opening_id IN (SELECT id FROM opening));
  CREATE POLICY opening_pattern_write ON opening_pattern
    USING ((SELECT actor_may('opening.manage')) AND opening_id IN (SELECT id FROM opening));

  -- Counters name no child and belong to no authority: a rule over all of them must not be shortened by who asks.
  CREATE POLICY capacity_counter_read ON capacity_counter FOR SELECT USING ((SELECT actor_present()));
  CREATE POLICY capacity_counter_add ON capacity_counter FOR INSERT WITH CHECK ((SELECT capacity_writer()));
  CREATE POLICY capacity_counter_change ON capacity_counter FOR UPDATE USING ((SELECT capacity_writer()));

  CREATE POLICY capacity_hold_read ON capacity_hold FOR SELECT USING (
    (authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority()))
    OR (SELECT actor_organisation()) = ANY (provider_organisation_ids)
    -- Rebuilding the counters takes every authority's holds; no role has this permission.
    OR (SELECT actor_may('platform.seal')));
  CREATE POLICY capacity_hold_add ON capacity_hold FOR INSERT
    WITH CHECK (authority_id = (SELECT actor_authority()) AND (SELECT capacity_writer()));
  CREATE POLICY capacity_hold_change ON capacity_hold FOR UPDATE USING ((SELECT capacity_writer())
    AND (authority_id = (SELECT actor_authority()) OR (SELECT actor_organisation()) = ANY (provider_organisation_ids)));
  CREATE POLICY capacity_hold_line_read ON capacity_hold_line FOR SELECT
    USING (hold_id IN (SELECT id FROM capacity_hold));
  CREATE POLICY capacity_hold_line_add ON capacity_hold_line FOR INSERT
    WITH CHECK ((SELECT capacity_writer()) AND hold_id IN (SELECT id FROM capacity_hold));
  CREATE POLICY capacity_hold_line_change ON capacity_hold_line FOR UPDATE
    USING ((SELECT capacity_writer()) AND hold_id IN (SELECT id FROM capacity_hold));
  REVOKE DELETE, TRUNCATE ON opening, opening_pattern, capacity_hold, capacity_hold_line FROM placeway_app;
`;
