import { type StateTable } from '../../../kernel/index.js';
import { POLICY_SCHEMA } from './policy-document.js';

/** Every move a draft may make. Put to the board it stands; not approved, it is a draft again. */
export const draftMoves = {
  DRAFT: { propose: 'PROPOSED', withdraw: 'WITHDRAWN' },
  PROPOSED: { approve: 'APPROVED', return: 'DRAFT' },
  APPROVED: {},
  WITHDRAWN: {},
} as const satisfies StateTable;
export type DraftStatus = keyof typeof draftMoves;

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** One setting of the document: what a form asks for, by its dotted path. */
export interface Leaf {
  readonly path: string;
  readonly section: string;
  readonly schema: Schema;
}

/** Every setting, in the document's order. Lists are one setting each. */
export const POLICY_LEAVES: readonly Leaf[] = leavesOf(POLICY_SCHEMA as Schema, '');

function leavesOf(schema: Schema, path: string): readonly Leaf[] {
  if (schema.properties === undefined) return [{ path, section: path.split('.')[0] ?? path, schema }];
  return Object.entries(schema.properties)
    .filter(([key]) => key !== 'schemaVersion')
    .flatMap(([key, inner]) => leavesOf(inner, path === '' ? key : `${path}.${key}`));
}

/** The value at a dotted path; undefined where there is none. */
export function valueAt(document: unknown, path: string): unknown {
  let at: unknown = document;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

/** The same document with one setting changed. */
export function withValue(document: unknown, path: string, value: unknown): unknown {
  const [key = '', ...rest] = path.split('.');
  const source = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};
  return { ...source, [key]: rest.length === 0 ? value : withValue(source[key], rest.join('.'), value) };
}

export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** JSON with its keys in order, so that two documents that say the same are the same. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** What a draft changes, setting by setting, in the document's order. */
export const differencesOf = (before: unknown, after: unknown): readonly Difference[] =>
  POLICY_LEAVES.map(({ path }) => ({ path, before: valueAt(before, path), after: valueAt(after, path) })).filter(
    (one) => !same(one.before, one.after),
  );

/**
 * A draft brought up to date: what it changed from the version it was made from, on top of the version that has been
 * approved since. Where both changed one setting the draft's stands, and the setting is named.
 */
export function rebased(
  base: unknown,
  draft: unknown,
  latest: unknown,
): { readonly document: unknown; readonly both: readonly string[] } {
  const mine = differencesOf(base, draft);
  const theirs = new Set(differencesOf(base, latest).map(({ path }) => path));
  const document = mine.reduce((at, { path, after }) => withValue(at, path, after), latest);
  const both = mine.filter(({ path, after }) => theirs.has(path) && !same(valueAt(latest, path), after));
  return { document, both: both.map(({ path }) => path) };
}
