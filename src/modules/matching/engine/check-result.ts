import { factsOf, provedBy, type Facts } from './check-certificate.js';
import { type CheckedPrices, checkPrices } from './check-prices.js';
import { digestOf } from './digest.js';
import type { ComponentReport, Objective, OptionEntry, ProblemFile, ResultFile } from './exchange.js';
import { byCodeUnits, problemHash } from './model.js';
import { shapeFault } from './result-shape.js';

/**
 * holds: feasible, counted right, the bound proved from its multipliers, except for the pupils whose bound rests on a search, and every
 * price worked out again, except for those that lie where only a search can say.
 */
export type CheckedResult =
  | {
      readonly ok: true;
      readonly pupils: number;
      readonly onSearch: number;
      readonly prices: CheckedPrices;
    }
  | { readonly ok: false; readonly fault: string };

/**
 * Checks a result against its problem and nothing else: what was chosen keeps to every resource, pin and bar; the counts are those of
 * the choice; the bound follows from the published multipliers; the status says what the two allow. Shares no code with the solver.
 */
export function checkResult(problem: ProblemFile, result: unknown): CheckedResult {
  const misshapen = shapeFault(result);
  if (misshapen) return { ok: false, fault: misshapen };
  const found = result as ResultFile;
  const facts = factsOf(problem);
  const choice = choiceFault(problem, found) ?? countFault(problem, found, facts);
  if (choice) return { ok: false, fault: choice };
  if (found.problem !== problemHash(problem)) return { ok: false, fault: 'problem: is the hash of another problem' };
  const bounds = boundsOf(facts, found);
  if (!bounds.ok) return bounds;
  if (found.digest !== digestOf({ ...found }))
    return { ok: false, fault: 'digest: something else in the result was altered' };
  const prices = checkPrices(facts, found);
  return typeof prices === 'string' ? { ok: false, fault: prices } : { ...bounds, prices };
}

/** Is what was chosen allowed? */
function choiceFault(problem: ProblemFile, result: ResultFile): string | undefined {
  const options = new Map(problem.options.map((option) => [option.id, option]));
  const bars = new Set(problem.barred);
  const left = new Map(problem.resources.map(({ id, capacity }) => [id, BigInt(capacity)]));
  const placed: string[] = [];
  for (const [i, id] of result.chosen.entries()) {
    const option = options.get(id);
    if (!option) return `chosen[${i}]: unknown option`;
    if (bars.has(id)) return `chosen[${i}]: is barred`;
    placed.push(option.pupil);
    for (const [resource, units] of option.uses) {
      const rest = (left.get(resource) ?? 0n) - BigInt(units);
      if (rest < 0n) return `chosen[${i}]: resource ${JSON.stringify(resource)} is overused`;
      left.set(resource, rest);
    }
  }
  const wrong = placed.findIndex((pupil, i) => i > 0 && byCodeUnits(placed[i - 1] as string, pupil) >= 0);
  if (wrong >= 0) return `chosen[${wrong}]: must stand in the order of pupils, one option each`;
  const chosen = new Set(result.chosen);
  if (problem.pinned?.some((id) => !chosen.has(id))) return 'chosen: a pinned option is missing';
  const taken = new Set(placed);
  const without = problem.pupils.map(({ id }) => id).filter((id) => !taken.has(id));
  const same = without.sort(byCodeUnits).every((id, i) => id === result.unplaced[i]);
  return same && without.length === result.unplaced.length
    ? undefined
    : 'unplaced: must be everybody who is not chosen for';
}

type ChosenOf = ReadonlyMap<string, OptionEntry>;

/** The option chosen for each pupil. */
function chosenOf(problem: ProblemFile, result: ResultFile): ChosenOf {
  const chosen = new Set(result.chosen);
  return new Map(problem.options.filter(({ id }) => chosen.has(id)).map((option) => [option.pupil, option]));
}

/** Counts and sums of the chosen options of some pupils. */
function reachedBy(facts: Facts, chosen: ChosenOf, pupils: Iterable<string>): Objective {
  const placedByBand: number[] = [];
  let totalFit = 0;
  for (const pupil of pupils) {
    const option = chosen.get(pupil);
    if (!option) continue;
    const band = facts.bandOf.get(pupil) as number;
    placedByBand[band] = (placedByBand[band] ?? 0) + 1;
    totalFit += option.fit;
  }
  return { placedByBand: Array.from(placedByBand, (count) => count ?? 0), totalFit };
}

const same = (a: Objective, b: Objective): boolean =>
  a.totalFit === b.totalFit &&
  Array.from({ length: Math.max(a.placedByBand.length, b.placedByBand.length) }, (_, i) => i).every(
    (i) => (a.placedByBand[i] ?? 0) === (b.placedByBand[i] ?? 0),
  );

const plus = (a: Objective, b: Objective): Objective => ({
  placedByBand: Array.from(
    { length: Math.max(a.placedByBand.length, b.placedByBand.length) },
    (_, i) => (a.placedByBand[i] ?? 0) + (b.placedByBand[i] ?? 0),
  ),
  totalFit: a.totalFit + b.totalFit,
});

