import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import '../../src/app.module.js';
import { keptTables } from '../../src/modules/records/domain/kept-records.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { LEADS_ELSEWHERE, NOT_IN_EXPORTS } from './kept-records-allow-list.js';

/** Columns that point at a child, a case or a placement without a constraint that says so. */
const POINTS = ['pupil_id', 'referral_id', 'placement_id', 'pupil_reference'];

describe('what is held on a child, by the database’s own catalogue', () => {
  let database: TestDatabase;
  let admin: pg.Client;
  beforeAll(async () => {
    database = await testDatabase();
    admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.drop();
  });

  it('is in every export of the child, withheld by name, or left out for a written reason', async () => {
    const { rows } = await admin.query<{ name: string }>(
      `WITH RECURSIVE reached AS (
         SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND (c.relname = 'pupil' OR EXISTS (SELECT FROM pg_attribute a
            WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attname = ANY ($1)))
         UNION
         SELECT c.oid, c.relname FROM reached r JOIN pg_constraint f ON f.confrelid = r.oid AND f.contype = 'f'
           JOIN pg_class c ON c.oid = f.conrelid WHERE NOT c.relispartition AND NOT r.relname = ANY ($2))
       SELECT DISTINCT r.relname AS name FROM reached r JOIN pg_class c ON c.oid = r.oid WHERE NOT c.relispartition ORDER BY 1`,
      [POINTS, Object.keys(LEADS_ELSEWHERE)],
    );
    const known = [...keptTables().map(({ table }) => table), ...Object.keys(NOT_IN_EXPORTS)];
    expect(rows.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
    expect(Object.keys(NOT_IN_EXPORTS).filter((name) => keptTables().some(({ table }) => table === name))).toEqual([]);
    expect(known.toSorted()).toEqual([...new Set(known)].toSorted());
  });

  it('is asked for with names that exist', async () => {
    for (const { where, table } of keptTables()) {
      await admin.query(`SELECT count(*) FROM ${table} WHERE ${where ?? '$1::uuid IS NOT NULL'}`, [
        '0198a1b2-0000-7000-8000-000000000001',
      ]);
    }
  });
});
