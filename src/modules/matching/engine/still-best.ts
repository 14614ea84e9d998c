import { SMALL } from './mixed-ties.js';
import type { Model } from './model.js';
import type { Choice, Part } from './part.js';
import type { Assembled, KnownPart } from './solve.js';
import { sameNumbers } from './splice.js';
import { faultOf } from './verify.js';

/**
 * Where a change only took something away, and nothing of the earlier answer, that is the answer still: there is less to choose from, and
 * it was better than all of that, through every tie. So it is with an option barred or gone that was not chosen, a pin on one that was,
 * a pupil gone who had no place, and units gone that nobody used.
 */
export class StillBest {
  private readonly partOf = new Map<string, KnownPart>();
  private readonly kept = new Set<string>();
  private readonly lessOnly: boolean;
  private wholeSeen: Part | undefined;
  private wholeHolds = false;

  constructor(
    before: Model,
    solved: Assembled,
    private readonly model: Model,
    private readonly chosen: Int32Array,
  ) {
    this.lessOnly =
      placed(solved.chosen) === placed(chosen) && isLess(before, model) && faultOf(model, chosen) === undefined;
    if (!this.lessOnly) return;
    for (const known of solved.parts) {
      const { part } = known;
      for (const p of part.pupils) this.partOf.set(part.model.pupils[p] as string, known);
      for (const o of part.options) this.kept.add(part.model.options[o] as string);
    }
  }

  /** The answer of a component of the reduced problem; undefined where another might be as good now. */
  answerFor(part: Part, whole: Part): Choice | undefined {
    // In a large part ties may be left to the course of the search, and from scratch it may take another.
    if (!this.lessOnly || part.options.length > SMALL || !this.standsIn(whole)) return undefined;
    // Options that were dropped for others' sake are not among those that the answer was compared with.
    if (!part.options.every((o) => this.kept.has(this.model.options[o] as string))) return undefined;
    for (const p of part.pupils) {
      const { proved, alone } = this.partOf.get(this.model.pupils[p] as string)?.answer ?? {};
      if (!proved || !alone) return undefined;
    }
    return this.chosenIn(part);
  }

  private chosenIn(part: Part): Choice {
    const choice = new Int32Array(part.pupils.length).fill(-1);
    for (let o = 0; o < part.options.length; o += 1) {
      const p = part.optionPupil[o] as number;
      if (this.chosen[part.pupils[p] as number] === part.options[o]) choice[p] = o;
    }
    return choice;
  }

  /** Is all that is chosen still an option of the reduced problem? */
  private standsIn(whole: Part): boolean {
    if (this.wholeSeen === whole) return this.wholeHolds;
    const options = new Set(whole.options);
    this.wholeSeen = whole;
    this.wholeHolds = this.chosen.every((o, p) => o < 0 || this.model.pinned[p] === o || options.has(o));
    return this.wholeHolds;
  }
}

const placed = (chosen: Int32Array): number => chosen.reduce((sum, o) => sum + (o >= 0 ? 1 : 0), 0);

/** Is every choice that the problem allows one that it allowed before, and worth the same? Pupils who went have no place in it. */
function isLess(before: Model, model: Model): boolean {
  if (model.resources !== before.resources) return false;
  if (model.capacity.some((units, r) => units > (before.capacity[r] as number))) return false;
  let old = 0;
  for (let p = 0; p < model.pupils.length; p += 1) {
    while (old < before.pupils.length && before.pupils[old] !== model.pupils[p]) {
      // Whoever was pinned and went has freed what the pin held.
      if ((before.pinned[old] as number) >= 0) return false;
      old += 1;
    }
    if (old === before.pupils.length || !pupilIsLess(before, old, model, p)) return false;
    old += 1;
  }
  return before.pinned.subarray(old).every((pin) => pin < 0);
}

/** The same of one pupil, at these places of the two. */
function pupilIsLess(before: Model, old: number, model: Model, p: number): boolean {
  if (before.band[old] !== model.band[p] || before.waiting[old] !== model.waiting[p]) return false;
  const pin = before.pinned[old] as number;
  if (pin >= 0 && model.options[model.pinned[p] as number] !== before.options[pin]) return false;
  let was = before.optionStart[old] as number;
  const end = before.optionStart[old + 1] as number;
  for (let o = model.optionStart[p] as number; o < (model.optionStart[p + 1] as number); o += 1) {
    if (model.barred[o]) continue;
    while (was < end && before.options[was] !== model.options[o]) was += 1;
    if (was === end || before.barred[was] || before.fit[was] !== model.fit[o]) return false;
    if (!sameUses(before, was, model, o)) return false;
  }
  return true;
}

function sameUses(a: Model, ofA: number, b: Model, ofB: number): boolean {
  if (a.useStart === b.useStart && a.useUnits === b.useUnits && ofA === ofB) return true;
  const [from, to] = [a.useStart[ofA] as number, a.useStart[ofA + 1] as number];
  const [first, last] = [b.useStart[ofB] as number, b.useStart[ofB + 1] as number];
  return (
    sameNumbers(a.useResource.subarray(from, to), b.useResource.subarray(first, last)) &&
    sameNumbers(a.useUnits.subarray(from, to), b.useUnits.subarray(first, last))
  );
}
