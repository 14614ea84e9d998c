import { firstInOrder } from './canonical.js';
import { isSettled, narrow, type Face } from './face.js';
import type { Objective } from './exchange.js';
import { flowProof } from './flow-proof.js';
import type { PartProof } from './proof.js';
import { LOTTERY_SIZE } from './lottery.js';
import { faceOf, netOf, wholeFace, wholeNet, wholeNetAfter, type Level, type LevelNet } from './level-net.js';
import { bandsOf, type Choice, type Part } from './part.js';
import type { Swap } from './part-change.js';
import { spliced } from './splice.js';
import { isProved } from './transport-proof.js';
import { Transport } from './transport.js';

/** Sums and prices stay below this, so that every number between is an exact integer. */
const EXACT = 2 ** 51;

/** The best fit of some options, which stand one after the other. */
function bestFit({ model, options }: Part, from: number, to: number): number {
  let most = 0;
  for (let o = from; o < to; o += 1) most = Math.max(most, model.fit[options[o] as number] as number);
  return most;
}

/** One more than the greatest sum of fit that a choice could have. */
function fitSpan(part: Part): number {
  let span = 1;
  for (let p = 0; p < part.pupils.length; p += 1) {
    span += bestFit(part, part.optionStart[p] as number, part.optionStart[p + 1] as number);
  }
  return span;
}

/** At least twice what fit can amount to, so that a sum of places and fit can be taken apart; a power of 2, so that it seldom changes. */
function placeOver(span: number): number {
  let place = 2;
  while (place < 2 * span) place *= 2;
  return place;
}

/** Worth of placing a pupil by band, first band highest. In these problems any falling weights place band by band. */
function bandRank(part: Part): {
  readonly rank: (p: number) => number;
  readonly rankOf: ReadonlyMap<number, number>;
  readonly bands: number;
} {
  const { band } = part.model;
  const bands = bandsOf(part);
  const rankOf = new Map(bands.map((b, i) => [b, bands.length - i]));
  const ranks = Float64Array.from({ length: part.model.bandCount }, (_, b) => rankOf.get(b) ?? 0);
  return { rank: (p) => ranks[band[part.pupils[p] as number] as number] as number, rankOf, bands: bands.length };
}

/** Places and fit: one level if the numbers stay exact together, two if not. */
export function firstLevels(part: Part, span = fitSpan(part)): Level[] {
  const { fit } = part.model;
  const fitOf = (o: number): number => fit[part.options[o] as number] as number;
  const { rank, bands } = bandRank(part);
  const place = placeOver(span);
  if ((bands + 1) * place < EXACT) return [{ pupil: (p) => rank(p) * place, option: fitOf, span: (bands + 1) * place }];
  return [
    { pupil: rank, option: () => 0, span: 1 + bands * part.pupils.length },
    { pupil: () => 0, option: fitOf, span },
  ];
}

function tieLevels(part: Part): Level[] {
  const { waiting, lottery } = part.model;
  const waits = (p: number): number => waiting[part.pupils[p] as number] as number;
  let days = 1;
  for (let p = 0; p < part.pupils.length; p += 1) days += waits(p);
  return [
    { pupil: waits, option: () => 0, span: days },
    { pupil: () => 0, option: (o) => lottery(part.options[o] as number), span: 1 + LOTTERY_SIZE * part.pupils.length },
  ];
}

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

