import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a stay changes while it lasts: another site, other half days, a pause. A part of a placement gains the days on which
 *        it counts, both left out while it counts all along, and a mark stands on a day on which its part counted. No pupil
 *        is in two places in the same half day, in whatever placements, and nothing ends before what was marked of it.
 * Locks: an instant on placement, placement_component and attendance_mark.
 * Undo:  fails while a part of a placement counts on some days only: the older tables cannot say that.
 */
export class PartsWithDays1790000000390 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placement_component ADD COLUMN from_date date, ADD COLUMN until_date date,
        ADD CONSTRAINT placement_component_days CHECK (until_date >= from_date - 1),
        DROP CONSTRAINT placement_component_once;
      COMMENT ON COLUMN placement_component.from_date IS 'First day on which it counts; null for the first day of the placement.';
      COMMENT ON COLUMN placement_component.until_date IS 'Last day on which it counts; null for the last day of the placement. The day before the first: never.';
      CREATE INDEX placement_component_by_placement ON placement_component (placement_id, opening_pattern_id);
      CREATE INDEX placement_by_pupil ON placement (pupil_id);
      GRANT UPDATE (until_date) ON placement_component TO placeway_app;
      DROP TRIGGER placement_component_is_apart ON placement_component;
      DROP FUNCTION placement_component_is_apart;
    `);
    await runner.query(APART);
    await runner.query(MARKED);
    await runner.query(marksAgreed(DATED));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER placement_part_apart ON placement_component; DROP TRIGGER placement_stay_apart ON placement;
      DROP FUNCTION placement_part_apart(); DROP FUNCTION placement_stay_apart(); DROP FUNCTION placement_overlap(uuid);
      DROP TRIGGER placement_part_marked ON placement_component; DROP TRIGGER placement_stay_marked ON placement;
      DROP FUNCTION placement_part_marked(); DROP FUNCTION placement_stay_marked();
      REVOKE UPDATE (until_date) ON placement_component FROM placeway_app;
      DROP INDEX placement_component_by_placement; DROP INDEX placement_by_pupil;
      ${marksAgreed(WHOLE)}
      ALTER TABLE placement_component ADD CONSTRAINT placement_component_once UNIQUE (placement_id, opening_pattern_id),
        DROP COLUMN from_date, DROP COLUMN until_date;
      CREATE FUNCTION placement_component_is_apart() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM placement_component c WHERE c.placement_id = NEW.placement_id
            AND c.sessions & NEW.sessions <> 0) THEN
          RAISE EXCEPTION 'nobody is in two places at once' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'placement_component_apart';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER placement_component_is_apart BEFORE INSERT ON placement_component
        FOR EACH ROW EXECUTE FUNCTION placement_component_is_apart();
    `);
  }
}

const first = (part: string, stay: string): string => `coalesce(${part}.from_date, ${stay}.starts_on)`;
const last = (part: string, stay: string): string =>
  `least(${part}.until_date, coalesce(${stay}.ended_on, ${stay}.planned_end))`;

/** The other placement of a part that wants the pupil of this placement in the same half day of the same days. */
const APART = `
  CREATE FUNCTION placement_overlap(stay uuid) RETURNS uuid LANGUAGE plpgsql AS $$
  DECLARE
    found uuid;
  BEGIN
    -- Whoever writes of the same pupil waits, so that each sees what the other has written.
    PERFORM pg_advisory_xact_lock(hashtextextended('stays of ' || pupil_id, 0)) FROM placement WHERE id = stay;
    SELECT q.id INTO found FROM placement p JOIN placement_component a ON a.placement_id = p.id
        JOIN placement q ON q.pupil_id = p.pupil_id AND q.status IN ('OFFERED', 'AGREED', 'ACTIVE', 'ENDED')
        JOIN placement_component b ON b.placement_id = q.id AND b.id <> a.id AND b.sessions & a.sessions <> 0
      WHERE p.id = stay AND p.status IN ('OFFERED', 'AGREED', 'ACTIVE', 'ENDED')
        AND greatest(${first('a', 'p')}, ${first('b', 'q')}) <= least(${last('a', 'p')}, ${last('b', 'q')})
      ORDER BY q.id = stay LIMIT 1;
    RETURN found;
  END $$;

  CREATE FUNCTION placement_part_apart() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    other uuid := placement_overlap(NEW.placement_id);
  BEGIN
    IF other = NEW.placement_id THEN
      RAISE EXCEPTION 'nobody is in two places at once' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_component_apart';
    ELSIF other IS NOT NULL THEN
      RAISE EXCEPTION 'nobody is in two places at once' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_stays_apart';
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER placement_part_apart AFTER INSERT OR UPDATE OF until_date ON placement_component
    FOR EACH ROW EXECUTE FUNCTION placement_part_apart();

  CREATE FUNCTION placement_stay_apart() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF placement_overlap(NEW.id) IS NOT NULL THEN
      RAISE EXCEPTION 'nobody is in two places at once' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_stays_apart';
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER placement_stay_apart AFTER UPDATE OF planned_end ON placement FOR EACH ROW
    WHEN (NEW.planned_end > OLD.planned_end) EXECUTE FUNCTION placement_stay_apart();
`;

const MARKED = `
  CREATE FUNCTION placement_part_marked() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM attendance_mark m WHERE m.component_id = NEW.id AND m.on_date > NEW.until_date) THEN
      RAISE EXCEPTION 'marked after that day' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_marked_after';
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER placement_part_marked AFTER UPDATE OF until_date ON placement_component FOR EACH ROW
    WHEN (NEW.until_date IS NOT NULL) EXECUTE FUNCTION placement_part_marked();

  CREATE FUNCTION placement_stay_marked() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM attendance_mark m WHERE m.placement_id = NEW.id
        AND m.on_date > coalesce(NEW.ended_on, NEW.planned_end)) THEN
      RAISE EXCEPTION 'marked after that day' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_marked_after';
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER placement_stay_marked AFTER UPDATE OF ended_on, planned_end ON placement FOR EACH ROW
    WHEN (coalesce(NEW.ended_on, NEW.planned_end) < coalesce(OLD.ended_on, OLD.planned_end))
    EXECUTE FUNCTION placement_stay_marked();
`;

const DATED = { first: first('c', 'p'), last: last('c', 'p') };
const WHOLE = { first: 'p.starts_on', last: 'coalesce(p.ended_on, p.planned_end)' };

/** Which of these marks is no half day of its part of an agreed placement, or names another school, site or provider. */
const marksAgreed = (days: { readonly first: string; readonly last: string }): string => `
  CREATE OR REPLACE FUNCTION attendance_marks_added() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (
      WITH part AS MATERIALIZED (
        SELECT c.id, c.placement_id, c.provider_organisation_id, c.site_id, c.sessions, p.authority_id,
               p.school_organisation_id, ${days.first} AS starts_on, ${days.last} AS ends_on
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
`;
