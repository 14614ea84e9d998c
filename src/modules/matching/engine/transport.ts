import { Heap } from './heap.js';
import { backwards, SortedArcs, type Backwards } from './transport-arcs.js';

/**
 * A transportation problem in whole numbers: every pupil takes at most one arc, an arc leads to one place, a place takes up to
 * its capacity. The worth of an arc is what it adds if chosen; all sums must stay inside the safe-integer range.
 */
export interface TransportNet {
  readonly pupils: number;
  readonly places: number;
  /** Arcs of pupil p stand at start[p] up to start[p + 1]. */
  readonly start: Int32Array;
  readonly place: Int32Array;
  readonly worth: Float64Array;
  readonly capacity: Int32Array;
}

const NONE = -1;

/** How much further a search looks when it found no end, and how many arcs it may read in vain before it sorts them anew. */
const FURTHER = 4;
const IN_VAIN = 8;

/**
 * Maximises total worth by shortest augmenting paths over the places, with exact prices.
 *
 * Between calls these hold (complementary slackness), so the choice is optimal and the prices prove it:
 * no arc is worth more than its pupil's profit plus its place's price; a chosen arc is worth exactly that; a place with room has
 * price 0; a pupil without an arc has profit 0. Adding and removing pupils and capacity keeps them, one path at a time.
 */
export class Transport {
  /** Chosen arc of each pupil, or -1. */
  readonly arcOf: Int32Array;
  /** What one unit of each place is worth: the least set of prices is not guaranteed, only a right one. */
  readonly price: Float64Array;
  readonly load: Int32Array;
  readonly capacity: Int32Array;
  /** Pupils who have been let in. */
  readonly active: Uint8Array;
  /** Worth of the arc of each pupil that has one. */
  private readonly own: Float64Array;
  /** How far at least that is above the next best of the pupil, or nothing; less what prices had fallen when it was looked at. */
  private readonly lead: Float64Array;
  /** The pupils at each place, as a list: the first, and who follows each. -1 ends it. */
  readonly head: Int32Array;
  readonly next: Int32Array;
  private readonly previous: Int32Array;
  private readonly distance: Float64Array;
  private readonly via: Int32Array;
  private readonly viaPupil: Int32Array;
  private readonly settled: Int32Array;
  private readonly reached: Int32Array;
  private readonly arcs: SortedArcs;
  private readonly heap: Heap;
  private back: Backwards | undefined;
  private reachedCount = 0;
  /** How far a search looks before it takes stock: most ends are near, and what is far then costs nothing. */
  private look = 1;
  /** The nearest end of the present search: how far, at which place, and who gives way there (or nobody, where there is room). */
  private limit = 0;
  private endPlace = NONE;
  private gives = NONE;
  /** How far prices may have fallen since arcs were sorted. */
  private fallen = 0;

  constructor(
    readonly net: TransportNet,
    like?: Transport,
    order: 'sorted' | 'as given' = 'sorted',
  ) {
    const { pupils, places } = net;
    this.arcOf = like ? like.arcOf.slice() : new Int32Array(pupils).fill(NONE);
    this.price = like ? like.price.slice() : new Float64Array(places);
    this.load = like ? like.load.slice() : new Int32Array(places);
    this.capacity = (like ?? net).capacity.slice();
    this.active = like ? like.active.slice() : new Uint8Array(pupils);
    this.own = like ? like.own.slice() : new Float64Array(pupils);
    this.lead = like ? like.lead.slice() : new Float64Array(pupils);
    this.head = like ? like.head.slice() : new Int32Array(places).fill(NONE);
    this.next = like ? like.next.slice() : new Int32Array(pupils).fill(NONE);
    this.previous = like ? like.previous.slice() : new Int32Array(pupils).fill(NONE);
    this.arcs = new SortedArcs(net, this.price, like?.arcs, like?.arcs.order ?? order);
    this.fallen = like?.fallen ?? 0;
    this.back = like?.back;
    this.distance = new Float64Array(places).fill(Infinity);
    this.via = new Int32Array(places);
    this.viaPupil = new Int32Array(places);
    this.settled = new Int32Array(places);
    this.reached = new Int32Array(places);
    this.heap = new Heap(places, this.distance);
  }

  /** Adds every pupil, in order. */
  solve(): void {
    for (let p = 0; p < this.net.pupils; p += 1) this.addPupil(p);
  }

