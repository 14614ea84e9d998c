import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   the list of deadlines reads cases that go on, of which few are among all there ever were. One of its parts looked at all.
 * Locks: reads referral once; writers wait meanwhile.
 * Undo:  puts the narrower index back.
 */
export class CasesGoingOn1790000000433 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX referral_running;
      CREATE INDEX referral_running ON referral (authority_id, aim_on, id)
        WHERE status IN ('SUBMITTED', 'RETURNED', 'WITH_SEN', 'DECIDED', 'PLACED');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX referral_running;
      CREATE INDEX referral_running ON referral (authority_id, aim_on, id) WHERE status IN ('SUBMITTED', 'RETURNED', 'WITH_SEN', 'DECIDED');
    `);
  }
}
