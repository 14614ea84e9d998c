import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   an authority visits the providers it uses, says what was seen and how it judges it, hears the provider before
 *        the report is final, and follows what was agreed until it is done. What a report said stays what it was.
 * Locks: none, all tables are new.
 * Undo:  drops visits, findings, actions, judgements and the numbers of days they work with.
 */
export class QualityVisits1790000000190 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE assurance_watch, quality_judgement, visit_action_report, visit_action, visit_finding, quality_visit,
        assurance_term;
      DROP SEQUENCE quality_visit_number;
      DROP FUNCTION quality_visit_stands, visit_finding_in_time, visit_action_stands;
    `);
  }
}

const TABLES = `
  CREATE TABLE assurance_term (
    authority_id uuid NOT NULL,
    from_date date NOT NULL,
    reply_days integer NOT NULL,
    late_days integer NOT NULL,
    notice_days integer NOT NULL,
    check_days integer NOT NULL,
    remind_days integer NOT NULL,
    source text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT assurance_term_pk PRIMARY KEY (authority_id, from_date),
    CONSTRAINT assurance_term_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT assurance_term_days CHECK (reply_days BETWEEN 1 AND 60 AND late_days BETWEEN 0 AND 60
      AND notice_days BETWEEN 0 AND 365 AND check_days BETWEEN 7 AND 1100 AND remind_days BETWEEN 0 AND 180),
    CONSTRAINT assurance_term_source CHECK (length(source) BETWEEN 1 AND 500)
  );
  COMMENT ON TABLE assurance_term IS 'The numbers of days an authority works with in looking after its providers, from a date on. Without a row the starting terms count.';

  CREATE SEQUENCE quality_visit_number;
  CREATE TABLE quality_visit (
    id uuid NOT NULL,
    reference text NOT NULL DEFAULT 'QV-' || lpad(nextval('quality_visit_number')::text, 6, '0'),
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    site_id uuid,
    follows_id uuid,
    announced boolean NOT NULL,
    visit_on date NOT NULL,
    purpose text NOT NULL,
    status text NOT NULL DEFAULT 'PLANNED',
    carried_out_on date,
    met text,
    judgement text,
    summary text,
    sent_at timestamptz,
    reply_by date,
    reply text,
    replied_at timestamptz,
    replied_by uuid,
    response text,
    finalised_at timestamptz,
    finalised_by uuid,
    called_off text,
    version integer NOT NULL DEFAULT 1,
    planned_at timestamptz NOT NULL,
    planned_by uuid,
    CONSTRAINT quality_visit_pk PRIMARY KEY (id),
    CONSTRAINT quality_visit_reference UNIQUE (reference),
    CONSTRAINT quality_visit_of UNIQUE (id, authority_id, provider_organisation_id),
    CONSTRAINT quality_visit_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT quality_visit_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
    CONSTRAINT quality_visit_site FOREIGN KEY (site_id, provider_organisation_id)
      REFERENCES site (id, provider_organisation_id),
    CONSTRAINT quality_visit_follows FOREIGN KEY (follows_id, authority_id, provider_organisation_id)
      REFERENCES quality_visit (id, authority_id, provider_organisation_id),
    CONSTRAINT quality_visit_status CHECK
      (status IN ('PLANNED', 'CARRIED_OUT', 'DRAFT_REPORT', 'REPLIED', 'FINAL', 'CALLED_OFF')),
    CONSTRAINT quality_visit_judgement CHECK (judgement IN ('STRONG', 'MEETS', 'NEEDS_WORK', 'SERIOUS')),
    CONSTRAINT quality_visit_carried_out CHECK
      ((status IN ('PLANNED', 'CALLED_OFF')) = (carried_out_on IS NULL) AND (carried_out_on IS NULL) = (met IS NULL)),
    CONSTRAINT quality_visit_sent CHECK ((status IN ('DRAFT_REPORT', 'REPLIED', 'FINAL')) = (sent_at IS NOT NULL)
      AND num_nonnulls(sent_at, reply_by, judgement, summary) IN (0, 4)),
    CONSTRAINT quality_visit_replied CHECK (num_nonnulls(reply, replied_at) IN (0, 2)
      AND (status <> 'REPLIED' OR reply IS NOT NULL) AND (reply IS NULL OR sent_at IS NOT NULL)),
    CONSTRAINT quality_visit_final CHECK ((status = 'FINAL') = (finalised_at IS NOT NULL)
      AND (status <> 'FINAL' OR reply IS NULL OR response IS NOT NULL)),
    CONSTRAINT quality_visit_called_off CHECK ((status = 'CALLED_OFF') = (called_off IS NOT NULL)),
    CONSTRAINT quality_visit_lengths CHECK (length(purpose) BETWEEN 1 AND 2000 AND length(met) <= 1000
      AND length(summary) <= 8000 AND length(reply) <= 8000 AND length(response) <= 8000 AND length(called_off) <= 1000)
  );
  COMMENT ON TABLE quality_visit IS 'A visit of an authority to a provider, from the plan to the final report.';
  COMMENT ON COLUMN quality_visit.reply_by IS 'The last day of the provider''s right of reply; the report is not final before it has replied or that day is over.';
  CREATE INDEX quality_visit_by_authority ON quality_visit (authority_id, visit_on DESC, id);
  CREATE INDEX quality_visit_by_provider ON quality_visit (provider_organisation_id, visit_on DESC, id);

  CREATE TABLE visit_finding (
    visit_id uuid NOT NULL,
    area text NOT NULL,
    n integer NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    judgement text NOT NULL,
    seen text NOT NULL,
    found_at timestamptz NOT NULL,
    found_by uuid,
    CONSTRAINT visit_finding_pk PRIMARY KEY (visit_id, area, n),
    CONSTRAINT visit_finding_visit FOREIGN KEY (visit_id, authority_id, provider_organisation_id)
      REFERENCES quality_visit (id, authority_id, provider_organisation_id),
    CONSTRAINT visit_finding_area CHECK (area ~ '^[A-Z][A-Z_]{2,59}$'),
    CONSTRAINT visit_finding_n CHECK (n >= 1),
    CONSTRAINT visit_finding_judgement CHECK (judgement IN ('STRONG', 'MEETS', 'NEEDS_WORK', 'SERIOUS')),
    CONSTRAINT visit_finding_seen CHECK (length(seen) BETWEEN 1 AND 4000)
  );
  COMMENT ON TABLE visit_finding IS 'What was seen in an area, and how it is judged. Append only: the latest counts, and what the draft said stays.';

  CREATE TABLE visit_action (
    id uuid NOT NULL,
    visit_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    area text NOT NULL,
    what text NOT NULL,
    owner text NOT NULL,
    owner_name text NOT NULL,
    due_on date NOT NULL,
    status text NOT NULL DEFAULT 'OPEN',
    escalated_on date,
    closed_note text,
    closed_at timestamptz,
    closed_by uuid,
    agreed_at timestamptz NOT NULL,
    agreed_by uuid,
    CONSTRAINT visit_action_pk PRIMARY KEY (id),
    CONSTRAINT visit_action_of UNIQUE (id, authority_id, provider_organisation_id),
    CONSTRAINT visit_action_visit FOREIGN KEY (visit_id, authority_id, provider_organisation_id)
      REFERENCES quality_visit (id, authority_id, provider_organisation_id),
    CONSTRAINT visit_action_area CHECK (area ~ '^[A-Z][A-Z_]{2,59}$'),
    CONSTRAINT visit_action_owner CHECK (owner IN ('PROVIDER', 'AUTHORITY')),
    CONSTRAINT visit_action_status CHECK (status IN ('OPEN', 'REPORTED', 'CLOSED')),
    CONSTRAINT visit_action_closed CHECK ((status = 'CLOSED') = (closed_at IS NOT NULL)
      AND (closed_at IS NULL) = (closed_note IS NULL)),
    CONSTRAINT visit_action_lengths CHECK (length(what) BETWEEN 1 AND 2000 AND length(owner_name) BETWEEN 1 AND 200
      AND length(closed_note) <= 4000)
  );
  COMMENT ON TABLE visit_action IS 'What has to be done after a visit, by whom and by when. Closed by the authority, with what shows that it is done.';
  CREATE INDEX visit_action_by_visit ON visit_action (visit_id, due_on, id);
  CREATE INDEX visit_action_open ON visit_action (authority_id, due_on) WHERE status <> 'CLOSED';

  CREATE TABLE visit_action_report (
    id uuid NOT NULL,
    action_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    said text NOT NULL,
    evidence_id uuid,
    by_provider boolean NOT NULL,
    said_at timestamptz NOT NULL,
    said_by uuid,
    CONSTRAINT visit_action_report_pk PRIMARY KEY (id),
    CONSTRAINT visit_action_report_action FOREIGN KEY (action_id, authority_id, provider_organisation_id)
      REFERENCES visit_action (id, authority_id, provider_organisation_id),
    CONSTRAINT visit_action_report_evidence FOREIGN KEY (evidence_id, provider_organisation_id)
      REFERENCES evidence (id, provider_organisation_id),
    CONSTRAINT visit_action_report_said CHECK (length(said) BETWEEN 1 AND 4000)
  );
  COMMENT ON TABLE visit_action_report IS 'What the provider says it has done, with a document it keeps, or why the authority asks for more. Append only.';
  CREATE INDEX visit_action_report_by_action ON visit_action_report (action_id, said_at, id);

  CREATE TABLE quality_judgement (
    visit_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    site_id uuid,
    judgement text NOT NULL,
    judged_on date NOT NULL,
    final_on date NOT NULL,
    CONSTRAINT quality_judgement_pk PRIMARY KEY (visit_id),
    CONSTRAINT quality_judgement_visit FOREIGN KEY (visit_id, authority_id, provider_organisation_id)
      REFERENCES quality_visit (id, authority_id, provider_organisation_id),
    CONSTRAINT quality_judgement_code CHECK (judgement IN ('STRONG', 'MEETS', 'NEEDS_WORK', 'SERIOUS'))
  );
  COMMENT ON TABLE quality_judgement IS 'The judgement of a final report, for whoever uses the provider; the report itself is between it and the authority. Append only.';
  CREATE INDEX quality_judgement_latest ON quality_judgement (authority_id, provider_organisation_id, judged_on DESC);

  CREATE TABLE assurance_watch (
    authority_id uuid NOT NULL,
    watched_on date NOT NULL,
    CONSTRAINT assurance_watch_pk PRIMARY KEY (authority_id),
    CONSTRAINT assurance_watch_authority FOREIGN KEY (authority_id) REFERENCES authority (id)
  );
  COMMENT ON TABLE assurance_watch IS 'The last day on which everything that may be late in an authority was looked at.';
