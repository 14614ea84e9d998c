import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what the evaluators gave becomes one score for each question, with a reason where they differed, and one
 *        recommendation for each lot of a bid. Who fails what was published cannot be recommended, whatever a page says.
 * Locks: none, all tables are new.
 * Undo:  drops every moderated score and recommendation.
 */
export class Recommendations1790000000167 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE recommendation, evaluation_outcome;
      DROP FUNCTION evaluation_outcome_stands, recommendation_after_moderation;
    `);
  }
}

const TABLES = `
  CREATE TABLE evaluation_outcome (
    application_id uuid NOT NULL,
    round_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    question_id uuid,
    condition_id uuid,
    item_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(question_id, condition_id)) STORED,
    points smallint,
    passed boolean,
    reason text NOT NULL,
    feedback text NOT NULL,
    decided_at timestamptz NOT NULL,
    decided_by uuid,
    CONSTRAINT evaluation_outcome_pk PRIMARY KEY (application_id, item_id),
    CONSTRAINT evaluation_outcome_evaluation FOREIGN KEY (application_id, round_id, authority_id)
      REFERENCES evaluation (application_id, round_id, authority_id),
    CONSTRAINT evaluation_outcome_question FOREIGN KEY (question_id) REFERENCES round_question (id),
    CONSTRAINT evaluation_outcome_condition FOREIGN KEY (condition_id) REFERENCES framework_condition (id),
    CONSTRAINT evaluation_outcome_of_one CHECK (num_nonnulls(question_id, condition_id) = 1),
    CONSTRAINT evaluation_outcome_one_way CHECK (num_nonnulls(points, passed) = 1),
    CONSTRAINT evaluation_outcome_points CHECK (points BETWEEN 0 AND 100),
    CONSTRAINT evaluation_outcome_words CHECK (length(reason) <= 4000 AND length(feedback) <= 4000)
  );
  COMMENT ON TABLE evaluation_outcome IS 'The one score, or pass, that moderation gave; why, and what the bidder is told.';

  CREATE FUNCTION evaluation_outcome_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM evaluation e WHERE e.application_id = NEW.application_id
        AND e.scores_shown_at IS NOT NULL AND e.moderated_at IS NULL) THEN
      RAISE EXCEPTION 'moderated scores stand' USING ERRCODE = 'check_violation', CONSTRAINT = 'evaluation_outcome_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER evaluation_outcome_stands BEFORE INSERT OR UPDATE ON evaluation_outcome
    FOR EACH ROW EXECUTE FUNCTION evaluation_outcome_stands();

  CREATE TABLE recommendation (
    application_id uuid NOT NULL,
    round_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    lot_id uuid NOT NULL,
    outcome text NOT NULL,
    passes boolean NOT NULL,
    weighted_points bigint,
    weighted_points_of bigint,
    reasons text NOT NULL,
    conditions text,
    risks text,
    version integer NOT NULL DEFAULT 1,
    made_at timestamptz NOT NULL,
    made_by uuid,
    CONSTRAINT recommendation_pk PRIMARY KEY (application_id, lot_id),
    CONSTRAINT recommendation_evaluation FOREIGN KEY (application_id, round_id, authority_id)
      REFERENCES evaluation (application_id, round_id, authority_id),
    CONSTRAINT recommendation_lot FOREIGN KEY (application_id, lot_id) REFERENCES application_lot (application_id, lot_id),
    CONSTRAINT recommendation_outcome CHECK (outcome IN ('ADMIT', 'ADMIT_WITH_CONDITIONS', 'REFUSE')),
    CONSTRAINT recommendation_who_fails_is_refused CHECK (passes OR outcome = 'REFUSE'),
    CONSTRAINT recommendation_conditions CHECK ((outcome = 'ADMIT_WITH_CONDITIONS') = (conditions IS NOT NULL)),
    CONSTRAINT recommendation_total CHECK ((weighted_points IS NULL) = (weighted_points_of IS NULL)
      AND weighted_points BETWEEN 0 AND weighted_points_of AND weighted_points_of > 0),
    CONSTRAINT recommendation_reasons CHECK (length(btrim(reasons)) BETWEEN 1 AND 4000)
  );
  COMMENT ON TABLE recommendation IS 'What the board is advised to do with one bid for one lot, and why.';
  COMMENT ON COLUMN recommendation.weighted_points IS 'Exact: each question''s weight times its points; the total is this of weighted_points_of.';

  CREATE FUNCTION recommendation_after_moderation() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM evaluation e WHERE e.application_id = NEW.application_id AND e.moderated_at IS NOT NULL) THEN
      RAISE EXCEPTION 'moderation comes first' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'recommendation_after_moderation';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER recommendation_after_moderation BEFORE INSERT OR UPDATE ON recommendation
    FOR EACH ROW EXECUTE FUNCTION recommendation_after_moderation();
`;

const ME = `user_id = (SELECT actor_user())`;
const READS = `authority_id = (SELECT actor_authority())
    AND (SELECT actor_may('application.read') OR actor_may('application.evaluate'))
    AND application_id IN (SELECT id FROM application)`;
const MODERATES = `(${READS}) AND application_id IN (
    SELECT application_id FROM evaluation_sheet WHERE ${ME} AND status = 'OPEN' AND part = 'MODERATOR')`;

const SECURITY = `
  ${['evaluation_outcome', 'recommendation']
    .map(
      (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${READS});
  CREATE POLICY ${table}_write ON ${table} USING (${MODERATES});
  REVOKE DELETE, TRUNCATE ON ${table} FROM placeway_app;`,
    )
    .join('\n  ')}
`;
