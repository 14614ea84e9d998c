import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   schools buy places themselves. What they bought, on the list or off it, what they checked before, that the
 *        authority read it, and what it pays towards it, is kept; the same pupil's days at a provider are recorded once.
 * Locks: none, the tables are new.
 * Undo:  drops what schools recorded.
 */
export class SchoolPurchases1790000000213 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE school_purchase_number;
      CREATE TABLE school_purchase (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        reference text NOT NULL DEFAULT 'SP-' || lpad(nextval('school_purchase_number')::text, 6, '0'),
        school_organisation_id uuid NOT NULL,
        provider_organisation_id uuid,
        provider_name text NOT NULL,
        supply_route text NOT NULL,
        admission_id uuid,
        terms_id uuid,
        pupil_reference text NOT NULL,
        purpose text NOT NULL,
        starts_on date NOT NULL,
        ends_on date NOT NULL,
        days integer NOT NULL,
        day_pence bigint NOT NULL,
        total_pence bigint NOT NULL,
        order_reference text NOT NULL,
        order_authorised_by text NOT NULL,
        assured text[] NOT NULL,
        assured_by uuid NOT NULL,
        assured_at timestamptz NOT NULL,
        reason text,
        policy_id uuid,
        fund text,
        subsidy_basis_points integer NOT NULL,
        subsidy_pence bigint NOT NULL,
        subsidy_reason text NOT NULL,
        status text NOT NULL,
        confirmed_by uuid,
        confirmed_at timestamptz,
        confirmed_words text,
        cancelled_at timestamptz,
        cancelled_why text,
        CONSTRAINT school_purchase_pk PRIMARY KEY (id),
        CONSTRAINT school_purchase_reference_once UNIQUE (reference),
        CONSTRAINT school_purchase_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
        CONSTRAINT school_purchase_school FOREIGN KEY (school_organisation_id) REFERENCES organisation (id),
        CONSTRAINT school_purchase_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
        CONSTRAINT school_purchase_admission FOREIGN KEY (admission_id, provider_organisation_id)
          REFERENCES admission (id, provider_organisation_id),
        CONSTRAINT school_purchase_terms FOREIGN KEY (terms_id) REFERENCES call_off_terms (id),
        CONSTRAINT school_purchase_policy FOREIGN KEY (policy_id) REFERENCES policy (id),
        CONSTRAINT school_purchase_assurer FOREIGN KEY (assured_by) REFERENCES app_user (id),
        CONSTRAINT school_purchase_route CHECK (supply_route IN ('MAINTAINED_AP', 'FRAMEWORK', 'OFF_FRAMEWORK')),
        CONSTRAINT school_purchase_called_off CHECK ((supply_route = 'FRAMEWORK') = (admission_id IS NOT NULL)
          AND (supply_route = 'FRAMEWORK') = (terms_id IS NOT NULL)),
        CONSTRAINT school_purchase_why_outside CHECK ((supply_route = 'OFF_FRAMEWORK') = (reason IS NOT NULL)),
        CONSTRAINT school_purchase_pupil CHECK (length(pupil_reference) BETWEEN 1 AND 40),
        CONSTRAINT school_purchase_period CHECK (ends_on >= starts_on AND ends_on - starts_on <= 730
          AND days BETWEEN 1 AND ends_on - starts_on + 1),
        CONSTRAINT school_purchase_price CHECK (day_pence BETWEEN 1 AND 10000000 AND total_pence = day_pence * days),
        CONSTRAINT school_purchase_subsidy CHECK (subsidy_basis_points BETWEEN 0 AND 10000 AND subsidy_pence BETWEEN 0 AND total_pence
          AND (subsidy_reason = 'POLICY') = (subsidy_basis_points > 0) AND (subsidy_basis_points > 0 OR subsidy_pence = 0)),
        CONSTRAINT school_purchase_subsidy_reason
          CHECK (subsidy_reason IN ('POLICY', 'WITHHELD_OFF_FRAMEWORK', 'NOT_FUNDED', 'NO_POLICY')),
        CONSTRAINT school_purchase_status CHECK (status IN ('RECORDED', 'CONFIRMED', 'CANCELLED')),
        CONSTRAINT school_purchase_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)
          AND (status <> 'CONFIRMED' OR confirmed_by IS NOT NULL) AND (status <> 'RECORDED' OR confirmed_by IS NULL)),
        CONSTRAINT school_purchase_cancelled CHECK ((status = 'CANCELLED') = (cancelled_at IS NOT NULL)),
        CONSTRAINT school_purchase_once EXCLUDE USING gist (school_organisation_id WITH =, pupil_reference WITH =,
          lower(provider_name) WITH =, daterange(starts_on, ends_on, '[]') WITH &&) WHERE (status <> 'CANCELLED')
      );
      COMMENT ON TABLE school_purchase IS 'A place that a school bought itself, on a framework or off it, and what it checked before. Names no pupil.';
      CREATE INDEX school_purchase_by_authority ON school_purchase (authority_id, assured_at, id);

      ALTER TABLE school_purchase ENABLE ROW LEVEL SECURITY; ALTER TABLE school_purchase FORCE ROW LEVEL SECURITY;
      CREATE POLICY school_purchase_read ON school_purchase FOR SELECT USING ((SELECT actor_may('purchase.read')) AND (
        (authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority()))
        OR school_organisation_id = (SELECT actor_organisation())));
      CREATE POLICY school_purchase_record ON school_purchase FOR INSERT WITH CHECK (authority_id = (SELECT actor_authority())
        AND status = 'RECORDED' AND (SELECT actor_is_authority() AND actor_may('purchase.make')));
      CREATE POLICY school_purchase_change ON school_purchase FOR UPDATE USING (authority_id = (SELECT actor_authority())
        AND (SELECT actor_is_authority() AND (actor_may('purchase.make') OR actor_may('purchase.approve'))));
      REVOKE UPDATE, DELETE, TRUNCATE ON school_purchase FROM placeway_app;
      GRANT UPDATE (status, confirmed_by, confirmed_at, confirmed_words, cancelled_at, cancelled_why) ON school_purchase TO placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE school_purchase; DROP SEQUENCE school_purchase_number;`);
  }
}
