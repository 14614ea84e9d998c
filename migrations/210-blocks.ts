import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   places, days and hours bought ahead of need: nobody may use, lend or pay for the same unit twice, whatever the code
 *        above does. Units are counters by holder and week that only triggers move, so that what is held by all together is
 *        always what was bought; the terms cannot change once they are written, and nobody signs what they drafted.
 * Locks: none, all tables are new.
 * Undo:  drops blocks, loans, draws and what was committed for them.
 */
export class Blocks1790000000210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BLOCK);
    await runner.query(USE);
    await runner.query(MOVES);
    await runner.query(COMMITMENT);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE purchase_commitment, block_draw, block_hold, block_week;
      DROP POLICY block_read ON block;
      DROP TABLE block_loan; DROP TABLE block;
      DROP FUNCTION block_apply(); DROP FUNCTION block_loan_apply(); DROP FUNCTION block_draw_apply();
      DROP FUNCTION block_lock(uuid); DROP FUNCTION purchase_drawer();
      DROP SEQUENCE block_reference_number;
    `);
  }
}

const BLOCK = `
  CREATE SEQUENCE block_reference_number;

  CREATE TABLE block (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    reference text NOT NULL DEFAULT 'BL-' || lpad(nextval('block_reference_number')::text, 6, '0'),
    buyer_organisation_id uuid NOT NULL,
    school_organisation_ids uuid[] NOT NULL,
    payer text NOT NULL,
    fund text,
    order_reference text,
    order_authorised_by text,
    provider_organisation_id uuid NOT NULL,
    opening_pattern_id uuid NOT NULL,
    sessions smallint NOT NULL,
    weekly_minutes integer NOT NULL,
    supply_route text NOT NULL,
    admission_id uuid,
    tariff_line_id uuid NOT NULL,
    vat_treatment text NOT NULL,
    unit text NOT NULL,
    units_per_week integer NOT NULL,
    units_per_place integer NOT NULL,
    places integer NOT NULL,
    from_week date NOT NULL,
    to_week date NOT NULL,
    school_weeks date[] NOT NULL,
    list_pence bigint NOT NULL,
    unit_pence bigint NOT NULL,
    total_pence bigint NOT NULL,
    notice_days integer NOT NULL,
    reason text NOT NULL,
    status text NOT NULL,
    drafted_by uuid NOT NULL,
    drafted_at timestamptz NOT NULL,
    signed_by uuid,
    signed_at timestamptz,
    answer text,
    cancelled_from date,
    cancelled_by uuid,
    cancelled_at timestamptz,
    cancelled_why text,
    CONSTRAINT block_pk PRIMARY KEY (id),
    CONSTRAINT block_reference_once UNIQUE (reference),
    CONSTRAINT block_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT block_buyer FOREIGN KEY (buyer_organisation_id) REFERENCES organisation (id),
    CONSTRAINT block_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT block_pattern FOREIGN KEY (opening_pattern_id) REFERENCES opening_pattern (id),
    CONSTRAINT block_admission FOREIGN KEY (admission_id, provider_organisation_id)
      REFERENCES admission (id, provider_organisation_id),
    CONSTRAINT block_tariff FOREIGN KEY (tariff_line_id) REFERENCES tariff_line (id),
    CONSTRAINT block_drafter FOREIGN KEY (drafted_by) REFERENCES app_user (id),
    CONSTRAINT block_signer FOREIGN KEY (signed_by) REFERENCES app_user (id),
    CONSTRAINT block_route CHECK (supply_route IN ('MAINTAINED_AP', 'FRAMEWORK')),
    CONSTRAINT block_called_off CHECK ((supply_route = 'FRAMEWORK') = (admission_id IS NOT NULL)),
    CONSTRAINT block_payer CHECK (payer IN ('AUTHORITY', 'BUYER') AND (payer = 'AUTHORITY') = (fund IS NOT NULL)
      AND (payer = 'BUYER') = (order_reference IS NOT NULL) AND (payer = 'BUYER') = (order_authorised_by IS NOT NULL)),
    CONSTRAINT block_unit CHECK (unit IN ('PLACE', 'DAY', 'HOUR')),
    CONSTRAINT block_quantity CHECK (units_per_week BETWEEN 1 AND 2000 AND units_per_place BETWEEN 1 AND 50
      AND places BETWEEN 1 AND 60 AND places * units_per_place >= units_per_week),
    CONSTRAINT block_weeks CHECK (to_week >= from_week AND extract(isodow FROM from_week) = 1
      AND extract(isodow FROM to_week) = 1 AND cardinality(school_weeks) BETWEEN 1 AND 120),
    CONSTRAINT block_price CHECK (unit_pence BETWEEN 1 AND list_pence
      AND total_pence = unit_pence * units_per_week * cardinality(school_weeks)),
    CONSTRAINT block_notice CHECK (notice_days BETWEEN 0 AND 366),
    CONSTRAINT block_reason CHECK (length(reason) BETWEEN 1 AND 2000),
    CONSTRAINT block_status CHECK (status IN ('DRAFT', 'ACTIVE', 'REFUSED', 'WITHDRAWN', 'CANCELLED')),
    CONSTRAINT block_second_person CHECK (signed_by <> drafted_by),
    CONSTRAINT block_signed CHECK ((status IN ('ACTIVE', 'REFUSED', 'CANCELLED')) = (signed_by IS NOT NULL)
      AND (signed_by IS NULL) = (signed_at IS NULL)),
    CONSTRAINT block_cancelled CHECK ((status = 'CANCELLED') = (cancelled_from IS NOT NULL)
      AND (cancelled_from IS NULL) = (cancelled_by IS NULL) AND extract(isodow FROM cancelled_from) = 1)
  );
  COMMENT ON TABLE block IS 'Places, days or hours bought ahead of need: from whom, under which admission, how many a week, at what price, who pays.';
  COMMENT ON COLUMN block.school_organisation_ids IS 'Whose pupils may use it; empty when the authority bought it for all.';
  COMMENT ON COLUMN block.places IS 'Places kept at the provider so that so many units can be used in a week.';
  COMMENT ON COLUMN block.list_pence IS 'What the unit costs by the price list, from the tariff line that is named: never below what is paid.';
  CREATE INDEX block_by_buyer ON block (buyer_organisation_id, drafted_at, id);
  CREATE INDEX block_by_provider ON block (provider_organisation_id, drafted_at, id);
  CREATE INDEX block_by_authority ON block (authority_id, drafted_at, id);

  CREATE TABLE block_hold (
    block_id uuid NOT NULL,
    place smallint NOT NULL,
    hold_id uuid NOT NULL,
    CONSTRAINT block_hold_pk PRIMARY KEY (block_id, place),
    CONSTRAINT block_hold_block FOREIGN KEY (block_id) REFERENCES block (id),
    CONSTRAINT block_hold_hold FOREIGN KEY (hold_id) REFERENCES capacity_hold (id),
    CONSTRAINT block_hold_once UNIQUE (hold_id)
  );
  COMMENT ON TABLE block_hold IS 'The places that a block keeps at its provider, one hold each.';
