import pg from 'pg';
import { MIGRATION_TABLE } from './data-source.js';

/** Rows a table holds, for tables that hold any. */
export type RowCounts = Readonly<Record<string, number>>;

/** Counts the rows the current role can see. */
export async function countRows(client: pg.ClientBase, tables: readonly string[]): Promise<RowCounts> {
  const counts: Record<string, number> = {};
  for (const name of tables) {
    const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${quoted(name)}`);
    if (rows[0] !== undefined && rows[0].n > 0) counts[name] = rows[0].n;
  }
  return counts;
}

/** Every table of ours, by name; not the list of migrations. */
export async function allTables(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> $1 ORDER BY relname`,
    [MIGRATION_TABLE],
  );
  return rows.map((row) => row.name);
}

/** A table or sequence of ours as SQL writes it. */
export const quoted = (name: string) => `public.${pg.escapeIdentifier(name)}`;
