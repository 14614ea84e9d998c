import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a board decides routine cases together because nothing about them is open. How many checks of due diligence were
 *        open or failed when a case was put before it stands with the case, and one with any is never routine.
 * Locks: an instant on admission_case and agenda_item; older cases have no counts and are left as they are.
 * Undo:  drops the counts; papers keep their copies.
 */
export class ChecksInThePaper1790000000220 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE admission_case ADD COLUMN checks_open smallint, ADD COLUMN checks_failed smallint,
        ADD CONSTRAINT admission_case_checks CHECK ((checks_open IS NULL) = (checks_failed IS NULL)
          AND checks_open >= 0 AND checks_failed >= 0);
      COMMENT ON COLUMN admission_case.checks_open IS 'Checks of due diligence nobody had looked at when it was put before the board; null for older cases.';
      COMMENT ON COLUMN admission_case.checks_failed IS 'Checks found or said not to be met then.';

      CREATE FUNCTION agenda_item_is_routine() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.en_bloc AND NEW.subject_type = 'ADMISSION' AND EXISTS (SELECT FROM admission_case c
            WHERE c.id = NEW.subject_id AND c.checks_open + c.checks_failed > 0) THEN
          RAISE EXCEPTION 'a case with an open check is taken by itself' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'agenda_item_is_routine';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER agenda_item_is_routine BEFORE INSERT ON agenda_item
        FOR EACH ROW EXECUTE FUNCTION agenda_item_is_routine();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER agenda_item_is_routine ON agenda_item;
      DROP FUNCTION agenda_item_is_routine;
      ALTER TABLE admission_case DROP COLUMN checks_open, DROP COLUMN checks_failed;
    `);
  }
}
