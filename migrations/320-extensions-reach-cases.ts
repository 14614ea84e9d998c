import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   whoever is before the board or waits for a signature when a framework is extended goes on with it like those who are
 *        admitted already, and so do its rounds; a framework that has ended is not extended; and nobody changes what a lot
 *        asks for while a round with it is being published.
 * Locks: an instant on framework_extension for its rule; functions are replaced.
 * Undo:  brings the former functions back; what was moved stays moved.
 */
export class ExtensionsReachCases1790000000320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE framework_extension ADD CONSTRAINT framework_extension_in_time
        CHECK ((recorded_at AT TIME ZONE 'Europe/London')::date <= ended_on) NOT VALID`);
    await runner.query(extended(OPEN_ONES_FIRST));
    await runner.query(caseStands(`AND NOT ${EXTENDED}`));
    await runner.query(lotStands(WAIT));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE framework_extension DROP CONSTRAINT framework_extension_in_time`);
    await runner.query(extended(''));
    await runner.query(caseStands(''));
    await runner.query(lotStands(''));
  }
}

/** Cases before admissions: whoever is being signed in this moment holds the case, and is an admission afterwards. */
const OPEN_ONES_FIRST = `
    UPDATE admission_case SET to_date = NEW.ends_on WHERE framework_id = NEW.framework_id AND to_date = NEW.ended_on
      AND status IN ('PREPARED', 'TO_SIGN');
    UPDATE round SET admission_to = NEW.ends_on, version = version + 1 WHERE framework_id = NEW.framework_id
      AND admission_to = NEW.ended_on AND status <> 'CANCELLED';`;

const extended = (before: string): string => `
  CREATE OR REPLACE FUNCTION framework_extended() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE framework SET ends_on = NEW.ends_on
      WHERE id = NEW.framework_id AND ends_on = NEW.ended_on AND extendable_to >= NEW.ends_on;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'it cannot be extended so' USING ERRCODE = 'check_violation', CONSTRAINT = 'framework_extension';
    END IF;${before}
    UPDATE admission a SET to_date = NEW.ends_on
      WHERE a.framework_id = NEW.framework_id AND a.to_date = NEW.ended_on AND a.status = 'ADMITTED'
        AND NOT EXISTS (SELECT FROM admission_removal r WHERE r.admission_id = a.id AND r.status = 'REMOVED');
    RETURN NULL;
  END $$;
`;

const EXTENDED = `EXISTS (SELECT FROM framework_extension e
  WHERE e.framework_id = NEW.framework_id AND e.ended_on = OLD.to_date AND e.ends_on = NEW.to_date)`;

/** As it was prepared, but for the end of a framework that was extended. */
const caseStands = (unless: string): string => `
  CREATE OR REPLACE FUNCTION admission_case_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.status IN ('ADMITTED', 'REFUSED', 'DROPPED') OR (OLD.decision_id IS NOT NULL AND OLD.decision_id IS DISTINCT FROM NEW.decision_id)
        OR (OLD.lot_id, OLD.provider_organisation_id, OLD.scored, OLD.from_date)
          IS DISTINCT FROM (NEW.lot_id, NEW.provider_organisation_id, NEW.scored, NEW.from_date)
        OR (NEW.to_date <> OLD.to_date ${unless}) THEN
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
`;

/** Whoever publishes a round holds it: after them, it is published. */
const WAIT = `
    PERFORM FROM round WHERE id IN (SELECT x.round_id FROM round_lot x WHERE x.lot_id = NEW.id) ORDER BY id FOR UPDATE;`;

const lotStands = (before: string): string => `
  CREATE OR REPLACE FUNCTION lot_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN${before}
    IF EXISTS (SELECT FROM round_lot x JOIN round r ON r.id = x.round_id
        WHERE x.lot_id = NEW.id AND r.published_at IS NOT NULL) THEN
      RAISE EXCEPTION 'bidders were told what the lot asks for' USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_stands';
    END IF;
    RETURN NEW;
  END $$;
`;
