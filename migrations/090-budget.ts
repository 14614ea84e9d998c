import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   money moves only between two accounts, by rows that nobody can change; the database itself keeps each account's
 *        counters and refuses a fund that would overdraw, whatever the code above does and however many write at once.
 * Locks: none, all tables are new.
 * Undo:  drops the ledger and all that was committed in it.
 */
export class Budget1790000000090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS);
    await runner.query(TRANSFERS);
    await runner.query(POSTING);
    await runner.query(COMMITMENTS);
    await runner.query(ROW_SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE commitment, school_order, transfer_pending, transfer, account;
      DROP FUNCTION ledger_apply(); DROP FUNCTION ledger_lock(uuid[]); DROP FUNCTION school_order_apply();
    `);
  }
}

const ACCOUNTS = `
  CREATE TABLE account (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    fund text NOT NULL,
    financial_year text NOT NULL,
    organisation_id uuid,
    may_overdraw boolean NOT NULL,
    debits_pending bigint NOT NULL DEFAULT 0,
    debits_posted bigint NOT NULL DEFAULT 0,
    credits_pending bigint NOT NULL DEFAULT 0,
    credits_posted bigint NOT NULL DEFAULT 0,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT account_pk PRIMARY KEY (id),
    CONSTRAINT account_of_authority UNIQUE (id, authority_id),
    CONSTRAINT account_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT account_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT account_kind CHECK (kind IN ('GRANT', 'FUND', 'PROVIDER_PAYABLE', 'PLACEMENT_COST', 'SCHOOL_RECEIVABLE',
      'CHARGE_INCOME', 'RECOVERABLE_VAT', 'BANK_CLEARING', 'SUSPENSE')),
    CONSTRAINT account_fund_code CHECK (fund ~ '^[A-Z][A-Z0-9_]{1,39}$'),
    CONSTRAINT account_financial_year CHECK (financial_year ~ '^[0-9]{4}-[0-9]{2}$'),
    CONSTRAINT account_of_whom CHECK ((kind IN ('PROVIDER_PAYABLE', 'SCHOOL_RECEIVABLE')) = (organisation_id IS NOT NULL)),
    CONSTRAINT account_fund_is_strict CHECK (kind <> 'FUND' OR NOT may_overdraw),
    CONSTRAINT account_counters CHECK (debits_pending >= 0 AND debits_posted >= 0 AND credits_pending >= 0 AND credits_posted >= 0),
    CONSTRAINT account_not_overdrawn CHECK (may_overdraw OR credits_posted - debits_posted - debits_pending >= 0)
  );
  COMMENT ON TABLE account IS 'One account per authority, kind, fund and financial year (and school or provider). Only transfers move its counters.';
  COMMENT ON COLUMN account.may_overdraw IS 'False: pending and posted debits may never exceed posted credits.';
  CREATE UNIQUE INDEX account_once ON account (authority_id, fund, financial_year, kind, organisation_id) NULLS NOT DISTINCT;
  CREATE INDEX account_by_organisation ON account (organisation_id) WHERE organisation_id IS NOT NULL;
`;

const TRANSFERS = `
  CREATE TABLE transfer (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    debit_account_id uuid NOT NULL,
    credit_account_id uuid NOT NULL,
    pence bigint NOT NULL,
    pending_id uuid,
    reverses_id uuid,
    business_key text NOT NULL,
    effective_on date NOT NULL,
    at timestamptz NOT NULL,
    user_id uuid,
    reason text NOT NULL,
    row_hash bytea NOT NULL,
    CONSTRAINT transfer_pk PRIMARY KEY (id),
    CONSTRAINT transfer_debit FOREIGN KEY (debit_account_id, authority_id) REFERENCES account (id, authority_id),
    CONSTRAINT transfer_credit FOREIGN KEY (credit_account_id, authority_id) REFERENCES account (id, authority_id),
    CONSTRAINT transfer_pending_origin FOREIGN KEY (pending_id) REFERENCES transfer (id),
    CONSTRAINT transfer_reversed_origin FOREIGN KEY (reverses_id) REFERENCES transfer (id),
    CONSTRAINT transfer_kind CHECK (kind IN ('POSTED', 'PENDING', 'POST_PART', 'VOID', 'REVERSAL')),
    CONSTRAINT transfer_pence CHECK (pence BETWEEN 1 AND 9007199254740991),
    CONSTRAINT transfer_two_accounts CHECK (debit_account_id <> credit_account_id),
    CONSTRAINT transfer_names_pending CHECK ((kind IN ('POST_PART', 'VOID')) = (pending_id IS NOT NULL)),
    CONSTRAINT transfer_names_reversed CHECK ((kind = 'REVERSAL') = (reverses_id IS NOT NULL)),
    CONSTRAINT transfer_once UNIQUE (authority_id, business_key),
    CONSTRAINT transfer_reversed_once UNIQUE (reverses_id),
    CONSTRAINT transfer_key_short CHECK (length(business_key) BETWEEN 1 AND 200),
    CONSTRAINT transfer_reason CHECK (reason ~ '^[a-z][a-z.-]{2,59}$')
  );
  COMMENT ON TABLE transfer IS 'Money moved, or promised, between two accounts. Append only: a mistake is a reversal that names what it corrects.';
  CREATE INDEX transfer_by_debit ON transfer (debit_account_id, at);
  CREATE INDEX transfer_by_credit ON transfer (credit_account_id, at);
  CREATE INDEX transfer_by_pending ON transfer (pending_id) WHERE pending_id IS NOT NULL;
  CREATE TRIGGER transfer_hash BEFORE INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION hash_row();
  CREATE TRIGGER transfer_chain AFTER INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION queue_for_chain();

  CREATE TABLE transfer_pending (
    transfer_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    pence bigint NOT NULL,
    posted_pence bigint NOT NULL DEFAULT 0,
    voided_pence bigint NOT NULL DEFAULT 0,
    CONSTRAINT transfer_pending_pk PRIMARY KEY (transfer_id),
    CONSTRAINT transfer_pending_transfer FOREIGN KEY (transfer_id) REFERENCES transfer (id),
    CONSTRAINT transfer_pending_within CHECK (posted_pence >= 0 AND voided_pence >= 0 AND posted_pence + voided_pence <= pence)
  );
  COMMENT ON TABLE transfer_pending IS 'How much of a pending transfer has been posted or voided; the rest still counts against the fund.';
`;

/**
 * Locks in sorted order, checks what a row points at, moves the counters. Runs as the owner: nobody else may. The lock is
 * one that foreign keys to the account do not wait for, or two writers would each hold what the other needs.
 */
const POSTING = `
  CREATE FUNCTION ledger_lock(ids uuid[]) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE locked integer;
  BEGIN
    SELECT count(*) INTO locked FROM (SELECT a.id FROM account a WHERE a.id = ANY (ids) ORDER BY a.id FOR NO KEY UPDATE) AS held;
    RETURN locked;
  END $$;

  CREATE FUNCTION ledger_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    origin transfer%ROWTYPE;
    pending_change bigint := 0;
    posted_change bigint := 0;
  BEGIN
    PERFORM 1 FROM account WHERE id IN (NEW.debit_account_id, NEW.credit_account_id) ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM account WHERE id IN (NEW.debit_account_id, NEW.credit_account_id) AND closed_at IS NOT NULL) THEN
      RAISE EXCEPTION 'closed account' USING ERRCODE = '23514', CONSTRAINT = 'account_open';
    END IF;
    IF NEW.kind IN ('POST_PART', 'VOID') THEN
      SELECT * INTO origin FROM transfer WHERE id = NEW.pending_id AND kind = 'PENDING' AND authority_id = NEW.authority_id
        AND debit_account_id = NEW.debit_account_id AND credit_account_id = NEW.credit_account_id;
    ELSIF NEW.kind = 'REVERSAL' THEN
      SELECT * INTO origin FROM transfer WHERE id = NEW.reverses_id AND kind IN ('POSTED', 'POST_PART') AND authority_id = NEW.authority_id
        AND debit_account_id = NEW.credit_account_id AND credit_account_id = NEW.debit_account_id AND pence = NEW.pence;
    END IF;
    IF NEW.kind NOT IN ('POSTED', 'PENDING') AND origin.id IS NULL THEN
      RAISE EXCEPTION 'no such origin' USING ERRCODE = '23514', CONSTRAINT = 'transfer_matches_origin';
    END IF;

    CASE NEW.kind
      WHEN 'PENDING' THEN
        pending_change := NEW.pence;
        INSERT INTO transfer_pending (transfer_id, authority_id, pence) VALUES (NEW.id, NEW.authority_id, NEW.pence);
      WHEN 'POST_PART' THEN
        pending_change := -NEW.pence; posted_change := NEW.pence;
        UPDATE transfer_pending SET posted_pence = posted_pence + NEW.pence WHERE transfer_id = NEW.pending_id;
      WHEN 'VOID' THEN
        pending_change := -NEW.pence;
        UPDATE transfer_pending SET voided_pence = voided_pence + NEW.pence WHERE transfer_id = NEW.pending_id;
      ELSE
        posted_change := NEW.pence;
    END CASE;

    UPDATE account SET debits_pending = debits_pending + pending_change, debits_posted = debits_posted + posted_change
      WHERE id = NEW.debit_account_id;
    UPDATE account SET credits_pending = credits_pending + pending_change, credits_posted = credits_posted + posted_change
      WHERE id = NEW.credit_account_id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER transfer_apply AFTER INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION ledger_apply();
