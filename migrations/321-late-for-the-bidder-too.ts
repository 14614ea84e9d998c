import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   the rule that refuses a late bid locked its round with the rights of the bidder, who has none to lock it, and so saw
 *        no round and refused nothing; it looks with its owner's rights now, and refuses where it finds none.
 * Locks: an instant on round for its policies.
 * Undo:  brings the former function back.
 */
export class LateForTheBidderToo1790000000321 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE POLICY round_lookup ON round FOR SELECT TO CURRENT_USER USING (true);
      CREATE POLICY round_hold ON round FOR UPDATE TO CURRENT_USER USING (true);
    `);
    await runner.query(inTime('SECURITY DEFINER SET search_path = public, pg_temp', `NOT FOUND OR open.status`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP POLICY round_lookup ON round; DROP POLICY round_hold ON round`);
    await runner.query(inTime('', 'open.status'));
    await runner.query(`ALTER FUNCTION application_in_time SECURITY INVOKER RESET search_path`);
  }
}

/** The share lock waits for whoever calls the round off or moves its close. */
const inTime = (rights: string, found: string): string => `
  CREATE OR REPLACE FUNCTION application_in_time() RETURNS trigger LANGUAGE plpgsql ${rights} AS $$
  DECLARE open round%ROWTYPE;
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = 'WITHDRAWN' THEN
      RAISE EXCEPTION 'a withdrawn application stays withdrawn' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'application_stays_withdrawn';
    END IF;
    IF TG_OP = 'INSERT' OR NEW.status IS DISTINCT FROM OLD.status THEN
      SELECT * INTO open FROM round WHERE id = NEW.round_id FOR SHARE;
      IF NEW.status = 'SUBMITTED' AND (${found} <> 'PUBLISHED' OR NEW.submitted_at < open.opens_at
          OR NEW.submitted_at >= open.closes_at) THEN
        RAISE EXCEPTION 'the round is not open' USING ERRCODE = 'check_violation', CONSTRAINT = 'application_late';
      END IF;
    END IF;
    RETURN NEW;
  END $$;
`;
