import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { OptionEntry, ProblemFile } from '../../../src/modules/matching/engine/index.js';
import type { Network } from '../../../src/modules/matching/engine/network-flow.js';

/** Reads benchmark instances in their own formats and writes them as exchange problems. */
/** The optimum where it is known, and the best known bounds. */
export interface Figure {
  readonly optimum: number | null;
  readonly best_known_lb?: number;
  readonly best_known_ub?: number;
}

export interface Known {
  readonly agents?: number;
  readonly jobs?: number;
  readonly file: string;
  readonly min?: Figure;
  readonly max?: Figure;
  readonly stable?: {
    readonly resident_optimal?: readonly number[];
    readonly max_size?: number;
    readonly min_size?: number;
  };
}

const folder = new URL('../../fixtures/matching/', import.meta.url);
const text = (file: string): string => {
  const bytes = readFileSync(new URL(file, folder));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};
const numbers = (file: string): number[] => text(file).trim().split(/\s+/).map(Number);

export const knownResults = (): Known[] => JSON.parse(text('optima.json')) as Known[];

/** A cost problem: what each pupil costs at each place, the units it takes there, and how to read fit back as cost. */
export interface Translated {
  readonly problem: ProblemFile;
  /** Total cost of a result in which everybody is placed. */
  readonly cost: (totalFit: number) => number;
  /** The other way round. */
  readonly fit: (cost: number) => number;
  readonly pupils: number;
}

/** Everybody must be placed, so a fit of (highest cost - cost) turns least cost into most fit. */
function translate(
  costs: readonly (readonly number[])[],
  uses: readonly (readonly number[])[],
  capacity: readonly number[],
  sense: 'min' | 'max',
): Translated {
  const pupils = costs[0]?.length ?? 0;
  const top = costs.flat().reduce((most, cost) => Math.max(most, cost), 0);
  const options = costs.flatMap((row, place) =>
    row.map((cost, pupil): OptionEntry => {
      const fit = sense === 'max' ? cost : top - cost;
      const units = uses[place]?.[pupil] ?? 1;
      return { id: `job-${pupil}/agent-${place}`, pupil: `job-${pupil}`, fit, uses: [[`agent-${place}`, units]] };
    }),
  );
  return {
    problem: {
      version: 1,
      resources: capacity.map((units, place) => ({ id: `agent-${place}`, capacity: units })),
      pupils: Array.from({ length: pupils }, (_, pupil) => ({ id: `job-${pupil}`, band: 0 })),
      options,
    },
    cost: (totalFit) => (sense === 'max' ? totalFit : top * pupils - totalFit),
    fit: (cost) => (sense === 'max' ? cost : top * pupils - cost),
    pupils,
  };
}

export function generalisedAssignment(file: string, sense: 'min' | 'max'): Translated {
  const values = numbers(file);
  const [agents = 0, jobs = 0] = values;
  const row = (at: number): number[] => values.slice(at, at + jobs);
  const costs = Array.from({ length: agents }, (_, a) => row(2 + a * jobs));
  const uses = Array.from({ length: agents }, (_, a) => row(2 + agents * jobs + a * jobs));
  return translate(costs, uses, values.slice(2 + 2 * agents * jobs), sense);
}

export function linearAssignment(file: string): Translated {
  const values = numbers(file);
  const square = values.length === (values[0] ?? 0) ** 2 + 1;
  const rows = values[0] ?? 0;
  const columns = square ? rows : (values[1] ?? 0);
  const cells = values.slice(square ? 1 : 2);
  const costs = Array.from({ length: columns }, (_, c) =>
    Array.from({ length: rows }, (_, r) => cells[r * columns + c] as number),
  );
  return translate(
    costs,
    [],
    Array.from({ length: columns }, () => 1),
    'min',
  );
}

/** Nodes and arcs of a DIMACS minimum cost flow: what each node sends out, and `tail head least most cost` of each arc. */
function dimacs(file: string): {
  readonly nodes: number;
  readonly balance: Map<number, number>;
  readonly arcs: number[][];
} {
  const lines = text(file)
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const [, , nodes] = lines.find(([kind]) => kind === 'p') ?? [];
  return {
    nodes: Number(nodes),
    balance: new Map(lines.filter(([kind]) => kind === 'n').map(([, node, units]) => [Number(node), Number(units)])),
    arcs: lines.filter(([kind]) => kind === 'a').map((line) => line.slice(1).map(Number)),
  };
}

