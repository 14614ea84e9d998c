import { firstInOrder } from './canonical.js';
import type { Face } from './face.js';
import type { Objective } from './exchange.js';
import { flowProof } from './flow-proof.js';
import type { PartProof } from './proof.js';
import { faceOf, netOf, wholeFace, wholeNet, wholeNetAfter, type Level, type LevelNet } from './level-net.js';
import { extentAfter, extentOf, firstLevels, placeOver, rankOf, TIES, type Extent, type TieLevel } from './levels.js';
import { stillOpen } from './open-part.js';
import { bandsOf, type Choice, type Part } from './part.js';
import type { Swap } from './part-change.js';
import { isProved } from './transport-proof.js';
import { Transport } from './transport.js';

interface Solved {
  readonly solved: Transport;
  readonly choice: Choice;
  readonly face: Face;
}

/** An earlier answer, as far as it still says something: each row's price as a place of a band and fit, and the options chosen. */
export interface Earlier {
  readonly price: (row: number) => { readonly band: number | null; readonly fit: number } | undefined;
  /** The option that each pupil of the model had, where it stands now, or -1. */
  readonly chosen: Int32Array;
}

function resumed(part: Part, extent: Extent, { net, pupilOf, optionOf }: LevelNet, from: Earlier): Transport {
  const rank = rankOf(extent);
  const place = placeOver(extent.fit);
  const price = new Float64Array(net.places);
  part.rows.forEach((row, local) => {
    const { band = null, fit = 0 } = from.price(row) ?? {};
    price[local] = Math.max(0, (band === null ? 0 : (rank[band] ?? 0) * place) + fit);
  });
  const wanted = new Int32Array(pupilOf.length).fill(-1);
  for (let n = 0; n < pupilOf.length; n += 1) {
    const chosen = from.chosen[part.pupils[pupilOf[n] as number] as number] as number;
    let a = net.start[n] as number;
    const to = net.start[n + 1] as number;
    while (a < to && part.options[optionOf[a] as number] !== chosen) a += 1;
    if (a < to) wanted[n] = a;
  }
  const flow = new Transport(net);
  flow.resume(price, wanted);
  return flow;
}

function solveLevel(part: Part, level: Level, at: Omit<Solved, 'solved'>): Solved {
  const made = netOf(part, level, at.face);
  const solved = new Transport(made.net);
  solved.solve(made.floor);
  return readOff(part, solved, made, at.face, at.choice);
}

/** The first level, with everybody and everything; from an earlier answer if there is one. */
function solveFirst(part: Part, level: Level, extent: Extent, from?: Earlier): Solved {
  const face = wholeFace(part);
  const made = wholeNet(part, level, face);
  if (from) return readOff(part, resumed(part, extent, made, from), made, face);
  const solved = new Transport(made.net);
  solved.solve();
  return readOff(part, solved, made, face);
}

/** What a solved level says, once its prices prove it. */
function readOff(part: Part, solved: Transport, made: LevelNet, before: Face, known?: Choice): Solved {
  if (!isProved(solved)) throw new Error('matching engine: a flow is not proved by its prices');
  // Arcs of a first level are the options themselves.
  if (!known) return { solved, choice: solved.arcOf.slice(), face: faceOf(part, solved, made, before) };
  const { pupilOf, optionOf } = made;
  const choice = known.slice();
  for (let n = 0; n < pupilOf.length; n += 1) {
    const arc = solved.arcOf[n] as number;
    choice[pupilOf[n] as number] = arc < 0 ? -1 : (optionOf[arc] as number);
  }
  return { solved, choice, face: faceOf(part, solved, made, before) };
}

/** A part solved through every level, with what proves it and what a next answer can start from. */
export interface SolvedFlow {
  readonly choice: Choice;
  readonly proof: () => PartProof;
  /** Undefined where places and fit do not stay exact in one number. */
  readonly start: FlowStart | undefined;
}

/** Where a next flow can start. */
export interface FlowStart {
  /** Price of each local row as a place of a band and fit. */
  readonly price: (local: number) => { readonly band: number | null; readonly fit: number };
  readonly part: Part;
  readonly level: Level;
  readonly solved: Transport;
  readonly extent: Extent;
}

