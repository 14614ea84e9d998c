import { type DateOnly } from '../../../kernel/index.js';
import {
  choicesOf,
  date,
  defineForm,
  type Field,
  type FieldGroup,
  type Form,
  type FormView,
  radios,
  text,
  textarea,
} from '../../../web/index.js';
import {
  type ContactGiven,
  CONTACTS_MAX,
  type ObjectiveGiven,
  OBJECTIVES_MAX,
  type PlanGiven,
  ROUTES,
} from '../domain/plan.js';
import type { Contact, Objective, Plan } from '../persistence/plan.store.js';

type Values = Readonly<Record<string, unknown>>;
const words = (values: Values, name: string): string => (typeof values[name] === 'string' ? values[name] : '');
const day = (values: Values, name: string): DateOnly | null => (values[name] as DateOnly | null | undefined) ?? null;

/** Lines of a form that repeat: how many are shown, two more than are filled in. */
export const linesFor = (filled: number, most: number): number[] =>
  Array.from({ length: Math.min(most, Math.max(3, filled + 1)) }, (_, index) => index);

const objectiveName = (index: number, part: string): string => `objective${index + 1}${part}`;

export interface PlanForm {
  readonly form: Form<Record<string, Field<unknown>>>;
  readonly groups: readonly FieldGroup[];
  readonly start: (
    plan: Plan | undefined,
    objectives: readonly Objective[],
    defaults: { readonly end: DateOnly },
  ) => FormView;
  readonly read: (values: Values) => PlanGiven;
}

/** As many objectives as the plan has, and room for more. */
export function planForm(objectives: number): PlanForm {
  const lines = linesFor(objectives, OBJECTIVES_MAX);
  const fields: Record<string, Field<unknown>> = {};
  const places: Record<string, string> = { objectives: objectiveName(0, 'What') };
  for (const index of lines) {
    const optional = { optional: true } as const;
    const which = `Objective ${index + 1}`;
    fields[objectiveName(index, 'What')] = textarea({
      label: `${which}: what is to be reached`,
      max: 1000,
      rows: 2,
      ...optional,
    });
    fields[objectiveName(index, 'Measured')] = text({ label: `${which}: how it is measured`, max: 500, ...optional });
    fields[objectiveName(index, 'DueOn')] = date({ label: `${which}: by when`, ...optional });
    places[`objectives.${index}.what`] = objectiveName(index, 'What');
    places[`objectives.${index}.measured`] = objectiveName(index, 'Measured');
    places[`objectives.${index}.dueOn`] = objectiveName(index, 'DueOn');
  }
  fields.route = radios({ label: 'Where does the placement lead?', choices: choicesOf(ROUTES) });
  fields.target = textarea({
    label: 'What the way back, or on, aims at',
    hint: 'Such as full days at school again, in steps',
    max: 1000,
    rows: 3,
  });
  fields.targetOn = date({ label: 'By when', hint: 'Leave empty while it is open', optional: true });
  fields.expectedEnd = date({ label: 'When the placement is expected to end' });
  fields.absenceReporting = textarea({
    label: 'How an absence is told, and to whom',
    hint: 'On the same day. By role: numbers are kept with the contacts',
    max: 1000,
    rows: 2,
  });
  const form: Form<Record<string, Field<unknown>>> = defineForm(fields, places);
  const groups = [
    ...lines.map((index) => ({
      title: `Objective ${index + 1}`,
      ...(index === 0 ? { hint: 'Leave what you do not need empty. One objective is enough.' } : {}),
      fields: ['What', 'Measured', 'DueOn'].map((part) => objectiveName(index, part)),
    })),
    { title: 'The way back', fields: ['route', 'target', 'targetOn', 'expectedEnd'] },
    { title: 'Absence', fields: ['absenceReporting'] },
  ];
  return { form, groups, start: (...given) => startPlan(form, ...given), read: (values) => readPlan(lines, values) };
}

