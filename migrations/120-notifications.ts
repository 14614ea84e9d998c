import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what the service tells people is kept and shown in the app. A message holds a kind and ids; its words are made
 *        when it is read, by what the reader may see then.
 * Locks: none, the table is new.
 * Undo:  drops every message.
 */
export class Notifications1790000000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        kind text NOT NULL,
        needs_permission text NOT NULL,
        subject_type text NOT NULL,
        subject_id uuid NOT NULL,
        reference text NOT NULL,
        due_on date,
        sent_at timestamptz NOT NULL,
        read_at timestamptz,
        read_by uuid,
        business_key text NOT NULL,
        CONSTRAINT message_pk PRIMARY KEY (id),
        CONSTRAINT message_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
        CONSTRAINT message_organisation FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT message_kind CHECK (kind ~ '^[a-z][a-z.-]{2,59}$'),
        CONSTRAINT message_once UNIQUE (organisation_id, business_key),
        CONSTRAINT message_read CHECK ((read_at IS NULL) = (read_by IS NULL))
      );
      COMMENT ON TABLE message IS 'What an organisation was told, and when one of its people read it. Ids and a kind; words are made on reading.';
      CREATE INDEX message_by_organisation ON message (organisation_id, sent_at DESC, id);

      ALTER TABLE message ENABLE ROW LEVEL SECURITY; ALTER TABLE message FORCE ROW LEVEL SECURITY;
      CREATE POLICY message_of_organisation ON message FOR SELECT
        USING (organisation_id = actor_organisation() AND actor_may('message.read') AND actor_may(needs_permission));
      CREATE POLICY message_mark ON message FOR UPDATE
        USING (organisation_id = actor_organisation() AND actor_may('message.read') AND actor_may(needs_permission));
      CREATE POLICY message_deliver_read ON message FOR SELECT
        USING (actor_kind() = 'service' AND authority_id = actor_authority());
      CREATE POLICY message_deliver ON message FOR INSERT
        WITH CHECK (actor_kind() = 'service' AND authority_id = actor_authority());
      REVOKE UPDATE, DELETE, TRUNCATE ON message FROM placeway_app;
      GRANT UPDATE (read_at, read_by) ON message TO placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE message');
  }
}
