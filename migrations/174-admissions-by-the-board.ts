import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   who gets onto a lot is decided by the board, on a paper, and under the 2023 Act's market signed by the contracting
 *        authority as well. No admission exists without that, whichever way it is written; what bidders are told is kept
 *        as it was sent, and what they answer with it.
 * Locks: an instant on admission and decision; rows written before are left as they were.
 * Undo:  drops cases, letters and appeals, data included, and opens the old door again.
 */
export class AdmissionsByTheBoard1790000000174 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
    await runner.query(DOORS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY admission_by_decision ON admission;
      DROP TRIGGER admission_is_decided ON admission;
      ALTER TABLE decision DROP CONSTRAINT decision_by_a_body;
      DROP TABLE appeal, decision_letter, admission_case;
      DROP FUNCTION admission_is_decided, admission_case_stands, appeal_by_another;
    `);
  }
}

const TABLES = `
  CREATE TABLE admission_case (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    framework_id uuid NOT NULL,
    lot_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    round_id uuid,
    application_id uuid,
    scored boolean NOT NULL,
    meets boolean,
    from_date date NOT NULL,
    to_date date NOT NULL,
    standstill_days smallint NOT NULL,
    feedback jsonb NOT NULL DEFAULT '[]',
    status text NOT NULL DEFAULT 'PREPARED',
    decision_id uuid,
    outcome text,
    admitted_from date,
    signed_at timestamptz,
    signed_by uuid,
    prepared_at timestamptz NOT NULL,
    prepared_by uuid,
    CONSTRAINT admission_case_pk PRIMARY KEY (id),
    CONSTRAINT admission_case_lot FOREIGN KEY (lot_id, framework_id, authority_id)
      REFERENCES lot (id, framework_id, authority_id),
    CONSTRAINT admission_case_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT admission_case_application FOREIGN KEY (application_id, round_id, authority_id, provider_organisation_id)
      REFERENCES application (id, round_id, authority_id, provider_organisation_id),
    CONSTRAINT admission_case_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
    CONSTRAINT admission_case_dates CHECK (to_date >= from_date AND admitted_from BETWEEN from_date AND to_date),
    CONSTRAINT admission_case_standstill CHECK (standstill_days BETWEEN 0 AND 60),
    CONSTRAINT admission_case_status CHECK (status IN ('PREPARED', 'TO_SIGN', 'ADMITTED', 'REFUSED', 'DROPPED')),
    CONSTRAINT admission_case_decided CHECK ((status IN ('TO_SIGN', 'ADMITTED', 'REFUSED')) = (decision_id IS NOT NULL)),
    CONSTRAINT admission_case_signed CHECK ((signed_at IS NULL) = (signed_by IS NULL)
      AND (status <> 'ADMITTED' OR scored OR signed_at IS NOT NULL))
  );
  COMMENT ON TABLE admission_case IS 'One provider on one lot before the board: a bid of a round, or put forward without one.';
  COMMENT ON COLUMN admission_case.meets IS 'Whether evaluation found that everything published is met; null where nothing was evaluated.';
  COMMENT ON COLUMN admission_case.scored IS 'Whether the regime lets scores decide; otherwise whoever meets the conditions is admitted, and the authority signs.';
  CREATE UNIQUE INDEX admission_case_one_at_a_time ON admission_case (provider_organisation_id, lot_id)
    WHERE status IN ('PREPARED', 'TO_SIGN');
  CREATE INDEX admission_case_by_round ON admission_case (round_id) WHERE round_id IS NOT NULL;
  CREATE UNIQUE INDEX admission_case_by_decision ON admission_case (decision_id) WHERE decision_id IS NOT NULL;

  CREATE TABLE decision_letter (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    case_id uuid NOT NULL,
    content jsonb NOT NULL,
    written_at timestamptz NOT NULL,
    CONSTRAINT decision_letter_pk PRIMARY KEY (id),
    CONSTRAINT decision_letter_once UNIQUE (decision_id),
    CONSTRAINT decision_letter_to UNIQUE (id, authority_id, organisation_id),
    CONSTRAINT decision_letter_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT decision_letter_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
    CONSTRAINT decision_letter_case FOREIGN KEY (case_id) REFERENCES admission_case (id)
  );
  COMMENT ON TABLE decision_letter IS 'What an applicant was told, as facts from the record; its words are made from them. Append only.';

  CREATE TABLE appeal (
    id uuid NOT NULL,
    letter_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    grounds text NOT NULL,
    received_at timestamptz NOT NULL,
    received_by uuid,
    outcome text,
    answer text,
    answered_at timestamptz,
    answered_by uuid,
    CONSTRAINT appeal_pk PRIMARY KEY (id),
    CONSTRAINT appeal_once UNIQUE (letter_id),
    CONSTRAINT appeal_letter FOREIGN KEY (letter_id, authority_id, organisation_id)
      REFERENCES decision_letter (id, authority_id, organisation_id),
    CONSTRAINT appeal_grounds CHECK (length(btrim(grounds)) > 0),
    CONSTRAINT appeal_outcome CHECK (outcome IN ('UPHELD', 'NOT_UPHELD')),
    CONSTRAINT appeal_answered CHECK (num_nonnulls(outcome, answer, answered_at, answered_by) IN (0, 4))
  );
  COMMENT ON TABLE appeal IS 'What an applicant says against a decision, and what somebody who did not take it answered.';
`;

const GUARDS = `
  CREATE FUNCTION admission_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM admission_case c JOIN decision d ON d.id = c.decision_id
        WHERE c.decision_id = NEW.decision_id AND d.kind = 'ADMISSION' AND d.outcome IN ('ADMIT', 'ADMIT_WITH_CONDITIONS')
          AND c.lot_id = NEW.lot_id AND c.provider_organisation_id = NEW.provider_organisation_id
          AND c.status = 'ADMITTED' AND NEW.from_date = c.admitted_from AND NEW.to_date = c.to_date
          AND (c.scored OR c.signed_by NOT IN (SELECT p.user_id FROM decision_decider p WHERE p.decision_id = d.id)))
      OR EXISTS (SELECT FROM admission a WHERE a.decision_id = NEW.decision_id) THEN
      RAISE EXCEPTION 'the board admits' USING ERRCODE = 'check_violation', CONSTRAINT = 'admission_decided';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER admission_is_decided BEFORE INSERT ON admission FOR EACH ROW EXECUTE FUNCTION admission_is_decided();

  CREATE FUNCTION admission_case_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.status IN ('ADMITTED', 'REFUSED', 'DROPPED') OR (OLD.decision_id IS NOT NULL AND OLD.decision_id IS DISTINCT FROM NEW.decision_id)
        OR (OLD.lot_id, OLD.provider_organisation_id, OLD.scored, OLD.from_date, OLD.to_date)
          IS DISTINCT FROM (NEW.lot_id, NEW.provider_organisation_id, NEW.scored, NEW.from_date, NEW.to_date) THEN
      RAISE EXCEPTION 'a decided case stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'admission_case_stands';
    END IF;
    IF NEW.decision_id IS NOT NULL AND NOT EXISTS (SELECT FROM decision d JOIN agenda_item i ON i.id = d.meeting_item_id
        WHERE d.id = NEW.decision_id AND d.kind = 'ADMISSION' AND d.outcome = NEW.outcome AND i.subject_type = 'ADMISSION'
          AND i.subject_id = NEW.id) THEN
      RAISE EXCEPTION 'the decision is on another case' USING ERRCODE = 'check_violation', CONSTRAINT = 'admission_case_own_decision';
    END IF;
    IF NEW.signed_by IS NOT NULL AND EXISTS (SELECT FROM decision_decider p WHERE p.decision_id = NEW.decision_id
        AND p.user_id = NEW.signed_by) THEN
      RAISE EXCEPTION 'another person signs' USING ERRCODE = 'check_violation', CONSTRAINT = 'admission_case_second_person';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER admission_case_stands BEFORE UPDATE ON admission_case FOR EACH ROW EXECUTE FUNCTION admission_case_stands();

  CREATE FUNCTION appeal_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.answered_at IS NOT NULL OR (OLD.letter_id, OLD.grounds, OLD.received_at)
        IS DISTINCT FROM (NEW.letter_id, NEW.grounds, NEW.received_at) THEN
      RAISE EXCEPTION 'an appeal stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_stands';
    END IF;
    IF EXISTS (SELECT FROM decision_letter l JOIN decision_decider p ON p.decision_id = l.decision_id
        WHERE l.id = NEW.letter_id AND p.user_id = NEW.answered_by) THEN
      RAISE EXCEPTION 'somebody else answers' USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_by_another';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER appeal_by_another BEFORE UPDATE ON appeal FOR EACH ROW EXECUTE FUNCTION appeal_by_another();
