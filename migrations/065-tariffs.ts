import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a price is dated, signed by two people, and never changed after that: agreements copy it, and a correction is a
 *        new line. Two approved lines for the same thing on the same day would make the price a matter of luck.
 * Locks: none, the table is new.
 * Undo:  drops the table, data included.
 */
export class Tariffs1790000000065 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tariff_line (
        id uuid NOT NULL,
        authority_id uuid NOT NULL,
        provider_organisation_id uuid NOT NULL,
        lot_id uuid,
        programme_id uuid,
        label text NOT NULL DEFAULT '',
        basis text NOT NULL,
        sessions_covered smallint NOT NULL DEFAULT 10,
        net_pence bigint NOT NULL,
        vat_treatment text NOT NULL,
        from_date date NOT NULL,
        to_date date,
        status text NOT NULL DEFAULT 'DRAFT',
        approved_by_first uuid NOT NULL,
        approved_first_at timestamptz NOT NULL,
        approved_by_second uuid,
        approved_second_at timestamptz,
        ended_by uuid,
        ended_at timestamptz,
        CONSTRAINT tariff_line_pk PRIMARY KEY (id),
        CONSTRAINT tariff_line_authority FOREIGN KEY (authority_id) REFERENCES authority (id),
        CONSTRAINT tariff_line_provider FOREIGN KEY (provider_organisation_id) REFERENCES provider (organisation_id),
        CONSTRAINT tariff_line_lot FOREIGN KEY (lot_id) REFERENCES lot (id),
        CONSTRAINT tariff_line_programme FOREIGN KEY (programme_id) REFERENCES programme (id),
        CONSTRAINT tariff_line_basis CHECK (basis IN ('SESSION', 'DAY', 'WEEK', 'TERM', 'YEAR', 'ONE_OFF')),
        CONSTRAINT tariff_line_sessions CHECK (sessions_covered BETWEEN 1 AND 10),
        CONSTRAINT tariff_line_price CHECK (net_pence BETWEEN 0 AND 100000000),
        CONSTRAINT tariff_line_vat CHECK (vat_treatment IN ('STANDARD', 'EXEMPT', 'OUT_OF_SCOPE')),
        CONSTRAINT tariff_line_dates CHECK (to_date IS NULL OR to_date >= from_date),
        CONSTRAINT tariff_line_status CHECK (status IN ('DRAFT', 'APPROVED', 'WITHDRAWN')),
        CONSTRAINT tariff_line_two_people CHECK (approved_by_first <> approved_by_second),
        CONSTRAINT tariff_line_signed_twice CHECK
          (status <> 'APPROVED' OR (approved_by_second IS NOT NULL AND approved_second_at IS NOT NULL)),
        CONSTRAINT tariff_line_one_price_a_day EXCLUDE USING gist (
          authority_id WITH =,
          provider_organisation_id WITH =,
          coalesce(lot_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =,
          coalesce(programme_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =,
          basis WITH =,
          sessions_covered WITH =,
          daterange(from_date, to_date, '[]') WITH &&
        ) WHERE (status = 'APPROVED')
      );
      COMMENT ON TABLE tariff_line IS 'What an authority pays a provider, by date. The drafter signs first, somebody else second; then only its end may be brought forward.';
      COMMENT ON COLUMN tariff_line.sessions_covered IS 'How many weekly sessions the price of a week, term or year buys; 10 is a full week.';
      CREATE INDEX tariff_line_by_provider ON tariff_line (provider_organisation_id, authority_id, from_date);

      CREATE FUNCTION tariff_line_keep() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        before jsonb := to_jsonb(OLD) - '{to_date,status,ended_by,ended_at}'::text[];
      BEGIN
        IF TG_OP = 'DELETE' OR OLD.status = 'WITHDRAWN'
          OR (OLD.status = 'APPROVED' AND (
            to_jsonb(NEW) - '{to_date,status,ended_by,ended_at}'::text[] IS DISTINCT FROM before
            OR NEW.status = 'DRAFT' OR NEW.ended_by IS NULL OR NEW.ended_at IS NULL
            OR coalesce(NEW.to_date, 'infinity') > coalesce(OLD.to_date, 'infinity'))) THEN
          RAISE EXCEPTION 'An approved price is never changed' USING ERRCODE = 'check_violation', CONSTRAINT = 'tariff_line_immutable';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER tariff_line_keep BEFORE UPDATE OR DELETE ON tariff_line
        FOR EACH ROW EXECUTE FUNCTION tariff_line_keep();

      ALTER TABLE tariff_line ENABLE ROW LEVEL SECURITY; ALTER TABLE tariff_line FORCE ROW LEVEL SECURITY;
      -- A draft is seen by those who prepare and approve prices; an approved line by the authority, its
      -- schools and the provider itself, never by a competitor.
      CREATE POLICY tariff_line_read ON tariff_line FOR SELECT USING (
        (authority_id = (SELECT actor_authority()) AND (SELECT actor_commissions())
          AND (status = 'APPROVED' OR (SELECT actor_may('tariff.draft') OR actor_may('tariff.approve'))))
        OR (provider_organisation_id = (SELECT actor_organisation()) AND status = 'APPROVED'));
      CREATE POLICY tariff_line_add ON tariff_line FOR INSERT WITH CHECK (
        authority_id = (SELECT actor_authority()) AND (SELECT actor_may('tariff.draft')) AND status = 'DRAFT');
      CREATE POLICY tariff_line_change ON tariff_line FOR UPDATE USING (
        authority_id = (SELECT actor_authority())
        AND (SELECT actor_may('tariff.draft') OR actor_may('tariff.approve')));
      REVOKE DELETE, TRUNCATE ON tariff_line FROM placeway_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tariff_line; DROP FUNCTION tariff_line_keep();`);
  }
}