function resumed(part: Part, level: Level, { net, pupilOf, optionOf }: LevelNet, from: Earlier): Transport {
  const { place, rankOf } = placeWorth(part, level);
  const price = new Float64Array(net.places);
  part.rows.forEach((row, local) => {
    const { band = null, fit = 0 } = from.price(row) ?? {};
    price[local] = Math.max(0, (band === null ? 0 : (rankOf.get(band) ?? 0) * place) + fit);
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

function solveLevel(part: Part, level: Level, at: Omit<Solved, 'solved'> | undefined, from?: Earlier): Solved {
  const before = at?.face ?? wholeFace(part);
  const made = at ? netOf(part, level, before) : wholeNet(part, level, before);
  const solved = from ? resumed(part, level, made, from) : new Transport(made.net);
  if (!from) solved.solve(made.floor);
  return readOff(part, solved, made, before, at?.choice);
}

/** What a solved level says, once its prices prove it. */
function readOff(part: Part, solved: Transport, made: LevelNet, before: Face, known?: Choice): Solved {
  if (!isProved(solved)) throw new Error('matching engine: a flow is not proved by its prices');
  const { pupilOf, optionOf } = made;
  const choice = known ? Int32Array.from(known) : new Int32Array(part.pupils.length).fill(-1);
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
  readonly fitSpan: number;
}

/** Solves a transportation part through every level: places by band, fit, waiting days, lottery, canonical order. Exact. */
export function solveTransportation(part: Part, from?: Earlier): SolvedFlow {
  const span = fitSpan(part);
  const [level, second] = firstLevels(part, span);
  if (!level) throw new Error('matching engine: no level');
  const first = solveLevel(part, level, undefined, second ? undefined : from);
  if (!second) return solvedFlow(part, level, span, first);
  const { choice, face } = solveLevel(part, second, first);
  // Where fit and places do not stay exact in one number, neither would the prices that prove both.
  return { choice: breakTies(part, choice, face), proof: () => flowProof(part, choice, undefined), start: undefined };
}

function solvedFlow(part: Part, level: Level, span: number, first: Solved): SolvedFlow {
  const { place, rankOf } = placeWorth(part, level);
  const { solved, choice } = first;
  const { price } = solved;
  const bandOf = new Map([...rankOf].map(([band, rank]) => [rank, band]));
  const premiumOf = (band: number): number => (rankOf.get(band) ?? 0) * place;
  const priceOf: FlowStart['price'] = (local) => {
    const rank = Math.round((price[local] as number) / place);
    return { band: bandOf.get(rank) ?? null, fit: (price[local] as number) - rank * place };
  };
  return {
    choice: breakTies(part, choice, first.face),
    proof: () => flowProof(part, choice, { price, premiumOf }),
    start: { price: priceOf, part, level, solved, fitSpan: span },
  };
}

/**
 * Goes on from the flow of a part that was the same but for one pupil and some capacities. Undefined where places weigh otherwise now, so
 * that no price stands.
 */
export function solveAfter(part: Part, swap: Swap, was: FlowStart): SolvedFlow | undefined {
  const { at, gone, come, from, to, count } = swap;
  const span = was.fitSpan - bestFit(was.part, from, to) + bestFit(part, from, from + count);
  const [level, second] = firstLevels(part, span);
  if (!level || second || level.span !== was.level.span || !sameBands(part, was.part)) return undefined;
  const face = wholeFace(part);
  const made = wholeNetAfter(part, level, face, swap, was.solved.net);
  const { arcOf, price, lead, fallen } = was.solved;
  const more = count - (to - from);
  const moved = arcOf.map((arc) => (arc >= to ? arc + more : arc));
  const solved = new Transport(made.net);
  solved.goOn(
    {
      price,
      wanted: spliced(moved, at, at + gone, come ? [-1] : []),
      lead: spliced(lead, at, at + gone, come ? [0] : []),
      fallen,
      but: come ? at : -1,
    },
    was.solved,
  );
  return solvedFlow(part, level, span, readOff(part, solved, made, face));
}

function sameBands(a: Part, b: Part): boolean {
  const bands = bandsOf(b);
  const own = bandsOf(a);
  return own.length === bands.length && own.every((band, i) => band === bands[i]);
}

/** What a place is worth beside fit, for the band of rank 1, where both are one level. */
function placeWorth(part: Part, level: Level): { place: number; rankOf: ReadonlyMap<number, number> } {
  const { rankOf, bands } = bandRank(part);
  return { place: level.span / (bands + 1), rankOf };
}

/** Places and fit in one level, solved, with what it takes to read a gain as places and fit. */
export interface FirstLevel {
  readonly solved: Transport;
  readonly place: number;
  readonly bandOfRank: readonly number[];
}

/** Solves only places and fit, for prices. Undefined if the two do not fit into one exact number. */
export function solveFirstLevel(part: Part): FirstLevel | undefined {
  const [level, second] = firstLevels(part);
  if (!level || second) return undefined;
  const { solved } = solveLevel(part, level, undefined);
  const bands = bandsOf(part);
  return { solved, place: level.span / (bands.length + 1), bandOfRank: [-1, ...bands.reverse()] };
}

/** Takes a gain of one unit apart: at most one more pupil is placed, and nobody is put out for it. */
export function decodeGain(part: Part, level: FirstLevel, gain: number): Objective {
  const rank = Math.round(gain / level.place);
  const band = level.bandOfRank[rank] ?? -1;
  const placedByBand = Array.from({ length: part.model.bandCount }, (_, b) => (b === band ? 1 : 0));
  return { placedByBand, totalFit: gain - rank * level.place };
}

/** From any choice optimal in places and fit, with its face, the one the tie-break names. */
export function breakTies(part: Part, choice: Choice, face: Face): Choice {
  let at = { choice, face: narrow(part, choice, face) };
  for (const level of tieLevels(part)) {
    if (isSettled(at.face, at.choice)) return at.choice;
    const solved = solveLevel(part, level, at);
    at = { choice: solved.choice, face: narrow(part, solved.choice, solved.face) };
  }
  return isSettled(at.face, at.choice) ? at.choice : firstInOrder(part, at.choice, at.face);
}
