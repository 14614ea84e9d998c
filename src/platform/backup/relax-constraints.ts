import pg from 'pg';
import { quoted } from '../database/tables.js';

interface Trigger {
  readonly table: string;
  readonly name: string;
  readonly enabled: 'O' | 'D' | 'R' | 'A';
}

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly deferrable: boolean;
  readonly deferred: boolean;
}

const ENABLE = { O: 'ENABLE TRIGGER', A: 'ENABLE ALWAYS TRIGGER', R: 'ENABLE REPLICA TRIGGER', D: 'DISABLE TRIGGER' };

/**
 * Lets rows in as they are, within the current transaction: no forced row security, no triggers of ours, foreign keys
 * checked late. The returned function checks every foreign key and puts everything back as it was.
 */
export async function relaxConstraints(client: pg.ClientBase): Promise<() => Promise<void>> {
  const forced = await select<{ table: string }>(
    client,
    `SELECT relname AS "table" FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relforcerowsecurity`,
  );
  const triggers = await select<Trigger>(
    client,
    `SELECT c.relname AS "table", t.tgname AS name, t.tgenabled AS enabled
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal`,
  );
  const keys = await select<ForeignKey>(
    client,
    `SELECT c.relname AS "table", k.conname AS name, k.condeferrable AS deferrable, k.condeferred AS deferred
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace AND k.conparentid = 0`,
  );
  for (const { table } of forced) await alter(client, table, 'NO FORCE ROW LEVEL SECURITY');
  for (const { table, name } of triggers) await alter(client, table, `DISABLE TRIGGER ${pg.escapeIdentifier(name)}`);
  for (const { table, name } of keys) {
    await alter(client, table, `ALTER CONSTRAINT ${pg.escapeIdentifier(name)} DEFERRABLE INITIALLY DEFERRED`);
  }
  return async () => {
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    for (const key of keys) await alter(client, key.table, `ALTER CONSTRAINT ${timing(key)}`);
    for (const { table, name, enabled } of triggers) {
      await alter(client, table, `${ENABLE[enabled]} ${pg.escapeIdentifier(name)}`);
    }
    for (const { table } of forced) await alter(client, table, 'FORCE ROW LEVEL SECURITY');
  };
}

function timing({ name, deferrable, deferred }: ForeignKey): string {
  const when = deferrable ? `DEFERRABLE INITIALLY ${deferred ? 'DEFERRED' : 'IMMEDIATE'}` : 'NOT DEFERRABLE';
  return `${pg.escapeIdentifier(name)} ${when}`;
}

async function alter(client: pg.ClientBase, table: string, change: string): Promise<void> {
  await client.query(`ALTER TABLE ${quoted(table)} ${change}`);
}

async function select<T extends pg.QueryResultRow>(client: pg.ClientBase, sql: string): Promise<T[]> {
  return (await client.query<T>(sql)).rows;
}