`;

const GUARDS = `
  -- A visit moves forward only, a final report stands, and nobody cuts the right of reply short.
  CREATE FUNCTION quality_visit_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE reply text[] := ARRAY['status', 'version', 'reply', 'replied_at', 'replied_by'];
  BEGIN
    IF OLD.status || '>' || NEW.status <> ALL (ARRAY['PLANNED>PLANNED', 'PLANNED>CARRIED_OUT', 'PLANNED>CALLED_OFF',
        'CARRIED_OUT>DRAFT_REPORT', 'DRAFT_REPORT>REPLIED', 'DRAFT_REPORT>FINAL', 'REPLIED>FINAL'])
      OR (OLD.status = 'DRAFT_REPORT' AND NEW.status = 'FINAL' AND NEW.reply_by >= actor_today())
      OR (OLD.status = 'DRAFT_REPORT' AND NEW.status = 'REPLIED' AND to_jsonb(NEW) - reply <> to_jsonb(OLD) - reply)
      OR (OLD.sent_at IS NOT NULL AND (OLD.sent_at, OLD.reply_by) IS DISTINCT FROM (NEW.sent_at, NEW.reply_by))
      OR (OLD.replied_at IS NOT NULL AND (OLD.reply, OLD.replied_at) IS DISTINCT FROM (NEW.reply, NEW.replied_at))
      -- Only the provider says what it says.
      OR ((OLD.reply, OLD.replied_at, OLD.replied_by) IS DISTINCT FROM (NEW.reply, NEW.replied_at, NEW.replied_by)
        AND OLD.provider_organisation_id IS DISTINCT FROM actor_organisation())
      OR (OLD.id, OLD.reference, OLD.authority_id, OLD.provider_organisation_id, OLD.site_id, OLD.follows_id)
        IS DISTINCT FROM (NEW.id, NEW.reference, NEW.authority_id, NEW.provider_organisation_id, NEW.site_id, NEW.follows_id)
    THEN
      RAISE EXCEPTION 'a visit stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'quality_visit_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER quality_visit_stands BEFORE UPDATE ON quality_visit FOR EACH ROW EXECUTE FUNCTION quality_visit_stands();

  CREATE FUNCTION visit_finding_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM quality_visit WHERE id = NEW.visit_id AND status IN ('CARRIED_OUT', 'REPLIED')) THEN
      RAISE EXCEPTION 'a sent report stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_finding_in_time';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER visit_finding_in_time BEFORE INSERT ON visit_finding FOR EACH ROW EXECUTE FUNCTION visit_finding_in_time();

  CREATE FUNCTION visit_action_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE moved text[] := ARRAY['status', 'escalated_on', 'closed_note', 'closed_at', 'closed_by'];
  BEGIN
    IF OLD.status = 'CLOSED' OR to_jsonb(NEW) - moved <> to_jsonb(OLD) - moved
        OR (OLD.escalated_on IS NOT NULL AND OLD.escalated_on IS DISTINCT FROM NEW.escalated_on) THEN
      RAISE EXCEPTION 'an action stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_action_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER visit_action_stands BEFORE UPDATE ON visit_action FOR EACH ROW EXECUTE FUNCTION visit_action_stands();
