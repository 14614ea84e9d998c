import { firstInOrder } from './canonical.js';
import { isSettled, narrow, type Face } from './face.js';
import type { Objective } from './exchange.js';
import { LOTTERY_SIZE } from './lottery.js';
import { placeOf, type Choice, type Part } from './part.js';
import { Transport, type TransportNet } from './transport.js';

/** One level of the objective: what placing a pupil is worth, and what one option of the pupil is worth beside that. */
interface Level {
  readonly pupil: (local: number) => number;
  readonly option: (local: number) => number;
  /** More than any two choices can differ by on this level. */
  readonly span: number;
}

/** Sums and prices stay below this, so that every number between is an exact integer. */
const EXACT = 2 ** 51;

function spanOf(part: Part, worth: (o: number) => number): number {
  let span = 1;
  for (let p = 0; p < part.pupils.length; p += 1) {
    let most = 0;
    for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
      most = Math.max(most, worth(o));
    }
    span += most;
  }
  return span;
}

/** Worth of placing a pupil by band, first band highest. In these problems any falling weights place band by band. */
function bandRank(part: Part): { readonly rank: (p: number) => number; readonly bands: number } {
  const { band } = part.model;
  const bands = [...new Set(Array.from(part.pupils, (p) => band[p] as number))].sort((a, b) => b - a);
  const rankOf = new Map(bands.map((b, i) => [b, i + 1]));
  const ranks = Float64Array.from(part.pupils, (p) => rankOf.get(band[p] as number) ?? 0);
  return { rank: (p) => ranks[p] as number, bands: bands.length };
}

/** One place against all fit: twice what fit can amount to, so that a sum of both can be taken apart again. */
const placeWorth = (span: number): number => 2 * span;

/** Places and fit: one level if the numbers stay exact together, two if not. */
export function firstLevels(part: Part): Level[] {
  const { fit } = part.model;
  const fitOf = (o: number): number => fit[part.options[o] as number] as number;
  const span = spanOf(part, fitOf);
  const { rank, bands } = bandRank(part);
  const place = placeWorth(span);
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

function netOf(part: Part, level: Level, face: Face | undefined): { net: TransportNet; optionOf: Int32Array } {
  const optionOf = face ? face.options : Int32Array.from({ length: part.options.length }, (_, o) => o);
  const pupils = part.pupils.length;
  const places = part.capacity.length + 1;
  const start = new Int32Array(pupils + 1);
  const place = new Int32Array(optionOf.length);
  const worth = new Float64Array(optionOf.length);
  for (let p = 0, a = 0; p < pupils; p += 1) {
    const placed = level.pupil(p);
    const must = face ? (face.mustPlace[p] as number) : 0;
    // With one way left that must be taken, what it is worth beside that decides nothing: the draw is not even made.
    const onlyWay = must === 1 && part.optionPupil[optionOf[a + 1] ?? -1] !== p;
    for (; a < optionOf.length && part.optionPupil[optionOf[a] as number] === p; a += 1) {
      const o = optionOf[a] as number;
      const r = placeOf(part, o);
      place[a] = r;
      // What must be placed or filled is worth more than all the rest together.
      worth[a] =
        placed + (onlyWay ? 0 : level.option(o)) + (face ? must + (face.mustFill[r] as number) : 0) * level.span;
    }
    start[p + 1] = a;
  }
  const capacity = new Int32Array(places).fill(pupils);
  for (let r = 0; r < places - 1; r += 1) capacity[r] = Math.min(pupils, part.capacity[r] as number);
  return { net: { pupils, places, start, place, worth, capacity }, optionOf };
}

function faceOf(solved: Transport, optionOf: Int32Array): Face {
  const { net } = solved;
  const tight: number[] = [];
  const mustPlace = new Uint8Array(net.pupils);
  for (let p = 0; p < net.pupils; p += 1) {
    const profit = solved.profit(p);
    mustPlace[p] = profit > 0 ? 1 : 0;
    for (let a = net.start[p] as number; a < (net.start[p + 1] as number); a += 1) {
      const gain = (net.worth[a] as number) - (solved.price[net.place[a] as number] as number);
      if (gain === profit) tight.push(optionOf[a] as number);
    }
  }
  return {
    options: Int32Array.from(tight),
    mustPlace,
    mustFill: Uint8Array.from(solved.price, (price) => (price > 0 ? 1 : 0)),
  };
}

function solveLevel(
  part: Part,
  level: Level,
  face: Face | undefined,
): { solved: Transport; choice: Choice; face: Face } {
  const { net, optionOf } = netOf(part, level, face);
  const solved = new Transport(net);
  solved.solve();
  if (!solved.proves()) throw new Error('matching engine: a flow is not proved by its prices');
  const choice = Int32Array.from(solved.arcOf, (arc) => (arc < 0 ? -1 : (optionOf[arc] as number)));
  return { solved, choice, face: faceOf(solved, optionOf) };
}

/** Solves a transportation part through every level: places by band, fit, waiting days, lottery, canonical order. Exact. */
export function solveTransportation(part: Part): Choice {
  const levels = firstLevels(part);
  let at: { solved: Transport; choice: Choice; face: Face } | undefined;
  for (const level of levels) at = solveLevel(part, level, at?.face);
  if (!at) throw new Error('matching engine: no level');
  return breakTies(part, at.choice, at.face);
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
  const { model } = part;
  const bands = [...new Set(Array.from(part.pupils, (p) => model.band[p] as number))].sort((a, b) => b - a);
  return { solved, place: level.span / (bands.length + 1), bandOfRank: [-1, ...bands] };
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
    const solved = solveLevel(part, level, at.face);
    at = { choice: solved.choice, face: narrow(part, solved.choice, solved.face) };
  }
  return isSettled(at.face, at.choice) ? at.choice : firstInOrder(part, at.choice, at.face);
}
