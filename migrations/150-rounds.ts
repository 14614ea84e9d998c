import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why:   providers get in through rounds: what a lot asks for, on which conditions, with which questions and by when. What
 *        bidders have been told must not change under them, so a published round and its questions stand still.
 * Locks: an instant on framework and lot for their new columns.
 * Undo:  drops rounds, questions, conditions and terms, data included.
 */
export class Rounds1790000000150 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE round_question, round_lot, round, framework_condition, framework_terms;
      DROP FUNCTION round_question_stands_still, round_stands_still, condition_stands_still;
      ALTER TABLE lot DROP COLUMN least_hours, DROP COLUMN most_hours, DROP COLUMN year_from, DROP COLUMN year_to,
        DROP COLUMN needs, DROP COLUMN must_be_registered;
      ALTER TABLE framework DROP COLUMN extendable_to;
    `);
  }
}

const TABLES = `
  ALTER TABLE framework ADD COLUMN extendable_to date,
    ADD CONSTRAINT framework_extension CHECK (extendable_to > ends_on),
    ADD CONSTRAINT framework_old_regime_extension CHECK (regime <> 'PCR2015_DPS' OR extendable_to <= DATE '2029-02-23');

  ALTER TABLE lot ADD COLUMN least_hours smallint, ADD COLUMN most_hours smallint, ADD COLUMN year_from smallint,
    ADD COLUMN year_to smallint, ADD COLUMN needs text[] NOT NULL DEFAULT '{}', ADD COLUMN must_be_registered boolean,
    ADD CONSTRAINT lot_hours CHECK (least_hours BETWEEN 0 AND 40 AND most_hours BETWEEN least_hours AND 40),
    ADD CONSTRAINT lot_years CHECK (year_from BETWEEN 0 AND 13 AND year_to BETWEEN year_from AND 13);
  COMMENT ON COLUMN lot.least_hours IS 'Hours a week that a place must give; null where the lot does not say.';
  COMMENT ON COLUMN lot.must_be_registered IS 'Whether sites must be registered schools; null where either may be.';

  CREATE TABLE framework_terms (
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    from_date date NOT NULL,
    decision_days smallint NOT NULL,
    longest_decision_days smallint,
    standstill_days smallint NOT NULL,
    confirmed boolean NOT NULL,
    source text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT framework_terms_pk PRIMARY KEY (framework_id, from_date),
    CONSTRAINT framework_terms_framework FOREIGN KEY (framework_id, authority_id) REFERENCES framework (id, authority_id),
    CONSTRAINT framework_terms_days CHECK (decision_days BETWEEN 1 AND 250 AND standstill_days BETWEEN 0 AND 60
      AND longest_decision_days BETWEEN decision_days AND 250)
  );
  COMMENT ON TABLE framework_terms IS 'Days a framework works with, from a date on. Without a row its regime''s starting terms count.';

  CREATE TABLE framework_condition (
    id uuid NOT NULL,
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    lot_id uuid,
    number smallint NOT NULL,
    title text NOT NULL,
    requirement text NOT NULL,
    evidence text,
    CONSTRAINT framework_condition_pk PRIMARY KEY (id),
    CONSTRAINT framework_condition_framework FOREIGN KEY (framework_id, authority_id)
      REFERENCES framework (id, authority_id),
    CONSTRAINT framework_condition_lot FOREIGN KEY (lot_id, framework_id, authority_id)
      REFERENCES lot (id, framework_id, authority_id),
    CONSTRAINT framework_condition_number_once UNIQUE (framework_id, number),
    CONSTRAINT framework_condition_number CHECK (number BETWEEN 1 AND 200)
  );
  COMMENT ON TABLE framework_condition IS 'A condition of membership: met or not met. Of one lot, or of all where none is named.';

  CREATE TABLE round (
    id uuid NOT NULL,
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    number smallint NOT NULL,
    name text NOT NULL,
    status text NOT NULL DEFAULT 'DRAFT',
    opens_at timestamptz NOT NULL,
    questions_until timestamptz,
    closes_at timestamptz,
    evaluation_ends_on date,
    admission_from date NOT NULL,
    admission_to date NOT NULL,
    cancelled_reason text,
    published_at timestamptz,
    published_by uuid,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid,
    CONSTRAINT round_pk PRIMARY KEY (id),
    CONSTRAINT round_framework FOREIGN KEY (framework_id, authority_id) REFERENCES framework (id, authority_id),
    CONSTRAINT round_number_once UNIQUE (framework_id, number),
    CONSTRAINT round_of_framework UNIQUE (id, framework_id, authority_id),
    CONSTRAINT round_status CHECK (status IN ('DRAFT', 'PUBLISHED', 'CANCELLED')),
    CONSTRAINT round_published CHECK ((status = 'DRAFT') = (published_at IS NULL) OR status = 'CANCELLED'),
    CONSTRAINT round_cancelled CHECK ((status = 'CANCELLED') = (cancelled_reason IS NOT NULL)),
    CONSTRAINT round_times CHECK (closes_at > opens_at AND questions_until BETWEEN opens_at AND closes_at),
    CONSTRAINT round_admission_dates CHECK (admission_to >= admission_from)
  );
  COMMENT ON TABLE round IS 'A window in which providers apply. Without closes_at it stays open as long as its framework.';

  CREATE TABLE round_lot (
    round_id uuid NOT NULL,
    lot_id uuid NOT NULL,
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    CONSTRAINT round_lot_pk PRIMARY KEY (round_id, lot_id),
    CONSTRAINT round_lot_round FOREIGN KEY (round_id, framework_id, authority_id)
      REFERENCES round (id, framework_id, authority_id),
    CONSTRAINT round_lot_lot FOREIGN KEY (lot_id, framework_id, authority_id)
      REFERENCES lot (id, framework_id, authority_id)
  );
  COMMENT ON TABLE round_lot IS 'The lots that a round is open for.';

  CREATE TABLE round_question (
    id uuid NOT NULL,
    round_id uuid NOT NULL,
    framework_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    lot_id uuid,
    number smallint NOT NULL,
    section text NOT NULL,
    question text NOT NULL,
    guidance text,
    kind text NOT NULL,
    answer text NOT NULL,
    weight_basis_points integer,
    words_max smallint,
    CONSTRAINT round_question_pk PRIMARY KEY (id),
    CONSTRAINT round_question_round FOREIGN KEY (round_id, framework_id, authority_id)
      REFERENCES round (id, framework_id, authority_id),
    CONSTRAINT round_question_lot FOREIGN KEY (round_id, lot_id) REFERENCES round_lot (round_id, lot_id),
    CONSTRAINT round_question_number_once UNIQUE (round_id, number),
    CONSTRAINT round_question_number CHECK (number BETWEEN 1 AND 200),
    CONSTRAINT round_question_kind CHECK (kind IN ('PASS_FAIL', 'SCORED', 'INFORMATION')),
    CONSTRAINT round_question_answer CHECK (answer IN ('YES_NO', 'WORDS', 'NUMBER', 'DATE')),
    CONSTRAINT round_question_weight CHECK ((kind = 'SCORED') = (weight_basis_points IS NOT NULL)
      AND weight_basis_points BETWEEN 1 AND 10000),
    CONSTRAINT round_question_words CHECK (words_max BETWEEN 10 AND 5000 AND answer = 'WORDS')
  );
  COMMENT ON TABLE round_question IS 'What a round asks: pass or fail, scored with a weight, or for information. Of one lot, or of all.';
