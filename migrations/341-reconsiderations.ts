import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a school or a family may ask that a panel's decision be looked at again. Somebody who took no part in it answers, by a
 *        clock; what was asked and answered stands. A request that goes back to the panel after it was closed is open again,
 *        so the copy of the child's record that was kept when it closed goes.
 * Locks: an instant on the two tables of copies, for a policy each.
 * Undo:  drops what was asked and answered; cases that were opened again stay open.
 */
export class Reconsiderations1790000000341 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reconsideration (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        decision_id uuid NOT NULL,
        referral_id uuid NOT NULL,
        school_organisation_id uuid NOT NULL,
        asked_by text NOT NULL,
        asker text,
        asked_on date NOT NULL,
        factors text[] NOT NULL,
        grounds text NOT NULL,
        due_on date NOT NULL,
        remind_on date NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid,
        reminded_at timestamptz,
        outcome text,
        answer text,
        answered_at timestamptz,
        answered_by uuid,
        CONSTRAINT reconsideration_pk PRIMARY KEY (id),
        CONSTRAINT reconsideration_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
        CONSTRAINT reconsideration_referral FOREIGN KEY (referral_id, school_organisation_id)
          REFERENCES referral (id, school_organisation_id),
        CONSTRAINT reconsideration_once UNIQUE (decision_id, asked_by),
        CONSTRAINT reconsideration_asked_by CHECK (asked_by IN ('SCHOOL', 'FAMILY') AND (asked_by = 'FAMILY') = (asker IS NOT NULL)),
        CONSTRAINT reconsideration_grounds CHECK (length(btrim(grounds)) > 0 AND cardinality(factors) > 0),
        CONSTRAINT reconsideration_clock CHECK (remind_on <= due_on AND due_on >= asked_on),
        CONSTRAINT reconsideration_outcome CHECK (outcome IN ('STANDS', 'TO_PANEL')),
        CONSTRAINT reconsideration_answered CHECK (num_nonnulls(outcome, answer, answered_at, answered_by) IN (0, 4))
      );
      COMMENT ON TABLE reconsideration IS 'What a school or a family says against a panel''s decision, and what somebody who took no part in it answered.';
      COMMENT ON COLUMN reconsideration.asker IS 'Who of the family asked, such as the mother; no name.';
      CREATE INDEX reconsideration_open ON reconsideration (authority_id, due_on, id) WHERE answered_at IS NULL;
      CREATE INDEX reconsideration_of_referral ON reconsideration (referral_id);

      CREATE FUNCTION reconsideration_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM panel_letter l WHERE l.decision_id = NEW.decision_id AND l.referral_id = NEW.referral_id
            AND l.authority_id = NEW.authority_id AND l.audience = NEW.asked_by AND NEW.asked_on <= l.ask_by) THEN
          RAISE EXCEPTION 'not asked in time' USING ERRCODE = 'check_violation', CONSTRAINT = 'reconsideration_in_time';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER reconsideration_in_time BEFORE INSERT ON reconsideration FOR EACH ROW
        EXECUTE FUNCTION reconsideration_in_time();

      CREATE FUNCTION reconsideration_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.answered_at IS NOT NULL OR (OLD.id, OLD.authority_id, OLD.decision_id, OLD.referral_id, OLD.asked_by, OLD.asker, OLD.asked_on,
              OLD.factors, OLD.grounds, OLD.due_on, OLD.recorded_at)
            IS DISTINCT FROM (NEW.id, NEW.authority_id, NEW.decision_id, NEW.referral_id, NEW.asked_by, NEW.asker, NEW.asked_on,
              NEW.factors, NEW.grounds, NEW.due_on, NEW.recorded_at) THEN
          RAISE EXCEPTION 'what was asked and answered stands' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'reconsideration_stands';
        END IF;
        -- Whoever may not read the decision cannot tell who took part in it, and answers nothing.
        IF NEW.answered_by IS NOT NULL AND (EXISTS (SELECT FROM decision_decider p WHERE p.decision_id = NEW.decision_id
            AND p.user_id = NEW.answered_by) OR NOT EXISTS (SELECT FROM decision d WHERE d.id = NEW.decision_id)) THEN
          RAISE EXCEPTION 'somebody else answers' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'reconsideration_by_another';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER reconsideration_by_another BEFORE UPDATE ON reconsideration FOR EACH ROW
        EXECUTE FUNCTION reconsideration_by_another();

      ALTER TABLE reconsideration ENABLE ROW LEVEL SECURITY; ALTER TABLE reconsideration FORCE ROW LEVEL SECURITY;
      CREATE POLICY reconsideration_read ON reconsideration FOR SELECT USING (
        (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('decision.read'))
          AND decision_id IN (SELECT id FROM decision))
        OR (school_organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('referral.read'))));
      CREATE POLICY reconsideration_add ON reconsideration FOR INSERT WITH CHECK (
        answered_at IS NULL AND recorded_by IS NOT DISTINCT FROM (SELECT actor_user()) AND (
          (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('panel.manage')))
          OR (asked_by = 'SCHOOL' AND school_organisation_id = (SELECT actor_organisation())
            AND (SELECT actor_may('referral.submit')))));
      CREATE POLICY reconsideration_answer ON reconsideration FOR UPDATE USING (
        authority_id = (SELECT actor_authority()) AND (SELECT actor_may('decision.reconsider')))
        WITH CHECK (answered_by IS NULL OR answered_by = (SELECT actor_user()));
      REVOKE DELETE, TRUNCATE ON reconsideration FROM placeway_app;

      ${['identity', 'profile']
        .map(
          (part) => `GRANT DELETE ON closed_case_${part} TO placeway_app;
      CREATE POLICY closed_case_${part}_reopened ON closed_case_${part} FOR DELETE USING (
        authority_id = (SELECT actor_authority()) AND (SELECT actor_may('decision.reconsider'))
        AND referral_id IN (SELECT c.referral_id FROM reconsideration c WHERE c.outcome = 'TO_PANEL'));`,
        )
        .join('\n      ')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const part of ['identity', 'profile']) {
      await runner.query(`DROP POLICY closed_case_${part}_reopened ON closed_case_${part};
        REVOKE DELETE ON closed_case_${part} FROM placeway_app`);
    }
    await runner.query(`DROP TABLE reconsideration; DROP FUNCTION reconsideration_in_time, reconsideration_by_another`);
  }
}
