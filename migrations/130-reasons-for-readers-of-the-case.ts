import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   the reasons of a decision are words about a child. Whoever reads referrals in the school reads them; its finance
 *        staff, who see money and an identifier, do not.
 * Locks: an instant on decision.
 * Undo:  the policy as it was.
 */
export class ReasonsForReadersOfTheCase1790000000130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER POLICY decision_of_own_pupil ON decision USING (${of('referral.read')})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER POLICY decision_of_own_pupil ON decision USING (${of('placement.read')})`);
  }
}

const of = (permission: string) => `kind = 'PLACEMENT' AND actor_may('${permission}')
  AND referral_id IN (SELECT p.referral_id FROM placement p WHERE p.school_organisation_id = actor_organisation())`;
