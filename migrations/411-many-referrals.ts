import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a school, or the authority for its schools, starts many requests at once from a file. What was sent is kept to be
 *        looked at, and given up as soon as drafts hold it: nobody needs a child's answers twice.
 * Locks: none, the table is new.
 * Undo:  drops the table; the drafts made from it stay.
 */
export class ManyReferrals1790000000411 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE referral_batch (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        name text NOT NULL,
        content jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        created_by uuid,
        applied_at timestamptz,
        started uuid[],
        CONSTRAINT referral_batch_pk PRIMARY KEY (id),
        CONSTRAINT referral_batch_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
        CONSTRAINT referral_batch_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT referral_batch_name CHECK (length(name) BETWEEN 1 AND 200),
        CONSTRAINT referral_batch_applied CHECK ((applied_at IS NULL) = (started IS NULL)),
        CONSTRAINT referral_batch_given_up CHECK (applied_at IS NULL OR content = '[]')
      );
      COMMENT ON TABLE referral_batch IS 'Requests started many at once: the rows until drafts hold them, and which drafts those are.';
      CREATE INDEX referral_batch_by_organisation ON referral_batch (organisation_id, id);
      ALTER TABLE referral_batch ENABLE ROW LEVEL SECURITY; ALTER TABLE referral_batch FORCE ROW LEVEL SECURITY;
      CREATE POLICY referral_batch_own ON referral_batch USING ((SELECT actor_may('referral.create'))
        AND authority_id = (SELECT actor_authority()) AND organisation_id = (SELECT actor_organisation()));
      REVOKE UPDATE, TRUNCATE ON referral_batch FROM placeway_app;
      GRANT UPDATE (content, applied_at, started) ON referral_batch TO placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE referral_batch`);
  }
}
