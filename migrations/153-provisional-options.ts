import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a school that has just sent a referral should see within seconds what there is, while the run that looks at
 *        everybody is still to come. These options are for one pupil alone, marked as provisional, and stand in a table of
 *        their own, so that no decision and no proposal can rest on them.
 * Locks: none, the table is new.
 * Undo:  drops the table; runs are not touched.
 */
export class ProvisionalOptions1790000000153 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE matching_provisional`);
  }
}

const TABLE = `
  CREATE TABLE matching_provisional (
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    policy_id uuid NOT NULL,
    policy_version integer NOT NULL,
    as_of date NOT NULL,
    made_at timestamptz NOT NULL,
    options jsonb NOT NULL,
    band integer NOT NULL,
    considered integer NOT NULL,
    feasible integer NOT NULL,
    cut integer NOT NULL,
    nearest jsonb NOT NULL,
    openers jsonb NOT NULL,
    pairs bytea NOT NULL,
    CONSTRAINT matching_provisional_pk PRIMARY KEY (referral_id),
    CONSTRAINT matching_provisional_referral FOREIGN KEY (referral_id) REFERENCES referral (id) ON DELETE CASCADE,
    CONSTRAINT matching_provisional_policy FOREIGN KEY (policy_id) REFERENCES policy (id)
  );
  COMMENT ON TABLE matching_provisional IS 'Options of one new referral against the open places alone, in the words for the parties of the case, until a run has looked at it.';

  ALTER TABLE matching_provisional ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_provisional FORCE ROW LEVEL SECURITY;
  CREATE POLICY matching_provisional_read ON matching_provisional FOR SELECT
    USING ((authority_id = actor_authority() AND actor_may('options.authority'))
      OR referral_id IN (SELECT party_referrals('OPTIONS')));
  CREATE POLICY matching_provisional_write ON matching_provisional
    USING (authority_id = actor_authority() AND actor_kind() = 'service' AND actor_may('matching.run'));
`;
