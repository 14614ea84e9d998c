import type { Method, Objective } from './exchange.js';
import { feasibleStart } from './greedy.js';
import type { HighsClient } from './highs-client.js';
import { solveMixed } from './mixed.js';
import { mixedProof } from './mixed-proof.js';
import { bandsOf, isTransportation, split, type Choice, type Part } from './part.js';
import type { PartProof } from './proof.js';
import { solveTransportation, type Earlier, type FlowStart, type SolvedFlow } from './transport-levels.js';
import { addObjectives, compareObjectives, isFeasible, partObjective } from './verify.js';

export interface PartAnswer {
  readonly choice: Choice;
  readonly bound: Objective;
  readonly proved: boolean;
  readonly method: Method;
  /** What proves the bound, for the pupils for whom it does not rest on a search. */
  readonly proofs: readonly (() => PartProof)[];
  /** Where one flow solved it all: what a next answer can start from. */
  readonly start?: FlowStart | undefined;
  /** True where it is known that no other choice is as good, through the draw. */
  readonly alone?: boolean;
  /** Asks that; only where a MIP settled it all. */
  readonly isAlone?: ((client: HighsClient) => Promise<boolean>) | undefined;
}

/** What is known before a part is solved. */
export interface Known {
  /** A feasible choice to start from. */
  readonly choice?: Choice | undefined;
  /** An earlier answer, which plain flows can start from. */
  readonly earlier?: Earlier | undefined;
  /** The answer, if an earlier one says what it is; asked for where it would take a MIP. */
  readonly settled?: () => Choice | undefined;
}

/** How often rows that were left out may be brought back one by one before all are. */
const MOST_ROUNDS = 4;

/**
 * Rows to keep when the others are left out, so that a transportation problem is left: rows of single units, dearest first, of which
 * no option uses two. Funds, pairs kept apart and the second half of a package are what remains outside.
 */
export function coreRows(part: Part): Uint8Array {
  const rows = part.capacity.length;
  const demand = new Float64Array(rows);
  const core = new Uint8Array(rows).fill(1);
  const optionsOf: number[][] = Array.from({ length: rows }, () => []);
  for (let o = 0; o < part.options.length; o += 1) {
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      const row = part.useRow[k] as number;
      demand[row] = (demand[row] as number) + 1;
      optionsOf[row]?.push(o);
      if (part.useUnits[k] !== 1) core[row] = 0;
    }
  }
  const taken = new Uint8Array(part.options.length);
  const order = Array.from({ length: rows }, (_, r) => r).sort(
    (a, b) => (demand[b] as number) - (demand[a] as number) || a - b,
  );
  for (const row of order) {
    if (!core[row]) continue;
    const own = optionsOf[row] ?? [];
    if (own.some((o) => taken[o])) core[row] = 0;
    else for (const o of own) taken[o] = 1;
  }
  return core;
}

function overused(part: Part, choice: Choice): number[] {
  const used = new Float64Array(part.capacity.length);
  for (const o of choice) {
    if (o < 0) continue;
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      const row = part.useRow[k] as number;
      used[row] = (used[row] as number) + (part.useUnits[k] as number);
    }
  }
  return [...used.keys()].filter((row) => (used[row] as number) > (part.capacity[row] as number));
}

/** Solves the pieces that are left when only some rows are kept, and puts their choices together. */
async function solvePieces(
  part: Part,
  keep: (row: number) => boolean,
  client: HighsClient,
  deadline: number,
  known: Choice | undefined,
  settled?: () => Choice | undefined,
): Promise<PartAnswer> {
  const pieces = split(part, keep);
  const stands = pieces.every(isTransportation) ? undefined : settled?.();
  if (stands) return answerThatStands(part, stands);
  const optionAt = new Map<number, number>();
  part.options.forEach((option, local) => optionAt.set(option, local));
  const pupilAt = new Map<number, number>();
  part.pupils.forEach((pupil, local) => pupilAt.set(pupil, local));
  const inPiece = (piece: Part): Choice | undefined => {
    const localOf = new Map(Array.from(piece.options, (option, local) => [option, local]));
    return Int32Array.from(piece.pupils, (pupil) => {
      const o = known?.[pupilAt.get(pupil) as number] ?? -1;
      return o < 0 ? -1 : (localOf.get(part.options[o] as number) ?? -1);
    });
  };
  const choice = new Int32Array(part.pupils.length).fill(-1);
  let bound: Objective = partObjective(part, choice);
  let proved = true;
  let method: Method = 'flow';
  const proofs: (() => PartProof)[] = [];
  const asks: PartAnswer['isAlone'][] = [];
  for (const piece of pieces) {
    const solved = isTransportation(piece)
      ? flow(piece)
      : await mixed(piece, client, deadline, known && inPiece(piece));
    piece.pupils.forEach((pupil, p) => {
      const o = solved.choice[p] as number;
      choice[pupilAt.get(pupil) as number] = o < 0 ? -1 : (optionAt.get(piece.options[o] as number) as number);
    });
    bound = addObjectives(bound, solved.bound);
    proved &&= solved.proved;
    proofs.push(...solved.proofs);
    asks.push(solved.isAlone);
    if (solved.method === 'mip') method = 'mip';
  }
  return { choice, bound, proved, method, proofs, isAlone: allAlone(asks) };
}