/** The same for the flow kernel, nodes from 0. */
export function networkOf(file: string): Network {
  const { nodes, balance, arcs } = dimacs(file);
  const column = (i: number): number[] => arcs.map((arc) => arc[i] as number);
  return {
    supply: Float64Array.from({ length: nodes }, (_, v) => balance.get(v + 1) ?? 0),
    tail: Int32Array.from(column(0), (node) => node - 1),
    head: Int32Array.from(column(1), (node) => node - 1),
    least: Float64Array.from(column(2)),
    most: Float64Array.from(column(3)),
    cost: Float64Array.from(column(4)),
  };
}

/** A DIMACS transportation problem, each unit of supply a pupil of its own. */
export function transportationFlow(file: string): Translated {
  const { balance, arcs } = dimacs(file);
  const demand = [...balance].filter(([, units]) => units < 0);
  const costs: number[][] = demand.map(() => []);
  const top = Math.max(...arcs.map((arc) => arc[4] as number)) + 1;
  for (const [node, units] of balance) {
    for (let unit = 0; unit < units; unit += 1) {
      demand.forEach(([to], place) => {
        const arc = arcs.find(([tail, head]) => tail === node && head === to);
        (costs[place] as number[]).push(arc?.[4] ?? top);
      });
    }
  }
  return translate(
    costs,
    [],
    demand.map(([, units]) => -units),
    'min',
  );
}

export interface Hospitals {
  readonly problem: ProblemFile;
  readonly residents: number;
  readonly rankOf: (resident: number, hospital: number) => number | undefined;
  readonly priorityOf: (hospital: number, resident: number) => number | undefined;
  readonly capacity: readonly number[];
}

/** Ranks of a preference list such as `4 (10 6) 7`: 4 is first, 10 and 6 are second, 7 is third. */
function ranks(list: string): Map<number, number> {
  const found = new Map<number, number>();
  let rank = 0;
  let tied = false;
  for (const word of list.match(/[()]|\d+/g) ?? []) {
    if (word === '(') {
      tied = true;
      rank += 1;
    } else if (word === ')') tied = false;
    else {
      if (!tied) rank += 1;
      found.set(Number(word), rank);
    }
  }
  return found;
}

export function hospitals(file: string): Hospitals {
  const [, ...lines] = text(file).trim().split('\n');
  const wishes: Map<number, number>[] = [];
  const orders: Map<number, number>[] = [];
  const capacity: number[] = [];
  for (const line of lines) {
    const [head = '', list = ''] = line.split(':');
    const [kind, , places] = head.split(' ');
    if (kind === 'r') wishes.push(ranks(list));
    else {
      orders.push(ranks(list));
      capacity.push(Number(places));
    }
  }
  const options = wishes.flatMap((own, r) =>
    [...own].flatMap(([h, rank]): OptionEntry[] => {
      const priority = orders[h - 1]?.get(r + 1);
      if (priority === undefined) return [];
      return [{ id: `r${r + 1}/h${h}`, pupil: `r${r + 1}`, fit: 0, rank, priority, uses: [[`h${h}`, 1]] }];
    }),
  );
  return {
    problem: {
      version: 1,
      resources: capacity.map((units, h) => ({ id: `h${h + 1}`, capacity: units })),
      pupils: wishes.map((_, r) => ({ id: `r${r + 1}`, band: 0 })),
      options,
    },
    residents: wishes.length,
    rankOf: (resident, hospital) => wishes[resident - 1]?.get(hospital),
    priorityOf: (hospital, resident) => orders[hospital - 1]?.get(resident),
    capacity,
  };
}

/** The hospital of each resident, 0 for none, from option ids. */
export function hospitalOf(residents: number, chosen: readonly string[]): number[] {
  const placed = Array.from({ length: residents }, () => 0);
  for (const id of chosen) {
    const [, resident, hospital] = /^r(\d+)\/h(\d+)$/.exec(id) ?? [];
    placed[Number(resident) - 1] = Number(hospital);
  }
  return placed;
}
