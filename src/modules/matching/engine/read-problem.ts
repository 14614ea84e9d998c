import { MAX_BAND, MAX_FIT, MAX_WAITING_DAYS, type Mode, type ProblemFile, type Use } from './exchange.js';

/** A problem that can be solved, or one line that names the first fault and where it is. */
export type ReadProblem =
  { readonly ok: true; readonly problem: ProblemFile } | { readonly ok: false; readonly fault: string };

class Fault extends Error {}

type Json = Readonly<Record<string, unknown>>;

const SHOWN_CHARACTERS = 80;

/** Quotes text from the file so that it stays on one line whatever it holds. */
function shown(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = 'a value';
  }
  // Control and bidirectional characters could split or reorder the line.
  const plain = text.replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200e\u200f]/g, '?');
  return plain.length > SHOWN_CHARACTERS ? `${plain.slice(0, SHOWN_CHARACTERS)}...` : plain;
}

function fail(path: string, rule: string): never {
  throw new Fault(`${path}: ${rule}`);
}

function record(value: unknown, path: string, required: readonly string[], optional: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'must be an object');
  const found = value as Json;
  for (const key of Object.keys(found)) {
    if (!required.includes(key) && !optional.includes(key)) fail(path, `unknown key ${shown(key)}`);
  }
  for (const key of required) if (!Object.hasOwn(found, key)) fail(path, `${key} is missing`);
  return found;
}

function list(value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(path, 'must be a list');
}

function text(value: unknown, path: string): string {
  return typeof value === 'string' && value !== '' ? value : fail(path, 'must be a text that is not empty');
}

function whole(value: unknown, path: string, from: number, to: number): number {
  if (typeof value !== 'number') fail(path, `must be a whole number, not ${shown(value)}`);
  if (Number.isInteger(value) ? !Number.isSafeInteger(value) : !Number.isFinite(value)) {
    fail(path, 'is outside the safe-integer range');
  }
  if (!Number.isInteger(value)) fail(path, `must be a whole number, not ${shown(value)}`);
  if (value < from) fail(path, `must be ${from} or more, not ${value}`);
  if (value > to) fail(path, `must be ${to} or less, not ${value}`);
  return value + 0;
}

const MAX = Number.MAX_SAFE_INTEGER;

function date(value: unknown, path: string): string {
  const read = text(value, path);
  const at = /^\d{4}-\d{2}-\d{2}$/.test(read) ? new Date(`${read}T00:00:00Z`) : undefined;
  if (!at || Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== read) {
    fail(path, `must be a date such as 2026-11-02, not ${shown(read)}`);
  }
  return read;
}

/** Remembers ids and refuses the second of a kind. */
class Ids {
  private readonly at = new Map<string, number>();

  add(id: string, path: string): void {
    if (this.at.has(id)) fail(path, `duplicate id ${shown(id)}`);
    this.at.set(id, this.at.size);
  }

  has(id: string): boolean {
    return this.at.has(id);
  }
}

function readUses(value: unknown, path: string, resources: Ids): Use[] {
  const seen = new Set<string>();
  return list(value, path).map((entry, i): Use => {
    const pair = list(entry, `${path}[${i}]`);
    if (pair.length !== 2) fail(`${path}[${i}]`, 'must be a resource id and a number of units');
    const resource = text(pair[0], `${path}[${i}][0]`);
    if (!resources.has(resource)) fail(`${path}[${i}][0]`, `unknown resource ${shown(resource)}`);
    if (seen.has(resource)) fail(`${path}[${i}][0]`, `resource ${shown(resource)} stands twice in one option`);
    seen.add(resource);
    return [resource, whole(pair[1], `${path}[${i}][1]`, 1, MAX)];
  });
}

function optional<T>(found: Json, key: string, read: (value: unknown) => T): { [k: string]: T } {
  return Object.hasOwn(found, key) ? { [key]: read(found[key]) } : {};
}

function readResources(value: unknown): { entries: ProblemFile['resources']; ids: Ids } {
  const ids = new Ids();
  const entries = list(value, 'resources').map((entry, i) => {
    const path = `resources[${i}]`;
    const found = record(entry, path, ['id', 'capacity'], ['group', 'step']);
    const id = text(found['id'], `${path}.id`);
    ids.add(id, `${path}.id`);
    return {
      id,
      capacity: whole(found['capacity'], `${path}.capacity`, 0, MAX),
      ...optional(found, 'group', (v) => text(v, `${path}.group`)),
      ...optional(found, 'step', (v) => whole(v, `${path}.step`, 1, MAX)),
    };
  });
  return { entries, ids };
}

function readPupils(value: unknown): { entries: ProblemFile['pupils']; ids: Ids } {
  const ids = new Ids();
  const entries = list(value, 'pupils').map((entry, i) => {
    const path = `pupils[${i}]`;
    const found = record(entry, path, ['id', 'band'], ['waitingDays']);
    const id = text(found['id'], `${path}.id`);
    ids.add(id, `${path}.id`);
    return {
      id,
      band: whole(found['band'], `${path}.band`, 0, MAX_BAND),
      ...optional(found, 'waitingDays', (v) => whole(v, `${path}.waitingDays`, 0, MAX_WAITING_DAYS)),
    };
  });
  return { entries, ids };
}

