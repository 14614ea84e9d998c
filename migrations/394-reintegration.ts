import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a pupil goes back to a mainstream school by steps: parts of lessons, lessons, supported lessons, days. Each step has
 *        its days and half days, none of which is the provision's; a step back says why. It is complete when all half days are
 *        at the school, and is looked at again after the weeks of the policy. Steps are added and never altered.
 * Locks: none, the tables are new.
 * Undo:  drops plans, steps and what was found.
 */
export class Reintegration1790000000394 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(
      [
        secured(
          'reintegration',
          `placement_id IN (SELECT id FROM placement)`,
          'status, settled_on, settled_at, settled_by, stop_reason',
        ),
        secured('reintegration_step', ofPlan, 'until_date'),
        secured('reintegration_check', ofPlan, 'still_there, attendance, note, found_at, found_by'),
      ].join(''),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE reintegration_check, reintegration_step, reintegration;
      DROP FUNCTION reintegration_step_guard(); DROP FUNCTION reintegration_guard(); DROP FUNCTION reintegration_check_guard();
      DROP SEQUENCE reintegration_number;
    `);
  }
}

const TABLES = `
  CREATE SEQUENCE reintegration_number;
  CREATE TABLE reintegration (
    id uuid NOT NULL,
    reference text NOT NULL DEFAULT 'RI-' || lpad(nextval('reintegration_number')::text, 6, '0'),
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    lead text NOT NULL,
    status text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by uuid,
    settled_on date,
    settled_at timestamptz,
    settled_by uuid,
    stop_reason text,
    CONSTRAINT reintegration_pk PRIMARY KEY (id),
    CONSTRAINT reintegration_reference_once UNIQUE (reference),
    CONSTRAINT reintegration_whose UNIQUE (id, authority_id),
    CONSTRAINT reintegration_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT reintegration_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT reintegration_school FOREIGN KEY (school_organisation_id) REFERENCES organisation (id),
    CONSTRAINT reintegration_status CHECK (status IN ('UNDER_WAY', 'COMPLETED', 'STOPPED')),
    CONSTRAINT reintegration_settled CHECK ((status = 'UNDER_WAY') = (settled_at IS NULL) AND (settled_at IS NULL) = (settled_on IS NULL)
      AND (status = 'STOPPED') = (stop_reason IS NOT NULL)),
    CONSTRAINT reintegration_words CHECK (length(lead) BETWEEN 1 AND 120 AND length(stop_reason) BETWEEN 1 AND 1000)
  );
  COMMENT ON TABLE reintegration IS 'A pupil’s way back from a placement to a mainstream school, with the member of staff who leads it.';
  CREATE UNIQUE INDEX reintegration_one_under_way ON reintegration (placement_id) WHERE status = 'UNDER_WAY';

  CREATE TABLE reintegration_step (
    plan_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    from_date date NOT NULL,
    until_date date NOT NULL,
    sessions smallint NOT NULL,
    staff_minutes integer NOT NULL,
    reason text,
    added_at timestamptz NOT NULL,
    added_by uuid,
    CONSTRAINT reintegration_step_pk PRIMARY KEY (plan_id, number),
    CONSTRAINT reintegration_step_plan FOREIGN KEY (plan_id, authority_id) REFERENCES reintegration (id, authority_id),
    CONSTRAINT reintegration_step_kind CHECK (kind IN ('PART_LESSONS', 'LESSONS', 'SUPPORTED_LESSONS', 'DAYS')),
    CONSTRAINT reintegration_step_days CHECK (until_date >= from_date AND extract(isodow FROM from_date) = 1),
    CONSTRAINT reintegration_step_sessions CHECK (sessions BETWEEN 1 AND 1023),
    CONSTRAINT reintegration_step_staff CHECK ((kind = 'SUPPORTED_LESSONS') = (staff_minutes > 0) AND staff_minutes BETWEEN 0 AND 3000),
    CONSTRAINT reintegration_step_reason CHECK (length(reason) BETWEEN 1 AND 1000)
  );
  COMMENT ON TABLE reintegration_step IS 'One step: what the pupil does at school, on which half days, from when to when. staff_minutes a week are counted for supported lessons.';

  CREATE TABLE reintegration_check (
    plan_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    weeks integer NOT NULL,
    due_on date NOT NULL,
    still_there boolean,
    attendance text,
    note text,
    found_at timestamptz,
    found_by uuid,
    CONSTRAINT reintegration_check_pk PRIMARY KEY (plan_id, weeks),
    CONSTRAINT reintegration_check_plan FOREIGN KEY (plan_id, authority_id) REFERENCES reintegration (id, authority_id),
    CONSTRAINT reintegration_check_weeks CHECK (weeks BETWEEN 1 AND 104),
    CONSTRAINT reintegration_check_attendance CHECK (attendance IN ('FROM_95', 'FROM_90', 'FROM_80', 'FROM_50', 'UNDER_50', 'UNKNOWN')),
    CONSTRAINT reintegration_check_found CHECK ((found_at IS NULL) = (still_there IS NULL) AND (still_there IS TRUE) = (attendance IS NOT NULL)),
    CONSTRAINT reintegration_check_note CHECK (length(note) BETWEEN 1 AND 1000)
  );
  COMMENT ON TABLE reintegration_check IS 'Whether the pupil is still at the school some weeks after, and how much of it.';
  CREATE INDEX reintegration_check_due ON reintegration_check (authority_id, due_on) WHERE found_at IS NULL;
`;

const GUARDS = `
  CREATE FUNCTION reintegration_guard() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status <> 'UNDER_WAY' THEN
      RAISE EXCEPTION 'settled once' USING ERRCODE = 'check_violation', CONSTRAINT = 'reintegration_once';
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM placement p WHERE p.id = NEW.placement_id
        AND p.authority_id = NEW.authority_id AND p.status IN ('AGREED', 'ACTIVE')) THEN
      RAISE EXCEPTION 'the placement is over' USING ERRCODE = 'check_violation', CONSTRAINT = 'reintegration_live';
    END IF;
    IF NEW.status = 'COMPLETED' AND NOT EXISTS (SELECT FROM reintegration_step s WHERE s.plan_id = NEW.id
        AND s.from_date = NEW.settled_on AND s.sessions = 1023) THEN
      RAISE EXCEPTION 'not all half days are at the school' USING ERRCODE = 'check_violation', CONSTRAINT = 'reintegration_whole';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER reintegration_guard BEFORE INSERT OR UPDATE ON reintegration
    FOR EACH ROW EXECUTE FUNCTION reintegration_guard();

  CREATE FUNCTION reintegration_step_guard() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    before record;
  BEGIN
    IF NOT EXISTS (SELECT FROM reintegration r WHERE r.id = NEW.plan_id AND r.status = 'UNDER_WAY') THEN
      RAISE EXCEPTION 'settled once' USING ERRCODE = 'check_violation', CONSTRAINT = 'reintegration_once';
    END IF;
    SELECT s.* INTO before FROM reintegration_step s WHERE s.plan_id = NEW.plan_id AND s.number < NEW.number
      ORDER BY s.number DESC LIMIT 1;
    IF before IS NOT NULL AND (NEW.number <> before.number + 1 OR NEW.from_date <= before.until_date) THEN
      RAISE EXCEPTION 'one step after the other' USING ERRCODE = 'check_violation', CONSTRAINT = 'reintegration_step_after';
    END IF;
    IF before IS NOT NULL AND bit_count(NEW.sessions::int::bit(10)) < bit_count(before.sessions::int::bit(10)) AND NEW.reason IS NULL THEN
      RAISE EXCEPTION 'a step back says why' USING ERRCODE = 'check_violation', CONSTRAINT = 'reintegration_step_back';
    END IF;
    -- A half day belongs to one place: the provision's go first.
    IF EXISTS (SELECT FROM reintegration r JOIN placement p ON p.id = r.placement_id JOIN placement_component c ON c.placement_id = p.id
        WHERE r.id = NEW.plan_id AND p.status IN ('OFFERED', 'AGREED', 'ACTIVE', 'ENDED') AND c.sessions & NEW.sessions <> 0
          AND greatest(coalesce(c.from_date, p.starts_on), NEW.from_date)
            <= least(c.until_date, coalesce(p.ended_on, p.planned_end), NEW.until_date)) THEN
      RAISE EXCEPTION 'the provision teaches then' USING ERRCODE = 'check_violation', CONSTRAINT = 'reintegration_step_clash';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER reintegration_step_guard BEFORE INSERT ON reintegration_step
    FOR EACH ROW EXECUTE FUNCTION reintegration_step_guard();

  CREATE FUNCTION reintegration_check_guard() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.found_at IS NOT NULL THEN
      RAISE EXCEPTION 'found once' USING ERRCODE = 'check_violation', CONSTRAINT = 'reintegration_check_once';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER reintegration_check_guard BEFORE UPDATE ON reintegration_check
    FOR EACH ROW EXECUTE FUNCTION reintegration_check_guard();
`;

const ofPlan = `plan_id IN (SELECT id FROM reintegration)`;

/** Whoever sees the placement sees the way back from it; school and authority write, for the authority. */
function secured(table: string, read: string, changed: string): string {
  const writes = `authority_id = (SELECT actor_authority()) AND (SELECT actor_may('placement.end'))`;
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${read});
    CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK (${writes});
    CREATE POLICY ${table}_change ON ${table} FOR UPDATE USING (${writes});
    REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM placeway_app;
    GRANT UPDATE (${changed}) ON ${table} TO placeway_app;`;
}