  /**
   * Starts from prices and arcs of an earlier answer, whatever they are worth now: arcs that are still best are taken, the other pupils are
   * let in anew, and places that are dearer than they are full find somebody or become cheaper.
   */
  resume(price: Float64Array, wanted: Int32Array): void {
    const { start, place, worth, pupils, places } = this.net;
    this.price.set(price);
    // Few are let in anew, and each can look as far as it takes at once.
    this.look = Infinity;
    const others: number[] = [];
    for (let p = 0; p < pupils; p += 1) {
      const arc = wanted[p] as number;
      const r = arc === NONE ? NONE : (place[arc] as number);
      let next = 0;
      for (let a = start[p] as number; a < (start[p + 1] as number); a += 1) {
        const gain = (worth[a] as number) - (this.price[place[a] as number] as number);
        if (gain > next && a !== arc) next = gain;
      }
      const profit = r === NONE ? 0 : (worth[arc] as number) - (this.price[r] as number);
      const still = profit >= next;
      if (!still || (r !== NONE && (this.load[r] as number) >= (this.capacity[r] as number))) {
        others.push(p);
        continue;
      }
      this.active[p] = 1;
      if (r === NONE) continue;
      this.take(p, arc);
      this.lead[p] = (worth[arc] as number) - next;
    }
    for (const p of others) this.addPupil(p);
    for (let r = 0; r < places; r += 1) {
      while ((this.load[r] as number) < (this.capacity[r] as number) && (this.price[r] as number) > 0) this.fill(r);
    }
  }

  /** What a pupil gains over going without, at the present prices. */
  profit(p: number): number {
    const arc = this.arcOf[p] as number;
    if (arc === NONE) return 0;
    return (this.own[p] as number) - (this.price[this.net.place[arc] as number] as number);
  }

  /** Lets a pupil in and finds the best choice with it: one shortest path from the pupil to room, or to somebody's giving way. */
  addPupil(p: number): void {
    if (this.active[p]) return;
    this.active[p] = 1;
    const { key, place, worth, arc } = this.arcs;
    const to = this.net.start[p + 1] as number;
    for (;;) {
      let profit = 0;
      let best = NONE;
      for (let b = this.net.start[p] as number; b < to; b += 1) {
        if ((key[b] as number) + this.fallen <= profit) break;
        const gain = (worth[b] as number) - (this.price[place[b] as number] as number);
        if (gain <= profit) continue;
        profit = gain;
        best = b;
      }
      if (best === NONE) return;
      const r = place[best] as number;
      if ((this.load[r] as number) < (this.capacity[r] as number)) {
        this.take(p, arc[best] as number);
        return;
      }
      if (this.augment(p, profit)) return;
      this.look *= FURTHER;
    }
  }

  private begin(): void {
    for (let i = 0; i < this.reachedCount; i += 1) this.distance[this.reached[i] as number] = Infinity;
    this.reachedCount = 0;
    this.heap.clear();
  }

  /** Notes a shorter way to a place. */
  private reach(r: number, distance: number, arc: number, pupil: number): void {
    const known = this.distance[r] as number;
    if (known <= distance) return;
    if (known === Infinity) {
      this.reached[this.reachedCount] = r;
      this.reachedCount += 1;
    }
    this.distance[r] = distance;
    this.via[r] = arc;
    this.viaPupil[r] = pupil;
  }

  /**
   * Looks for the nearest end: a place with room, a pupil who gives way, or the new pupil going without. False if none is as near as
   * it looks; prices have then risen by what was learnt, and it can look further from there.
   */
  private augment(p: number, profit: number): boolean {
    this.begin();
    this.limit = this.look;
    this.endPlace = NONE;
    this.gives = NONE;
    let ended = profit <= this.limit;
    if (ended) this.limit = profit;
    this.spread(p, NONE, profit);
    const { heap, distance, price, own, next, lead, fallen } = this;
    let settled = 0;
    while (heap.size > 0) {
      const r = heap.first;
      const far = distance[r] as number;
      if (far >= this.limit) break;
      heap.pop();
      this.settled[settled] = r;
      settled += 1;
      const here = far - (price[r] as number);
      for (let q = this.head[r] as number; q !== NONE; q = next[q] as number) {
        if (here - fallen + (lead[q] as number) >= this.limit) continue;
        const reached = here + (own[q] as number);
        if (reached < this.limit) {
          this.limit = reached;
          this.endPlace = r;
          this.gives = q;
        }
        this.spread(q, r, reached);
      }
    }
    ended ||= this.endPlace !== NONE;
    for (let i = 0; i < settled; i += 1) {
      const r = this.settled[i] as number;
      const rise = this.limit - (distance[r] as number);
      if (rise > 0) price[r] = (price[r] as number) + rise;
    }
    if (!ended) return false;
    this.look = Math.max(1, Math.min(this.look, 2 * this.limit));
    if (this.endPlace !== NONE) this.shift(p);
    return true;
  }

