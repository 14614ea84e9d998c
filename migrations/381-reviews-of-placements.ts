import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ofParent, secured } from './380-plans-of-placements.scopes.js';

/**
 * Why:   a placement is reviewed at least every half-term, by the right people, and what they found stands. One review of
 *        a placement is ahead at a time. A family, or the authority where there is an EHC plan, may ask in writing for a
 *        review of an off-site direction; whether it is owed is arithmetic, and the database holds it to that.
 * Locks: none, all tables are new.
 * Undo:  drops reviews and requests for them.
 */
export class ReviewsOfPlacements1790000000381 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE review_watch, review_request, review_step, review_progress, review_invitee, placement_review;
      DROP FUNCTION placement_review_stands, review_step_stands, review_request_answered;
    `);
  }
}

const OF_PLACEMENT_COLUMNS = `
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL`;

const TABLES = `
  CREATE TABLE placement_review (
    id uuid NOT NULL,
    ${OF_PLACEMENT_COLUMNS},
    due_on date NOT NULL,
    because text NOT NULL,
    policy_id uuid,
    planned_end date NOT NULL,
    arranged_on date,
    arranged_at_time text,
    arranged_where text,
    arranged_at timestamptz,
    escalated_at timestamptz,
    called_off_at timestamptz,
    held_on date,
    recorded_at timestamptz,
    recorded_by uuid,
    plan_id uuid,
    counted_from date,
    counted_to date,
    possible integer,
    attended integer,
    unauthorised integer,
    pupil_view text,
    parent_view text,
    absent_because text,
    recommendation text,
    reasons text,
    next_due_on date,
    CONSTRAINT placement_review_pk PRIMARY KEY (id),
    CONSTRAINT placement_review_of UNIQUE (id, authority_id, placement_id),
    CONSTRAINT placement_review_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT placement_review_plan FOREIGN KEY (plan_id) REFERENCES placement_plan (id),
    CONSTRAINT placement_review_policy FOREIGN KEY (policy_id) REFERENCES policy (id),
    CONSTRAINT placement_review_because CHECK (because IN ('INTERVAL', 'HALF_TERM', 'PLANNED_END', 'CHOSEN', 'REQUEST')),
    CONSTRAINT placement_review_arranged CHECK ((arranged_on IS NULL) = (arranged_at IS NULL)),
    CONSTRAINT placement_review_recommendation CHECK (recommendation IN ('GO_ON', 'CHANGE', 'REINTEGRATE', 'END_EARLY')),
    CONSTRAINT placement_review_held CHECK (num_nonnulls(held_on, recorded_at, recommendation, reasons) IN (0, 4)),
    CONSTRAINT placement_review_one_end CHECK (held_on IS NULL OR called_off_at IS NULL),
    CONSTRAINT placement_review_counts CHECK (num_nonnulls(counted_from, counted_to, possible, attended, unauthorised) IN (0, 5)
      AND attended BETWEEN 0 AND possible AND unauthorised BETWEEN 0 AND possible - attended)
  );
  COMMENT ON TABLE placement_review IS 'One review of a placement: due, arranged, held. What was found stands.';
  COMMENT ON COLUMN placement_review.because IS 'Why it is due on that day and not on another.';
  COMMENT ON COLUMN placement_review.planned_end IS 'The end of the placement that the day was worked out with.';
  CREATE UNIQUE INDEX placement_review_one_ahead ON placement_review (placement_id) WHERE held_on IS NULL AND called_off_at IS NULL;
  CREATE INDEX placement_review_of_placement ON placement_review (placement_id, held_on);
  CREATE INDEX placement_review_due ON placement_review (authority_id, due_on, id) WHERE held_on IS NULL AND called_off_at IS NULL;
  CREATE INDEX placement_review_due_of_school ON placement_review (school_organisation_id, due_on, id)
    WHERE held_on IS NULL AND called_off_at IS NULL;

  CREATE TABLE review_invitee (
    review_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    placement_id uuid NOT NULL,
    part text NOT NULL,
    because text NOT NULL,
    came boolean,
    CONSTRAINT review_invitee_pk PRIMARY KEY (review_id, part),
    CONSTRAINT review_invitee_review FOREIGN KEY (review_id, authority_id, placement_id)
      REFERENCES placement_review (id, authority_id, placement_id),
    CONSTRAINT review_invitee_part CHECK (part IN ('SCHOOL', 'HEAD_TEACHER', 'BOARD_NOMINEE', 'PROVIDER', 'PARENT', 'PUPIL',
      'SOCIAL_WORKER', 'VIRTUAL_SCHOOL', 'SEN_OFFICER'))
  );
  COMMENT ON TABLE review_invitee IS 'Who is invited to a review, in which part and why, and who came. No names.';

  CREATE TABLE review_progress (
    review_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    placement_id uuid NOT NULL,
    objective_id uuid NOT NULL,
    progress text NOT NULL,
    note text,
    CONSTRAINT review_progress_pk PRIMARY KEY (review_id, objective_id),
    CONSTRAINT review_progress_review FOREIGN KEY (review_id, authority_id, placement_id)
      REFERENCES placement_review (id, authority_id, placement_id),
    CONSTRAINT review_progress_objective FOREIGN KEY (objective_id, placement_id) REFERENCES plan_objective (id, placement_id),
    CONSTRAINT review_progress_code CHECK (progress IN ('REACHED', 'ON_TRACK', 'SOME', 'NONE'))
  );
  COMMENT ON TABLE review_progress IS 'How far a review found each objective reached.';

  CREATE TABLE review_step (
    id uuid NOT NULL,
    review_id uuid NOT NULL,
    ${OF_PLACEMENT_COLUMNS},
    position integer NOT NULL,
    what text NOT NULL,
    owner text NOT NULL,
    owner_name text,
    due_on date NOT NULL,
    done_on date,
    done_at timestamptz,
    done_by uuid,
    CONSTRAINT review_step_pk PRIMARY KEY (id),
    CONSTRAINT review_step_review FOREIGN KEY (review_id, authority_id, placement_id)
      REFERENCES placement_review (id, authority_id, placement_id),
    CONSTRAINT review_step_owner CHECK (owner IN ('SCHOOL', 'PROVIDER', 'AUTHORITY', 'FAMILY')),
    CONSTRAINT review_step_words CHECK (length(what) BETWEEN 1 AND 1000 AND length(owner_name) <= 200),
    CONSTRAINT review_step_done CHECK ((done_on IS NULL) = (done_at IS NULL))
  );
  COMMENT ON TABLE review_step IS 'What a review agreed that somebody does, by when; settled once.';
  CREATE INDEX review_step_of_review ON review_step (review_id, position);
  CREATE INDEX review_step_open ON review_step (authority_id, owner, due_on) WHERE done_on IS NULL;

  CREATE TABLE review_request (
    id uuid NOT NULL,
    ${OF_PLACEMENT_COLUMNS},
    asked_by text NOT NULL,
    asked_on date NOT NULL,
    weeks integer NOT NULL,
    last_review_on date,
    owed boolean NOT NULL,
    due_on date,
    review_id uuid,
    policy_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT review_request_pk PRIMARY KEY (id),
    CONSTRAINT review_request_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT review_request_review FOREIGN KEY (review_id) REFERENCES placement_review (id),
    CONSTRAINT review_request_policy FOREIGN KEY (policy_id) REFERENCES policy (id),
    CONSTRAINT review_request_once UNIQUE (placement_id, asked_by, asked_on),
    CONSTRAINT review_request_asked_by CHECK (asked_by IN ('FAMILY', 'AUTHORITY')),
    CONSTRAINT review_request_owed CHECK (owed = (last_review_on IS NULL OR asked_on - last_review_on >= weeks * 7)),
    CONSTRAINT review_request_weeks CHECK (weeks BETWEEN 1 AND 10),
    CONSTRAINT review_request_clock CHECK (owed = (due_on IS NOT NULL) AND owed = (review_id IS NOT NULL) AND due_on >= asked_on)
  );
  COMMENT ON TABLE review_request IS 'A written request for a review of an off-site direction (SI 2010/1156 as amended), and the arithmetic that answers it.';
  COMMENT ON COLUMN review_request.weeks IS 'A review in that many weeks before makes that none is owed: ten at most, by law.';
  CREATE INDEX review_request_of_placement ON review_request (placement_id, asked_on);

  CREATE TABLE review_watch (
    authority_id uuid NOT NULL,
    watched_on date NOT NULL,
    CONSTRAINT review_watch_pk PRIMARY KEY (authority_id),
    CONSTRAINT review_watch_authority FOREIGN KEY (authority_id) REFERENCES authority (id)
  );
  COMMENT ON TABLE review_watch IS 'When everything late with an authority''s reviews was last looked at.';