`;

const USE = `
  CREATE TABLE block_week (
    block_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    week date NOT NULL,
    units integer NOT NULL,
    drawn integer NOT NULL DEFAULT 0,
    cancelled integer NOT NULL DEFAULT 0,
    CONSTRAINT block_week_pk PRIMARY KEY (block_id, organisation_id, week),
    CONSTRAINT block_week_block FOREIGN KEY (block_id) REFERENCES block (id),
    CONSTRAINT block_week_holder FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT block_week_monday CHECK (extract(isodow FROM week) = 1),
    CONSTRAINT block_week_within CHECK (drawn >= 0 AND cancelled >= 0 AND drawn <= units)
  );
  COMMENT ON TABLE block_week IS 'Who holds how many units of a block in a week, and how many are used. Only triggers move it: all together is what was bought.';

  CREATE TABLE block_loan (
    id uuid NOT NULL,
    block_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    lender_organisation_id uuid NOT NULL,
    borrower_organisation_id uuid NOT NULL,
    units integer NOT NULL,
    from_week date NOT NULL,
    to_week date NOT NULL,
    unit_pence bigint NOT NULL,
    status text NOT NULL DEFAULT 'PROPOSED',
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    answered_by uuid,
    answered_at timestamptz,
    order_reference text,
    fund text,
    returned_from date,
    CONSTRAINT block_loan_pk PRIMARY KEY (id),
    CONSTRAINT block_loan_block FOREIGN KEY (block_id) REFERENCES block (id),
    CONSTRAINT block_loan_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT block_loan_lender FOREIGN KEY (lender_organisation_id) REFERENCES organisation (id),
    CONSTRAINT block_loan_borrower FOREIGN KEY (borrower_organisation_id) REFERENCES organisation (id),
    CONSTRAINT block_loan_two CHECK (lender_organisation_id <> borrower_organisation_id),
    CONSTRAINT block_loan_units CHECK (units BETWEEN 1 AND 2000),
    CONSTRAINT block_loan_weeks CHECK (to_week >= from_week AND extract(isodow FROM from_week) = 1 AND extract(isodow FROM to_week) = 1),
    CONSTRAINT block_loan_price CHECK (unit_pence BETWEEN 0 AND 100000000),
    CONSTRAINT block_loan_status CHECK (status IN ('PROPOSED', 'AGREED', 'REFUSED', 'WITHDRAWN', 'RETURNED')),
    CONSTRAINT block_loan_both_sides CHECK ((status IN ('AGREED', 'REFUSED', 'RETURNED')) = (answered_by IS NOT NULL)
      AND answered_by <> proposed_by),
    CONSTRAINT block_loan_ordered CHECK (status NOT IN ('AGREED', 'RETURNED') OR unit_pence = 0
      OR num_nonnulls(order_reference, fund) = 1),
    CONSTRAINT block_loan_returned CHECK ((status = 'RETURNED') = (returned_from IS NOT NULL)
      AND returned_from BETWEEN from_week AND to_week AND extract(isodow FROM returned_from) = 1)
  );
  COMMENT ON TABLE block_loan IS 'Units lent (no price) or sold to another school or the authority: one side proposes, the other agrees.';
  CREATE INDEX block_loan_by_block ON block_loan (block_id);
  CREATE INDEX block_loan_by_borrower ON block_loan (borrower_organisation_id, status);

  CREATE TABLE block_draw (
    id uuid NOT NULL,
    block_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    units integer NOT NULL,
    from_week date NOT NULL,
    to_week date NOT NULL,
    purpose text NOT NULL,
    pupil_reference text NOT NULL,
    note text,
    drawn_by uuid,
    drawn_at timestamptz NOT NULL,
    given_back_from date,
    CONSTRAINT block_draw_pk PRIMARY KEY (id),
    CONSTRAINT block_draw_holder FOREIGN KEY (block_id) REFERENCES block (id),
    CONSTRAINT block_draw_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT block_draw_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT block_draw_school FOREIGN KEY (school_organisation_id) REFERENCES organisation (id),
    CONSTRAINT block_draw_units CHECK (units BETWEEN 1 AND 2000),
    CONSTRAINT block_draw_weeks CHECK (to_week >= from_week AND extract(isodow FROM from_week) = 1 AND extract(isodow FROM to_week) = 1),
    CONSTRAINT block_draw_purpose CHECK (purpose IN ('PLACEMENT', 'DIRECT')),
    CONSTRAINT block_draw_pupil CHECK (length(pupil_reference) BETWEEN 1 AND 40),
    CONSTRAINT block_draw_given_back CHECK (given_back_from BETWEEN from_week AND to_week AND extract(isodow FROM given_back_from) = 1)
  );
  COMMENT ON TABLE block_draw IS 'Units used for one pupil over weeks, by a placement or directly. Names nobody: the reference is the school''s own.';
  CREATE INDEX block_draw_by_block ON block_draw (block_id, drawn_at, id);
