import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   attendance by session is what reviews, charges and safeguarding rest on. A mark stands for one half day of one
 *        part of a placement, on a day and half day that were agreed; a correction keeps what stood before, whoever
 *        makes it; entries are kept (SI 2024/208: six years), so nothing is ever deleted.
 * Locks: an instant on placement and placement_component, which gain a key each that marks can point at.
 * Undo:  drops every mark and its history.
 */
export class Attendance1790000000250 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KEYS);
    await runner.query(MARKS);
    await runner.query(GUARDS);
    await runner.query(ROW_SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE attendance_mark_before, attendance_mark;
      DROP FUNCTION attendance_mark_guard(); DROP FUNCTION attendance_mark_keep();
      ALTER TABLE placement_component DROP CONSTRAINT placement_component_whose;
      ALTER TABLE placement DROP CONSTRAINT placement_whose;
    `);
  }
}

const KEYS = `
  ALTER TABLE placement ADD CONSTRAINT placement_whose UNIQUE (id, authority_id, school_organisation_id);
  ALTER TABLE placement_component ADD CONSTRAINT placement_component_whose
    UNIQUE (id, placement_id, provider_organisation_id, site_id);
`;

const COLUMNS = `
    component_id uuid NOT NULL,
    on_date date NOT NULL,
    half text NOT NULL,
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    site_id uuid NOT NULL,
    code text NOT NULL,
    minutes_late smallint,
    detail text,
    revision integer NOT NULL,
    reason text,
    marked_at timestamptz NOT NULL,
    marked_by uuid`;

const MARKS = `
  CREATE TABLE attendance_mark (${COLUMNS},
    CONSTRAINT attendance_mark_pk PRIMARY KEY (component_id, on_date, half),
    CONSTRAINT attendance_mark_one_place UNIQUE (placement_id, on_date, half),
    CONSTRAINT attendance_mark_placement FOREIGN KEY (placement_id, authority_id, school_organisation_id)
      REFERENCES placement (id, authority_id, school_organisation_id),
    CONSTRAINT attendance_mark_component FOREIGN KEY (component_id, placement_id, provider_organisation_id, site_id)
      REFERENCES placement_component (id, placement_id, provider_organisation_id, site_id),
    CONSTRAINT attendance_mark_half CHECK (half IN ('AM', 'PM')),
    CONSTRAINT attendance_mark_code CHECK (code IN ('/', '\\', 'L', 'V', 'P', 'W', 'I', 'M', 'C', 'C1', 'C2', 'J1', 'R', 'S', 'T',
      'G', 'N', 'O', 'U', 'X', 'Q', 'Y1', 'Y2', 'Y3', 'Y4', 'Y5', 'Y6', 'Y7', '#')),
    CONSTRAINT attendance_mark_own_half CHECK (NOT (code = '/' AND half = 'PM') AND NOT (code = '\\' AND half = 'AM')),
    CONSTRAINT attendance_mark_late CHECK (minutes_late IS NULL OR (code = 'L' AND minutes_late BETWEEN 1 AND 240)),
    CONSTRAINT attendance_mark_cause CHECK (code <> 'Y7' OR detail IS NOT NULL),
    CONSTRAINT attendance_mark_reason CHECK (revision = 1 OR reason IS NOT NULL)
  );
  COMMENT ON TABLE attendance_mark IS 'One half day of one pupil at a provision, as it counts now. Codes of SI 2024/208.';
  CREATE INDEX attendance_mark_by_site ON attendance_mark (site_id, on_date, half);
  CREATE INDEX attendance_mark_by_school ON attendance_mark (school_organisation_id, on_date);
  CREATE INDEX attendance_mark_unexplained ON attendance_mark (provider_organisation_id, on_date) WHERE code = 'N';

  CREATE TABLE attendance_mark_before (${COLUMNS},
    CONSTRAINT attendance_mark_before_pk PRIMARY KEY (component_id, on_date, half, revision),
    CONSTRAINT attendance_mark_before_mark FOREIGN KEY (component_id, on_date, half)
      REFERENCES attendance_mark (component_id, on_date, half)
  );
  COMMENT ON TABLE attendance_mark_before IS 'What a corrected mark was: every revision but the one that counts.';
`;

const GUARDS = `
  CREATE FUNCTION attendance_mark_guard() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    agreed record;
  BEGIN
    SELECT p.starts_on, coalesce(p.ended_on, p.planned_end) AS ends_on, p.status, c.sessions INTO agreed
      FROM placement p JOIN placement_component c ON c.placement_id = p.id
      WHERE p.id = NEW.placement_id AND c.id = NEW.component_id;
    IF agreed IS NULL OR agreed.status NOT IN ('AGREED', 'ACTIVE', 'ENDED')
        OR NEW.on_date < agreed.starts_on OR NEW.on_date > agreed.ends_on OR extract(isodow FROM NEW.on_date) > 5
        OR (agreed.sessions >> (2 * (extract(isodow FROM NEW.on_date)::int - 1) + (NEW.half = 'PM')::int)) & 1 = 0 THEN
      RAISE EXCEPTION 'not a session of the placement' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_mark_agreed';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.component_id, NEW.on_date, NEW.half) IS DISTINCT FROM (OLD.component_id, OLD.on_date, OLD.half) THEN
      RAISE EXCEPTION 'a mark stays where it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_mark_stays';
    END IF;
    NEW.revision := CASE TG_OP WHEN 'UPDATE' THEN OLD.revision + 1 ELSE 1 END;
    RETURN NEW;
  END $$;
  CREATE TRIGGER attendance_mark_guard BEFORE INSERT OR UPDATE ON attendance_mark
    FOR EACH ROW EXECUTE FUNCTION attendance_mark_guard();

  CREATE FUNCTION attendance_mark_keep() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO attendance_mark_before SELECT OLD.*;
    RETURN NULL;
  END $$;
  CREATE TRIGGER attendance_mark_keep AFTER UPDATE ON attendance_mark
    FOR EACH ROW EXECUTE FUNCTION attendance_mark_keep();
`;

const own = `provider_organisation_id = (SELECT actor_organisation())`;
const reads = `(${own} AND (SELECT actor_may('case.party')))
  OR (school_organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('referral.read')))
  OR (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('profile.authority')))`;
const marks = `${own} AND (SELECT actor_may('attendance.mark'))`;

const ROW_SECURITY = `
  ALTER TABLE attendance_mark ENABLE ROW LEVEL SECURITY; ALTER TABLE attendance_mark FORCE ROW LEVEL SECURITY;
  CREATE POLICY attendance_mark_read ON attendance_mark FOR SELECT USING (${reads});
  CREATE POLICY attendance_mark_add ON attendance_mark FOR INSERT WITH CHECK (${marks});
  CREATE POLICY attendance_mark_correct ON attendance_mark FOR UPDATE USING (${marks});
  REVOKE DELETE, TRUNCATE ON attendance_mark FROM placeway_app;

  ALTER TABLE attendance_mark_before ENABLE ROW LEVEL SECURITY; ALTER TABLE attendance_mark_before FORCE ROW LEVEL SECURITY;
  CREATE POLICY attendance_mark_before_read ON attendance_mark_before FOR SELECT USING (${reads});
  -- Written by the trigger, with the rights of whoever corrects; never changed.
  CREATE POLICY attendance_mark_before_add ON attendance_mark_before FOR INSERT WITH CHECK (${marks} AND pg_trigger_depth() > 0);
  REVOKE UPDATE, DELETE, TRUNCATE ON attendance_mark_before FROM placeway_app;
`;
