import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a run that its time limit ended before it had worked out what one more place would bring is asked for that
 *        afterwards, and says meanwhile that it is not known, instead of that nothing would change.
 * Locks: none, the table is new.
 * Undo:  drops what was asked for; prices worked out since stay.
 */
export class PricesOnRequest1790000000312 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE matching_price_request (
        run_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        asked_at timestamptz NOT NULL,
        asked_by uuid,
        given_up_at timestamptz,
        CONSTRAINT matching_price_request_pk PRIMARY KEY (run_id),
        CONSTRAINT matching_price_request_run FOREIGN KEY (run_id) REFERENCES matching_run (id) ON DELETE CASCADE
      );
      COMMENT ON TABLE matching_price_request IS 'That somebody asked what one more place would bring, of a run that had no time for it.';
      ALTER TABLE matching_price_request ENABLE ROW LEVEL SECURITY; ALTER TABLE matching_price_request FORCE ROW LEVEL SECURITY;
      CREATE POLICY matching_price_request_read ON matching_price_request FOR SELECT
        USING (authority_id = actor_authority() AND actor_may('options.authority'));
      CREATE POLICY matching_price_request_write ON matching_price_request
        USING (authority_id = actor_authority() AND actor_may('matching.run'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE matching_price_request');
  }
}
