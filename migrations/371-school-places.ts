import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a request for a school (fair access, managed move, the way back) ends when a school takes the pupil. Which school, from
 *        when and who recorded it is kept once, and never changed afterwards.
 * Locks: none, the table is new.
 * Undo:  drops the table; the requests stay closed.
 */
export class SchoolPlaces1790000000371 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE referral_school_place (
        referral_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        referral_type text NOT NULL,
        school_organisation_id uuid NOT NULL,
        starts_on date NOT NULL,
        note text NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid,
        CONSTRAINT referral_school_place_pk PRIMARY KEY (referral_id),
        CONSTRAINT referral_school_place_case FOREIGN KEY (referral_id, referral_type) REFERENCES referral (id, type),
        CONSTRAINT referral_school_place_school FOREIGN KEY (school_organisation_id) REFERENCES organisation (id),
        CONSTRAINT referral_school_place_type CHECK (referral_type IN ('FAIR_ACCESS', 'MANAGED_MOVE', 'REINTEGRATION')),
        CONSTRAINT referral_school_place_note CHECK (length(btrim(note)) > 0)
      );
      COMMENT ON TABLE referral_school_place IS 'Which school takes the pupil of a request for a school, and from when. Written once. Scope NEEDS.';

      CREATE FUNCTION referral_school_place_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM referral r WHERE r.id = NEW.referral_id AND r.authority_id = NEW.authority_id
            AND r.status = 'SUBMITTED') THEN
          RAISE EXCEPTION 'the request does not wait' USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_school_place_waiting';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER referral_school_place_waiting BEFORE INSERT ON referral_school_place
        FOR EACH ROW EXECUTE FUNCTION referral_school_place_waiting();

      ALTER TABLE referral_school_place ENABLE ROW LEVEL SECURITY; ALTER TABLE referral_school_place FORCE ROW LEVEL SECURITY;
      CREATE POLICY referral_school_place_read ON referral_school_place FOR SELECT USING (
        (authority_id = (SELECT actor_authority()) AND (SELECT actor_may('needs.authority')))
        OR referral_id IN (SELECT party_referrals('NEEDS')));
      CREATE POLICY referral_school_place_add ON referral_school_place FOR INSERT WITH CHECK (
        authority_id = (SELECT actor_authority()) AND (SELECT actor_may('decision.make')));
      REVOKE UPDATE, DELETE, TRUNCATE ON referral_school_place FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE referral_school_place; DROP FUNCTION referral_school_place_waiting`);
  }
}
