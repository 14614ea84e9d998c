import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a decision that one person took between meetings is put to the next one, which ratifies it or does not: once.
 * Locks: an instant on decision; no old row follows another.
 * Undo:  drops the index; decisions stay.
 */
export class RatifiedOnce1790000000292 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE UNIQUE INDEX decision_followed_once ON decision (follows_decision_id) WHERE follows_decision_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX decision_followed_once`);
  }
}
