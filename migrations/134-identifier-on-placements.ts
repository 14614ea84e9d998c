import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   finance reconciles a charge by the placement and an identifier of the pupil, and may open neither the pupil nor
 *        the case. The reference names nobody and never changes, so the placement carries it.
 * Locks: placement, while its rows are filled in.
 * Undo:  drops the column.
 */
export class IdentifierOnPlacements1790000000134 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The owner of the tables is bound by their policies as well, and nobody acts here.
    const tables = ['placement', 'pupil'];
    for (const table of tables) await runner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await runner.query(`ALTER TABLE placement ADD COLUMN pupil_reference text`);
    await runner.query(`UPDATE placement SET pupil_reference = reference_of.reference
      FROM (SELECT id, reference FROM pupil) reference_of WHERE reference_of.id = placement.pupil_id`);
    await runner.query(`ALTER TABLE placement ALTER COLUMN pupil_reference SET NOT NULL`);
    for (const table of tables) await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE placement DROP COLUMN pupil_reference`);
  }
}
