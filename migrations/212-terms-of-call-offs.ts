import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   what is called off is called off on terms, and conditions of membership may change under the older regime: each
 *        call-off names the conditions as they stood that day, so that nobody has to guess later what was agreed. What was
 *        called off before carries none, so that the history does not claim a copy nobody took.
 * Locks: an instant on `placement_component` and `block`.
 * Undo:  drops the copies.
 */
export class TermsOfCallOffs1790000000212 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE call_off_terms (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        framework_id uuid NOT NULL,
        lot_id uuid NOT NULL,
        version integer NOT NULL,
        conditions jsonb NOT NULL,
        digest text NOT NULL,
        taken_on date NOT NULL,
        CONSTRAINT call_off_terms_pk PRIMARY KEY (id),
        CONSTRAINT call_off_terms_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
        CONSTRAINT call_off_terms_lot FOREIGN KEY (lot_id) REFERENCES lot (id),
        CONSTRAINT call_off_terms_framework FOREIGN KEY (framework_id) REFERENCES framework (id),
        CONSTRAINT call_off_terms_once UNIQUE (authority_id, lot_id, digest),
        CONSTRAINT call_off_terms_version UNIQUE (authority_id, lot_id, version),
        CONSTRAINT call_off_terms_digest CHECK (digest = encode(sha256(convert_to(conditions::text, 'UTF8')), 'hex'))
      );
      COMMENT ON TABLE call_off_terms IS 'The conditions of a lot as they stood when something was called off under it; one row for each wording.';
      ALTER TABLE call_off_terms ENABLE ROW LEVEL SECURITY; ALTER TABLE call_off_terms FORCE ROW LEVEL SECURITY;
      -- Conditions of membership are published.
      CREATE POLICY call_off_terms_read ON call_off_terms FOR SELECT USING ((SELECT actor_present()));
      CREATE POLICY call_off_terms_add ON call_off_terms FOR INSERT
        WITH CHECK (authority_id = actor_authority() AND (SELECT actor_is_authority()));
      REVOKE UPDATE, DELETE, TRUNCATE ON call_off_terms FROM placeway_app;

      ALTER TABLE placement_component ADD COLUMN terms_id uuid,
        ADD CONSTRAINT placement_component_terms FOREIGN KEY (terms_id) REFERENCES call_off_terms (id),
        ADD CONSTRAINT placement_component_on_terms CHECK ((supply_route = 'FRAMEWORK') = (terms_id IS NOT NULL)) NOT VALID;
      ALTER TABLE block ADD COLUMN terms_id uuid,
        ADD CONSTRAINT block_terms FOREIGN KEY (terms_id) REFERENCES call_off_terms (id),
        ADD CONSTRAINT block_on_terms CHECK ((supply_route = 'FRAMEWORK') = (terms_id IS NOT NULL)) NOT VALID;
      COMMENT ON COLUMN placement_component.terms_id IS 'The conditions that it was called off on, as they stood.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placement_component DROP COLUMN terms_id;
      ALTER TABLE block DROP COLUMN terms_id;
      DROP TABLE call_off_terms;
    `);
  }
}
