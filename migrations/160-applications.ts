import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a provider's bid in a round: which lots, its answers, which conditions it meets, what it offers at which price.
 *        It is the provider's alone until it is submitted, and sealed until the lead authority opens the bids of a
 *        round that has closed. A bid that comes at the second of the close is late, and the database says so too.
 * Locks: an instant on round for its new columns.
 * Undo:  drops every application.
 */
export class Applications1790000000160 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE application_offer, application_condition, application_answer, application_lot, application;
      DROP FUNCTION application_in_time, application_part_stands;
      ALTER TABLE round DROP COLUMN bids_opened_at, DROP COLUMN bids_opened_by;
    `);
  }
}

const OF_APPLICATION = `FOREIGN KEY (application_id, round_id, authority_id, provider_organisation_id)
      REFERENCES application (id, round_id, authority_id, provider_organisation_id)`;
const PART = `application_id uuid NOT NULL,
    round_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL`;

const TABLES = `
  ALTER TABLE round ADD COLUMN bids_opened_at timestamptz, ADD COLUMN bids_opened_by uuid,
    ADD CONSTRAINT round_bids_opened_after_close CHECK (bids_opened_at >= closes_at);
  COMMENT ON COLUMN round.bids_opened_at IS 'When the sealed bids were opened, after the close. Bids of a round without a close are never sealed.';

  CREATE TABLE application (
    id uuid NOT NULL,
    round_id uuid NOT NULL,
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'DRAFT',
    version integer NOT NULL DEFAULT 1,
    started_at timestamptz NOT NULL,
    started_by uuid,
    declared_by_name text,
    declared_by_role text,
    submitted_at timestamptz,
    submitted_by uuid,
    withdrawn_at timestamptz,
    CONSTRAINT application_pk PRIMARY KEY (id),
    CONSTRAINT application_round FOREIGN KEY (round_id, framework_id, authority_id)
      REFERENCES round (id, framework_id, authority_id),
    CONSTRAINT application_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT application_of_provider UNIQUE (id, round_id, authority_id, provider_organisation_id),
    CONSTRAINT application_status CHECK (status IN ('DRAFT', 'SUBMITTED', 'WITHDRAWN')),
    CONSTRAINT application_submitted CHECK (status <> 'SUBMITTED' OR (submitted_at IS NOT NULL
      AND declared_by_name IS NOT NULL AND declared_by_role IS NOT NULL)),
    CONSTRAINT application_withdrawn CHECK ((status = 'WITHDRAWN') = (withdrawn_at IS NOT NULL))
  );
  COMMENT ON TABLE application IS 'A provider''s bid in a round. One that is not withdrawn for each provider and round.';
  CREATE UNIQUE INDEX application_one_a_round ON application (round_id, provider_organisation_id)
    WHERE status <> 'WITHDRAWN';
  CREATE INDEX application_by_provider ON application (provider_organisation_id, started_at);

  CREATE TABLE application_lot (
    ${PART},
    lot_id uuid NOT NULL,
    CONSTRAINT application_lot_pk PRIMARY KEY (application_id, lot_id),
    CONSTRAINT application_lot_application ${OF_APPLICATION},
    CONSTRAINT application_lot_lot FOREIGN KEY (round_id, lot_id) REFERENCES round_lot (round_id, lot_id)
  );
  COMMENT ON TABLE application_lot IS 'The lots a bid is for.';

  CREATE TABLE application_answer (
    ${PART},
    question_id uuid NOT NULL,
    answer text NOT NULL,
    CONSTRAINT application_answer_pk PRIMARY KEY (application_id, question_id),
    CONSTRAINT application_answer_application ${OF_APPLICATION},
    CONSTRAINT application_answer_question FOREIGN KEY (question_id) REFERENCES round_question (id),
    CONSTRAINT application_answer_length CHECK (length(answer) <= 60000)
  );
  COMMENT ON TABLE application_answer IS 'What a bidder answered; the question''s text stands with the published round.';

  CREATE TABLE application_condition (
    ${PART},
    condition_id uuid NOT NULL,
    met boolean NOT NULL,
    shown text,
    CONSTRAINT application_condition_pk PRIMARY KEY (application_id, condition_id),
    CONSTRAINT application_condition_application ${OF_APPLICATION},
    CONSTRAINT application_condition_condition FOREIGN KEY (condition_id) REFERENCES framework_condition (id)
  );
  COMMENT ON TABLE application_condition IS 'Which conditions of membership a bidder says it meets, and what it shows for them.';

  CREATE TABLE application_offer (
    id uuid NOT NULL,
    ${PART},
    lot_id uuid NOT NULL,
    site_id uuid NOT NULL,
    programme_id uuid NOT NULL,
    label text NOT NULL,
    basis text NOT NULL,
    net_pence bigint NOT NULL,
    vat_treatment text NOT NULL,
    CONSTRAINT application_offer_pk PRIMARY KEY (id),
    CONSTRAINT application_offer_application ${OF_APPLICATION},
    CONSTRAINT application_offer_lot FOREIGN KEY (application_id, lot_id)
      REFERENCES application_lot (application_id, lot_id) ON DELETE CASCADE,
    CONSTRAINT application_offer_programme FOREIGN KEY (programme_id, site_id, provider_organisation_id)
      REFERENCES programme (id, site_id, provider_organisation_id),
    CONSTRAINT application_offer_once UNIQUE (application_id, lot_id, programme_id, label),
    CONSTRAINT application_offer_price CHECK (net_pence BETWEEN 0 AND 100000000),
    CONSTRAINT application_offer_basis CHECK (basis IN ('SESSION', 'DAY', 'WEEK', 'TERM', 'YEAR', 'ONE_OFF')),
    CONSTRAINT application_offer_vat CHECK (vat_treatment IN ('STANDARD', 'EXEMPT', 'OUT_OF_SCOPE'))
  );
  COMMENT ON TABLE application_offer IS 'A programme offered under a lot, with its price net of VAT.';
