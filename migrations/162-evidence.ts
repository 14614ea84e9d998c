import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a provider keeps its documents once and shows them wherever they are asked for: insurance, policies,
 *        confirmations. What was shown must stay what it was, so a newer document stands beside the one it replaces.
 *        Files wait until a scan has passed them, and are handed out through links that work once.
 * Locks: an instant on stored_file and stored_file_chunk for a policy each.
 * Undo:  drops the documents and links; the files' bytes stay.
 */
export class Evidence1790000000162 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY stored_file_evidence ON stored_file;
      DROP POLICY stored_file_scan ON stored_file;
      DROP TABLE download_link, evidence_file, evidence_site, evidence;
      DROP FUNCTION evidence_stands, evidence_file_in_time;
      ALTER TABLE stored_file DROP CONSTRAINT stored_file_of_organisation;
    `);
  }
}

const TABLES = `
  ALTER TABLE stored_file ADD CONSTRAINT stored_file_of_organisation UNIQUE (id, organisation_id);

  CREATE TABLE evidence (
    id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    kind text NOT NULL,
    title text,
    reference text,
    issuer text,
    cover_pence bigint,
    statement text,
    valid_from date,
    valid_to date,
    replaces_id uuid,
    status text NOT NULL,
    tries smallint NOT NULL DEFAULT 0,
    tried_at timestamptz,
    not_scanned text,
    found text,
    decided_at timestamptz,
    passed_by text,
    kept_at timestamptz NOT NULL,
    kept_by uuid,
    CONSTRAINT evidence_pk PRIMARY KEY (id),
    CONSTRAINT evidence_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT evidence_of_provider UNIQUE (id, provider_organisation_id),
    CONSTRAINT evidence_of_kind UNIQUE (id, provider_organisation_id, kind),
    CONSTRAINT evidence_replaces FOREIGN KEY (replaces_id, provider_organisation_id, kind)
      REFERENCES evidence (id, provider_organisation_id, kind),
    CONSTRAINT evidence_status CHECK (status IN ('UPLOADED', 'QUARANTINED', 'CLEAN', 'REFUSED')),
    CONSTRAINT evidence_decided CHECK ((status IN ('CLEAN', 'REFUSED')) = (decided_at IS NOT NULL)),
    CONSTRAINT evidence_quarantined CHECK (status <> 'QUARANTINED' OR not_scanned IS NOT NULL),
    CONSTRAINT evidence_found CHECK ((status = 'REFUSED') = (found IS NOT NULL)),
    CONSTRAINT evidence_passed CHECK ((status = 'CLEAN') = (passed_by IS NOT NULL)),
    CONSTRAINT evidence_passed_by CHECK (passed_by IN ('SCAN', 'STATEMENT', 'MADE_HERE')),
    CONSTRAINT evidence_statement CHECK ((statement IS NOT NULL) = (passed_by IS NOT DISTINCT FROM 'STATEMENT')),
    CONSTRAINT evidence_dates CHECK (valid_to >= valid_from),
    CONSTRAINT evidence_cover CHECK (cover_pence BETWEEN 0 AND 100000000000),
    CONSTRAINT evidence_kind_code CHECK (kind ~ '^[A-Z][A-Z_]{2,59}$'),
    CONSTRAINT evidence_lengths CHECK (length(title) <= 200 AND length(reference) <= 100 AND length(issuer) <= 200
      AND length(statement) <= 4000)
  );
  COMMENT ON TABLE evidence IS 'A document that a provider keeps. It is never changed: a newer one names the one it replaces.';
  COMMENT ON COLUMN evidence.status IS 'UPLOADED: not looked at yet. QUARANTINED: a scan was tried and could not be made. Neither counts for anything.';
  COMMENT ON COLUMN evidence.not_scanned IS 'Why the last scan could not be made.';
  COMMENT ON COLUMN evidence.passed_by IS 'MADE_HERE: this service wrote the file itself, for its demonstration, and nothing came from outside.';
  COMMENT ON COLUMN evidence.found IS 'What the scan found, by the name the scanner gives it.';
  CREATE UNIQUE INDEX evidence_replaced_once ON evidence (replaces_id) WHERE status <> 'REFUSED';
  CREATE INDEX evidence_by_provider ON evidence (provider_organisation_id, kind, valid_to);

  CREATE TABLE evidence_site (
    evidence_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    site_id uuid NOT NULL,
    CONSTRAINT evidence_site_pk PRIMARY KEY (evidence_id, site_id),
    CONSTRAINT evidence_site_evidence FOREIGN KEY (evidence_id, provider_organisation_id)
      REFERENCES evidence (id, provider_organisation_id),
    CONSTRAINT evidence_site_site FOREIGN KEY (site_id, provider_organisation_id)
      REFERENCES site (id, provider_organisation_id)
  );
  COMMENT ON TABLE evidence_site IS 'The sites that a document is for; without any it is for the whole provider.';

  CREATE TABLE evidence_file (
    evidence_id uuid NOT NULL,
    n smallint NOT NULL,
    provider_organisation_id uuid NOT NULL,
    file_id uuid NOT NULL,
    CONSTRAINT evidence_file_pk PRIMARY KEY (evidence_id, n),
    CONSTRAINT evidence_file_evidence FOREIGN KEY (evidence_id, provider_organisation_id)
      REFERENCES evidence (id, provider_organisation_id),
    CONSTRAINT evidence_file_file FOREIGN KEY (file_id, provider_organisation_id)
      REFERENCES stored_file (id, organisation_id),
    CONSTRAINT evidence_file_once UNIQUE (file_id),
    CONSTRAINT evidence_file_few CHECK (n BETWEEN 1 AND 5)
  );
  COMMENT ON TABLE evidence_file IS 'The files of a document, in order; a statement has none.';

  CREATE TABLE download_link (
    code_hash text NOT NULL,
    file_id uuid NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    organisation_id uuid,
    user_id uuid,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT download_link_pk PRIMARY KEY (code_hash),
    CONSTRAINT download_link_file FOREIGN KEY (file_id) REFERENCES stored_file (id),
    CONSTRAINT download_link_expires CHECK (expires_at > issued_at AND expires_at <= issued_at + interval '10 minutes')
  );
  COMMENT ON TABLE download_link IS 'A link to a file that works once and soon ends; using it deletes its row. Kept as the hash of its code.';
  CREATE INDEX download_link_by_file ON download_link (file_id);
