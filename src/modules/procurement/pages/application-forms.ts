import { formatDate, isDateOnly } from '../../../kernel/index.js';
import {
  checkboxes,
  type Choice,
  choicesOf,
  confirmation,
  date,
  defineForm,
  type Field,
  type Form,
  type FormValues,
  money,
  radios,
  select,
  text,
  textarea,
} from '../../../web/index.js';
import { BASES, type Basis, VAT_TREATMENTS, type VatTreatment } from '../../tariffs/index.js';
import type { ConditionGiven } from '../application/apply.js';
import type { Condition } from '../persistence/condition.store.js';
import type { Lot } from '../persistence/framework.store.js';
import type { StoredQuestion } from '../persistence/round.store.js';
import { requirementWords } from '../domain/lot-words.js';

export const lotsForm = (lots: readonly Lot[]) =>
  defineForm({
    lotIds: checkboxes({
      label: 'Which lots do you apply for?',
      choices: lots.map(({ id, number, name, requirements }) => {
        const asks = requirementWords(requirements);
        return { value: id, text: `Lot ${number}: ${name}`, ...(asks && { hint: asks }) };
      }),
    }),
  });

const YES_NO: readonly Choice<'yes' | 'no'>[] = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
];

/** Any field, seen as one that gives text and takes it back; what is not answered is empty. */
type TextField = Field<string | null>;

function answerField({ question, guidance, answer, wordsMax }: StoredQuestion): TextField {
  const hint = [guidance, wordsMax === null ? null : `Up to ${wordsMax} words`].filter(Boolean).join('. ');
  const about = { label: question, ...(hint === '' ? {} : { hint }), optional: true as const };
  switch (answer) {
    case 'YES_NO':
      return radios<string>({ ...about, choices: YES_NO });
    case 'WORDS':
      return textarea({ ...about, max: 50_000, rows: 8 });
    case 'NUMBER':
      return text({ ...about, width: 10 });
    case 'DATE': {
      const whole = date(about);
      return {
        label: whole.label,
        capture: (body, name) => whole.capture(body, name),
        read: (typed, name) => whole.read(typed, name),
        typed: (value) => whole.typed(isDateOnly(value) ? value : null),
        view: (name, typed, error) => whole.view(name, typed, error),
      };
    }
  }
}

/** One page of questions; a fault of a question stands at its field. */
export function questionsForm(questions: readonly StoredQuestion[]): Form<Record<string, TextField>> {
  const fields = Object.fromEntries(questions.map((one) => [keyOf(one), answerField(one)]));
  return defineForm(fields, Object.fromEntries(questions.map((one) => [one.id, keyOf(one)])));
}
const keyOf = ({ number }: StoredQuestion): string => `q${number}`;

export const answersOf = (
  questions: readonly StoredQuestion[],
  values: Readonly<Record<string, string | null>>,
): Map<string, string> => new Map(questions.map((one) => [one.id, values[keyOf(one)] ?? '']));

export const answersStart = (
  questions: readonly StoredQuestion[],
  answers: ReadonlyMap<string, string>,
): Record<string, string | null> =>
  Object.fromEntries(questions.map((one) => [keyOf(one), answers.get(one.id) ?? null]));

/** The answer in words, for whoever reads the bid. */
export function answerWords({ answer }: StoredQuestion, given: string | undefined): string {
  if (given === undefined) return '';
  if (answer === 'YES_NO') return given === 'yes' ? 'Yes' : 'No';
  return answer === 'DATE' && isDateOnly(given) ? formatDate(given) : given;
}

const MET: readonly Choice<'yes' | 'no'>[] = [
  { value: 'yes', text: 'We meet it' },
  { value: 'no', text: 'We do not meet it' },
];

export function conditionsForm(conditions: readonly Condition[]): Form<Record<string, TextField>> {
  const fields = Object.fromEntries(
    conditions.flatMap((one): [string, TextField][] => [
      [`met${one.number}`, radios<string>({ label: one.title, hint: one.requirement, choices: MET, optional: true })],
      [
        `shown${one.number}`,
        textarea({
          label: `What you show for “${one.title}”`,
          ...(one.evidence === null ? {} : { hint: one.evidence }),
          max: 2000,
          rows: 2,
          optional: true,
        }),
      ],
    ]),
  );
  return defineForm(fields, Object.fromEntries(conditions.map((one) => [one.id, `shown${one.number}`])));
}

export const conditionsOf = (
  conditions: readonly Condition[],
  values: Readonly<Record<string, string | null>>,
): Map<string, ConditionGiven> =>
  new Map(
    conditions.flatMap((one): [string, ConditionGiven][] => {
      const met = values[`met${one.number}`];
      return met ? [[one.id, { met: met === 'yes', shown: values[`shown${one.number}`] ?? null }]] : [];
    }),
  );

export const conditionsStart = (
  conditions: readonly Condition[],
  said: ReadonlyMap<string, ConditionGiven>,
): Record<string, string | null> =>
  Object.fromEntries(
    conditions.flatMap((one): [string, string | null][] => {
      const given = said.get(one.id);
      return [
        [`met${one.number}`, given === undefined ? null : given.met ? 'yes' : 'no'],
        [`shown${one.number}`, given?.shown ?? null],
      ];
    }),
  );

const offerFields = (about: {
  readonly lots: readonly Lot[];
  readonly programmes: readonly { readonly id: string; readonly name: string; readonly siteName: string }[];
}) => ({
  lotId: select({
    label: 'Under which lot',
    choices: about.lots.map(({ id, number, name }) => ({ value: id, text: `Lot ${number}: ${name}` })),
  }),
  programmeId: select({
    label: 'Programme',
    hint: 'Programmes of your own sites. Add a programme to a site first if it is missing.',
    choices: about.programmes.map(({ id, name, siteName }) => ({ value: id, text: `${name}, ${siteName}` })),
  }),
  label: text({ label: 'What is sold', hint: 'For example, full week, or one day', max: 120 }),
  price: money({ label: 'Price, net of VAT' }),
  basis: radios<Basis>({ label: 'The price is for', choices: choicesOf(BASES) }),
  vatTreatment: radios<VatTreatment>({ label: 'VAT', choices: choicesOf(VAT_TREATMENTS) }),
});
export const offerForm = (about: Parameters<typeof offerFields>[0]) =>
  defineForm(offerFields(about), { netPence: 'price' });

export const offerOf = ({ price, ...typed }: FormValues<ReturnType<typeof offerFields>>) => ({
  ...typed,
  netPence: price,
});

export const declarationForm = defineForm({
  name: text({ label: 'Your name', max: 120 }),
  role: text({ label: 'Your position', max: 120 }),
  declared: confirmation({
    label: 'Declaration',
    text: 'What this application says is true, and I may say it for the organisation',
  }),
});