`;

const GUARDS = `
  CREATE FUNCTION round_question_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM round WHERE id = coalesce(NEW.round_id, OLD.round_id) AND status <> 'DRAFT') THEN
      RAISE EXCEPTION 'the questions of a published round stand' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'round_question_published';
    END IF;
    RETURN coalesce(NEW, OLD);
  END $$;
  CREATE TRIGGER round_question_stands_still BEFORE INSERT OR UPDATE OR DELETE ON round_question
    FOR EACH ROW EXECUTE FUNCTION round_question_stands_still();
  CREATE TRIGGER round_lot_stands_still BEFORE INSERT OR UPDATE OR DELETE ON round_lot
    FOR EACH ROW EXECUTE FUNCTION round_question_stands_still();

  -- What bidders were told stands; only the last moment may move, and only to later.
  CREATE FUNCTION round_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.status = 'CANCELLED' OR (OLD.status = 'PUBLISHED' AND (NEW.status = 'DRAFT' OR NEW.opens_at <> OLD.opens_at
      OR NEW.closes_at IS DISTINCT FROM OLD.closes_at AND (NEW.closes_at < OLD.closes_at) IS NOT FALSE)) THEN
      RAISE EXCEPTION 'a published round stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'round_published_stands';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER round_stands_still BEFORE UPDATE ON round FOR EACH ROW EXECUTE FUNCTION round_stands_still();

  -- Procurement Act 2023, section 36: the conditions of a dynamic market cannot change during its life.
  CREATE FUNCTION condition_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM framework f JOIN round r ON r.framework_id = f.id
        WHERE f.id = coalesce(NEW.framework_id, OLD.framework_id) AND f.regime = 'PA23_DYNAMIC_MARKET'
          AND r.published_at IS NOT NULL) THEN
      RAISE EXCEPTION 'the conditions of a dynamic market stand' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'framework_condition_fixed';
    END IF;
    RETURN coalesce(NEW, OLD);
  END $$;
  CREATE TRIGGER condition_stands_still BEFORE INSERT OR UPDATE OR DELETE ON framework_condition
    FOR EACH ROW EXECUTE FUNCTION condition_stands_still();
`;

const LED = `authority_id = actor_authority() AND actor_may('framework.manage')`;
const SECURITY = `
  ${['framework_terms', 'framework_condition', 'round', 'round_lot', 'round_question']
    .map((table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;`)
    .join('\n  ')}

  -- Terms and conditions are published. A round is once it is published; its draft is the lead authority's alone.
  CREATE POLICY framework_terms_read ON framework_terms FOR SELECT USING (actor_present());
  CREATE POLICY framework_terms_write ON framework_terms USING (${LED});
  CREATE POLICY framework_condition_read ON framework_condition FOR SELECT USING (actor_present());
  CREATE POLICY framework_condition_write ON framework_condition USING (${LED});
  CREATE POLICY round_read ON round FOR SELECT USING (actor_present() AND published_at IS NOT NULL);
  CREATE POLICY round_write ON round USING (${LED});
  CREATE POLICY round_lot_read ON round_lot FOR SELECT USING (round_id IN (SELECT id FROM round));
  CREATE POLICY round_lot_write ON round_lot USING (${LED});
  CREATE POLICY round_question_read ON round_question FOR SELECT USING (round_id IN (SELECT id FROM round));
  CREATE POLICY round_question_write ON round_question USING (${LED});
  REVOKE DELETE, TRUNCATE ON round, framework_terms FROM placeway_app;
`;
