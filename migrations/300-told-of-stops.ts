import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a school whose pupil is taught at a site that closes, or by a provider that is suspended or leaves the framework,
 *        heard of it last. What it was told, and the authority with it, is kept, once for each event and placement, so that a
 *        message is never sent twice and the placement's page can say it.
 * Locks: none, the table is new.
 * Undo:  drops what was told; the messages themselves stay.
 */
export class ToldOfStops1790000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placement_notice (
        component_id uuid NOT NULL,
        event_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        what text NOT NULL,
        on_date date NOT NULL,
        told_at timestamptz NOT NULL,
        CONSTRAINT placement_notice_pk PRIMARY KEY (component_id, event_id),
        CONSTRAINT placement_notice_component FOREIGN KEY (component_id) REFERENCES placement_component (id),
        CONSTRAINT placement_notice_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
        CONSTRAINT placement_notice_what CHECK (what IN ('SITE_CLOSES', 'SITE_STAYS', 'SUSPENDED', 'REMOVED'))
      );
      COMMENT ON TABLE placement_notice IS 'What a placement''s school and authority were told of its site or provider.';
      COMMENT ON COLUMN placement_notice.on_date IS 'The first day on which it is closed, suspended or no longer admitted, or would have been.';

      ALTER TABLE placement_notice ENABLE ROW LEVEL SECURITY; ALTER TABLE placement_notice FORCE ROW LEVEL SECURITY;
      -- Whoever may read of that part of the placement.
      CREATE POLICY placement_notice_read ON placement_notice FOR SELECT
        USING (component_id IN (SELECT id FROM placement_component));
      CREATE POLICY placement_notice_add ON placement_notice FOR INSERT WITH CHECK (authority_id = actor_authority()
        AND actor_may('case.authority') AND component_id IN (SELECT id FROM placement_component));
      REVOKE UPDATE, DELETE, TRUNCATE ON placement_notice FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE placement_notice`);
  }
}
