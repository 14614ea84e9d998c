import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   which framework a provider is admitted to, in which lot, from when to when, and when it may not be called off
 *        from. An authority may use several overlapping frameworks at once, and lead some of them.
 * Locks: none, all tables are new.
 * Undo:  drops the tables, data included.
 */
export class Procurement1790000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE admission_suspension, admission, lot, framework_participant, framework`);
  }
}

const TABLES = `
  CREATE TABLE framework (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    reference text NOT NULL,
    name text NOT NULL,
    regime text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    value_pence bigint,
    created_at timestamptz NOT NULL,
    CONSTRAINT framework_pk PRIMARY KEY (id),
    CONSTRAINT framework_of_authority UNIQUE (id, authority_id),
    CONSTRAINT framework_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT framework_reference_once UNIQUE (authority_id, reference),
    CONSTRAINT framework_dates CHECK (ends_on >= starts_on),
    CONSTRAINT framework_value CHECK (value_pence >= 0),
    CONSTRAINT framework_regime CHECK (regime IN ('PCR2015_DPS', 'PCR2015_LTR_FPS', 'PA23_DYNAMIC_MARKET',
      'PA23_FRAMEWORK', 'PA23_OPEN_FRAMEWORK', 'NON_PROCUREMENT_LIST')),
    -- A system set up under the 2015 Regulations ends four years after the 2023 Act went live (SI 2024/716 reg 5).
    CONSTRAINT framework_old_regime_ends CHECK (regime <> 'PCR2015_DPS' OR ends_on <= DATE '2029-02-23')
  );
  COMMENT ON TABLE framework IS 'A flexible purchasing system or its like, led by one authority. The regime decides which procurement law applies to it for life.';

  CREATE TABLE framework_participant (
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    CONSTRAINT framework_participant_pk PRIMARY KEY (framework_id, authority_id),
    CONSTRAINT framework_participant_framework FOREIGN KEY (framework_id) REFERENCES framework (id),
    CONSTRAINT framework_participant_authority FOREIGN KEY (authority_id) REFERENCES authority (id)
  );
  COMMENT ON TABLE framework_participant IS 'Authorities that may call off from a framework; the lead is one of them.';
  CREATE INDEX framework_participant_by_authority ON framework_participant (authority_id);

  CREATE TABLE lot (
    id uuid NOT NULL,
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    number smallint NOT NULL,
    name text NOT NULL,
    CONSTRAINT lot_pk PRIMARY KEY (id),
    CONSTRAINT lot_framework FOREIGN KEY (framework_id, authority_id) REFERENCES framework (id, authority_id),
    CONSTRAINT lot_number_once UNIQUE (framework_id, number),
    CONSTRAINT lot_of_framework UNIQUE (id, framework_id, authority_id),
    CONSTRAINT lot_number CHECK (number BETWEEN 1 AND 200)
  );
  COMMENT ON TABLE lot IS 'A part of a framework that providers are admitted to.';

  CREATE TABLE admission (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    framework_id uuid NOT NULL,
    lot_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    from_date date NOT NULL,
    to_date date NOT NULL,
    status text NOT NULL DEFAULT 'ADMITTED',
    decision_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT admission_pk PRIMARY KEY (id),
    CONSTRAINT admission_lot FOREIGN KEY (lot_id, framework_id, authority_id)
      REFERENCES lot (id, framework_id, authority_id),
    CONSTRAINT admission_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT admission_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
    CONSTRAINT admission_of_authority UNIQUE (id, authority_id),
    CONSTRAINT admission_of_provider UNIQUE (id, provider_organisation_id),
    CONSTRAINT admission_dates CHECK (to_date >= from_date),
    CONSTRAINT admission_status CHECK (status IN ('ADMITTED', 'ENDED')),
    CONSTRAINT admission_one_a_day EXCLUDE USING gist
      (provider_organisation_id WITH =, lot_id WITH =, daterange(from_date, to_date, '[]') WITH &&)
  );
  COMMENT ON TABLE admission IS 'A provider''s place on a lot, with its dates and the decision that gave it.';

  CREATE TABLE admission_suspension (
    id uuid NOT NULL,
    admission_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    reason text NOT NULL,
    from_date date NOT NULL,
    to_date date,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT admission_suspension_pk PRIMARY KEY (id),
    CONSTRAINT admission_suspension_admission FOREIGN KEY (admission_id, authority_id)
      REFERENCES admission (id, authority_id),
    CONSTRAINT admission_suspension_dates CHECK (to_date IS NULL OR to_date >= from_date),
    CONSTRAINT admission_suspension_reason CHECK
      (reason IN ('QUALITY', 'SAFEGUARDING', 'REGISTRATION', 'INSURANCE', 'FINANCIAL', 'AT_OWN_REQUEST')),
    CONSTRAINT admission_suspension_one_a_day EXCLUDE USING gist
      (admission_id WITH =, daterange(from_date, to_date, '[]') WITH &&)
  );
  COMMENT ON TABLE admission_suspension IS 'Days on which nothing new may be called off under an admission. Placements already agreed go on.';
`;

const SECURITY = `
  ALTER TABLE framework ENABLE ROW LEVEL SECURITY; ALTER TABLE framework FORCE ROW LEVEL SECURITY;
  ALTER TABLE framework_participant ENABLE ROW LEVEL SECURITY; ALTER TABLE framework_participant FORCE ROW LEVEL SECURITY;
  ALTER TABLE lot ENABLE ROW LEVEL SECURITY; ALTER TABLE lot FORCE ROW LEVEL SECURITY;
  ALTER TABLE admission ENABLE ROW LEVEL SECURITY; ALTER TABLE admission FORCE ROW LEVEL SECURITY;
  ALTER TABLE admission_suspension ENABLE ROW LEVEL SECURITY; ALTER TABLE admission_suspension FORCE ROW LEVEL SECURITY;

  -- Frameworks, lots and who takes part are published in procurement notices: anyone who is signed in may read them.
  CREATE POLICY framework_read ON framework FOR SELECT USING (actor_present());
  CREATE POLICY framework_write ON framework
    USING (authority_id = actor_authority() AND actor_may('framework.manage'));
  CREATE POLICY framework_participant_read ON framework_participant FOR SELECT USING (actor_present());
  CREATE POLICY framework_participant_write ON framework_participant USING (actor_may('framework.manage')
    AND framework_id IN (SELECT id FROM framework WHERE authority_id = actor_authority()));
  CREATE POLICY lot_read ON lot FOR SELECT USING (actor_present());
  CREATE POLICY lot_write ON lot USING (authority_id = actor_authority() AND actor_may('framework.manage'));

  -- Admissions: the provider its own; the lead and every participating authority, with their schools, all of them.
  CREATE POLICY admission_read ON admission FOR SELECT USING (
    provider_organisation_id = (SELECT actor_organisation())
    OR ((SELECT actor_commissions()) AND (authority_id = (SELECT actor_authority())
      OR framework_id IN (
        SELECT framework_id FROM framework_participant WHERE authority_id = (SELECT actor_authority())))));
  CREATE POLICY admission_write ON admission USING (authority_id = actor_authority() AND actor_may('framework.manage'));
  CREATE POLICY admission_suspension_read ON admission_suspension FOR SELECT
    USING (admission_id IN (SELECT id FROM admission));
  CREATE POLICY admission_suspension_write ON admission_suspension
    USING (authority_id = actor_authority() AND actor_may('framework.manage'));
  REVOKE DELETE, TRUNCATE ON framework, lot, admission, admission_suspension FROM placeway_app;
`;
