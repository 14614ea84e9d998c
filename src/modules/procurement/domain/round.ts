import {
  all,
  cleanText,
  type DateOnly,
  type FieldFault,
  invalid,
  invalidFields,
  isCode,
  ok,
  problem,
  type Result,
  type StateTable,
} from '../../../kernel/index.js';
import { type Regime, REGIME_RULES } from './regimes.js';

/** Every move a round may make. What is open or closed follows from the clock. */
export const roundMoves = {
  DRAFT: { publish: 'PUBLISHED', cancel: 'CANCELLED' },
  PUBLISHED: { cancel: 'CANCELLED' },
  CANCELLED: {},
} as const satisfies StateTable;
export type RoundStatus = keyof typeof roundMoves;

export interface RoundTimes {
  readonly opensAt: Date;
  /** Until when bidders may ask what something means; null where nothing may be asked. */
  readonly questionsUntil: Date | null;
  /** To the second; null where the round stays open as long as its framework. */
  readonly closesAt: Date | null;
}

export interface RoundDetails extends RoundTimes {
  readonly name: string;
  readonly evaluationEndsOn: DateOnly | null;
  /** Whom the round admits is admitted from and to these days. */
  readonly admissionFrom: DateOnly;
  readonly admissionTo: DateOnly;
  readonly lotIds: readonly string[];
}

export type RoundPhase = 'DRAFT' | 'COMING' | 'OPEN' | 'CLOSED' | 'CANCELLED';

/** Where a round stands at that moment. The second at which it closes is already too late. */
export function phaseOf(round: RoundTimes & { readonly status: RoundStatus }, now: Date): RoundPhase {
  if (round.status !== 'PUBLISHED') return round.status;
  if (now < round.opensAt) return 'COMING';
  return round.closesAt === null || now < round.closesAt ? 'OPEN' : 'CLOSED';
}

interface FrameworkOfRound {
  readonly regime: Regime;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
  readonly lots: readonly { readonly id: string }[];
}

/** Rules: `required`, `round-must-close`, `ends-before-start`, `outside-round`, `outside-framework`, `choice`. */
export function checkRound(given: RoundDetails, framework: FrameworkOfRound): Result<RoundDetails> {
  const name = cleanText(given.name, { field: 'name', max: 120, required: true });
  const { opensAt, closesAt, questionsUntil, evaluationEndsOn, admissionFrom, admissionTo, lotIds } = given;
  const known = new Set(framework.lots.map(({ id }) => id));
  const checked = all<unknown>([
    name,
    lotIds.length === 0 ? invalid('lotIds', 'choose-one') : ok(),
    lotIds.every((id) => known.has(id)) ? ok() : invalid('lotIds', 'choice'),
    closesAt === null && !REGIME_RULES[framework.regime].mayStayOpen ? invalid('closesAt', 'round-must-close') : ok(),
    closesAt !== null && closesAt <= opensAt ? invalid('closesAt', 'ends-before-start') : ok(),
    isOutside(questionsUntil, opensAt, closesAt) ? invalid('questionsUntil', 'outside-round') : ok(),
    evaluationEndsOn !== null && closesAt !== null && evaluationEndsOn <= closesAt.toISOString().slice(0, 10)
      ? invalid('evaluationEndsOn', 'ends-before-start')
      : ok(),
    admissionTo < admissionFrom ? invalid('admissionTo', 'ends-before-start') : ok(),
    admissionFrom < framework.startsOn ? invalid('admissionFrom', 'outside-framework') : ok(),
    admissionTo > framework.endsOn ? invalid('admissionTo', 'outside-framework') : ok(),
  ]);
  if (!checked.ok) return checked;
  return ok({ ...given, name: name.ok ? name.value : given.name, lotIds: [...new Set(lotIds)] });
}

const isOutside = (at: Date | null, from: Date, to: Date | null): boolean =>
  at !== null && (at < from || (to !== null && at > to));

export const QUESTION_KINDS = {
  PASS_FAIL: 'Pass or fail',
  SCORED: 'Scored',
  INFORMATION: 'For information',
} as const;
export type QuestionKind = keyof typeof QUESTION_KINDS;

export const ANSWER_KINDS = { YES_NO: 'Yes or no', WORDS: 'Words', NUMBER: 'A number', DATE: 'A date' } as const;
export type AnswerKind = keyof typeof ANSWER_KINDS;