/** Solves a transportation part through every level: places by band, fit, waiting days, lottery, canonical order. Exact. */
export function solveTransportation(part: Part, from?: Earlier): SolvedFlow {
  const extent = extentOf(part);
  const [level, second] = firstLevels(part, extent);
  if (!level) throw new Error('matching engine: no level');
  const first = solveFirst(part, level, extent, second ? undefined : from);
  if (!second) return solvedFlow(part, level, extent, first);
  const { choice, face } = solveLevel(part, second, first);
  // Where fit and places do not stay exact in one number, neither would the prices that prove both.
  return { choice: breakTies(part, choice, face), proof: () => flowProof(part, choice, undefined), start: undefined };
}

function solvedFlow(part: Part, level: Level, extent: Extent, { solved, choice, face }: Solved): SolvedFlow {
  const rank = rankOf(extent);
  const place = placeOver(extent.fit);
  const { price } = solved;
  return {
    choice: breakTies(part, choice, face),
    proof: () => flowProof(part, choice, { price, premiumOf: (band) => (rank[band] as number) * place }),
    start: {
      price: (local) => {
        const worth = Math.round((price[local] as number) / place);
        const band = rank.indexOf(worth);
        return { band: worth > 0 && band >= 0 ? band : null, fit: (price[local] as number) - worth * place };
      },
      part,
      level,
      solved,
      extent,
    },
  };
}

/**
 * Goes on from the flow of a part that was the same but for one pupil and some capacities. Undefined where places weigh otherwise now, so
 * that no price stands.
 */
export function solveAfter(part: Part, swap: Swap, was: FlowStart): SolvedFlow | undefined {
  const extent = extentAfter(part, swap, was);
  const [level, second] = extent ? firstLevels(part, extent) : [];
  if (!extent || !level || second || level.span !== was.level.span) return undefined;
  const face = wholeFace(part);
  const made = wholeNetAfter(part, level, face, swap, was.solved.net);
  const solved = Transport.after(was.solved, made.net, swap);
  return solvedFlow(part, level, extent, readOff(part, solved, made, face));
}

/** Places and fit in one level, solved, with what it takes to read a gain as places and fit. */
export interface FirstLevel {
  readonly solved: Transport;
  readonly place: number;
  readonly bandOfRank: readonly number[];
}

/** Solves only places and fit, for prices. Undefined if the two do not fit into one exact number. */
export function solveFirstLevel(part: Part): FirstLevel | undefined {
  const extent = extentOf(part);
  const [level, second] = firstLevels(part, extent);
  if (!level || second) return undefined;
  const { solved } = solveFirst(part, level, extent);
  return { solved, place: placeOver(extent.fit), bandOfRank: [-1, ...bandsOf(part).reverse()] };
}

/** Takes a gain of one unit apart: at most one more pupil is placed, and nobody is put out for it. */
export function decodeGain(part: Part, level: FirstLevel, gain: number): Objective {
  const rank = Math.round(gain / level.place);
  const band = level.bandOfRank[rank] ?? -1;
  const placedByBand = Array.from({ length: part.model.bandCount }, (_, b) => (b === band ? 1 : 0));
  return { placedByBand, totalFit: gain - rank * level.place };
}

/** From any choice optimal in places and fit, with its face, the one the tie-break names. */
export function breakTies(part: Part, choice: Choice, face: Face, levels: readonly TieLevel[] = TIES): Choice {
  const open = stillOpen(part, choice, face);
  if (!open) return choice;
  const made = Int32Array.from(choice);
  const [level, ...others] = levels;
  const solved = level && solveLevel(open.part, level(open.part), open);
  const own = solved
    ? breakTies(open.part, solved.choice, solved.face, others)
    : firstInOrder(open.part, open.choice, open.face);
  for (let p = 0; p < own.length; p += 1) {
    const o = own[p] as number;
    made[open.pupilOf[p] as number] = o < 0 ? -1 : (open.optionOf[o] as number);
  }
  return made;
}
