import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a placement may use what was bought ahead instead of buying a place again. It then has no hold of its own, costs
 *        nothing more, and no commitment can be made for it: paying twice for one place is what must never happen.
 * Locks: an instant on `placement`.
 * Undo:  fails while a placement is drawn from a block: such a one cannot be said in the older tables.
 */
export class PlacementsFromBlocks1790000000211 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placement ALTER COLUMN hold_id DROP NOT NULL, ADD COLUMN block_draw_id uuid,
        ADD CONSTRAINT placement_draw FOREIGN KEY (block_draw_id) REFERENCES block_draw (id),
        ADD CONSTRAINT placement_draw_once UNIQUE (block_draw_id),
        ADD CONSTRAINT placement_place CHECK (num_nonnulls(hold_id, block_draw_id) = 1),
        ADD CONSTRAINT placement_paid_ahead CHECK (block_draw_id IS NULL OR total_pence = 0);
      COMMENT ON COLUMN placement.block_draw_id IS 'The units of a block that it uses; such a placement holds no place of its own and costs nothing more.';

      CREATE FUNCTION commitment_not_paid_twice() RETURNS trigger LANGUAGE plpgsql AS $body$
      BEGIN
        IF EXISTS (SELECT FROM placement WHERE id = NEW.placement_id AND block_draw_id IS NOT NULL) THEN
          RAISE EXCEPTION 'The place was paid for with its block'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'commitment_not_paid_twice', TABLE = 'commitment';
        END IF;
        RETURN NEW;
      END $body$;
      CREATE TRIGGER commitment_not_paid_twice BEFORE INSERT ON commitment
        FOR EACH ROW EXECUTE FUNCTION commitment_not_paid_twice();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER commitment_not_paid_twice ON commitment;
      DROP FUNCTION commitment_not_paid_twice();
      ALTER TABLE placement DROP COLUMN block_draw_id, ALTER COLUMN hold_id SET NOT NULL;
    `);
  }
}
