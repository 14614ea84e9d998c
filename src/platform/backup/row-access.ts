import type pg from 'pg';
import { OWNER_ROLE } from '../database/bootstrap.js';
import { allTables, quoted } from '../database/tables.js';

/**
 * Begins a transaction in which every row can be read. A superuser (or BYPASSRLS administrator) simply takes a
 * snapshot, and nobody waits. An administrator who is neither acts as the owner and lifts the forced row security for
 * this one transaction, which locks the tables until it ends. The caller rolls back.
 */
export async function beginReadingEverything(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ bypass: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS bypass FROM pg_roles WHERE rolname = current_user',
  );
  // Without this a query that row security would shorten returns fewer rows; with it, it fails.
  await client.query('SET row_security = off');
  if (rows[0]?.bypass === true) {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return;
  }
  await client.query(`SET ROLE ${OWNER_ROLE}`);
  await client.query('BEGIN');
  const names = await allTables(client);
  if (names.length > 0) await client.query(`LOCK TABLE ${names.map(quoted).join(', ')} IN ACCESS EXCLUSIVE MODE`);
  for (const name of names) await client.query(`ALTER TABLE ${quoted(name)} NO FORCE ROW LEVEL SECURITY`);
}
