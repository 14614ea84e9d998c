import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a school that named a child by number, to be kept apart from its own, saw which place disappeared and so learnt
 *        where that child is. What the parties of a case read no longer depends on the names they gave, so that some
 *        options are theirs to read and not the panel's, and the other way round.
 * Locks: an instant on matching_option.
 * Undo:  drops what only the parties read; the rest is everybody's again.
 */
export class OptionsOfTheParties1790000000143 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE matching_option ADD COLUMN audience text NOT NULL DEFAULT 'ALL',
        ADD CONSTRAINT matching_option_audience CHECK (audience IN ('ALL', 'PANEL', 'PARTIES')),
        ADD CONSTRAINT matching_option_chosen_for_panel CHECK (NOT (chosen AND audience = 'PARTIES'));
      ALTER TABLE matching_option ALTER COLUMN audience DROP DEFAULT;
      ALTER POLICY matching_option_read ON matching_option
        USING ((audience <> 'PARTIES' AND authority_id = actor_authority() AND actor_may('options.authority'))
          OR (audience <> 'PANEL' AND referral_id IN (SELECT party_referrals('OPTIONS'))));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE matching_option NO FORCE ROW LEVEL SECURITY;
      DELETE FROM matching_option WHERE audience = 'PARTIES';
      ALTER TABLE matching_option FORCE ROW LEVEL SECURITY;
      ALTER POLICY matching_option_read ON matching_option
        USING ((authority_id = actor_authority() AND actor_may('options.authority'))
          OR referral_id IN (SELECT party_referrals('OPTIONS')));
      ALTER TABLE matching_option DROP COLUMN audience;
    `);
  }
}
