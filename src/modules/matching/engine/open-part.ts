import { isSettled, narrow, type Face } from './face.js';
import { placeOf, positions, type Choice, type Part } from './part.js';

/** What is left to choose between equal choices: some pupils of a part with the places that all others leave them. */
interface Open {
  readonly part: Part;
  readonly choice: Choice;
  readonly face: Face;
  /** The pupils and options of these in the part they come from. */
  readonly pupilOf: Int32Array;
  readonly optionOf: Int32Array;
}

/**
 * The pupils with more than one way to be placed, as a part of their own. Mostly these are few among many, and what is asked of ties is
 * then asked of them alone.
 */
function openPart(part: Part, choice: Choice, face: Face): Open {
  const { optionPupil } = part;
  const { options, mustPlace } = face;
  const pupilOf: number[] = [];
  const optionStart = [0];
  const optionOf: number[] = [];
  const capacity = part.capacity.slice();
  for (let from = 0, to = 0; from < options.length; from = to) {
    const first = options[from] as number;
    const p = optionPupil[first] as number;
    while (to < options.length && optionPupil[options[to] as number] === p) to += 1;
    if (to - from === 1 && choice[p] === first && mustPlace[p]) {
      const r = placeOf(part, first);
      if (r < capacity.length) capacity[r] = (capacity[r] as number) - 1;
      continue;
    }
    for (let i = from; i < to; i += 1) optionOf.push(options[i] as number);
    pupilOf.push(p);
    optionStart.push(optionOf.length);
  }
  return opened(part, choice, face, { pupilOf, optionStart, optionOf, capacity });
}

interface Picked {
  readonly pupilOf: readonly number[];
  readonly optionStart: readonly number[];
  readonly optionOf: readonly number[];
  readonly capacity: Float64Array;
}

function opened(part: Part, choice: Choice, face: Face, picked: Picked): Open {
  const { capacity } = picked;
  const pupilOf = new Int32Array(picked.pupilOf);
  const optionOf = new Int32Array(picked.optionOf);
  const optionStart = new Int32Array(picked.optionStart);
  const optionPupil = new Int32Array(optionOf.length);
  const own = new Int32Array(pupilOf.length).fill(-1);
  const useStart = new Int32Array(optionOf.length + 1);
  const useRow = new Int32Array(optionOf.length);
  let uses = 0;
  for (let n = 0; n < pupilOf.length; n += 1) {
    const chosen = choice[pupilOf[n] as number] as number;
    for (let o = optionStart[n] as number, to = optionStart[n + 1] as number; o < to; o += 1) {
      const before = optionOf[o] as number;
      optionPupil[o] = n;
      if (before === chosen) own[n] = o;
      const r = placeOf(part, before);
      if (r < capacity.length) useRow[uses++] = r;
      useStart[o + 1] = uses;
    }
  }
  return {
    part: {
      model: part.model,
      pupils: pick(part.pupils, pupilOf),
      optionStart,
      options: pick(part.options, optionOf),
      optionPupil,
      useStart,
      useRow: useRow.subarray(0, uses),
      useUnits: new Float64Array(uses).fill(1),
      capacity,
      rows: part.rows,
    },
    choice: own,
    face: { options: positions(optionOf.length), mustPlace: pick(face.mustPlace, pupilOf), mustFill: face.mustFill },
    pupilOf,
    optionOf,
  };
}

/** What stands at some places of a list. */
function pick<T extends Int32Array | Uint8Array>(list: T, at: Int32Array): T {
  const picked = list.slice(0, at.length) as T;
  for (let i = 0; i < at.length; i += 1) picked[i] = list[at[i] as number] as number;
  return picked;
}

/** What is still open once moves that lie on no round are left out; undefined if nothing is. */
export function stillOpen(part: Part, choice: Choice, face: Face): Open | undefined {
  const first = openPart(part, choice, face);
  const narrowed = narrow(first.part, first.choice, first.face);
  if (isSettled(narrowed, first.choice)) return undefined;
  const { part: few, choice: own, face: left, pupilOf, optionOf } = openPart(first.part, first.choice, narrowed);
  return {
    part: few,
    choice: own,
    face: left,
    pupilOf: pick(first.pupilOf, pupilOf),
    optionOf: pick(first.optionOf, optionOf),
  };
}
