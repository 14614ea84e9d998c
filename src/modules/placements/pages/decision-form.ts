import { type DateOnly, dateOnly, formatPounds, type Pence, pence } from '../../../kernel/index.js';
import {
  type Choice,
  date,
  defineForm,
  type FormValues,
  money,
  radios,
  checkboxes,
  select,
  text,
  textarea,
} from '../../../web/index.js';
import type { DecisionFormFacts, PageOption } from '../application/read-decision.js';
import { type DecisionCommand, optionKey } from '../domain/decision-command.js';

const BY_HAND = 'by-hand';
const NEXT = ['next1', 'next2', 'next3'] as const;
const PARTS = ['part1', 'part2', 'part3'] as const;

/** By what it holds and where that comes from: the same place can be bought, or drawn from a block. */
export const keyOf = ({ patternIds, blockId }: Pick<PageOption, 'patternIds' | 'blockId'>): string =>
  blockId === null ? optionKey(patternIds) : `block-${blockId}`;

/** One place, or the parts of a package, chosen by hand. */
export const partFields = (patterns: readonly Choice[]) => ({
  part1: select({
    label: 'Another option: place',
    hint: 'Only if you chose another option.',
    choices: patterns,
    optional: true,
  }),
  part2: select({ label: 'Second place of a package', choices: patterns, optional: true }),
  part3: select({ label: 'Third place of a package', choices: patterns, optional: true }),
});

type Parts = Readonly<Record<(typeof PARTS)[number], string | null>>;
export const partsOf = (values: Parts): readonly string[] => PARTS.flatMap((name) => values[name] ?? []);

/** The options of this pupil at this moment, by what they hold: a run may reorder them between seeing and deciding. */
export const optionChoices = ({ options }: DecisionFormFacts): Choice[] => [
  ...options.map((option): Choice => ({ value: keyOf(option), text: option.text, hint: option.hint })),
  { value: BY_HAND, text: 'Another option', hint: 'Built below from places that are open. Every rule is checked.' },
];

/** What may be said of a place besides which it is and when: by an officer who decides, or in a panel's motion. */
export function placeFields(facts: DecisionFormFacts) {
  const toBuy = facts.options.filter(({ blockId }) => blockId === null);
  const choices = toBuy.map((option): Choice => ({ value: keyOf(option), text: option.text }));
  const next = (label: string) => select({ label, choices, optional: true });
  return {
    ...partFields(facts.patterns),
    next1: next('If it is declined or lapses, offer next'),
    next2: next('Then'),
    next3: next('Then'),
    waived: checkboxes({
      label: 'Rules to set aside',
      hint: 'Leave empty unless you must. Only these rules can be set aside, each with your reason below.',
      choices: facts.waivable,
      optional: true,
    }),
    waiverReason: textarea({ label: 'Why these rules are set aside', max: 1000, rows: 3, optional: true }),
    orderReference: text({ label: 'Number of the school’s order', max: 60, optional: true }),
    orderAuthorisedBy: text({ label: 'Who at the school authorised it', max: 120, optional: true }),
    orderLimit: money({ label: 'Up to how much', optional: true }),
    orderUntil: date({ label: 'Valid until', optional: true }),
    agreementReference: text({
      label: 'Reference of the school’s signed agreement',
      hint: 'Only with a signed agreement may a school be charged after a permanent exclusion.',
      max: 120,
      optional: true,
    }),
  };
}

/** Where a fault of what a place is belongs. */
export const PLACE_PATHS = {
  patternIds: 'option',
  'order.reference': 'orderReference',
  'order.authorisedBy': 'orderAuthorisedBy',
  'order.limitPence': 'orderLimit',
  'order.validUntil': 'orderUntil',
  'next.0': 'next1',
  'next.1': 'next2',
  'next.2': 'next3',
  'waivers.0.reason': 'waiverReason',
};

/** The form of one decision. Its choices are those of this pupil at this moment. */
export function decisionForm(facts: DecisionFormFacts) {
  return defineForm(
    {
      option: radios({ label: 'Which option do you choose?', choices: optionChoices(facts) }),
      startsOn: date({ label: 'First day' }),
      plannedEnd: date({ label: 'Planned last day' }),
      ...placeFields(facts),
      reasons: textarea({
        label: 'Reasons for the decision',
        hint: 'The school reads them, and may pass them on to the family.',
        max: 4000,
        rows: 6,
      }),
    },
    PLACE_PATHS,
  );
}

type Filled = ReturnType<ReturnType<typeof decisionForm>['read']>;
type Values = Extract<Filled['result'], { ok: true }>['value'];
export type PlaceValues = FormValues<ReturnType<typeof placeFields>> & {
  readonly option: string | null;
  readonly plannedEnd: DateOnly | null;
};

/** What the form says, as the use case takes it. */
export const toCommand = (referralId: string, values: Values, options: readonly PageOption[]): DecisionCommand => ({
  referralId,
  startsOn: values.startsOn,
  plannedEnd: values.plannedEnd,
  reasons: values.reasons,
  ...placeOf(values, options),
});

/** The place that was chosen, and what was said of it. */
export function placeOf(values: PlaceValues, options: readonly PageOption[]) {
  const patternsOf = (value: string | null): readonly string[] =>
    options.find((option) => keyOf(option) === value)?.patternIds ?? [];
  const { orderReference, orderAuthorisedBy, orderLimit, orderUntil } = values;
  const ordered = [orderReference, orderAuthorisedBy, orderLimit, orderUntil].some((value) => value !== null);
  return {
    patternIds: values.option === BY_HAND ? partsOf(values) : patternsOf(values.option),
    next: NEXT.flatMap((name) => (values[name] === null ? [] : [patternsOf(values[name])])),
    waivers: values.waived.map((rule) => ({ rule, reason: values.waiverReason ?? '' })),
    order: ordered
      ? {
          reference: orderReference ?? '',
          authorisedBy: orderAuthorisedBy ?? '',
          limitPence: orderLimit ?? pence(0),
          validUntil: orderUntil ?? values.plannedEnd ?? dateOnly('1970-01-01'),
        }
      : null,
    agreementReference: values.agreementReference,
    blockId: options.find((option) => keyOf(option) === values.option)?.blockId ?? null,
  };
}

/** Everything that was typed, to travel through the check page. Only text, bounded in number. */
export function typedFields(body: unknown): readonly { name: string; value: string }[] {
  const found = Object.entries((typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>);
  return found
    .filter(([name]) => !['step', '_csrf'].includes(name))
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).flatMap((one: unknown) =>
        typeof one === 'string' ? [{ name, value: one }] : [],
      ),
    )
    .slice(0, 100);
}

export const weekly = (amount: Pence): string => `${formatPounds(amount)} a week`;
