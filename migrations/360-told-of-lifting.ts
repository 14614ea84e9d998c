import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   schools and the authority are told that a provider is suspended; that the suspension is lifted is news to the
 *        same people, and is kept beside it.
 * Locks: an instant on placement_notice.
 * Undo:  drops what was told of liftings.
 */
export class ToldOfLifting1790000000360 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(kinds(`'SITE_CLOSES', 'SITE_STAYS', 'SUSPENDED', 'LIFTED', 'REMOVED'`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE placement_notice NO FORCE ROW LEVEL SECURITY`);
    await runner.query(`DELETE FROM placement_notice WHERE what = 'LIFTED'`);
    await runner.query(`ALTER TABLE placement_notice FORCE ROW LEVEL SECURITY`);
    await runner.query(kinds(`'SITE_CLOSES', 'SITE_STAYS', 'SUSPENDED', 'REMOVED'`));
  }
}

const kinds = (codes: string): string => `
  ALTER TABLE placement_notice DROP CONSTRAINT placement_notice_what,
    ADD CONSTRAINT placement_notice_what CHECK (what IN (${codes}))`;
