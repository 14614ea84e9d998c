import { createHash } from 'node:crypto';

/** Keys in order, so that a file written out again by another program keeps its digest. */
const ordered = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** SHA-256 of everything else a result says: whatever was altered afterwards, also what no proof covers, no longer matches. */
export function digestOf(result: Readonly<Record<string, unknown>>): string {
  const said = Object.fromEntries(Object.entries(result).filter(([key]) => key !== 'digest'));
  return createHash('sha256').update(JSON.stringify(said, ordered), 'utf8').digest('hex');
}
