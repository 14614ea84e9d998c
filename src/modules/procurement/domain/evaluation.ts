import { all, cleanText, invalid, invalidFields, ok, problem, type Result } from '../../../kernel/index.js';
import { asksFor } from './application.js';
import { type Regime, REGIME_RULES } from './regimes.js';
import type { RoundQuestion } from './round.js';

/** One step of a round's scale. Points are whole, from 0 upwards, each once. */
export interface ScoreStep {
  readonly points: number;
  readonly label: string;
  readonly meaning: string;
}

/** What is given points, or passed or failed: a question of the round or a condition of membership. */
export interface Item {
  readonly id: string;
  readonly of: 'QUESTION' | 'CONDITION';
  readonly kind: 'SCORED' | 'PASS_FAIL';
  /** Null: of every lot. */
  readonly lotId: string | null;
  readonly number: number;
  readonly section: string;
  readonly title: string;
  readonly guidance: string | null;
  readonly weightBasisPoints: number | null;
  /** Below this the bid fails for the lots it is asked for. */
  readonly leastPoints: number | null;
}

export const CONDITIONS_SECTION = 'Conditions of membership';

interface Question extends RoundQuestion {
  readonly id: string;
}
interface Condition {
  readonly id: string;
  readonly lotId: string | null;
  readonly number: number;
  readonly title: string;
  readonly requirement: string;
}

/**
 * What decides about a bid, in the order in which it is read. Where the law fixes the conditions for the life of the
 * market (Procurement Act 2023, section 36), they alone decide: a question of one round would be a further condition.
 */
export function itemsOf(regime: Regime, questions: readonly Question[], conditions: readonly Condition[]): Item[] {
  const fixed = conditions.map(({ id, lotId, number, title, requirement }): Item => {
    const unscored = { weightBasisPoints: null, leastPoints: null };
    const named = { section: CONDITIONS_SECTION, title, guidance: requirement };
    return { id, of: 'CONDITION', kind: 'PASS_FAIL', lotId, number, ...named, ...unscored };
  });
  const { conditionsFixed, admits } = REGIME_RULES[regime];
  if (conditionsFixed) return fixed;
  const asked = questions.flatMap(({ id, kind, lotId, number, section, guidance, ...one }): Item[] => {
    if (kind === 'INFORMATION' || (kind === 'SCORED' && admits !== 'BY_SCORE')) return [];
    const scoring = { weightBasisPoints: one.weightBasisPoints, leastPoints: one.leastPoints ?? null };
    return [{ id, of: 'QUESTION', kind, lotId, number, section, title: one.question, guidance, ...scoring }];
  });
  return [...fixed, ...asked];
}

/** A judgement of one item: points where it is scored, passed or not where it is not; both null while it is open. */
export interface Judgement {
  readonly points: number | null;
  readonly passed: boolean | null;
}
export interface Mark extends Judgement {
  readonly reason: string;
}

const WORDS_MAX = 4000;
const OPEN: Judgement = { points: null, passed: null };
const isOpen = ({ points, passed }: Judgement): boolean => points === null && passed === null;

/** Rules on the item's id: `choice`, and those of `cleanText` on `<id>-reason`. Empty parts may stay for later. */
export function checkMark(item: Item, steps: readonly ScoreStep[], given: Mark): Result<Mark> {
  const reason = cleanText(given.reason, { field: `${item.id}-reason`, max: WORDS_MAX, multiline: true });
  const judged = checkJudgement(item, steps, given);
  const checked = all<unknown>([judged, reason]);
  if (!checked.ok) return checked;
  return ok({ ...(judged.ok ? judged.value : OPEN), reason: reason.ok ? reason.value : '' });
}

function checkJudgement(item: Item, steps: readonly ScoreStep[], { points, passed }: Judgement): Result<Judgement> {
  if (item.kind === 'PASS_FAIL') return points === null ? ok({ points, passed }) : invalid(item.id, 'choice');
  const known = points === null || steps.some((step) => step.points === points);
  return passed === null && known ? ok({ points, passed }) : invalid(item.id, 'choice');
}

/** Whether a mark can be submitted: judged, and with a reason unless it simply passes. */
export const isWhole = (mark: Mark | undefined): boolean =>
  mark !== undefined && !isOpen(mark) && (mark.reason !== '' || mark.passed === true);

export const unfinished = (items: readonly Item[], marks: ReadonlyMap<string, Mark>): Item[] =>
  items.filter(({ id }) => !isWhole(marks.get(id)));

/** What all evaluators gave alike; null where they differ or there are none. */
export function agreedOf(marks: readonly Judgement[]): Judgement | null {
  const [first, ...rest] = marks;
  if (first === undefined || isOpen(first)) return null;
  return rest.every((one) => sameJudgement(one, first)) ? { points: first.points, passed: first.passed } : null;
}
const sameJudgement = (a: Judgement, b: Judgement): boolean => a.points === b.points && a.passed === b.passed;

