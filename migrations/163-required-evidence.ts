import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a round says which documents bidders show, as it says what it asks; a bid points to documents that its provider
 *        keeps. They are sealed with the bid: the authority sees them when it may see the bid.
 * Locks: an instant on stored_file for its policy.
 * Undo:  drops what rounds ask for and what bids show; the documents stay.
 */
export class RequiredEvidence1790000000163 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY stored_file_evidence ON stored_file;
      CREATE POLICY stored_file_evidence ON stored_file FOR SELECT
        USING (EXISTS (SELECT FROM evidence_file f WHERE f.file_id = stored_file.id));
      DROP POLICY evidence_of_bid ON evidence;
      DROP TABLE application_evidence, round_evidence;
    `);
  }
}

const TABLES = `
  CREATE TABLE round_evidence (
    id uuid NOT NULL,
    round_id uuid NOT NULL,
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    lot_id uuid,
    kind text NOT NULL,
    least_cover_pence bigint,
    guidance text,
    CONSTRAINT round_evidence_pk PRIMARY KEY (id),
    CONSTRAINT round_evidence_round FOREIGN KEY (round_id, framework_id, authority_id)
      REFERENCES round (id, framework_id, authority_id),
    CONSTRAINT round_evidence_lot FOREIGN KEY (round_id, lot_id) REFERENCES round_lot (round_id, lot_id) ON DELETE CASCADE,
    CONSTRAINT round_evidence_of_kind UNIQUE (id, kind),
    CONSTRAINT round_evidence_once UNIQUE NULLS NOT DISTINCT (round_id, lot_id, kind),
    CONSTRAINT round_evidence_kind CHECK (kind ~ '^[A-Z][A-Z_]{2,59}$'),
    CONSTRAINT round_evidence_cover CHECK (least_cover_pence BETWEEN 0 AND 100000000000),
    CONSTRAINT round_evidence_guidance CHECK (length(guidance) <= 1000)
  );
  COMMENT ON TABLE round_evidence IS 'A document that bidders show, for one lot or, where none is named, for all of them.';

  CREATE TABLE application_evidence (
    application_id uuid NOT NULL,
    round_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    provider_organisation_id uuid NOT NULL,
    asked_id uuid NOT NULL,
    kind text NOT NULL,
    evidence_id uuid NOT NULL,
    CONSTRAINT application_evidence_pk PRIMARY KEY (application_id, asked_id),
    CONSTRAINT application_evidence_application FOREIGN KEY (application_id, round_id, authority_id, provider_organisation_id)
      REFERENCES application (id, round_id, authority_id, provider_organisation_id),
    CONSTRAINT application_evidence_asked FOREIGN KEY (asked_id, kind) REFERENCES round_evidence (id, kind),
    CONSTRAINT application_evidence_kept FOREIGN KEY (evidence_id, provider_organisation_id, kind)
      REFERENCES evidence (id, provider_organisation_id, kind)
  );
  COMMENT ON TABLE application_evidence IS 'Which of its documents a bidder shows for what the round asks. The document never changes.';
  CREATE INDEX application_evidence_by_document ON application_evidence (evidence_id);

  CREATE TRIGGER round_evidence_stands_still BEFORE INSERT OR UPDATE OR DELETE ON round_evidence
    FOR EACH ROW EXECUTE FUNCTION round_question_stands_still();
  CREATE TRIGGER application_evidence_stands BEFORE INSERT OR UPDATE OR DELETE ON application_evidence
    FOR EACH ROW EXECUTE FUNCTION application_part_stands();
`;

const LED = `authority_id = actor_authority() AND actor_may('framework.manage')`;
const SECURITY = `
  ALTER TABLE round_evidence ENABLE ROW LEVEL SECURITY; ALTER TABLE round_evidence FORCE ROW LEVEL SECURITY;
  CREATE POLICY round_evidence_read ON round_evidence FOR SELECT USING (round_id IN (SELECT id FROM round));
  CREATE POLICY round_evidence_write ON round_evidence USING (${LED});
  ALTER TABLE application_evidence ENABLE ROW LEVEL SECURITY; ALTER TABLE application_evidence FORCE ROW LEVEL SECURITY;
  CREATE POLICY application_evidence_read ON application_evidence FOR SELECT
    USING (application_id IN (SELECT id FROM application));
  CREATE POLICY application_evidence_write ON application_evidence
    USING (provider_organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('application.make')));

  -- Whoever may see a bid sees what it shows, also what still waits for its scan; its files only once they have passed.
  CREATE POLICY evidence_of_bid ON evidence FOR SELECT USING ((SELECT actor_is_authority())
    AND EXISTS (SELECT FROM application_evidence x WHERE x.evidence_id = evidence.id));
  DROP POLICY stored_file_evidence ON stored_file;
  CREATE POLICY stored_file_evidence ON stored_file FOR SELECT USING (EXISTS (
    SELECT FROM evidence_file f JOIN evidence e ON e.id = f.evidence_id
     WHERE f.file_id = stored_file.id AND e.status = 'CLEAN'));
`;
