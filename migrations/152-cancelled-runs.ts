import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a coordinator may stop a run that is not wanted any more. Only the service writes runs, so who asks leaves a row
 *        of their own, which the run looks for.
 * Locks: matching_run while its checks are replaced; it holds a few dozen rows.
 * Undo:  cancelled runs become failed ones; who cancelled them is forgotten.
 */
export class CancelledRuns1790000000152 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await runner.query(statesAre(`'RUNNING', 'RETRYING', 'FINISHED', 'UNCHANGED', 'FAILED', 'CANCELLED'`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE matching_run SET state = 'FAILED' WHERE state = 'CANCELLED'`);
    await runner.query(statesAre(`'RUNNING', 'RETRYING', 'FINISHED', 'UNCHANGED', 'FAILED'`));
    await runner.query(`DROP TABLE matching_cancellation`);
  }
}

const TABLE = `
  CREATE TABLE matching_cancellation (
    run_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    CONSTRAINT matching_cancellation_pk PRIMARY KEY (run_id),
    CONSTRAINT matching_cancellation_run FOREIGN KEY (run_id) REFERENCES matching_run (id) ON DELETE CASCADE,
    CONSTRAINT matching_cancellation_asker FOREIGN KEY (asked_by) REFERENCES app_user (id)
  );
  COMMENT ON TABLE matching_cancellation IS 'Who asked a run to stop. The run looks here while it computes and before it stores anything.';

  ALTER TABLE matching_cancellation ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_cancellation FORCE ROW LEVEL SECURITY;
  CREATE POLICY matching_cancellation_read ON matching_cancellation FOR SELECT
    USING (authority_id = actor_authority() AND actor_may('matching.read'));
  CREATE POLICY matching_cancellation_add ON matching_cancellation FOR INSERT
    WITH CHECK (authority_id = actor_authority() AND actor_may('matching.run'));
`;

const statesAre = (states: string): string => `
  ALTER TABLE matching_run DROP CONSTRAINT matching_run_state;
  ALTER TABLE matching_run ADD CONSTRAINT matching_run_state CHECK (state IN (${states}));
`;
