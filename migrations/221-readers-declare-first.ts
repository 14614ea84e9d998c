import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a commissioner or quality officer who is named for nothing read all opened bids without saying whether they have
 *        an interest in a bidder. Whoever reads declares first, on the same sheet as evaluators do; and what an officer
 *        noted on a bid is read by those who may read the bid.
 * Locks: rewrites evaluation_sheet (one row a person and bid) while holding it; an instant on application.
 * Undo:  drops readers' declarations and the interests they told of; they read all opened bids again.
 */
export class ReadersDeclareFirst1790000000221 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE application ADD CONSTRAINT application_of_round UNIQUE (id, round_id, authority_id);
      ALTER TABLE evaluation_sheet
        DROP CONSTRAINT evaluation_sheet_evaluation, DROP CONSTRAINT evaluation_sheet_assessor,
        DROP CONSTRAINT evaluation_sheet_part,
        ADD CONSTRAINT evaluation_sheet_part CHECK (part IN ('EVALUATOR', 'MODERATOR', 'READER')),
        ADD CONSTRAINT evaluation_sheet_reader CHECK (part <> 'READER' OR status <> 'SUBMITTED'),
        ADD COLUMN evaluated_id uuid GENERATED ALWAYS AS (CASE WHEN part <> 'READER' THEN application_id END) STORED,
        ADD COLUMN assessor_id uuid GENERATED ALWAYS AS (CASE WHEN part <> 'READER' THEN user_id END) STORED,
        ADD CONSTRAINT evaluation_sheet_application FOREIGN KEY (application_id, round_id, authority_id)
          REFERENCES application (id, round_id, authority_id),
        ADD CONSTRAINT evaluation_sheet_evaluation FOREIGN KEY (evaluated_id, round_id, authority_id)
          REFERENCES evaluation (application_id, round_id, authority_id),
        ADD CONSTRAINT evaluation_sheet_assessor FOREIGN KEY (round_id, assessor_id)
          REFERENCES round_assessor (round_id, user_id),
        ADD CONSTRAINT evaluation_sheet_user FOREIGN KEY (user_id) REFERENCES app_user (id);
      ALTER TABLE evaluation_interest ADD COLUMN provider_organisation_id uuid;
      ${unforced(`UPDATE evaluation_interest i SET provider_organisation_id = e.provider_organisation_id
        FROM evaluation e WHERE e.application_id = i.application_id;`)}
      ALTER TABLE evaluation_interest ALTER COLUMN provider_organisation_id SET NOT NULL,
        ADD CONSTRAINT evaluation_interest_provider FOREIGN KEY (provider_organisation_id) REFERENCES organisation (id);
      COMMENT ON COLUMN evaluation_sheet.evaluated_id IS 'The evaluation it is part of; a reader''s is part of none.';
      ${sheetStands(`NOT (OLD.part = 'READER' AND OLD.status = 'OPEN' AND NEW.user_id = OLD.user_id)`)}
      ${bidders(WITH_READERS)}
      DROP POLICY application_read ON application;
      CREATE POLICY application_read ON application FOR SELECT USING (
        provider_organisation_id = (SELECT actor_organisation())
        OR ((${READS}) AND status = 'SUBMITTED' AND round_id IN (${OPENED})
          AND ((SELECT actor_may('application.read')) OR round_id IN (${MY_ROUNDS}))
          AND id IN (SELECT application_id FROM evaluation_sheet WHERE ${ME} AND status <> 'CONFLICT')));
      CREATE POLICY evaluation_sheet_of_reader ON evaluation_sheet
        USING ((${READS}) AND ${ME} AND part = 'READER' AND (SELECT actor_may('application.read')));
      DROP POLICY diligence_check_read ON diligence_check;
      CREATE POLICY diligence_check_read ON diligence_check FOR SELECT USING (${CHECKS}
        AND (application_id IS NULL OR application_id IN (SELECT id FROM application)));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY diligence_check_read ON diligence_check;
      CREATE POLICY diligence_check_read ON diligence_check FOR SELECT USING (${CHECKS});
      DROP POLICY evaluation_sheet_of_reader ON evaluation_sheet;
      DROP POLICY application_read ON application;
      CREATE POLICY application_read ON application FOR SELECT USING (
        provider_organisation_id = (SELECT actor_organisation())
        OR ((${READS}) AND status = 'SUBMITTED' AND round_id IN (${OPENED})
          AND id NOT IN (SELECT application_id FROM evaluation_sheet WHERE ${ME} AND status = 'CONFLICT')
          AND (((SELECT actor_may('application.read')) AND round_id NOT IN (${MY_ROUNDS}))
            OR (round_id IN (${MY_ROUNDS}) AND id IN (SELECT application_id FROM evaluation_sheet WHERE ${ME})))));
      ${bidders(NAMED_ONLY)}
      ${sheetStands('true')}
      ${unforced(`DELETE FROM evaluation_interest i USING evaluation_sheet t
          WHERE t.application_id = i.application_id AND t.user_id = i.user_id AND t.part = 'READER';
        DELETE FROM evaluation_sheet WHERE part = 'READER';`)}
      ALTER TABLE evaluation_interest DROP COLUMN provider_organisation_id;
      ALTER TABLE evaluation_sheet
        DROP CONSTRAINT evaluation_sheet_user, DROP CONSTRAINT evaluation_sheet_application,
        DROP CONSTRAINT evaluation_sheet_reader, DROP CONSTRAINT evaluation_sheet_part,
        DROP COLUMN evaluated_id, DROP COLUMN assessor_id,
        ADD CONSTRAINT evaluation_sheet_part CHECK (part IN ('EVALUATOR', 'MODERATOR')),
        ADD CONSTRAINT evaluation_sheet_evaluation FOREIGN KEY (application_id, round_id, authority_id)
          REFERENCES evaluation (application_id, round_id, authority_id),
        ADD CONSTRAINT evaluation_sheet_assessor FOREIGN KEY (round_id, user_id)
          REFERENCES round_assessor (round_id, user_id);
      ALTER TABLE application DROP CONSTRAINT application_of_round;
    `);
  }
}

/** Rows of every authority: the owner is bound by row security too while it is forced. */
const unforced = (sql: string): string => {
  const tables = ['evaluation_sheet', 'evaluation_interest', 'evaluation'];
  const each = (how: string) => tables.map((table) => `ALTER TABLE ${table} ${how} ROW LEVEL SECURITY;`).join(' ');
  return `${each('NO FORCE')} ${sql} ${each('FORCE')}`;
};

const ME = `user_id = (SELECT actor_user())`;
const MY_ROUNDS = `SELECT round_id FROM round_assessor WHERE ${ME} AND ended_at IS NULL`;
const OPENED = `SELECT id FROM round WHERE closes_at IS NULL OR bids_opened_at IS NOT NULL`;
const READS = `authority_id = (SELECT actor_authority())
    AND (SELECT actor_may('application.read') OR actor_may('application.evaluate'))`;
const CHECKS = `authority_id = (SELECT actor_authority()) AND (SELECT actor_is_authority())
    AND (SELECT actor_may('evidence.read') OR actor_may('board.sit') OR actor_may('board.manage'))`;

/** Which bids wait for the actor's declaration: for their part, or before they read. */
const WITH_READERS = `(s.user_id IS NOT NULL OR actor_may('application.read'))
       AND (t.user_id IS NULL OR (t.part = 'READER' AND t.status = 'OPEN' AND s.user_id IS NOT NULL))`;
const NAMED_ONLY = `s.user_id IS NOT NULL AND t.user_id IS NULL`;

const bidders = (waiting: string): string => `
  CREATE OR REPLACE FUNCTION round_bidders(p_round uuid)
  RETURNS TABLE (application_id uuid, authority_id uuid, provider_organisation_id uuid, provider_name text, lots jsonb,
    part text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.authority_id, a.provider_organisation_id, o.name,
           (SELECT jsonb_agg(l.number ORDER BY l.number) FROM application_lot al JOIN lot l ON l.id = al.lot_id
             WHERE al.application_id = a.id), coalesce(s.part, 'READER')
      FROM round r JOIN application a ON a.round_id = r.id AND a.status = 'SUBMITTED'
      JOIN organisation o ON o.id = a.provider_organisation_id
      LEFT JOIN evaluation e ON e.application_id = a.id
      LEFT JOIN round_assessor s ON s.round_id = r.id AND s.user_id = actor_user() AND s.ended_at IS NULL
        AND (s.part = 'MODERATOR' OR e.scores_shown_at IS NULL)
        AND EXISTS (SELECT FROM application_lot al JOIN round_assessor_lot sl ON sl.lot_id = al.lot_id
                     WHERE al.application_id = a.id AND sl.round_id = s.round_id AND sl.user_id = s.user_id)
      LEFT JOIN evaluation_sheet t ON t.application_id = a.id AND t.user_id = actor_user()
     WHERE r.id = p_round AND r.authority_id = actor_authority()
       AND (r.closes_at IS NULL OR r.bids_opened_at IS NOT NULL)
       AND ${waiting}
     ORDER BY o.name, a.id
  $$;`;

/** A reader who is named later declares again, for that part. */
const sheetStands = (unless: string): string => `
  CREATE OR REPLACE FUNCTION evaluation_sheet_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.status = 'CONFLICT' OR (OLD.status = 'SUBMITTED' AND (NEW.status = 'OPEN'
        OR EXISTS (SELECT FROM evaluation e WHERE e.application_id = NEW.application_id AND e.scores_shown_at IS NOT NULL)))
        OR ((NEW.part, NEW.user_id, NEW.declared_at) IS DISTINCT FROM (OLD.part, OLD.user_id, OLD.declared_at)
          AND ${unless}) THEN
      RAISE EXCEPTION 'what was declared or submitted stands' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'evaluation_sheet_stands';
    END IF;
    RETURN NEW;
  END $$;`;
