import type { Model } from './model.js';
import type { Part } from './part.js';
import type { Scarce } from './reduce.js';
import { sameNumbers } from './splice.js';
import type { Assembled, KnownPart, Recall } from './solve.js';
import { StillBest } from './still-best.js';

/** What an earlier answer says of a model that has changed since. */
export function recallOf(before: Model, solved: Assembled, model: Model): Recall {
  const parts = new Map(solved.parts.map((known) => [known.part.model.pupils[known.part.pupils[0] as number], known]));
  const chosen = once(() => chosenNow(before, solved.chosen, model));
  const still = once(() => new StillBest(before, solved, model, chosen()));
  return {
    same: (part) => {
      const known = parts.get(model.pupils[part.pupils[0] as number]);
      return known && settled(known) && sameParts(known.part, part) ? known : undefined;
    },
    earlier: (scarce) => {
      const price = pricesByResource(solved.parts);
      return { chosen: chosen(), price: (row) => priceOf(scarce, row, price) };
    },
    stillBest: (part, whole) => still().answerFor(part, whole),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** An answer cut short by a time limit is no answer to keep. */
const settled = ({ answer }: KnownPart): boolean => answer.proved || answer.method === 'stable';

/** The option that each pupil had before, where it stands now, or -1. */
function chosenNow(before: Model, chosen: Int32Array, model: Model): Int32Array {
  if (model.options === before.options) return chosen;
  const now = new Int32Array(model.pupils.length).fill(-1);
  let old = 0;
  for (let p = 0; p < model.pupils.length; p += 1) {
    const name = model.pupils[p] as string;
    while (old < before.pupils.length && (before.pupils[old] as string) < name) old += 1;
    const option = before.pupils[old] === name ? (chosen[old] as number) : -1;
    if (option < 0) continue;
    const id = before.options[option];
    const from = model.optionStart[p] as number;
    const to = model.optionStart[p + 1] as number;
    // Nearly every pupil's options are as they were, so the option stands as far from its pupil's first.
    const likely = from + option - (before.optionStart[old] as number);
    if (likely < to && model.options[likely] === id) now[p] = likely;
    else for (let o = from; o < to; o += 1) if (model.options[o] === id) now[p] = o;
  }
  return now;
}

type RowPrice = { readonly band: number | null; readonly fit: number };

function pricesByResource(parts: readonly KnownPart[]): ReadonlyMap<string, RowPrice> {
  const prices = new Map<string, RowPrice>();
  for (const { scarce, answer } of parts) {
    const { start } = answer;
    start?.part.rows.forEach((row, local) => {
      for (const { resource } of scarce.rows[row]?.members ?? []) {
        prices.set(scarce.resources[resource] as string, start.price(local));
      }
    });
  }
  return prices;
}

function priceOf(scarce: Scarce, row: number, prices: ReadonlyMap<string, RowPrice>): RowPrice | undefined {
  for (const { resource } of scarce.rows[row]?.members ?? []) {
    const known = prices.get(scarce.resources[resource] as string);
    if (known) return known;
  }
  return undefined;
}

/** Is a component in all that its answer depends on what it was? Positions may have moved; names, numbers and uses may not. */
function sameParts(a: Part, b: Part): boolean {
  // What a change is likeliest to show in stands first.
  return (
    sameNumbers(a.capacity, b.capacity) &&
    sameNumbers(a.optionStart, b.optionStart) &&
    sameAt(a.model.fit, a.options, b.model.fit, b.options) &&
    sameAt(a.model.pupils, a.pupils, b.model.pupils, b.pupils) &&
    sameAt(a.model.options, a.options, b.model.options, b.options) &&
    sameNumbers(a.useStart, b.useStart) &&
    sameNumbers(a.useRow, b.useRow) &&
    sameNumbers(a.useUnits, b.useUnits) &&
    sameAt(a.model.band, a.pupils, b.model.band, b.pupils) &&
    sameAt(a.model.waiting, a.pupils, b.model.waiting, b.pupils) &&
    sameAt(a.model.rank, a.options, b.model.rank, b.options) &&
    sameAt(a.model.priority, a.options, b.model.priority, b.options) &&
    a.model.bandCount === b.model.bandCount
  );
}

/** Do two lists say the same in these places of each? */
function sameAt<T>(a: ArrayLike<T>, inA: Int32Array, b: ArrayLike<T>, inB: Int32Array): boolean {
  if (inA.length !== inB.length) return false;
  for (let i = 0; i < inA.length; i += 1) if (a[inA[i] as number] !== b[inB[i] as number]) return false;
  return true;
}
