import { all, invalid, ok, type Result } from '../../../kernel/index.js';
import {
  checkboxes,
  type Choice,
  defineForm,
  type Field,
  type Form,
  type FormValues,
  radios,
  select,
  textarea,
  wholeNumber,
} from '../../../web/index.js';
import { ASSESSOR_PARTS, type AssessorPart } from '../domain/assessment.js';
import {
  type Item,
  type Judgement,
  type Mark,
  type Outcome,
  type RecommendationGiven,
  type RecommendationOutcome,
  RECOMMENDATIONS,
  type ScoreStep,
} from '../domain/evaluation.js';
import type { Bidder } from '../persistence/assessor.store.js';

interface Lot {
  readonly id: string;
  readonly number: number;
  readonly name: string;
}
interface Person {
  readonly userId: string;
  readonly name: string;
}

export const assessorForm = (people: readonly Person[], lots: readonly Lot[]) =>
  defineForm({
    userId: select({ label: 'Who', choices: people.map(({ userId, name }) => ({ value: userId, text: name })) }),
    part: radios<AssessorPart>({
      label: 'What they do',
      choices: [
        { value: 'EVALUATOR', text: ASSESSOR_PARTS.EVALUATOR, hint: 'Scores alone. Each lot needs two or more.' },
        { value: 'MODERATOR', text: ASSESSOR_PARTS.MODERATOR, hint: 'Makes one score of them, and recommends.' },
      ],
    }),
    lotIds: checkboxes({
      label: 'For which lots',
      choices: lots.map(({ id, number, name }) => ({ value: id, text: `Lot ${number}: ${name}` })),
    }),
  });

export const endForm = defineForm({ reason: textarea({ label: 'Why they leave the evaluation', max: 1000 }) });

export const laterForm = defineForm({
  nature: textarea({ label: 'What is your interest in this bidder?', max: 1000 }),
});

/** Text fields and choices of one page, by name. */
type Fields = Record<string, Field<string | null>>;

const INTERESTS: readonly Choice<'none' | 'conflict'>[] = [
  { value: 'none', text: 'I have no interest in this bidder' },
  { value: 'conflict', text: 'I have an interest, and must not see this bid' },
];
const keyOf = (id: string): string => `b${id.replaceAll('-', '')}`;

/** Every bidder is answered for by name: nobody is declared about who was not on the page. */
export function interestsForm(bidders: readonly Bidder[]): Form<Fields> {
  const fields = bidders.flatMap(({ applicationId, providerName }): [string, Field<string | null>][] => [
    [keyOf(applicationId), radios<string>({ label: providerName, choices: INTERESTS }) as Field<string | null>],
    [
      `${keyOf(applicationId)}Nature`,
      textarea({
        label: `What your interest in ${providerName} is, if you have one`,
        max: 1000,
        rows: 2,
        optional: true,
      }),
    ],
  ]);
  const places = bidders.map(({ applicationId: id }) => [`${id}-nature`, `${keyOf(id)}Nature`]);
  return defineForm<Fields>(Object.fromEntries(fields), Object.fromEntries(places) as Record<string, string>);
}

export const interestsOf = (
  bidders: readonly Bidder[],
  values: Readonly<Record<string, string | null>>,
): Map<string, string | null> =>
  new Map(
    bidders.map(({ applicationId: id }) => [
      id,
      values[keyOf(id)] === 'conflict' ? (values[`${keyOf(id)}Nature`] ?? '') : null,
    ]),
  );

/** The name of an item's fields on a page: questions and conditions are numbered apart. */
export const nameOf = ({ of, number }: Item): string => `${of === 'QUESTION' ? 'q' : 'c'}${number}`;

const PASS_FAIL: readonly Choice<string>[] = [
  { value: 'pass', text: 'Pass' },
  { value: 'fail', text: 'Fail' },
];
const stepChoices = (steps: readonly ScoreStep[]): Choice<string>[] =>
  steps.map(({ points, label, meaning }) => ({
    value: String(points),
    text: `${points}: ${label}`,
    ...(meaning === '' ? {} : { hint: meaning }),
  }));

const called = ({ of, number }: Item): string => `${of === 'QUESTION' ? 'question' : 'condition'} ${number}`;
const judged = (item: Item, steps: readonly ScoreStep[]): Field<string | null> =>
  radios<string>({
    label: item.kind === 'SCORED' ? `Points for ${called(item)}` : `Is ${called(item)} met?`,
    choices: item.kind === 'SCORED' ? stepChoices(steps) : PASS_FAIL,
    optional: true,
  });
const words = (label: string, hint?: string): Field<string | null> =>
  textarea({ label, max: 4000, rows: 4, optional: true, ...(hint === undefined ? {} : { hint }) });

/** Scores of one section: points or a pass, and why; what is not given yet may stay empty. */
export function scoresForm(items: readonly Item[], steps: readonly ScoreStep[]): Form<Fields> {
  return itemsForm(items, (item) => [
    ['', judged(item, steps)],
    ['Reason', words(`Why, for ${called(item)}`, 'You may leave it empty where it simply passes.')],
  ]);
}

export function moderationForm(items: readonly Item[], steps: readonly ScoreStep[]): Form<Fields> {
  return itemsForm(items, (item) => [
    ['', judged(item, steps)],
    ['Reason', words(`Why, for ${called(item)}`, 'Needed where it is not what all evaluators gave.')],
    ['Feedback', words(`What the bidder is told about ${called(item)}`, 'Needed where the bid fails it.')],
  ]);
}

