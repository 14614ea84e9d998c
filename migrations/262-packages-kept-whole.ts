import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a package is kept for a pupil as a whole or not at all, and its parts never want the pupil in two places in the
 *        same half day: neither while it is kept nor once it is placed.
 * Locks: an instant; rows written before are left as they are.
 * Undo:  drops the guards.
 */
export class PackagesKeptWhole1790000000262 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE place_reservation ADD CONSTRAINT place_reservation_parts CHECK (cardinality(pattern_ids) BETWEEN 1 AND 3) NOT VALID;
      COMMENT ON COLUMN place_reservation.pattern_ids IS 'One place, or the parts of a package; one hold keeps all of them.';

      CREATE FUNCTION place_reservation_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM unnest(NEW.pattern_ids) AS wanted (id)
              FULL JOIN (SELECT opening_pattern_id AS id FROM capacity_hold_line WHERE hold_id = NEW.hold_id) AS kept USING (id)
             WHERE wanted.id IS NULL OR kept.id IS NULL)
            OR NOT EXISTS (SELECT FROM capacity_hold h WHERE h.id = NEW.hold_id AND h.status = 'HELD'
                AND h.expires_at = NEW.expires_at) THEN
          RAISE EXCEPTION 'every part is kept, until the same moment' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'place_reservation_whole';
        END IF;
        IF EXISTS (SELECT FROM capacity_hold_line a JOIN capacity_hold_line b ON b.hold_id = a.hold_id
              AND b.opening_pattern_id > a.opening_pattern_id AND a.sessions & b.sessions <> 0
              AND b.from_week <= a.to_week AND a.from_week <= b.to_week WHERE a.hold_id = NEW.hold_id) THEN
          RAISE EXCEPTION 'nobody is in two places at once' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'place_reservation_apart';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER place_reservation_is_whole BEFORE INSERT ON place_reservation
        FOR EACH ROW EXECUTE FUNCTION place_reservation_is_whole();

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

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER placement_component_is_apart ON placement_component;
      DROP TRIGGER place_reservation_is_whole ON place_reservation;
      DROP FUNCTION placement_component_is_apart, place_reservation_is_whole;
      ALTER TABLE place_reservation DROP CONSTRAINT place_reservation_parts;
      COMMENT ON COLUMN place_reservation.pattern_ids IS NULL;
    `);
  }
}
