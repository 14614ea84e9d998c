import type { Objective, Price } from './exchange.js';
import type { HighsClient } from './highs-client.js';
import type { Group, Model } from './model.js';
import { isTransportation, split, type Choice, type Part } from './part.js';
import { reduce, type Reduced } from './reduce.js';
import { solvePart } from './solve-part.js';
import { unitGains } from './transport-proof.js';
import { decodeGain, solveFirstLevel, type FirstLevel } from './transport-levels.js';
import { keptApart, reachedTogether, type KeptApart } from './price-pairs.js';
import { sameNumbers } from './splice.js';
import { addObjectives, compareObjectives, difference, objectiveOf, partObjective } from './verify.js';

/** A component as prices see it: what it reaches now, and for transportation what one unit more of each row would add. */
interface Priced {
  readonly part: Part;
  readonly now: Objective;
  readonly flow: FirstLevel | undefined;
  gains: Float64Array | undefined;
  apart?: ReadonlyMap<number, KeptApart>;
}

/** A row that a group's step would raise, and its new capacity. */
interface Raise {
  readonly row: number;
  readonly capacity: number;
}

/** What a group raises in one component that is solved again for it. */
interface Question {
  readonly group: number;
  readonly component: number;
  readonly rows: readonly Raise[];
}

/**
 * The scarcity price of each group: what one step more of all its resources would add, by band and then fit. In transportation
 * components from the residual graph; elsewhere by solving again. Computed for the group, not read off any dual. Undefined when the
 * deadline passed before all were proved.
 */
export async function pricesOf(
  model: Model,
  chosen: Int32Array,
  client: HighsClient,
  deadline: number,
): Promise<Price[] | undefined> {
  const reduced = reduce(model, { dominance: 'by-objective', emptyRows: 'keep' });
  const pricer = new Pricer(model, chosen, reduced, client, deadline);
  const gains = await pricer.gains();
  return (
    gains &&
    model.groups.map((group, i) => {
      const gain = gains[i] as Objective;
      return {
        group: group.name,
        step: Math.max(...group.steps),
        placedByBand: gain.placedByBand,
        fit: gain.totalFit,
      };
    })
  );
}

class Pricer {
  private readonly components: Priced[];
  private readonly nothing: Objective;
  /** Row of the reduced problem to its component and its place there. */
  private readonly rowAt = new Map<number, { component: number; row: number }>();
  private readonly rowOfResource = new Map<number, number>();

  constructor(
    private readonly model: Model,
    private readonly chosen: Int32Array,
    private readonly reduced: Reduced,
    private readonly client: HighsClient,
    private readonly deadline: number,
  ) {
    this.nothing = objectiveOf(model, new Int32Array(model.pupils.length).fill(-1));
    this.components = split(reduced.part).map((part) => this.priced(part));
    this.components.forEach(({ part }, component) => {
      part.rows.forEach((row, local) => this.rowAt.set(row, { component, row: local }));
    });
    reduced.rows.forEach((row, r) => row.members.forEach((member) => this.rowOfResource.set(member.resource, r)));
  }

  private priced(part: Part): Priced {
    const flow = isTransportation(part) ? solveFirstLevel(part) : undefined;
    return { part, now: partObjective(part, this.present(part)), flow, gains: undefined };
  }

  /** The run's choice as the component sees it. */
  private present(part: Part): Choice {
    const localOf = new Map(Array.from(part.options, (option, local) => [option, local]));
    return Int32Array.from(part.pupils, (p) => localOf.get(this.chosen[p] as number) ?? -1);
  }

