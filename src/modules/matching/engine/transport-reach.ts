import { Heap } from './heap.js';

/** What a search for a shortest path over places has reached so far, nearest first, and by which arc of which pupil. */
export class Reach {
  readonly distance: Float64Array;
  readonly via: Int32Array;
  readonly viaPupil: Int32Array;
  readonly heap: Heap;
  private readonly settled: Int32Array;
  private settledCount = 0;
  private readonly reached: Int32Array;
  private reachedCount = 0;

  constructor(places: number) {
    this.distance = new Float64Array(places).fill(Infinity);
    this.via = new Int32Array(places);
    this.viaPupil = new Int32Array(places);
    this.settled = new Int32Array(places);
    this.reached = new Int32Array(places);
    this.heap = new Heap(places, this.distance);
  }

  begin(): void {
    for (let i = 0; i < this.reachedCount; i += 1) this.distance[this.reached[i] as number] = Infinity;
    this.reachedCount = 0;
    this.settledCount = 0;
    this.heap.clear();
  }

  /** Notes a shorter way to a place; whether to go on from there is for the caller to say. */
  note(r: number, distance: number, arc: number, pupil: number): void {
    if (this.distance[r] === Infinity) {
      this.reached[this.reachedCount] = r;
      this.reachedCount += 1;
    }
    this.distance[r] = distance;
    this.via[r] = arc;
    this.viaPupil[r] = pupil;
  }

  /** Takes the nearest place out: no shorter way there is left. */
  settle(): number {
    const r = this.heap.pop();
    this.settled[this.settledCount] = r;
    this.settledCount += 1;
    return r;
  }

  /** Moves the prices of settled places: by all that they are nearer than the limit, up or down. */
  reprice(price: Float64Array, limit: number, sign: 1 | -1): void {
    for (let i = 0; i < this.settledCount; i += 1) {
      const r = this.settled[i] as number;
      const nearer = limit - (this.distance[r] as number);
      if (nearer > 0) price[r] = (price[r] as number) + sign * nearer;
    }
  }
}
