import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a panel asks "what if this pupil goes there?". Who wants an option kept or kept out, and why, is on record; what
 *        would follow is computed beside the proposal of record and stands in a table of its own, which no school, provider
 *        or decision reads, so that looking decides nothing.
 * Locks: none, both tables are new.
 * Undo:  drops both tables, every pin and what-if included.
 */
export class PinsAndWhatIfs1790000000141 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE matching_what_if, matching_wish`);
  }
}

const TABLES = `
  CREATE TABLE matching_wish (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    kind text NOT NULL,
    option_key text NOT NULL,
    places jsonb NOT NULL,
    reason text NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    undone_by uuid,
    undone_at timestamptz,
    CONSTRAINT matching_wish_pk PRIMARY KEY (id),
    CONSTRAINT matching_wish_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT matching_wish_referral FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT matching_wish_maker FOREIGN KEY (made_by) REFERENCES app_user (id),
    CONSTRAINT matching_wish_undoer FOREIGN KEY (undone_by) REFERENCES app_user (id),
    CONSTRAINT matching_wish_kind CHECK (kind IN ('PIN', 'BAR')),
    CONSTRAINT matching_wish_reason CHECK (length(reason) BETWEEN 1 AND 500),
    CONSTRAINT matching_wish_option CHECK (option_key ~ '^[0-9a-f-]{36}([+][0-9a-f-]{36}){0,2}$'),
    CONSTRAINT matching_wish_undone CHECK ((undone_by IS NULL) = (undone_at IS NULL))
  );
  COMMENT ON TABLE matching_wish IS 'Options that a person wants kept (PIN) or kept out (BAR) when looking what would follow. The option is its opening patterns, in order, joined by a plus.';
  CREATE UNIQUE INDEX matching_wish_one_per_option ON matching_wish (referral_id, option_key) WHERE undone_at IS NULL;
  CREATE UNIQUE INDEX matching_wish_one_pin ON matching_wish (referral_id) WHERE undone_at IS NULL AND kind = 'PIN';
  CREATE INDEX matching_wish_live ON matching_wish (authority_id) WHERE undone_at IS NULL;

  CREATE TABLE matching_what_if (
    id uuid NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    authority_id uuid NOT NULL,
    run_id uuid NOT NULL,
    wishes jsonb NOT NULL,
    state text NOT NULL,
    stage text NOT NULL,
    done integer NOT NULL DEFAULT 0,
    total integer,
    problem text,
    result jsonb,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT matching_what_if_pk PRIMARY KEY (id),
    CONSTRAINT matching_what_if_run FOREIGN KEY (run_id) REFERENCES matching_run (id) ON DELETE CASCADE,
    CONSTRAINT matching_what_if_asker FOREIGN KEY (asked_by) REFERENCES app_user (id),
    CONSTRAINT matching_what_if_state CHECK (state IN ('QUEUED', 'RUNNING', 'RETRYING', 'FINISHED', 'FAILED')),
    CONSTRAINT matching_what_if_complete CHECK ((state = 'FINISHED') = (result IS NOT NULL))
  );
  COMMENT ON TABLE matching_what_if IS 'What would follow from pins and bars, beside the run it starts from. Never a proposal: nothing but its own page reads it.';
  CREATE INDEX matching_what_if_newest ON matching_what_if (authority_id, number DESC);
  CREATE INDEX matching_what_if_run_id ON matching_what_if (run_id);
`;

const SECURITY = `
  ALTER TABLE matching_wish ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_wish FORCE ROW LEVEL SECURITY;
  CREATE POLICY matching_wish_read ON matching_wish FOR SELECT
    USING (authority_id = actor_authority() AND actor_may('matching.displacement'));
  CREATE POLICY matching_wish_write ON matching_wish
    USING (authority_id = actor_authority() AND actor_may('matching.displacement') AND actor_may('matching.run'));

  ALTER TABLE matching_what_if ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_what_if FORCE ROW LEVEL SECURITY;
  CREATE POLICY matching_what_if_read ON matching_what_if FOR SELECT
    USING (authority_id = actor_authority() AND actor_may('matching.displacement'));
  CREATE POLICY matching_what_if_write ON matching_what_if
    USING (authority_id = actor_authority() AND actor_may('matching.displacement') AND actor_may('matching.run'));
`;
