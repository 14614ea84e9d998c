import { Heap } from './heap.js';

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

/** The arcs read from the other side: whose each is, and which lead into a place. */
interface Backwards {
  readonly arcPupil: Int32Array;
  readonly inStart: Int32Array;
  readonly inArc: Int32Array;
}

function backwards(net: TransportNet): Backwards {
  const { pupils, places, start, place } = net;
  const arcPupil = new Int32Array(place.length);
  const inStart = new Int32Array(places + 1);
  const inArc = new Int32Array(place.length);
  for (let p = 0; p < pupils; p += 1) arcPupil.fill(p, start[p], start[p + 1]);
  for (const r of place) inStart[r + 1] = (inStart[r + 1] as number) + 1;
  for (let r = 0; r < places; r += 1) inStart[r + 1] = (inStart[r + 1] as number) + (inStart[r] as number);
  const fill = inStart.slice();
  for (let a = 0; a < place.length; a += 1) {
    const r = place[a] as number;
    const at = fill[r] as number;
    fill[r] = at + 1;
    inArc[at] = a;
  }
  return { arcPupil, inStart, inArc };
}

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
  private readonly active: Uint8Array;
  private readonly head: Int32Array;
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  private readonly distance: Float64Array;
  private readonly via: Int32Array;
  private readonly stamp: Int32Array;
  private readonly settled: Int32Array;
  private readonly back: Backwards;
  private readonly heap: Heap;
  private round = 0;

  constructor(
    readonly net: TransportNet,
    like?: Transport,
  ) {
    const { pupils, places } = net;
    this.arcOf = new Int32Array(pupils).fill(NONE);
    this.price = new Float64Array(places);
    this.load = new Int32Array(places);
    this.capacity = net.capacity.slice();
    this.active = new Uint8Array(pupils);
    this.head = new Int32Array(places).fill(NONE);
    this.next = new Int32Array(pupils).fill(NONE);
    this.previous = new Int32Array(pupils).fill(NONE);
    this.distance = new Float64Array(places);
    this.via = new Int32Array(places).fill(NONE);
    this.stamp = new Int32Array(places);
    this.settled = new Int32Array(places);
    this.heap = new Heap(places, this.distance);
    this.back = like?.back ?? backwards(net);
  }

  /** Adds every pupil, in order. */
  solve(): void {
    for (let p = 0; p < this.net.pupils; p += 1) this.addPupil(p);
  }

  /** What a pupil gains over going without, at the present prices. */
  profit(p: number): number {
    const arc = this.arcOf[p] as number;
    if (arc === NONE) return 0;
    return (this.net.worth[arc] as number) - (this.price[this.net.place[arc] as number] as number);
  }

  /** Lets a pupil in and finds the best choice with it: one shortest path from the pupil to room, or to somebody's giving way. */
  addPupil(p: number): void {
    if (this.active[p]) return;
    this.active[p] = 1;
    const { start, place, worth } = this.net;
    const from = start[p] as number;
    const to = start[p + 1] as number;
    let profit = 0;
    for (let a = from; a < to; a += 1) {
      const gain = (worth[a] as number) - (this.price[place[a] as number] as number);
      if (gain > profit) profit = gain;
    }
    if (profit === 0) return;
    this.begin();
    for (let a = from; a < to; a += 1) {
      const r = place[a] as number;
      this.reach(r, profit - ((worth[a] as number) - (this.price[r] as number)), a);
    }
    this.augment(p, profit);
  }

  private begin(): void {
    this.round += 1;
    this.heap.clear();
  }

  private reach(r: number, distance: number, arc: number): void {
    if (this.stamp[r] === this.round && (this.distance[r] as number) <= distance) return;
    this.stamp[r] = this.round;
    this.distance[r] = distance;
    this.via[r] = arc;
    this.heap.put(r);
  }

  /** Best end so far: `limit` away, in a place with room, with a pupil who gives way, or (both -1) with the new pupil going without. */
  private augment(p: number, profit: number): void {
    const { start, place, worth } = this.net;
    let limit = profit;
    let endPlace = NONE;
    let gives = NONE;
    let settled = 0;
    while (this.heap.size > 0) {
      const r = this.heap.first;
      const distance = this.distance[r] as number;
      if (distance >= limit) break;
      this.heap.pop();
      if ((this.load[r] as number) < (this.capacity[r] as number)) {
        limit = distance;
        endPlace = r;
        gives = NONE;
        break;
      }
      this.settled[settled] = r;
      settled += 1;
      const price = this.price[r] as number;
      for (let q = this.head[r] as number; q !== NONE; q = this.next[q] as number) {
        const own = distance + ((worth[this.arcOf[q] as number] as number) - price);
        if (own < limit) {
          limit = own;
          endPlace = r;
          gives = q;
        }
        for (let b = start[q] as number, end = start[q + 1] as number; b < end; b += 1) {
          const s = place[b] as number;
          const there = own - ((worth[b] as number) - (this.price[s] as number));
          if (there < limit) this.reach(s, there, b);
        }
      }
    }
    for (let i = 0; i < settled; i += 1) {
      const r = this.settled[i] as number;
      const rise = limit - (this.distance[r] as number);
      if (rise > 0) this.price[r] = (this.price[r] as number) + rise;
    }
    if (endPlace === NONE) return;
    if (gives !== NONE) this.leave(gives);
    // Walk back from the end: whoever came along each arc moves onto it, out of the place before.
    for (let r = endPlace; ;) {
      const arc = this.via[r] as number;
      const q = this.back.arcPupil[arc] as number;
      const before = this.arcOf[q] as number;
      if (before !== NONE) this.leave(q);
      this.take(q, arc);
      if (q === p || before === NONE) return;
      r = place[before] as number;
    }
  }

  private take(p: number, arc: number): void {
    const r = this.net.place[arc] as number;
    const first = this.head[r] as number;
    this.arcOf[p] = arc;
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
    this.begin();
    this.reach(target, 0, NONE);
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
      for (let i = this.back.inStart[r] as number, end = this.back.inStart[r + 1] as number; i < end; i += 1) {
        const a = this.back.inArc[i] as number;
        const q = this.back.arcPupil[a] as number;
        if (!this.active[q]) continue;
        const own = this.arcOf[q] as number;
        if (own === a) continue;
        const there = distance + this.profit(q) + price - (worth[a] as number);
        if (there >= limit) continue;
        if (own !== NONE) this.reach(place[own] as number, there, a);
        else {
          limit = there;
          endPlace = r;
          endArc = a;
        }
      }
    }
    this.settle(settled, limit);
    this.pull(target, endPlace, endArc);
  }

  private settle(settled: number, limit: number): void {
    for (let i = 0; i < settled; i += 1) {
      const r = this.settled[i] as number;
      const fall = limit - (this.distance[r] as number);
      if (fall > 0) this.price[r] = (this.price[r] as number) - fall;
    }
  }

  /** Moves everybody on the path: the newcomer first, then each along the arc by which their place was reached. */
  private pull(target: number, endPlace: number, endArc: number): void {
    if (endArc !== NONE) this.take(this.back.arcPupil[endArc] as number, endArc);
    for (let r = endPlace; r !== target;) {
      const arc = this.via[r] as number;
      const q = this.back.arcPupil[arc] as number;
      this.leave(q);
      this.take(q, arc);
      r = this.net.place[arc] as number;
    }
  }

  /**
   * What one unit more of each place would add to the total, for all places at once: the residual graph searched backwards from every
   * end of a chain of moves (a unit left free, or a pupil who was without). Right where prices are not unique, because a price may be
   * any of the right ones and this is the least.
   */
  gains(): Float64Array {
    const { start, place, worth, places, pupils } = this.net;
    this.begin();
    for (let r = 0; r < places; r += 1) this.reach(r, this.price[r] as number, NONE);
    for (let q = 0; q < pupils; q += 1) {
      if (!this.active[q] || this.arcOf[q] !== NONE) continue;
      for (let a = start[q] as number; a < (start[q + 1] as number); a += 1) {
        const r = place[a] as number;
        this.reach(r, (this.price[r] as number) - (worth[a] as number), a);
      }
    }
    const gain = new Float64Array(places);
    while (this.heap.size > 0) {
      const s = this.heap.pop();
      const distance = this.distance[s] as number;
      gain[s] = (this.price[s] as number) - distance;
      for (let q = this.head[s] as number; q !== NONE; q = this.next[q] as number) {
        const profit = this.profit(q);
        for (let a = start[q] as number; a < (start[q + 1] as number); a += 1) {
          const r = place[a] as number;
          this.reach(r, distance + profit + (this.price[r] as number) - (worth[a] as number), a);
        }
      }
    }
    return gain;
  }

  /** A copy that can be changed without changing this one; what never changes is shared. */
  copy(): Transport {
    const twin = new Transport(this.net, this);
    twin.arcOf.set(this.arcOf);
    twin.price.set(this.price);
    twin.load.set(this.load);
    twin.capacity.set(this.capacity);
    twin.active.set(this.active);
    twin.head.set(this.head);
    twin.next.set(this.next);
    twin.previous.set(this.previous);
    return twin;
  }

  /** Total worth of the choice. */
  total(): number {
    let sum = 0;
    for (const arc of this.arcOf) if (arc !== NONE) sum += this.net.worth[arc] as number;
    return sum;
  }

  /** Checks every condition above in whole numbers. A fault here is a bug, never a property of the problem. */
  proves(): boolean {
    const { start, place, worth } = this.net;
    for (let r = 0; r < this.net.places; r += 1) {
      const price = this.price[r] as number;
      const load = this.load[r] as number;
      if (!Number.isSafeInteger(price) || price < 0 || load > (this.capacity[r] as number)) return false;
      if (load < (this.capacity[r] as number) && price !== 0) return false;
    }
    for (let p = 0; p < this.net.pupils; p += 1) {
      if (!this.active[p]) continue;
      const profit = this.profit(p);
      if (profit < 0) return false;
      for (let a = start[p] as number; a < (start[p + 1] as number); a += 1) {
        if ((worth[a] as number) - (this.price[place[a] as number] as number) > profit) return false;
      }
    }
    return true;
  }
}
