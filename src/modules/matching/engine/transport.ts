import { keepOne } from './keep-one.js';
import { fill } from './transport-back.js';
import { backwards, NONE, oneArc, type Backwards, type TransportNet } from './transport-net.js';
import type { Swap } from './part-change.js';
import { Reach } from './transport-reach.js';
import { startOf } from './transport-start.js';
import { FlowState } from './transport-state.js';

/** How much further a search looks when it found no end. */
const FURTHER = 4;
const FEW = 8;

/**
 * Maximises total worth by shortest augmenting paths over the places, with exact prices.
 *
 * Between calls these hold (complementary slackness), so the choice is optimal and the prices prove it:
 * no arc is worth more than its pupil's profit plus its place's price; a chosen arc is worth exactly that; a place with room has
 * price 0; a pupil without an arc has profit 0. Adding and removing pupils and capacity keeps them, one path at a time.
 */
export class Transport extends FlowState {
  private readonly reach: Reach;
  private back: Backwards | undefined;
  /** How far a search looks before it takes stock: most ends are near, and what is far then costs nothing. */
  private look = 1;
  /** The nearest end of the present search: how far, at which place, and who gives way there (or nobody, where there is room). */
  private limit = 0;
  private endPlace = NONE;
  private gives = NONE;

  constructor(net: TransportNet, like?: Transport) {
    super(net, like);
    this.back = like?.back;
    this.reach = new Reach(net.places);
  }

  /** Lets every pupil in, from rough prices. `floor` is what each place is known to cost at least, where it is known. */
  solve(floor?: Float64Array): void {
    const { price, wanted } = startOf(this.net, floor);
    this.resume(price, wanted);
  }

  /**
   * Starts from prices and arcs of an earlier answer, whatever they are worth now: arcs that are still best are taken, the other pupils are
   * let in anew, and places that are dearer than they are full find somebody or become cheaper.
   */
  resume(price: Float64Array, wanted: Int32Array): void {
    const { start, place, worth, pupils } = this.net;
    this.price.set(price);
    const others: number[] = [];
    for (let p = 0; p < pupils; p += 1) {
      const arc = wanted[p] as number;
      let next = 0;
      for (let a = start[p] as number, to = start[p + 1] as number; a < to; a += 1) {
        const gain = (worth[a] as number) - (this.price[place[a] as number] as number);
        if (gain > next && a !== arc) next = gain;
      }
      const r = arc === NONE ? NONE : (place[arc] as number);
      const profit = r === NONE ? 0 : (worth[arc] as number) - (this.price[r] as number);
      if (profit < next || (r !== NONE && !this.hasRoom(r))) {
        others.push(p);
        continue;
      }
      this.active[p] = 1;
      if (r === NONE) continue;
      this.take(p, arc);
      this.lead[p] = (worth[arc] as number) - next;
    }
    this.letIn(others);
    keepOne('flow', new Transport(oneArc()));
  }

  /**
   * Goes on from the flow of a net that differs in the arcs of one pupil, and in capacities: all others keep what they have, without a look
   * at their arcs, as far as there is room for it.
   */
  static after(was: Transport, net: TransportNet, swap: Swap): Transport {
    const { at, gone, come, from, to, count } = swap;
    const made = new Transport(net);
    if (net.place === was.net.place && net.start === was.net.start) {
      was.back ??= backwards(was.net);
      made.back = was.back;
    }
    made.price.set(was.price);
    made.fallen = was.fallen;
    const others: number[] = come ? [at] : [];
    const more = count - (to - from);
    for (let q = 0, p = 0; q < was.arcOf.length; q += 1) {
      if (q === at) p += come;
      if (q === at && gone) continue;
      const arc = was.arcOf[q] as number;
      made.active[p] = 1;
      if (arc !== NONE) {
        made.take(p, arc < to ? arc : arc + more);
        made.lead[p] = was.lead[q] as number;
      }
      p += 1;
    }
    for (let r = 0; r < net.places; r += 1) {
      while ((made.load[r] as number) > (made.capacity[r] as number)) others.push(made.turnOut(r));
    }
    made.letIn(others);
    return made;
  }

  /** Takes out somebody who is at a place. */
  private turnOut(r: number): number {
    const out = this.head[r] as number;
    this.leave(out);
    this.active[out] = 0;
    return out;
  }

  /** Lets in who is still out, and has places that are dearer than they are full find somebody or become cheaper. */
  private letIn(others: readonly number[]): void {
    // A few can look as far as it takes at once.
    if (others.length <= FEW) this.look = Infinity;
    for (const p of others) this.addPupil(p);
    for (let r = 0; r < this.net.places; r += 1) while (this.hasRoom(r) && (this.price[r] as number) > 0) this.fill(r);
  }