  /** The gain of each group, in their order; undefined when the deadline passed before all were proved. */
  async gains(): Promise<Objective[] | undefined> {
    const gains = this.model.groups.map(() => this.nothing);
    const questions: Question[] = [];
    const add = (group: number, more: Objective): void => {
      gains[group] = addObjectives(gains[group] as Objective, more);
    };
    for (const [g, group] of this.model.groups.entries()) {
      const together = this.gainTogether(group);
      if (together) {
        add(g, together);
        continue;
      }
      const raised = this.raised(group);
      if (!raised) {
        const gain = await this.fromScratch(group);
        if (!gain) return undefined;
        add(g, gain);
        continue;
      }
      for (const [component, rows] of raised) {
        const priced = this.components[component] as Priced;
        if (priced.flow) add(g, this.flowGain(priced, priced.flow, rows));
        else questions.push({ group: g, component, rows });
      }
    }
    for (let component = 0; component < this.components.length; component += 1) {
      const own = questions.filter((question) => question.component === component);
      const answers = own.length > 0 ? await this.answers(component, own) : [];
      if (!answers) return undefined;
      own.forEach((question, i) => add(question.group, answers[i] as Objective));
    }
    return gains;
  }

  /** The gain of letting two options stand together, for a resource that keeps just those two apart in a flow. */
  private gainTogether(group: Group): Objective | undefined {
    const [resource, more] = group.resources;
    if (resource === undefined || more !== undefined || !this.reduced.blocking[resource]) return undefined;
    for (const priced of this.components) {
      if (!priced.flow) continue;
      priced.apart ??= keptApart(priced.part, this.reduced.left);
      const pair = priced.apart.get(resource);
      if (!pair) continue;
      const gain = difference(reachedTogether(priced.part, priced.flow.solved, pair), priced.now);
      return compareObjectives(gain, this.nothing) > 0 ? gain : this.nothing;
    }
    return undefined;
  }

  /** Rows with room to spare seldom gain: they are raised all at once, and if that gains nothing, no one of them does. */
  private async answers(component: number, questions: readonly Question[]): Promise<Objective[] | undefined> {
    const { part } = this.components[component] as Priced;
    const room = this.roomIn(part);
    const roomy = questions.filter(({ rows }) => rows.every(({ row }) => room[row]));
    const scarce = questions.filter((question) => !roomy.includes(question));
    const known = new Map<Question, Objective>();
    for (const batch of [roomy, ...scarce.map((question) => [question])]) {
      if (!(await this.askTogether(component, batch, known))) return undefined;
    }
    return questions.map((question) => known.get(question) ?? this.nothing);
  }

  /** Asks a batch as one, and its halves if that gains anything. False when the deadline passed. */
  private async askTogether(
    component: number,
    batch: readonly Question[],
    known: Map<Question, Objective>,
  ): Promise<boolean> {
    const [first] = batch;
    if (!first) return true;
    const { part, now } = this.components[component] as Priced;
    const capacity = part.capacity.slice();
    for (const { row, capacity: to } of batch.flatMap(({ rows }) => rows)) {
      capacity[row] = Math.max(capacity[row] as number, to);
    }
    const solved = await solvePart({ ...part, capacity }, this.client, this.deadline, {
      choice: this.present(part),
    });
    if (!solved.proved) return false;
    const gain = difference(partObjective(part, solved.choice), now);
    if (batch.length === 1) known.set(first, gain);
    else if (gain.totalFit !== 0 || gain.placedByBand.some((count) => count !== 0)) {
      const half = batch.length >> 1;
      return (
        (await this.askTogether(component, batch.slice(0, half), known)) &&
        (await this.askTogether(component, batch.slice(half), known))
      );
    }
    return true;
  }

