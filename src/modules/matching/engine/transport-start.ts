import { keepOne } from './keep-one.js';
import { NONE, oneArc, type TransportNet } from './transport-net.js';

/** Bids exceed what they need be by less in each step; in the first, by a share of how far a pupil's options differ. */
const FINER = 16;
const STEPS = 2;
/** A step ends when no more pupils than this are left without; they are too few to bid against each other. */
const LEFT_OVER = 5;
/** It ends as well when so many rounds have changed nothing for the last of them, or after so many in all. */
const IDLE_ROUNDS = 8;
const MOST_ROUNDS = 50;
/** Places so many times further behind a pupil's best than its options differ are out of reach while prices stand as they do. */
const NEAR = 2;

/** Where a flow may begin: prices near the right ones, and the arc that each pupil had at the end, or -1. */
export interface Start {
  readonly price: Float64Array;
  readonly wanted: Int32Array;
}

/**
 * An auction (Bertsekas 1988): pupils without a place bid for their best one, by as much as it is ahead of their next best and a little
 * more, and put out whoever bid least. The little more makes it quick and nearly right; what is wrong is put right afterwards, by
 * paths that are then short.
 */
export function startOf(net: TransportNet, floor: Float64Array = new Float64Array(net.places)): Start {
  const apart = spreadOf(net, floor);
  const auction = new Auction(net, floor, apart);
  let more = Math.max(1, Math.floor(apart / FINER));
  for (let step = 0; step < STEPS && more > 0; step += 1, more = Math.floor(more / FINER)) auction.run(more);
  keepOne('auction', new Auction(oneArc(), new Float64Array(1), apart));
  return { price: auction.price, wanted: auction.arcOf };
}

/** By how much the arcs of one pupil differ at most, beyond what their places cost at least. */
function spreadOf({ pupils, start, place, worth }: TransportNet, floor: Float64Array): number {
  let most = 0;
  for (let p = 0; p < pupils; p += 1) {
    let best = -Infinity;
    let least = Infinity;
    for (let a = start[p] as number, to = start[p + 1] as number; a < to; a += 1) {
      const gain = (worth[a] as number) - (floor[place[a] as number] as number);
      if (gain > best) best = gain;
      if (gain < least) least = gain;
    }
    if (best - least > most) most = best - least;
  }
  return most;
}

/** Units of place r are those from unit[r] up to unit[r + 1]: as many as it has, or as pupils could come. */
function unitsOf({ places, place, capacity }: TransportNet): Int32Array {
  const unit = new Int32Array(places + 1);
  for (let a = 0; a < place.length; a += 1) {
    const r = (place[a] as number) + 1;
    unit[r] = (unit[r] as number) + 1;
  }
  for (let r = 0; r < places; r += 1) {
    unit[r + 1] = (unit[r] as number) + Math.min(capacity[r] as number, unit[r + 1] as number);
  }
  return unit;
}

class Auction {
  readonly price: Float64Array;
  readonly arcOf: Int32Array;
  private readonly unit: Int32Array;
  /** Of the units of each place, how many are held: by whom, and for what bid; the lowest first once all are. */
  private readonly load: Int32Array;
  private readonly holder: Int32Array;
  private readonly bid: Float64Array;
  /** The highest bid that was not enough for each place. */
  private readonly lost: Float64Array;
  /** Pupils still to bid, in a ring. */
  private readonly queue: Int32Array;
  private first = 0;
  private waiting = 0;
  /** How far behind a pupil's best a place may be and still be worth a move. */
  private near = 0;

  constructor(
    private readonly net: TransportNet,
    private readonly floor: Float64Array,
    /** By how much the options of one pupil differ at most. */
    private readonly apart: number,
  ) {
    this.price = floor.slice();
    this.lost = floor.slice();
    this.arcOf = new Int32Array(net.pupils);
    this.unit = unitsOf(net);
    const units = this.unit[net.places] as number;
    this.load = new Int32Array(net.places);
    this.holder = new Int32Array(units);
    this.bid = new Float64Array(units);
    this.queue = new Int32Array(net.pupils);
  }

  /** Auctions everything anew, with bids that are so much more than they need be, from where bids were lost before. */
  run(more: number): void {
    const { pupils, places } = this.net;
    for (let r = 0; r < places; r += 1) {
      this.price[r] = Math.max(this.floor[r] as number, (this.lost[r] as number) - FINER * more);
    }
    this.near = NEAR * (this.apart + FINER * more);
    this.load.fill(0);
    this.arcOf.fill(NONE);
    for (let p = 0; p < pupils; p += 1) this.queue[p] = p;
    this.first = 0;
    this.waiting = pupils;
    let idle = 0;
    for (let round = 0; round < MOST_ROUNDS && idle < IDLE_ROUNDS && this.waiting > LEFT_OVER; round += 1) {
      idle = round > 1 && this.lift() ? 0 : idle + 1;
      for (let bids = pupils; bids > 0 && this.waiting > LEFT_OVER; bids -= 1) this.offer(this.take(), more);
    }
    this.lift();
  }

  /** One pupil bids for its best place, unless nothing is worth its price any more. */
  private offer(p: number, more: number): void {
    const { start, place, worth } = this.net;
    const { price } = this;
    let best = NONE;
    let most = 0;
    let next = 0;
    for (let a = start[p] as number, to = start[p + 1] as number; a < to; a += 1) {
      const gain = (worth[a] as number) - (price[place[a] as number] as number);
      if (gain <= next) continue;
      if (gain > most) {
        next = most;
        most = gain;
        best = a;
      } else next = gain;
    }
    if (best === NONE) return;
    const r = place[best] as number;
    this.settle(p, best, r, (price[r] as number) + most - next + more);
  }

