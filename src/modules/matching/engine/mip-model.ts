import { roomOf, usesOf, type Half } from './halves.js';
import type { MipRequest } from './highs-client.js';
import type { LevelProblem } from './lagrange.js';
import type { Choice, Part } from './part.js';
import { isFeasible } from './verify.js';

export interface Beside {
  /** Halves that stand as rows of their own. */
  readonly halves?: readonly Half[];
  /** Everybody should be placed: what it costs to leave each pupil out. */
  readonly leftCosts?: Float64Array;
  /** Options that may not all be chosen together. */
  readonly except?: Int32Array;
}

/** The model HiGHS gets: resource rows, a row for each pupil with several options, some halves, and a row for each earlier level. */
export function mipOf(
  part: Part,
  level: LevelProblem,
  kind: MipRequest['kind'],
  { halves = [], leftCosts, except }: Beside = {},
): MipRequest {
  const columns = part.options.length;
  const pupilRow = new Int32Array(part.pupils.length).fill(-1);
  let rows = part.capacity.length;
  for (let p = 0; p < part.pupils.length; p += 1) {
    if ((part.optionStart[p + 1] as number) - (part.optionStart[p] as number) > 1 || leftCosts) pupilRow[p] = rows++;
  }
  const firstHalf = rows;
  const halfUses = halves.map((half) => usesOf(part, half));
  rows += halves.length;
  const firstFloor = rows;
  rows += level.floors.length;
  const excepted = new Set(except);
  const exception = rows;
  if (except) rows += 1;
  const starts = new Int32Array(columns + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let o = 0; o < columns; o += 1) {
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      indices.push(part.useRow[k] as number);
      values.push(part.useUnits[k] as number);
    }
    const own = pupilRow[part.optionPupil[o] as number] as number;
    if (own >= 0) {
      indices.push(own);
      values.push(1);
    }
    halfUses.forEach((uses, i) => {
      const units = uses[o] as number;
      if (units === 0) return;
      indices.push(firstHalf + i);
      values.push(units);
    });
    level.floors.forEach((floor, i) => {
      const weight = floor.weight[o] as number;
      if (weight === 0) return;
      indices.push(firstFloor + i);
      values.push(weight);
    });
    if (excepted.has(o)) {
      indices.push(exception);
      values.push(1);
    }
    starts[o + 1] = indices.length;
  }
  const rowLower = new Float64Array(rows).fill(-Infinity);
  const rowUpper = new Float64Array(rows).fill(1);
  rowUpper.set(part.capacity);
  if (leftCosts) rowLower.fill(1, part.capacity.length, firstHalf);
  halves.forEach((half, i) => (rowUpper[firstHalf + i] = roomOf(part, half)));
  level.floors.forEach((floor, i) => {
    rowLower[firstFloor + i] = floor.least;
    rowUpper[firstFloor + i] = Infinity;
  });
  if (except) rowUpper[exception] = except.length - 1;
  return {
    columns,
    rows,
    cost: level.worth,
    rowLower,
    rowUpper,
    starts,
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
    kind,
    ...(leftCosts ? { leftCosts } : {}),
    ...(kind === 'mip' ? {} : { groups: part.optionPupil, scarce: part.capacity.length }),
  };
}

export function worthOf(level: LevelProblem, choice: Choice): number {
  let total = 0;
  for (const o of choice) if (o >= 0) total += level.worth[o] as number;
  return total;
}

export function choiceOf(part: Part, ones: Int32Array): Choice {
  const choice = new Int32Array(part.pupils.length).fill(-1);
  for (const o of ones) choice[part.optionPupil[o] as number] = o;
  return choice;
}

/** True if the choice keeps to every row and every earlier level, in whole numbers. */
export function holds(part: Part, level: LevelProblem, choice: Choice): boolean {
  return (
    isFeasible(part, choice) &&
    level.floors.every(
      (floor) => choice.reduce((sum, o) => sum + (o >= 0 ? (floor.weight[o] as number) : 0), 0) >= floor.least,
    )
  );
}
