import type { Tx } from './tx.js';

/** Where a page of a list begins: after the last id of the page before. */
export interface IdPage {
  readonly after: string | null;
  readonly limit: number;
}

/** Some rows of a list, and how many it has in all for whoever reads it. */
export interface Counted<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

type Row = Readonly<Record<string, unknown>>;

const NAME = /^[a-z][a-z_]*$/;
/** PostgreSQL takes 65,535 parameters a statement. */
const PARAMETERS_MAX = 60_000;

/**
 * Inserts rows that all have the same columns; none is fine. With `key`, a row that exists by those columns is replaced
 * instead. Names come from code, never from outside, and are checked all the same.
 */
export async function insertRows(tx: Tx, table: string, rows: readonly Row[], key?: readonly string[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const strange = [table, ...columns, ...(key ?? [])].find((name) => !NAME.test(name));
  if (strange !== undefined) throw new Error(`Not a name in the database: ${strange}`);
  const most = Math.floor(PARAMETERS_MAX / columns.length);
  for (let from = 0; from < rows.length; from += most) {
    const part = rows.slice(from, from + most);
    const places = part.map((_, row) => `(${columns.map((_, at) => `$${row * columns.length + at + 1}`).join(', ')})`);
    await tx.query(
      `insert into ${table} (${columns.join(', ')}) values ${places.join(', ')}${key ? replacing(columns, key) : ''}`,
      part.flatMap((row) => columns.map((column) => row[column])),
    );
  }
}

const replacing = (columns: readonly string[], key: readonly string[]): string =>
  ` on conflict (${key.join(', ')}) do update set ${columns
    .filter((column) => !key.includes(column))
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`;

/**
 * A page of a list, the newest first: ids grow with time. `select` ends before its conditions, and `table` and `alias`
 * are what it calls the rows; `total` is the true number that the actor may see. Names come from code.
 */
export async function pageById<T>(
  tx: Tx,
  { select, table, alias }: { readonly select: string; readonly table: string; readonly alias: string },
  { after, limit }: IdPage,
): Promise<Counted<T>> {
  const strange = [table, alias].find((name) => !NAME.test(name));
  if (strange !== undefined) throw new Error(`Not a name in the database: ${strange}`);
  const rows = await tx.query<T>(
    `${select} where ($1::uuid is null or ${alias}.id < $1) order by ${alias}.id desc limit $2`,
    [after, limit],
  );
  const [count] = await tx.query<{ total: number }>(`select count(*) as total from ${table}`);
  return { rows, total: count?.total ?? 0 };
}
