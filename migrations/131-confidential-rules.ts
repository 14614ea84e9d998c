import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   the panel's explanations say who has a separated risk or must be kept apart from somebody at a site. Whoever may
 *        read options without opening risks, as the commissioner does, gets the explanation that the parties get.
 * Locks: an instant on matching_explanation.
 * Undo:  the policy as it was.
 */
export class ConfidentialRules1790000000131 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(readableBy(`(audience = 'ALL' OR actor_may('risks.authority'))`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(readableBy('true'));
  }
}

const readableBy = (also: string) => `ALTER POLICY matching_explanation_read ON matching_explanation
  USING ((authority_id = actor_authority() AND actor_may('options.authority') AND ${also})
    OR (audience = 'ALL' AND referral_id IN (SELECT party_referrals('OPTIONS'))))`;
