import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   after a permanent exclusion the governing board meets within 15 school days of the notice, the parents may ask for a
 *        review panel for 15 more, and that meets within another 15. When each of these happened is held nowhere. And whoever
 *        must act on a deadline is told before it is missed, once at each step, whichever worker says so.
 * Locks: none, the tables are new; the indexes read referral and placement once.
 * Undo:  drops what was recorded of the steps, and of who was told.
 */
export class Deadlines1790000000430 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(STEPS);
    await runner.query(TOLD);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE deadline_watch, deadline_told, exclusion_process;
      DROP FUNCTION exclusion_process_goes_on;
      DROP INDEX referral_running, placement_running;
    `);
  }
}

const seen = `((authority_id = (SELECT actor_authority()) AND (SELECT actor_may('needs.authority')))
        OR referral_id IN (SELECT party_referrals('NEEDS')))`;
const records = `((authority_id = (SELECT actor_authority()) AND (SELECT actor_may('needs.authority')) AND (SELECT actor_may('referral.submit')))
        OR (school_organisation_id = (SELECT actor_organisation()) AND (SELECT actor_may('referral.submit'))))`;

const STEPS = `
  CREATE TABLE exclusion_process (
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    referral_type text NOT NULL,
    school_organisation_id uuid NOT NULL,
    notice_on date NOT NULL,
    board_due_on date NOT NULL,
    board_decided_on date,
    review_ask_by date,
    review_asked_on date,
    review_due_on date,
    review_met_on date,
    version integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT exclusion_process_pk PRIMARY KEY (referral_id),
    CONSTRAINT exclusion_process_case FOREIGN KEY (referral_id, referral_type) REFERENCES referral (id, type),
    CONSTRAINT exclusion_process_school FOREIGN KEY (referral_id, school_organisation_id) REFERENCES referral (id, school_organisation_id),
    CONSTRAINT exclusion_process_type CHECK (referral_type = 'PERMANENT_EXCLUSION'),
    CONSTRAINT exclusion_process_board CHECK ((board_decided_on IS NULL) = (review_ask_by IS NULL) AND board_due_on > notice_on
      AND board_decided_on >= notice_on AND review_ask_by > board_decided_on),
    CONSTRAINT exclusion_process_review CHECK ((review_asked_on IS NULL) = (review_due_on IS NULL)
      AND (review_asked_on IS NULL OR (board_decided_on IS NOT NULL AND review_asked_on >= board_decided_on))
      AND (review_met_on IS NULL OR (review_asked_on IS NOT NULL AND review_met_on >= review_asked_on)))
  );
  COMMENT ON TABLE exclusion_process IS 'Which steps after a permanent exclusion were taken when, and by when the next is due. Scope NEEDS.';

  CREATE FUNCTION exclusion_process_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.referral_id <> OLD.referral_id OR NEW.authority_id <> OLD.authority_id OR NEW.version <> OLD.version + 1 THEN
      RAISE EXCEPTION 'a version follows the one before' USING ERRCODE = 'check_violation', CONSTRAINT = 'exclusion_process_version';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER exclusion_process_goes_on BEFORE UPDATE ON exclusion_process
    FOR EACH ROW EXECUTE FUNCTION exclusion_process_goes_on();
  ALTER TABLE exclusion_process ENABLE ROW LEVEL SECURITY; ALTER TABLE exclusion_process FORCE ROW LEVEL SECURITY;
  CREATE POLICY exclusion_process_read ON exclusion_process FOR SELECT USING ${seen};
  CREATE POLICY exclusion_process_add ON exclusion_process FOR INSERT WITH CHECK ${records};
  CREATE POLICY exclusion_process_change ON exclusion_process FOR UPDATE USING ${records};
  REVOKE DELETE, TRUNCATE ON exclusion_process FROM placeway_app;
`;

const TOLD = `
  CREATE INDEX referral_running ON referral (authority_id, aim_on, id) WHERE status IN ('SUBMITTED', 'RETURNED', 'WITH_SEN', 'DECIDED');
  CREATE INDEX placement_running ON placement (authority_id, starts_on, id) WHERE status IN ('OFFERED', 'AGREED');

  CREATE TABLE deadline_told (
    authority_id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    part integer NOT NULL,
    due_on date NOT NULL,
    step text NOT NULL,
    told_at timestamptz NOT NULL,
    CONSTRAINT deadline_told_pk PRIMARY KEY (authority_id, kind, subject_id, part, due_on, step),
    CONSTRAINT deadline_told_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT deadline_told_step CHECK (step IN ('CHASED', 'COORDINATOR', 'LEAD'))
  );
  COMMENT ON TABLE deadline_told IS 'Who was told of a deadline that comes near: each step once for each day it is due.';
  ALTER TABLE deadline_told ENABLE ROW LEVEL SECURITY; ALTER TABLE deadline_told FORCE ROW LEVEL SECURITY;
  CREATE POLICY deadline_told_read ON deadline_told FOR SELECT USING (authority_id = (SELECT actor_authority())
    AND ((SELECT actor_may('deadline.read')) OR (SELECT actor_may('deadline.tend'))));
  CREATE POLICY deadline_told_add ON deadline_told FOR INSERT WITH CHECK (authority_id = (SELECT actor_authority())
    AND (SELECT actor_kind()) = 'service' AND (SELECT actor_may('deadline.tend')));
  REVOKE UPDATE, DELETE, TRUNCATE ON deadline_told FROM placeway_app;

  CREATE TABLE deadline_watch (
    authority_id uuid NOT NULL,
    watched_on date NOT NULL,
    CONSTRAINT deadline_watch_pk PRIMARY KEY (authority_id),
    CONSTRAINT deadline_watch_authority FOREIGN KEY (authority_id) REFERENCES authority (id)
  );
  COMMENT ON TABLE deadline_watch IS 'When the deadlines of an authority were last looked at.';
  ALTER TABLE deadline_watch ENABLE ROW LEVEL SECURITY; ALTER TABLE deadline_watch FORCE ROW LEVEL SECURITY;
  CREATE POLICY deadline_watch_tend ON deadline_watch USING ((SELECT actor_kind()) = 'service' AND (SELECT actor_may('deadline.tend')));
  REVOKE DELETE, TRUNCATE ON deadline_watch FROM placeway_app;
`;
