/** A point on the British National Grid, in metres. */
export interface GridPoint {
  readonly easting: number;
  readonly northing: number;
}

/** Straight-line distance in whole metres. It ranks places; it is not a walk or a bus ride. */
export function distanceMetres(from: GridPoint, to: GridPoint): number {
  return Math.round(Math.hypot(to.easting - from.easting, to.northing - from.northing));
}

/** Thousandths of a mile, for rules and pages that speak of miles (1 mile = 1609.344 m). */
export function milesFromMetres(metres: number): number {
  return Math.round((metres / 1609.344) * 1000) / 1000;
}

/** True for whole metres inside the grid's extent; registers use 0 or 1 for "not known". */
export function isGridPoint(point: { easting: number | null; northing: number | null }): point is GridPoint {
  const { easting, northing } = point;
  return (
    easting !== null &&
    northing !== null &&
    easting > 1000 &&
    easting < 700_000 &&
    northing > 1000 &&
    northing < 1_300_000
  );
}
