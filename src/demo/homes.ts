import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

const FILE = new URL('./data/geo/gm-postcodes.csv.gz', import.meta.url);

/** Lines `postcode,easting,northing,authority` of Greater Manchester, as published. */
export const postcodeLines = (): AsyncIterable<string> =>
  createInterface({ input: createReadStream(FILE).pipe(createGunzip()), crlfDelay: Infinity });

interface Point {
  readonly postcode: string;
  readonly easting: number;
  readonly northing: number;
}

/** Finds the postcode nearest to a point on the grid. A made-up child lives at a real postcode, in no real house. */
export class Homes {
  private readonly cells = new Map<string, Point[]>();

  static async read(): Promise<Homes> {
    const homes = new Homes();
    for await (const line of postcodeLines()) {
      const [postcode, easting, northing] = line.split(',');
      if (postcode) homes.add({ postcode, easting: Number(easting), northing: Number(northing) });
    }
    return homes;
  }

  nearest(easting: number, northing: number): string {
    for (let reach = 0; reach < 20; reach++) {
      const found = this.around(easting, northing, reach).toSorted(
        (a, b) => squared(a, easting, northing) - squared(b, easting, northing),
      )[0];
      if (found) return found.postcode;
    }
    throw new Error('No postcode lies near the point');
  }

  private add(point: Point): void {
    const key = cell(point.easting, point.northing);
    const there = this.cells.get(key);
    if (there) there.push(point);
    else this.cells.set(key, [point]);
  }

  private around(easting: number, northing: number, reach: number): Point[] {
    const steps = Array.from({ length: 2 * reach + 1 }, (_, index) => (index - reach) * CELL_METRES);
    return steps.flatMap((dx) => steps.flatMap((dy) => this.cells.get(cell(easting + dx, northing + dy)) ?? []));
  }
}

const CELL_METRES = 500;
const cell = (easting: number, northing: number): string =>
  `${Math.floor(easting / CELL_METRES)}/${Math.floor(northing / CELL_METRES)}`;
const squared = (point: Point, easting: number, northing: number): number =>
  (point.easting - easting) ** 2 + (point.northing - northing) ** 2;
