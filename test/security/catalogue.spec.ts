import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { SECURITY_DEFINERS, WITHOUT_AUTHORITY, WITHOUT_ROW_SECURITY } from './row-security-allow-list.js';

describe('what the database’s own catalogue says', () => {
  let database: TestDatabase;
  let admin: pg.Client;
  let app: pg.Client;

  beforeAll(async () => {
    database = await testDatabase();
    admin = new pg.Client({ connectionString: database.adminUrl });
    app = new pg.Client({ connectionString: database.url });
    await Promise.all([admin.connect(), app.connect()]);
  });
  afterAll(async () => {
    await Promise.all([admin.end(), app.end()]);
    await database.drop();
  });

  const names = async (client: pg.Client, sql: string) =>
    (await client.query<{ name: string }>(sql)).rows.map((row) => row.name).toSorted();

  it('row security is enabled and forced on every table but those with a written reason', async () => {
    const open = await names(
      admin,
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`,
    );
    expect(open).toEqual(Object.keys(WITHOUT_ROW_SECURITY).toSorted());
  });

  it('every table with row security has a policy, so that nobody is shut out by mistake', async () => {
    const closed = await names(
      admin,
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relrowsecurity
         and not exists (select from pg_policy p where p.polrelid = c.oid)`,
    );
    expect(closed).toEqual([]);
  });

  it('views read with the rights of whoever asks', async () => {
    const definers = await names(
      admin,
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('v', 'm')
         and not coalesce('security_invoker=true' = any(c.reloptions) or 'security_invoker=on' = any(c.reloptions), false)`,
    );
    expect(definers).toEqual([]);
  });

  it('the application logs in as an ordinary role that owns nothing', async () => {
    const { rows } = await app.query(
      `select current_user as name, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user`,
    );
    expect(rows).toEqual([
      { name: 'placeway_app', rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false },
    ]);
    const owned = await names(
      app,
      `select c.relname as name from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'placeway_app'`,
    );
    expect(owned).toEqual([]);
    const memberships = await names(
      app,
      `select g.rolname as name from pg_auth_members m join pg_roles g on g.oid = m.roleid
       join pg_roles r on r.oid = m.member where r.rolname = 'placeway_app'`,
    );
    expect(memberships).toEqual([]);
  });

  it('functions with their owner’s rights are known, and pin their search path', async () => {
    const { rows } = await admin.query<{ name: string; pinned: boolean }>(
      `select p.proname as name, coalesce(array_to_string(p.proconfig, ' ') like '%search_path=%', false) as pinned
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname = 'public' and p.prosecdef order by p.proname`,
    );
    expect(rows).toEqual(
      Object.keys(SECURITY_DEFINERS)
        .toSorted()
        .map((name) => ({ name, pinned: true })),
    );
  });

  it('every row with people or money says which authority it belongs to', async () => {
    const without = await names(
      admin,
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind = 'r'
         and c.relname ~ '^(pupil|referral|placement|matching|decision|account|transfer|commitment|policy|tariff|message)'
         and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'authority_id' and a.attnotnull)`,
    );
    expect(without).toEqual(Object.keys(WITHOUT_AUTHORITY).toSorted());
  });

  it('the application cannot create or alter anything', async () => {
    for (const sql of [
      'create table theft (id int)',
      'alter table audit_entry disable row level security',
      'alter table audit_entry disable trigger all',
      'create function theft() returns int language sql as $$ select 1 $$',
      'set session authorization placeway_owner',
      'set role placeway_owner',
    ]) {
      await expect(app.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    }
  });
});
