import { invalid, isUuid, ok, type Result } from '../../kernel/index.js';
import type { Counted, IdPage } from '../database/rows.js';
import { unwrap } from './problems.js';

/** One page of a list with a total order. `total` is the true number of rows, not the length of the page. */
export interface CursorPage<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total: number;
}

export const PAGE_SIZE = 50;
export const PAGE_SIZE_MAX = 200;

/** The last row's sort key, opaque to callers. */
export const cursorOf = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');

/** `length` values, as `cursorOf` wrote them; undefined when no cursor was given. */
export function parseCursor(cursor: unknown, length: number): Result<readonly (string | number)[] | undefined> {
  if (cursor === undefined || cursor === '') return ok(undefined);
  if (typeof cursor !== 'string' || cursor.length > 1000) return invalid('cursor', 'cursor');
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const fits =
      Array.isArray(key) &&
      key.length === length &&
      key.every((part) => typeof part === 'number' || (typeof part === 'string' && !part.includes('\0')));
    return fits ? ok(key as (string | number)[]) : invalid('cursor', 'cursor');
  } catch {
    return invalid('cursor', 'cursor');
  }
}

/** Of a list that is ordered by id: the last id of the page before; null at the start. */
function parseIdCursor(cursor: unknown): Result<string | null> {
  const key = parseCursor(cursor, 1);
  if (!key.ok) return key;
  const [id = null] = key.value ?? [];
  return id === null || isUuid(id) ? ok(id) : invalid('cursor', 'cursor');
}

export function parsePageSize(limit: unknown): Result<number> {
  if (limit === undefined || limit === '') return ok(PAGE_SIZE);
  const size = typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : NaN;
  return size >= 1 && size <= PAGE_SIZE_MAX ? ok(size) : invalid('limit', 'range', { min: 1, max: PAGE_SIZE_MAX });
}

/** `rows` holds one more than the page, so that the end shows without a second query. */
export function pageOf<T>(
  rows: readonly T[],
  size: number,
  total: number,
  keyOf: (row: T) => readonly (string | number)[],
): CursorPage<T> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > size && last !== undefined ? cursorOf(keyOf(last)) : null, total };
}

/** The page that a query asks for of a list by id; `read` is asked for one row more. */
export async function idPageOf<T extends { readonly id: string }>(
  query: Readonly<Record<string, unknown>>,
  read: (at: IdPage) => Promise<Counted<T>>,
): Promise<CursorPage<T>> {
  const size = unwrap(parsePageSize(query['limit']));
  const after = unwrap(parseIdCursor(query['cursor']));
  const { rows, total } = await read({ after, limit: size + 1 });
  return pageOf(rows, size, total, ({ id }) => [id]);
}
