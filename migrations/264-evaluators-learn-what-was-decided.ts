import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   whoever evaluated a bid read that the board still had to decide for ever after. They learn what was decided once it
 *        is, of the bids that they may read; from whom a bid is kept, its decision is kept as well.
 * Locks: an instant on admission_case.
 * Undo:  drops the rule.
 */
export class EvaluatorsLearnWhatWasDecided1790000000264 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE POLICY admission_case_evaluated ON admission_case FOR SELECT USING (authority_id = (SELECT actor_authority())
        AND decision_id IS NOT NULL AND actor_may('application.evaluate')
        -- Whoever prepares or signs reads every case by another rule, and need not be asked about each bid.
        AND NOT actor_may('board.manage') AND NOT actor_may('framework.manage')
        AND EXISTS (SELECT FROM application a WHERE a.id = admission_case.application_id));
      CREATE INDEX admission_case_by_application ON admission_case (application_id) WHERE application_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX admission_case_by_application;
      DROP POLICY admission_case_evaluated ON admission_case;
    `);
  }
}
