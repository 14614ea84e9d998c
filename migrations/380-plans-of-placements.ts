import type { MigrationInterface, QueryRunner } from 'typeorm';
import { OF_PLACEMENT, ofParent, secured } from './380-plans-of-placements.scopes.js';

/**
 * Why:   a placement has a plan: what is to be reached, how that is measured and by when, the way back, the end that is
 *        expected, and whom to ring. School and provider agree to a version; what was agreed stands, and a change is a
 *        new version. Contacts are people's own data: a table of their own, with the scope of the child's identity.
 * Locks: none, all tables are new.
 * Undo:  drops plans and contacts.
 */
export class PlansOfPlacements1790000000380 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OF_PLACEMENT);
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE placement_contact, plan_agreement, plan_objective, placement_plan;
      DROP FUNCTION placement_plan_stands, plan_objective_stands, of_agreed_placement;
    `);
  }
}

const TABLES = `
  CREATE TABLE placement_plan (
    id uuid NOT NULL,
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    version integer NOT NULL,
    route text NOT NULL,
    target text NOT NULL,
    target_on date,
    expected_end date NOT NULL,
    absence_reporting text NOT NULL,
    parties uuid[] NOT NULL,
    written_for text NOT NULL,
    written_at timestamptz NOT NULL,
    written_by uuid,
    agreed_at timestamptz,
    CONSTRAINT placement_plan_pk PRIMARY KEY (id),
    CONSTRAINT placement_plan_of UNIQUE (id, authority_id),
    CONSTRAINT placement_plan_version UNIQUE (placement_id, version),
    CONSTRAINT placement_plan_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT placement_plan_route CHECK (route IN ('HOME_SCHOOL', 'NEW_SCHOOL', 'SPECIAL_SCHOOL', 'POST_16', 'NONE')),
    CONSTRAINT placement_plan_written_for CHECK (written_for IN ('SCHOOL', 'PROVIDER', 'AUTHORITY')),
    CONSTRAINT placement_plan_numbers CHECK (version >= 1 AND cardinality(parties) >= 2),
    CONSTRAINT placement_plan_words CHECK (length(target) BETWEEN 1 AND 1000 AND length(absence_reporting) BETWEEN 1 AND 1000)
  );
  COMMENT ON TABLE placement_plan IS 'One version of the plan of a placement. The greatest version counts; it stands once it is written, and is agreed when every party has agreed.';
  COMMENT ON COLUMN placement_plan.parties IS 'The organisations that agree to it: the school and each provider.';

  CREATE TABLE plan_objective (
    id uuid NOT NULL,
    plan_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    placement_id uuid NOT NULL,
    position integer NOT NULL,
    what text NOT NULL,
    measured text NOT NULL,
    due_on date NOT NULL,
    CONSTRAINT plan_objective_pk PRIMARY KEY (id),
    CONSTRAINT plan_objective_of UNIQUE (id, placement_id),
    CONSTRAINT plan_objective_position UNIQUE (plan_id, position),
    CONSTRAINT plan_objective_plan FOREIGN KEY (plan_id, authority_id) REFERENCES placement_plan (id, authority_id),
    CONSTRAINT plan_objective_words CHECK (length(what) BETWEEN 1 AND 1000 AND length(measured) BETWEEN 1 AND 500)
  );
  COMMENT ON TABLE plan_objective IS 'What a placement is to reach, how that is measured, and by when.';

  CREATE TABLE plan_agreement (
    plan_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    agreed_at timestamptz NOT NULL,
    agreed_by uuid,
    CONSTRAINT plan_agreement_pk PRIMARY KEY (plan_id, organisation_id),
    CONSTRAINT plan_agreement_plan FOREIGN KEY (plan_id, authority_id) REFERENCES placement_plan (id, authority_id)
  );
  COMMENT ON TABLE plan_agreement IS 'That a party agreed to one version of a plan.';

  CREATE TABLE placement_contact (
    id uuid NOT NULL,
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    position integer NOT NULL,
    name text NOT NULL,
    relation text NOT NULL,
    phone text NOT NULL,
    note text,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT placement_contact_pk PRIMARY KEY (id),
    CONSTRAINT placement_contact_position UNIQUE (placement_id, position),
    CONSTRAINT placement_contact_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT placement_contact_words CHECK (length(name) BETWEEN 1 AND 200 AND length(relation) BETWEEN 1 AND 100
      AND length(phone) BETWEEN 5 AND 40 AND length(note) <= 500)
  );
  COMMENT ON TABLE placement_contact IS 'Whom to ring in an emergency. Scope IDENTITY. Only those that count now are kept.';
