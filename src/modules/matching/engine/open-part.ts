import { isSettled, narrow, type Face } from './face.js';
import { placeOf, type Choice, type Part } from './part.js';

/** What is left to choose between equal choices: some pupils of a part with the places that all others leave them. */
export interface Open {
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
export function openPart(part: Part, choice: Choice, face: Face): Open {
  const { optionPupil } = part;
  const pupilOf: number[] = [];
  const optionStart = [0];
  const optionOf: number[] = [];
  const capacity = part.capacity.slice();
  const { options } = face;
  for (let from = 0, to = 0; from < options.length; from = to) {
    const first = options[from] as number;
    const p = optionPupil[first] as number;
    while (to < options.length && optionPupil[options[to] as number] === p) to += 1;
    if (to - from === 1 && choice[p] === first && face.mustPlace[p]) {
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
  const { pupilOf, optionOf, capacity } = picked;
  const optionStart = Int32Array.from(picked.optionStart);
  const optionPupil = new Int32Array(optionOf.length);
  const own = new Int32Array(pupilOf.length).fill(-1);
  const mustPlace = new Uint8Array(pupilOf.length);
  pupilOf.forEach((p, n) => {
    mustPlace[n] = face.mustPlace[p] as number;
    for (let o = optionStart[n] as number; o < (optionStart[n + 1] as number); o += 1) {
      optionPupil[o] = n;
      if (optionOf[o] === choice[p]) own[n] = o;
    }
  });
  const useStart = [0];
  const useRow: number[] = [];
  for (const o of optionOf) {
    const r = placeOf(part, o);
    if (r < capacity.length) useRow.push(r);
    useStart.push(useRow.length);
  }
  return {
    part: {
      model: part.model,
      pupils: Int32Array.from(pupilOf, (p) => part.pupils[p] as number),
      optionStart,
      options: Int32Array.from(optionOf, (o) => part.options[o] as number),
      optionPupil,
      useStart: Int32Array.from(useStart),
      useRow: Int32Array.from(useRow),
      useUnits: new Float64Array(useRow.length).fill(1),
      capacity,
      rows: part.rows,
    },
    choice: own,
    face: { options: Int32Array.from(optionOf.keys()), mustPlace, mustFill: face.mustFill },
    pupilOf: Int32Array.from(pupilOf),
    optionOf: Int32Array.from(optionOf),
  };
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
    pupilOf: pupilOf.map((p) => first.pupilOf[p] as number),
    optionOf: optionOf.map((o) => first.optionOf[o] as number),
  };
}
