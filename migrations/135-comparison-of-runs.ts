import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a coordinator who shows a proposal to a panel is asked what it is better than, and who moved since last time.
 *        Both are worked out with the run, because a day later neither the pool nor the places are what they were. The
 *        input is kept so that a run whose options are no longer stored in full can be replayed from file.
 * Locks: an instant on matching_run_detail; the columns have no default to write.
 * Undo:  drops the columns and what was compared.
 */
export class ComparisonOfRuns1790000000135 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE matching_run_detail ADD COLUMN comparison jsonb, ADD COLUMN proposal jsonb,
      ADD COLUMN input bytea`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE matching_run_detail DROP COLUMN comparison, DROP COLUMN proposal, DROP COLUMN input`,
    );
  }
}