function countFault(problem: ProblemFile, result: ResultFile, facts: Facts): string | undefined {
  const bands = problem.pupils.reduce((most, { band }) => Math.max(most, band + 1), 0);
  if (result.placedByBand.length !== bands) return `placedByBand: must name ${bands} bands`;
  const reached = reachedBy(facts, chosenOf(problem, result), facts.bandOf.keys());
  const wrong = result.placedByBand.findIndex((count, band) => count !== (reached.placedByBand[band] ?? 0));
  if (wrong >= 0)
    return `placedByBand[${wrong}]: is ${result.placedByBand[wrong]}, and the choice places ${reached.placedByBand[wrong] ?? 0}`;
  if (reached.totalFit !== result.totalFit)
    return `totalFit: is ${result.totalFit}, and the choice adds up to ${reached.totalFit}`;
  const groups = [...new Set(problem.resources.map(({ id, group }) => group ?? id))].sort(byCodeUnits);
  if (result.prices.length === 0) return undefined;
  const unpriced = groups.findIndex((group, i) => result.prices[i]?.group !== group);
  if (unpriced >= 0 || groups.length !== result.prices.length) return `prices: must name each group once, in order`;
  const steps = new Map<string, number>();
  for (const { id, group, step } of problem.resources) {
    steps.set(group ?? id, Math.max(steps.get(group ?? id) ?? 1, step ?? 1));
  }
  const odd = result.prices.findIndex(({ group, step }) => step !== steps.get(group));
  return odd >= 0 ? `prices[${odd}].step: is not the step of the group` : undefined;
}

/** Positive if a is the better, place by place and then fit. */
function better(a: Objective, b: Objective): number {
  for (let band = 0; band < Math.max(a.placedByBand.length, b.placedByBand.length); band += 1) {
    const by = (a.placedByBand[band] ?? 0) - (b.placedByBand[band] ?? 0);
    if (by !== 0) return by;
  }
  return a.totalFit - b.totalFit;
}

type Bounds =
  | { readonly ok: true; readonly pupils: number; readonly onSearch: number }
  | { readonly ok: false; readonly fault: string };

interface Proofs {
  /** The certificate entry in which a pupil stands. */
  readonly entryOf: ReadonlyMap<string, number>;
  readonly proofs: readonly { readonly bound: Objective; readonly fit: 'proved' | 'open' }[];
  readonly certificate: ResultFile['certificate'];
}

/** How many pupils of a component have a bound that rests on a search, or the line that names a fault. */
function componentFault(reached: Objective, component: ComponentReport, by: Proofs, path: string): string | number {
  const own = new Set(component.pupils);
  const entries = new Set<number>();
  let searched = 0;
  for (const pupil of component.pupils) {
    const entry = by.entryOf.get(pupil);
    if (entry === undefined) searched += 1;
    else entries.add(entry);
  }
  let proved: Objective = { placedByBand: [], totalFit: 0 };
  for (const i of entries) {
    const { pupils } = by.certificate[i] as ResultFile['certificate'][number];
    if (!pupils.every((pupil) => own.has(pupil))) return `certificate[${i}].pupils: do not stand in one component`;
    const { bound, fit } = by.proofs[i] as Proofs['proofs'][number];
    proved = plus(proved, bound);
    if (fit === 'open') searched += pupils.length;
  }
  if (searched === 0 && !same(proved, component.bound)) return `${path}.bound: is not what its certificate proves`;
  if (component.status === 'optimal' && !same(reached, component.bound)) return `${path}.bound: is not reached`;
  if (component.status === 'bounded' && better(reached, component.bound) >= 0) return `${path}.status: is reached`;
  return searched;
}

function boundsOf(facts: Facts, result: ResultFile): Bounds {
  const { problem } = facts;
  const no = (fault: string): Bounds => ({ ok: false, fault });
  const covered = new Map<string, number>();
  const proofs: { readonly bound: Objective; readonly fit: 'proved' | 'open' }[] = [];
  for (const [i, entry] of result.certificate.entries()) {
    for (const pupil of entry.pupils) {
      if (!facts.bandOf.has(pupil) || covered.has(pupil))
        return no(`certificate[${i}].pupils: ${JSON.stringify(pupil)} has no place here`);
      covered.set(pupil, i);
    }
    const proved = provedBy(facts, entry, `certificate[${i}]`);
    if (typeof proved === 'string') return no(proved);
    proofs.push(proved);
  }
  const by: Proofs = { entryOf: covered, proofs, certificate: result.certificate };
  const pinned = new Set(problem.pinned);
  const pins = problem.options.filter(({ id }) => pinned.has(id)).map(({ pupil }) => pupil);
  const chosen = chosenOf(problem, result);
  let total = reachedBy(facts, chosen, pins);
  const inComponent = new Set<string>();
  let onSearch = 0;
  for (const [i, component] of result.components.entries()) {
    for (const pupil of component.pupils) {
      if (!facts.bandOf.has(pupil) || inComponent.has(pupil))
        return no(`components[${i}].pupils: ${JSON.stringify(pupil)} has no place here`);
      inComponent.add(pupil);
    }
    const reached = reachedBy(facts, chosen, component.pupils);
    const checked = componentFault(reached, component, by, `components[${i}]`);
    if (typeof checked === 'string') return no(checked);
    onSearch += checked;
    total = plus(total, component.bound);
  }
  const stray = [...facts.possible.keys()].find((pupil) => !inComponent.has(pupil));
  if (stray !== undefined) return no(`components: pupil ${JSON.stringify(stray)} stands in none`);
  if (!same(total, result.bound)) return no('bound: is not the sum of its components and the pins');
  if (better(result, result.bound) > 0) return no('bound: the choice passes it');
  const open = result.components.some(({ status }) => status === 'bounded');
  const ruled = result.components.some(({ status }) => status === 'stable' || status === 'greedy');
  const due = result.mode === 'greedy' ? 'greedy' : open ? 'bounded' : ruled ? 'stable' : 'optimal';
  if (result.status !== due) return no(`status: is ${result.status}, and its components say ${due}`);
  if (due === 'optimal' && !same(result, result.bound)) return no('status: is optimal, and the bound is not reached');
  return { ok: true, pupils: problem.pupils.length, onSearch };
}