/** Points between the highest and the lowest; a pass and a fail are as far apart as can be. */
export function spreadOf(marks: readonly Judgement[], pointsMax: number): number {
  const points = marks.flatMap((one) => (one.points === null ? [] : [one.points]));
  if (points.length > 0) return Math.max(...points) - Math.min(...points);
  return new Set(marks.map(({ passed }) => passed)).size > 1 ? pointsMax : 0;
}

/** What moderation settles for one item, and what the bidder is told about it. */
export interface Outcome extends Mark {
  readonly feedback: string;
}

/**
 * Rules on the item's id: `choice`, `required`; on `<id>-reason`: `reason-where-they-differ` when the outcome is not
 * what all evaluators gave; on `<id>-feedback` those of `cleanText`. Null: nothing given yet.
 */
export function checkOutcome(
  item: Item,
  steps: readonly ScoreStep[],
  { marks, given }: { readonly marks: readonly Judgement[]; readonly given: Outcome },
): Result<Outcome | null> {
  const mark = checkMark(item, steps, given);
  const feedback = cleanText(given.feedback, { field: `${item.id}-feedback`, max: WORDS_MAX, multiline: true });
  const checked = all<unknown>([mark, feedback]);
  if (!checked.ok) return checked;
  const settled = { ...(mark.ok ? mark.value : { ...OPEN, reason: '' }), feedback: feedback.ok ? feedback.value : '' };
  if (isOpen(settled)) return settled.reason + settled.feedback === '' ? ok(null) : invalid(item.id, 'required');
  const agreed = agreedOf(marks);
  const differs = agreed === null || !sameJudgement(agreed, settled);
  if (differs && settled.reason === '') return invalid(`${item.id}-reason`, 'reason-where-they-differ');
  return ok(settled);
}

/** A weighted total as it is: `points` of `of`, both whole. */
export interface Total {
  readonly points: number;
  readonly of: number;
}

/** Hundredths of a per cent, rounded once, half up. For showing only: thresholds compare the fraction itself. */
export const totalBasisPoints = ({ points, of }: Total): number => Math.floor((2 * points * WHOLE + of) / (2 * of));
const WHOLE = 10_000;

export interface Failure {
  readonly of: Item['of'] | 'TOTAL';
  readonly number: number | null;
  readonly title: string;
}

export interface LotResult {
  /** Null where the regime does not score. */
  readonly total: Total | null;
  readonly passes: boolean;
  readonly failures: readonly Failure[];
}

/**
 * What the moderated scores come to for one lot: each question's weight times its points, of the most that could be
 * had; and whatever fails of what was published: a condition, a question that is pass or fail, least points, least total.
 */
export function resultOf(
  lotId: string,
  items: readonly Item[],
  settled: {
    readonly outcomes: ReadonlyMap<string, Judgement>;
    readonly steps: readonly ScoreStep[];
    readonly leastTotalBasisPoints: number | null;
  },
): LotResult {
  const own = asksFor(items, [lotId]);
  const most = Math.max(...settled.steps.map(({ points }) => points));
  const scored = own.filter(({ kind }) => kind === 'SCORED');
  const sum = scored.reduce(
    (points, item) => points + (item.weightBasisPoints ?? 0) * (settled.outcomes.get(item.id)?.points ?? 0),
    0,
  );
  const of = most * scored.reduce((weight, item) => weight + (item.weightBasisPoints ?? 0), 0);
  const total = of === 0 ? null : { points: sum, of };
  const failures = own.filter((item) => fails(item, settled.outcomes.get(item.id))).map(failureOf);
  const least = settled.leastTotalBasisPoints;
  if (total !== null && least !== null && total.points * WHOLE < least * total.of) {
    failures.push({ of: 'TOTAL', number: null, title: 'The least weighted total' });
  }
  return { total, passes: failures.length === 0, failures };
}

const failureOf = ({ of, number, title }: Item): Failure => ({ of, number, title });
/** Whether a settled judgement falls short of what was published. Not judged at all is short of it too. */
export const fails = (item: Item, outcome: Judgement | undefined): boolean =>
  outcome === undefined ||
  (item.kind === 'PASS_FAIL' ? outcome.passed !== true : (outcome.points ?? 0) < (item.leastPoints ?? 0));

export const RECOMMENDATIONS = {
  ADMIT: 'Admit',
  ADMIT_WITH_CONDITIONS: 'Admit with conditions',
  REFUSE: 'Refuse',
} as const;
export type RecommendationOutcome = keyof typeof RECOMMENDATIONS;

