import { type DateOnly, formatDate } from '../../../kernel/index.js';
import {
  checkboxes,
  choicesOf,
  date,
  defineForm,
  type Field,
  type FieldGroup,
  type Form,
  radios,
  select,
  text,
  textarea,
  time,
} from '../../../web/index.js';
import { MOMENTS, type Moment, type Scale } from '../domain/measures.js';
import { INVITEES, type InviteePart, mustCome } from '../domain/invitees.js';
import { PROGRESS, RECOMMENDATIONS, type ReviewGiven, STEP_OWNERS, type StepGiven } from '../domain/review.js';
import { REQUESTED_BY, type RequestedBy } from '../domain/review-request.js';
import type { ReviewView } from '../application/view-reviews.js';

export const arrangeForm = defineForm({
  on: date({ label: 'Day of the review' }),
  time: time({ label: 'Time', hint: 'Such as 9:30am. Leave empty while it is open', optional: true }),
  where: text({ label: 'Where', hint: 'A site, or how to join', max: 200, optional: true }),
});

export const requestForm = defineForm({
  askedBy: radios<RequestedBy>({ label: 'Who asked in writing?', choices: choicesOf(REQUESTED_BY) }),
  askedOn: date({ label: 'Day on which it was received' }),
});

export const measureForm = (scales: readonly Scale[]) =>
  defineForm({
    scale: select({
      label: 'Scale',
      choices: scales.map(({ code, name, about }) => ({ value: code, text: `${name}: ${about}` })),
    }),
    moment: radios<Moment>({ label: 'Before, during or after?', choices: choicesOf(MOMENTS) }),
    measuredOn: date({ label: 'Measured on' }),
    value: text({ label: 'Value', hint: 'A number on the scale', max: 10, width: 5 }),
    measuredBy: text({ label: 'Measured by', hint: 'Name or role', max: 200 }),
    corrects: radios<'YES' | 'NO'>({
      label: 'Does this correct what stands on the same day?',
      choices: [
        { value: 'NO', text: 'No' },
        { value: 'YES', text: 'Yes: what stood is kept as it was, and this counts' },
      ],
    }),
  });

const STEPS_SHOWN = 3;
const steps = Array.from({ length: STEPS_SHOWN }, (_, index) => index);
const stepName = (index: number, part: string): string => `step${index + 1}${part}`;
const progressName = (index: number): string => `objective${index + 1}`;
const noteName = (index: number): string => `objective${index + 1}Note`;
const STEP_PARTS = ['What', 'Owner', 'OwnerName', 'DueOn'] as const;

type Values = Readonly<Record<string, unknown>>;
const words = (values: Values, name: string): string | null => (typeof values[name] === 'string' ? values[name] : null);
const day = (values: Values, name: string): DateOnly | null => (values[name] as DateOnly | null | undefined) ?? null;

export interface RecordForm {
  readonly form: Form<Record<string, Field<unknown>>>;
  readonly groups: readonly FieldGroup[];
  readonly read: (values: Values) => ReviewGiven;
}

/** What a review found, with a line for each objective of the plan and for those who were invited. */
export function recordForm(view: ReviewView): RecordForm {
  const { invited, objectives, next } = view;
  const parts = [
    ...invited.map(({ part }) => part),
    ...(Object.keys(INVITEES) as InviteePart[]).filter((part) => !invited.some((one) => one.part === part)),
  ];
  const because = (part: InviteePart) => invited.find((one) => one.part === part);
  const fields: Record<string, Field<unknown>> = {
    heldOn: date({ label: 'Held on' }),
    came: checkboxes<InviteePart>({
      label: 'Who came?',
      choices: parts.map((part) => ({
        value: part,
        text: `${INVITEES[part]}${because(part) ? '' : ' (not invited)'}`,
      })),
    }),
    absentBecause: textarea({
      label: 'If somebody who must come did not: why, and what was done to hear them',
      hint: `Needed without ${invited
        .filter(mustCome)
        .map(({ part }) => INVITEES[part].toLowerCase())
        .join(', ')}`,
      max: 1000,
      rows: 2,
      optional: true,
    }),
  };
  const places: Record<string, string> = { steps: stepName(0, 'What') };
  for (const [index, { what }] of objectives.entries()) {
    fields[progressName(index)] = radios({ label: what, choices: choicesOf(PROGRESS) });
    fields[noteName(index)] = text({ label: `What shows it, for objective ${index + 1}`, max: 1000, optional: true });
    places[`progress.${index}.progress`] = progressName(index);
    places[`progress.${index}.note`] = noteName(index);
  }
  Object.assign(fields, foundFields(next?.dueOn ?? null));
  for (const index of steps) {
    Object.assign(fields, stepFields(index));
    for (const part of STEP_PARTS) {
      places[`steps.${index}.${part.charAt(0).toLowerCase()}${part.slice(1)}`] = stepName(index, part);
    }
  }
  const form: Form<Record<string, Field<unknown>>> = defineForm(fields, places);
  return { form, groups: groupsOf(objectives.length), read: (values) => readReview(view, values) };
}

