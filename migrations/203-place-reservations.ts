import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a coordinator keeps a place for one pupil while a question is settled, for a few days and with a reason. It is
 *        given back by itself when the time is over, and a decision on the pupil takes it over.
 * Locks: none, the table is new.
 * Undo:  drops the table; places that are kept stay held until somebody releases them.
 */
export class PlaceReservations1790000000203 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE place_reservation (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        referral_id uuid NOT NULL,
        hold_id uuid NOT NULL,
        pattern_ids uuid[] NOT NULL,
        place text NOT NULL,
        starts_on date NOT NULL,
        ends_on date NOT NULL,
        reason text NOT NULL,
        expires_at timestamptz NOT NULL,
        made_by uuid,
        made_at timestamptz NOT NULL,
        ended_at timestamptz,
        ended_how text,
        CONSTRAINT place_reservation_pk PRIMARY KEY (id),
        CONSTRAINT place_reservation_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
        CONSTRAINT place_reservation_referral FOREIGN KEY (referral_id) REFERENCES referral (id),
        CONSTRAINT place_reservation_hold FOREIGN KEY (hold_id) REFERENCES capacity_hold (id),
        CONSTRAINT place_reservation_dates CHECK (ends_on >= starts_on),
        CONSTRAINT place_reservation_reason CHECK (length(reason) BETWEEN 1 AND 500),
        CONSTRAINT place_reservation_how CHECK (ended_how IN ('GIVEN_BACK', 'EXPIRED', 'DECIDED', 'NOT_WAITING')),
        CONSTRAINT place_reservation_ended CHECK ((ended_at IS NULL) = (ended_how IS NULL))
      );
      COMMENT ON TABLE place_reservation IS 'A place kept for one referral until a moment, before anything is decided: by whom, why, and how it ended.';
      CREATE UNIQUE INDEX place_reservation_one_live ON place_reservation (referral_id) WHERE ended_at IS NULL;
      CREATE INDEX place_reservation_live ON place_reservation (authority_id, expires_at) WHERE ended_at IS NULL;
      ALTER TABLE place_reservation ENABLE ROW LEVEL SECURITY; ALTER TABLE place_reservation FORCE ROW LEVEL SECURITY;
      CREATE POLICY place_reservation_own ON place_reservation USING (authority_id = (SELECT actor_authority())
        AND (SELECT actor_may('decision.make') OR actor_kind() = 'service'));
      REVOKE UPDATE, DELETE, TRUNCATE ON place_reservation FROM placeway_app;
      GRANT UPDATE (ended_at, ended_how) ON place_reservation TO placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE place_reservation`);
  }
}
