import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what a decision led to: an offer, its answers, the agreed price and shares as they were that day, and on whose
 *        roll the child is from when to when. A referral has at most one live placement.
 * Locks: an instant on referral, decision, school_order and commitment, which gain their keys to each other: a charge
 *        is tied to the kind of its referral, so that nobody can charge for an exclusion under another name.
 * Undo:  drops every placement.
 */
export class Placements1790000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE referral ADD CONSTRAINT referral_id_type UNIQUE (id, type)');
    await runner.query(PLACEMENT);
    await runner.query(PARTS);
    await runner.query(`
      ALTER TABLE decision ADD CONSTRAINT decision_referral FOREIGN KEY (referral_id) REFERENCES referral (id);
      ALTER TABLE commitment ADD CONSTRAINT commitment_placement FOREIGN KEY (placement_id) REFERENCES placement (id);
      ALTER TABLE commitment ADD CONSTRAINT commitment_referral
        FOREIGN KEY (referral_id, referral_type) REFERENCES referral (id, type);
      ALTER TABLE school_order ADD CONSTRAINT school_order_referral FOREIGN KEY (referral_id) REFERENCES referral (id);
      CREATE POLICY decision_of_own_pupil ON decision FOR SELECT USING (kind = 'PLACEMENT' AND actor_may('placement.read')
        AND referral_id IN (SELECT p.referral_id FROM placement p WHERE p.school_organisation_id = actor_organisation()));
    `);
    await runner.query(ROW_SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY decision_of_own_pupil ON decision;
      ALTER TABLE decision DROP CONSTRAINT decision_referral;
      ALTER TABLE commitment DROP CONSTRAINT commitment_placement, DROP CONSTRAINT commitment_referral;
      ALTER TABLE school_order DROP CONSTRAINT school_order_referral;
      DROP TABLE placement_registration, placement_share, placement_component, placement_offer CASCADE;
      DROP TABLE placement;
      ALTER TABLE referral DROP CONSTRAINT referral_id_type;
      DROP SEQUENCE placement_reference_number;
    `);
  }
}

const PLACEMENT = `
  CREATE SEQUENCE placement_reference_number;

  CREATE TABLE placement (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    reference text NOT NULL DEFAULT 'PL-' || lpad(nextval('placement_reference_number')::text, 6, '0'),
    referral_id uuid NOT NULL,
    referral_type text NOT NULL,
    pupil_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    policy_id uuid NOT NULL,
    named_option integer NOT NULL,
    status text NOT NULL,
    status_at timestamptz NOT NULL,
    hold_id uuid NOT NULL,
    starts_on date NOT NULL,
    planned_end date NOT NULL,
    ended_on date,
    end_reason text,
    answer_by timestamptz NOT NULL,
    offered_at timestamptz NOT NULL,
    agreed_at timestamptz,
    total_pence bigint NOT NULL,
    CONSTRAINT placement_pk PRIMARY KEY (id),
    CONSTRAINT placement_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT placement_referral FOREIGN KEY (referral_id, referral_type) REFERENCES referral (id, type),
    CONSTRAINT placement_pupil FOREIGN KEY (pupil_id) REFERENCES pupil (id),
    CONSTRAINT placement_school FOREIGN KEY (school_organisation_id) REFERENCES organisation (id),
    CONSTRAINT placement_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
    CONSTRAINT placement_policy FOREIGN KEY (policy_id) REFERENCES policy (id),
    CONSTRAINT placement_hold FOREIGN KEY (hold_id) REFERENCES capacity_hold (id),
    CONSTRAINT placement_reference_once UNIQUE (reference),
    CONSTRAINT placement_option_once UNIQUE (decision_id, named_option),
    CONSTRAINT placement_status CHECK (status IN ('OFFERED', 'AGREED', 'ACTIVE', 'ENDED', 'DECLINED', 'LAPSED', 'WITHDRAWN')),
    CONSTRAINT placement_period CHECK (planned_end >= starts_on),
    CONSTRAINT placement_ended CHECK ((status = 'ENDED') = (ended_on IS NOT NULL)),
    CONSTRAINT placement_price CHECK (total_pence >= 0)
  );
  COMMENT ON TABLE placement IS 'One decided option: offered, agreed, under way, ended. Nothing here describes the child.';
  COMMENT ON COLUMN placement.named_option IS '0 for the option the decision chose, 1 and up for the next ones it named.';
  CREATE UNIQUE INDEX placement_one_live ON placement (referral_id) WHERE status IN ('OFFERED', 'AGREED', 'ACTIVE');
  CREATE INDEX placement_by_status ON placement (authority_id, status, starts_on, id);
  CREATE INDEX placement_by_school ON placement (school_organisation_id, status_at, id);

  CREATE TABLE placement_offer (
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    answer text NOT NULL,
    answered_at timestamptz,
    answered_by uuid,
    reason text,
    note text,
    CONSTRAINT placement_offer_pk PRIMARY KEY (placement_id, provider_organisation_id),
    CONSTRAINT placement_offer_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT placement_offer_provider FOREIGN KEY (provider_organisation_id) REFERENCES organisation (id),
    CONSTRAINT placement_offer_answer CHECK (answer IN ('WAITING', 'ACCEPTED', 'DECLINED', 'LAPSED', 'CANCELLED')),
    CONSTRAINT placement_offer_answered CHECK ((answer = 'WAITING') = (answered_at IS NULL)),
    CONSTRAINT placement_offer_reason CHECK (answer <> 'DECLINED' OR reason IS NOT NULL)
  );
  COMMENT ON TABLE placement_offer IS 'Each provider of an option and its answer; all of them accept, or the option falls.';
  CREATE INDEX placement_offer_by_provider ON placement_offer (provider_organisation_id, answer, placement_id);
`;

const PARTS = `
  CREATE TABLE placement_component (
    id uuid NOT NULL,
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    site_id uuid NOT NULL,
    programme_id uuid NOT NULL,
    opening_id uuid NOT NULL,
    opening_pattern_id uuid NOT NULL,
    sessions smallint NOT NULL,
    weekly_minutes integer NOT NULL,
    component_kind text NOT NULL,
    registration_kind text NOT NULL,
    tariff_line_id uuid NOT NULL,
    basis text NOT NULL,
    net_pence bigint NOT NULL,
    sessions_covered smallint NOT NULL,
    vat_treatment text NOT NULL,
    weekly_pence bigint NOT NULL,
    CONSTRAINT placement_component_pk PRIMARY KEY (id),
    CONSTRAINT placement_component_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT placement_component_pattern FOREIGN KEY (opening_pattern_id) REFERENCES opening_pattern (id),
    CONSTRAINT placement_component_tariff FOREIGN KEY (tariff_line_id) REFERENCES tariff_line (id),
    CONSTRAINT placement_component_once UNIQUE (placement_id, opening_pattern_id),
    CONSTRAINT placement_component_sessions CHECK (sessions BETWEEN 1 AND 1023),
    CONSTRAINT placement_component_price CHECK (net_pence >= 0 AND weekly_pence >= 0)
  );
  COMMENT ON TABLE placement_component IS 'What is taught where and when, at the price copied from the tariff that day: a later tariff never reprices it.';
  CREATE INDEX placement_component_by_site ON placement_component (site_id, placement_id);

  CREATE TABLE placement_share (
    id uuid NOT NULL,
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    payer text NOT NULL,
    school_organisation_id uuid,
    footing text NOT NULL,
    fund text NOT NULL,
    basis_points integer NOT NULL,
    pence bigint NOT NULL,
    order_id uuid,
    agreement_reference text,
    CONSTRAINT placement_share_pk PRIMARY KEY (id),
    CONSTRAINT placement_share_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT placement_share_order FOREIGN KEY (order_id) REFERENCES school_order (id),
    CONSTRAINT placement_share_payer CHECK (payer IN ('FUND', 'SCHOOL')),
    CONSTRAINT placement_share_school CHECK ((payer = 'SCHOOL') = (school_organisation_id IS NOT NULL)),
    CONSTRAINT placement_share_part CHECK (basis_points BETWEEN 0 AND 10000 AND pence >= 0),
    CONSTRAINT placement_share_once UNIQUE NULLS NOT DISTINCT (placement_id, payer, school_organisation_id)
  );
  COMMENT ON TABLE placement_share IS 'Who bears which part of the price, and on which lawful footing. The fund takes the remainder.';

  CREATE TABLE placement_registration (
    id uuid NOT NULL,
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    status text NOT NULL,
    certainty text NOT NULL,
    from_date date NOT NULL,
    to_date date,
    attendance_code text,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT placement_registration_pk PRIMARY KEY (id),
    CONSTRAINT placement_registration_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT placement_registration_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT placement_registration_status
      CHECK (status IN ('SINGLE', 'MAIN_DUAL', 'SUBSIDIARY_DUAL', 'NOT_REGISTERED')),
    CONSTRAINT placement_registration_certainty CHECK (certainty IN ('AGREED', 'EXPECTED')),
    CONSTRAINT placement_registration_period CHECK (to_date >= from_date),
    CONSTRAINT placement_registration_code CHECK (attendance_code IN ('D', 'B', 'K'))
  );
  COMMENT ON TABLE placement_registration IS 'On whose roll the child is, and as what, from when to when; and the code the home school uses meanwhile.';
  CREATE INDEX placement_registration_by_placement ON placement_registration (placement_id, from_date);
`;

const writes = `(authority_id = actor_authority() AND (actor_may('decision.make') OR actor_may('placement.answer')
  OR actor_may('placement.start') OR actor_may('placement.end')))`;
const inAuthority = `(authority_id = actor_authority() AND actor_may('case.authority'))`;
const visible = 'placement_id IN (SELECT id FROM placement)';
const ownPart = `(provider_organisation_id = actor_organisation() AND actor_may('placement.read'))`;

const secured = (table: string, read: string): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${read});
  CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK ${writes};
  CREATE POLICY ${table}_change ON ${table} FOR UPDATE USING ${writes};
  REVOKE DELETE, TRUNCATE ON ${table} FROM placeway_app;
`;

const bySchool = `school_organisation_id = actor_organisation() AND actor_may('placement.read')`;
const schoolOf = `placement_id IN (SELECT id FROM placement WHERE ${bySchool})`;

const ROW_SECURITY = [
  secured('placement_offer', `${inAuthority} OR ${ownPart}`),
  secured(
    'placement',
    `${inAuthority} OR (${bySchool})
     OR id IN (SELECT o.placement_id FROM placement_offer o WHERE o.provider_organisation_id = actor_organisation())`,
  ),
  // A provider sees its own part of a package; the price of the others is theirs.
  secured('placement_component', `${inAuthority} OR ${ownPart} OR ${schoolOf}`),
  secured('placement_registration', visible),
  secured('placement_share', `(authority_id = actor_authority() AND actor_may('money.authority')) OR (${bySchool})`),
  `REVOKE UPDATE ON placement_component, placement_share FROM placeway_app;`,
].join('');