`;

const COMMITMENTS = `
  CREATE TABLE school_order (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    reference text NOT NULL,
    authorised_by text NOT NULL,
    limit_pence bigint NOT NULL,
    valid_until date NOT NULL,
    committed_pence bigint NOT NULL DEFAULT 0,
    given_at timestamptz NOT NULL,
    given_by uuid,
    CONSTRAINT school_order_pk PRIMARY KEY (id),
    CONSTRAINT school_order_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT school_order_school FOREIGN KEY (school_organisation_id) REFERENCES organisation (id),
    CONSTRAINT school_order_limit CHECK (limit_pence > 0),
    CONSTRAINT school_order_within CHECK (committed_pence BETWEEN 0 AND limit_pence),
    CONSTRAINT school_order_named CHECK (length(btrim(reference)) > 0 AND length(btrim(authorised_by)) > 0)
  );
  COMMENT ON TABLE school_order IS 'A school buys a place: who authorised it, up to how much, until when. No service purchase without one.';
  CREATE INDEX school_order_by_referral ON school_order (referral_id, given_at);

  CREATE TABLE commitment (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    placement_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    referral_type text NOT NULL,
    payer text NOT NULL,
    school_organisation_id uuid,
    footing text NOT NULL,
    order_id uuid,
    agreement_reference text,
    fund text NOT NULL,
    financial_year text NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    pence bigint NOT NULL,
    transfer_id uuid NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT commitment_pk PRIMARY KEY (id),
    CONSTRAINT commitment_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT commitment_order FOREIGN KEY (order_id) REFERENCES school_order (id),
    CONSTRAINT commitment_transfer FOREIGN KEY (transfer_id) REFERENCES transfer (id),
    CONSTRAINT commitment_transfer_once UNIQUE (transfer_id),
    CONSTRAINT commitment_once UNIQUE NULLS NOT DISTINCT (placement_id, payer, school_organisation_id, footing, fund, financial_year),
    CONSTRAINT commitment_period CHECK (period_to >= period_from),
    CONSTRAINT commitment_pence CHECK (pence > 0),
    CONSTRAINT commitment_payer CHECK (payer IN ('FUND', 'SCHOOL')),
    CONSTRAINT commitment_school CHECK ((payer = 'SCHOOL') = (school_organisation_id IS NOT NULL)),
    CONSTRAINT commitment_footing CHECK (CASE payer WHEN 'FUND' THEN footing = 'AUTHORITY_FUNDING'
      ELSE footing IN ('STATUTORY_REDETERMINATION', 'LEAVER_REDETERMINATION', 'SERVICE_PURCHASE', 'SIGNED_AGREEMENT', 'SCHOOLS_FORUM_DECISION') END),
    CONSTRAINT commitment_lawful_on_exclusion CHECK (payer <> 'SCHOOL' OR referral_type <> 'PERMANENT_EXCLUSION'
      OR footing IN ('STATUTORY_REDETERMINATION', 'SIGNED_AGREEMENT')),
    CONSTRAINT commitment_has_order CHECK ((footing = 'SERVICE_PURCHASE') = (order_id IS NOT NULL)),
    CONSTRAINT commitment_has_agreement CHECK (footing <> 'SIGNED_AGREEMENT' OR length(btrim(coalesce(agreement_reference, ''))) > 0)
  );
  COMMENT ON TABLE commitment IS 'What one payer owes for one placement in one financial year, and the lawful footing. Append only; its pending transfer holds the money.';
  CREATE INDEX commitment_by_placement ON commitment (placement_id);
  CREATE INDEX commitment_by_fund ON commitment (authority_id, fund, financial_year, at, id);
  CREATE INDEX commitment_by_school ON commitment (school_organisation_id, financial_year) WHERE school_organisation_id IS NOT NULL;

  -- An order covers what is charged on it, and gives back what is voided.
  CREATE FUNCTION school_order_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF TG_TABLE_NAME = 'commitment' THEN
      UPDATE school_order SET committed_pence = committed_pence + NEW.pence WHERE id = NEW.order_id;
    ELSE
      UPDATE school_order o SET committed_pence = committed_pence - NEW.pence
        FROM commitment c WHERE c.transfer_id = NEW.pending_id AND o.id = c.order_id;
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER commitment_on_order AFTER INSERT ON commitment FOR EACH ROW WHEN (NEW.order_id IS NOT NULL)
    EXECUTE FUNCTION school_order_apply();
  CREATE TRIGGER transfer_gives_back AFTER INSERT ON transfer FOR EACH ROW WHEN (NEW.kind = 'VOID')
    EXECUTE FUNCTION school_order_apply();
