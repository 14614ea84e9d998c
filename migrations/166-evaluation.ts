import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   bids are scored by several people who cannot see each other's scores before all of them are done, and who say
 *        first in which bidders they have an interest. Both are promises to bidders, so the database keeps them: without
 *        a declaration no bid is shown, with a conflict it never is, and scores show themselves all at once or not at all.
 * Locks: an instant on round, round_question and application.
 * Undo:  drops every score; evaluators read all opened bids again.
 */
export class Evaluation1790000000166 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(LOOK_UPS);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY application_read ON application;
      CREATE POLICY application_read ON application FOR SELECT USING (
        provider_organisation_id = (SELECT actor_organisation())
        OR (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('application.read'))
          AND status = 'SUBMITTED'
          AND round_id IN (SELECT id FROM round WHERE closes_at IS NULL OR bids_opened_at IS NOT NULL)));
      DROP TRIGGER application_being_evaluated ON application;
      DROP TRIGGER round_scoring_stands ON round;
      DROP FUNCTION round_bidders, application_being_evaluated, round_scoring_stands;
      DROP TABLE evaluation_mark, evaluation_interest, evaluation_sheet, evaluation, round_assessor_lot, round_assessor;
      DROP FUNCTION evaluation_complete, evaluation_stands, evaluation_sheet_stands, evaluation_mark_stands;
      DROP POLICY application_lookup ON application;
      DROP POLICY application_lot_lookup ON application_lot;
      ALTER TABLE round_question DROP COLUMN least_points;
      ALTER TABLE round DROP COLUMN score_steps, DROP COLUMN least_total_basis_points;
    `);
  }
}

const STEPS = JSON.stringify([
  { points: 0, label: 'No answer', meaning: 'Nothing is said that answers the question.' },
  { points: 1, label: 'Poor', meaning: 'Little of what is asked is answered; major doubts remain.' },
  { points: 2, label: 'Limited', meaning: 'Part of what is asked is answered; some doubts remain.' },
  { points: 3, label: 'Acceptable', meaning: 'What is asked is answered, with minor doubts.' },
  { points: 4, label: 'Good', meaning: 'What is asked is answered fully, with evidence.' },
  {
    points: 5,
    label: 'Excellent',
    meaning: 'It is answered fully, with evidence, and goes further in a way that matters.',
  },
]);

const OF_EVALUATION = `FOREIGN KEY (application_id, round_id, authority_id) REFERENCES evaluation (application_id, round_id, authority_id)`;

const TABLES = `
  ALTER TABLE round ADD COLUMN score_steps jsonb NOT NULL DEFAULT '${STEPS}',
    ADD COLUMN least_total_basis_points integer,
    ADD CONSTRAINT round_score_steps CHECK (jsonb_typeof(score_steps) = 'array' AND jsonb_array_length(score_steps) BETWEEN 2 AND 21),
    ADD CONSTRAINT round_least_total CHECK (least_total_basis_points BETWEEN 1 AND 10000);
  COMMENT ON COLUMN round.score_steps IS 'The scale of the round: points from 0 upwards, each with a label and what it means.';
  COMMENT ON COLUMN round.least_total_basis_points IS 'The least weighted total that may be admitted, in hundredths of a per cent; null where there is none.';
  ALTER TABLE round_question ADD COLUMN least_points smallint,
    ADD CONSTRAINT round_question_least_points CHECK (least_points IS NULL OR (least_points BETWEEN 1 AND 100 AND kind = 'SCORED'));
  COMMENT ON COLUMN round_question.least_points IS 'Below these points the bid fails for the lots the question is asked for.';

  CREATE TABLE round_assessor (
    round_id uuid NOT NULL,
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    user_id uuid NOT NULL,
    part text NOT NULL,
    named_at timestamptz NOT NULL,
    named_by uuid,
    ended_at timestamptz,
    ended_reason text,
    CONSTRAINT round_assessor_pk PRIMARY KEY (round_id, user_id),
    CONSTRAINT round_assessor_round FOREIGN KEY (round_id, framework_id, authority_id)
      REFERENCES round (id, framework_id, authority_id),
    CONSTRAINT round_assessor_user FOREIGN KEY (user_id) REFERENCES app_user (id),
    CONSTRAINT round_assessor_part CHECK (part IN ('EVALUATOR', 'MODERATOR')),
    CONSTRAINT round_assessor_ended CHECK ((ended_at IS NULL) = (ended_reason IS NULL))
  );
  COMMENT ON TABLE round_assessor IS 'Who scores the bids of a round and who moderates: one part a person.';
  CREATE INDEX round_assessor_by_user ON round_assessor (user_id) WHERE ended_at IS NULL;

  CREATE TABLE round_assessor_lot (
    round_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    user_id uuid NOT NULL,
    lot_id uuid NOT NULL,
    CONSTRAINT round_assessor_lot_pk PRIMARY KEY (round_id, user_id, lot_id),
    CONSTRAINT round_assessor_lot_assessor FOREIGN KEY (round_id, user_id) REFERENCES round_assessor (round_id, user_id),
    CONSTRAINT round_assessor_lot_lot FOREIGN KEY (round_id, lot_id) REFERENCES round_lot (round_id, lot_id)
  );
  COMMENT ON TABLE round_assessor_lot IS 'For which lots somebody scores or moderates.';

  CREATE TABLE evaluation (
    application_id uuid NOT NULL,
    round_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    begun_at timestamptz NOT NULL,
    scores_shown_at timestamptz,
    moderated_at timestamptz,
    moderated_by uuid,
    CONSTRAINT evaluation_pk PRIMARY KEY (application_id),
    CONSTRAINT evaluation_application FOREIGN KEY (application_id, round_id, authority_id, provider_organisation_id)
      REFERENCES application (id, round_id, authority_id, provider_organisation_id),
    CONSTRAINT evaluation_of_round UNIQUE (application_id, round_id, authority_id),
    CONSTRAINT evaluation_moderated CHECK (moderated_at IS NULL OR scores_shown_at IS NOT NULL)
  );
  COMMENT ON TABLE evaluation IS 'How far a bid has come: its row is the lock of every step. Scores are shown once all evaluators have submitted.';
  CREATE INDEX evaluation_by_round ON evaluation (round_id);

  CREATE TABLE evaluation_sheet (
    application_id uuid NOT NULL,
    round_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    user_id uuid NOT NULL,
    part text NOT NULL,
    status text NOT NULL,
    declared_at timestamptz NOT NULL,
    submitted_at timestamptz,
    CONSTRAINT evaluation_sheet_pk PRIMARY KEY (application_id, user_id),
    CONSTRAINT evaluation_sheet_evaluation ${OF_EVALUATION},
    CONSTRAINT evaluation_sheet_assessor FOREIGN KEY (round_id, user_id) REFERENCES round_assessor (round_id, user_id),
    CONSTRAINT evaluation_sheet_part CHECK (part IN ('EVALUATOR', 'MODERATOR')),
    CONSTRAINT evaluation_sheet_status CHECK (status IN ('CONFLICT', 'OPEN', 'SUBMITTED')),
    CONSTRAINT evaluation_sheet_submitted CHECK ((status = 'SUBMITTED') = (submitted_at IS NOT NULL))
  );
  COMMENT ON TABLE evaluation_sheet IS 'One person''s part in one bid, from the moment they declared: no interest, or a conflict that keeps the bid from them.';
  CREATE INDEX evaluation_sheet_by_user ON evaluation_sheet (user_id, status);
  CREATE INDEX evaluation_sheet_by_round ON evaluation_sheet (round_id);

  CREATE TABLE evaluation_interest (
    application_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    user_id uuid NOT NULL,
    nature text NOT NULL,
    declared_at timestamptz NOT NULL,
    CONSTRAINT evaluation_interest_pk PRIMARY KEY (application_id, user_id),
    CONSTRAINT evaluation_interest_sheet FOREIGN KEY (application_id, user_id)
      REFERENCES evaluation_sheet (application_id, user_id),
    CONSTRAINT evaluation_interest_nature CHECK (length(btrim(nature)) BETWEEN 1 AND 1000)
  );
  COMMENT ON TABLE evaluation_interest IS 'What somebody''s interest in a bidder is: for themselves and those who run the framework. Append only.';

  CREATE TABLE evaluation_mark (
    application_id uuid NOT NULL,
    round_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    user_id uuid NOT NULL,
    question_id uuid,
    condition_id uuid,
    item_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(question_id, condition_id)) STORED,
    points smallint,
    passed boolean,
    reason text NOT NULL,
    marked_at timestamptz NOT NULL,
    CONSTRAINT evaluation_mark_pk PRIMARY KEY (application_id, user_id, item_id),
    CONSTRAINT evaluation_mark_sheet FOREIGN KEY (application_id, user_id)
      REFERENCES evaluation_sheet (application_id, user_id),
    CONSTRAINT evaluation_mark_question FOREIGN KEY (question_id) REFERENCES round_question (id),
    CONSTRAINT evaluation_mark_condition FOREIGN KEY (condition_id) REFERENCES framework_condition (id),
    CONSTRAINT evaluation_mark_of_one CHECK (num_nonnulls(question_id, condition_id) = 1),
    CONSTRAINT evaluation_mark_one_way CHECK (num_nonnulls(points, passed) <= 1),
    CONSTRAINT evaluation_mark_points CHECK (points BETWEEN 0 AND 100),
    CONSTRAINT evaluation_mark_reason CHECK (length(reason) <= 4000)
  );
  COMMENT ON TABLE evaluation_mark IS 'What one evaluator gave one question or condition, and why; neither points nor passed means not yet.';
