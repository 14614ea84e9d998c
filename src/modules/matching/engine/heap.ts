/** Smallest-first heap over positions 0..size-1, with keys that may fall while a position waits. No allocation after start. */
export class Heap {
  private readonly at: Int32Array;
  private readonly place: Int32Array;
  private count = 0;

  constructor(
    size: number,
    private readonly key: Float64Array,
  ) {
    this.at = new Int32Array(size);
    this.place = new Int32Array(size).fill(-1);
  }

  get size(): number {
    return this.count;
  }

  /** The position with the smallest key; only while size > 0. */
  get first(): number {
    return this.at[0] as number;
  }

  clear(): void {
    for (let i = 0; i < this.count; i += 1) this.place[this.at[i] as number] = -1;
    this.count = 0;
  }

  /** Adds a position, or moves it up after its key fell. */
  put(position: number): void {
    let i = this.place[position] as number;
    if (i < 0) {
      i = this.count;
      this.count += 1;
    }
    const key = this.key[position] as number;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const other = this.at[up] as number;
      if ((this.key[other] as number) <= key) break;
      this.at[i] = other;
      this.place[other] = i;
      i = up;
    }
    this.at[i] = position;
    this.place[position] = i;
  }

  /** Takes the position with the smallest key out. */
  pop(): number {
    const top = this.at[0] as number;
    this.place[top] = -1;
    this.count -= 1;
    if (this.count > 0) this.sink(this.at[this.count] as number);
    return top;
  }

  private sink(position: number): void {
    const key = this.key[position] as number;
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      if (down >= this.count) break;
      if (
        down + 1 < this.count &&
        (this.key[this.at[down + 1] as number] as number) < (this.key[this.at[down] as number] as number)
      ) {
        down += 1;
      }
      const other = this.at[down] as number;
      if ((this.key[other] as number) >= key) break;
      this.at[i] = other;
      this.place[other] = i;
      i = down;
    }
    this.at[i] = position;
    this.place[position] = i;
  }
}
