import { expect } from '@jest/globals';
import type pg from 'pg';
import { type Result, valueOf } from '../../src/kernel/index.js';

/** The connection dies as the step writes its last row, as it does when the process or the server is killed. */
const DIE = `
  CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NEW; END $$;
  CREATE TRIGGER die BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION die();`;

/**
 * Kills a step as it is about to be done, expects that nothing in these tables has changed, and takes it again, which
 * must change something.
 */
export function dying(admin: pg.Client, tables: readonly string[]) {
  async function footprint(): Promise<unknown[]> {
    const counts = tables.map(
      (table) => `(SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM ${table} t)`,
    );
    return (await admin.query({ text: `SELECT ${counts.join(', ')}`, rowMode: 'array' })).rows;
  }
  return async function survives<T>(step: () => Promise<Result<T>>): Promise<T> {
    const before = await footprint();
    await admin.query(DIE);
    try {
      await expect(step()).rejects.toThrow();
    } finally {
      await admin.query('DROP TRIGGER die ON audit_entry; DROP FUNCTION die()');
    }
    expect(await footprint()).toEqual(before);
    const done = valueOf(await step());
    expect(await footprint()).not.toEqual(before);
    return done;
  };
}
