import type { Face } from './face.js';
import { placeOf, type Choice, type Part } from './part.js';

/** The state of the search for the first choice in canonical order among equals: loads, and arcs already decided. */
interface State {
  readonly choice: Int32Array;
  readonly load: Int32Array;
  /** Pupils whose answer is settled. */
  readonly fixed: Uint8Array;
  /** Tight options decided against. */
  readonly out: Set<number>;
}

/**
 * What still ties after the lottery goes by canonical order: the first option, by pupil id and then option id, that stands in any
 * of the equal choices is chosen, then the next. Ties this deep are rare, so plain searches do.
 */
export function firstInOrder(part: Part, choice: Choice, face: Face): Choice {
  const places = part.capacity.length + 1;
  const state: State = {
    choice: Int32Array.from(choice),
    load: new Int32Array(places),
    fixed: new Uint8Array(part.pupils.length),
    out: new Set(),
  };
  for (const option of choice) {
    if (option < 0) continue;
    const place = placeOf(part, option);
    state.load[place] = (state.load[place] as number) + 1;
  }
  const tightOf: number[][] = Array.from(part.pupils, () => []);
  for (const option of face.options) tightOf[part.optionPupil[option] as number]?.push(option);
  const search = new Search(part, face, state, tightOf);
  tightOf.forEach((options, p) => {
    for (const option of options) {
      if (state.choice[p] === option || search.moveTo(p, option)) break;
      state.out.add(option);
    }
    state.fixed[p] = 1;
  });
  return state.choice;
}

/** Looks for a round of moves among equal choices. The node after the last place stands for being placed nowhere. */
class Search {
  private readonly outside: number;
  private readonly room: (place: number) => number;

  constructor(
    private readonly part: Part,
    private readonly face: Face,
    private readonly state: State,
    private readonly tightOf: readonly (readonly number[])[],
  ) {
    this.outside = part.capacity.length + 1;
    this.room = (place) => (part.capacity[place] ?? Infinity) - (state.load[place] as number);
  }

  private placeOf(option: number): number {
    return placeOf(this.part, option);
  }

  /** Moves pupil p onto the option if the others can make it good without touching what is settled. */
  moveTo(p: number, option: number): boolean {
    const { state } = this;
    const before = state.choice[p] as number;
    const from = before < 0 ? this.outside : this.placeOf(before);
    const to = this.placeOf(option);
    const steps = to === from ? [] : this.path(to, from, p);
    if (!steps) return false;
    this.assign(p, option);
    for (const [pupil, next] of steps) this.assign(pupil, next);
    return true;
  }

  private assign(p: number, option: number): void {
    const { choice, load } = this.state;
    const before = choice[p] as number;
    if (before >= 0) load[this.placeOf(before)] = (load[this.placeOf(before)] as number) - 1;
    if (option >= 0) load[this.placeOf(option)] = (load[this.placeOf(option)] as number) + 1;
    choice[p] = option;
  }

  /** Who moves where so that a unit pushed into `start` comes out at `goal`; undefined if there is no way. */
  private path(start: number, goal: number, mover: number): (readonly [number, number])[] | undefined {
    const cameBy = new Map<number, { from: number; pupil: number; option: number }>([
      [start, { from: -1, pupil: -1, option: -1 }],
    ]);
    const queue = [start];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      if (at === goal) return this.trace(cameBy, goal);
      for (const edge of this.edges(at, mover)) {
        if (cameBy.has(edge.to)) continue;
        cameBy.set(edge.to, { from: at, pupil: edge.pupil, option: edge.option });
        queue.push(edge.to);
      }
    }
    return undefined;
  }

  private trace(
    cameBy: ReadonlyMap<number, { from: number; pupil: number; option: number }>,
    goal: number,
  ): (readonly [number, number])[] {
    const steps: (readonly [number, number])[] = [];
    for (let step = cameBy.get(goal); step && step.from !== -1; step = cameBy.get(step.from)) {
      if (step.pupil >= 0) steps.push([step.pupil, step.option]);
    }
    return steps;
  }

  private *edges(at: number, mover: number): Generator<{ to: number; pupil: number; option: number }> {
    const { state, face } = this;
    const free = (p: number): boolean => p !== mover && !state.fixed[p];
    if (at !== this.outside && this.room(at) > 0) yield { to: this.outside, pupil: -1, option: -1 };
    for (let p = 0; p < state.choice.length; p += 1) {
      const own = state.choice[p] as number;
      const place = own < 0 ? this.outside : this.placeOf(own);
      if (place !== at || !free(p)) continue;
      if (own >= 0 && !face.mustPlace[p]) yield { to: this.outside, pupil: p, option: -1 };
      for (const option of this.tightOf[p] ?? []) {
        if (option !== own && !state.out.has(option)) yield { to: this.placeOf(option), pupil: p, option };
      }
    }
    if (at !== this.outside) return;
    // A place whose price is 0 may be left with a unit free.
    for (let r = 0; r < this.outside; r += 1) {
      if (!face.mustFill[r] && (state.load[r] as number) > 0) yield { to: r, pupil: -1, option: -1 };
    }
  }
}