`;

const PARTS = ['application_lot', 'application_answer', 'application_condition', 'application_offer'] as const;

const GUARDS = `
  CREATE FUNCTION application_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE open round%ROWTYPE;
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = 'WITHDRAWN' THEN
      RAISE EXCEPTION 'a withdrawn application stays withdrawn' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'application_stays_withdrawn';
    END IF;
    IF TG_OP = 'INSERT' OR NEW.status IS DISTINCT FROM OLD.status THEN
      SELECT * INTO open FROM round WHERE id = NEW.round_id FOR SHARE;
      IF NEW.status = 'SUBMITTED' AND (open.status <> 'PUBLISHED' OR NEW.submitted_at < open.opens_at
          OR NEW.submitted_at >= open.closes_at) THEN
        RAISE EXCEPTION 'the round is not open' USING ERRCODE = 'check_violation', CONSTRAINT = 'application_late';
      END IF;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER application_in_time BEFORE INSERT OR UPDATE ON application
    FOR EACH ROW EXECUTE FUNCTION application_in_time();

  CREATE FUNCTION application_part_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM application WHERE id = coalesce(NEW.application_id, OLD.application_id) AND status <> 'DRAFT')
    THEN
      RAISE EXCEPTION 'a submitted application stands' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'application_submitted_stands';
    END IF;
    RETURN coalesce(NEW, OLD);
  END $$;
  ${PARTS.map(
    (table) => `CREATE TRIGGER ${table}_stands BEFORE INSERT OR UPDATE OR DELETE ON ${table}
    FOR EACH ROW EXECUTE FUNCTION application_part_stands();`,
  ).join('\n  ')}
`;

const OWN = `provider_organisation_id = (SELECT actor_organisation())`;
/** The lead authority's people, once the bid is submitted and the bids of its round are open. */
const OPENED = `authority_id = (SELECT actor_authority()) AND (SELECT actor_may('application.read'))
    AND status = 'SUBMITTED' AND round_id IN (SELECT id FROM round WHERE closes_at IS NULL OR bids_opened_at IS NOT NULL)`;
const SECURITY = `
  ALTER TABLE application ENABLE ROW LEVEL SECURITY; ALTER TABLE application FORCE ROW LEVEL SECURITY;
  CREATE POLICY application_read ON application FOR SELECT USING (${OWN} OR (${OPENED}));
  CREATE POLICY application_write ON application USING (${OWN} AND (SELECT actor_may('application.make')));
  REVOKE DELETE, TRUNCATE ON application FROM placeway_app;
  ${PARTS.map(
    (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (application_id IN (SELECT id FROM application));
  CREATE POLICY ${table}_write ON ${table} USING (${OWN} AND (SELECT actor_may('application.make')));`,
  ).join('\n  ')}

`;