function readOptions(value: unknown, resources: Ids, pupils: Ids): { entries: ProblemFile['options']; ids: Ids } {
  const ids = new Ids();
  const entries = list(value, 'options').map((entry, i) => {
    const path = `options[${i}]`;
    const found = record(entry, path, ['id', 'pupil', 'fit', 'uses'], ['rank', 'priority']);
    const id = text(found['id'], `${path}.id`);
    ids.add(id, `${path}.id`);
    const pupil = text(found['pupil'], `${path}.pupil`);
    if (!pupils.has(pupil)) fail(`${path}.pupil`, `unknown pupil ${shown(pupil)}`);
    return {
      id,
      pupil,
      fit: whole(found['fit'], `${path}.fit`, 0, MAX_FIT),
      uses: readUses(found['uses'], `${path}.uses`, resources),
      ...optional(found, 'rank', (v) => whole(v, `${path}.rank`, 1, MAX)),
      ...optional(found, 'priority', (v) => whole(v, `${path}.priority`, 0, MAX)),
    };
  });
  return { entries, ids };
}

function readChoices(found: Json, key: 'pinned' | 'barred', options: Ids): string[] {
  if (!Object.hasOwn(found, key)) return [];
  const ids = new Ids();
  return list(found[key], key).map((entry, i) => {
    const id = text(entry, `${key}[${i}]`);
    if (!options.has(id)) fail(`${key}[${i}]`, `unknown option ${shown(id)}`);
    ids.add(id, `${key}[${i}]`);
    return id;
  });
}

/** Pins are promises: together they must fit, one a pupil, and none of them barred. */
function checkPins(problem: ProblemFile, pinned: readonly string[], barred: readonly string[]): void {
  if (pinned.length === 0) return;
  const options = new Map(problem.options.map((option) => [option.id, option]));
  const left = new Map(problem.resources.map((resource) => [resource.id, resource.capacity]));
  const refused = new Set(barred);
  const pupils = new Set<string>();
  pinned.forEach((id, i) => {
    const option = options.get(id);
    if (!option) return;
    if (refused.has(id)) fail(`pinned[${i}]`, `option ${shown(id)} is pinned and barred`);
    if (pupils.has(option.pupil)) fail(`pinned[${i}]`, `pupil ${shown(option.pupil)} is pinned twice`);
    pupils.add(option.pupil);
    for (const [resource, units] of option.uses) {
      const rest = left.get(resource) ?? 0;
      if (units > rest) fail(`pinned[${i}]`, `pins are over the capacity of resource ${shown(resource)}`);
      left.set(resource, rest - units);
    }
  });
}

/**
 * Deferred acceptance compares ranks and priorities, so every option needs both; an option that takes several units of one
 * resource has no place in it.
 */
function checkStable(problem: ProblemFile): void {
  problem.options.forEach((option, i) => {
    if (option.rank === undefined) fail(`options[${i}]`, 'rank is missing, and stable mode needs it');
    if (option.priority === undefined) fail(`options[${i}]`, 'priority is missing, and stable mode needs it');
    option.uses.forEach(([resource, units], k) => {
      if (units > 1) {
        fail(
          `options[${i}].uses[${k}]`,
          `stable mode allows one unit of a resource, not ${units} of ${shown(resource)}`,
        );
      }
    });
  });
}

function read(value: unknown, mode: Mode): ProblemFile {
  const found = record(
    value,
    'problem',
    ['version', 'resources', 'pupils', 'options'],
    ['seed', 'asOf', 'pinned', 'barred'],
  );
  if (found['version'] !== 1) fail('version', `must be 1, not ${shown(found['version'])}`);
  const resources = readResources(found['resources']);
  const pupils = readPupils(found['pupils']);
  const options = readOptions(found['options'], resources.ids, pupils.ids);
  const pinned = readChoices(found, 'pinned', options.ids);
  const barred = readChoices(found, 'barred', options.ids);
  const problem: ProblemFile = {
    version: 1,
    ...optional(found, 'seed', (v) => whole(v, 'seed', -MAX, MAX)),
    ...optional(found, 'asOf', (v) => date(v, 'asOf')),
    resources: resources.entries,
    pupils: pupils.entries,
    options: options.entries,
    pinned,
    barred,
  };
  checkPins(problem, pinned, barred);
  if (mode === 'stable') checkStable(problem);
  return problem;
}

/** Reads a problem already parsed from JSON. Strict: whatever the format does not name is a fault. */
export function readProblem(value: unknown, mode: Mode = 'optimal'): ReadProblem {
  try {
    return { ok: true, problem: read(value, mode) };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.message };
    throw error;
  }
}

/** Reads a problem from the bytes of a file: UTF-8, with or without a byte order mark. */
export function readProblemFile(bytes: Uint8Array | string, mode: Mode = 'optimal'): ReadProblem {
  let value: unknown;
  try {
    const json = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(json);
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'the text is not UTF-8';
    return { ok: false, fault: `problem: is not JSON (${shown(reason)})` };
  }
  return readProblem(value, mode);
}