  /** Rows with room left for any option that uses them. */
  private roomIn(part: Part): boolean[] {
    const room = part.capacity.slice();
    const most = new Float64Array(room.length);
    part.useRow.forEach((row, k) => (most[row] = Math.max(most[row] as number, part.useUnits[k] as number)));
    for (const o of this.present(part)) {
      if (o < 0) continue;
      for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
        const row = part.useRow[k] as number;
        room[row] = (room[row] as number) - (part.useUnits[k] as number);
      }
    }
    return Array.from(room, (left, row) => left >= (most[row] as number));
  }

  private capacityAfter(group: Group): Float64Array {
    const capacity = Float64Array.from(this.reduced.left);
    group.resources.forEach((resource, i) => {
      const more = (capacity[resource] as number) + (group.steps[i] as number);
      capacity[resource] = Math.min(Number.MAX_SAFE_INTEGER, more);
    });
    return capacity;
  }

  /**
   * Which rows rise, and to what. Undefined if the reduction itself would come out differently: an option too large before would
   * fit, or a resource dropped for the sake of a row that rises would bind.
   */
  private raised(group: Group): ReadonlyMap<number, readonly Raise[]> | undefined {
    const { rows, blocking } = this.reduced;
    const capacity = this.capacityAfter(group);
    const touched = new Set<number>();
    for (const resource of group.resources) {
      if (blocking[resource]) return undefined;
      const row = this.rowOfResource.get(resource);
      if (row !== undefined) touched.add(row);
    }
    const raised = new Map<number, Raise[]>();
    const unitsOf = (of: { resource: number; divisor: number }): number =>
      Math.floor((capacity[of.resource] as number) / of.divisor);
    for (const row of [...touched].sort((a, b) => a - b)) {
      const entry = rows[row];
      const at = this.rowAt.get(row);
      if (!entry || !at) continue;
      const to = Math.min(...entry.members.map(unitsOf));
      if (to === entry.capacity) continue;
      if (entry.guards.some((guard) => unitsOf(guard) < to)) return undefined;
      const list = raised.get(at.component) ?? [];
      list.push({ row: at.row, capacity: to });
      raised.set(at.component, list);
    }
    return raised;
  }

  private flowGain(priced: Priced, flow: FirstLevel, rows: readonly Raise[]): Objective {
    const { part, now } = priced;
    const [only] = rows;
    if (rows.length === 1 && only && only.capacity === (part.capacity[only.row] as number) + 1) {
      priced.gains ??= unitGains(flow.solved);
      return decodeGain(part, flow, priced.gains[only.row] as number);
    }
    const raised = flow.solved.copy();
    for (const { row, capacity } of rows) {
      const more = Math.min(capacity - (part.capacity[row] as number), part.pupils.length);
      for (let unit = 0; unit < more; unit += 1) raised.addUnit(row);
    }
    return difference(partObjective(part, raised.arcOf), now);
  }

  /** The whole problem again with the group raised; components that come out as before are not solved twice. */
  private async fromScratch(group: Group): Promise<Objective | undefined> {
    const capacity = Float64Array.from(this.model.capacity);
    group.resources.forEach((resource, i) => {
      const more = (capacity[resource] as number) + (group.steps[i] as number);
      capacity[resource] = Math.min(Number.MAX_SAFE_INTEGER, more);
    });
    const { part } = reduce(this.model, { dominance: 'by-objective', emptyRows: 'keep', capacity });
    const known = new Map(this.components.map(({ part: old }) => [old.pupils[0] as number, old]));
    let gain = this.nothing;
    for (const component of split(part)) {
      const old = known.get(component.pupils[0] as number);
      if (old && sameParts(old, component)) continue;
      const solved = await solvePart(component, this.client, this.deadline, { choice: this.present(component) });
      if (!solved.proved) return undefined;
      const before = this.nowOf(component);
      gain = addObjectives(gain, difference(partObjective(component, solved.choice), before));
    }
    return gain;
  }

  /** What the run reaches for these pupils, by whatever option, even one that dominance drops with the group raised. */
  private nowOf(part: Part): Objective {
    const chosen = new Int32Array(this.chosen.length).fill(-1);
    for (const p of part.pupils) chosen[p] = this.chosen[p] as number;
    return objectiveOf(this.model, chosen);
  }
}

function sameParts(a: Part, b: Part): boolean {
  return (
    sameNumbers(a.pupils, b.pupils) &&
    sameNumbers(a.options, b.options) &&
    sameNumbers(a.capacity, b.capacity) &&
    sameNumbers(a.useStart, b.useStart) &&
    sameNumbers(a.useRow, b.useRow) &&
    sameNumbers(a.useUnits, b.useUnits)
  );
}
