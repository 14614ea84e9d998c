import type { Model } from './model.js';
import type { Touched } from './model-change.js';
import { split, type Part } from './part.js';
import { hangsTogether, movedBy, movedPart, partWith, type Moved } from './part-change.js';
import { recallOf } from './recall.js';
import { scarceAfter, type ScarceAfter } from './reduce-change.js';
import type { Scarce } from './reduce.js';
import { answerOfFlow, flow } from './solve-part.js';
import { gathered, known, type Assembled, type KnownPart } from './solve.js';
import { placeAmong, splicedTexts } from './splice.js';
import { solveAfter } from './transport-levels.js';

/**
 * The answer after a change that touched one pupil or the units of resources, worked out in the one component that it is about. Undefined
 * where it is about more than that, or about what is not a flow: then everything has to be looked at again.
 */
export function solvedAfter(was: Model, before: Assembled, model: Model, touched: Touched): Assembled | undefined {
  if (model.bandCount !== was.bandCount) return undefined;
  const scarce = scarceAfter(before.scarce, was, model, touched);
  if (!scarce) return undefined;
  const rows = rowsTouched(before.scarce, scarce, model);
  const about = before.parts.filter(
    ({ part }) => holds(part.pupils, touched.before) || part.rows.some((row) => rows.has(row)),
  );
  const [only, other] = about;
  if (other || (!only && scarce.kept.length > 0)) return undefined;
  const moved = movedBy(was, model, touched);
  const anew = only && solvedAnew(only, moved, was, before, model, touched, scarce);
  if (only && !anew) return undefined;
  const parts = before.parts.flatMap((one) =>
    one === only ? (anew ?? []) : [{ ...one, part: movedPart(one.part, model, moved) }],
  );
  parts.sort((a, b) => (a.part.pupils[0] as number) - (b.part.pupils[0] as number));
  return gathered(model, scarce, parts);
}

const holds = (pupils: Int32Array, p: number): boolean => p >= 0 && pupils[placeAmong(pupils, p)] === p;

/** The rows that have more or fewer units now, or that the pupil whom the change is about could use. */
function rowsTouched(before: Scarce, scarce: ScarceAfter, model: Model): ReadonlySet<number> {
  const rows = new Set<number>();
  const rowOf = new Map<number, number>();
  scarce.rows.forEach(({ capacity, members }, row) => {
    for (const { resource } of members) rowOf.set(resource, row);
    if (capacity !== before.rows[row]?.capacity) rows.add(row);
  });
  for (const option of scarce.kept) {
    const row = rowOf.get(resourceOf(model, option));
    if (row !== undefined) rows.add(row);
  }
  return rows;
}

/** The resource that an option uses, where it uses one; -1 if none. */
function resourceOf({ useStart, useResource }: Model, option: number): number {
  const at = useStart[option] as number;
  return at < (useStart[option + 1] as number) ? (useResource[at] as number) : -1;
}

/** One component, which may fall apart by the change, solved from where it stood. Undefined if nothing is known to start from. */
function solvedAnew(
  { part: old, answer, report }: KnownPart,
  moved: Moved,
  was: Model,
  before: Assembled,
  model: Model,
  touched: Touched,
  scarce: ScarceAfter,
): KnownPart[] | undefined {
  if (!answer.start) return undefined;
  const local = new Map<number | undefined, number>();
  old.rows.forEach((row, r) => local.set(scarce.rows[row]?.members[0]?.resource, r));
  const rowOf = (option: number): number => local.get(resourceOf(model, option)) ?? -1;
  const { part, swap } = partWith(old, model, moved, touched, scarce.kept, rowOf);
  const whole: Part = { ...part, capacity: Float64Array.from(old.rows, (row) => scarce.rows[row]?.capacity as number) };
  const pieces = hangsTogether(whole, swap, old) ? [whole] : split(whole);
  const together = pieces.length === 1 ? solveAfter(whole, swap, answer.start) : undefined;
  if (together) {
    const come = swap.come ? [model.pupils[touched.after] as string] : [];
    const names = splicedTexts(report.pupils, swap.at, swap.at + swap.gone, come);
    return [known(whole, scarce, answerOfFlow(whole, together), names)];
  }
  const earlier = recallOf(was, before, model).earlier(scarce);
  return pieces.map((piece) => known(piece, scarce, flow(piece, earlier)));
}
