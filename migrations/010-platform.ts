import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   who acts is set once per transaction and read by every row-security policy; audit rows are hashed where they
 *        are written, so that a later edit shows; events leave a transaction through the outbox.
 * Locks: none, all tables are new.
 * Undo:  drops everything, data included.
 */
export class Platform1790000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION actor_present() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
        RETURN coalesce(current_setting('app.kind', true), '') <> '';
      CREATE FUNCTION actor_kind() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('app.kind', true), '');
      CREATE FUNCTION actor_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('app.user_id', true), '')::uuid;
      CREATE FUNCTION actor_membership() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('app.membership_id', true), '')::uuid;
      CREATE FUNCTION actor_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('app.organisation_id', true), '')::uuid;
      CREATE FUNCTION actor_authority() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('app.authority_id', true), '')::uuid;
      CREATE FUNCTION actor_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('app.today', true), '')::date;
      CREATE FUNCTION actor_may(permission text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
        RETURN position(',' || permission || ',' IN coalesce(current_setting('app.permissions', true), '')) > 0;

      -- Nulls are left out, so that a column added later does not change the digest of rows written before it.
      CREATE FUNCTION row_digest(content jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN sha256(convert_to(jsonb_strip_nulls(content - 'row_hash')::text, 'UTF8'));

      CREATE TABLE chain_pending (
        chain text NOT NULL,
        row_id uuid NOT NULL,
        CONSTRAINT chain_pending_pk PRIMARY KEY (chain, row_id)
      );
      COMMENT ON TABLE chain_pending IS 'Rows written but not yet linked into their hash chain; the sealer empties it.';

      CREATE TABLE chain_link (
        chain text NOT NULL,
        seq bigint NOT NULL,
        row_id uuid NOT NULL,
        row_hash bytea NOT NULL,
        link_hash bytea NOT NULL,
        CONSTRAINT chain_link_pk PRIMARY KEY (chain, seq),
        CONSTRAINT chain_link_once UNIQUE (chain, row_id)
      );
      COMMENT ON TABLE chain_link IS 'The hash chain over append-only rows: each link covers the one before it.';

      -- Digests are taken in UTC, whatever the session is set to.
      CREATE FUNCTION hash_row() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
      BEGIN
        NEW.row_hash := row_digest(to_jsonb(NEW));
        RETURN NEW;
      END $$;
      CREATE FUNCTION queue_for_chain() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO chain_pending (chain, row_id) VALUES (TG_TABLE_NAME, NEW.id);
        RETURN NULL;
      END $$;

      CREATE TABLE audit_entry (
        id uuid NOT NULL,
        at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        authority_id uuid,
        actor_kind text NOT NULL,
        user_id uuid,
        membership_id uuid,
        organisation_id uuid,
        service text,
        action text NOT NULL,
        subject_type text NOT NULL,
        subject_id text NOT NULL,
        referral_id uuid,
        facts jsonb NOT NULL DEFAULT '{}',
        request_id text,
        row_hash bytea NOT NULL,
        CONSTRAINT audit_entry_pk PRIMARY KEY (id)
      );
      COMMENT ON TABLE audit_entry IS 'Who did or read what, in the transaction that did it. Append only; ids and codes, never free text.';
      CREATE INDEX audit_entry_referral ON audit_entry (referral_id, at) WHERE referral_id IS NOT NULL;
      CREATE INDEX audit_entry_subject ON audit_entry (subject_type, subject_id, at);
      CREATE INDEX audit_entry_authority ON audit_entry (authority_id, at, id);
      CREATE TRIGGER audit_entry_hash BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION hash_row();
      CREATE TRIGGER audit_entry_chain AFTER INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION queue_for_chain();

      CREATE TABLE outbox (
        id uuid NOT NULL,
        job text NOT NULL,
        queue text NOT NULL,
        authority_id uuid,
        payload jsonb NOT NULL,
        initiator jsonb NOT NULL,
        debounce_key text,
        run_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        enqueued_at timestamptz,
        sends integer NOT NULL DEFAULT 0,
        started_at timestamptz,
        lease_until timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        done_at timestamptz,
        failed_at timestamptz,
        last_problem text,
        CONSTRAINT outbox_pk PRIMARY KEY (id)
      );
      COMMENT ON TABLE outbox IS 'Work that a committed transaction asked for. A row stays until its handler sets done_at in its own transaction.';
      CREATE UNIQUE INDEX outbox_debounce ON outbox (debounce_key) WHERE started_at IS NULL AND done_at IS NULL;
      CREATE INDEX outbox_open ON outbox (run_at) WHERE done_at IS NULL AND failed_at IS NULL;

      CREATE TABLE idempotency_key (
        organisation_id uuid NOT NULL,
        route text NOT NULL,
        key text NOT NULL,
        body_hash text NOT NULL,
        outcome jsonb,
        created_at timestamptz NOT NULL,
        CONSTRAINT idempotency_key_pk PRIMARY KEY (organisation_id, route, key),
        CONSTRAINT idempotency_key_short CHECK (length(key) BETWEEN 1 AND 200)
      );
      COMMENT ON TABLE idempotency_key IS 'What a creating request led to, so that the same request sent again does nothing and answers the same.';

      CREATE TABLE stored_file (
        id uuid NOT NULL,
        authority_id uuid,
        organisation_id uuid NOT NULL,
        name text NOT NULL,
        media_type text NOT NULL,
        byte_size bigint NOT NULL,
        sha256 text NOT NULL,
        created_by uuid,
        created_at timestamptz NOT NULL,
        CONSTRAINT stored_file_pk PRIMARY KEY (id),
        CONSTRAINT stored_file_size CHECK (byte_size >= 0)
      );
      COMMENT ON TABLE stored_file IS 'An uploaded file; its bytes stand in stored_file_chunk.';
      CREATE TABLE stored_file_chunk (
        file_id uuid NOT NULL,
        n integer NOT NULL,
        bytes bytea NOT NULL,
        CONSTRAINT stored_file_chunk_pk PRIMARY KEY (file_id, n),
        CONSTRAINT stored_file_chunk_file FOREIGN KEY (file_id) REFERENCES stored_file (id) ON DELETE CASCADE
      );
      COMMENT ON TABLE stored_file_chunk IS 'The bytes of an uploaded file, in order.';
    `);
    await runner.query(`
      ALTER TABLE chain_pending ENABLE ROW LEVEL SECURITY; ALTER TABLE chain_pending FORCE ROW LEVEL SECURITY;
      CREATE POLICY chain_pending_add ON chain_pending FOR INSERT WITH CHECK (actor_present());
      CREATE POLICY chain_pending_seal ON chain_pending USING (actor_may('platform.seal'));
      ALTER TABLE chain_link ENABLE ROW LEVEL SECURITY; ALTER TABLE chain_link FORCE ROW LEVEL SECURITY;
      CREATE POLICY chain_link_seal ON chain_link USING (actor_may('platform.seal')) WITH CHECK (actor_may('platform.seal'));
      ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY; ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
      CREATE POLICY audit_entry_add ON audit_entry FOR INSERT
        WITH CHECK (actor_present() AND user_id IS NOT DISTINCT FROM actor_user());
      CREATE POLICY audit_entry_read ON audit_entry FOR SELECT
        USING (actor_may('platform.seal') OR (actor_may('audit.read') AND authority_id = actor_authority()));
      ALTER TABLE outbox ENABLE ROW LEVEL SECURITY; ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
      CREATE POLICY outbox_scope ON outbox
        USING (actor_may('platform.outbox') OR (actor_present() AND authority_id IS NOT DISTINCT FROM actor_authority()));
      ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY; ALTER TABLE idempotency_key FORCE ROW LEVEL SECURITY;
      CREATE POLICY idempotency_key_scope ON idempotency_key USING (organisation_id = actor_organisation());
      ALTER TABLE stored_file ENABLE ROW LEVEL SECURITY; ALTER TABLE stored_file FORCE ROW LEVEL SECURITY;
      CREATE POLICY stored_file_scope ON stored_file USING (
        organisation_id = actor_organisation()
        OR (actor_kind() = 'service' AND authority_id IS NOT DISTINCT FROM actor_authority()));
      ALTER TABLE stored_file_chunk ENABLE ROW LEVEL SECURITY; ALTER TABLE stored_file_chunk FORCE ROW LEVEL SECURITY;
      CREATE POLICY stored_file_chunk_scope ON stored_file_chunk USING (file_id IN (SELECT id FROM stored_file));
      REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry, chain_link FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE stored_file_chunk, stored_file, idempotency_key, outbox, audit_entry, chain_link, chain_pending;
      DROP FUNCTION queue_for_chain(); DROP FUNCTION hash_row(); DROP FUNCTION row_digest(jsonb);
      DROP FUNCTION actor_may(text); DROP FUNCTION actor_today(); DROP FUNCTION actor_authority(); DROP FUNCTION actor_organisation();
      DROP FUNCTION actor_membership(); DROP FUNCTION actor_user(); DROP FUNCTION actor_kind(); DROP FUNCTION actor_present();
    `);
  }
}