export interface RecommendationGiven {
  readonly outcome: RecommendationOutcome;
  readonly reasons: string;
  /** What the provider must do; null unless admitted with conditions. */
  readonly conditions: string | null;
  /** What the board should know before it decides; null where there is nothing. */
  readonly risks: string | null;
}

/**
 * What may be recommended. Who fails what was published is refused; where whoever meets the conditions is admitted,
 * nothing else decides and no condition of one's own is added; where scores decide, the reasons carry it.
 */
export function allowedFor(regime: Regime, passes: boolean): readonly RecommendationOutcome[] {
  if (!passes) return ['REFUSE'];
  return REGIME_RULES[regime].admits === 'BY_SCORE' ? ['ADMIT', 'ADMIT_WITH_CONDITIONS', 'REFUSE'] : ['ADMIT'];
}

/** Problem: `recommendation.not-open` with what may be recommended; rules on `reasons`, `conditions`, `risks`. */
export function checkRecommendation(
  regime: Regime,
  passes: boolean,
  given: RecommendationGiven,
): Result<RecommendationGiven> {
  const allowed = allowedFor(regime, passes);
  if (!allowed.includes(given.outcome)) {
    return problem('recommendation.not-open', { allowed: allowed.map((one) => RECOMMENDATIONS[one]).join(', ') });
  }
  const conditional = given.outcome === 'ADMIT_WITH_CONDITIONS';
  const words = [
    cleanText(given.reasons, { field: 'reasons', max: WORDS_MAX, multiline: true, required: true }),
    cleanText(given.conditions ?? '', { field: 'conditions', max: WORDS_MAX, multiline: true, required: conditional }),
    cleanText(given.risks ?? '', { field: 'risks', max: WORDS_MAX, multiline: true }),
  ];
  const checked = all(words);
  if (!checked.ok) return checked;
  const [reasons = '', conditions = '', risks = ''] = checked.value;
  if (!conditional && conditions !== '') return invalid('conditions', 'only-with-conditions');
  return ok({
    outcome: given.outcome,
    reasons,
    conditions: conditional ? conditions : null,
    risks: risks === '' ? null : risks,
  });
}

/** Why an application is taken one by one rather than with the routine ones. */
export const EXCEPTIONS = {
  REFUSED: 'It is recommended to refuse it',
  WITH_CONDITIONS: 'It is recommended with conditions',
  RISK: 'A risk is named',
  FAR_APART: 'The evaluators’ scores were far apart',
  CONFLICT: 'An evaluator or moderator declared a conflict of interest',
  LATE: 'The time to decide has passed',
  DILIGENCE_FAILED: 'A check of due diligence has failed',
  DILIGENCE_OPEN: 'A check of due diligence is open',
} as const;
export type Exception = keyof typeof EXCEPTIONS;

/** Scores this far apart are worth a look before a bid is taken with others. */
export const FAR_APART = 3;

export function exceptionsOf(about: {
  readonly outcome: RecommendationOutcome;
  readonly risks: string | null;
  readonly spread: number;
  readonly conflicts: number;
  readonly isLate: boolean;
  readonly checks: { readonly open: number; readonly failed: number } | null;
}): Exception[] {
  const found: readonly (readonly [Exception, boolean])[] = [
    ['REFUSED', about.outcome === 'REFUSE'],
    ['WITH_CONDITIONS', about.outcome === 'ADMIT_WITH_CONDITIONS'],
    ['RISK', about.risks !== null],
    ['FAR_APART', about.spread >= FAR_APART],
    ['CONFLICT', about.conflicts > 0],
    ['LATE', about.isLate],
    ['DILIGENCE_FAILED', (about.checks?.failed ?? 0) > 0],
    ['DILIGENCE_OPEN', (about.checks?.open ?? 0) > 0],
  ];
  return found.flatMap(([exception, is]) => (is ? [exception] : []));
}

/** A round's scale as it is kept. Rules on `steps`: `scale-steps`, `scale-from-nought`, `scale-twice`. */
export function checkScale(steps: readonly ScoreStep[]): Result<readonly ScoreStep[]> {
  const sorted = steps.toSorted((a, b) => a.points - b.points);
  if (sorted.length < 2 || sorted.length > 21) return invalid('steps', 'scale-steps');
  if (sorted[0]?.points !== 0 || sorted.some(({ points }) => points > 100))
    return invalid('steps', 'scale-from-nought');
  if (new Set(sorted.map(({ points }) => points)).size < sorted.length) return invalid('steps', 'scale-twice');
  const faults = sorted.flatMap(({ label, meaning }) => {
    const checked = [
      cleanText(label, { field: 'steps', max: 60, required: true }),
      cleanText(meaning, { field: 'steps', max: 500 }),
    ];
    return checked.flatMap((one) => (one.ok ? [] : one.problem.fields));
  });
  return faults.length === 0 ? ok(sorted) : invalidFields(faults);
}
