import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a school that looks for a place asks what a pupil can come away with, so a programme says what it leads to.
 * Locks: ACCESS EXCLUSIVE on `programme` for an instant; a constant default rewrites nothing.
 * Undo:  drops the column and what was recorded in it.
 */
export class Qualifications1790000000180 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE programme ADD COLUMN qualifications text[] NOT NULL DEFAULT '{}';
      COMMENT ON COLUMN programme.qualifications IS 'Codes of what pupils can take here; the list is the application''s.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE programme DROP COLUMN qualifications');
  }
}