export interface RoundQuestion {
  /** Null: asked of everybody, whatever they bid for. */
  readonly lotId: string | null;
  readonly number: number;
  readonly section: string;
  readonly question: string;
  readonly guidance: string | null;
  readonly kind: QuestionKind;
  readonly answer: AnswerKind;
  /** Of a lot's scored questions together 10,000. */
  readonly weightBasisPoints: number | null;
  readonly wordsMax: number | null;
  /** Of a scored question: below these points a bid fails. Left out or null where there is no such line. */
  readonly leastPoints?: number | null;
}

/** Rules: those of `cleanText`, `choice`, `required`, `no-scores`, `weight-without-score`, `lot-not-in-round`,
 * `least-without-score`, `least-above-scale`. */
export function checkQuestion(
  given: RoundQuestion,
  round: { readonly regime: Regime; readonly lotIds: readonly string[]; readonly pointsMax?: number },
): Result<RoundQuestion> {
  const scored = given.kind === 'SCORED';
  const [section, question, guidance] = [
    cleanText(given.section, { field: 'section', max: 80, required: true }),
    cleanText(given.question, { field: 'question', max: 1000, multiline: true, required: true }),
    cleanText(given.guidance ?? '', { field: 'guidance', max: 2000, multiline: true }),
  ];
  const checked = all<unknown>([
    section,
    question,
    guidance,
    isCode(QUESTION_KINDS, given.kind) ? ok() : invalid('kind', 'choice'),
    isCode(ANSWER_KINDS, given.answer) ? ok() : invalid('answer', 'choice'),
    given.lotId === null || round.lotIds.includes(given.lotId) ? ok() : invalid('lotId', 'lot-not-in-round'),
    scored && REGIME_RULES[round.regime].admits === 'WHOEVER_MEETS_CONDITIONS' ? invalid('kind', 'no-scores') : ok(),
    scored && given.weightBasisPoints === null ? invalid('weightBasisPoints', 'required') : ok(),
    !scored && given.weightBasisPoints !== null ? invalid('weightBasisPoints', 'weight-without-score') : ok(),
    leastPointsFault(given, round.pointsMax ?? 100),
  ]);
  if (!checked.ok) return checked;
  return ok({
    ...given,
    section: section.ok ? section.value : '',
    question: question.ok ? question.value : '',
    guidance: guidance.ok && guidance.value !== '' ? guidance.value : null,
    wordsMax: given.answer === 'WORDS' ? given.wordsMax : null,
  });
}

function leastPointsFault({ kind, leastPoints }: RoundQuestion, pointsMax: number): Result<undefined> {
  if (leastPoints === undefined || leastPoints === null) return ok();
  if (kind !== 'SCORED') return invalid('leastPoints', 'least-without-score');
  return leastPoints <= pointsMax ? ok() : invalid('leastPoints', 'least-above-scale', { max: pointsMax });
}

export const WHOLE = 10_000;

/** Of a lot's scored questions together. */
export const weightOf = (questions: readonly RoundQuestion[], lot: string): number =>
  questions
    .filter(({ lotId }) => lotId === null || lotId === lot)
    .reduce((sum, { weightBasisPoints }) => sum + (weightBasisPoints ?? 0), 0);

/**
 * What a round must have before bidders see it: a question to answer or a condition to meet, weights that make a whole
 * for every lot that is scored, and a close that has not passed. Problems: `round.nothing-asked`, `round.weights`.
 */
export function mayPublish(
  round: RoundTimes & { readonly lots: readonly { readonly id: string; readonly number: number }[] },
  questions: readonly RoundQuestion[],
  about: { readonly conditions: number; readonly regime: Regime; readonly now: Date },
): Result<undefined> {
  if (round.closesAt !== null && round.closesAt <= about.now) return problem('round.closes-in-the-past');
  if (questions.length + about.conditions === 0) return problem('round.nothing-asked');
  const faults = round.lots.flatMap(({ id, number }): FieldFault[] => {
    const total = weightOf(questions, id);
    const needed = REGIME_RULES[about.regime].admits === 'BY_SCORE';
    return total === (needed ? WHOLE : 0)
      ? []
      : [{ field: 'weights', rule: 'weights-not-whole', facts: { lot: number, percent: total / 100 } }];
  });
  return faults.length === 0 ? ok() : invalidFields(faults);
}
