import { type FieldFault, type Result, invalid } from '../../kernel/index.js';

/** What was typed, exactly as it came: one string for a text, three for a date, any number for checkboxes. */
export type Typed = readonly string[];

/** A parsed body. Nothing about its shape is believed. */
export type FormBody = Readonly<Record<string, unknown>>;

/** How a template shows a field: the macro that draws it, its parameters, and the id that an error links to. */
export interface FieldView {
  readonly macro: 'input' | 'textarea' | 'radios' | 'checkboxes' | 'select' | 'date' | 'file' | 'sessions';
  readonly params: object;
  readonly firstId: string;
}

/** A file as it arrived, still on disk; removed when the answer has been sent. */
export interface UploadedFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

export interface Field<T> {
  readonly label: string;
  readonly isFile?: boolean;
  /** Takes what was typed out of the body; a value of the wrong shape is a fault, never an exception. */
  capture(body: FormBody, name: string): { typed: Typed; fault?: FieldFault };
  /** Turns what was typed into a value, or says which rule it breaks. */
  read(typed: Typed, name: string, file?: UploadedFile): Result<T>;
  /** What would have been typed for this value: fills a form from a draft or a record. */
  typed(value: T): Typed;
  view(name: string, typed: Typed, error: string | undefined): FieldView;
}

export type FieldValue<F> = F extends Field<infer T> ? T : never;

export const idOf = (name: string): string => `field-${name}`;

/** One string. A list or an object where one string belongs is told to the person, not thrown. */
export function captureOne(body: FormBody, name: string): { typed: Typed; fault?: FieldFault } {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (value === undefined || value === null) return { typed: [''] };
  if (typeof value === 'string') return { typed: [value] };
  const parts = stringsOf(value);
  return { typed: [parts[0] ?? ''], fault: { field: name, rule: 'text' } };
}

/** Any number of strings; at most `max` are kept. */
export function captureMany(body: FormBody, name: string, max = 200): { typed: Typed; fault?: FieldFault } {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (value === undefined || value === null || value === '') return { typed: [] };
  if (typeof value === 'string') return { typed: [value] };
  const parts = stringsOf(value);
  const whole = Array.isArray(value) && parts.length === value.length && parts.length <= max;
  return whole ? { typed: parts } : { typed: parts.slice(0, max), fault: { field: name, rule: 'text' } };
}

const stringsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((part): part is string => typeof part === 'string') : [];

/** Characters that a browser would refuse or hide are left out when something typed is shown again. */
export const shown = (typed: string | undefined): string =>
  // oxlint-disable-next-line no-control-regex -- these are exactly the characters to leave out
  (typed ?? '').replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');

export const labelParams = (label: string, classes = ''): object => ({ text: label, classes });
export const errorParams = (error: string | undefined): object => (error ? { errorMessage: { text: error } } : {});
export const hintParams = (hint: string | undefined): object => (hint ? { hint: { text: hint } } : {});

/** The refusal for a field that must be filled in: a choice is chosen, everything else is entered. */
export const missing = (name: string, rule: 'required' | 'choose-one' = 'required'): Result<never> =>
  invalid(name, rule);