  /** Gives a unit of the place to the pupil, in turn for the lowest bid where it is full; from then on that is its price. */
  private settle(p: number, arc: number, r: number, bid: number): void {
    const { holder, unit, load } = this;
    const from = unit[r] as number;
    const to = unit[r + 1] as number;
    if (from === to) {
      this.price[r] = this.lost[r] = bid;
      this.wait(p);
      return;
    }
    this.arcOf[p] = arc;
    const at = from + (load[r] as number);
    if (at < to) {
      this.hold(at, p, bid);
      load[r] = (load[r] as number) + 1;
      if (at + 1 < to) return;
      for (let i = from + ((to - from) >> 1); i >= from; i -= 1) this.sink(from, to, i);
    } else {
      const out = holder[from] as number;
      this.arcOf[out] = NONE;
      this.wait(out);
      this.lost[r] = Math.max(this.lost[r] as number, this.bid[from] as number);
      this.hold(from, p, bid);
      this.sink(from, to, from);
    }
    this.price[r] = this.bid[from] as number;
  }

  private hold(at: number, p: number, bid: number): void {
    this.holder[at] = p;
    this.bid[at] = bid;
  }

  /** Moves a bid down to where none below it is lower. */
  private sink(from: number, to: number, start: number): void {
    const { bid, holder } = this;
    const own = bid[start] as number;
    const p = holder[start] as number;
    let i = start;
    for (;;) {
      let down = 2 * i - from + 1;
      if (down >= to) break;
      if (down + 1 < to && (bid[down + 1] as number) < (bid[down] as number)) down += 1;
      if ((bid[down] as number) >= own) break;
      this.hold(i, holder[down] as number, bid[down] as number);
      i = down;
    }
    this.hold(i, p, own);
  }

  private take(): number {
    const p = this.queue[this.first] as number;
    this.first = this.first + 1 === this.queue.length ? 0 : this.first + 1;
    this.waiting -= 1;
    return p;
  }

  private waits(i: number): number {
    const at = this.first + i;
    return this.queue[at < this.queue.length ? at : at - this.queue.length] as number;
  }

  private wait(p: number): void {
    const end = this.first + this.waiting;
    this.queue[end < this.queue.length ? end : end - this.queue.length] = p;
    this.waiting += 1;
  }

  /**
   * Where some must go without, bids would climb for as long as it takes to outbid them. Where pupils who wait could move nobody to a
   * place with room, all these places rise at once by about what those with least to gain can still pay. True if any did.
   */
  private lift(): boolean {
    const seen = new Int32Array(this.net.places);
    let lifted = false;
    for (let i = 0; i < this.waiting; i += 1) {
      const p = this.waits(i);
      const closed = this.closedAround(p, seen);
      if (!closed) continue;
      const { region, gains, beyond } = closed;
      let without = 1;
      for (let other = i + 1; other < this.waiting; other += 1) {
        const q = this.waits(other);
        const most = this.gain(q);
        if (!this.each(q, most, (r, behind) => behind > this.near || seen[r] === p + 1)) continue;
        gains.push(most);
        without += 1;
      }
      gains.sort((a, b) => a - b);
      const rise = Math.min(beyond, Math.max(gains[0] as number, (gains[without - 1] as number) - this.apart));
      if (rise <= 0) continue;
      for (const r of region) this.raise(r, rise);
      lifted = true;
    }
    return lifted;
  }

  /**
   * The places to which a pupil who waits could move anybody who would hardly mind, what all these pupils gain by their best, and how far
   * behind it the next place beyond is. Undefined if there is room, or no place.
   */
  private closedAround(
    waiting: number,
    seen: Int32Array,
  ): { region: number[]; gains: number[]; beyond: number } | undefined {
    const { unit, load } = this;
    const region: number[] = [];
    const gains: number[] = [];
    const pupils = [waiting];
    let beyond = Infinity;
    const follow = (r: number, behind: number): boolean => {
      if (seen[r] === waiting + 1) return true;
      if (behind > this.near) {
        beyond = Math.min(beyond, behind);
        return true;
      }
      const [from, end] = [unit[r] as number, unit[r + 1] as number];
      // A place that another search saw stands for room, too: it leads there, or it has risen.
      if (seen[r] || from + (load[r] as number) < end) return false;
      seen[r] = waiting + 1;
      region.push(r);
      for (let i = from; i < end; i += 1) pupils.push(this.holder[i] as number);
      return true;
    };
    for (let p = pupils.pop(); p !== undefined; p = pupils.pop()) {
      const most = this.gain(p);
      gains.push(most);
      if (!this.each(p, most, follow)) return undefined;
    }
    return region.length > 0 ? { region, gains, beyond } : undefined;
  }

  /** Looks at the places of a pupil, and how far each is behind its best, until one is not as asked. */
  private each(p: number, most: number, is: (place: number, behind: number) => boolean): boolean {
    const { start, place, worth } = this.net;
    for (let a = start[p] as number, to = start[p + 1] as number; a < to; a += 1) {
      const r = place[a] as number;
      if (!is(r, most - (worth[a] as number) + (this.price[r] as number))) return false;
    }
    return true;
  }

  private gain(p: number): number {
    const { start, place, worth } = this.net;
    let most = 0;
    for (let a = start[p] as number, to = start[p + 1] as number; a < to; a += 1) {
      most = Math.max(most, (worth[a] as number) - (this.price[place[a] as number] as number));
    }
    return most;
  }

  private raise(r: number, by: number): void {
    this.price[r] = (this.price[r] as number) + by;
    this.lost[r] = (this.lost[r] as number) + by;
    for (let i = this.unit[r] as number; i < (this.unit[r + 1] as number); i += 1) {
      this.bid[i] = (this.bid[i] as number) + by;
    }
  }
}
