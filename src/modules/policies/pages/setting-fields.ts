import { invalid, isDateOnly, ok } from '../../../kernel/index.js';
import {
  checkboxes,
  date,
  defineForm,
  type Field,
  type Form,
  radios,
  select,
  text,
  textarea,
  wholeNumber,
} from '../../../web/index.js';
import { type Leaf, POLICY_LEAVES, valueAt } from '../domain/policy-draft.js';
import { codeWords, settingHint, settingLabel } from '../domain/setting-words.js';

const YES_NO = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
] as const;

/** A field that asks for one thing and keeps another: what stands in the document. */
function kept<T>(
  field: Field<T>,
  into: (value: T, name: string) => ReturnType<Field<unknown>['read']>,
  from: (value: unknown) => T,
): Field<unknown> {
  return {
    ...field,
    read: (typed, name, file) => {
      const read = field.read(typed, name, file);
      return read.ok ? into(read.value, name) : read;
    },
    typed: (value) => field.typed(from(value)),
  };
}

const same = <T>(field: Field<T>): Field<unknown> =>
  kept(
    field,
    (value) => ok(value),
    (value) => value as T,
  );

/** Each kind of setting as a form asks for it. */
function fieldOf(leaf: Leaf): Field<unknown> {
  const { schema } = leaf;
  const hint = settingHint(leaf);
  const options = { label: settingLabel(leaf.path), ...(hint === undefined ? {} : { hint }) };
  const { items } = schema;
  if (schema.anyOf !== undefined) return same(textarea({ ...options, max: 2000, optional: true }));
  if (schema.enum !== undefined) return same(select({ ...options, choices: choicesOf(schema.enum) }));
  if (schema.type === 'boolean') {
    const field = radios({ ...options, choices: YES_NO, inline: true });
    return kept(
      field,
      (value) => ok(value === 'yes'),
      (value) => (value === true ? 'yes' : 'no'),
    );
  }
  if (schema.type === 'integer') {
    return same(wholeNumber({ ...options, least: schema.minimum ?? 0, most: schema.maximum ?? 1_000_000 }));
  }
  if (schema.format === 'date') return same(date(options));
  if (items?.enum !== undefined)
    return same(checkboxes({ ...options, choices: choicesOf(items.enum), optional: true }));
  if (items !== undefined) return listField(options, Object.entries(items.properties ?? {}));
  const max = schema.maxLength ?? 200;
  return same(max > 200 ? textarea({ ...options, max, rows: 3 }) : text({ ...options, max }));
}

const choicesOf = (codes: readonly string[]) => codes.map((value) => ({ value, text: codeWords(value) }));

/** A list, one entry a line; an entry of several parts has them in order, with colons between. */
function listField(
  options: { label: string; hint?: string },
  parts: readonly [string, Leaf['schema']][],
): Field<unknown> {
  const field = textarea({ ...options, max: 8000, rows: 6, optional: true });
  const entry = (line: string): unknown => {
    if (parts.length === 0) return line;
    const said = line.split(':').map((part) => part.trim());
    const last = said.slice(parts.length - 1).join(': ');
    const given = [...said.slice(0, parts.length - 1), last];
    return Object.fromEntries(
      parts.map(([key, schema], at) => [key, schema.type === 'integer' ? Number(given[at]) : (given[at] ?? '')]),
    );
  };
  const wrong = (line: string): boolean =>
    parts.some(([key, schema]) => {
      const value = valueAt(entry(line), key);
      if (schema.enum !== undefined) return !schema.enum.some((code) => code === value);
      if (schema.format === 'date') return !isDateOnly(value);
      return schema.type === 'integer' ? !Number.isInteger(value) : value === '';
    });
  const write = (value: unknown): string =>
    typeof value === 'object' && value !== null
      ? parts.map(([key]) => String(valueAt(value, key))).join(': ')
      : String(value);
  return kept(
    field,
    (value, name) => {
      const lines = (value ?? '')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
      const bad = lines.find(wrong);
      return bad === undefined ? ok(lines.map(entry)) : invalid(name, 'list-line', { line: bad });
    },
    (value) => (Array.isArray(value) ? value.map(write).join('\n') : ''),
  );
}

type Fields = Record<string, Field<unknown>>;

/** The form of one part of the policy; undefined for a part that there is not. */
export function partForm(part: string): Form<Fields> | undefined {
  const leaves = POLICY_LEAVES.filter(({ section }) => section === part);
  return leaves.length === 0
    ? undefined
    : defineForm(Object.fromEntries(leaves.map((leaf) => [leaf.path, fieldOf(leaf)])));
}

/** What the form starts with: the settings as they stand in the draft. */
export const settingsOf = (part: string, document: unknown): Record<string, unknown> =>
  Object.fromEntries(
    POLICY_LEAVES.filter(({ section }) => section === part).map(({ path }) => [path, valueAt(document, path)]),
  );
