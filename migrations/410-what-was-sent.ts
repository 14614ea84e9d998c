import type { MigrationInterface, QueryRunner } from 'typeorm';

const HERE = 'authority_id = (SELECT actor_authority())';
/** As the parts themselves: row security of a frozen answer follows the part that it belongs to. */
const SCOPES = ['IDENTITY', 'PROFILE', 'NEEDS', 'RISKS', 'KEEP_APART'] as const;
const permission = (scope: string): string => `${scope.toLowerCase().replaceAll('_', '-')}.authority`;
const OPENS = SCOPES.map(
  (scope) => `(scope = '${scope}' AND ((${HERE} AND (SELECT actor_may('${permission(scope)}')))
      OR referral_id IN (SELECT party_referrals('${scope}'))))`,
).join(' OR ');

/** Ranges as the publishers print them. */
const SCALES = `
  ALTER TABLE measure_scale NO FORCE ROW LEVEL SECURITY;
  INSERT INTO measure_scale (code, position, name, about, unit, least_tenths, most_tenths, decimals, better, from_date) VALUES
    ('SDQ_PROSOCIAL', 9, 'SDQ: kind and helpful behaviour', 'Strengths and Difficulties Questionnaire, by the teacher', 'points', 0, 100, 0, 'HIGHER', '2020-09-01'),
    ('SPELLING_AGE', 10, 'Spelling age', 'In months: 11 years and 6 months are 138', 'months', 480, 2400, 0, 'HIGHER', '2020-09-01'),
    ('NUMBER_AGE', 11, 'Number age', 'In months: 11 years and 6 months are 138', 'months', 480, 2400, 0, 'HIGHER', '2020-09-01'),
    ('PASS_FEELINGS', 12, 'PASS: feelings about school', 'Pupil Attitudes to Self and School, percentile of this factor', 'percentile', 0, 1000, 1, 'HIGHER', '2020-09-01'),
    ('PASS_CAPABILITY', 13, 'PASS: perceived learning capability', 'Pupil Attitudes to Self and School, percentile of this factor', 'percentile', 0, 1000, 1, 'HIGHER', '2020-09-01'),
    ('PASS_SELF_REGARD', 14, 'PASS: self-regard as a learner', 'Pupil Attitudes to Self and School, percentile of this factor', 'percentile', 0, 1000, 1, 'HIGHER', '2020-09-01'),
    ('PASS_PREPAREDNESS', 15, 'PASS: preparedness for learning', 'Pupil Attitudes to Self and School, percentile of this factor', 'percentile', 0, 1000, 1, 'HIGHER', '2020-09-01'),
    ('PASS_TEACHERS', 16, 'PASS: attitudes to teachers', 'Pupil Attitudes to Self and School, percentile of this factor', 'percentile', 0, 1000, 1, 'HIGHER', '2020-09-01'),
    ('PASS_ETHIC', 17, 'PASS: general work ethic', 'Pupil Attitudes to Self and School, percentile of this factor', 'percentile', 0, 1000, 1, 'HIGHER', '2020-09-01'),
    ('PASS_CONFIDENCE', 18, 'PASS: confidence in learning', 'Pupil Attitudes to Self and School, percentile of this factor', 'percentile', 0, 1000, 1, 'HIGHER', '2020-09-01'),
    ('PASS_ATTENDANCE', 19, 'PASS: attitudes to attendance', 'Pupil Attitudes to Self and School, percentile of this factor', 'percentile', 0, 1000, 1, 'HIGHER', '2020-09-01'),
    ('PASS_CURRICULUM', 20, 'PASS: response to curriculum demands', 'Pupil Attitudes to Self and School, percentile of this factor', 'percentile', 0, 1000, 1, 'HIGHER', '2020-09-01');
  ALTER TABLE measure_scale FORCE ROW LEVEL SECURITY;
`;

/**
 * Why:   what a school sent stays as it was sent, each answer with the question as it was put, whatever is changed afterwards.
 *        Wishes also say what would not suit and who said so, and a request may follow an earlier one. Schools measure on more
 *        scales than those of the first day.
 * Locks: an exclusive lock on referral_wish and referral while columns and a check are added; an instant.
 * Undo:  drops what was frozen; refuses while a wish says that something would not suit, or a pupil is measured on a new scale.
 */
export class WhatWasSent1790000000410 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE referral_wish
        ADD COLUMN said_by text,
        DROP CONSTRAINT referral_wish_strength,
        ADD CONSTRAINT referral_wish_strength CHECK (strength IN ('PREFERRED', 'SUITABLE', 'UNSUITABLE')),
        ADD CONSTRAINT referral_wish_said_by CHECK (said_by IN ('PUPIL', 'PARENT', 'SCHOOL', 'PROFESSIONAL'));
      ALTER TABLE referral
        ADD COLUMN follows_referral_id uuid,
        ADD CONSTRAINT referral_follows FOREIGN KEY (follows_referral_id) REFERENCES referral (id),
        ADD CONSTRAINT referral_follows_another CHECK (follows_referral_id <> id);
      CREATE INDEX referral_followed_by ON referral (follows_referral_id) WHERE follows_referral_id IS NOT NULL;
      COMMENT ON COLUMN referral.follows_referral_id IS 'The earlier request whose answers this one started from.';

      CREATE TABLE referral_sent_answer (
        referral_id uuid NOT NULL,
        authority_id uuid NOT NULL,
        sending integer NOT NULL,
        position integer NOT NULL,
        sent_at timestamptz NOT NULL,
        scope text NOT NULL,
        section text NOT NULL,
        field text NOT NULL,
        question text NOT NULL,
        answer text NOT NULL,
        CONSTRAINT referral_sent_answer_pk PRIMARY KEY (referral_id, sending, position),
        CONSTRAINT referral_sent_answer_once UNIQUE (referral_id, sending, field),
        CONSTRAINT referral_sent_answer_case FOREIGN KEY (referral_id) REFERENCES referral (id),
        CONSTRAINT referral_sent_answer_sending CHECK (sending BETWEEN 1 AND 1000),
        CONSTRAINT referral_sent_answer_scope CHECK (scope IN (${SCOPES.map((scope) => `'${scope}'`).join(', ')}))
      );
      COMMENT ON TABLE referral_sent_answer IS 'What was sent, each time, with the question as it was put. Append only. Each row has the scope of the part it belongs to.';
      ALTER TABLE referral_sent_answer ENABLE ROW LEVEL SECURITY; ALTER TABLE referral_sent_answer FORCE ROW LEVEL SECURITY;
      CREATE POLICY referral_sent_answer_read ON referral_sent_answer FOR SELECT USING (${OPENS});
      CREATE POLICY referral_sent_answer_add ON referral_sent_answer FOR INSERT WITH CHECK (
        (SELECT actor_may('referral.submit')) AND referral_id IN (SELECT id FROM referral));
      REVOKE UPDATE, DELETE, TRUNCATE ON referral_sent_answer FROM placeway_app;
      ${SCALES}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE measure_scale NO FORCE ROW LEVEL SECURITY;
      DELETE FROM measure_scale WHERE position > 8;
      ALTER TABLE measure_scale FORCE ROW LEVEL SECURITY;
      DROP TABLE referral_sent_answer;
      ALTER TABLE referral DROP COLUMN follows_referral_id;
      ALTER TABLE referral_wish
        DROP CONSTRAINT referral_wish_strength,
        DROP COLUMN said_by,
        ADD CONSTRAINT referral_wish_strength CHECK (strength IN ('PREFERRED', 'SUITABLE'));
    `);
  }
}
