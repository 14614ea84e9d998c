import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a run's proposals and explanations are kept with the policy, the input's hash and the seed they came from, so
 *        that anyone can check the draw and a panel can see years later why a place was or was not proposed.
 * Locks: none, all tables are new.
 * Undo:  drops the tables, every run included.
 */
export class Matching1790000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(POOLS_AND_RUNS);
    await runner.query(RESULTS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE matching_explanation, matching_option, matching_run_kept, matching_run_detail, matching_run, matching_pool;
    `);
  }
}

const POOLS_AND_RUNS = `
  CREATE TABLE matching_pool (
    authority_id uuid NOT NULL,
    seed integer NOT NULL,
    drawn_at timestamptz NOT NULL,
    claimed_by uuid,
    claimed_until timestamptz,
    CONSTRAINT matching_pool_pk PRIMARY KEY (authority_id),
    CONSTRAINT matching_pool_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT matching_pool_seed CHECK (seed >= 0),
    CONSTRAINT matching_pool_claim CHECK ((claimed_by IS NULL) = (claimed_until IS NULL))
  );
  COMMENT ON TABLE matching_pool IS 'One pool an authority: its lottery seed, drawn once and published, and which job computes it now.';

  CREATE TABLE matching_run (
    id uuid NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    authority_id uuid NOT NULL,
    job_id uuid NOT NULL,
    state text NOT NULL,
    stage text NOT NULL,
    done integer NOT NULL DEFAULT 0,
    total integer,
    attempt integer NOT NULL DEFAULT 1,
    problem text,
    policy_id uuid,
    policy_version integer,
    as_of date,
    mode text,
    status text,
    engine text,
    seed integer,
    input_hash text,
    problem_hash text,
    same_as_run_id uuid,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT matching_run_pk PRIMARY KEY (id),
    CONSTRAINT matching_run_number UNIQUE (number),
    CONSTRAINT matching_run_job UNIQUE (job_id),
    CONSTRAINT matching_run_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
    CONSTRAINT matching_run_policy FOREIGN KEY (policy_id) REFERENCES policy (id),
    CONSTRAINT matching_run_same_as FOREIGN KEY (same_as_run_id) REFERENCES matching_run (id) ON DELETE CASCADE,
    CONSTRAINT matching_run_state CHECK (state IN ('RUNNING', 'RETRYING', 'FINISHED', 'UNCHANGED', 'FAILED')),
    CONSTRAINT matching_run_status CHECK (status IN ('optimal', 'bounded', 'stable', 'greedy')),
    CONSTRAINT matching_run_complete CHECK (state <> 'FINISHED' OR (policy_id IS NOT NULL AND policy_version IS NOT NULL
      AND as_of IS NOT NULL AND mode IS NOT NULL AND status IS NOT NULL AND engine IS NOT NULL AND seed IS NOT NULL
      AND input_hash IS NOT NULL AND problem_hash IS NOT NULL AND finished_at IS NOT NULL)),
    CONSTRAINT matching_run_unchanged CHECK ((state = 'UNCHANGED') = (same_as_run_id IS NOT NULL))
  );
  COMMENT ON TABLE matching_run IS 'One computation of a pool. Holds nothing about a child: results stand in matching_option and matching_explanation.';
  CREATE INDEX matching_run_newest ON matching_run (authority_id, number DESC);

  CREATE TABLE matching_run_detail (
    run_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    counts jsonb NOT NULL,
    bound jsonb NOT NULL,
    components jsonb NOT NULL,
    prices jsonb NOT NULL,
    names jsonb NOT NULL,
    milliseconds jsonb NOT NULL,
    exchange bytea NOT NULL,
    CONSTRAINT matching_run_detail_pk PRIMARY KEY (run_id),
    CONSTRAINT matching_run_detail_run FOREIGN KEY (run_id) REFERENCES matching_run (id) ON DELETE CASCADE
  );
  COMMENT ON TABLE matching_run_detail IS 'What a run says about the pool as a whole, and its problem, compressed, for replaying it.';

  CREATE TABLE matching_run_kept (
    run_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    CONSTRAINT matching_run_kept_pk PRIMARY KEY (run_id, decision_id),
    CONSTRAINT matching_run_kept_run FOREIGN KEY (run_id) REFERENCES matching_run (id),
    CONSTRAINT matching_run_kept_decision FOREIGN KEY (decision_id) REFERENCES decision (id)
  );
  COMMENT ON TABLE matching_run_kept IS 'Runs that a decision rests on; these are never pruned.';
`;

const RESULTS = `
  CREATE TABLE matching_option (
    run_id uuid NOT NULL,
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    rank integer NOT NULL,
    fit integer NOT NULL,
    chosen boolean NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    sessions smallint NOT NULL,
    weekly_pence bigint NOT NULL,
    fund_pence bigint NOT NULL,
    components jsonb NOT NULL,
    factors jsonb NOT NULL,
    warnings jsonb NOT NULL,
    CONSTRAINT matching_option_pk PRIMARY KEY (run_id, id),
    CONSTRAINT matching_option_run FOREIGN KEY (run_id) REFERENCES matching_run (id) ON DELETE CASCADE,
    CONSTRAINT matching_option_referral FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT matching_option_fit CHECK (fit BETWEEN 0 AND 1000),
    CONSTRAINT matching_option_rank CHECK (rank >= 1),
    CONSTRAINT matching_option_pence CHECK (weekly_pence >= 0 AND fund_pence >= 0)
  );
  COMMENT ON TABLE matching_option IS 'A way to place one pupil that no rule refused. The same option has the same id in every run.';
  CREATE UNIQUE INDEX matching_option_rank_once ON matching_option (run_id, referral_id, rank);
  CREATE UNIQUE INDEX matching_option_one_chosen ON matching_option (run_id, referral_id) WHERE chosen;
  CREATE INDEX matching_option_referral_runs ON matching_option (referral_id, run_id);

  CREATE TABLE matching_explanation (
    run_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    audience text NOT NULL,
    authority_id uuid NOT NULL,
    band integer NOT NULL,
    considered integer NOT NULL,
    feasible integer NOT NULL,
    cut integer NOT NULL,
    nearest jsonb NOT NULL,
    openers jsonb NOT NULL,
    pairs bytea NOT NULL,
    CONSTRAINT matching_explanation_pk PRIMARY KEY (run_id, referral_id, audience),
    CONSTRAINT matching_explanation_run FOREIGN KEY (run_id) REFERENCES matching_run (id) ON DELETE CASCADE,
    CONSTRAINT matching_explanation_referral FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT matching_explanation_audience CHECK (audience IN ('ALL', 'PANEL'))
  );
  COMMENT ON TABLE matching_explanation IS 'What each rule said about each considered pair, once for the parties of the case and once, with confidential rules, for the panel.';
  CREATE INDEX matching_explanation_referral_runs ON matching_explanation (referral_id, run_id);
`;

const SECURITY = `
  ALTER TABLE matching_pool ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_pool FORCE ROW LEVEL SECURITY;
  CREATE POLICY matching_pool_read ON matching_pool FOR SELECT
    USING (authority_id = actor_authority() AND actor_may('matching.read'));
  CREATE POLICY matching_pool_write ON matching_pool
    USING (authority_id = actor_authority() AND actor_kind() = 'service' AND actor_may('matching.run'));

  ALTER TABLE matching_run ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_run FORCE ROW LEVEL SECURITY;
  CREATE POLICY matching_run_read ON matching_run FOR SELECT
    USING (authority_id = actor_authority() AND actor_may('matching.read'));
  CREATE POLICY matching_run_write ON matching_run
    USING (authority_id = actor_authority() AND actor_kind() = 'service' AND actor_may('matching.run'));

  ALTER TABLE matching_run_detail ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_run_detail FORCE ROW LEVEL SECURITY;
  CREATE POLICY matching_run_detail_read ON matching_run_detail FOR SELECT
    USING (authority_id = actor_authority() AND actor_may('matching.read') AND actor_may('options.authority'));
  CREATE POLICY matching_run_detail_write ON matching_run_detail
    USING (authority_id = actor_authority() AND actor_kind() = 'service' AND actor_may('matching.run'));

  ALTER TABLE matching_run_kept ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_run_kept FORCE ROW LEVEL SECURITY;
  CREATE POLICY matching_run_kept_read ON matching_run_kept FOR SELECT
    USING (authority_id = actor_authority() AND actor_may('matching.read'));
  CREATE POLICY matching_run_kept_add ON matching_run_kept FOR INSERT
    WITH CHECK (authority_id = actor_authority() AND actor_may('decision.make'));

  -- The parties of a case read its options; only those who open all options of the authority read the panel's words.
  ALTER TABLE matching_option ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_option FORCE ROW LEVEL SECURITY;
  CREATE POLICY matching_option_read ON matching_option FOR SELECT
    USING ((authority_id = actor_authority() AND actor_may('options.authority'))
      OR referral_id IN (SELECT party_referrals('OPTIONS')));
  CREATE POLICY matching_option_write ON matching_option
    USING (authority_id = actor_authority() AND actor_kind() = 'service' AND actor_may('matching.run'));

  ALTER TABLE matching_explanation ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_explanation FORCE ROW LEVEL SECURITY;
  CREATE POLICY matching_explanation_read ON matching_explanation FOR SELECT
    USING ((authority_id = actor_authority() AND actor_may('options.authority'))
      OR (audience = 'ALL' AND referral_id IN (SELECT party_referrals('OPTIONS'))));
  CREATE POLICY matching_explanation_write ON matching_explanation
    USING (authority_id = actor_authority() AND actor_kind() = 'service' AND actor_may('matching.run'));
`;
