import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a round of whose bids the board has decided one cannot be called off: providers hold admissions and letters from it.
 * Locks: an instant on round for its trigger.
 * Undo:  drops the rule.
 */
export class DecidedRoundsStand1790000000311 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION round_decided_stands() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM admission_case c WHERE c.round_id = NEW.id AND c.decision_id IS NOT NULL) THEN
          RAISE EXCEPTION 'the board has decided on its bids' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'round_decided_stands';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER round_decided_stands BEFORE UPDATE ON round FOR EACH ROW
        WHEN (NEW.status = 'CANCELLED' AND OLD.status <> 'CANCELLED') EXECUTE FUNCTION round_decided_stands();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER round_decided_stands ON round; DROP FUNCTION round_decided_stands`);
  }
}
