import pg from 'pg';
import { MIGRATION_TABLE } from '../database/data-source.js';
import { quoted } from '../database/tables.js';

/** Sessions stay out: restoring them would sign people in again who have signed out since. */
const NOT_COPIED: readonly string[] = [MIGRATION_TABLE, 'http_session'];

export interface TableShape {
  readonly name: string;
  /** In catalogue order, without generated columns, which the database works out again. */
  readonly columns: readonly string[];
}

export interface SequenceState {
  readonly name: string;
  readonly value: string;
  readonly called: boolean;
}

/** The tables that a backup carries, by name. */
export async function copiedTables(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(
    `SELECT c.relname AS name,
       array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '') AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL($1)
     GROUP BY c.relname ORDER BY c.relname`,
    [NOT_COPIED],
  );
  return rows;
}

export async function sequences(client: pg.ClientBase): Promise<SequenceState[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' AND relname NOT LIKE $1 ORDER BY relname`,
    [`${MIGRATION_TABLE}%`],
  );
  const states: SequenceState[] = [];
  for (const { name } of rows) {
    const found = await client.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM ${quoted(name)}`,
    );
    if (found.rows[0] !== undefined) states.push({ name, ...found.rows[0] });
  }
  return states;
}

/** Every migration the database has, oldest first: two databases fit together when these lists are equal. */
export async function migrationNames(client: pg.ClientBase): Promise<string[]> {
  const table = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    `public.${MIGRATION_TABLE}`,
  ]);
  if (table.rows[0]?.found !== true) return [];
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM public.${MIGRATION_TABLE} ORDER BY timestamp, id`,
  );
  return rows.map((row) => row.name);
}

export const columnList = (table: TableShape): string =>
  table.columns.map((each) => pg.escapeIdentifier(each)).join(', ');