function startPlan(
  form: Form<Record<string, Field<unknown>>>,
  plan: Plan | undefined,
  objectives: readonly Objective[],
  { end }: { readonly end: DateOnly },
): FormView {
  const filled: Record<string, unknown> = { expectedEnd: plan?.expectedEnd ?? end };
  if (plan !== undefined) {
    Object.assign(filled, {
      route: plan.route,
      target: plan.target,
      targetOn: plan.targetOn,
      absenceReporting: plan.absenceReporting,
    });
  }
  for (const [index, one] of objectives.entries()) {
    filled[objectiveName(index, 'What')] = one.what;
    filled[objectiveName(index, 'Measured')] = one.measured;
    filled[objectiveName(index, 'DueOn')] = one.dueOn;
  }
  return form.start(filled);
}

/** Lines keep their places, so that a fault is told at its line; what is empty after the last one that is filled in is none. */
function readPlan(lines: readonly number[], values: Values): PlanGiven {
  const all = lines.map((index): ObjectiveGiven => ({
    what: words(values, objectiveName(index, 'What')),
    measured: words(values, objectiveName(index, 'Measured')),
    dueOn: day(values, objectiveName(index, 'DueOn')),
  }));
  const last = all.findLastIndex(({ what, measured, dueOn }) => what !== '' || measured !== '' || dueOn !== null);
  return {
    objectives: all.slice(0, last + 1),
    route: words(values, 'route'),
    target: words(values, 'target'),
    targetOn: day(values, 'targetOn'),
    expectedEnd: day(values, 'expectedEnd') ?? ('' as DateOnly),
    absenceReporting: words(values, 'absenceReporting'),
  };
}

const contactName = (index: number, part: string): string => `contact${index + 1}${part}`;
const CONTACT_PARTS = ['Name', 'Relation', 'Phone', 'Note'] as const;
const contactLines = Array.from({ length: CONTACTS_MAX }, (_, index) => index);

const contactFields: Record<string, Field<unknown>> = Object.fromEntries(
  contactLines.flatMap((index): [string, Field<unknown>][] => {
    const which = `Contact ${index + 1}`;
    const optional = { optional: true } as const;
    return [
      [contactName(index, 'Name'), text({ label: `${which}: name`, max: 200, autocomplete: 'off', ...optional })],
      [
        contactName(index, 'Relation'),
        text({ label: `${which}: who this is`, hint: 'Such as mother, carer or school office', max: 100, ...optional }),
      ],
      [
        contactName(index, 'Phone'),
        text({ label: `${which}: telephone`, max: 40, width: 20, autocomplete: 'off', ...optional }),
      ],
      [contactName(index, 'Note'), text({ label: `${which}: when to ring`, max: 500, ...optional })],
    ];
  }),
);

export const contactsForm: Form<Record<string, Field<unknown>>> = defineForm(
  contactFields,
  Object.fromEntries([
    ['contacts', contactName(0, 'Name')],
    ...contactLines.flatMap((index) =>
      CONTACT_PARTS.map((part) => [`contacts.${index}.${part.toLowerCase()}`, contactName(index, part)]),
    ),
  ]) as Record<string, string>,
);

export const contactGroups: readonly FieldGroup[] = contactLines.map((index) => ({
  title: index === 0 ? 'Whom to ring first' : `Contact ${index + 1}`,
  fields: CONTACT_PARTS.map((part) => contactName(index, part)),
}));

export const startContacts = (contacts: readonly Contact[]): FormView =>
  contactsForm.start(
    Object.fromEntries(
      contacts.flatMap(({ name, relation, phone, note }, index) => [
        [contactName(index, 'Name'), name],
        [contactName(index, 'Relation'), relation],
        [contactName(index, 'Phone'), phone],
        [contactName(index, 'Note'), note],
      ]),
    ),
  );

/** Contacts keep their places, so that a fault is told at its line: a gap counts as a line that is missing its name. */
export function readContacts(values: Values): ContactGiven[] {
  const lines = contactLines.map((index) => ({
    name: words(values, contactName(index, 'Name')),
    relation: words(values, contactName(index, 'Relation')),
    phone: words(values, contactName(index, 'Phone')),
    note: words(values, contactName(index, 'Note')) || null,
  }));
  const last = lines.findLastIndex(
    ({ name, relation, phone, note }) => `${name}${relation}${phone}${note ?? ''}` !== '',
  );
  return lines.slice(0, last + 1);
}