`;

const money = `(actor_may('money.authority') OR actor_may('budget.read') OR actor_may('budget.manage') OR actor_may('commitment.make'))`;
const writer = `(actor_may('budget.manage') OR actor_may('commitment.make'))`;

const ROW_SECURITY = `
  ALTER TABLE account ENABLE ROW LEVEL SECURITY; ALTER TABLE account FORCE ROW LEVEL SECURITY;
  CREATE POLICY account_authority_scope ON account USING (authority_id = actor_authority() AND ${money})
    WITH CHECK (authority_id = actor_authority() AND ${writer});
  CREATE POLICY account_own ON account FOR SELECT USING (organisation_id = actor_organisation() OR actor_may('platform.seal'));
  ALTER TABLE transfer ENABLE ROW LEVEL SECURITY; ALTER TABLE transfer FORCE ROW LEVEL SECURITY;
  CREATE POLICY transfer_read ON transfer FOR SELECT USING ((authority_id = actor_authority() AND ${money}) OR actor_may('platform.seal'));
  CREATE POLICY transfer_add ON transfer FOR INSERT
    WITH CHECK (authority_id = actor_authority() AND ${writer} AND user_id IS NOT DISTINCT FROM actor_user());
  ALTER TABLE transfer_pending ENABLE ROW LEVEL SECURITY; ALTER TABLE transfer_pending FORCE ROW LEVEL SECURITY;
  CREATE POLICY transfer_pending_authority_scope ON transfer_pending USING (authority_id = actor_authority() AND ${money})
    WITH CHECK (authority_id = actor_authority() AND ${writer});
  CREATE POLICY transfer_pending_check ON transfer_pending FOR SELECT USING (actor_may('platform.seal'));
  ALTER TABLE school_order ENABLE ROW LEVEL SECURITY; ALTER TABLE school_order FORCE ROW LEVEL SECURITY;
  CREATE POLICY school_order_authority_scope ON school_order USING (authority_id = actor_authority() AND ${money})
    WITH CHECK (authority_id = actor_authority() AND ${writer});
  CREATE POLICY school_order_own ON school_order USING (school_organisation_id = actor_organisation())
    WITH CHECK (school_organisation_id = actor_organisation() AND actor_may('charge.authorise'));
  ALTER TABLE commitment ENABLE ROW LEVEL SECURITY; ALTER TABLE commitment FORCE ROW LEVEL SECURITY;
  CREATE POLICY commitment_authority_scope ON commitment USING (authority_id = actor_authority() AND ${money})
    WITH CHECK (authority_id = actor_authority() AND ${writer});
  CREATE POLICY commitment_own ON commitment FOR SELECT USING (school_organisation_id = actor_organisation());
  CREATE POLICY transfer_pending_own ON transfer_pending FOR SELECT
    USING (transfer_id IN (SELECT transfer_id FROM commitment WHERE school_organisation_id = actor_organisation()));
  REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON account, transfer_pending, school_order FROM placeway_app;
  REVOKE UPDATE, DELETE, TRUNCATE ON transfer, commitment FROM placeway_app;
  GRANT INSERT (id, authority_id, kind, fund, financial_year, organisation_id, may_overdraw, opened_at) ON account TO placeway_app;
  GRANT INSERT (id, authority_id, referral_id, school_organisation_id, reference, authorised_by, limit_pence, valid_until, given_at, given_by)
    ON school_order TO placeway_app;
`;
