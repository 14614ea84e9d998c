import type { TransportNet } from './transport.js';

/** From this many arcs on, a pupil's are sorted by the library; below, insertion wins, above all where they are nearly in order. */
const MANY = 64;

/**
 * Each pupil's arcs, best first by what they were worth after the price of their place when they were last put in order. Prices mostly
 * rise, so that key bounds what an arc is worth now, and a search can stop at the first arc that is too poor.
 */
export class SortedArcs {
  /** Arc of the net at each position; positions of pupil p are those of its arcs in the net. */
  readonly arc: Int32Array;
  readonly place: Int32Array;
  readonly worth: Float64Array;
  readonly key: Float64Array;

  constructor(
    private readonly net: TransportNet,
    private readonly price: Float64Array,
    like: SortedArcs | undefined,
    readonly order: 'sorted' | 'as given',
  ) {
    const given = order === 'as given';
    this.arc = like ? like.arc.slice() : new Int32Array(net.place.length);
    if (!like) for (let a = 0; a < this.arc.length; a += 1) this.arc[a] = a;
    this.place = given ? net.place : (like?.place.slice() ?? new Int32Array(net.place.length));
    this.worth = given ? net.worth : (like?.worth.slice() ?? new Float64Array(net.place.length));
    this.key = like ? like.key.slice() : new Float64Array(net.place.length);
    // A key without end stops no search: for a few searches, sorting costs more than it saves.
    if (given) this.key.fill(Infinity);
    else if (!like) for (let p = 0; p < net.pupils; p += 1) this.sort(p);
  }

  /** Puts a pupil's arcs in order at the present prices. */
  sort(p: number): void {
    if (this.order === 'as given') return;
    const from = this.net.start[p] as number;
    const to = this.net.start[p + 1] as number;
    if (to - from >= MANY) {
      this.sortMany(from, to);
      return;
    }
    const { net, arc, key, price } = this;
    for (let b = from; b < to; b += 1) {
      const a = arc[b] as number;
      const k = (net.worth[a] as number) - (price[net.place[a] as number] as number);
      let at = b;
      for (; at > from && (key[at - 1] as number) < k; at -= 1) {
        key[at] = key[at - 1] as number;
        arc[at] = arc[at - 1] as number;
      }
      key[at] = k;
      arc[at] = a;
    }
    this.gather(from, to);
  }

  private sortMany(from: number, to: number): void {
    const { net, price } = this;
    const keyed = Array.from(this.arc.subarray(from, to), (a) => ({
      a,
      key: (net.worth[a] as number) - (price[net.place[a] as number] as number),
    }));
    keyed.sort((x, y) => y.key - x.key);
    keyed.forEach(({ a, key }, i) => {
      this.arc[from + i] = a;
      this.key[from + i] = key;
    });
    this.gather(from, to);
  }

  /** Place and worth of each arc where it now stands. */
  private gather(from: number, to: number): void {
    const { net, arc, place, worth } = this;
    for (let b = from; b < to; b += 1) {
      const a = arc[b] as number;
      place[b] = net.place[a] as number;
      worth[b] = net.worth[a] as number;
    }
  }
}

/** The arcs read from the other side: whose each is, and which lead into a place. */
export interface Backwards {
  readonly arcPupil: Int32Array;
  readonly inStart: Int32Array;
  readonly inArc: Int32Array;
}

export function backwards(net: TransportNet): Backwards {
  const { pupils, places, start, place } = net;
  const arcPupil = new Int32Array(place.length);
  const inStart = new Int32Array(places + 1);
  const inArc = new Int32Array(place.length);
  for (let p = 0; p < pupils; p += 1) arcPupil.fill(p, start[p], start[p + 1]);
  for (let a = 0; a < place.length; a += 1) {
    const r = (place[a] as number) + 1;
    inStart[r] = (inStart[r] as number) + 1;
  }
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
