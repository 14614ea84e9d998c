import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a provider says that a site closes, and its authority approves it as any other change. From the day it is closed
 *        nobody new is placed there: the database refuses places kept, and placements, that would go on so long.
 * Locks: an instant on each table; what is placed already is left as it is.
 * Undo:  drops the guards and the announcements of closings; sites that were closed stay so.
 */
export class SitesThatClose1790000000263 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${changeKinds(`'CONTROL', 'NEW_SITE', 'MOVE_SITE', 'CLOSE_SITE', 'PRICE'`, `kind IN ('MOVE_SITE', 'CLOSE_SITE')`)}
      CREATE UNIQUE INDEX provider_change_closes_once ON provider_change (site_id)
        WHERE kind = 'CLOSE_SITE' AND status IN ('ANNOUNCED', 'APPROVED');

      -- A site closes on the day that was announced, by the authority that approves it, and is not opened again.
      CREATE FUNCTION site_closes_by_approval() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.closed_on IS NOT NULL OR NOT EXISTS (SELECT FROM provider_change c WHERE c.kind = 'CLOSE_SITE'
            AND c.site_id = NEW.id AND c.from_date = NEW.closed_on AND c.status IN ('ANNOUNCED', 'APPROVED')
            AND c.authority_id = actor_authority() AND actor_is_authority()) THEN
          RAISE EXCEPTION 'the authority approves that a site closes' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'site_closes_by_approval';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER site_closes_by_approval BEFORE UPDATE ON site FOR EACH ROW
        WHEN (OLD.closed_on IS DISTINCT FROM NEW.closed_on) EXECUTE FUNCTION site_closes_by_approval();

      CREATE FUNCTION capacity_hold_line_site_open() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM site s WHERE s.id = NEW.site_id AND s.closed_on <= NEW.to_week) THEN
          RAISE EXCEPTION 'the site is closed by then' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'capacity_hold_line_site_open';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER capacity_hold_line_site_open BEFORE INSERT ON capacity_hold_line
        FOR EACH ROW EXECUTE FUNCTION capacity_hold_line_site_open();

      CREATE FUNCTION placement_component_site_open() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM site s JOIN placement p ON p.id = NEW.placement_id
            WHERE s.id = NEW.site_id AND s.closed_on <= p.planned_end) THEN
          RAISE EXCEPTION 'the site is closed by then' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'placement_component_site_open';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER placement_component_site_open BEFORE INSERT ON placement_component
        FOR EACH ROW EXECUTE FUNCTION placement_component_site_open();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER placement_component_site_open ON placement_component;
      DROP TRIGGER capacity_hold_line_site_open ON capacity_hold_line;
      DROP TRIGGER site_closes_by_approval ON site;
      DROP FUNCTION placement_component_site_open, capacity_hold_line_site_open, site_closes_by_approval;
      DROP INDEX provider_change_closes_once;
      ALTER TABLE provider_change NO FORCE ROW LEVEL SECURITY;
      DELETE FROM provider_change WHERE kind = 'CLOSE_SITE';
      ALTER TABLE provider_change FORCE ROW LEVEL SECURITY;
      ${changeKinds(`'CONTROL', 'NEW_SITE', 'MOVE_SITE', 'PRICE'`, `kind = 'MOVE_SITE'`)}
    `);
  }
}

const changeKinds = (kinds: string, ofSite: string): string => `
  ALTER TABLE provider_change DROP CONSTRAINT provider_change_kind, DROP CONSTRAINT provider_change_about;
  ALTER TABLE provider_change ADD CONSTRAINT provider_change_kind CHECK (kind IN (${kinds})),
    ADD CONSTRAINT provider_change_about CHECK ((${ofSite}) = (site_id IS NOT NULL)
      AND (kind = 'PRICE') = (tariff_line_id IS NOT NULL));`;
