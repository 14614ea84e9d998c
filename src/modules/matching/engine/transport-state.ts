import { NONE, type TransportNet } from './transport-net.js';

/** Who is where in a transportation problem, and the prices that go with it. */
export class FlowState {
  /** Chosen arc of each pupil, or -1. */
  readonly arcOf: Int32Array;
  /** What one unit of each place is worth: the least set of prices is not guaranteed, only a right one. */
  readonly price: Float64Array;
  readonly load: Int32Array;
  readonly capacity: Int32Array;
  /** Pupils who have been let in. */
  readonly active: Uint8Array;
  /** Worth of the arc of each pupil that has one. */
  readonly own: Float64Array;
  /** How far at least that is above the next best of the pupil, or nothing; less what prices had fallen when it was looked at. */
  readonly lead: Float64Array;
  /** The pupils at each place, as a list: the first, and who follows each. -1 ends it. */
  readonly head: Int32Array;
  readonly next: Int32Array;
  private readonly previous: Int32Array;
  /** How far prices have fallen, all in all. */
  fallen: number;

  constructor(
    readonly net: TransportNet,
    like?: FlowState,
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
    this.fallen = like?.fallen ?? 0;
  }

  /** What a pupil gains over going without, at the present prices. */
  profit(p: number): number {
    const arc = this.arcOf[p] as number;
    if (arc === NONE) return 0;
    return (this.own[p] as number) - (this.price[this.net.place[arc] as number] as number);
  }

  /** True if it is known that the pupil's arc alone is as good as can be: then the others need no look. */
  isAlone(p: number): boolean {
    const arc = this.arcOf[p] as number;
    if (arc === NONE) return false;
    return (this.lead[p] as number) - this.fallen > (this.price[this.net.place[arc] as number] as number);
  }

  hasRoom(r: number): boolean {
    return (this.load[r] as number) < (this.capacity[r] as number);
  }

  take(p: number, arc: number): void {
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

  leave(p: number): void {
    const r = this.net.place[this.arcOf[p] as number] as number;
    const before = this.previous[p] as number;
    const after = this.next[p] as number;
    if (before === NONE) this.head[r] = after;
    else this.next[before] = after;
    if (after !== NONE) this.previous[after] = before;
    this.arcOf[p] = NONE;
    this.load[r] = (this.load[r] as number) - 1;
  }
}
