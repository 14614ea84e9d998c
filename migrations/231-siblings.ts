import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a family may wish a child to be where a brother or sister is, or not to be. A referral can name them, under the
 *        same confidentiality as children to be kept apart. Whoever is a party of the case reads a fit that knows nothing
 *        of it: they could name any child by number and see at which site it counts. So one option may stand in a run
 *        twice, as the panel reads it and as the parties do.
 * Locks: ACCESS EXCLUSIVE on matching_option while its key is built again: a run's worth of rows a pupil, some thousands.
 * Undo:  drops the names, and what only the parties read of options that the panel reads too.
 */
export class Siblings1790000000231 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await runner.query(`
      ALTER TABLE matching_option DROP CONSTRAINT matching_option_pk,
        ADD CONSTRAINT matching_option_pk PRIMARY KEY (run_id, id, audience);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE matching_option NO FORCE ROW LEVEL SECURITY;
      DELETE FROM matching_option o WHERE audience = 'PARTIES' AND EXISTS
        (SELECT FROM matching_option p WHERE p.run_id = o.run_id AND p.id = o.id AND p.audience <> 'PARTIES');
      ALTER TABLE matching_option FORCE ROW LEVEL SECURITY;
      ALTER TABLE matching_option DROP CONSTRAINT matching_option_pk,
        ADD CONSTRAINT matching_option_pk PRIMARY KEY (run_id, id);
      DROP TABLE referral_sibling;
    `);
  }
}

const OPENS = `((authority_id = (SELECT actor_authority()) AND (SELECT actor_may('keep-apart.authority')))
    OR referral_id IN (SELECT party_referrals('KEEP_APART')))`;
const WRITES = `${OPENS} AND (SELECT actor_may('referral.submit'))`;

const TABLE = `
  CREATE TABLE referral_sibling (
    id uuid NOT NULL,
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    position integer NOT NULL,
    wish text NOT NULL,
    other_name text NOT NULL,
    other_upn text,
    other_digest bytea,
    reason text,
    CONSTRAINT referral_sibling_pk PRIMARY KEY (id),
    CONSTRAINT referral_sibling_case FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT referral_sibling_place UNIQUE (referral_id, position),
    CONSTRAINT referral_sibling_wish CHECK (wish IN ('TOGETHER', 'APART')),
    CONSTRAINT referral_sibling_digest CHECK ((other_upn IS NULL) = (other_digest IS NULL))
  );
  COMMENT ON TABLE referral_sibling IS 'Brothers and sisters, and whether the family wishes the child to be where they are. Confidential like referral_keep_apart: scope KEEP_APART.';
  CREATE INDEX referral_sibling_other ON referral_sibling (authority_id, other_digest);
  ALTER TABLE referral_sibling ENABLE ROW LEVEL SECURITY; ALTER TABLE referral_sibling FORCE ROW LEVEL SECURITY;
  CREATE POLICY referral_sibling_read ON referral_sibling FOR SELECT USING (${OPENS});
  CREATE POLICY referral_sibling_add ON referral_sibling FOR INSERT WITH CHECK (${WRITES});
  CREATE POLICY referral_sibling_change ON referral_sibling FOR UPDATE USING (${WRITES});
  CREATE POLICY referral_sibling_remove ON referral_sibling FOR DELETE USING (${WRITES});
`;
