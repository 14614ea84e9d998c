import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   the clock of openings runs once for each provider, whichever authorities buy from it. What it tells the provider is
 *        therefore of no authority, and every such message was refused and given up.
 * Locks: message exclusively, for an instant.
 * Undo:  drops the messages that are of no authority.
 */
export class MessagesOfNoAuthority1790000000330 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE message ALTER COLUMN authority_id DROP NOT NULL;
      COMMENT ON COLUMN message.authority_id IS 'Whose doing it tells of; null for what an organisation is told whichever authorities it works with.';
      ALTER POLICY message_deliver_read ON message
        USING (actor_kind() = 'service' AND authority_id IS NOT DISTINCT FROM actor_authority());
      ALTER POLICY message_deliver ON message
        WITH CHECK (actor_kind() = 'service' AND authority_id IS NOT DISTINCT FROM actor_authority());
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER POLICY message_deliver_read ON message
        USING (actor_kind() = 'service' AND authority_id = actor_authority());
      ALTER POLICY message_deliver ON message
        WITH CHECK (actor_kind() = 'service' AND authority_id = actor_authority());
      ALTER TABLE message NO FORCE ROW LEVEL SECURITY;
      DELETE FROM message WHERE authority_id IS NULL;
      ALTER TABLE message FORCE ROW LEVEL SECURITY;
      ALTER TABLE message ALTER COLUMN authority_id SET NOT NULL;
    `);
  }
}
