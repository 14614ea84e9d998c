import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   everybody reads every calendar, yet the policies for those who keep one stood beside that as policies of all
 *        commands: each row of each read asked whether the reader may write it, which made a calendar one of the
 *        dearest reads of the service. Who may write is now asked of writes alone.
 * Locks: an instant on the three tables of calendars.
 * Undo:  puts the policies of all commands back.
 */
export class CalendarsAreReadByAll1790000000251 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, keeps] of KEEPERS) {
      await runner.query(`
        DROP POLICY ${table}_write ON ${table};
        CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK (${keeps});
        CREATE POLICY ${table}_change ON ${table} FOR UPDATE USING (${keeps});
        CREATE POLICY ${table}_remove ON ${table} FOR DELETE USING (${keeps});
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, keeps] of KEEPERS) {
      await runner.query(`
        DROP POLICY ${table}_add ON ${table}; DROP POLICY ${table}_change ON ${table}; DROP POLICY ${table}_remove ON ${table};
        CREATE POLICY ${table}_write ON ${table} USING (${keeps});
      `);
    }
  }
}

const OF_A_CALENDAR = 'may_keep_calendar((SELECT c.organisation_id FROM school_calendar c WHERE c.id = calendar_id))';

const KEEPERS: readonly (readonly [table: string, keeps: string])[] = [
  ['school_calendar', 'may_keep_calendar(organisation_id)'],
  ['calendar_term', OF_A_CALENDAR],
  ['calendar_closure', OF_A_CALENDAR],
];