`;

const GUARDS = `
  CREATE FUNCTION placement_review_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.held_on IS NOT NULL OR OLD.called_off_at IS NOT NULL OR OLD.id <> NEW.id OR OLD.placement_id <> NEW.placement_id THEN
      RAISE EXCEPTION 'a review that was held stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_review_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER placement_review_stands BEFORE UPDATE ON placement_review FOR EACH ROW EXECUTE FUNCTION placement_review_stands();
  CREATE TRIGGER placement_review_of_placement BEFORE INSERT ON placement_review FOR EACH ROW EXECUTE FUNCTION of_agreed_placement();
  CREATE TRIGGER review_step_of_placement BEFORE INSERT ON review_step FOR EACH ROW EXECUTE FUNCTION of_agreed_placement();
  CREATE TRIGGER review_request_of_placement BEFORE INSERT ON review_request FOR EACH ROW EXECUTE FUNCTION of_agreed_placement();

  CREATE FUNCTION review_step_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.done_on IS NOT NULL OR (to_jsonb(OLD) - '{done_on,done_at,done_by}'::text[])
        IS DISTINCT FROM (to_jsonb(NEW) - '{done_on,done_at,done_by}'::text[]) THEN
      RAISE EXCEPTION 'what was agreed and done stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_step_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER review_step_stands BEFORE UPDATE ON review_step FOR EACH ROW EXECUTE FUNCTION review_step_stands();

  -- The last review is looked up here too: nobody says of it what suits them. Only an off-site direction carries the right.
  CREATE FUNCTION review_request_answered() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM placement p WHERE p.id = NEW.placement_id AND p.referral_type = 'OFF_SITE_DIRECTION')
        OR NEW.last_review_on IS DISTINCT FROM (SELECT max(r.held_on) FROM placement_review r
          WHERE r.placement_id = NEW.placement_id AND r.held_on <= NEW.asked_on)
        OR (NEW.owed AND NOT EXISTS (SELECT FROM placement_review r WHERE r.id = NEW.review_id
          AND r.placement_id = NEW.placement_id AND (r.held_on >= NEW.asked_on OR r.due_on <= NEW.due_on))) THEN
      RAISE EXCEPTION 'not answered by what the record says' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'review_request_answered';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER review_request_answered BEFORE INSERT ON review_request FOR EACH ROW EXECUTE FUNCTION review_request_answered();
