import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   an authority sees the sites and programmes of the providers it buys from, which a new bidder is not yet: what
 *        such a bidder offered, prices included, was hidden from whoever evaluates it. A bid keeps their names as they
 *        were when it was made, so that it stands as it was sent.
 * Locks: ACCESS EXCLUSIVE on application_offer, site and programme for a moment, while offers get their names.
 * Undo:  drops the names; nothing else is lost.
 */
export class OffersAsBid1790000000173 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE application_offer ADD COLUMN site_name text, ADD COLUMN programme_name text;
      ALTER TABLE application_offer NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE application_offer DISABLE TRIGGER application_offer_stands;
      ALTER TABLE site NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE programme NO FORCE ROW LEVEL SECURITY;
      UPDATE application_offer x SET site_name = s.name, programme_name = p.name
        FROM site s, programme p WHERE s.id = x.site_id AND p.id = x.programme_id;
      ALTER TABLE application_offer FORCE ROW LEVEL SECURITY;
      ALTER TABLE application_offer ENABLE TRIGGER application_offer_stands;
      ALTER TABLE site FORCE ROW LEVEL SECURITY;
      ALTER TABLE programme FORCE ROW LEVEL SECURITY;
      ALTER TABLE application_offer ALTER COLUMN site_name SET NOT NULL, ALTER COLUMN programme_name SET NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE application_offer DROP COLUMN site_name, DROP COLUMN programme_name');
  }
}
