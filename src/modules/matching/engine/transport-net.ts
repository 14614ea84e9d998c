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

/** As small as can be. */
export const oneArc = (): TransportNet => ({
  pupils: 1,
  places: 1,
  start: Int32Array.of(0, 1),
  place: Int32Array.of(0),
  worth: Float64Array.of(1),
  capacity: Int32Array.of(1),
});

/** No pupil, no place, no arc. */
export const NONE = -1;

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
