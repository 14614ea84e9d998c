import pg from 'pg';
import { MIGRATION_TABLE } from './data-source.js';
import { allTables, countRows, quoted, type RowCounts } from './tables.js';

const LEAD = 'Migrations that have run. Rows they made: ';

/**
 * Notes how many rows a freshly migrated database has, so that a restore can tell "nobody has worked here" from "in
 * use". Acts as the owner; row security is lifted in a transaction that is rolled back.
 */
export async function noteSeededRows(client: pg.ClientBase): Promise<void> {
  await client.query('BEGIN');
  const names = await allTables(client);
  for (const name of names) await client.query(`ALTER TABLE ${quoted(name)} NO FORCE ROW LEVEL SECURITY`);
  const counts = await countRows(client, names);
  await client.query('ROLLBACK');
  const comment = pg.escapeLiteral(`${LEAD}${JSON.stringify(counts)}`);
  await client.query(`COMMENT ON TABLE public.${MIGRATION_TABLE} IS ${comment}`);
}

/** The rows noted when the database was new; none for one that was migrated in several goes. */
export async function seededRows(client: pg.ClientBase): Promise<RowCounts> {
  const { rows } = await client.query<{ comment: string | null }>(
    `SELECT obj_description($1::regclass, 'pg_class') AS comment`,
    [`public.${MIGRATION_TABLE}`],
  );
  const comment = rows[0]?.comment ?? '';
  return comment.startsWith(LEAD) ? (JSON.parse(comment.slice(LEAD.length)) as RowCounts) : {};
}
