import { cleanText, invalid, ok, parsePounds, parseTime, type Pence, type Result } from '../../kernel/index.js';
import {
  captureOne,
  errorParams,
  type Field,
  hintParams,
  idOf,
  labelParams,
  missing,
  shown,
  type Typed,
} from './field.js';

interface TextOptions {
  readonly label: string;
  readonly hint?: string;
  readonly max?: number;
  /** Purpose for browsers that fill in forms, such as `email`; `off` for facts about somebody else. */
  readonly autocomplete?: string;
  readonly width?: 2 | 3 | 4 | 5 | 10 | 20 | 30;
  readonly labelClasses?: string;
}
interface Optional {
  readonly optional: true;
}

const firstOf = (typed: Typed): string => typed[0] ?? '';

function inputView(name: string, typed: Typed, error: string | undefined, options: TextOptions, extra: object = {}) {
  const id = idOf(name);
  const params = {
    id,
    name,
    value: shown(firstOf(typed)),
    label: labelParams(options.label, options.labelClasses),
    ...hintParams(options.hint),
    ...errorParams(error),
    ...(options.width ? { classes: `govuk-input--width-${options.width}` } : {}),
    ...(options.autocomplete ? { autocomplete: options.autocomplete } : {}),
    ...extra,
  };
  return { macro: 'input', params, firstId: id } as const;
}

type Reader<T> = (text: string, name: string) => Result<T>;

/** A field of one line; `read` gets clean, non-empty text. An optional field answers null when it is left empty. */
function oneLine<T>(
  options: TextOptions & Partial<Optional>,
  read: Reader<T>,
  write: (value: T) => string,
  extra?: object,
) {
  const max = options.max ?? 200;
  const field: Field<T | null> = {
    label: options.label,
    capture: captureOne,
    read: (typed, name) => {
      const text = cleanText(firstOf(typed), { field: name, max });
      if (!text.ok) return text;
      if (text.value !== '') return read(text.value, name);
      return options.optional ? ok(null) : missing(name);
    },
    typed: (value) => [value === null ? '' : write(value)],
    view: (name, typed, error) => inputView(name, typed, error, options, extra),
  };
  return field;
}

/** One line of text, cleaned (one Unicode form, no control characters, no direction marks). */
export function text(options: TextOptions & Optional): Field<string | null>;
export function text(options: TextOptions): Field<string>;
export function text(options: TextOptions & Partial<Optional>): Field<string | null> {
  return oneLine(options, (value) => ok(value), String);
}

/** An email address: something, an at sign, a domain with a dot. Delivery is the only real check. */
export function email(options: TextOptions & Optional): Field<string | null>;
export function email(options: TextOptions): Field<string>;
export function email(options: TextOptions & Partial<Optional>): Field<string | null> {
  const read: Reader<string> = (value, name) =>
    /^[^\s@<>()",;:\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(value)
      ? ok(value.toLowerCase())
      : invalid(name, 'email');
  const extra = { type: 'email', spellcheck: false, autocomplete: options.autocomplete ?? 'email' };
  return oneLine({ max: 254, ...options }, read, String, extra);
}

/** Money in pounds as people type it, never below nought; the value is whole pence. */
export function money(options: TextOptions & Optional): Field<Pence | null>;
export function money(options: TextOptions): Field<Pence>;
export function money(options: TextOptions & Partial<Optional>): Field<Pence | null> {
  const extra = { prefix: { text: '£' }, inputmode: 'decimal', spellcheck: false };
  const read: Reader<Pence> = (value, name) => {
    const amount = parsePounds(value, name);
    return amount.ok && amount.value < 0 ? invalid(name, 'too-small', { min: 0 }) : amount;
  };
  return oneLine({ width: 10, ...options, max: 30 }, read, (value) => (value / 100).toFixed(2), extra);
}

/** A time of day in England as people type it; the value is "HH:MM". */
export function time(options: TextOptions & Optional): Field<string | null>;
export function time(options: TextOptions): Field<string>;
export function time(options: TextOptions & Partial<Optional>): Field<string | null> {
  return oneLine({ width: 5, ...options, max: 10 }, parseTime, String, { spellcheck: false });
}

interface NumberOptions extends TextOptions {
  readonly least?: number;
  readonly most?: number;
}

/** A whole number between `least` (0 unless told) and `most` (a thousand million unless told). */
export function wholeNumber(options: NumberOptions & Optional): Field<number | null>;
export function wholeNumber(options: NumberOptions): Field<number>;
export function wholeNumber(options: NumberOptions & Partial<Optional>): Field<number | null> {
  const { least = 0, most = 1_000_000_000 } = options;
  const read: Reader<number> = (value, name) => {
    const plain = value.replaceAll(',', '');
    if (!/^-?\d{1,12}$/.test(plain)) return invalid(name, 'number');
    const number = Number(plain);
    if (number < least) return invalid(name, 'too-small', { min: least });
    return number > most ? invalid(name, 'too-large', { max: most }) : ok(number);
  };
  return oneLine({ width: 5, ...options, max: 20 }, read, String, { inputmode: 'numeric', spellcheck: false });
}

interface AreaOptions extends TextOptions {
  readonly max: number;
  readonly rows?: number;
}

/** Several lines, with a count of what is left. */
export function textarea(options: AreaOptions & Optional): Field<string | null>;
export function textarea(options: AreaOptions): Field<string>;
export function textarea(options: AreaOptions & Partial<Optional>): Field<string | null> {
  return {
    label: options.label,
    capture: captureOne,
    read: (typed, name) => {
      const value = cleanText(firstOf(typed), { field: name, max: options.max, multiline: true });
      if (!value.ok || value.value !== '') return value;
      return options.optional ? ok(null) : missing(name);
    },
    typed: (value) => [value ?? ''],
    view: (name, typed, error) => ({
      macro: 'textarea',
      firstId: idOf(name),
      params: {
        id: idOf(name),
        name,
        value: shown(firstOf(typed)),
        rows: options.rows ?? 5,
        maxlength: options.max,
        label: labelParams(options.label, options.labelClasses),
        ...hintParams(options.hint),
        ...errorParams(error),
      },
    }),
  };
}
