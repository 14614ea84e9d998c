import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a document that is for one site ran out for the whole admission, and openings at other sites could not be used.
 *        What ran out at a site now counts at that site.
 * Locks: an instant on admission_lapse. Open rows of documents of sites are put right by the next daily look.
 * Undo:  lifts what counts at a site on the day it began; the next daily look writes it for the whole admission again.
 */
export class LapsesAtASite1790000000222 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE admission_lapse ADD COLUMN site_id uuid,
        ADD CONSTRAINT admission_lapse_site FOREIGN KEY (site_id, provider_organisation_id)
          REFERENCES site (id, provider_organisation_id);
      COMMENT ON COLUMN admission_lapse.site_id IS 'The site that the document is for; null: it counts everywhere.';
      DROP INDEX admission_lapse_one_open;
      CREATE UNIQUE INDEX admission_lapse_one_open ON admission_lapse (admission_id, kind, site_id) NULLS NOT DISTINCT
        WHERE lifted_on IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE admission_lapse NO FORCE ROW LEVEL SECURITY;
      UPDATE admission_lapse SET lifted_on = from_date WHERE site_id IS NOT NULL AND lifted_on IS NULL;
      ALTER TABLE admission_lapse FORCE ROW LEVEL SECURITY;
      DROP INDEX admission_lapse_one_open;
      ALTER TABLE admission_lapse DROP COLUMN site_id;
      CREATE UNIQUE INDEX admission_lapse_one_open ON admission_lapse (admission_id, kind) WHERE lifted_on IS NULL;
    `);
  }
}