/** Choices that share nothing are alone together if each is. */
function allAlone(asks: readonly PartAnswer['isAlone'][]): PartAnswer['isAlone'] {
  if (asks.includes(undefined)) return undefined;
  return async (client) => {
    for (const ask of asks) if (!(await ask?.(client))) return false;
    return true;
  };
}

/** The answer that an earlier one left. Where all are placed, no price is needed to prove that no more could be. */
function answerThatStands(part: Part, choice: Choice): PartAnswer {
  const bound = partObjective(part, choice);
  const places = bandsOf(part).map((band) => ({ bound: bound.placedByBand[band] as number, by: undefined }));
  const proofs = choice.every((o) => o >= 0) ? [() => mixedProof(part, places, undefined)] : [];
  return { choice, bound, proved: true, method: 'mip', proofs, alone: true };
}

export function flow(part: Part, from?: Earlier): PartAnswer {
  return answerOfFlow(part, solveTransportation(part, from));
}

export function answerOfFlow(part: Part, { choice, proof, start }: SolvedFlow): PartAnswer {
  return { choice, bound: partObjective(part, choice), proved: true, method: 'flow', proofs: [proof], start };
}

async function mixed(part: Part, client: HighsClient, deadline: number, known?: Choice): Promise<PartAnswer> {
  const solved = await solveMixed(part, known && feasibleStart(part, known), client, deadline);
  return { ...solved, method: 'mip' };
}

/**
 * Brings the broken rows back, and with them every row inside a piece that they touch: that piece goes to the MIP anyway. Rows that
 * tie pieces together and were kept to, such as a fund that is large enough, stay out.
 */
function bringBack(part: Part, kept: Uint8Array, broken: readonly number[]): void {
  for (const row of broken) kept[row] = 1;
  const pieceOf = new Int32Array(part.options.length).fill(-1);
  const optionAt = new Map(Array.from(part.options, (option, local) => [option, local]));
  split(part, (row) => kept[row] === 1).forEach((piece, i) => {
    for (const option of piece.options) pieceOf[optionAt.get(option) as number] = i;
  });
  const pieces = new Map<number, Set<number>>();
  for (let o = 0; o < part.options.length; o += 1) {
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      const row = part.useRow[k] as number;
      const own = pieces.get(row) ?? new Set();
      own.add(pieceOf[o] as number);
      pieces.set(row, own);
    }
  }
  const touched = new Set(broken.flatMap((row) => [...(pieces.get(row) ?? [])]));
  pieces.forEach((own, row) => {
    const [first] = own;
    if (own.size === 1 && touched.has(first as number)) kept[row] = 1;
  });
}

/**
 * Solves one component to its optimum, or to the deadline. Rows outside the core are left out first: if the tie-broken optimum
 * without them keeps to them all the same, it is the optimum with them, and nothing went to the MIP. Those it breaks come back.
 */
export async function solvePart(
  part: Part,
  client: HighsClient,
  deadline: number,
  known: Known = {},
): Promise<PartAnswer> {
  if (isTransportation(part)) return flow(part, known.earlier);
  const kept = coreRows(part);
  let bound: Objective | undefined;
  let proofs: PartAnswer['proofs'] = [];
  let from = known.choice;
  for (let round = 0; ; round += 1) {
    const solved = await solvePieces(part, (row) => kept[row] === 1, client, deadline, from, known.settled);
    // Every round leaves something out or nothing, so every bound holds, and the least is the best.
    if (!bound || compareObjectives(solved.bound, bound) <= 0) ({ bound, proofs } = solved);
    const broken = overused(part, solved.choice);
    if (broken.length === 0) return { ...solved, bound, proofs };
    if (performance.now() >= deadline) {
      const choice = feasibleStart(part, solved.choice);
      const proved = isFeasible(part, choice) && compareObjectives(partObjective(part, choice), bound) === 0;
      return { choice, bound, proved, method: 'mip', proofs };
    }
    if (round >= MOST_ROUNDS) kept.fill(1);
    bringBack(part, kept, broken);
    // A choice from the MIP needs little repair; one from a flow that left half the rows out is no start at all.
    if (solved.method === 'mip') from = feasibleStart(part, solved.choice);
  }
}

/** What no choice could pass, from the core rows alone: the bound of the modes that do not look for the optimum. */
export function relaxedBound(part: Part, earlier?: Earlier): Pick<PartAnswer, 'bound' | 'proofs'> {
  const core = coreRows(part);
  let bound = partObjective(part, new Int32Array(part.pupils.length).fill(-1));
  const proofs: (() => PartProof)[] = [];
  for (const piece of split(part, (row) => core[row] === 1)) {
    const solved = flow(piece, earlier);
    bound = addObjectives(bound, solved.bound);
    proofs.push(...solved.proofs);
  }
  return { bound, proofs };
}
