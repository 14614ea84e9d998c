import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Published schemas are JSON Schema, draft 4; this checks the keywords they use and fails on any other. */
interface Schema {
  readonly [keyword: string]: unknown;
}
const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'ocds');
const load = (name: string): Schema => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Schema;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function strings(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]) as readonly string[];
}

/** JSON Merge Patch (RFC 7396), the way in which extensions change the release schema. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const base = isObject(target) ? target : {};
  return Object.entries(patch).reduce<Record<string, unknown>>(
    (whole, [key, value]) => ({ ...whole, [key]: merged(base[key], value) }),
    { ...base },
  );
}

/** What of the United Kingdom's extension stands on extensions that are not at hand: it is left out, and not checked. */
export const UK_NOT_CHECKED = {
  definitions: [
    'AwardCriteria',
    'Communication',
    'OtherRequirements',
    'Subcontract',
    'Suitability',
    'Observation',
    'PerformanceFailure',
  ],
  fields: ['FrameworkAgreement/buyerLocationRestrictions'],
} as const;

/** The rest of it: definitions of the standard itself and of the techniques extension, which it adds fields to. */
function ukExtension(): Schema {
  const { definitions } = load('uk-extension.json') as { definitions: Record<string, Schema> };
  const kept = Object.entries(definitions).filter(([name]) => !strings(UK_NOT_CHECKED.definitions).includes(name));
  const fieldsOf = (name: string, schema: Schema): Schema => {
    const fields = Object.entries(schema.properties as Schema).filter(
      ([field]) => !strings(UK_NOT_CHECKED.fields).includes(`${name}/${field}`),
    );
    return { ...schema, properties: Object.fromEntries(fields) };
  };
  return { definitions: Object.fromEntries(kept.map(([name, schema]) => [name, fieldsOf(name, schema)])) };
}

/** Definitions that are not at hand and that something hangs on; the techniques extension has one of its own. */
export function missingDefinitions(): string[] {
  const known = new Set(Object.keys(RELEASE.definitions as Schema));
  const text = JSON.stringify(RELEASE);
  return [...text.matchAll(/"#\/definitions\/(\w+)"/g)].flatMap(([, name = '']) => (known.has(name) ? [] : [name]));
}

const RELEASE = [load('lots-extension.json'), load('techniques-extension.json'), ukExtension()].reduce<unknown>(
  (schema, extension) => merged(schema, extension),
  load('release-schema.json'),
) as Schema;
const ROOTS: Readonly<Record<string, Schema>> = {
  'https://standard.open-contracting.org/schema/1__1__5/release-schema.json': RELEASE,
};

const SAID_ONLY = new Set([
  '$schema',
  'id',
  'title',
  'description',
  'definitions',
  'default',
  'deprecated',
  'deprecatedVersion',
  'versionId',
  'omitWhenMerged',
  'wholeListMerge',
]);
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  uri: (text) => URL.canParse(text) && /^[a-z][a-z0-9+.-]*:/i.test(text),
  'date-time': (text) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(text)),
};
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: isObject,
};

/** Open code lists that are at hand; the first column of each is the code. The United Kingdom's add to them. */
const CODES = new Map(
  ['partyRole', 'awardCriteria', 'submissionMethod', 'milestoneType', 'itemClassificationScheme'].map((name) => [
    `${name}.csv`,
    new Set([`${name}.csv`, `uk-${name}.csv`].flatMap(codesOf)),
  ]),
);
function codesOf(file: string): string[] {
  const path = join(FOLDER, 'codelists', file);
  if (!existsSync(path)) return [];
  const [, ...lines] = readFileSync(path, 'utf8').split('\n');
  return lines.map((line) => line.split(',')[0]?.replaceAll('"', '') ?? '').filter((code) => code !== '');
}

type Check = (value: unknown, schema: Schema, at: Place) => string[];
interface Place {
  readonly path: string;
  readonly root: Schema;
}

