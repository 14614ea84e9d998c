import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a file of a term holds tens of thousands of marks. Each asked by itself whether it is a session of its placement,
 *        and two foreign keys asked again; most of the time of an import was theirs. All marks of a statement are now asked
 *        about at once, with all that the keys asked. Parts of a placement are never deleted (110).
 * Locks: an instant on attendance_mark, placement and placement_component.
 * Undo:  puts the checks of single rows back.
 */
export class ManyMarksAtOnce1790000000252 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER attendance_mark_guard ON attendance_mark; DROP FUNCTION attendance_mark_guard();
      DROP TRIGGER attendance_mark_keep ON attendance_mark; DROP FUNCTION attendance_mark_keep();
      ALTER TABLE attendance_mark DROP CONSTRAINT attendance_mark_placement, DROP CONSTRAINT attendance_mark_component;
      ALTER TABLE placement DROP CONSTRAINT placement_whose;
      ALTER TABLE placement_component DROP CONSTRAINT placement_component_whose;
    `);
    await runner.query(AGREED);
    await runner.query(TRIGGERS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER attendance_marks_added ON attendance_mark; DROP TRIGGER attendance_marks_agreed ON attendance_mark;
      DROP TRIGGER attendance_marks_corrected ON attendance_mark;
      DROP FUNCTION attendance_marks_added(); DROP FUNCTION attendance_marks_corrected();
      ALTER TABLE placement ADD CONSTRAINT placement_whose UNIQUE (id, authority_id, school_organisation_id);
      ALTER TABLE placement_component ADD CONSTRAINT placement_component_whose
        UNIQUE (id, placement_id, provider_organisation_id, site_id);
      ALTER TABLE attendance_mark
        ADD CONSTRAINT attendance_mark_placement FOREIGN KEY (placement_id, authority_id, school_organisation_id)
          REFERENCES placement (id, authority_id, school_organisation_id),
        ADD CONSTRAINT attendance_mark_component FOREIGN KEY (component_id, placement_id, provider_organisation_id, site_id)
          REFERENCES placement_component (id, placement_id, provider_organisation_id, site_id);
    `);
    await runner.query(GUARDS);
  }
}

/** Which of these marks is no half day of its part of an agreed placement, or names another school, site or provider. */
const AGREED = `
  CREATE FUNCTION attendance_marks_added() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (
      WITH part AS MATERIALIZED (
        SELECT c.id, c.placement_id, c.provider_organisation_id, c.site_id, c.sessions, p.authority_id,
               p.school_organisation_id, p.starts_on, coalesce(p.ended_on, p.planned_end) AS ends_on
          FROM placement_component c JOIN placement p ON p.id = c.placement_id
         WHERE c.id IN (SELECT component_id FROM marked) AND p.status IN ('AGREED', 'ACTIVE', 'ENDED'))
      SELECT FROM marked m LEFT JOIN part a
          ON (a.id, a.placement_id, a.provider_organisation_id, a.site_id, a.authority_id, a.school_organisation_id)
           = (m.component_id, m.placement_id, m.provider_organisation_id, m.site_id, m.authority_id, m.school_organisation_id)
       WHERE a.id IS NULL OR m.on_date NOT BETWEEN a.starts_on AND a.ends_on OR extract(isodow FROM m.on_date) > 5
          OR (a.sessions >> (2 * (extract(isodow FROM m.on_date)::int - 1) + (m.half = 'PM')::int)) & 1 = 0)
    THEN
      RAISE EXCEPTION 'not a session of the placement' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_mark_agreed';
    END IF;
    IF TG_OP = 'INSERT' AND EXISTS (SELECT FROM marked WHERE revision <> 1) THEN
      RAISE EXCEPTION 'a mark begins with its first revision' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_mark_stays';
    END IF;
    RETURN NULL;
  END $$;

  CREATE FUNCTION attendance_marks_corrected() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM was FULL JOIN marked USING (component_id, on_date, half)
                WHERE (marked.revision = was.revision + 1) IS NOT TRUE) THEN
      RAISE EXCEPTION 'a mark stays where it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_mark_stays';
    END IF;
    INSERT INTO attendance_mark_before SELECT * FROM was;
    RETURN NULL;
  END $$;
`;

const TRIGGERS = `
  CREATE TRIGGER attendance_marks_added AFTER INSERT ON attendance_mark REFERENCING NEW TABLE AS marked
    FOR EACH STATEMENT EXECUTE FUNCTION attendance_marks_added();
  CREATE TRIGGER attendance_marks_agreed AFTER UPDATE ON attendance_mark REFERENCING NEW TABLE AS marked
    FOR EACH STATEMENT EXECUTE FUNCTION attendance_marks_added();
  CREATE TRIGGER attendance_marks_corrected AFTER UPDATE ON attendance_mark
    REFERENCING OLD TABLE AS was NEW TABLE AS marked FOR EACH STATEMENT EXECUTE FUNCTION attendance_marks_corrected();
`;

/** As 250 made them. */
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
