import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   who decided what, with which power, under which rules and for which reasons is written once, at the moment of
 *        deciding, and can never be edited: reasons given afterwards are no reasons.
 * Locks: none, all tables are new.
 * Undo:  drops every decision.
 */
export class Decisions1790000000045 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE decision (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        kind text NOT NULL,
        referral_id uuid,
        policy_id uuid,
        outcome text NOT NULL,
        reasons text NOT NULL,
        options_seen jsonb NOT NULL DEFAULT '[]',
        conditions jsonb NOT NULL DEFAULT '{}',
        delegated_power text NOT NULL,
        decided_at timestamptz NOT NULL,
        decided_by uuid,
        meeting_item_id uuid,
        follows_decision_id uuid,
        CONSTRAINT decision_pk PRIMARY KEY (id),
        CONSTRAINT decision_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
        CONSTRAINT decision_policy FOREIGN KEY (policy_id) REFERENCES policy (id),
        CONSTRAINT decision_user FOREIGN KEY (decided_by) REFERENCES app_user (id),
        CONSTRAINT decision_follows FOREIGN KEY (follows_decision_id) REFERENCES decision (id),
        CONSTRAINT decision_kind CHECK (kind ~ '^[A-Z][A-Z_]{2,39}$'),
        CONSTRAINT decision_outcome CHECK (outcome ~ '^[A-Z][A-Z_]{2,39}$'),
        CONSTRAINT decision_reasons CHECK (length(btrim(reasons)) > 0),
        CONSTRAINT decision_placement_complete CHECK (kind <> 'PLACEMENT' OR (referral_id IS NOT NULL AND policy_id IS NOT NULL))
      );
      COMMENT ON TABLE decision IS 'What was decided, by which power and policy, on which options and why. Append only.';
      COMMENT ON COLUMN decision.options_seen IS 'The options in front of the decider, as they were then: ids, ranks, fit, weekly pence.';
      COMMENT ON COLUMN decision.conditions IS 'What the decision named: next options in order, waived rules with their reasons.';
      CREATE INDEX decision_referral ON decision (referral_id, decided_at) WHERE referral_id IS NOT NULL;
      CREATE INDEX decision_by_authority ON decision (authority_id, decided_at, id);

      CREATE TABLE decision_decider (
        decision_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        user_id uuid NOT NULL,
        part text NOT NULL,
        CONSTRAINT decision_decider_pk PRIMARY KEY (decision_id, user_id),
        CONSTRAINT decision_decider_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
        CONSTRAINT decision_decider_user FOREIGN KEY (user_id) REFERENCES app_user (id),
        CONSTRAINT decision_decider_part CHECK (part IN ('DECIDED', 'CHAIRED', 'VOTED', 'ADVISED', 'DISSENTED', 'WITHDREW'))
      );
      COMMENT ON TABLE decision_decider IS 'Each person who took part in a decision, and how.';
    `);
    await runner.query(`
      ALTER TABLE decision ENABLE ROW LEVEL SECURITY; ALTER TABLE decision FORCE ROW LEVEL SECURITY;
      CREATE POLICY decision_read ON decision FOR SELECT
        USING (authority_id = actor_authority() AND (actor_may('decision.read') OR actor_may('decision.make')
          OR (kind <> 'PLACEMENT' AND (actor_may('framework.manage') OR actor_may('provider.read')))));
      CREATE POLICY decision_add ON decision FOR INSERT
        WITH CHECK (authority_id = actor_authority() AND decided_by IS NOT DISTINCT FROM actor_user()
          AND (actor_may('decision.make') OR (kind <> 'PLACEMENT' AND actor_may('framework.manage'))));
      ALTER TABLE decision_decider ENABLE ROW LEVEL SECURITY; ALTER TABLE decision_decider FORCE ROW LEVEL SECURITY;
      CREATE POLICY decision_decider_read ON decision_decider FOR SELECT
        USING (decision_id IN (SELECT id FROM decision));
      CREATE POLICY decision_decider_add ON decision_decider FOR INSERT
        WITH CHECK (authority_id = actor_authority() AND (actor_may('decision.make') OR actor_may('framework.manage')));
      REVOKE UPDATE, DELETE, TRUNCATE ON decision, decision_decider FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE decision_decider, decision');
  }
}
