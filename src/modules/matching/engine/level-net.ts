import type { Face } from './face.js';
import { placeOf, positions, type Part } from './part.js';
import type { Swap } from './part-change.js';
import { spliced } from './splice.js';
import type { TransportNet } from './transport-net.js';
import type { FlowState } from './transport-state.js';

/** One level of the objective: what placing a pupil is worth, and what one option of the pupil is worth beside that. */
export interface Level {
  readonly pupil: (local: number) => number;
  readonly option: (local: number) => number;
  /** More than any two choices can differ by on this level. */
  readonly span: number;
}

/** A level as a flow: only the pupils with something left to choose, and what is left of the places beside the others. */
export interface LevelNet {
  readonly net: TransportNet;
  /** Local pupil of each pupil of the net, and local option of each arc. */
  readonly pupilOf: Int32Array;
  readonly optionOf: Int32Array;
  /** What a unit of each place costs at least, where that is known. */
  readonly floor?: Float64Array;
}

const NOBODY = new Uint8Array(0);

/** Local options of the first level, every one of them, by pupil. Where no option of the model went, it has that list already. */
export const wholeFace = (part: Part): Face => ({
  options: part.options.length === part.model.options.length ? part.options : positions(part.options.length),
  mustPlace: NOBODY,
  mustFill: NOBODY,
});

/** Units of each row, and of the place that has room for all; never more than there are pupils. */
function capacityOf(part: Part): Int32Array {
  const pupils = part.pupils.length;
  const capacity = new Int32Array(part.capacity.length + 1);
  for (let r = 0; r < capacity.length; r += 1) capacity[r] = Math.min(pupils, part.capacity[r] ?? pupils);
  return capacity;
}

/** The place of every option. If each uses a row, that is the list of uses. */
function placesOf(part: Part): Int32Array {
  const { length } = part.options;
  if (part.useRow.length === length) return part.useRow;
  const place = new Int32Array(length);
  for (let o = 0; o < length; o += 1) place[o] = placeOf(part, o);
  return place;
}

/** The net of a first level: everybody, with everything. */
export function wholeNet(part: Part, level: Level, { options: optionOf }: Face): LevelNet {
  const { optionStart: start } = part;
  const pupils = part.pupils.length;
  const place = placesOf(part);
  const worth = new Float64Array(optionOf.length);
  for (let p = 0; p < pupils; p += 1) {
    const placed = level.pupil(p);
    for (let o = start[p] as number; o < (start[p + 1] as number); o += 1) worth[o] = placed + level.option(o);
  }
  const capacity = capacityOf(part);
  const net = { pupils, places: capacity.length, start, place, worth, capacity };
  return { net, pupilOf: positions(pupils), optionOf };
}

/** The same after one pupil's arcs changed, and what all others are worth did not. */
export function wholeNetAfter(
  part: Part,
  level: Level,
  { options: optionOf }: Face,
  { at, from, to, count }: Swap,
  was: TransportNet,
): LevelNet {
  const own = positions(count).map((o) => from + o);
  const placed = count > 0 ? level.pupil(at) : 0;
  const worth = Float64Array.from(own, (o) => placed + level.option(o));
  const capacity = capacityOf(part);
  const net = {
    pupils: part.pupils.length,
    places: capacity.length,
    start: part.optionStart,
    place: spliced(
      was.place,
      from,
      to,
      own.map((o) => placeOf(part, o)),
    ),
    worth: spliced(was.worth, from, to, worth),
    capacity,
  };
  return { net, pupilOf: positions(net.pupils), optionOf };
}

export function netOf(part: Part, level: Level, face: Face): LevelNet {
  const { optionPupil } = part;
  const capacity = capacityOf(part);
  const pupilOf: number[] = [];
  const start = [0];
  const optionOf = new Int32Array(face.options.length);
  let arcs = 0;
  for (let from = 0, to = 0; from < face.options.length; from = to) {
    const p = optionPupil[face.options[from] as number] as number;
    while (to < face.options.length && optionPupil[face.options[to] as number] === p) to += 1;
    // With one way left that must be taken there is nothing to choose: the draw is not even made.
    if (to - from === 1 && face.mustPlace[p]) {
      const r = placeOf(part, face.options[from] as number);
      capacity[r] = (capacity[r] as number) - 1;
      continue;
    }
    for (let i = from; i < to; i += 1, arcs += 1) optionOf[arcs] = face.options[i] as number;
    pupilOf.push(p);
    start.push(arcs);
  }
  const place = new Int32Array(arcs);
  const worth = new Float64Array(arcs);
  pupilOf.forEach((p, n) => {
    const placed = level.pupil(p) + (face.mustPlace[p] ? level.span : 0);
    for (let a = start[n] as number; a < (start[n + 1] as number); a += 1) {
      const o = optionOf[a] as number;
      const r = placeOf(part, o);
      place[a] = r;
      // What must be placed or filled is worth more than all the rest together.
      worth[a] = placed + level.option(o) + (face.mustFill[r] ? level.span : 0);
    }
  });
  const net = {
    pupils: pupilOf.length,
    places: capacity.length,
    start: Int32Array.from(start),
    place,
    worth,
    capacity,
  };
  const floor = Float64Array.from(face.mustFill, (must) => (must ? level.span : 0));
  return { net, pupilOf: Int32Array.from(pupilOf), optionOf: optionOf.subarray(0, arcs), floor };
}

/** What is optimal after a level: its tight arcs, beside those of the pupils who had nothing left to choose. */
export function faceOf(part: Part, solved: FlowState, { pupilOf, optionOf }: LevelNet, before: Face): Face {
  const { start, place, worth } = solved.net;
  const tight: number[] = [];
  const mustPlace = new Uint8Array(part.pupils.length);
  mustPlace.set(before.mustPlace);
  let at = 0;
  for (let n = 0; n < pupilOf.length; n += 1) {
    const p = pupilOf[n] as number;
    for (; (part.optionPupil[before.options[at] as number] as number) < p; at += 1) {
      tight.push(before.options[at] as number);
    }
    if (solved.isAlone(n)) {
      tight.push(optionOf[solved.arcOf[n] as number] as number);
      mustPlace[p] = 1;
      at += (start[n + 1] as number) - (start[n] as number);
      continue;
    }
    const profit = solved.profit(n);
    mustPlace[p] = profit > 0 ? 1 : 0;
    for (let a = start[n] as number; a < (start[n + 1] as number); a += 1, at += 1) {
      if ((worth[a] as number) - (solved.price[place[a] as number] as number) === profit) {
        tight.push(optionOf[a] as number);
      }
    }
  }
  for (; at < before.options.length; at += 1) tight.push(before.options[at] as number);
  const mustFill = new Uint8Array(solved.price.length);
  for (let r = 0; r < mustFill.length; r += 1)
    mustFill[r] = before.mustFill[r] || (solved.price[r] as number) > 0 ? 1 : 0;
  return { options: Int32Array.from(tight), mustPlace, mustFill };
}
