import type { GridPoint } from '../../../kernel/index.js';

/** A square kilometre with postcodes in it: its south-west corner, how many there are, and whose most of them are. */
export interface Cell extends GridPoint {
  readonly postcodes: number;
  readonly authorityCode: string | null;
}

export interface Marker {
  readonly number: number;
  readonly name: string;
  readonly at: GridPoint;
}

/** A drawing in the units of its `viewBox`: one unit is a hundred metres, north is up. */
export interface MapDrawing {
  readonly viewBox: string;
  readonly width: number;
  readonly height: number;
  /** Built-up land, lightest first. */
  readonly land: readonly { readonly shade: number; readonly path: string }[];
  /** Where one council's area meets another's. */
  readonly borders: string;
  readonly markers: readonly {
    readonly number: number;
    readonly name: string;
    readonly x: number;
    readonly y: number;
  }[];
  readonly from: { readonly x: number; readonly y: number } | null;
  /** Five kilometres, for the scale. */
  readonly scale: { readonly x: number; readonly y: number; readonly length: number };
}

const UNIT = 100;
const CELL = 1000;
const SIDE = CELL / UNIT;
const MARGIN_METRES = 2000;
const LEAST_METRES = 8000;
const WIDE = 1.2;
/** Markers of one spot stand side by side. */
const APART = 6;
/** Postcodes in a square kilometre from which it counts as built up, as a town, as a centre. */
const SHADES = [1, 40, 120] as const;

/** Draws what lies around the markers, or around all the land when there are none. Null where there is nothing to draw. */
export function drawMap(cells: readonly Cell[], markers: readonly Marker[], from: GridPoint | null): MapDrawing | null {
  const points = [...markers.map(({ at }) => at), ...(from ? [from] : [])];
  const box = boxOf(points.length > 0 ? points : cells);
  if (box === null) return null;
  const inside = cells.filter(
    ({ easting, northing }) =>
      easting + CELL > box.west && easting < box.east && northing + CELL > box.south && northing < box.north,
  );
  const x = (easting: number): number => (easting - box.west) / UNIT;
  const y = (northing: number): number => (box.north - northing) / UNIT;
  const place = (at: GridPoint) => ({ x: rounded(x(at.easting)), y: rounded(y(at.northing)) });
  const [width, height] = [rounded(x(box.east)), rounded(y(box.south))];
  const square = (cell: Cell): string =>
    `M${rounded(x(cell.easting))} ${rounded(y(cell.northing + CELL))}h${SIDE}v${SIDE}h-${SIDE}z`;
  return {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    land: SHADES.map((least, shade) => ({
      shade,
      path: inside
        .filter(({ postcodes }) => postcodes >= least && postcodes < (SHADES[shade + 1] ?? Infinity))
        .map(square)
        .join(''),
    })),
    borders: bordersOf(inside, x, y),
    markers: sideBySide(markers.map(({ number, name, at }) => ({ number, name, ...place(at) }))),
    from: from && place(from),
    scale: { x: 4, y: height - 5, length: 5000 / UNIT },
  };
}

type Placed = MapDrawing['markers'][number];

function sideBySide(markers: readonly Placed[]): Placed[] {
  const taken = new Map<string, number>();
  return markers.map((marker) => {
    const spot = `${marker.x},${marker.y}`;
    const before = taken.get(spot) ?? 0;
    taken.set(spot, before + 1);
    return { ...marker, x: rounded(marker.x + before * APART) };
  });
}

interface Box {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

function boxOf(points: readonly GridPoint[]): Box | null {
  if (points.length === 0) return null;
  const across = spread(points.map(({ easting }) => easting));
  const up = spread(points.map(({ northing }) => northing));
  // As wide as the column that shows it.
  const missing = Math.max(0, (up.high - up.low) * WIDE - (across.high - across.low)) / 2;
  return { west: across.low - missing, east: across.high + missing, south: up.low, north: up.high };
}

/** With a margin, and never so close that one site fills the map. */
function spread(values: readonly number[]): { readonly low: number; readonly high: number } {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity) - MARGIN_METRES;
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity) + MARGIN_METRES;
  const missing = Math.max(0, LEAST_METRES - (most - least)) / 2;
  return { low: least - missing, high: most + missing };
}

function bordersOf(cells: readonly Cell[], x: (easting: number) => number, y: (northing: number) => number): string {
  const owner = new Map(cells.map((cell) => [`${cell.easting},${cell.northing}`, cell.authorityCode]));
  const differs = (cell: Cell, easting: number, northing: number): boolean => {
    const other = owner.get(`${easting},${northing}`);
    return other !== undefined && other !== cell.authorityCode;
  };
  return cells
    .map((cell) => {
      const [left, top] = [rounded(x(cell.easting)), rounded(y(cell.northing + CELL))];
      const east = differs(cell, cell.easting + CELL, cell.northing) ? `M${left + SIDE} ${top}v${SIDE}` : '';
      const north = differs(cell, cell.easting, cell.northing + CELL) ? `M${left} ${top}h${SIDE}` : '';
      return east + north;
    })
    .join('');
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
