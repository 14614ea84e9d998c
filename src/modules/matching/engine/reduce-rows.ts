import type { Model } from './model.js';
import { cliquesOf } from './reduce-cliques.js';

/** A constraint that is left: resources that all options use alike, divided by what the units have in common. */
export interface Row {
  readonly capacity: number;
  /** Resources merged into this row, with what each was divided by. */
  readonly members: readonly { readonly resource: number; readonly divisor: number }[];
  /** Resources dropped because this row implies them. */
  readonly guards: readonly { readonly resource: number; readonly divisor: number }[];
  /** Resources for which this row speaks together, though none of them alone says what it says. */
  readonly spoken: readonly number[];
}

/** A row with the options that use it, and how many units each. */
export interface UsedRow extends Row {
  readonly options: Int32Array;
  readonly units: Float64Array;
}

interface Draft {
  options: Int32Array;
  units: Float64Array;
  capacity: number;
  resource: number;
  divisor: number;
  members: { resource: number; divisor: number }[];
  guards: { resource: number; divisor: number }[];
  spoken: readonly number[];
}

function gcd(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** What the pupils could use of a resource at most, if each took the option that uses most of it; stops above the capacity. */
function mostDemand(model: Model, draft: Draft): number {
  let total = 0;
  let pupil = -1;
  let most = 0;
  for (let i = 0; i < draft.options.length; i += 1) {
    const of = model.optionPupil[draft.options[i] as number] as number;
    const units = draft.units[i] as number;
    if (of !== pupil) {
      total += most;
      if (total > draft.capacity) return total;
      pupil = of;
      most = 0;
    }
    if (units > most) most = units;
  }
  return total + most;
}

/** What the units have in common, and 1 as soon as that is clear. */
function common(units: Float64Array): number {
  let divisor = 0;
  for (const each of units) {
    divisor = gcd(each, divisor);
    if (divisor === 1) break;
  }
  return divisor;
}

/** The kept options that use each resource, as slices of two flat arrays. */
function byResource(model: Model, keep: Uint8Array): Draft[] {
  const start = new Int32Array(model.resources.length + 1);
  const each = (visit: (option: number, use: number, resource: number) => void): void => {
    for (let o = 0; o < keep.length; o += 1) {
      if (!keep[o]) continue;
      for (let k = model.useStart[o] as number; k < (model.useStart[o + 1] as number); k += 1) {
        visit(o, k, model.useResource[k] as number);
      }
    }
  };
  each((_, __, r) => (start[r + 1] = (start[r + 1] as number) + 1));
  for (let r = 0; r < model.resources.length; r += 1) start[r + 1] = (start[r + 1] as number) + (start[r] as number);
  const options = new Int32Array(start[model.resources.length] as number);
  const units = new Float64Array(options.length);
  const next = start.slice();
  each((o, k, r) => {
    const at = next[r] as number;
    next[r] = at + 1;
    options[at] = o;
    units[at] = model.useUnits[k] as number;
  });
  return Array.from(model.resources, (_, resource): Draft => {
    const [from, to] = [start[resource], start[resource + 1]];
    return {
      options: options.subarray(from, to),
      units: units.subarray(from, to),
      capacity: 0,
      resource,
      divisor: 1,
      members: [],
      guards: [],
      spoken: [],
    };
  });
}

function drafts(model: Model, left: Float64Array, keep: Uint8Array): Draft[] {
  return byResource(model, keep).filter((draft) => {
    if (draft.options.length === 0) return false;
    const divisor = common(draft.units);
    draft.divisor = divisor;
    if (divisor > 1) draft.units = draft.units.map((units) => units / divisor);
    draft.capacity = Math.floor((left[draft.resource] as number) / divisor);
    draft.members = [{ resource: draft.resource, divisor }];
    return mostDemand(model, draft) > draft.capacity;
  });
}

const same = (a: Int32Array | Float64Array, b: Int32Array | Float64Array): boolean => {
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
};

/** Rows with the same uses become one with the smallest capacity: ten sessions sold whole are one place. */
function merge(rows: Draft[]): Draft[] {
  const alike = new Map<string, Draft[]>();
  const kept: Draft[] = [];
  for (const row of rows) {
    const key = `${row.options.length}:${row.options[0]}:${row.options.at(-1)}`;
    const group = alike.get(key) ?? [];
    const twin = group.find((other) => same(other.options, row.options) && same(other.units, row.units));
    if (twin) {
      twin.capacity = Math.min(twin.capacity, row.capacity);
      twin.members.push(...row.members);
      continue;
    }
    group.push(row);
    alike.set(key, group);
    kept.push(row);
  }
  return kept;
}

/** True if whatever the row allows, `other` allows already: other uses at least as much everywhere and has no more. */
function implies(other: Draft, row: Draft): boolean {
  if (other.capacity > row.capacity || other.options.length < row.options.length) return false;
  let k = 0;
  for (let i = 0; i < row.options.length; i += 1) {
    while (k < other.options.length && (other.options[k] as number) < (row.options[i] as number)) k += 1;
    if (other.options[k] !== row.options[i] || (other.units[k] as number) < (row.units[i] as number)) return false;
  }
  return true;
}

function dropImplied(rows: Draft[]): Draft[] {
  const rowsOfOption = new Map<number, Draft[]>();
  for (const row of rows) {
    for (const option of row.options) {
      const list = rowsOfOption.get(option);
      if (list) list.push(row);
      else rowsOfOption.set(option, [row]);
    }
  }
  const dropped = new Set<Draft>();
  for (const row of rows) {
    const candidates = rowsOfOption.get(row.options[0] as number) ?? [];
    if (candidates.length < 2) continue;
    const over = candidates.find((other) => other !== row && !dropped.has(other) && implies(other, row));
    if (!over) continue;
    dropped.add(row);
    over.guards.push(...row.members, ...row.guards);
    over.spoken = [...over.spoken, ...row.spoken];
  }
  return rows.filter((row) => !dropped.has(row));
}

/** Pairs kept apart, said all at once where they are apart from each other too. */
function withCliques(rows: Draft[]): Draft[] {
  const cliques = cliquesOf(rows);
  if (cliques.length === 0) return rows;
  const covered = new Set(cliques.flatMap((clique) => clique.rows));
  const made = cliques.map((clique): Draft => {
    const spoken = clique.rows.flatMap(({ members, guards }) => [...members, ...guards]);
    return {
      options: clique.options,
      units: new Float64Array(clique.options.length).fill(1),
      capacity: 1,
      resource: Math.min(...spoken.map(({ resource }) => resource)),
      divisor: 1,
      members: [],
      guards: [],
      spoken: spoken.map(({ resource }) => resource),
    };
  });
  const kept = rows.filter((row) => !covered.has(row));
  return [...kept, ...made].sort((a, b) => a.resource - b.resource);
}

/** The constraints that can bind, each once. In the order of their first resources. */
export function reduceRows(model: Model, left: Float64Array, keep: Uint8Array, implied: 'drop' | 'keep'): UsedRow[] {
  const rows = withCliques(merge(drafts(model, left, keep)));
  const uses = rows.reduce((sum, row) => sum + row.options.length, 0);
  let kept = 0;
  for (const k of keep) kept += k;
  // With one row an option, no row can imply another.
  return implied === 'drop' && uses > kept ? dropImplied(rows) : rows;
}