  /** Follows the arcs of a pupil who would have to leave where it is, `reached` away, as far as the limit. */
  private spread(q: number, here: number, reached: number): void {
    const { key, place, worth, arc } = this.arcs;
    const { distance, price, load, capacity } = this;
    const bound = reached - this.fallen;
    const from = this.net.start[q] as number;
    const to = this.net.start[q + 1] as number;
    let limit = this.limit;
    let useful = from;
    let nearest = reached;
    let b = from;
    for (; b < to && bound - (key[b] as number) < limit; b += 1) {
      const s = place[b] as number;
      if (s === here) continue;
      const there = reached - (worth[b] as number) + (price[s] as number);
      if (there < nearest) nearest = there;
      if (there >= limit) continue;
      useful += 1;
      if (there >= (distance[s] as number)) continue;
      this.reach(s, there, arc[b] as number, q);
      if ((load[s] as number) < (capacity[s] as number)) {
        limit = there;
        this.endPlace = s;
        this.gives = NONE;
      } else this.heap.put(s);
    }
    this.limit = limit;
    if (b < to) nearest = Math.min(nearest, bound - (key[b] as number));
    this.lead[q] = (this.own[q] as number) + nearest - reached + this.fallen;
    if (b - useful > IN_VAIN && this.fallen === 0) this.arcs.sort(q);
  }

  /** Walks back from the end: whoever came along each arc moves onto it, out of the place before. */
  private shift(p: number): void {
    if (this.gives !== NONE) this.leave(this.gives);
    for (let r = this.endPlace; ;) {
      const q = this.viaPupil[r] as number;
      const before = this.arcOf[q] as number;
      if (before !== NONE) this.leave(q);
      this.take(q, this.via[r] as number);
      if (q === p) return;
      r = this.net.place[before] as number;
    }
  }

  private take(p: number, arc: number): void {
    const r = this.net.place[arc] as number;
    const first = this.head[r] as number;
    this.arcOf[p] = arc;
    this.own[p] = this.net.worth[arc] as number;
    this.lead[p] = -Infinity;
    this.next[p] = first;
    this.previous[p] = NONE;
    if (first !== NONE) this.previous[first] = p;
    this.head[r] = p;
    this.load[r] = (this.load[r] as number) + 1;
  }

  private leave(p: number): void {
    const r = this.net.place[this.arcOf[p] as number] as number;
    const before = this.previous[p] as number;
    const after = this.next[p] as number;
    if (before === NONE) this.head[r] = after;
    else this.next[before] = after;
    if (after !== NONE) this.previous[after] = before;
    this.arcOf[p] = NONE;
    this.load[r] = (this.load[r] as number) - 1;
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
    const out = this.head[r] as number;
    this.leave(out);
    this.active[out] = 0;
    this.addPupil(out);
  }

  /**
   * A free unit at a place with a price: pull the best path of moves into it, or let the price fall to 0.
   * Distances run backwards: what is lost by having somebody move here, and their unit filled in turn.
   */
  private fill(target: number): void {
    const targetPrice = this.price[target] as number;
    if (targetPrice === 0 || (this.load[target] as number) >= (this.capacity[target] as number)) return;
    const { place, worth } = this.net;
    const back = (this.back ??= backwards(this.net));
    this.begin();
    this.reach(target, 0, NONE, NONE);
    this.heap.put(target);
    let limit = Infinity;
    let endPlace = NONE;
    let endArc = NONE;
    let settled = 0;
    while (this.heap.size > 0) {
      const r = this.heap.first;
      const distance = this.distance[r] as number;
      if (distance >= limit) break;
      this.heap.pop();
      this.settled[settled] = r;
      settled += 1;
      const price = this.price[r] as number;
      if (distance + price < limit) {
        limit = distance + price;
        endPlace = r;
        endArc = NONE;
      }
      for (let i = back.inStart[r] as number, end = back.inStart[r + 1] as number; i < end; i += 1) {
        const a = back.inArc[i] as number;
        const q = back.arcPupil[a] as number;
        if (!this.active[q]) continue;
        const own = this.arcOf[q] as number;
        if (own === a) continue;
        const there = distance + this.profit(q) + price - (worth[a] as number);
        if (there >= limit) continue;
        if (own !== NONE) {
          const s = place[own] as number;
          if (there >= (this.distance[s] as number)) continue;
          this.reach(s, there, a, q);
          this.heap.put(s);
        } else {
          limit = there;
          endPlace = r;
          endArc = a;
        }
      }
    }
    this.settle(settled, limit);
    this.pull(target, endPlace, endArc, back.arcPupil);
  }

  private settle(settled: number, limit: number): void {
    for (let i = 0; i < settled; i += 1) {
      const r = this.settled[i] as number;
      const fall = limit - (this.distance[r] as number);
      if (fall > 0) this.price[r] = (this.price[r] as number) - fall;
    }
    this.fallen += limit;
  }

  /** Moves everybody on the path: the newcomer first, then each along the arc by which their place was reached. */
  private pull(target: number, endPlace: number, endArc: number, arcPupil: Int32Array): void {
    if (endArc !== NONE) this.take(arcPupil[endArc] as number, endArc);
    for (let r = endPlace; r !== target;) {
      const arc = this.via[r] as number;
      const q = this.viaPupil[r] as number;
      this.leave(q);
      this.take(q, arc);
      r = this.net.place[arc] as number;
    }
  }

  /** A copy that can be changed without changing this one; what never changes is shared. */
  copy(): Transport {
    return new Transport(this.net, this);
  }
}