`;

const HANDLES = `authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority() AND actor_may('quality.manage'))`;
const ANSWERS = `provider_organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('quality.answer'))`;
const SECURITY = `
  ${['assurance_term', 'quality_visit', 'visit_finding', 'visit_action', 'visit_action_report', 'quality_judgement']
    .concat('assurance_watch')
    .map((table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;`)
    .join('\n  ')}
  CREATE POLICY assurance_term_read ON assurance_term FOR SELECT USING (actor_present());
  CREATE POLICY assurance_term_add ON assurance_term FOR INSERT WITH CHECK (authority_id = actor_authority()
    AND actor_is_authority() AND actor_may('framework.manage'));

  CREATE POLICY quality_visit_handle ON quality_visit USING (${HANDLES});
  -- A provider learns of an announced visit, and reads the report once it is sent; not what is being written.
  CREATE POLICY quality_visit_told ON quality_visit FOR SELECT USING (${ANSWERS}
    AND (sent_at IS NOT NULL OR (announced AND status = 'PLANNED')));
  CREATE POLICY quality_visit_reply ON quality_visit FOR UPDATE USING (${ANSWERS} AND status = 'DRAFT_REPORT')
    WITH CHECK (${ANSWERS} AND status = 'REPLIED');
  CREATE POLICY visit_finding_read ON visit_finding FOR SELECT USING ((${HANDLES})
    OR (${ANSWERS} AND visit_id IN (SELECT id FROM quality_visit WHERE sent_at IS NOT NULL)));
  CREATE POLICY visit_finding_add ON visit_finding FOR INSERT WITH CHECK (${HANDLES});
  CREATE POLICY visit_action_handle ON visit_action USING (${HANDLES});
  CREATE POLICY visit_action_told ON visit_action FOR SELECT USING (${ANSWERS}
    AND visit_id IN (SELECT id FROM quality_visit WHERE sent_at IS NOT NULL));
  CREATE POLICY visit_action_report_on ON visit_action FOR UPDATE
    USING (${ANSWERS} AND owner = 'PROVIDER' AND status = 'OPEN') WITH CHECK (${ANSWERS} AND status = 'REPORTED');
  CREATE POLICY visit_action_report_read ON visit_action_report FOR SELECT
    USING (action_id IN (SELECT id FROM visit_action));
  CREATE POLICY visit_action_report_add ON visit_action_report FOR INSERT WITH CHECK
    ((by_provider AND ${ANSWERS}) OR (NOT by_provider AND ${HANDLES}));
  CREATE POLICY quality_judgement_read ON quality_judgement FOR SELECT USING (
    (authority_id = (SELECT actor_authority()) AND (SELECT actor_commissions()))
    OR provider_organisation_id = (SELECT actor_organisation()));
  CREATE POLICY quality_judgement_add ON quality_judgement FOR INSERT WITH CHECK (${HANDLES});
  CREATE POLICY assurance_watch_tend ON assurance_watch
    USING ((SELECT actor_kind()) = 'service' AND (SELECT actor_may('quality.tend')));

  REVOKE UPDATE, DELETE, TRUNCATE ON assurance_term, visit_finding, visit_action_report, quality_judgement FROM placeway_app;
  REVOKE DELETE, TRUNCATE ON quality_visit, visit_action, assurance_watch FROM placeway_app;
`;