  /** Lets a pupil in and finds the best choice with it: one shortest path from the pupil to room, or to somebody's giving way. */
  addPupil(p: number): void {
    if (this.active[p]) return;
    this.active[p] = 1;
    const { start, place, worth } = this.net;
    const to = start[p + 1] as number;
    for (;;) {
      let profit = 0;
      let best = NONE;
      for (let a = start[p] as number; a < to; a += 1) {
        const gain = (worth[a] as number) - (this.price[place[a] as number] as number);
        if (gain <= profit) continue;
        profit = gain;
        best = a;
      }
      if (best === NONE) return;
      if (this.hasRoom(place[best] as number)) {
        this.take(p, best);
        return;
      }
      if (this.augment(p, profit)) return;
      this.look *= FURTHER;
    }
  }

  /**
   * Looks for the nearest end: a place with room, a pupil who gives way, or the new pupil going without. False if none is as near as
   * it looks; prices have then risen by what was learnt, and it can look further from there.
   */
  private augment(p: number, profit: number): boolean {
    const { reach, price, own, next, lead, fallen } = this;
    const { heap, distance } = reach;
    reach.begin();
    this.limit = Math.min(profit, this.look);
    this.endPlace = NONE;
    this.gives = NONE;
    this.spread(p, profit);
    while (heap.size > 0 && (distance[heap.first] as number) < this.limit) {
      const r = reach.settle();
      const here = (distance[r] as number) - (price[r] as number);
      for (let q = this.head[r] as number; q !== NONE; q = next[q] as number) {
        if (here - fallen + (lead[q] as number) >= this.limit) continue;
        const reached = here + (own[q] as number);
        if (reached < this.limit) {
          this.limit = reached;
          this.endPlace = r;
          this.gives = q;
        }
        this.spread(q, reached);
      }
    }
    reach.reprice(price, this.limit, 1);
    if (this.endPlace !== NONE) this.shift(p);
    else if (this.limit < profit) return false;
    this.look = Math.max(1, Math.min(this.look, 2 * this.limit));
    return true;
  }

  /** Follows the arcs of a pupil who would have to leave where it is, `reached` away, as far as the limit. */
  private spread(q: number, reached: number): void {
    const { reach, price } = this;
    const { distance } = reach;
    const { start, place, worth } = this.net;
    const own = this.arcOf[q] as number;
    let limit = this.limit;
    let nearest = reached;
    for (let a = start[q] as number, to = start[q + 1] as number; a < to; a += 1) {
      const s = place[a] as number;
      const there = reached - (worth[a] as number) + (price[s] as number);
      if (there >= nearest && there >= limit) continue;
      if (a === own) continue;
      if (there < nearest) nearest = there;
      if (there >= limit || there >= (distance[s] as number)) continue;
      reach.note(s, there, a, q);
      if (this.hasRoom(s)) {
        limit = there;
        this.endPlace = s;
        this.gives = NONE;
      } else reach.heap.put(s);
    }
    this.limit = limit;
    this.lead[q] = (this.own[q] as number) + nearest - reached + this.fallen;
  }

  /** Walks back from the end: whoever came along each arc moves onto it, out of the place before. */
  private shift(p: number): void {
    if (this.gives !== NONE) this.leave(this.gives);
    for (let r = this.endPlace; ;) {
      const q = this.reach.viaPupil[r] as number;
      const before = this.arcOf[q] as number;
      if (before !== NONE) this.leave(q);
      this.take(q, this.reach.via[r] as number);
      if (q === p) return;
      r = this.net.place[before] as number;
    }
  }

  /** Takes a pupil out; its unit goes to whoever gains most by it. */
  removePupil(p: number): void {
    if (!this.active[p]) return;
    this.active[p] = 0;
    const arc = this.arcOf[p] as number;
    if (arc === NONE) return;
    this.leave(p);
    this.fill(this.net.place[arc] as number);
  }

  /** One unit more of a place. */
  addUnit(r: number): void {
    this.capacity[r] = (this.capacity[r] as number) + 1;
    this.fill(r);
  }

  /** One unit less of a place that has at least one. */
  removeUnit(r: number): void {
    this.capacity[r] = (this.capacity[r] as number) - 1;
    if ((this.load[r] as number) <= (this.capacity[r] as number)) return;
    this.addPupil(this.turnOut(r));
  }

  private fill(target: number): void {
    this.back ??= backwards(this.net);
    fill(this, this.back, this.reach, target);
  }

  /** A copy that can be changed without changing this one; what never changes is shared. */
  copy(): Transport {
    return new Transport(this.net, this);
  }
}
