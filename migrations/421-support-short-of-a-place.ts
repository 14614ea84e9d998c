import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SUPPORT_SECURITY } from './421-support-short-of-a-place.scopes.js';

/**
 * Why:   a school asks for advice, outreach, a mentor or a specialist without a panel; the authority or the team's lead answers by
 *        a clock. Support runs in cycles, each ended by a decision; what was done is logged, and what teacher, parent and pupil
 *        say is scored before, during and after, with the questions as they were put.
 * Locks: none, the tables are new.
 * Undo:  drops requests, cycles and all that was recorded of them.
 */
export class SupportShortOfAPlace1790000000421 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REQUESTS);
    await runner.query(CYCLES);
    await runner.query(GUARDS);
    await runner.query(SUPPORT_SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE support_watch, support_form_answer, support_form, support_contact, support_cycle, support_request_pupil,
        support_request;
      DROP FUNCTION support_waiting(uuid), support_request_guard(), support_cycle_guard(), support_record_guard();
      DROP SEQUENCE support_request_number; DROP SEQUENCE support_cycle_number;
    `);
  }
}

const REQUESTS = `
  CREATE SEQUENCE support_request_number;
  CREATE SEQUENCE support_cycle_number;
  CREATE TABLE support_request (
    id uuid NOT NULL,
    reference text NOT NULL DEFAULT 'SR-' || lpad(nextval('support_request_number')::text, 6, '0'),
    authority_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    origin text NOT NULL,
    sort text NOT NULL,
    kind text,
    about text NOT NULL,
    who text,
    seen text NOT NULL,
    tried text NOT NULL,
    status text NOT NULL,
    team_id uuid,
    due_on date NOT NULL,
    policy_id uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    asked_by uuid,
    waiting_since date,
    answer text,
    answered_at timestamptz,
    answered_by uuid,
    referral_id uuid,
    decision_id uuid,
    reminded_at timestamptz,
    overdue_told_at timestamptz,
    CONSTRAINT support_request_pk PRIMARY KEY (id),
    CONSTRAINT support_request_reference_once UNIQUE (reference),
    CONSTRAINT support_request_of UNIQUE (id, authority_id, school_organisation_id),
    CONSTRAINT support_request_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT support_request_school FOREIGN KEY (school_organisation_id) REFERENCES organisation (id),
    CONSTRAINT support_request_team FOREIGN KEY (team_id, authority_id) REFERENCES support_team (id, authority_id),
    CONSTRAINT support_request_policy FOREIGN KEY (policy_id) REFERENCES policy (id),
    CONSTRAINT support_request_referral FOREIGN KEY (referral_id) REFERENCES referral (id) ON DELETE SET NULL,
    CONSTRAINT support_request_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
    CONSTRAINT support_request_decision_once UNIQUE (decision_id),
    CONSTRAINT support_request_origin CHECK (origin IN ('SCHOOL', 'PANEL') AND (origin = 'PANEL') = (decision_id IS NOT NULL)),
    CONSTRAINT support_request_sort CHECK (sort IN ('ADVICE', 'OUTREACH', 'MENTOR', 'SPECIALIST')),
    CONSTRAINT support_request_kind CHECK (kind IN ('SPEECH_AND_LANGUAGE', 'YOUTH_WORK', 'RESTORATIVE_PRACTICE', 'YOUTH_JUSTICE',
      'MENTAL_HEALTH', 'OUTREACH', 'MENTOR', 'BOUGHT_SPECIALIST')),
    CONSTRAINT support_request_about CHECK (about IN ('PUPIL', 'STAFF', 'GROUP') AND (about = 'PUPIL') = (who IS NULL)),
    CONSTRAINT support_request_words CHECK (length(who) <= 200 AND length(seen) BETWEEN 1 AND 2000 AND length(tried) <= 2000
      AND length(answer) BETWEEN 1 AND 4000),
    CONSTRAINT support_request_status CHECK (status IN ('ASKED', 'WAITING', 'ADVISED', 'GRANTED', 'REFERRAL_SUGGESTED', 'DECLINED',
      'WITHDRAWN')),
    CONSTRAINT support_request_answered CHECK ((status IN ('ASKED', 'WITHDRAWN') OR num_nulls(answer, answered_at) = 0)
      AND (status NOT IN ('GRANTED', 'WAITING') OR team_id IS NOT NULL) AND (status <> 'WAITING' OR waiting_since IS NOT NULL))
  );
  COMMENT ON TABLE support_request IS 'What a school asks for short of a place, or a panel granted, what was seen and tried, and how it was answered.';
  CREATE INDEX support_request_open ON support_request (authority_id, due_on, id) WHERE status IN ('ASKED', 'WAITING');
  CREATE INDEX support_request_of_school ON support_request (school_organisation_id, id);
  CREATE INDEX support_request_of_team ON support_request (team_id, id);
  CREATE INDEX support_request_referral_index ON support_request (referral_id) WHERE referral_id IS NOT NULL;

  CREATE TABLE support_request_pupil (
    request_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    upn text,
    forename text NOT NULL,
    surname text NOT NULL,
    year_group integer NOT NULL,
    CONSTRAINT support_request_pupil_pk PRIMARY KEY (request_id),
    CONSTRAINT support_request_pupil_request FOREIGN KEY (request_id, authority_id, school_organisation_id)
      REFERENCES support_request (id, authority_id, school_organisation_id),
    CONSTRAINT support_request_pupil_names CHECK (length(forename) BETWEEN 1 AND 100 AND length(surname) BETWEEN 1 AND 100
      AND length(upn) = 13),
    CONSTRAINT support_request_pupil_year CHECK (year_group BETWEEN 0 AND 14)
  );
  COMMENT ON TABLE support_request_pupil IS 'Whom a request is about. It makes no pupil record: nobody becomes a case by being asked about.';

  CREATE TABLE support_watch (
    authority_id uuid NOT NULL,
    watched_on date NOT NULL,
    CONSTRAINT support_watch_pk PRIMARY KEY (authority_id),
    CONSTRAINT support_watch_authority FOREIGN KEY (authority_id) REFERENCES authority (id)
  );
  COMMENT ON TABLE support_watch IS 'When an authority’s requests for support were last looked at.';
`;

const CYCLES = `
  CREATE TABLE support_cycle (
    id uuid NOT NULL,
    reference text NOT NULL DEFAULT 'SC-' || lpad(nextval('support_cycle_number')::text, 6, '0'),
    request_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    team_id uuid NOT NULL,
    round integer NOT NULL,
    intensity text NOT NULL,
    hundredths integer NOT NULL,
    starts_on date NOT NULL,
    planned_end date NOT NULL,
    status text NOT NULL,
    review_on date,
    decided text,
    reasons text,
    ended_on date,
    ended_at timestamptz,
    ended_by uuid,
    granted_at timestamptz NOT NULL,
    granted_by uuid,
    CONSTRAINT support_cycle_pk PRIMARY KEY (id),
    CONSTRAINT support_cycle_reference_once UNIQUE (reference),
    CONSTRAINT support_cycle_of UNIQUE (id, authority_id),
    CONSTRAINT support_cycle_round_once UNIQUE (request_id, round),
    CONSTRAINT support_cycle_request FOREIGN KEY (request_id, authority_id, school_organisation_id)
      REFERENCES support_request (id, authority_id, school_organisation_id),
    CONSTRAINT support_cycle_team FOREIGN KEY (team_id, authority_id) REFERENCES support_team (id, authority_id),
    CONSTRAINT support_cycle_intensity CHECK (intensity IN ('FULL', 'LIGHT') AND hundredths BETWEEN 0 AND 100
      AND (intensity = 'LIGHT' OR hundredths = 100)),
    CONSTRAINT support_cycle_period CHECK (planned_end >= starts_on AND planned_end < starts_on + 371),
    CONSTRAINT support_cycle_status CHECK (status IN ('ACTIVE', 'UNDER_REVIEW', 'ENDED')),
    CONSTRAINT support_cycle_review CHECK (status <> 'UNDER_REVIEW' OR num_nulls(review_on, reasons) = 0),
    CONSTRAINT support_cycle_decided CHECK (decided IN ('LIGHT_TOUCH', 'ANOTHER_ROUND', 'ENDED')
      AND (status = 'ENDED') = (num_nulls(decided, ended_on, ended_at) = 0) AND (status <> 'ENDED' OR reasons IS NOT NULL)),
    CONSTRAINT support_cycle_words CHECK (length(reasons) BETWEEN 1 AND 2000)
  );
  COMMENT ON TABLE support_cycle IS 'A round of support by one team, with its planned end and what was decided then. hundredths is what it takes of the caseload in each of its weeks.';
  CREATE UNIQUE INDEX support_cycle_one_open ON support_cycle (request_id) WHERE status <> 'ENDED';
  CREATE INDEX support_cycle_of_team ON support_cycle (team_id, status, planned_end);
  CREATE INDEX support_cycle_of_school ON support_cycle (school_organisation_id, id);

  CREATE TABLE support_contact (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    held_on date NOT NULL,
    sort text NOT NULL,
    minutes integer NOT NULL,
    note text,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT support_contact_pk PRIMARY KEY (id),
    CONSTRAINT support_contact_cycle FOREIGN KEY (cycle_id, authority_id) REFERENCES support_cycle (id, authority_id),
    CONSTRAINT support_contact_sort CHECK (sort IN ('INDIVIDUAL', 'FAMILY', 'GROUP', 'SURGERY')),
    CONSTRAINT support_contact_minutes CHECK (minutes BETWEEN 5 AND 480),
    CONSTRAINT support_contact_note CHECK (length(note) BETWEEN 1 AND 500)
  );
  COMMENT ON TABLE support_contact IS 'One piece of work in a cycle, as the specialist logged it.';
  CREATE INDEX support_contact_of_cycle ON support_contact (cycle_id, held_on, id);

  CREATE TABLE support_form (
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    moment text NOT NULL,
    respondent text NOT NULL,
    given_on date NOT NULL,
    words text,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT support_form_pk PRIMARY KEY (id),
    CONSTRAINT support_form_of UNIQUE (id, authority_id),
    CONSTRAINT support_form_cycle FOREIGN KEY (cycle_id, authority_id) REFERENCES support_cycle (id, authority_id),
    CONSTRAINT support_form_once UNIQUE (cycle_id, moment, respondent, given_on),
    CONSTRAINT support_form_moment CHECK (moment IN ('IN', 'DURING', 'OUT')),
    CONSTRAINT support_form_respondent CHECK (respondent IN ('TEACHER', 'PARENT', 'PUPIL')),
    CONSTRAINT support_form_words CHECK (length(words) BETWEEN 1 AND 1000)
  );
  COMMENT ON TABLE support_form IS 'What teacher, parent or pupil said on a day, before, during or after.';
  CREATE UNIQUE INDEX support_form_ends_once ON support_form (cycle_id, moment, respondent) WHERE moment <> 'DURING';

  CREATE TABLE support_form_answer (
    form_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    position integer NOT NULL,
    code text NOT NULL,
    question text NOT NULL,
    score integer NOT NULL,
    CONSTRAINT support_form_answer_pk PRIMARY KEY (form_id, position),
    CONSTRAINT support_form_answer_form FOREIGN KEY (form_id, authority_id) REFERENCES support_form (id, authority_id),
    CONSTRAINT support_form_answer_score CHECK (score BETWEEN 1 AND 5)
  );
  COMMENT ON TABLE support_form_answer IS 'A scored question, with its words as they were put.';
`;

const GUARDS = `
  CREATE FUNCTION support_request_guard() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    answers boolean := actor_may('support.authority') OR NEW.team_id IN (SELECT actor_support_teams(true))
      OR OLD.team_id IN (SELECT actor_support_teams(true));
  BEGIN
    IF NEW.status <> OLD.status THEN
      IF OLD.status NOT IN ('ASKED', 'WAITING') OR NEW.status = 'ASKED' OR OLD.status = 'WAITING' AND NEW.status = 'ADVISED' THEN
        RAISE EXCEPTION 'answered once' USING ERRCODE = 'check_violation', CONSTRAINT = 'support_request_once';
      END IF;
      -- Who asks takes back; who answers for the authority or the team answers. Nobody does both.
      IF NEW.status = 'WITHDRAWN' AND actor_organisation() IS DISTINCT FROM OLD.school_organisation_id
          OR NEW.status <> 'WITHDRAWN' AND NOT coalesce(answers AND actor_may('support.answer'), false) THEN
        RAISE EXCEPTION 'not by this side' USING ERRCODE = 'check_violation', CONSTRAINT = 'support_request_side';
      END IF;
    END IF;
    IF NEW.team_id IS DISTINCT FROM OLD.team_id AND NOT coalesce(answers AND actor_may('support.answer'), false) THEN
      RAISE EXCEPTION 'not by this side' USING ERRCODE = 'check_violation', CONSTRAINT = 'support_request_side';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER support_request_guard BEFORE UPDATE ON support_request FOR EACH ROW EXECUTE FUNCTION support_request_guard();

  CREATE FUNCTION support_cycle_guard() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.status = 'ENDED' OR OLD.status = 'UNDER_REVIEW' AND NEW.status <> 'ENDED') THEN
      RAISE EXCEPTION 'what was decided stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'support_cycle_stands';
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM support_request r WHERE r.id = NEW.request_id AND r.status = 'GRANTED') THEN
      RAISE EXCEPTION 'not granted' USING ERRCODE = 'check_violation', CONSTRAINT = 'support_cycle_granted';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER support_cycle_guard BEFORE INSERT OR UPDATE ON support_cycle FOR EACH ROW EXECUTE FUNCTION support_cycle_guard();

  CREATE FUNCTION support_record_guard() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM support_cycle c WHERE c.id = NEW.cycle_id AND c.status <> 'ENDED') THEN
      RAISE EXCEPTION 'the cycle has ended' USING ERRCODE = 'check_violation', CONSTRAINT = 'support_cycle_over';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER support_contact_guard BEFORE INSERT ON support_contact FOR EACH ROW EXECUTE FUNCTION support_record_guard();
  CREATE TRIGGER support_form_guard BEFORE INSERT ON support_form FOR EACH ROW EXECUTE FUNCTION support_record_guard();
`;