function foundFields(latest: DateOnly | null): Record<string, Field<unknown>> {
  const labels = Object.entries(RECOMMENDATIONS).map(([value, { label }]) => ({ value, text: label }));
  return {
    pupilView: textarea({
      label: 'What the pupil says',
      hint: 'In the pupil’s words where you can',
      max: 4000,
      rows: 3,
      optional: true,
    }),
    parentView: textarea({ label: 'What the parents or carers say', max: 4000, rows: 3, optional: true }),
    recommendation: radios({ label: 'What does the review recommend?', choices: labels }),
    reasons: textarea({ label: 'Why', max: 4000, rows: 4 }),
    nextDueOn: date({
      label: 'Next review by',
      hint:
        latest === null
          ? 'None is due before the placement ends. Enter a day if you want one'
          : `Leave empty for the latest day: ${formatDate(latest)} if this was held today`,
      optional: true,
    }),
  };
}

const stepFields = (index: number): Record<string, Field<unknown>> => ({
  [stepName(index, 'What')]: textarea({ label: `Step ${index + 1}: what is done`, max: 1000, rows: 2, optional: true }),
  [stepName(index, 'Owner')]: select({
    label: `Step ${index + 1}: who does it`,
    choices: choicesOf(STEP_OWNERS),
    optional: true,
  }),
  [stepName(index, 'OwnerName')]: text({ label: `Step ${index + 1}: by name or role`, max: 200, optional: true }),
  [stepName(index, 'DueOn')]: date({ label: `Step ${index + 1}: by when`, optional: true }),
});

const groupsOf = (objectives: number): FieldGroup[] => [
  { title: 'The meeting', fields: ['heldOn', 'came', 'absentBecause'] },
  ...(objectives === 0
    ? []
    : [
        {
          title: 'Progress on each objective',
          fields: Array.from({ length: objectives }, (_, index) => [progressName(index), noteName(index)]).flat(),
        },
      ]),
  { title: 'Views', fields: ['pupilView', 'parentView'] },
  {
    title: 'What follows',
    hint: 'A review recommends. The placement itself is changed or ended on its own page, by whoever may.',
    fields: ['recommendation', 'reasons', 'nextDueOn'],
  },
  {
    title: 'Next steps',
    hint: 'Leave what you do not need empty.',
    fields: steps.flatMap((index) => STEP_PARTS.map((part) => stepName(index, part))),
  },
];

function readReview({ objectives }: ReviewView, values: Values): ReviewGiven {
  const lines = steps.map((index): StepGiven => ({
    what: words(values, stepName(index, 'What')) ?? '',
    owner: words(values, stepName(index, 'Owner')) ?? '',
    ownerName: words(values, stepName(index, 'OwnerName')),
    dueOn: day(values, stepName(index, 'DueOn')),
  }));
  const last = lines.findLastIndex(({ what, owner, dueOn }) => what !== '' || owner !== '' || dueOn !== null);
  return {
    heldOn: values['heldOn'] as DateOnly,
    came: values['came'] as readonly string[],
    absentBecause: words(values, 'absentBecause'),
    progress: objectives.map(({ id }, index) => ({
      objectiveId: id,
      progress: words(values, progressName(index)) ?? '',
      note: words(values, noteName(index)),
    })),
    pupilView: words(values, 'pupilView'),
    parentView: words(values, 'parentView'),
    recommendation: words(values, 'recommendation') ?? '',
    reasons: words(values, 'reasons') ?? '',
    nextDueOn: day(values, 'nextDueOn'),
    steps: lines.slice(0, last + 1),
  };
}
