import { isGridPoint } from '../../../kernel/index.js';

export interface CodePoint {
  readonly postcode: string;
  readonly easting: number;
  readonly northing: number;
  readonly authorityCode: string | null;
}

/** `postcode,easting,northing,authority`, as the compact copy of Code-Point Open has it; undefined for any other line. */
export function readCodePoint(line: string): CodePoint | undefined {
  const [postcode = '', east = '', north = '', authority = ''] = line.trim().split(',');
  if (!/^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/.test(postcode)) return undefined;
  const point = { easting: Number(east), northing: Number(north) };
  if (!Number.isInteger(point.easting) || !Number.isInteger(point.northing) || !isGridPoint(point)) return undefined;
  return { postcode, ...point, authorityCode: /^\d{3}$/.test(authority) ? authority : null };
}
