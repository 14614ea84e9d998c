import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a provider that another authority had brought here could be admitted by the board and still not be used: only
 *        who manages providers could put it into the supply, and the board does not. Whoever buys through the framework
 *        may use whom it admits, so an admission is enough.
 * Locks: an instant.
 * Undo:  drops the rule; rows it let in stay.
 */
export class AdmittedIntoSupply1790000000240 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE POLICY authority_supply_admitted ON authority_supply FOR INSERT WITH CHECK (EXISTS (
        SELECT FROM admission a JOIN framework_participant p ON p.framework_id = a.framework_id
         WHERE a.provider_organisation_id = authority_supply.provider_organisation_id
           AND p.authority_id = authority_supply.authority_id AND a.authority_id = (SELECT actor_authority())
           AND (SELECT actor_is_authority()) AND a.status = 'ADMITTED' AND a.to_date >= actor_today()
           AND a.decision_id IS NOT NULL))
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP POLICY authority_supply_admitted ON authority_supply');
  }
}
