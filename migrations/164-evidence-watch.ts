import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   an admitted provider's documents run out. What follows is the framework's to say, by date: a warning, no new
 *        placements, or a suspension. What followed is kept by day, so that any past day can be answered.
 * Locks: an instant on admission_suspension for its reasons.
 * Undo:  drops terms, lapses and reminders; suspensions for documents become suspensions for insurance.
 */
export class EvidenceWatch1790000000164 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE evidence_watch, evidence_reminder, admission_lapse, framework_evidence_term;
      UPDATE admission_suspension SET reason = 'INSURANCE' WHERE reason = 'EVIDENCE';
      ALTER TABLE admission_suspension DROP CONSTRAINT admission_suspension_reason,
        ADD CONSTRAINT admission_suspension_reason CHECK
          (reason IN ('QUALITY', 'SAFEGUARDING', 'REGISTRATION', 'INSURANCE', 'FINANCIAL', 'AT_OWN_REQUEST'));
    `);
  }
}

const TABLES = `
  ALTER TABLE admission_suspension DROP CONSTRAINT admission_suspension_reason,
    ADD CONSTRAINT admission_suspension_reason CHECK
      (reason IN ('QUALITY', 'SAFEGUARDING', 'REGISTRATION', 'INSURANCE', 'EVIDENCE', 'FINANCIAL', 'AT_OWN_REQUEST'));

  CREATE TABLE framework_evidence_term (
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    from_date date NOT NULL,
    on_expiry text NOT NULL,
    remind_days smallint[] NOT NULL,
    source text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT framework_evidence_term_pk PRIMARY KEY (framework_id, kind, from_date),
    CONSTRAINT framework_evidence_term_framework FOREIGN KEY (framework_id, authority_id)
      REFERENCES framework (id, authority_id),
    CONSTRAINT framework_evidence_term_kind CHECK (kind ~ '^[A-Z][A-Z_]{2,59}$'),
    CONSTRAINT framework_evidence_term_expiry CHECK (on_expiry IN ('WARN', 'NO_NEW_PLACEMENTS', 'SUSPEND')),
    CONSTRAINT framework_evidence_term_days CHECK (cardinality(remind_days) <= 10 AND 0 < ALL (remind_days)
      AND 366 > ALL (remind_days)),
    CONSTRAINT framework_evidence_term_source CHECK (length(source) BETWEEN 1 AND 500)
  );
  COMMENT ON TABLE framework_evidence_term IS 'What follows on a framework when a document of this kind runs out, from a date on. Without a row the starting terms count.';

  CREATE TABLE admission_lapse (
    id uuid NOT NULL,
    admission_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    kind text NOT NULL,
    evidence_id uuid NOT NULL,
    effect text NOT NULL,
    from_date date NOT NULL,
    lifted_on date,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT admission_lapse_pk PRIMARY KEY (id),
    CONSTRAINT admission_lapse_admission FOREIGN KEY (admission_id, authority_id) REFERENCES admission (id, authority_id),
    CONSTRAINT admission_lapse_evidence FOREIGN KEY (evidence_id, provider_organisation_id, kind)
      REFERENCES evidence (id, provider_organisation_id, kind),
    CONSTRAINT admission_lapse_effect CHECK (effect IN ('WARN', 'NO_NEW_PLACEMENTS', 'SUSPEND')),
    CONSTRAINT admission_lapse_dates CHECK (lifted_on >= from_date)
  );
  COMMENT ON TABLE admission_lapse IS 'A document that ran out under an admission, and what followed from which day. It counts up to the day before it was lifted.';
  CREATE UNIQUE INDEX admission_lapse_one_open ON admission_lapse (admission_id, kind) WHERE lifted_on IS NULL;
  CREATE INDEX admission_lapse_by_authority ON admission_lapse (authority_id, from_date) WHERE lifted_on IS NULL;

  CREATE TABLE evidence_reminder (
    evidence_id uuid NOT NULL,
    days smallint NOT NULL,
    provider_organisation_id uuid NOT NULL,
    sent_at timestamptz NOT NULL,
    CONSTRAINT evidence_reminder_pk PRIMARY KEY (evidence_id, days),
    CONSTRAINT evidence_reminder_evidence FOREIGN KEY (evidence_id, provider_organisation_id)
      REFERENCES evidence (id, provider_organisation_id)
  );
  COMMENT ON TABLE evidence_reminder IS 'That a provider was reminded of a document so many days before its end: once, whichever authority asked.';

  CREATE TABLE evidence_watch (
    authority_id uuid NOT NULL,
    watched_on date NOT NULL,
    CONSTRAINT evidence_watch_pk PRIMARY KEY (authority_id),
    CONSTRAINT evidence_watch_authority FOREIGN KEY (authority_id) REFERENCES authority (id)
  );
  COMMENT ON TABLE evidence_watch IS 'The last day on which all documents of an authority''s admitted providers were looked at.';
`;

const SERVICE = `(SELECT actor_kind()) = 'service' AND (SELECT actor_may('evidence.tend'))`;
const SECURITY = `
  ${['framework_evidence_term', 'admission_lapse', 'evidence_reminder', 'evidence_watch']
    .map((table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;`)
    .join('\n  ')}
  CREATE POLICY framework_evidence_term_read ON framework_evidence_term FOR SELECT USING (actor_present());
  CREATE POLICY framework_evidence_term_add ON framework_evidence_term FOR INSERT
    WITH CHECK (authority_id = actor_authority() AND actor_may('framework.manage'));
  CREATE POLICY admission_lapse_read ON admission_lapse FOR SELECT USING (admission_id IN (SELECT id FROM admission));
  CREATE POLICY admission_lapse_tend ON admission_lapse
    USING (authority_id = (SELECT actor_authority()) AND ${SERVICE});
  CREATE POLICY evidence_reminder_tend ON evidence_reminder USING (${SERVICE});
  CREATE POLICY evidence_watch_tend ON evidence_watch USING (${SERVICE});
  REVOKE UPDATE, DELETE, TRUNCATE ON framework_evidence_term, evidence_reminder FROM placeway_app;
  REVOKE DELETE, TRUNCATE ON admission_lapse, evidence_watch FROM placeway_app;
`;
