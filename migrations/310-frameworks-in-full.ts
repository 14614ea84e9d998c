import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a framework is extended within what its notice allowed, and whoever is admitted to its end goes on with it; it says
 *        whether schools may buy through it; and what a lot asks for stands once bidders have been told.
 * Locks: an instant on framework, lot and admission for their triggers and a new column.
 * Undo:  drops extensions, data included; a framework and its admissions keep the day to which they were extended.
 */
export class FrameworksInFull1790000000310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
    await runner.query(admissionStands(`AND NOT ${EXTENDED}`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER framework_stands ON framework;
      DROP TRIGGER lot_stands ON lot;
      DROP TABLE framework_extension;
      DROP FUNCTION framework_stands, lot_stands, framework_extended;
      UPDATE framework SET extendable_to = NULL WHERE extendable_to = ends_on;
      ALTER TABLE framework DROP COLUMN schools_may_buy, DROP CONSTRAINT framework_extension,
        ADD CONSTRAINT framework_extension CHECK (extendable_to > ends_on);
    `);
    await runner.query(admissionStands(''));
  }
}

const TABLES = `
  ALTER TABLE framework ADD COLUMN schools_may_buy boolean NOT NULL DEFAULT true, DROP CONSTRAINT framework_extension,
    ADD CONSTRAINT framework_extension CHECK (extendable_to >= ends_on);
  COMMENT ON COLUMN framework.extendable_to IS 'The last day to which its notice lets it be extended; null where it does not.';
  COMMENT ON COLUMN framework.schools_may_buy IS 'Whether schools of the lead and the participants may call off from it.';

  CREATE TABLE framework_extension (
    id uuid NOT NULL,
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    ended_on date NOT NULL,
    ends_on date NOT NULL,
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT framework_extension_pk PRIMARY KEY (id),
    CONSTRAINT framework_extension_framework FOREIGN KEY (framework_id, authority_id) REFERENCES framework (id, authority_id),
    CONSTRAINT framework_extension_once UNIQUE (framework_id, ended_on),
    CONSTRAINT framework_extension_longer CHECK (ends_on > ended_on),
    CONSTRAINT framework_extension_reason CHECK (reason <> '')
  );
  COMMENT ON TABLE framework_extension IS 'That a framework goes on after the day on which it would have ended, and why. Never changed.';
`;

const GUARDS = `
  -- Regime, dates and value are what the notice said; only an extension moves the end.
  CREATE FUNCTION framework_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF to_jsonb(NEW) - ARRAY['ends_on', 'extendable_to'] <> to_jsonb(OLD) - ARRAY['ends_on', 'extendable_to']
        OR (OLD.extendable_to IS NOT NULL AND NEW.extendable_to IS DISTINCT FROM OLD.extendable_to)
        OR (NEW.ends_on <> OLD.ends_on AND NOT EXISTS (SELECT FROM framework_extension e
              WHERE e.framework_id = NEW.id AND e.ended_on = OLD.ends_on AND e.ends_on = NEW.ends_on)) THEN
      RAISE EXCEPTION 'a framework stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'framework_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER framework_stands BEFORE UPDATE ON framework FOR EACH ROW EXECUTE FUNCTION framework_stands();

  -- Moves the end of the framework, and of those who are admitted to its end; whoever is removed by then is not.
  CREATE FUNCTION framework_extended() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE framework SET ends_on = NEW.ends_on
      WHERE id = NEW.framework_id AND ends_on = NEW.ended_on AND extendable_to >= NEW.ends_on;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'it cannot be extended so' USING ERRCODE = 'check_violation', CONSTRAINT = 'framework_extension';
    END IF;
    UPDATE admission a SET to_date = NEW.ends_on
      WHERE a.framework_id = NEW.framework_id AND a.to_date = NEW.ended_on AND a.status = 'ADMITTED'
        AND NOT EXISTS (SELECT FROM admission_removal r WHERE r.admission_id = a.id AND r.status = 'REMOVED');
    RETURN NULL;
  END $$;
  CREATE TRIGGER framework_extended AFTER INSERT ON framework_extension FOR EACH ROW EXECUTE FUNCTION framework_extended();

  -- What a lot asks for stands once a round with it has been published.
  CREATE FUNCTION lot_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM round_lot x JOIN round r ON r.id = x.round_id
        WHERE x.lot_id = NEW.id AND r.published_at IS NOT NULL) THEN
      RAISE EXCEPTION 'bidders were told what the lot asks for' USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER lot_stands BEFORE UPDATE ON lot FOR EACH ROW EXECUTE FUNCTION lot_stands();
`;

const EXTENDED = `EXISTS (SELECT FROM framework_extension e
  WHERE e.framework_id = NEW.framework_id AND e.ended_on = OLD.to_date AND e.ends_on = NEW.to_date)`;

/** An admission stands as it was decided; it ends early by a decided removal alone, and not before its notice is over. */
const admissionStands = (unless: string): string => `
  CREATE OR REPLACE FUNCTION admission_ends_by_removal() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF to_jsonb(NEW) - 'to_date' <> to_jsonb(OLD) - 'to_date' OR (NEW.to_date > OLD.to_date ${unless})
        OR (NEW.to_date < OLD.to_date AND NOT EXISTS (SELECT FROM admission_removal r WHERE r.admission_id = NEW.id
          AND r.status = 'REMOVED' AND NEW.to_date >= r.last_day)) THEN
      RAISE EXCEPTION 'an admission stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'admission_ends_by_removal';
    END IF;
    RETURN NEW;
  END $$;
`;

const SECURITY = `
  ALTER TABLE framework_extension ENABLE ROW LEVEL SECURITY; ALTER TABLE framework_extension FORCE ROW LEVEL SECURITY;
  CREATE POLICY framework_extension_read ON framework_extension FOR SELECT USING (actor_present());
  CREATE POLICY framework_extension_write ON framework_extension FOR INSERT
    WITH CHECK (authority_id = actor_authority() AND actor_may('framework.manage'));
  REVOKE UPDATE, DELETE, TRUNCATE ON framework_extension FROM placeway_app;
`;
