import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a register file waits for a decision, and any authority's administrator could apply or discard what another had
 *        loaded and was looking at. The register is one for all and stays readable; a file is decided on where it was
 *        loaded.
 * Locks: an instant on register_import.
 * Undo:  drops the column; everybody who may import decides on every file again.
 */
export class ImportsBelongToWhoLoadedThem1790000000142 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE register_import ADD COLUMN organisation_id uuid,
        ADD CONSTRAINT register_import_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id);
      COMMENT ON COLUMN register_import.organisation_id IS 'Where the file was loaded; empty for an operator''s own load.';
    `);
    // The owner of the tables is bound by their policies as well, and nobody acts here.
    const tables = ['register_import', 'stored_file'];
    for (const table of tables) await runner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await runner.query(
      `UPDATE register_import i SET organisation_id = f.organisation_id FROM stored_file f WHERE f.id = i.file_id`,
    );
    for (const table of tables) await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await runner.query(`
      DROP POLICY register_import_scope ON register_import;
      CREATE POLICY register_import_read ON register_import FOR SELECT USING (${MAY});
      CREATE POLICY register_import_add ON register_import FOR INSERT WITH CHECK (${MAY});
      CREATE POLICY register_import_change ON register_import FOR UPDATE USING (${MAY} AND (
        (SELECT actor_kind()) = 'service' OR organisation_id = (SELECT actor_organisation()) OR created_by = (SELECT actor_user())));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY register_import_read ON register_import;
      DROP POLICY register_import_add ON register_import;
      DROP POLICY register_import_change ON register_import;
      CREATE POLICY register_import_scope ON register_import USING (${MAY});
      ALTER TABLE register_import DROP COLUMN organisation_id;
    `);
  }
}

const MAY = `(SELECT actor_may('register.import'))`;
