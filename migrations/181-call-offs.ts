import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what was bought must say under which admission it was called off, and buying outside the framework needs the list
 *        to be exhausted or a second person: otherwise the framework is a formality. What was agreed before carries its
 *        route and no ground, so that the history does not claim an approval nobody gave.
 * Locks: ACCESS EXCLUSIVE on `placement_component`, while its rows get their route (thousands, not millions).
 * Undo:  drops the requests and what components say about their route.
 */
export class CallOffs1790000000181 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REQUESTS);
    await runner.query(COMPONENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER placement_component_ground ON placement_component;
      DROP FUNCTION placement_component_ground();
      ALTER TABLE placement_component DROP COLUMN supply_route, DROP COLUMN admission_id,
        DROP COLUMN off_framework_ground, DROP COLUMN off_framework_request_id;
      DROP TABLE off_framework_request;
    `);
  }
}

const REQUESTS = `
  CREATE TABLE off_framework_request (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    reason text NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    status text NOT NULL DEFAULT 'WAITING',
    answered_by uuid,
    answered_at timestamptz,
    answer text,
    CONSTRAINT off_framework_request_pk PRIMARY KEY (id),
    CONSTRAINT off_framework_request_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT off_framework_request_referral FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT off_framework_request_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT off_framework_request_asker FOREIGN KEY (asked_by) REFERENCES app_user (id),
    CONSTRAINT off_framework_request_answerer FOREIGN KEY (answered_by) REFERENCES app_user (id),
    CONSTRAINT off_framework_request_for UNIQUE (id, provider_organisation_id),
    CONSTRAINT off_framework_request_status CHECK (status IN ('WAITING', 'APPROVED', 'REFUSED')),
    CONSTRAINT off_framework_request_answered CHECK ((status = 'WAITING') = (answered_by IS NULL)
      AND (answered_by IS NULL) = (answered_at IS NULL) AND (answered_by IS NULL) = (answer IS NULL)),
    CONSTRAINT off_framework_request_second_person CHECK (answered_by <> asked_by),
    CONSTRAINT off_framework_request_words CHECK (length(reason) BETWEEN 1 AND 2000 AND length(answer) BETWEEN 1 AND 2000)
  );
  COMMENT ON TABLE off_framework_request IS 'A wish to buy for one referral from a provider on no framework, and what a second person said. Answered once.';
  CREATE UNIQUE INDEX off_framework_request_one_open ON off_framework_request (referral_id, provider_organisation_id)
    WHERE status <> 'REFUSED';
  CREATE INDEX off_framework_request_waiting ON off_framework_request (authority_id, asked_at) WHERE status = 'WAITING';

  ALTER TABLE off_framework_request ENABLE ROW LEVEL SECURITY;
  ALTER TABLE off_framework_request FORCE ROW LEVEL SECURITY;
  CREATE POLICY off_framework_request_read ON off_framework_request FOR SELECT
    USING (authority_id = actor_authority() AND (SELECT actor_is_authority() AND actor_may('case.authority')));
  CREATE POLICY off_framework_request_ask ON off_framework_request FOR INSERT WITH CHECK (
    authority_id = actor_authority() AND status = 'WAITING' AND (SELECT actor_is_authority() AND actor_may('decision.make')));
  CREATE POLICY off_framework_request_answer ON off_framework_request FOR UPDATE
    USING (authority_id = actor_authority() AND status = 'WAITING'
      AND (SELECT actor_is_authority() AND actor_may('purchase.approve')))
    WITH CHECK (authority_id = actor_authority());
  REVOKE DELETE, TRUNCATE ON off_framework_request FROM placeway_app;
`;

const COMPONENTS = `
  ALTER TABLE placement_component ADD COLUMN supply_route text, ADD COLUMN admission_id uuid,
    ADD COLUMN off_framework_ground text, ADD COLUMN off_framework_request_id uuid;
  ALTER TABLE placement_component NO FORCE ROW LEVEL SECURITY;
  ALTER TABLE provider NO FORCE ROW LEVEL SECURITY;
  ALTER TABLE opening NO FORCE ROW LEVEL SECURITY;
  UPDATE placement_component c SET supply_route = p.supply_route,
         admission_id = CASE WHEN p.supply_route = 'FRAMEWORK' THEN o.admission_id END
    FROM provider p, opening o WHERE p.organisation_id = c.provider_organisation_id AND o.id = c.opening_id;
  ALTER TABLE opening FORCE ROW LEVEL SECURITY;
  ALTER TABLE provider FORCE ROW LEVEL SECURITY;
  ALTER TABLE placement_component FORCE ROW LEVEL SECURITY;
  ALTER TABLE placement_component ALTER COLUMN supply_route SET NOT NULL,
    ADD CONSTRAINT placement_component_route CHECK (supply_route IN ('MAINTAINED_AP', 'FRAMEWORK', 'OFF_FRAMEWORK')),
    ADD CONSTRAINT placement_component_admission FOREIGN KEY (admission_id, provider_organisation_id)
      REFERENCES admission (id, provider_organisation_id),
    ADD CONSTRAINT placement_component_request FOREIGN KEY (off_framework_request_id, provider_organisation_id)
      REFERENCES off_framework_request (id, provider_organisation_id),
    ADD CONSTRAINT placement_component_called_off CHECK ((supply_route = 'FRAMEWORK') = (admission_id IS NOT NULL)) NOT VALID,
    ADD CONSTRAINT placement_component_off_framework CHECK
      ((supply_route = 'OFF_FRAMEWORK') = (off_framework_ground IS NOT NULL)) NOT VALID,
    ADD CONSTRAINT placement_component_ground CHECK (off_framework_ground IN ('LIST_EXHAUSTED', 'APPROVED')
      AND (off_framework_ground = 'APPROVED') = (off_framework_request_id IS NOT NULL));
  COMMENT ON COLUMN placement_component.admission_id IS 'The admission, and so the framework and lot, that it was called off under.';
  COMMENT ON COLUMN placement_component.off_framework_ground IS 'Why it could be bought outside the framework.';

  -- An approval holds for its own referral and provider, once it is given.
  CREATE FUNCTION placement_component_ground() RETURNS trigger LANGUAGE plpgsql AS $body$
  BEGIN
    IF NEW.off_framework_request_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM off_framework_request r JOIN placement p ON p.id = NEW.placement_id
       WHERE r.id = NEW.off_framework_request_id AND r.status = 'APPROVED' AND r.referral_id = p.referral_id
    ) THEN
      RAISE EXCEPTION 'The purchase outside the framework is not approved for this referral'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_component_ground', TABLE = 'placement_component';
    END IF;
    RETURN NEW;
  END $body$;
  CREATE TRIGGER placement_component_ground BEFORE INSERT OR UPDATE ON placement_component
    FOR EACH ROW EXECUTE FUNCTION placement_component_ground();
`;
