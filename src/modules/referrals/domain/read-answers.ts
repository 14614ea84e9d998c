import {
  cleanText,
  type FieldFault,
  invalid,
  invalidFields,
  isSessionName,
  isUuid,
  ok,
  parseDate,
  parsePostcode,
  parseUpn,
  type Result,
  sessionNames,
  sessionSet,
  sessionSetOf,
} from '../../../kernel/index.js';
import type { AnswerLine, Answers, AnswerValue, FieldPath, Levelled, NamedPerson } from './answers.js';
import { hasCode } from './codes.js';
import { columnField, type Field, type FieldKind } from './field.js';
import { FIELDS, isFieldPath } from './fields.js';

/** Undefined: left empty. */
type Read = Result<AnswerValue | undefined>;
type Reader = (raw: unknown, field: Field) => Read;

const EMPTY: Read = ok(undefined);
const isEmpty = (raw: unknown): boolean => raw === undefined || raw === null || raw === '';

/**
 * One answer from outside, of any shape. Rules on the field's path, beside those of the kernel's readers: `text` (not
 * one piece of text), `list` (not a list), `choice` (not in the list of codes), `too-many` with the most, `twice`,
 * `place`, `number`.
 */
export function readAnswer(field: Field, raw: unknown): Read {
  if (isEmpty(raw)) return EMPTY;
  return READERS[field.kind](raw, field);
}

const one =
  (read: (text: string, field: Field) => Read): Reader =>
  (raw, field) => {
    if (typeof raw !== 'string') return invalid(field.path, 'text');
    return raw.trim() === '' ? EMPTY : read(raw, field);
  };

const READERS: Readonly<Record<FieldKind, Reader>> = {
  id: one((text, { path }) => (isUuid(text) ? ok(text.toLowerCase()) : invalid(path, 'choice'))),
  text: (raw, { path, max = 200, multiline = false }) => {
    const text = cleanText(raw, { field: path, max, multiline });
    return text.ok && text.value === '' ? EMPTY : text;
  },
  upn: one((text, { path }) => {
    const upn = parseUpn(text, path);
    return upn.ok ? ok(upn.value.upn) : upn;
  }),
  postcode: one((text, { path }) => parsePostcode(text, path)),
  authority: one((text, { path }) => (/^\d{3}$/.test(text.trim()) ? ok(text.trim()) : invalid(path, 'authority-code'))),
  date: one((text, { path }) => parseDate(text.trim(), path)),
  number: (raw, { path, options = [] }) => {
    const text = typeof raw === 'number' ? String(raw) : raw;
    if (typeof text !== 'string') return invalid(path, 'number');
    return hasCode(options, text.trim()) ? ok(Number(text)) : invalid(path, 'choice');
  },
  whole: (raw, field) => readNumber(raw, field, /^\d{1,6}$/),
  decimal: (raw, field) => readNumber(raw, field, /^-?\d{1,6}(\.\d{1,2})?$/),
  choice: one((text, { path, options = [] }) => (hasCode(options, text) ? ok(text) : invalid(path, 'choice'))),
  choices: (raw, field) => {
    const chosen = readList(raw, field, (each) => hasCode(field.options ?? [], each));
    if (!chosen.ok || chosen.value === undefined) return chosen;
    const codes = chosen.value;
    return ok((field.options ?? []).map(({ code }) => code).filter((code) => codes.includes(code)));
  },
  ranked: (raw, field) => readList(raw, field, (each) => hasCode(field.options ?? [], each)),
  places: (raw, field) => readList(raw, field, isPlace),
  rankedPlaces: (raw, field) => readList(raw, field, isPlace),
  sessions: (raw, { path }) => {
    if (!Array.isArray(raw)) return invalid(path, 'list');
    if (!raw.every(isSessionName)) return invalid(path, 'session');
    return raw.length === 0 ? EMPTY : ok(sessionSet(raw));
  },
  levels: readLevels,
  people: readPeople,
  rows: readLines,
};

/** Rules: `number`, `too-small` with the least, `too-large` with the most. */
function readNumber(raw: unknown, { path, min = 0, max = 999_999 }: Field, shape: RegExp): Read {
  const text = typeof raw === 'number' ? String(raw) : raw;
  if (typeof text !== 'string' || !shape.test(text.trim())) return invalid(path, 'number');
  const value = Number(text);
  if (value < min) return invalid(path, 'too-small', { min });
  return value > max ? invalid(path, 'too-large', { max }) : ok(value);
}

/** Lines of several answers each; a fault is told at the line and column that it is in. */
function readLines(raw: unknown, { path, columns = [], max = 10 }: Field): Read {
  if (!Array.isArray(raw)) return invalid(path, 'list');
  if (raw.length > max) return invalid(path, 'too-many', { max });
  const faults: FieldFault[] = [];
  const lines = raw.map((each, at): AnswerLine => {
    const parts = partsOf(each);
    const line: Record<string, string | number> = {};
    for (const column of columns) {
      const field = columnField({ path }, column, at);
      const read = readAnswer(field, parts[column.key]);
      if (!read.ok) faults.push(...read.problem.fields);
      else if (typeof read.value === 'string' || typeof read.value === 'number') line[column.key] = read.value;
      else if (column.required === true) faults.push({ field: field.path, rule: 'required' });
    }
    return line;
  });
  if (faults.length > 0) return invalidFields(faults);
  return lines.length === 0 ? EMPTY : ok(lines);
}

/** 'programme:ID' or 'provider:ID'. */
export const isPlace = (text: string): boolean => {
  const [kind, id] = text.split(':');
  return (kind === 'programme' || kind === 'provider') && isUuid(id);
};

