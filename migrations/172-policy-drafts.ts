import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a policy is drafted by one person, put to the board as it stands, and approved by the board's decision. Several
 *        drafts may exist at once, so a version's number is given when it is approved; what is before the board cannot
 *        change under it, and no version but an authority's first comes into force without a decision.
 * Locks: an instant on policy for its new columns.
 * Undo:  drops drafts that are not approved, and what tied versions to decisions.
 */
export class PolicyDrafts1790000000172 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE policy
        ALTER COLUMN version DROP NOT NULL,
        ADD COLUMN revision integer NOT NULL DEFAULT 1,
        ADD COLUMN based_on uuid,
        ADD COLUMN why text,
        ADD COLUMN decision_id uuid,
        ADD COLUMN withdrawn_at timestamptz,
        ADD CONSTRAINT policy_based_on FOREIGN KEY (based_on) REFERENCES policy (id),
        ADD CONSTRAINT policy_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
        DROP CONSTRAINT policy_status_known,
        ADD CONSTRAINT policy_status_known CHECK (status IN ('DRAFT', 'PROPOSED', 'APPROVED', 'WITHDRAWN')),
        ADD CONSTRAINT policy_version_of_approved CHECK ((status = 'APPROVED') = (version IS NOT NULL)),
        ADD CONSTRAINT policy_withdrawn CHECK ((status = 'WITHDRAWN') = (withdrawn_at IS NOT NULL));
      COMMENT ON COLUMN policy.version IS 'Counted up with each approval; a draft has none.';
      COMMENT ON COLUMN policy.revision IS 'Counts up with each change of a draft, so that two people do not overwrite each other.';
      COMMENT ON COLUMN policy.based_on IS 'The version a draft was made from, and must still follow on from when it is put to the board.';
      COMMENT ON COLUMN policy.why IS 'Why the change is asked for, as the board reads it.';

      CREATE FUNCTION policy_proposed_stands() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.status = 'WITHDRAWN' OR (OLD.status = 'PROPOSED' AND (OLD.document, OLD.effective_from, OLD.based_on)
            IS DISTINCT FROM (NEW.document, NEW.effective_from, NEW.based_on)) THEN
          RAISE EXCEPTION 'what is before the board stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_proposed_stands';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER policy_proposed_stands BEFORE UPDATE ON policy FOR EACH ROW
        WHEN (OLD.status IN ('PROPOSED', 'WITHDRAWN')) EXECUTE FUNCTION policy_proposed_stands();

      CREATE FUNCTION policy_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        -- An authority's first version is set up with it; nobody could have decided on it yet.
        IF NEW.decision_id IS NULL AND actor_kind() IS DISTINCT FROM 'person' AND NEW.approved_by IS NULL
            AND NOT EXISTS (SELECT FROM policy p WHERE p.authority_id = NEW.authority_id AND p.status = 'APPROVED') THEN
          RETURN NEW;
        END IF;
        IF NOT EXISTS (SELECT FROM decision d JOIN agenda_item i ON i.id = d.meeting_item_id
            WHERE d.id = NEW.decision_id AND d.authority_id = NEW.authority_id AND d.kind = 'POLICY' AND d.outcome = 'APPROVED'
              AND d.decided_by = NEW.approved_by AND i.subject_type = 'POLICY' AND i.subject_id = NEW.id) THEN
          RAISE EXCEPTION 'a policy is approved by the board' USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_decided';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER policy_is_decided BEFORE INSERT ON policy FOR EACH ROW WHEN (NEW.status = 'APPROVED')
        EXECUTE FUNCTION policy_is_decided();
      CREATE TRIGGER policy_becomes_decided BEFORE UPDATE ON policy FOR EACH ROW
        WHEN (NEW.status = 'APPROVED' AND OLD.status <> 'APPROVED') EXECUTE FUNCTION policy_is_decided();

      DROP POLICY policy_read ON policy;
      DROP POLICY policy_write ON policy;
      -- An approved policy is published: schools and providers are bound by it and may read what binds them. A draft is
      -- read by those who draft, and once it is before the board by its members.
      CREATE POLICY policy_read ON policy FOR SELECT USING (
        (SELECT actor_present()) AND (status = 'APPROVED' OR (authority_id = (SELECT actor_authority())
          AND (actor_may('policy.draft') OR actor_may('policy.approve') OR (status = 'PROPOSED' AND actor_may('board.sit'))))));
      CREATE POLICY policy_add ON policy FOR INSERT WITH CHECK (authority_id = actor_authority()
        AND ((status = 'DRAFT' AND actor_may('policy.draft')) OR (status = 'APPROVED' AND actor_may('policy.approve'))));
      -- Whoever presides gives effect to the decision; the guard above asks for it.
      CREATE POLICY policy_change ON policy FOR UPDATE
        USING (authority_id = actor_authority() AND (actor_may('policy.draft') OR actor_may('policy.approve') OR actor_may('board.sit')))
        WITH CHECK (authority_id = actor_authority() AND CASE status
          WHEN 'APPROVED' THEN actor_may('policy.approve') OR actor_may('board.sit')
          WHEN 'DRAFT' THEN actor_may('policy.draft') OR actor_may('board.sit')
          ELSE actor_may('policy.draft') END);
      REVOKE DELETE ON policy FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY policy_change ON policy; DROP POLICY policy_add ON policy; DROP POLICY policy_read ON policy;
      CREATE POLICY policy_read ON policy FOR SELECT USING (
        (SELECT actor_present()) AND (status = 'APPROVED'
          OR (authority_id = actor_authority() AND (actor_may('policy.draft') OR actor_may('policy.approve')))));
      CREATE POLICY policy_write ON policy
        USING (authority_id = actor_authority() AND (actor_may('policy.draft') OR actor_may('policy.approve')))
        WITH CHECK (authority_id = actor_authority()
          AND ((status = 'DRAFT' AND actor_may('policy.draft')) OR (status = 'APPROVED' AND actor_may('policy.approve'))));
      DROP TRIGGER policy_is_decided ON policy; DROP TRIGGER policy_becomes_decided ON policy;
      DROP TRIGGER policy_proposed_stands ON policy;
      DROP FUNCTION policy_is_decided, policy_proposed_stands;
      ALTER TABLE policy NO FORCE ROW LEVEL SECURITY;
      DELETE FROM policy WHERE status <> 'APPROVED';
      ALTER TABLE policy FORCE ROW LEVEL SECURITY;
      ALTER TABLE policy DROP CONSTRAINT policy_version_of_approved, DROP CONSTRAINT policy_withdrawn,
        DROP CONSTRAINT policy_status_known, DROP COLUMN revision, DROP COLUMN based_on, DROP COLUMN why,
        DROP COLUMN decision_id, DROP COLUMN withdrawn_at, ALTER COLUMN version SET NOT NULL,
        ADD CONSTRAINT policy_status_known CHECK (status IN ('DRAFT', 'APPROVED'));
      GRANT DELETE ON policy TO placeway_app;
    `);
  }
}
