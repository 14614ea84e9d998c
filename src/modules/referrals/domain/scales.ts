import type { FieldFault } from '../../../kernel/index.js';
import type { Answers } from './answers.js';
import type { Choice } from './codes.js';

/** A named scale that a score is given on, with the least and most it can be. */
export interface AssessmentScale extends Choice {
  readonly min: number;
  readonly max: number;
  /** 0.1 where tenths are given, 1 where only whole numbers are. */
  readonly step: 0.1 | 1;
}

const scale = (code: string, label: string, min: number, max: number, step: 0.1 | 1 = 1): AssessmentScale => ({
  code,
  label,
  min,
  max,
  step,
});

const percentile = (code: string, label: string): AssessmentScale => scale(code, label, 0, 100, 0.1);

/** The scales that a placement measures progress on (`measure_scale`), so that what a school sends can be the baseline. */
export const SCALES: readonly AssessmentScale[] = [
  scale('ENGLISH', 'English: standardised score', 40, 160),
  scale('MATHS', 'Mathematics: standardised score', 40, 160),
  scale('READING_AGE', 'Reading age, in months', 48, 240),
  scale('ATTENDANCE', 'Attendance, in per cent', 0, 100, 0.1),
  scale('BOXALL_DEVELOPMENT', 'Boxall Profile: developmental strands, sum', 0, 136),
  scale('BOXALL_DIAGNOSTIC', 'Boxall Profile: diagnostic strands, sum', 0, 136),
  percentile('PASS', 'PASS: mean percentile'),
  scale('SDQ', 'SDQ: total difficulties', 0, 40),
  scale('SDQ_PROSOCIAL', 'SDQ: kind and helpful behaviour', 0, 10),
  scale('SPELLING_AGE', 'Spelling age, in months', 48, 240),
  scale('NUMBER_AGE', 'Number age, in months', 48, 240),
  percentile('PASS_FEELINGS', 'PASS: feelings about school'),
  percentile('PASS_CAPABILITY', 'PASS: perceived learning capability'),
  percentile('PASS_SELF_REGARD', 'PASS: self-regard as a learner'),
  percentile('PASS_PREPAREDNESS', 'PASS: preparedness for learning'),
  percentile('PASS_TEACHERS', 'PASS: attitudes to teachers'),
  percentile('PASS_ETHIC', 'PASS: general work ethic'),
  percentile('PASS_CONFIDENCE', 'PASS: confidence in learning'),
  percentile('PASS_ATTENDANCE', 'PASS: attitudes to attendance'),
  percentile('PASS_CURRICULUM', 'PASS: response to curriculum demands'),
];

/** Rules on the value of a line: `out-of-scale` with the scale's least and most, `whole-only`; on its day: `future`. */
export function scoreFaults(answers: Answers, today: string): FieldFault[] {
  return (answers['assessments.scores'] ?? []).flatMap(({ scale: code, value, takenOn }, at): FieldFault[] => {
    const found = SCALES.find((one) => one.code === code);
    const [score, line] = [Number(value), `assessments.scores.${at}`];
    if (found === undefined) return [];
    const { min, max, step } = found;
    return [
      ...(score < min || score > max ? [{ field: `${line}.value`, rule: 'out-of-scale', facts: { min, max } }] : []),
      ...(step === 1 && !Number.isInteger(score) ? [{ field: `${line}.value`, rule: 'whole-only' }] : []),
      ...(String(takenOn) > today ? [{ field: `${line}.takenOn`, rule: 'future' }] : []),
    ];
  });
}

/** Rule on a line of what was tried: `before-start` where it ended before it began, `future` where it has not begun. */
export function triedFaults(answers: Answers, today: string): FieldFault[] {
  return (answers['history.steps'] ?? []).flatMap(({ from, to }, at): FieldFault[] => [
    ...(String(from) > today ? [{ field: `history.steps.${at}.from`, rule: 'future' }] : []),
    ...(to !== undefined && to < String(from) ? [{ field: `history.steps.${at}.to`, rule: 'before-start' }] : []),
  ]);
}