`;

const ofReview = ofParent('placement_review', 'review_id');
const keeps = `(SELECT actor_may('review.record'))`;
const child = (table: string): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${ofReview});
  CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK (${ofReview} AND ${keeps});
  REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM placeway_app;
`;
const OPEN_REVIEW = `EXISTS (SELECT FROM placement_review r WHERE r.id = review_id AND r.recorded_at IS NULL)`;

const SECURITY = `
  ${secured('placement_review', 'NEEDS')}
  CREATE POLICY placement_review_change ON placement_review FOR UPDATE USING (${keeps});
  ${secured('review_step', 'NEEDS')}
  CREATE POLICY review_step_finish ON review_step FOR UPDATE USING (${keeps});
  ${secured('review_request', 'NEEDS')}
  REVOKE DELETE, TRUNCATE ON placement_review, review_step FROM placeway_app;
  REVOKE UPDATE, DELETE, TRUNCATE ON review_request FROM placeway_app;
  ${child('review_invitee')}
  GRANT DELETE ON review_invitee TO placeway_app;
  CREATE POLICY review_invitee_again ON review_invitee FOR DELETE USING (${OPEN_REVIEW} AND ${keeps});
  ${child('review_progress')}

  ALTER TABLE review_watch ENABLE ROW LEVEL SECURITY; ALTER TABLE review_watch FORCE ROW LEVEL SECURITY;
  CREATE POLICY review_watch_tend ON review_watch USING ((SELECT actor_kind()) = 'service' AND (SELECT actor_may('review.tend')));
  REVOKE DELETE, TRUNCATE ON review_watch FROM placeway_app;
`;