function readList(raw: unknown, field: Field, fits: (text: string) => boolean): Result<readonly string[] | undefined> {
  const { path, max = 10 } = field;
  if (!Array.isArray(raw) || !raw.every((each): each is string => typeof each === 'string')) {
    return invalid(path, 'list');
  }
  if (raw.length === 0) return ok(undefined);
  if (!raw.every((each) => fits(each))) return invalid(path, 'choice');
  if (new Set(raw).size < raw.length) return invalid(path, 'twice');
  return raw.length > max ? invalid(path, 'too-many', { max }) : ok(raw);
}

function readLevels(raw: unknown, { path, options = [], levels = [], sayers, max = 20 }: Field): Read {
  if (!Array.isArray(raw)) return invalid(path, 'list');
  if (raw.length > max) return invalid(path, 'too-many', { max });
  const read: Levelled[] = [];
  for (const [index, each] of raw.entries()) {
    const { code, level, by } = partsOf(each);
    if (!hasCode(options, code)) return invalid(`${path}.${index}.code`, 'choice');
    if (!hasCode(levels, level)) return invalid(`${path}.${index}.level`, 'choice');
    if (read.some((other) => other.code === code)) return invalid(`${path}.${index}.code`, 'twice');
    if (sayers === undefined || isEmpty(by)) read.push({ code, level });
    else if (hasCode(sayers, by)) read.push({ code, level, by });
    else return invalid(`${path}.${index}.by`, 'choice');
  }
  return read.length === 0 ? EMPTY : ok(read);
}

function readPeople(raw: unknown, { path, max = 5 }: Field): Read {
  if (!Array.isArray(raw)) return invalid(path, 'list');
  if (raw.length > max) return invalid(path, 'too-many', { max });
  const read: NamedPerson[] = [];
  const faults: FieldFault[] = [];
  for (const [index, each] of raw.entries()) {
    const person = readPerson(partsOf(each), `${path}.${index}`);
    if (person.ok) read.push(person.value);
    else faults.push(...person.problem.fields);
  }
  if (faults.length > 0) return invalidFields(faults);
  return read.length === 0 ? EMPTY : ok(read);
}

function readPerson(parts: Readonly<Record<string, unknown>>, path: string): Result<NamedPerson> {
  const name = cleanText(parts['name'], { field: `${path}.name`, max: 150, required: true });
  const upn = isEmpty(parts['upn']) ? ok(null) : parseUpn(parts['upn'], `${path}.upn`);
  const reason = cleanText(parts['reason'], { field: `${path}.reason`, max: 500, multiline: true });
  if (name.ok && upn.ok && reason.ok) {
    return ok({ name: name.value, upn: upn.value?.upn ?? null, reason: reason.value === '' ? null : reason.value });
  }
  return invalidFields([name, upn, reason].flatMap((part) => (part.ok ? [] : part.problem.fields)));
}

const partsOf = (raw: unknown): Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null ? { ...raw } : {};

/** What a page or a request changes: a value sets, null empties, an absent path leaves as it is. */
export type AnswerPatch = { readonly [P in FieldPath]?: NonNullable<Answers[P]> | null };

/**
 * Several answers by path. Every fault is told at once. `null` and empty values empty the answer; an absent path leaves
 * it alone.
 */
export function readPatch(raw: Readonly<Record<string, unknown>>): Result<AnswerPatch> {
  const faults: FieldFault[] = [];
  const patch: Record<string, unknown> = {};
  for (const field of FIELDS) {
    if (!Object.hasOwn(raw, field.path) || raw[field.path] === undefined) continue;
    const read = readAnswer(field, raw[field.path]);
    if (read.ok) patch[field.path] = read.value ?? null;
    else faults.push(...read.problem.fields);
  }
  return faults.length > 0 ? invalidFields(faults) : ok(patch as AnswerPatch);
}

/** The answers with the patch on them. */
export function patched(answers: Answers, patch: AnswerPatch): Answers {
  const merged = Object.entries({ ...answers, ...patch }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(merged);
}

/** `{ pupil: { upn } }` as `{ 'pupil.upn': … }`; the paths are those of the field list, anything else is left out. */
export function flatten(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const { path } of FIELDS) {
    const [section = '', name] = path.split('.');
    const holder = name === undefined ? body : partsOf(body[section]);
    const key = name ?? section;
    if (Object.hasOwn(holder, key)) flat[path] = holder[key];
  }
  return flat;
}

/** As JSON for a reply or a draft: sections nested, sessions by name. */
export function nested(answers: Answers): Record<string, unknown> {
  const body: Record<string, Record<string, unknown>> = {};
  for (const [path, value] of Object.entries(answers)) {
    const [section = '', name] = path.split('.');
    const shown: unknown = path === 'sessions.wanted' && typeof value === 'number' ? namesOf(value) : value;
    if (name === undefined) Object.assign(body, { [section]: shown });
    else body[section] = { ...body[section], [name]: shown };
  }
  return body;
}

const namesOf = (bits: number): string[] => sessionNames(sessionSetOf(bits));

/** What a draft holds, read again with the rules of today: an answer that no longer fits is left out, never an error. */
export function restore(stored: Readonly<Record<string, unknown>>): Answers {
  const kept: Record<string, unknown> = {};
  for (const field of FIELDS) {
    const raw = stored[field.path];
    const read = readAnswer(field, typeof raw === 'number' && field.kind === 'sessions' ? namesOf(raw) : raw);
    if (read.ok && read.value !== undefined && isFieldPath(field.path)) kept[field.path] = read.value;
  }
  return kept;
}
