import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   the child's record is one for all cases. A school whose case was over went on reading it, and so read the name
 *        and address that the next school wrote. A case that ends keeps a copy; whoever was a party reads that, and the
 *        record itself only while the case is open.
 * Locks: an instant on the policies; cases that are over already are copied from the record as it is now.
 * Undo:  drops the copies and reads the record again.
 */
export class ClosedCasesKeepTheirCopy1790000000133 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE closed_case_identity (
        referral_id uuid NOT NULL,
        LIKE pupil_identity,
        CONSTRAINT closed_case_identity_pk PRIMARY KEY (referral_id),
        CONSTRAINT closed_case_identity_case FOREIGN KEY (referral_id) REFERENCES referral (id)
      );
      COMMENT ON TABLE closed_case_identity IS 'Who the child was and where home was when the case ended. Append only. Scope IDENTITY.';
      CREATE TABLE closed_case_profile (
        referral_id uuid NOT NULL,
        LIKE pupil_profile,
        CONSTRAINT closed_case_profile_pk PRIMARY KEY (referral_id),
        CONSTRAINT closed_case_profile_case FOREIGN KEY (referral_id) REFERENCES referral (id)
      );
      COMMENT ON TABLE closed_case_profile IS 'What a place had to be able to take when the case ended. Append only. Scope PROFILE.';
    `);
    // The owner of the tables is bound by their policies as well, and nobody acts here.
    const read = ['referral', 'pupil_identity', 'pupil_profile'];
    for (const table of read) await runner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    for (const part of ['identity', 'profile']) {
      await runner.query(`INSERT INTO closed_case_${part} SELECT r.id, p.* FROM referral r
        JOIN pupil_${part} p ON p.pupil_id = r.pupil_id WHERE r.status IN ${OVER}`);
    }
    for (const table of read) await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    for (const part of ['identity', 'profile']) {
      const opens = `${inAuthority(part)} OR referral_id IN (SELECT party_referrals('${part.toUpperCase()}'))`;
      await runner.query(`
        ALTER TABLE closed_case_${part} ENABLE ROW LEVEL SECURITY; ALTER TABLE closed_case_${part} FORCE ROW LEVEL SECURITY;
        CREATE POLICY closed_case_${part}_read ON closed_case_${part} FOR SELECT USING (${opens});
        CREATE POLICY closed_case_${part}_add ON closed_case_${part} FOR INSERT WITH CHECK (${opens});
        REVOKE UPDATE, DELETE, TRUNCATE ON closed_case_${part} FROM placeway_app;
      `);
      await runner.query(recordPolicies(part, `WHERE status NOT IN ${OVER} AND`));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const part of ['identity', 'profile']) {
      await runner.query(recordPolicies(part, 'WHERE'));
      await runner.query(`DROP TABLE closed_case_${part}`);
    }
  }
}

const OVER = `('WITHDRAWN', 'CLOSED')`;
const inAuthority = (part: string) =>
  `(authority_id = (SELECT actor_authority()) AND (SELECT actor_may('${part}.authority')))`;

/** The record of today, for the authority's people and for the parties of cases that `where` lets through. */
function recordPolicies(part: string, where: string): string {
  const table = `pupil_${part}`;
  const opens = `(${inAuthority(part)} OR pupil_id IN
    (SELECT pupil_id FROM referral ${where} id IN (SELECT party_referrals('${part.toUpperCase()}'))))`;
  const writes = `${opens} AND (SELECT actor_may('referral.submit'))`;
  return `
    ALTER POLICY ${table}_read ON ${table} USING (${opens});
    ALTER POLICY ${table}_add ON ${table} WITH CHECK (${writes});
    ALTER POLICY ${table}_change ON ${table} USING (${writes});
    ALTER POLICY ${table}_remove ON ${table} USING (${writes});`;
}
