import type { Change } from './change.js';
import type { CertificateEntry, Mode, ProblemFile } from './exchange.js';
import { HighsClient } from './highs-client.js';
import { compile, type Model } from './model.js';
import { changedModel } from './model-change.js';
import type { Part } from './part.js';
import type { Reduced } from './reduce.js';
import {
  answerOf,
  assemble,
  certificateOf,
  type Answer,
  type Assembled,
  type KnownPart,
  type Recall,
} from './solve.js';

export interface WhatIfOptions {
  readonly mode?: Mode;
  /** Seconds of wall clock for each answer; left out, each goes on to proof. */
  readonly timeLimitSeconds?: number;
}

export type Changed = { readonly ok: true; readonly next: WhatIf } | { readonly ok: false; readonly fault: string };

/**
 * A solved problem that can be asked "what if". `apply` answers for the problem with one change and leaves this one as it is, so that
 * several changes can be compared from the same start. Components that the change does not touch keep their answers; flows start from
 * the last prices; what goes to the MIP is solved as it would be from scratch. The answer is that of `solve` on the changed problem.
 */
export class WhatIf {
  private constructor(
    private readonly model: Model,
    private readonly options: WhatIfOptions,
    private readonly solved: Assembled,
    readonly answer: Answer,
  ) {}

  /** Solves a problem that `readProblem` accepted. */
  static start(problem: ProblemFile, options: WhatIfOptions = {}): Promise<WhatIf> {
    return WhatIf.of(compile(problem), options);
  }

  private static async of(model: Model, options: WhatIfOptions, recall?: Recall): Promise<WhatIf> {
    const { mode = 'optimal', timeLimitSeconds = Infinity } = options;
    const client = new HighsClient();
    try {
      const solved = await assemble(model, mode, client, performance.now() + timeLimitSeconds * 1000, recall);
      return new WhatIf(model, options, solved, answerOf(model, mode, solved));
    } finally {
      client.close();
    }
  }

  /** The answer with one change more; or one line that names what is wrong with the change. */
  async apply(change: Change): Promise<Changed> {
    const changed = changedModel(this.model, change);
    if (!changed.ok) return changed;
    const { model } = changed;
    return { ok: true, next: await WhatIf.of(model, this.options, recallOf(this.model, this.solved, model)) };
  }

  /** What proves the bound of the answer. After a change its prices may be others than from scratch, and prove the same. */
  certificate(): CertificateEntry[] {
    return certificateOf(this.solved);
  }
}

function recallOf(before: Model, solved: Assembled, model: Model): Recall {
  const parts = new Map(solved.parts.map((known) => [known.part.model.pupils[known.part.pupils[0] as number], known]));
  return {
    same: (part) => {
      const known = parts.get(model.pupils[part.pupils[0] as number]);
      return known && settled(known) && sameParts(known.part, part) ? known : undefined;
    },
    earlier: (reduced) => {
      const chosen = chosenNow(before, solved.chosen, model);
      const price = pricesByResource(solved.parts);
      return { chosen, price: (row) => priceOf(model, reduced, row, price) };
    },
  };
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
  for (const { part, reduced, answer } of parts) {
    const { price } = answer;
    if (!price) continue;
    part.rows.forEach((row, local) => {
      for (const { resource } of reduced.rows[row]?.members ?? []) {
        prices.set(part.model.resources[resource] as string, price(local));
      }
    });
  }
  return prices;
}

function priceOf(
  model: Model,
  reduced: Reduced,
  row: number,
  prices: ReadonlyMap<string, RowPrice>,
): RowPrice | undefined {
  for (const { resource } of reduced.rows[row]?.members ?? []) {
    const known = prices.get(model.resources[resource] as string);
    if (known) return known;
  }
  return undefined;
}

function sameList<T>(a: ArrayLike<T>, b: ArrayLike<T>, value: (list: 'a' | 'b', at: T) => unknown): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) {
    if (value('a', a[i] as T) !== value('b', b[i] as T)) return false;
  }
  return true;
}

/** Is a component in all that its answer depends on what it was? Positions may have moved; names, numbers and uses may not. */
function sameParts(a: Part, b: Part): boolean {
  const by =
    (value: (model: Model, at: number) => unknown) =>
    (list: 'a' | 'b', at: number): unknown =>
      value(list === 'a' ? a.model : b.model, at);
  const plain = (_: 'a' | 'b', each: number): number => each;
  // What a change is likeliest to show in stands first.
  return (
    a.options.length === b.options.length &&
    sameList(a.capacity, b.capacity, plain) &&
    sameList(
      a.options,
      b.options,
      by((m, o) => m.fit[o]),
    ) &&
    sameList(
      a.pupils,
      b.pupils,
      by((m, p) => m.pupils[p]),
    ) &&
    sameList(a.optionStart, b.optionStart, plain) &&
    sameList(
      a.options,
      b.options,
      by((m, o) => m.options[o]),
    ) &&
    sameList(a.useStart, b.useStart, plain) &&
    sameList(a.useRow, b.useRow, plain) &&
    sameList(a.useUnits, b.useUnits, plain) &&
    sameList(
      a.pupils,
      b.pupils,
      by((m, p) => m.band[p]),
    ) &&
    sameList(
      a.pupils,
      b.pupils,
      by((m, p) => m.waiting[p]),
    ) &&
    sameList(
      a.options,
      b.options,
      by((m, o) => m.rank[o]),
    ) &&
    sameList(
      a.options,
      b.options,
      by((m, o) => m.priority[o]),
    ) &&
    a.model.bandCount === b.model.bandCount
  );
}
