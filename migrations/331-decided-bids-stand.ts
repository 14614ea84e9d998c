import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a bid on which the board has decided could still be withdrawn, and its bidder was told for good that it waits for
 *        the outcome: the cases of the board are not a bidder's to read. It learns of its own, once decided, and no more.
 * Locks: an instant on application for its trigger.
 * Undo:  drops rule and function.
 */
export class DecidedBidsStand1790000000331 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION application_decided_stands() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM admission_case c WHERE c.application_id = NEW.id AND c.decision_id IS NOT NULL) THEN
          RAISE EXCEPTION 'the board has decided on it' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'application_decided_stands';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER application_decided_stands BEFORE UPDATE ON application FOR EACH ROW
        WHEN (NEW.status = 'WITHDRAWN' AND OLD.status <> 'WITHDRAWN') EXECUTE FUNCTION application_decided_stands();

      CREATE FUNCTION own_bids_decided(p_applications uuid[])
      RETURNS TABLE (case_id uuid, application_id uuid, lot_id uuid, status text, outcome text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT c.id, c.application_id, c.lot_id, c.status, c.outcome FROM admission_case c
         WHERE c.application_id = ANY (p_applications) AND c.provider_organisation_id = actor_organisation()
           AND c.status IN ('ADMITTED', 'REFUSED')
      $$;
      REVOKE ALL ON FUNCTION own_bids_decided(uuid[]) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION own_bids_decided(uuid[]) TO placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION own_bids_decided(uuid[]);
      DROP TRIGGER application_decided_stands ON application; DROP FUNCTION application_decided_stands;
    `);
  }
}
