import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   whoever bids in a round, or asked about it, is told when it is called off, closes later or a question is answered.
 *        Bids are sealed from the authority, so a service finds whom to tell, and says it to nobody else.
 * Locks: an instant on clarification for its policy.
 * Undo:  drops the function and the policy it reads by.
 */
export class BiddersAreTold1790000000361 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE POLICY clarification_lookup ON clarification FOR SELECT TO CURRENT_USER USING (true);
      -- The providers with a bid in it, begun or sent, and those who asked about it: for services alone.
      CREATE FUNCTION round_followers(asked uuid) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
        SELECT provider_organisation_id FROM application
         WHERE round_id = asked AND status <> 'WITHDRAWN' AND actor_kind() = 'service'
        UNION SELECT asked_by_organisation_id FROM clarification WHERE round_id = asked AND actor_kind() = 'service'
      $$;
      REVOKE ALL ON FUNCTION round_followers FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION round_followers TO placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION round_followers; DROP POLICY clarification_lookup ON clarification`);
  }
}
