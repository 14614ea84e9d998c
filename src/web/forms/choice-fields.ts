import { invalid, ok, parseSessions, sessionNames, type SessionSet } from '../../kernel/index.js';
import {
  captureMany,
  captureOne,
  errorParams,
  type Field,
  type FieldView,
  hintParams,
  idOf,
  labelParams,
  missing,
} from './field.js';

export interface Choice<V extends string = string> {
  readonly value: V;
  readonly text: string;
  readonly hint?: string;
}

/** A list of codes and their labels as choices, in its own order. */
export const choicesOf = <V extends string>(list: Readonly<Record<V, string>>): Choice<V>[] =>
  (Object.keys(list) as V[]).map((value) => ({ value, text: list[value] }));

interface ChoiceOptions<V extends string> {
  readonly label: string;
  readonly hint?: string;
  readonly choices: readonly Choice<V>[];
  readonly legendClasses?: string;
  readonly inline?: boolean;
}
interface Optional {
  readonly optional: true;
}

function fieldset(options: { label: string; legendClasses?: string }): object {
  return {
    fieldset: { legend: { text: options.label, classes: options.legendClasses ?? 'govuk-fieldset__legend--s' } },
  };
}

function items(name: string, choices: readonly Choice[], typed: readonly string[]): object[] {
  return choices.map(({ value, text, hint }, index) => ({
    id: index === 0 ? idOf(name) : `${idOf(name)}-${index + 1}`,
    value,
    text,
    checked: typed.includes(value),
    ...hintParams(hint),
  }));
}

function oneOf<V extends string>(
  options: ChoiceOptions<V> & Partial<Optional>,
  view: Field<V | null>['view'],
): Field<V | null> {
  return {
    label: options.label,
    capture: captureOne,
    read: (typed, name) => {
      const value = typed[0] ?? '';
      if (value === '') return options.optional ? ok(null) : missing(name, 'choose-one');
      const choice = options.choices.find((one) => one.value === value);
      return choice ? ok(choice.value) : invalid(name, 'choice');
    },
    typed: (value) => [value ?? ''],
    view,
  };
}

/** One of a few, all visible. */
export function radios<V extends string>(options: ChoiceOptions<V> & Optional): Field<V | null>;
export function radios<V extends string>(options: ChoiceOptions<V>): Field<V>;
export function radios<V extends string>(options: ChoiceOptions<V> & Partial<Optional>): Field<V | null> {
  return oneOf(options, (name, typed, error) => ({
    macro: 'radios',
    firstId: idOf(name),
    params: {
      name,
      idPrefix: idOf(name),
      ...fieldset(options),
      ...hintParams(options.hint),
      ...errorParams(error),
      items: items(name, options.choices, typed),
      ...(options.inline ? { classes: 'govuk-radios--inline' } : {}),
    },
  }));
}

/** One of many; an empty first line stands for nothing chosen yet. */
export function select<V extends string>(options: ChoiceOptions<V> & Optional): Field<V | null>;
export function select<V extends string>(options: ChoiceOptions<V>): Field<V>;
export function select<V extends string>(options: ChoiceOptions<V> & Partial<Optional>): Field<V | null> {
  return oneOf(options, (name, typed, error) => ({
    macro: 'select',
    firstId: idOf(name),
    params: {
      id: idOf(name),
      name,
      label: labelParams(options.label),
      ...hintParams(options.hint),
      ...errorParams(error),
      items: [{ value: '', text: '' }, ...options.choices].map(({ value, text }) => ({
        value,
        text,
        selected: typed.includes(value),
      })),
    },
  }));
}

/** Any number of the choices, in the order of the list. At least one unless optional. */
export function checkboxes<V extends string>(options: ChoiceOptions<V> & Partial<Optional>): Field<readonly V[]> {
  return {
    label: options.label,
    capture: captureMany,
    read: (typed, name) => {
      const known: readonly string[] = options.choices.map(({ value }) => value);
      if (typed.some((value) => !known.includes(value))) return invalid(name, 'choice');
      const chosen = options.choices.map(({ value }) => value).filter((value) => typed.includes(value));
      return chosen.length === 0 && !options.optional ? missing(name, 'choose-one') : ok(chosen);
    },
    typed: (values) => values,
    view: (name, typed, error) => ({
      macro: 'checkboxes',
      firstId: idOf(name),
      params: {
        name,
        idPrefix: idOf(name),
        ...fieldset(options),
        ...hintParams(options.hint),
        ...errorParams(error),
        items: items(name, options.choices, typed),
      },
    }),
  };
}

/** One box to tick: true or false. With `mustBeTicked` words, false is refused. */
export function confirmation(options: {
  label: string;
  text: string;
  hint?: string;
  mustBeTicked?: boolean;
}): Field<boolean> {
  const whole = checkboxes({ ...options, choices: [{ value: 'yes', text: options.text }], optional: true });
  return {
    label: options.label,
    capture: captureMany,
    read: (typed, name) => {
      const ticked = whole.read(typed, name);
      if (!ticked.ok) return ticked;
      if (options.mustBeTicked && ticked.value.length === 0) return missing(name, 'choose-one');
      return ok(ticked.value.length > 0);
    },
    typed: (value) => (value ? ['yes'] : []),
    view: (name, typed, error) => whole.view(name, typed, error),
  };
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const;
const SHORT = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;

/** The ten half days of a school week as a grid of tick boxes; the value is a set of sessions. */
export function sessionGrid(options: { label: string; hint?: string; optional?: boolean }): Field<SessionSet> {
  return {
    label: options.label,
    capture: captureMany,
    read: (typed, name) => (typed.length === 0 && options.optional ? ok(0 as SessionSet) : parseSessions(typed, name)),
    typed: (value) => sessionNames(value),
    view: (name, typed, error): FieldView => ({
      macro: 'sessions',
      firstId: `${idOf(name)}-mon-am`,
      params: {
        name,
        id: idOf(name),
        legend: options.label,
        hint: options.hint,
        error,
        days: DAYS.map((day, index) => ({
          day,
          halves: ['am', 'pm'].map((half) => {
            const value = `${SHORT[index]}-${half}`;
            return { value, half: half === 'am' ? 'morning' : 'afternoon', checked: typed.includes(value) };
          }),
        })),
      },
    }),
  };
}
