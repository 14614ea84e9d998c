import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a child whose sixth school day is two days away must not wait behind other pools. Work that is urgent goes to the
 *        head of its queue, also when it has been asked for already and still waits.
 * Locks: an instant on outbox; the default is constant, so no row is written.
 * Undo:  drops the column.
 */
export class UrgentWork1790000000151 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE outbox ADD COLUMN urgent boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE outbox DROP COLUMN urgent`);
  }
}
