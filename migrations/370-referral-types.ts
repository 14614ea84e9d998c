import type { MigrationInterface, QueryRunner } from 'typeorm';

const BEFORE = ['PREVENTATIVE_DUAL', 'PREVENTATIVE_EARLY', 'PERMANENT_EXCLUSION', 'OFF_SITE_DIRECTION'];
const OF_PROVISION = ['SUSPENSION', 'SAFEGUARDING_SEPARATION', 'SECTION_19_HEALTH'];
const OF_SCHOOLS = ['FAIR_ACCESS', 'MANAGED_MOVE', 'REINTEGRATION'];
const NEW = [...OF_PROVISION, ...OF_SCHOOLS];
const listed = (types: readonly string[]): string => types.map((type) => `'${type}'`).join(', ');

/** Where the authority owes the education, a school is charged by the regulations or its own signature and no other way. */
const LAWFUL = `payer <> 'SCHOOL' OR CASE
    WHEN referral_type = 'PERMANENT_EXCLUSION' THEN footing IN ('STATUTORY_REDETERMINATION', 'SIGNED_AGREEMENT')
    WHEN referral_type IN ('SAFEGUARDING_SEPARATION', 'SECTION_19_HEALTH', 'FAIR_ACCESS')
      THEN footing IN ('LEAVER_REDETERMINATION', 'SIGNED_AGREEMENT')
    ELSE true END`;

const EXCLUDED = (types: string) => `status = 'DRAFT' OR type NOT IN (${types}) OR
    num_nulls(first_excluded_on, day_six_target, day_six_last) = 0`;

/**
 * Why:   six more kinds of request: a long suspension, illness, separation for safeguarding, fair access, a managed move and the
 *        way back to a school. A suspension has its sixth day like an exclusion; what is no exclusion may not carry one's dates.
 *        What answers them is kept as a value beside the words in which it was read.
 * Locks: an exclusive lock on referral, placement, commitment and referral_answer while the checks read them; seconds on a large authority.
 * Undo:  refuses while a request of a new kind is there, because no earlier release could read it; then the former rules return.
 */
export class ReferralTypes1790000000370 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE referral
        DROP CONSTRAINT referral_type,
        DROP CONSTRAINT referral_excluded,
        ADD CONSTRAINT referral_type CHECK (type IN (${listed([...BEFORE, ...NEW])})),
        ADD CONSTRAINT referral_excluded CHECK (${EXCLUDED("'PERMANENT_EXCLUSION', 'SUSPENSION'")}),
        ADD CONSTRAINT referral_no_exclusion CHECK (type IN ('PERMANENT_EXCLUSION', 'SUSPENSION')
          OR num_nonnulls(first_excluded_on, day_six_target, day_six_last, day_six_looked_after) = 0);
      ALTER TABLE commitment
        DROP CONSTRAINT commitment_lawful_on_exclusion,
        ADD CONSTRAINT commitment_lawful_on_exclusion CHECK (${LAWFUL});
      ALTER TABLE placement ADD CONSTRAINT placement_in_provision CHECK (referral_type NOT IN (${listed(OF_SCHOOLS)}));
      ALTER TABLE referral_answer ADD COLUMN value jsonb;
      ALTER TABLE referral ADD COLUMN aim_why text;
      COMMENT ON COLUMN referral.aim_why IS 'The rule that the day to work to comes from; none in what an earlier release wrote.';
      COMMENT ON COLUMN referral_answer.value IS 'The answer as a value where it is more than words; the words beside it are how it was read.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placement DROP CONSTRAINT placement_in_provision;
      ALTER TABLE referral_answer DROP COLUMN value;
      ALTER TABLE referral DROP COLUMN aim_why;
      ALTER TABLE commitment
        DROP CONSTRAINT commitment_lawful_on_exclusion,
        ADD CONSTRAINT commitment_lawful_on_exclusion CHECK (payer <> 'SCHOOL' OR referral_type <> 'PERMANENT_EXCLUSION'
          OR footing IN ('STATUTORY_REDETERMINATION', 'SIGNED_AGREEMENT'));
      ALTER TABLE referral
        DROP CONSTRAINT referral_no_exclusion,
        DROP CONSTRAINT referral_type,
        DROP CONSTRAINT referral_excluded,
        ADD CONSTRAINT referral_type CHECK (type IN (${listed(BEFORE)})),
        ADD CONSTRAINT referral_excluded CHECK (${EXCLUDED("'PERMANENT_EXCLUSION'")});
    `);
  }
}
