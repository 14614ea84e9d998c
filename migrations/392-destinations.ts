import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   where a pupil went who did not go back to school from a provision, and whether that lasted by the national rule: month
 *        by month from October to March of the next academic year. One a placement; what was found is written down once.
 * Locks: none, the table is new.
 * Undo:  drops what was recorded.
 */
export class Destinations1790000000392 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placement_destination (
        placement_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        kind text NOT NULL,
        check_from date NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid,
        months text[],
        sustained boolean,
        checked_at timestamptz,
        checked_by uuid,
        CONSTRAINT placement_destination_pk PRIMARY KEY (placement_id),
        CONSTRAINT placement_destination_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
        CONSTRAINT placement_destination_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
        CONSTRAINT placement_destination_kind CHECK (kind IN ('MAINSTREAM', 'SPECIAL', 'OTHER_AP', 'COLLEGE', 'TRAINING',
          'APPRENTICESHIP', 'EMPLOYMENT', 'NONE', 'MOVED', 'UNKNOWN')),
        CONSTRAINT placement_destination_months CHECK (cardinality(months) = 6
          AND months <@ ARRAY['LEARNING', 'APPRENTICESHIP', 'EMPLOYMENT', 'NEITHER', 'UNKNOWN']),
        CONSTRAINT placement_destination_checked CHECK ((months IS NULL) = (sustained IS NULL) AND (months IS NULL) = (checked_at IS NULL))
      );
      COMMENT ON TABLE placement_destination IS 'Where a leaver of a provision went, and whether it was sustained by the national rule.';
      CREATE INDEX placement_destination_to_check ON placement_destination (authority_id, check_from) WHERE checked_at IS NULL;

      CREATE FUNCTION placement_destination_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'UPDATE' AND OLD.checked_at IS NOT NULL THEN
          RAISE EXCEPTION 'found once' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_destination_once';
        END IF;
        IF NOT EXISTS (SELECT FROM placement p WHERE p.id = NEW.placement_id AND p.authority_id = NEW.authority_id
            AND p.status = 'ENDED') THEN
          RAISE EXCEPTION 'it has not ended' USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_destination_ended';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER placement_destination_guard BEFORE INSERT OR UPDATE ON placement_destination
        FOR EACH ROW EXECUTE FUNCTION placement_destination_guard();

      ALTER TABLE placement_destination ENABLE ROW LEVEL SECURITY; ALTER TABLE placement_destination FORCE ROW LEVEL SECURITY;
      CREATE POLICY placement_destination_read ON placement_destination FOR SELECT USING (
        (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('case.authority')))
        OR placement_id IN (SELECT id FROM placement WHERE school_organisation_id = (SELECT actor_organisation())
          AND (SELECT actor_may('referral.read'))));
      CREATE POLICY placement_destination_add ON placement_destination FOR INSERT WITH CHECK (
        authority_id = (SELECT actor_authority()) AND (SELECT actor_may('placement.end')));
      CREATE POLICY placement_destination_find ON placement_destination FOR UPDATE USING (
        authority_id = (SELECT actor_authority()) AND (SELECT actor_may('placement.end')));
      REVOKE UPDATE, DELETE, TRUNCATE ON placement_destination FROM placeway_app;
      GRANT UPDATE (kind, check_from, recorded_at, recorded_by, months, sustained, checked_at, checked_by)
        ON placement_destination TO placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE placement_destination; DROP FUNCTION placement_destination_guard();`);
  }
}
