import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a panel that prefers an alternative must see what it would cost others: "placing A here moves B to her second
 *        option". It names other cases, so it stands apart from what the parties of a case read.
 * Locks: none, the table is new.
 * Undo:  drops the table; it can be worked out again from the runs.
 */
export class Displacement1790000000154 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE matching_displacement`);
  }
}

const TABLE = `
  CREATE TABLE matching_displacement (
    run_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    alternatives jsonb NOT NULL,
    CONSTRAINT matching_displacement_pk PRIMARY KEY (run_id, referral_id),
    CONSTRAINT matching_displacement_run FOREIGN KEY (run_id) REFERENCES matching_run (id) ON DELETE CASCADE,
    CONSTRAINT matching_displacement_referral FOREIGN KEY (referral_id) REFERENCES referral (id)
  );
  COMMENT ON TABLE matching_displacement IS 'What each alternative of a pupil would cost others in the run. For those who decide only.';
  CREATE INDEX matching_displacement_referral_id ON matching_displacement (referral_id);

  ALTER TABLE matching_displacement ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_displacement FORCE ROW LEVEL SECURITY;
  CREATE POLICY matching_displacement_read ON matching_displacement FOR SELECT
    USING (authority_id = actor_authority() AND actor_may('matching.displacement'));
  CREATE POLICY matching_displacement_write ON matching_displacement
    USING (authority_id = actor_authority() AND actor_kind() = 'service' AND actor_may('matching.run'));
`;