`;

const overlap = (application: string, assessor: string): string => `EXISTS (
      SELECT FROM application_lot al JOIN round_assessor_lot sl ON sl.lot_id = al.lot_id
       WHERE al.application_id = ${application} AND sl.round_id = ${assessor}.round_id AND sl.user_id = ${assessor}.user_id)`;

/** As the owner, like the look-ups of identity: each answers one narrow question and nothing more. */
const LOOK_UPS = `
  CREATE POLICY application_lookup ON application FOR SELECT TO CURRENT_USER USING (true);
  CREATE POLICY application_lot_lookup ON application_lot FOR SELECT TO CURRENT_USER USING (true);

  -- The bidders that somebody named in a round has not yet said anything about; names and lots, nothing of the bid.
  CREATE FUNCTION round_bidders(p_round uuid)
  RETURNS TABLE (application_id uuid, authority_id uuid, provider_organisation_id uuid, provider_name text, lots jsonb,
    part text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.authority_id, a.provider_organisation_id, o.name,
           (SELECT jsonb_agg(l.number ORDER BY l.number) FROM application_lot al JOIN lot l ON l.id = al.lot_id
             WHERE al.application_id = a.id), s.part
      FROM round_assessor s JOIN round r ON r.id = s.round_id
      JOIN application a ON a.round_id = r.id AND a.status = 'SUBMITTED'
      JOIN organisation o ON o.id = a.provider_organisation_id
      LEFT JOIN evaluation e ON e.application_id = a.id
     WHERE s.round_id = p_round AND s.user_id = actor_user() AND s.authority_id = actor_authority()
       AND s.ended_at IS NULL AND (r.closes_at IS NULL OR r.bids_opened_at IS NOT NULL)
       AND ${overlap('a.id', 's')}
       AND (s.part = 'MODERATOR' OR e.scores_shown_at IS NULL)
       AND NOT EXISTS (SELECT FROM evaluation_sheet t WHERE t.application_id = a.id AND t.user_id = s.user_id)
     ORDER BY o.name, a.id
  $$;

  -- Whether everybody who scores this bid is done, and at least two of them for each of its lots.
  CREATE FUNCTION evaluation_complete(p_application uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM application_lot al
         WHERE al.application_id = p_application AND 2 > (
           SELECT count(*) FROM evaluation_sheet t
             JOIN round_assessor_lot sl ON sl.round_id = t.round_id AND sl.user_id = t.user_id AND sl.lot_id = al.lot_id
            WHERE t.application_id = al.application_id AND t.part = 'EVALUATOR' AND t.status = 'SUBMITTED'))
      AND NOT EXISTS (
        SELECT FROM application a JOIN round_assessor s ON s.round_id = a.round_id
         WHERE a.id = p_application AND s.part = 'EVALUATOR' AND s.ended_at IS NULL
           AND ${overlap('a.id', 's')}
           AND NOT EXISTS (SELECT FROM evaluation_sheet t
             WHERE t.application_id = a.id AND t.user_id = s.user_id AND t.status <> 'OPEN'))
  $$;
`;

const GUARDS = `
  -- Bidders were told how scores are given.
  CREATE FUNCTION round_scoring_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.status <> 'DRAFT' AND (NEW.score_steps <> OLD.score_steps
        OR NEW.least_total_basis_points IS DISTINCT FROM OLD.least_total_basis_points) THEN
      RAISE EXCEPTION 'a published round stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'round_published_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER round_scoring_stands BEFORE UPDATE ON round FOR EACH ROW EXECUTE FUNCTION round_scoring_stands();

  -- What is being scored does not change, also where a round stays open. The bidder cannot see that it is.
  CREATE FUNCTION application_being_evaluated() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF OLD.status = 'SUBMITTED' AND NEW.status = 'DRAFT'
        AND EXISTS (SELECT FROM evaluation WHERE application_id = NEW.id) THEN
      RAISE EXCEPTION 'its evaluation has begun' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'application_being_evaluated';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER application_being_evaluated BEFORE UPDATE ON application
    FOR EACH ROW EXECUTE FUNCTION application_being_evaluated();

  CREATE FUNCTION evaluation_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.scores_shown_at IS NULL AND NEW.scores_shown_at IS NOT NULL AND NOT evaluation_complete(NEW.application_id) THEN
      RAISE EXCEPTION 'not everybody has submitted' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'evaluation_incomplete';
    END IF;
    IF OLD.scores_shown_at IS NOT NULL AND NEW.scores_shown_at IS DISTINCT FROM OLD.scores_shown_at
        OR OLD.moderated_at IS NOT NULL AND NEW.moderated_at IS DISTINCT FROM OLD.moderated_at THEN
      RAISE EXCEPTION 'a step of an evaluation stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'evaluation_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER evaluation_stands BEFORE UPDATE ON evaluation FOR EACH ROW EXECUTE FUNCTION evaluation_stands();

  CREATE FUNCTION evaluation_sheet_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.status = 'CONFLICT' OR (OLD.status = 'SUBMITTED' AND (NEW.status = 'OPEN'
        OR EXISTS (SELECT FROM evaluation e WHERE e.application_id = NEW.application_id AND e.scores_shown_at IS NOT NULL)))
        OR (NEW.part, NEW.user_id, NEW.declared_at) IS DISTINCT FROM (OLD.part, OLD.user_id, OLD.declared_at) THEN
      RAISE EXCEPTION 'what was declared or submitted stands' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'evaluation_sheet_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER evaluation_sheet_stands BEFORE UPDATE ON evaluation_sheet
    FOR EACH ROW EXECUTE FUNCTION evaluation_sheet_stands();

  CREATE FUNCTION evaluation_mark_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM evaluation_sheet t WHERE t.application_id = NEW.application_id AND t.user_id = NEW.user_id
        AND t.status = 'OPEN' AND t.part = 'EVALUATOR') THEN
      RAISE EXCEPTION 'submitted scores stand' USING ERRCODE = 'check_violation', CONSTRAINT = 'evaluation_sheet_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER evaluation_mark_stands BEFORE INSERT OR UPDATE ON evaluation_mark
    FOR EACH ROW EXECUTE FUNCTION evaluation_mark_stands();
