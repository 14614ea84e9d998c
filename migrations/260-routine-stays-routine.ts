import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what is routine was looked at when an item is put on an agenda, and not when it is changed afterwards: an item could
 *        be made routine again after a member of the body had declared an interest, or a case with an open check. And the
 *        guard of each admission in a block of 2,000 read every item of the agenda to find the one case it asks about.
 * Locks: an instant on agenda_item and admission_case; building the index stops new admissions for a moment.
 * Undo:  looks at new items alone again, and drops the index.
 */
export class RoutineStaysRoutine1790000000260 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION agenda_item_stays_apart() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'an item that is taken by itself stays so' USING ERRCODE = 'check_violation',
          CONSTRAINT = 'agenda_item_is_routine';
      END $$;
      CREATE TRIGGER agenda_item_stays_apart BEFORE UPDATE ON agenda_item
        FOR EACH ROW WHEN (NEW.en_bloc AND NOT OLD.en_bloc) EXECUTE FUNCTION agenda_item_stays_apart();
      CREATE INDEX admission_by_decision ON admission (decision_id);
      ${readBy(`EXISTS (SELECT FROM agenda_item i JOIN agenda_paper p ON p.item_id = i.id
        WHERE i.subject_type = 'ADMISSION' AND i.subject_id = admission_case.id)`)}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${readBy(`id IN (SELECT i.subject_id FROM agenda_item i
        JOIN agenda_paper p ON p.item_id = i.id WHERE i.subject_type = 'ADMISSION')`)}
      DROP INDEX admission_by_decision;
      DROP TRIGGER agenda_item_stays_apart ON agenda_item;
      DROP FUNCTION agenda_item_stays_apart;
    `);
  }
}

/** Members read the cases of items that they have not withdrawn from. */
const readBy = (aMember: string): string => `
  DROP POLICY admission_case_read ON admission_case;
  CREATE POLICY admission_case_read ON admission_case FOR SELECT USING (authority_id = (SELECT actor_authority())
    AND (actor_may('board.manage') OR actor_may('framework.manage') OR (actor_may('board.sit') AND ${aMember})));`;
