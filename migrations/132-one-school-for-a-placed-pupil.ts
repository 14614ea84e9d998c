import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   whoever gave a pupil's number and date of birth joined the record of a pupil whom another school had placed,
 *        wrote another name and address over it, and read what that school put there later. While a pupil has a place
 *        or an open referral, all of the pupil's cases belong to one school.
 * Locks: referral, against writing, while the index is built.
 * Undo:  drops the constraint.
 */
export class OneSchoolForAPlacedPupil1790000000132 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE referral ADD CONSTRAINT referral_one_school
      EXCLUDE USING gist (authority_id WITH =, pupil_id WITH =, school_organisation_id WITH <>)
      WHERE (status IN ('SUBMITTED', 'RETURNED', 'WITH_SEN', 'DECIDED', 'PLACED'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE referral DROP CONSTRAINT referral_one_school');
  }
}