type Part = readonly ['' | 'Reason' | 'Feedback', Field<string | null>];
function itemsForm(items: readonly Item[], partsOf: (item: Item) => readonly Part[]): Form<Fields> {
  const fields = items.flatMap((item) =>
    partsOf(item).map(([part, field]) => [`${nameOf(item)}${part}`, field] as const),
  );
  const places = items.flatMap((item) => [
    [item.id, nameOf(item)],
    [`${item.id}-reason`, `${nameOf(item)}Reason`],
    [`${item.id}-feedback`, `${nameOf(item)}Feedback`],
  ]);
  return defineForm<Fields>(Object.fromEntries(fields), Object.fromEntries(places) as Record<string, string>);
}

function judgementOf(item: Item, given: string | null | undefined): Judgement {
  if (given === null || given === undefined) return { points: null, passed: null };
  return item.kind === 'SCORED' ? { points: Number(given), passed: null } : { points: null, passed: given === 'pass' };
}
const given = ({ points, passed }: Judgement): string | null => {
  if (points !== null) return String(points);
  return passed === null ? null : passed ? 'pass' : 'fail';
};

type Typed = Readonly<Record<string, string | null>>;

/** By item id, of every item on the page. */
export const marksOf = (items: readonly Item[], typed: Typed): Map<string, Mark> =>
  new Map(
    items.map((item) => [
      item.id,
      { ...judgementOf(item, typed[nameOf(item)]), reason: typed[`${nameOf(item)}Reason`] ?? '' },
    ]),
  );

export const outcomesOf = (items: readonly Item[], typed: Typed): Map<string, Outcome> =>
  new Map(
    [...marksOf(items, typed)].map(([id, mark], at) => {
      const item = items[at];
      return [id, { ...mark, feedback: (item && typed[`${nameOf(item)}Feedback`]) ?? '' }];
    }),
  );

/** What stands in the fields at first: what was saved, else what is offered. */
export function startOf(
  items: readonly Item[],
  saved: ReadonlyMap<string, Mark & { readonly feedback?: string }>,
): Typed {
  return Object.fromEntries(
    items.flatMap((item): [string, string | null][] => {
      const one = saved.get(item.id);
      if (one === undefined) return [];
      const name = nameOf(item);
      const feedback: [string, string | null][] = one.feedback === undefined ? [] : [[`${name}Feedback`, one.feedback]];
      return [[name, given(one)], [`${name}Reason`, one.reason], ...feedback];
    }),
  );
}

const recommendationFields = (allowed: readonly RecommendationOutcome[]) => ({
  outcome: radios<RecommendationOutcome>({
    label: 'What do you recommend?',
    choices: allowed.map((value) => ({ value, text: RECOMMENDATIONS[value] })),
  }),
  reasons: textarea({ label: 'Reasons', hint: 'The board reads them, and so does the bidder.', max: 4000, rows: 5 }),
  ...(allowed.includes('ADMIT_WITH_CONDITIONS')
    ? { conditions: textarea({ label: 'Conditions, if there are any', max: 4000, rows: 3, optional: true }) }
    : {}),
  risks: textarea({
    label: 'What the board should know before it decides',
    hint: 'Leave empty where there is nothing. With something here, the board takes the bid on its own.',
    max: 4000,
    rows: 3,
    optional: true,
  }),
});
export const recommendationForm = (allowed: readonly RecommendationOutcome[]) =>
  defineForm(recommendationFields(allowed));
export const recommendationOf = (typed: FormValues<ReturnType<typeof recommendationFields>>): RecommendationGiven => ({
  outcome: typed.outcome,
  reasons: typed.reasons,
  conditions: typed.conditions ?? null,
  risks: typed.risks,
});

const scaleFields = {
  steps: textarea({
    label: 'The scale',
    hint: 'Each step on a line of its own: its points, what it is called, and after a colon what it means.',
    max: 12_000,
    rows: 10,
  }),
  leastPercent: wholeNumber({
    label: 'Least weighted total in per cent',
    hint: 'A bid below it is refused. Leave empty where there is none.',
    least: 1,
    most: 100,
    optional: true,
  }),
};
export const scaleForm = defineForm(scaleFields, { leastTotalBasisPoints: 'leastPercent' });

const STEP = /^\s*(\d{1,3})[.:)]?\s+([^:]+?)\s*(?::\s*(.*))?$/;

/** Rule `scale-line` on `steps` for a line that is not a step. */
export function scaleOf(typed: FormValues<typeof scaleFields>): Result<{
  readonly steps: readonly ScoreStep[];
  readonly leastTotalBasisPoints: number | null;
}> {
  const lines = typed.steps.split('\n').filter((line) => line.trim() !== '');
  const steps = all(
    lines.map((line): Result<ScoreStep> => {
      const [, points, label, meaning = ''] = STEP.exec(line) ?? [];
      if (points === undefined || label === undefined) return invalid('steps', 'scale-line');
      return ok({ points: Number(points), label, meaning });
    }),
  );
  if (!steps.ok) return steps;
  const { leastPercent } = typed;
  return ok({ steps: steps.value, leastTotalBasisPoints: leastPercent === null ? null : leastPercent * 100 });
}

export const scaleStart = (round: {
  readonly scoreSteps: readonly ScoreStep[];
  readonly leastTotalBasisPoints: number | null;
}): FormValues<typeof scaleFields> => ({
  steps: round.scoreSteps.map(({ points, label, meaning }) => `${points} ${label}: ${meaning}`).join('\n'),
  leastPercent: round.leastTotalBasisPoints === null ? null : round.leastTotalBasisPoints / 100,
});
