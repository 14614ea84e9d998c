import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a lease is renewed after all, and a closing that was approved could not be undone before its day. The provider
 *        announces that the site stays open, and its authority approves that as it did the closing. What was open there is
 *        kept as it stood, so that it can come back, to be confirmed.
 * Locks: an instant on provider_change; the new table is empty.
 * Undo:  drops what stood before closings, and announcements that a site stays open; closings that were undone are taken
 *        back instead, which says as much.
 */
export class ClosingsWithdrawn1790000000301 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${constraints({ kinds: `, 'KEEP_SITE'`, statuses: `, 'UNDONE'` })}
      CREATE UNIQUE INDEX provider_change_keeps_once ON provider_change (site_id)
        WHERE kind = 'KEEP_SITE' AND status = 'ANNOUNCED';
      ${stands(`AND NOT (OLD.kind = 'CLOSE_SITE' AND OLD.status = 'APPROVED' AND NEW.status = 'UNDONE'
        AND to_jsonb(NEW) - 'status' = to_jsonb(OLD) - 'status'
        AND EXISTS (SELECT FROM site s WHERE s.id = OLD.site_id AND s.closed_on IS NULL))`)}
      ${closes(`IF OLD.closed_on > actor_today() AND NEW.closed_on IS NULL AND ${approved('KEEP_SITE', 'OLD.closed_on')} THEN
          RETURN NEW;
        END IF;`)}

      CREATE TABLE opening_before_closing (
        opening_id uuid NOT NULL,
        valid_to date NOT NULL,
        status text NOT NULL,
        firm_by date,
        version integer NOT NULL,
        CONSTRAINT opening_before_closing_pk PRIMARY KEY (opening_id),
        CONSTRAINT opening_before_closing_opening FOREIGN KEY (opening_id) REFERENCES opening (id)
      );
      COMMENT ON TABLE opening_before_closing IS 'How an opening stood when its site was said to close, for when it stays open after all.';
      COMMENT ON COLUMN opening_before_closing.version IS 'That of the opening once it had ended with the site.';
      ALTER TABLE opening_before_closing ENABLE ROW LEVEL SECURITY; ALTER TABLE opening_before_closing FORCE ROW LEVEL SECURITY;
      CREATE POLICY opening_before_closing_scope ON opening_before_closing USING (actor_is_authority()
        AND actor_may('framework.manage') AND opening_id IN (SELECT id FROM opening));
      REVOKE UPDATE, TRUNCATE ON opening_before_closing FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE opening_before_closing;
      DROP INDEX provider_change_keeps_once;
      ${closes('')}
      ALTER TABLE provider_change NO FORCE ROW LEVEL SECURITY; ALTER TABLE provider_change DISABLE TRIGGER USER;
      DELETE FROM provider_change WHERE kind = 'KEEP_SITE';
      UPDATE provider_change SET status = 'WITHDRAWN', decided_at = NULL, reasons = NULL WHERE status = 'UNDONE';
      ALTER TABLE provider_change ENABLE TRIGGER USER; ALTER TABLE provider_change FORCE ROW LEVEL SECURITY;
      ${stands('')}
      ${constraints({ kinds: '', statuses: '' })}
    `);
  }
}

const constraints = ({ kinds, statuses }: { readonly kinds: string; readonly statuses: string }): string => `
  ALTER TABLE provider_change DROP CONSTRAINT provider_change_kind, DROP CONSTRAINT provider_change_about,
    DROP CONSTRAINT provider_change_status, DROP CONSTRAINT provider_change_decided;
  ALTER TABLE provider_change
    ADD CONSTRAINT provider_change_kind CHECK (kind IN ('CONTROL', 'NEW_SITE', 'MOVE_SITE', 'CLOSE_SITE', 'PRICE'${kinds})),
    ADD CONSTRAINT provider_change_about CHECK ((kind IN ('MOVE_SITE', 'CLOSE_SITE'${kinds})) = (site_id IS NOT NULL)
      AND (kind = 'PRICE') = (tariff_line_id IS NOT NULL)),
    ADD CONSTRAINT provider_change_status CHECK (status IN ('ANNOUNCED', 'APPROVED', 'REFUSED', 'WITHDRAWN'${statuses})),
    ADD CONSTRAINT provider_change_decided CHECK ((status IN ('APPROVED', 'REFUSED'${statuses})) = (decided_at IS NOT NULL)
      AND (decided_at IS NULL) = (reasons IS NULL));`;

const stands = (unless: string): string => `
  CREATE OR REPLACE FUNCTION provider_change_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE moved text[] := ARRAY['status', 'reasons', 'made_id', 'decided_at', 'decided_by'];
  BEGIN
    IF (OLD.status <> 'ANNOUNCED' OR to_jsonb(NEW) - moved <> to_jsonb(OLD) - moved) ${unless} THEN
      RAISE EXCEPTION 'an announced change stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'provider_change_stands';
    END IF;
    RETURN NEW;
  END $$;`;

const approved = (kind: string, day: string): string => `EXISTS (SELECT FROM provider_change c WHERE c.kind = '${kind}'
  AND c.site_id = NEW.id AND c.from_date = ${day} AND c.status IN ('ANNOUNCED', 'APPROVED')
  AND c.authority_id = actor_authority() AND actor_is_authority())`;

/** A site closes on the day that was announced, by the authority that approves it. */
const closes = (before: string): string => `
  CREATE OR REPLACE FUNCTION site_closes_by_approval() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    ${before}
    IF OLD.closed_on IS NOT NULL OR NOT ${approved('CLOSE_SITE', 'NEW.closed_on')} THEN
      RAISE EXCEPTION 'the authority approves that a site closes' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'site_closes_by_approval';
    END IF;
    RETURN NEW;
  END $$;`;
