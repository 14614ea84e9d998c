import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secured } from './380-plans-of-placements.scopes.js';

/**
 * Why:   progress is shown from a baseline on a named scale, each pupil against itself. Scales are data with a range and a
 *        direction, so that a figure outside is refused and a change says whether it is better. A correction is a new
 *        revision; what stood before is kept.
 * Locks: none, all tables are new.
 * Undo:  drops measures and scales.
 */
export class MeasuresOfPupils1790000000382 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(SCALES);
    await runner.query(SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE pupil_measure, measure_scale; DROP FUNCTION pupil_measure_on_scale`);
  }
}

const TABLES = `
  CREATE TABLE measure_scale (
    code text NOT NULL,
    position integer NOT NULL,
    name text NOT NULL,
    about text NOT NULL,
    unit text NOT NULL,
    least_tenths integer NOT NULL,
    most_tenths integer NOT NULL,
    decimals integer NOT NULL,
    better text NOT NULL,
    from_date date NOT NULL,
    to_date date,
    CONSTRAINT measure_scale_pk PRIMARY KEY (code),
    CONSTRAINT measure_scale_range CHECK (least_tenths < most_tenths),
    CONSTRAINT measure_scale_decimals CHECK (decimals IN (0, 1)),
    CONSTRAINT measure_scale_better CHECK (better IN ('HIGHER', 'LOWER')),
    CONSTRAINT measure_scale_period CHECK (to_date >= from_date)
  );
  COMMENT ON TABLE measure_scale IS 'A scale that pupils are measured on: its range in tenths, and which way is better.';

  CREATE TABLE pupil_measure (
    id uuid NOT NULL,
    placement_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    school_organisation_id uuid NOT NULL,
    scale text NOT NULL,
    moment text NOT NULL,
    measured_on date NOT NULL,
    revision integer NOT NULL,
    tenths integer NOT NULL,
    measured_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    CONSTRAINT pupil_measure_pk PRIMARY KEY (id),
    CONSTRAINT pupil_measure_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT pupil_measure_scale FOREIGN KEY (scale) REFERENCES measure_scale (code),
    CONSTRAINT pupil_measure_once UNIQUE (placement_id, scale, measured_on, revision),
    CONSTRAINT pupil_measure_moment CHECK (moment IN ('BASELINE', 'DURING', 'AFTER')),
    CONSTRAINT pupil_measure_revision CHECK (revision >= 1),
    CONSTRAINT pupil_measure_words CHECK (length(measured_by) BETWEEN 1 AND 200)
  );
  COMMENT ON TABLE pupil_measure IS 'What one pupil measured on one scale on one day. Append only: the greatest revision of a day counts.';
  CREATE INDEX pupil_measure_by_authority ON pupil_measure (authority_id, scale, placement_id);
  CREATE INDEX pupil_measure_by_school ON pupil_measure (school_organisation_id, scale, placement_id);

  CREATE FUNCTION pupil_measure_on_scale() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM measure_scale s WHERE s.code = NEW.scale AND NEW.tenths BETWEEN s.least_tenths AND s.most_tenths
        AND (s.decimals = 1 OR NEW.tenths % 10 = 0) AND s.from_date <= NEW.measured_on
        AND (s.to_date IS NULL OR NEW.measured_on <= s.to_date)) THEN
      RAISE EXCEPTION 'not on the scale' USING ERRCODE = 'check_violation', CONSTRAINT = 'pupil_measure_on_scale';
    END IF;
    IF NEW.revision > 1 AND NOT EXISTS (SELECT FROM pupil_measure m WHERE m.placement_id = NEW.placement_id
        AND m.scale = NEW.scale AND m.measured_on = NEW.measured_on AND m.revision = NEW.revision - 1) THEN
      RAISE EXCEPTION 'a correction follows what it corrects' USING ERRCODE = 'check_violation', CONSTRAINT = 'pupil_measure_on_scale';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER pupil_measure_of_placement BEFORE INSERT ON pupil_measure FOR EACH ROW EXECUTE FUNCTION of_agreed_placement();
  CREATE TRIGGER pupil_measure_on_scale BEFORE INSERT ON pupil_measure FOR EACH ROW EXECUTE FUNCTION pupil_measure_on_scale();
`;

/** Ranges as the publishers print them; attainment on the usual standardised scale with a mean of 100. */
const SCALES = `
  INSERT INTO measure_scale (code, position, name, about, unit, least_tenths, most_tenths, decimals, better, from_date) VALUES
    ('ENGLISH', 1, 'English', 'Attainment, standardised score', 'points', 400, 1600, 0, 'HIGHER', '2020-09-01'),
    ('MATHS', 2, 'Mathematics', 'Attainment, standardised score', 'points', 400, 1600, 0, 'HIGHER', '2020-09-01'),
    ('READING_AGE', 3, 'Reading age', 'In months: 11 years and 6 months are 138', 'months', 480, 2400, 0, 'HIGHER', '2020-09-01'),
    ('ATTENDANCE', 4, 'Attendance', 'Sessions attended of those possible', 'per cent', 0, 1000, 1, 'HIGHER', '2020-09-01'),
    ('BOXALL_DEVELOPMENT', 5, 'Boxall Profile: developmental strands', 'Sum of the ten strands', 'points', 0, 1360, 0, 'HIGHER', '2020-09-01'),
    ('BOXALL_DIAGNOSTIC', 6, 'Boxall Profile: diagnostic strands', 'Sum of the ten strands', 'points', 0, 1360, 0, 'LOWER', '2020-09-01'),
    ('PASS', 7, 'PASS', 'Pupil Attitudes to Self and School, mean percentile', 'percentile', 0, 1000, 1, 'HIGHER', '2020-09-01'),
    ('SDQ', 8, 'SDQ: total difficulties', 'Strengths and Difficulties Questionnaire, by the teacher', 'points', 0, 400, 0, 'LOWER', '2020-09-01');
`;

const SECURITY = `
  ALTER TABLE measure_scale ENABLE ROW LEVEL SECURITY; ALTER TABLE measure_scale FORCE ROW LEVEL SECURITY;
  CREATE POLICY measure_scale_read ON measure_scale FOR SELECT USING ((SELECT actor_present()));
  REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON measure_scale FROM placeway_app;
  ${secured('pupil_measure', 'NEEDS')}
  REVOKE UPDATE, DELETE, TRUNCATE ON pupil_measure FROM placeway_app;
`;