const CHECKS: Readonly<Record<string, Check>> = {
  type: (value, { type }, { path }) =>
    strings(type).some((one) => TYPES[one]?.(value)) ? [] : [`${path}: not ${strings(type).join(' or ')}`],
  enum: (value, schema, { path }) =>
    (schema.enum as unknown[]).includes(value) ? [] : [`${path}: ${String(value)} is not in its list`],
  minLength: (value, { minLength }, { path }) =>
    typeof value !== 'string' || value.length >= Number(minLength) ? [] : [`${path}: too short`],
  pattern: (value, { pattern }, { path }) =>
    typeof value !== 'string' || new RegExp(String(pattern)).test(value) ? [] : [`${path}: not as its pattern`],
  format: (value, { format }, { path }) =>
    typeof value !== 'string' || FORMATS[String(format)]?.(value) ? [] : [`${path}: not a ${String(format)}`],
  minItems: (value, { minItems }, { path }) =>
    !Array.isArray(value) || value.length >= Number(minItems) ? [] : [`${path}: too few`],
  minProperties: (value, { minProperties }, { path }) =>
    !isObject(value) || Object.keys(value).length >= Number(minProperties) ? [] : [`${path}: too few`],
  uniqueItems: (value, _, { path }) =>
    !Array.isArray(value) || new Set(value.map((one) => JSON.stringify(one))).size === value.length
      ? []
      : [`${path}: twice`],
  required: (value, { required }, { path }) =>
    isObject(value) ? strings(required).flatMap((key) => (key in value ? [] : [`${path}/${key}: missing`])) : [],
  items: (value, { items }, { path, root }) =>
    Array.isArray(value)
      ? value.flatMap((one, index) => faultsOf(one, items as Schema, { path: `${path}/${index}`, root }))
      : [],
  properties: (value, schema, at) => (isObject(value) ? propertyFaults(value, schema, at) : []),
  patternProperties: () => [],
  oneOf: (value, { oneOf }, at) => {
    const fits = (oneOf as Schema[]).map((one) => faultsOf(value, one, at));
    return fits.filter((faults) => faults.length === 0).length === 1 ? [] : [`${at.path}: not one of`, ...fits.flat()];
  },
  codelist: (value, { codelist }, { path }) => {
    const codes = CODES.get(String(codelist));
    const given = value === null ? [] : strings(value);
    return codes === undefined
      ? []
      : given.flatMap((one) => (codes.has(one) ? [] : [`${path}: ${one} is not in ${String(codelist)}`]));
  },
  openCodelist: () => [],
};

function propertyFaults(value: Record<string, unknown>, schema: Schema, { path, root }: Place): string[] {
  const known = schema.properties as Readonly<Record<string, Schema>>;
  const patterns = Object.keys(schema.patternProperties ?? {});
  return Object.entries(value).flatMap(([key, one]) => {
    const found = known[key];
    if (found !== undefined) return faultsOf(one, found, { path: `${path}/${key}`, root });
    if (key === 'memberOfLots' && path.endsWith('/details')) return [];
    // The standard allows further fields; ours has that one, so any other is a mistake.
    return patterns.some((pattern) => new RegExp(pattern).test(key)) ? [] : [`${path}/${key}: not in the standard`];
  });
}

function faultsOf(value: unknown, schema: Schema, at: Place): string[] {
  if (typeof schema.$ref === 'string') {
    const [address = '', pointer = ''] = schema.$ref.split('#');
    const root = address === '' ? at.root : ROOTS[address];
    if (root === undefined) throw new Error(`No schema at ${address}`);
    const target = pointer
      .split('/')
      .filter(Boolean)
      .reduce<unknown>((node, key) => (node as Schema)[key], root);
    return faultsOf(value, target as Schema, { path: at.path, root });
  }
  return Object.keys(schema).flatMap((keyword) => {
    if (SAID_ONLY.has(keyword)) return [];
    const check = CHECKS[keyword];
    if (check === undefined) throw new Error(`The schema uses ${keyword}, which is not checked`);
    return check(value, schema, at);
  });
}

/** What is wrong with a package, by path; nothing when it is valid. */
export function ocdsFaults(kind: 'release' | 'record', value: unknown): string[] {
  const schema = load(`${kind}-package-schema.json`);
  return faultsOf(JSON.parse(JSON.stringify(value)), schema, { path: '', root: schema });
}
