import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ok } from '../../src/kernel/index.js';
import { ChainSealer } from '../../src/platform/audit/chain-sealer.js';
import { verifyChains } from '../../src/platform/audit/verify-chains.js';
import { EventLog } from '../../src/platform/telemetry/event-log.js';
import { aPerson, testUnitOfWork, type TestWork } from '../support/unit-of-work.js';

describe('the audit chain', () => {
  const opened: TestWork[] = [];
  let t: TestWork;
  let sealer: ChainSealer;
  const actor = aPerson();

  const write = async (count: number) => {
    for (let n = 0; n < count; n++) {
      await t.work.inTransaction(actor, async (tx) => {
        await tx.audit('thing.done', { type: 'thing', id: `${n}` }, { note: 'O’Neill, Łukasz, Siân' });
        return ok();
      });
    }
  };
  const verify = async () => (await verifyChains(t.work, ['audit_entry']))[0];
  const asOwner = async (sql: string) => {
    const client = new pg.Client({ connectionString: t.adminUrl });
    await client.connect();
    const { rows } = await client.query(sql);
    await client.end();
    return rows as { id: string }[];
  };

  beforeEach(async () => {
    t = await testUnitOfWork();
    opened.push(t);
    sealer = new ChainSealer(t.work, new EventLog());
  });
  afterAll(() => Promise.all(opened.map((each) => each.close())));

  it('links every committed row once, however many seal at a time', async () => {
    await write(25);
    const linked = await Promise.all([sealer.sealAll(), sealer.sealAll(), sealer.sealAll()]);
    expect(linked.reduce((sum, n) => sum + n)).toBe(25);
    expect(await verify()).toEqual({ chain: 'audit_entry', links: 25, waiting: 0 });
  });

  it('goes on from where it stopped, and says how many rows wait', async () => {
    await write(3);
    await sealer.sealAll();
    await write(2);
    expect(await verify()).toEqual({ chain: 'audit_entry', links: 3, waiting: 2 });
    await sealer.sealAll();
    expect(await verify()).toMatchObject({ links: 5, waiting: 0 });
  });

  it('names the row in which one byte was altered', async () => {
    await write(4);
    await sealer.sealAll();
    const [row] = await asOwner(
      `update audit_entry set facts = '{"note": "O’Neill, Łukasz, Sian"}' where subject_id = '2' returning id`,
    );
    expect(await verify()).toMatchObject({ fault: { rowId: row?.id, why: 'row-changed' } });
  });

  it('notices a row altered together with its own hash', async () => {
    await write(4);
    await sealer.sealAll();
    const [row] = await asOwner(`set timezone = 'UTC'; update audit_entry set action = 'other' where subject_id = '1';
      update audit_entry a set row_hash = row_digest(to_jsonb(a)) where subject_id = '1'`).then(() =>
      asOwner(`select id from audit_entry where subject_id = '1'`),
    );
    expect(await verify()).toMatchObject({ fault: { rowId: row?.id, why: 'row-changed' } });
  });

  it('notices a deleted row, a deleted link and a row altered before it was linked', async () => {
    await write(3);
    await asOwner(`update audit_entry set action = 'other' where subject_id = '0'`);
    expect(await verify()).toMatchObject({ fault: { why: 'row-changed' } });
    await asOwner(`delete from audit_entry where subject_id = '0'; delete from chain_pending`);
    expect(await verify()).toMatchObject({ fault: { why: 'row-not-linked' } });
  });

  it('notices a row that disappeared', async () => {
    await write(3);
    await sealer.sealAll();
    await asOwner(`delete from audit_entry where subject_id = '1'`);
    expect(await verify()).toMatchObject({ fault: { why: 'row-missing' } });
  });
});