`;

const ME = `user_id = (SELECT actor_user())`;
const MY_ROUNDS = `SELECT round_id FROM round_assessor WHERE ${ME} AND ended_at IS NULL`;
const LED = `authority_id = (SELECT actor_authority()) AND (SELECT actor_may('framework.manage'))`;
const READS = `authority_id = (SELECT actor_authority())
    AND (SELECT actor_may('application.read') OR actor_may('application.evaluate'))`;
const TABLE_NAMES = [
  'round_assessor',
  'round_assessor_lot',
  'evaluation',
  'evaluation_sheet',
  'evaluation_interest',
  'evaluation_mark',
];

const SECURITY = `
  ${TABLE_NAMES.map(
    (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY ${table}_lookup ON ${table} FOR SELECT TO CURRENT_USER USING (true);`,
  ).join('\n  ')}

  CREATE POLICY round_assessor_read ON round_assessor FOR SELECT USING (${READS});
  CREATE POLICY round_assessor_write ON round_assessor USING (${LED});
  CREATE POLICY round_assessor_lot_read ON round_assessor_lot FOR SELECT USING (${READS});
  CREATE POLICY round_assessor_lot_write ON round_assessor_lot USING (${LED});

  CREATE POLICY evaluation_read ON evaluation FOR SELECT USING (${READS});
  CREATE POLICY evaluation_write ON evaluation USING ((${LED}) OR ((${READS}) AND round_id IN (${MY_ROUNDS})));
  CREATE POLICY evaluation_sheet_read ON evaluation_sheet FOR SELECT USING (${READS});
  CREATE POLICY evaluation_sheet_write ON evaluation_sheet USING ((${READS}) AND ${ME} AND round_id IN (${MY_ROUNDS}));
  CREATE POLICY evaluation_interest_read ON evaluation_interest FOR SELECT USING (((${READS}) AND ${ME}) OR (${LED}));
  CREATE POLICY evaluation_interest_add ON evaluation_interest FOR INSERT WITH CHECK ((${READS}) AND ${ME});

  -- Whoever is named in the round reads the bids they declared to have no interest in, and no other; who runs it and is
  -- not named reads all of them; with a conflict nobody does.
  DROP POLICY application_read ON application;
  CREATE POLICY application_read ON application FOR SELECT USING (
    provider_organisation_id = (SELECT actor_organisation())
    OR ((${READS}) AND status = 'SUBMITTED'
      AND round_id IN (SELECT id FROM round WHERE closes_at IS NULL OR bids_opened_at IS NOT NULL)
      AND id NOT IN (SELECT application_id FROM evaluation_sheet WHERE ${ME} AND status = 'CONFLICT')
      AND (((SELECT actor_may('application.read')) AND round_id NOT IN (${MY_ROUNDS}))
        OR (round_id IN (${MY_ROUNDS}) AND id IN (SELECT application_id FROM evaluation_sheet WHERE ${ME})))));

  -- Blind: one's own, and everybody's once all have submitted, of bids that one may read.
  CREATE POLICY evaluation_mark_read ON evaluation_mark FOR SELECT USING ((${READS}) AND (${ME}
    OR application_id IN (SELECT application_id FROM evaluation WHERE scores_shown_at IS NOT NULL))
    AND application_id IN (SELECT id FROM application));
  CREATE POLICY evaluation_mark_write ON evaluation_mark USING ((${READS}) AND ${ME} AND application_id IN (
    SELECT application_id FROM evaluation_sheet WHERE ${ME} AND status = 'OPEN' AND part = 'EVALUATOR'));

  REVOKE DELETE, TRUNCATE ON round_assessor, evaluation, evaluation_sheet FROM placeway_app;
  REVOKE UPDATE, DELETE, TRUNCATE ON evaluation_interest FROM placeway_app;
`;
