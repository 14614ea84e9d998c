import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   a case that is over is kept for the years of its class and then disposed of. Its day is worked out, with its reason,
 *        and shown. While a legal hold stands, nothing of the child's record may go, whatever the code above does.
 * Locks: an instant on pupil for a column with a constant default; the tables are new.
 * Undo:  drops holds and days; both are worked out or put on again.
 */
export class RetentionAndHolds1790000000432 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RETENTION);
    await runner.query(HOLDS);
    await runner.query(GUARDS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER pupil_identity_held ON pupil_identity; DROP TRIGGER pupil_profile_held ON pupil_profile;
      DROP TRIGGER pupil_held ON pupil;
      DROP POLICY pupil_hold ON pupil;
      DROP TABLE legal_hold, case_retention, retention_watch;
      DROP FUNCTION legal_hold_marks; DROP FUNCTION legal_hold_lifted_once; DROP FUNCTION not_while_held;
      ALTER TABLE pupil DROP COLUMN held;
    `);
  }
}

const HERE = 'authority_id = (SELECT actor_authority())';
const TENDS = `((SELECT actor_kind()) = 'service' AND (SELECT actor_may('record.gather')))`;

const RETENTION = `
  CREATE TABLE case_retention (
    referral_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    reference text NOT NULL,
    class text NOT NULL,
    ended_on date NOT NULL,
    dispose_on date NOT NULL,
    policy_id uuid NOT NULL,
    worked_out_at timestamptz NOT NULL,
    CONSTRAINT case_retention_pk PRIMARY KEY (referral_id),
    CONSTRAINT case_retention_case FOREIGN KEY (referral_id) REFERENCES referral (id),
    CONSTRAINT case_retention_pupil FOREIGN KEY (pupil_id) REFERENCES pupil (id),
    CONSTRAINT case_retention_policy FOREIGN KEY (policy_id) REFERENCES policy (id),
    CONSTRAINT case_retention_class CHECK (class IN ('SEN', 'EXCLUSION', 'EDUCATION'))
  );
  COMMENT ON TABLE case_retention IS 'Until when a case that is over is kept, by its class and the policy it was worked out under. Worked out daily.';
  CREATE INDEX case_retention_due ON case_retention (authority_id, dispose_on, referral_id);
  CREATE INDEX case_retention_of_pupil ON case_retention (pupil_id);
  ALTER TABLE case_retention ENABLE ROW LEVEL SECURITY; ALTER TABLE case_retention FORCE ROW LEVEL SECURITY;
  CREATE POLICY case_retention_read ON case_retention FOR SELECT USING (${HERE} AND (SELECT actor_may('case.authority')));
  CREATE POLICY case_retention_tend ON case_retention USING (${HERE} AND ${TENDS});

  CREATE TABLE retention_watch (
    authority_id uuid NOT NULL,
    watched_on date NOT NULL,
    CONSTRAINT retention_watch_pk PRIMARY KEY (authority_id),
    CONSTRAINT retention_watch_authority FOREIGN KEY (authority_id) REFERENCES authority (id)
  );
  COMMENT ON TABLE retention_watch IS 'When the days of an authority''s cases were last worked out.';
  ALTER TABLE retention_watch ENABLE ROW LEVEL SECURITY; ALTER TABLE retention_watch FORCE ROW LEVEL SECURITY;
  CREATE POLICY retention_watch_tend ON retention_watch USING ${TENDS};
  REVOKE DELETE, TRUNCATE ON retention_watch FROM placeway_app;
`;

const HOLDS = `
  ALTER TABLE pupil ADD COLUMN held boolean NOT NULL DEFAULT false;
  COMMENT ON COLUMN pupil.held IS 'A legal hold stands: nothing of the record may go. Kept by the holds themselves.';
  CREATE TABLE legal_hold (
    id uuid NOT NULL,
    authority_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    reason text NOT NULL,
    put_on_at timestamptz NOT NULL,
    put_on_by uuid NOT NULL,
    lifted_at timestamptz,
    lifted_by uuid,
    lift_reason text,
    CONSTRAINT legal_hold_pk PRIMARY KEY (id),
    CONSTRAINT legal_hold_pupil FOREIGN KEY (pupil_id) REFERENCES pupil (id),
    CONSTRAINT legal_hold_words CHECK (length(btrim(reason)) BETWEEN 1 AND 1000 AND length(btrim(lift_reason)) BETWEEN 1 AND 1000),
    CONSTRAINT legal_hold_lifted CHECK (num_nonnulls(lifted_at, lifted_by, lift_reason) IN (0, 3))
  );
  COMMENT ON TABLE legal_hold IS 'Why nothing of a child''s record may go, and why that ended. Put on and lifted once; kept for good.';
  CREATE UNIQUE INDEX legal_hold_one ON legal_hold (pupil_id) WHERE lifted_at IS NULL;
  ALTER TABLE legal_hold ENABLE ROW LEVEL SECURITY; ALTER TABLE legal_hold FORCE ROW LEVEL SECURITY;
  CREATE POLICY legal_hold_keep ON legal_hold USING (${HERE} AND ((SELECT actor_may('record.keep')) OR ${TENDS}));
  REVOKE DELETE, TRUNCATE ON legal_hold FROM placeway_app;
  CREATE POLICY pupil_hold ON pupil FOR UPDATE USING (${HERE} AND (SELECT actor_may('record.keep')));
`;

const GUARDS = `
  -- The mark on the child is what disposal meets: its row is locked by whoever comes first.
  CREATE FUNCTION legal_hold_marks() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE pupil SET held = NEW.lifted_at IS NULL WHERE id = NEW.pupil_id AND authority_id = NEW.authority_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no such child here' USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_hold_here';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER legal_hold_marks AFTER INSERT OR UPDATE ON legal_hold FOR EACH ROW EXECUTE FUNCTION legal_hold_marks();

  CREATE FUNCTION legal_hold_lifted_once() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL OR (to_jsonb(OLD) - '{lifted_at,lifted_by,lift_reason}'::text[])
        IS DISTINCT FROM (to_jsonb(NEW) - '{lifted_at,lifted_by,lift_reason}'::text[]) THEN
      RAISE EXCEPTION 'lifted once' USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_hold_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER legal_hold_lifted_once BEFORE UPDATE ON legal_hold FOR EACH ROW EXECUTE FUNCTION legal_hold_lifted_once();

  -- Whoever cannot see the child cannot say that no hold stands: refused as well.
  CREATE FUNCTION not_while_held() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    stands boolean;
  BEGIN
    IF TG_TABLE_NAME = 'pupil' THEN
      stands := OLD.held;
    ELSE
      SELECT held INTO stands FROM pupil WHERE id = OLD.pupil_id FOR SHARE;
    END IF;
    IF stands IS DISTINCT FROM false THEN
      RAISE EXCEPTION 'a legal hold stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'not_while_held';
    END IF;
    RETURN OLD;
  END $$;
  CREATE TRIGGER pupil_held BEFORE DELETE ON pupil FOR EACH ROW EXECUTE FUNCTION not_while_held();
  CREATE TRIGGER pupil_identity_held BEFORE DELETE ON pupil_identity FOR EACH ROW EXECUTE FUNCTION not_while_held();
  CREATE TRIGGER pupil_profile_held BEFORE DELETE ON pupil_profile FOR EACH ROW EXECUTE FUNCTION not_while_held();
`;