`;

const GUARDS = `
  -- What was kept stands; only the outcome of the scan is written afterwards, and a decided one never again.
  CREATE FUNCTION evidence_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE outcome text[] := ARRAY['status', 'tries', 'tried_at', 'not_scanned', 'found', 'decided_at', 'passed_by'];
  BEGIN
    IF OLD.decided_at IS NOT NULL OR to_jsonb(NEW) - outcome <> to_jsonb(OLD) - outcome THEN
      RAISE EXCEPTION 'a document that was kept stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER evidence_stands BEFORE UPDATE ON evidence FOR EACH ROW EXECUTE FUNCTION evidence_stands();

  -- A file that came after the scan would never be scanned.
  CREATE FUNCTION evidence_file_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM evidence WHERE id = NEW.evidence_id AND status = 'UPLOADED') THEN
      RAISE EXCEPTION 'a file comes with its document' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'evidence_file_in_time';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER evidence_file_in_time BEFORE INSERT ON evidence_file
    FOR EACH ROW EXECUTE FUNCTION evidence_file_in_time();
`;

const OWN = `provider_organisation_id = (SELECT actor_organisation())`;
const KEEPS = `${OWN} AND (SELECT actor_may('evidence.manage'))`;
/** Services that look after documents work for every provider: a provider belongs to no authority. */
const TENDED = `((SELECT actor_kind()) = 'service' AND (SELECT actor_may('evidence.tend')))`;
/** Whoever admitted the provider, lead or participant, for as long as the admission lasts; and only what passed the scan. */
const ADMITTED = `((SELECT actor_may('evidence.read')) AND (SELECT actor_is_authority()) AND status = 'CLEAN'
    AND provider_organisation_id IN (SELECT provider_organisation_id FROM admission WHERE to_date >= (SELECT actor_today())))`;
const SECURITY = `
  ALTER TABLE evidence ENABLE ROW LEVEL SECURITY; ALTER TABLE evidence FORCE ROW LEVEL SECURITY;
  CREATE POLICY evidence_own ON evidence FOR SELECT USING (${KEEPS});
  CREATE POLICY evidence_of_admitted ON evidence FOR SELECT USING (${ADMITTED});
  -- Nobody passes a file themselves: it is either a statement without one, or it waits.
  CREATE POLICY evidence_keep ON evidence FOR INSERT
    WITH CHECK (${KEEPS} AND (status = 'UPLOADED' OR passed_by = 'STATEMENT'));
  CREATE POLICY evidence_tend_read ON evidence FOR SELECT USING (${TENDED});
  CREATE POLICY evidence_tend ON evidence FOR UPDATE USING (${TENDED});
  REVOKE DELETE, TRUNCATE ON evidence FROM placeway_app;
  ${['evidence_site', 'evidence_file']
    .map(
      (table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (evidence_id IN (SELECT id FROM evidence));
  CREATE POLICY ${table}_keep ON ${table} FOR INSERT WITH CHECK (${KEEPS});
  REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM placeway_app;`,
    )
    .join('\n  ')}

  -- The bytes follow the document: whoever may see it may read its files.
  CREATE POLICY stored_file_evidence ON stored_file FOR SELECT
    USING (EXISTS (SELECT FROM evidence_file f WHERE f.file_id = stored_file.id));
  CREATE POLICY stored_file_scan ON stored_file FOR SELECT USING (${TENDED});

  ALTER TABLE download_link ENABLE ROW LEVEL SECURITY; ALTER TABLE download_link FORCE ROW LEVEL SECURITY;
  CREATE POLICY download_link_own ON download_link USING (actor_present()
    AND organisation_id IS NOT DISTINCT FROM actor_organisation() AND user_id IS NOT DISTINCT FROM actor_user());
  REVOKE UPDATE, TRUNCATE ON download_link FROM placeway_app;
`;
