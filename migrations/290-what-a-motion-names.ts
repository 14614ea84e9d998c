import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a panel decides on a place and its dates, not on an outcome alone. What a motion names stands with it, and a
 *        decision must name all of it, so that nothing is offered that nobody voted on.
 * Locks: an instant on agenda_paper, motion and decision; no old row names anything.
 * Undo:  drops what motions and papers name; decisions keep their own copy.
 */
export class WhatAMotionNames1790000000290 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agenda_paper ADD COLUMN named jsonb,
        ADD CONSTRAINT agenda_paper_named CHECK (named IS NULL OR (jsonb_typeof(named -> 'facts') = 'object'
          AND jsonb_typeof(named -> 'rows') = 'array' AND outcome IS NOT NULL));
      ALTER TABLE motion ADD COLUMN named jsonb,
        ADD CONSTRAINT motion_named CHECK (named IS NULL OR (jsonb_typeof(named -> 'facts') = 'object'
          AND jsonb_typeof(named -> 'rows') = 'array'));
      COMMENT ON COLUMN agenda_paper.named IS 'What is recommended besides the outcome: facts to act on, and rows as they are read.';
      COMMENT ON COLUMN motion.named IS 'What is voted on besides the outcome, such as places and dates: facts to act on, and rows as they are read.';

      CREATE FUNCTION motion_named_stands() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a motion stands as it was put' USING ERRCODE = 'check_violation', CONSTRAINT = 'motion_stands';
      END $$;
      CREATE TRIGGER motion_named_stands BEFORE UPDATE ON motion FOR EACH ROW
        WHEN (OLD.named IS DISTINCT FROM NEW.named) EXECUTE FUNCTION motion_named_stands();

      CREATE FUNCTION decision_names_what_was_moved() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM motion m WHERE m.item_id = NEW.meeting_item_id AND m.status = 'CARRIED'
            AND m.outcome = NEW.outcome AND NEW.conditions @> coalesce(m.named -> 'facts', '{}')) THEN
          RAISE EXCEPTION 'no motion that names this is carried' USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_motion';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER decision_names_what_was_moved BEFORE INSERT ON decision FOR EACH ROW
        WHEN (NEW.meeting_item_id IS NOT NULL) EXECUTE FUNCTION decision_names_what_was_moved();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER decision_names_what_was_moved ON decision;
      DROP TRIGGER motion_named_stands ON motion;
      DROP FUNCTION decision_names_what_was_moved, motion_named_stands;
      ALTER TABLE motion DROP COLUMN named;
      ALTER TABLE agenda_paper DROP COLUMN named;
    `);
  }
}