`;

/** Runs as the owner: the application may not set a counter. The block is locked first, so that its weeks need no order. */
const MOVES = `
  CREATE FUNCTION block_lock(wanted uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM block WHERE id = wanted FOR NO KEY UPDATE;
  END $$;

  CREATE FUNCTION block_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF (OLD.status, NEW.status) NOT IN (('DRAFT', 'ACTIVE'), ('DRAFT', 'REFUSED'), ('DRAFT', 'WITHDRAWN'), ('ACTIVE', 'CANCELLED')) THEN
      RAISE EXCEPTION 'A block does not go from % to %', OLD.status, NEW.status
        USING ERRCODE = 'check_violation', CONSTRAINT = 'block_moves', TABLE = 'block';
    END IF;
    IF NEW.status = 'ACTIVE' THEN
      INSERT INTO block_week (block_id, organisation_id, week, units)
        SELECT NEW.id, NEW.buyer_organisation_id, week, NEW.units_per_week FROM unnest(NEW.school_weeks) AS week;
    ELSIF NEW.status = 'CANCELLED' THEN
      UPDATE block_week SET cancelled = units - drawn, units = drawn
       WHERE block_id = NEW.id AND organisation_id = NEW.buyer_organisation_id AND week >= NEW.cancelled_from;
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER block_apply AFTER UPDATE ON block FOR EACH ROW EXECUTE FUNCTION block_apply();

  CREATE FUNCTION block_loan_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    wanted integer;
    moved integer;
  BEGIN
    IF (OLD.status, NEW.status) NOT IN (('PROPOSED', 'AGREED'), ('PROPOSED', 'REFUSED'), ('PROPOSED', 'WITHDRAWN'), ('AGREED', 'RETURNED')) THEN
      RAISE EXCEPTION 'A loan does not go from % to %', OLD.status, NEW.status
        USING ERRCODE = 'check_violation', CONSTRAINT = 'block_loan_moves', TABLE = 'block_loan';
    END IF;
    PERFORM FROM block WHERE id = NEW.block_id FOR NO KEY UPDATE;
    IF NEW.status = 'AGREED' THEN
      SELECT count(*) INTO wanted FROM block b, unnest(b.school_weeks) AS week
       WHERE b.id = NEW.block_id AND week BETWEEN NEW.from_week AND NEW.to_week;
      UPDATE block_week SET units = units - NEW.units
       WHERE block_id = NEW.block_id AND organisation_id = NEW.lender_organisation_id AND week BETWEEN NEW.from_week AND NEW.to_week;
      GET DIAGNOSTICS moved = ROW_COUNT;
      IF moved = 0 OR moved <> wanted THEN
        RAISE EXCEPTION 'The lender does not hold all of these weeks'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'block_loan_covered', TABLE = 'block_loan';
      END IF;
      INSERT INTO block_week (block_id, organisation_id, week, units)
        SELECT NEW.block_id, NEW.borrower_organisation_id, week, NEW.units FROM block b, unnest(b.school_weeks) AS week
         WHERE b.id = NEW.block_id AND week BETWEEN NEW.from_week AND NEW.to_week
      ON CONFLICT (block_id, organisation_id, week) DO UPDATE SET units = block_week.units + NEW.units;
    ELSIF NEW.status = 'RETURNED' THEN
      UPDATE block_week SET units = units - NEW.units
       WHERE block_id = NEW.block_id AND organisation_id = NEW.borrower_organisation_id AND week BETWEEN NEW.returned_from AND NEW.to_week;
      UPDATE block_week SET units = units + NEW.units
       WHERE block_id = NEW.block_id AND organisation_id = NEW.lender_organisation_id AND week BETWEEN NEW.returned_from AND NEW.to_week;
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER block_loan_apply AFTER UPDATE ON block_loan FOR EACH ROW EXECUTE FUNCTION block_loan_apply();

  CREATE FUNCTION block_draw_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    wanted integer;
    moved integer;
  BEGIN
    PERFORM FROM block WHERE id = NEW.block_id FOR NO KEY UPDATE;
    IF TG_OP = 'INSERT' THEN
      SELECT count(*) INTO wanted FROM block b, unnest(b.school_weeks) AS week
       WHERE b.id = NEW.block_id AND week BETWEEN NEW.from_week AND NEW.to_week
         AND NEW.from_week >= b.from_week AND NEW.to_week <= b.to_week;
      UPDATE block_week SET drawn = drawn + NEW.units
       WHERE block_id = NEW.block_id AND organisation_id = NEW.organisation_id AND week BETWEEN NEW.from_week AND NEW.to_week;
      GET DIAGNOSTICS moved = ROW_COUNT;
      IF moved = 0 OR moved <> wanted THEN
        RAISE EXCEPTION 'The block does not cover all of these weeks'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'block_draw_covered', TABLE = 'block_draw';
      END IF;
    ELSIF NEW.given_back_from IS DISTINCT FROM OLD.given_back_from THEN
      IF NEW.given_back_from IS NULL OR NEW.given_back_from > OLD.given_back_from THEN
        RAISE EXCEPTION 'What was given back cannot be taken again'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'block_draw_once', TABLE = 'block_draw';
      END IF;
      UPDATE block_week SET drawn = drawn - NEW.units
       WHERE block_id = NEW.block_id AND organisation_id = NEW.organisation_id AND week >= NEW.given_back_from
         AND week <= NEW.to_week AND (OLD.given_back_from IS NULL OR week < OLD.given_back_from);
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER block_draw_apply AFTER INSERT OR UPDATE ON block_draw FOR EACH ROW EXECUTE FUNCTION block_draw_apply();
`;

const COMMITMENT = `
  CREATE TABLE purchase_commitment (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    reference text NOT NULL,
    href text NOT NULL,
    fund text NOT NULL,
    financial_year text NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    pence bigint NOT NULL,
    transfer_id uuid NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT purchase_commitment_pk PRIMARY KEY (id),
    CONSTRAINT purchase_commitment_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT purchase_commitment_transfer FOREIGN KEY (transfer_id) REFERENCES transfer (id),
    CONSTRAINT purchase_commitment_transfer_once UNIQUE (transfer_id),
    CONSTRAINT purchase_commitment_once UNIQUE (subject_id, fund, financial_year),
    CONSTRAINT purchase_commitment_period CHECK (period_to >= period_from),
    CONSTRAINT purchase_commitment_pence CHECK (pence > 0),
    CONSTRAINT purchase_commitment_href CHECK (href ~ '^/[a-z]+/[0-9a-f-]{36}$')
  );
  COMMENT ON TABLE purchase_commitment IS 'What a fund owes in one financial year for something bought that is no placement. Append only; its pending transfer holds the money.';
  CREATE INDEX purchase_commitment_by_fund ON purchase_commitment (authority_id, fund, financial_year, at, id);
`;

const secure = (table: string): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  REVOKE DELETE, TRUNCATE ON ${table} FROM placeway_app;`;
const ofBlock = 'block_id IN (SELECT id FROM block)';
const money = `(actor_may('money.authority') OR actor_may('budget.read') OR actor_may('budget.manage') OR actor_may('commitment.make'))`;

const SECURITY = `
  ${['block', 'block_hold', 'block_week', 'block_loan', 'block_draw', 'purchase_commitment'].map(secure).join('')}
  -- Whoever may use a block: directly, by a decision, or because a placement falls or ends.
  CREATE FUNCTION purchase_drawer() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN actor_may('purchase.make') OR actor_may('decision.make') OR actor_may('placement.answer') OR actor_may('placement.end');

  CREATE POLICY block_loan_read ON block_loan FOR SELECT USING ((SELECT actor_may('purchase.read')) AND (
    (authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority()))
    OR (SELECT actor_organisation()) IN (lender_organisation_id, borrower_organisation_id)));
  CREATE POLICY block_loan_propose ON block_loan FOR INSERT WITH CHECK (authority_id = (SELECT actor_authority())
    AND status = 'PROPOSED' AND (SELECT actor_is_authority() AND actor_may('purchase.make')));
  CREATE POLICY block_loan_answer ON block_loan FOR UPDATE USING (authority_id = (SELECT actor_authority())
    AND (SELECT actor_is_authority() AND (actor_may('purchase.make') OR actor_may('purchase.sign'))));

  -- A provider reads what it has sold, not what somebody thinks of buying; a borrower, what it is offered or has taken.
  CREATE POLICY block_read ON block FOR SELECT USING ((SELECT actor_may('purchase.read')) AND (
    (authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority()))
    OR buyer_organisation_id = (SELECT actor_organisation())
    OR (SELECT actor_organisation()) = ANY (school_organisation_ids)
    OR (provider_organisation_id = (SELECT actor_organisation()) AND status IN ('ACTIVE', 'CANCELLED'))
    OR id IN (SELECT block_id FROM block_loan WHERE status IN ('PROPOSED', 'AGREED', 'RETURNED'))));
  CREATE POLICY block_draft ON block FOR INSERT WITH CHECK (authority_id = (SELECT actor_authority()) AND status = 'DRAFT'
    AND (SELECT actor_is_authority() AND actor_may('purchase.make')));
  CREATE POLICY block_change ON block FOR UPDATE
    USING (authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority()));

  CREATE POLICY block_hold_read ON block_hold FOR SELECT USING (${ofBlock});
  CREATE POLICY block_hold_add ON block_hold FOR INSERT
    WITH CHECK (${ofBlock} AND (SELECT actor_is_authority() AND actor_may('purchase.sign')));
  CREATE POLICY block_week_scope ON block_week USING (${ofBlock});

  CREATE POLICY block_draw_read ON block_draw FOR SELECT USING ((SELECT actor_may('purchase.read')) AND (
    (authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority()))
    OR (SELECT actor_organisation()) IN (organisation_id, school_organisation_id)
    OR block_id IN (SELECT b.id FROM block b WHERE b.provider_organisation_id = (SELECT actor_organisation()))));
  CREATE POLICY block_draw_add ON block_draw FOR INSERT WITH CHECK (authority_id = (SELECT actor_authority())
    AND (SELECT actor_is_authority() AND purchase_drawer()));
  CREATE POLICY block_draw_give_back ON block_draw FOR UPDATE USING (authority_id = (SELECT actor_authority())
    AND (SELECT actor_is_authority() AND purchase_drawer()));

  CREATE POLICY purchase_commitment_scope ON purchase_commitment USING (authority_id = actor_authority() AND ${money})
    WITH CHECK (authority_id = actor_authority() AND (actor_may('budget.manage') OR actor_may('commitment.make')));

  -- What was agreed stands: only the answer to it may be written later.
  REVOKE UPDATE ON block, block_loan, block_draw, block_hold, purchase_commitment FROM placeway_app;
  REVOKE INSERT, UPDATE ON block_week FROM placeway_app;
  GRANT UPDATE (status, signed_by, signed_at, answer, cancelled_from, cancelled_by, cancelled_at, cancelled_why) ON block TO placeway_app;
  GRANT UPDATE (status, answered_by, answered_at, order_reference, fund, returned_from) ON block_loan TO placeway_app;
  GRANT UPDATE (given_back_from) ON block_draw TO placeway_app;
`;