`;

const PREPARES = `authority_id = (SELECT actor_authority()) AND (actor_may('board.manage') OR actor_may('framework.manage'))`;
const SECURITY = `
  ${['admission_case', 'decision_letter', 'appeal']
    .map((table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;`)
    .join('\n  ')}

  -- Members read the cases of items that they have not withdrawn from.
  CREATE POLICY admission_case_read ON admission_case FOR SELECT USING (${PREPARES} OR (
    authority_id = (SELECT actor_authority()) AND actor_may('board.sit') AND id IN (SELECT i.subject_id FROM agenda_item i
      JOIN agenda_paper p ON p.item_id = i.id WHERE i.subject_type = 'ADMISSION')));
  CREATE POLICY admission_case_add ON admission_case FOR INSERT
    WITH CHECK (authority_id = actor_authority() AND actor_may('board.manage'));
  CREATE POLICY admission_case_change ON admission_case FOR UPDATE
    USING (authority_id = actor_authority()
      AND (actor_may('board.manage') OR actor_may('framework.manage') OR actor_may('board.sit')));

  -- A letter is read by whom it was written to, and by those who may read the decision.
  CREATE POLICY decision_letter_read ON decision_letter FOR SELECT USING (
    (organisation_id = (SELECT actor_organisation()) AND actor_may('application.make'))
    OR (${PREPARES}) OR (authority_id = (SELECT actor_authority()) AND actor_may('board.sit')
      AND decision_id IN (SELECT id FROM decision)));
  CREATE POLICY decision_letter_add ON decision_letter FOR INSERT WITH CHECK (authority_id = actor_authority()
    AND (actor_may('framework.manage') OR actor_may('board.sit')));
  CREATE POLICY appeal_read ON appeal FOR SELECT USING (letter_id IN (SELECT id FROM decision_letter));
  CREATE POLICY appeal_add ON appeal FOR INSERT WITH CHECK (organisation_id = actor_organisation()
    AND actor_may('application.make') OR authority_id = actor_authority() AND actor_may('framework.manage'));
  CREATE POLICY appeal_answer ON appeal FOR UPDATE
    USING (authority_id = actor_authority() AND actor_may('framework.manage'));

  REVOKE DELETE, TRUNCATE ON admission_case, decision_letter, appeal FROM placeway_app;
  REVOKE UPDATE ON decision_letter FROM placeway_app;
`;

const DOORS = `
  -- Admissions and policies are a body's to decide; what was recorded before there was one is left as it was.
  ALTER TABLE decision ADD CONSTRAINT decision_by_a_body
    CHECK (kind NOT IN ('ADMISSION', 'POLICY') OR meeting_item_id IS NOT NULL) NOT VALID;
  -- Whoever presides gives effect to the decision; the guard above asks for it.
  CREATE POLICY admission_by_decision ON admission FOR INSERT WITH CHECK (authority_id = actor_authority()
    AND decision_id IN (SELECT d.id FROM decision d WHERE d.decided_by = actor_user() AND d.kind = 'ADMISSION'));
`;
