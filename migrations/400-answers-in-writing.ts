import type { MigrationInterface, QueryRunner } from 'typeorm';

const ADD = (byTheSchool: string): string => `
      CREATE POLICY reconsideration_add ON reconsideration FOR INSERT WITH CHECK (
        answered_at IS NULL AND recorded_by IS NOT DISTINCT FROM (SELECT actor_user()) AND (
          (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('panel.manage')))
          OR (${byTheSchool} school_organisation_id = (SELECT actor_organisation())
            AND (SELECT actor_may('referral.submit')))));`;

/**
 * Why:   whoever questioned a decision is answered in writing, and so is the family whoever asked; a question whose day has
 *        passed is told once more. A school writes down what a family says, as a coordinator does: it is the school they talk to.
 * Locks: an instant on letters and on questions, for a column and a policy each.
 * Undo:  drops the letters that answer, and what families asked through their school stays.
 */
export class AnswersInWriting1790000000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reconsideration ADD COLUMN overdue_told_at timestamptz;
      COMMENT ON COLUMN reconsideration.overdue_told_at IS 'When everybody who may answer was told that its day has passed.';
      DROP POLICY reconsideration_add ON reconsideration;${ADD('')}

      ALTER TABLE reconsideration ADD CONSTRAINT reconsideration_of_decision UNIQUE (id, decision_id);
      ALTER TABLE panel_letter ADD COLUMN reconsideration_id uuid,
        ADD CONSTRAINT panel_letter_reconsideration FOREIGN KEY (reconsideration_id, decision_id)
          REFERENCES reconsideration (id, decision_id),
        ADD CONSTRAINT panel_letter_answers CHECK (reconsideration_id IS NULL OR (audience <> 'PROVIDER' AND ask_by IS NULL)),
        DROP CONSTRAINT panel_letter_once,
        ADD CONSTRAINT panel_letter_once UNIQUE NULLS NOT DISTINCT (decision_id, audience, organisation_id, reconsideration_id);
      COMMENT ON COLUMN panel_letter.reconsideration_id IS 'The question that the letter answers; null for what was written after the decision itself.';

      CREATE FUNCTION panel_letter_is_answer() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM reconsideration c WHERE c.id = NEW.reconsideration_id AND c.answered_at IS NOT NULL) THEN
          RAISE EXCEPTION 'nothing is answered yet' USING ERRCODE = 'check_violation', CONSTRAINT = 'panel_letter_answered';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER panel_letter_is_answer BEFORE INSERT ON panel_letter FOR EACH ROW
        WHEN (NEW.reconsideration_id IS NOT NULL) EXECUTE FUNCTION panel_letter_is_answer();

      DROP POLICY panel_letter_add ON panel_letter;
      CREATE POLICY panel_letter_add ON panel_letter FOR INSERT WITH CHECK (authority_id = (SELECT actor_authority())
        AND issued_by IS NOT DISTINCT FROM (SELECT actor_user())
        AND CASE WHEN reconsideration_id IS NULL THEN (SELECT actor_may('panel.manage'))
          ELSE (SELECT actor_may('decision.reconsider')) END);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY panel_letter_add ON panel_letter;
      CREATE POLICY panel_letter_add ON panel_letter FOR INSERT WITH CHECK (authority_id = (SELECT actor_authority())
        AND (SELECT actor_may('panel.manage')) AND issued_by IS NOT DISTINCT FROM (SELECT actor_user()));
      DROP TRIGGER panel_letter_is_answer ON panel_letter; DROP FUNCTION panel_letter_is_answer;
      DELETE FROM panel_letter WHERE reconsideration_id IS NOT NULL;
      ALTER TABLE panel_letter DROP CONSTRAINT panel_letter_once,
        ADD CONSTRAINT panel_letter_once UNIQUE (decision_id, audience, organisation_id),
        DROP CONSTRAINT panel_letter_answers, DROP CONSTRAINT panel_letter_reconsideration, DROP COLUMN reconsideration_id;
      ALTER TABLE reconsideration DROP CONSTRAINT reconsideration_of_decision, DROP COLUMN overdue_told_at;
      DROP POLICY reconsideration_add ON reconsideration;${ADD("asked_by = 'SCHOOL' AND")}`);
  }
}