`;

const GUARDS = `
  CREATE FUNCTION placement_plan_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.agreed_at IS NOT NULL OR (to_jsonb(OLD) - 'agreed_at') IS DISTINCT FROM (to_jsonb(NEW) - 'agreed_at')
        OR EXISTS (SELECT FROM unnest(NEW.parties) party WHERE party NOT IN
          (SELECT a.organisation_id FROM plan_agreement a WHERE a.plan_id = NEW.id)) THEN
      RAISE EXCEPTION 'a plan stands, and is agreed by all of its parties' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'placement_plan_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER placement_plan_stands BEFORE UPDATE ON placement_plan FOR EACH ROW EXECUTE FUNCTION placement_plan_stands();
  CREATE TRIGGER placement_plan_of_placement BEFORE INSERT ON placement_plan FOR EACH ROW EXECUTE FUNCTION of_agreed_placement();
  CREATE TRIGGER placement_contact_of_placement BEFORE INSERT ON placement_contact FOR EACH ROW EXECUTE FUNCTION of_agreed_placement();

  -- Objectives are written with their plan; a party that has agreed has agreed to all of them.
  CREATE FUNCTION plan_objective_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM plan_agreement a WHERE a.plan_id = NEW.plan_id) THEN
      RAISE EXCEPTION 'what was agreed stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_plan_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER plan_objective_stands BEFORE INSERT ON plan_objective FOR EACH ROW EXECUTE FUNCTION plan_objective_stands();
`;

const ofPlan = ofParent('placement_plan', 'plan_id');

const SECURITY = `
  ${secured('placement_plan', 'NEEDS')}
  CREATE POLICY placement_plan_agree ON placement_plan FOR UPDATE USING ((SELECT actor_may('review.record')));
  ${secured('placement_contact', 'IDENTITY')}
  CREATE POLICY placement_contact_remove ON placement_contact FOR DELETE USING ((SELECT actor_may('review.record')));
  REVOKE UPDATE, TRUNCATE ON placement_contact FROM placeway_app;
  REVOKE DELETE, TRUNCATE ON placement_plan FROM placeway_app;

  ALTER TABLE plan_objective ENABLE ROW LEVEL SECURITY; ALTER TABLE plan_objective FORCE ROW LEVEL SECURITY;
  CREATE POLICY plan_objective_read ON plan_objective FOR SELECT USING (${ofPlan});
  CREATE POLICY plan_objective_add ON plan_objective FOR INSERT WITH CHECK (${ofPlan} AND (SELECT actor_may('review.record')));
  ALTER TABLE plan_agreement ENABLE ROW LEVEL SECURITY; ALTER TABLE plan_agreement FORCE ROW LEVEL SECURITY;
  CREATE POLICY plan_agreement_read ON plan_agreement FOR SELECT USING (${ofPlan});
  -- Each party for itself; whoever answers for a school or a provider.
  CREATE POLICY plan_agreement_add ON plan_agreement FOR INSERT WITH CHECK (organisation_id = (SELECT actor_organisation())
    AND (SELECT actor_may('review.record')) AND EXISTS (SELECT FROM placement_plan p WHERE p.id = plan_id
      AND organisation_id = ANY (p.parties)));
  REVOKE UPDATE, DELETE, TRUNCATE ON plan_objective, plan_agreement FROM placeway_app;
`;
