import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Actor, dateOnly, newId, ok, valueOf } from '../../../src/kernel/index.js';
import { defaultPolicy, Policies, seedPolicy } from '../../../src/modules/policies/index.js';
import '../../../src/modules/policies/application/draft-policies.js';
import { PolicyStore } from '../../../src/modules/policies/persistence/policy.store.js';
import { codeOf } from '../../support/results.js';
import { aPerson, stagehand, testUnitOfWork, type TestWork } from '../../support/unit-of-work.js';

describe('policies', () => {
  const policies = new Policies(new PolicyStore());
  let stage: TestWork;
  let authorityId: string;
  let admin: pg.Client;

  beforeAll(async () => {
    stage = await testUnitOfWork();
    authorityId = newId();
    admin = new pg.Client({ connectionString: stage.adminUrl });
    await admin.connect();
    await admin.query(`insert into authority (id, code, name) values ($1, '352', 'Manchester')`, [authorityId]);
    const seeded = await stage.work.inTransaction(stagehand(authorityId), (tx) =>
      seedPolicy(tx, authorityId, dateOnly('2026-09-01')),
    );
    valueOf(seeded);
  });
  afterAll(async () => {
    await admin.end();
    await stage.close();
  });

  const at = (actor: Actor, day: string) => stage.work.read(actor, (tx) => policies.at(tx, authorityId, dateOnly(day)));

  it('are looked up by the day: nothing before the first, version 1 from its first day on', async () => {
    const actor = stagehand(authorityId);
    expect(await at(actor, '2026-08-31')).toBeUndefined();
    expect(await at(actor, '2026-09-01')).toMatchObject({ version: 1, document: defaultPolicy });
  });

  it('give a later version from its own day on, and the old one for older days', async () => {
    const store = new PolicyStore();
    const document = { ...defaultPolicy, title: 'Made-up second version' };
    // The board's decision is tried where the board is.
    await admin.query('ALTER TABLE policy DISABLE TRIGGER policy_is_decided');
    await stage.work.inTransaction(stagehand(authorityId), async (tx) => {
      await store.addApproved(tx, { authorityId, effectiveFrom: dateOnly('2027-04-01'), document });
      return ok();
    });
    await admin.query('ALTER TABLE policy ENABLE TRIGGER policy_is_decided');
    const actor = stagehand(authorityId);
    expect(await at(actor, '2027-03-31')).toMatchObject({ version: 1 });
    expect(await at(actor, '2027-04-01')).toMatchObject({ version: 2, document: { title: 'Made-up second version' } });
  });

  it('are published: a school reads what binds it', async () => {
    expect(await at(aPerson(), '2026-11-02')).toMatchObject({ version: 1 });
  });

  it('are never changed or deleted once approved, not even by the owner of the database', async () => {
    const change = admin.query(`update policy set effective_from = '2026-01-01' where version = 1`);
    await expect(change).rejects.toMatchObject({ constraint: 'policy_kept' });
    await expect(admin.query(`delete from policy where version = 1`)).rejects.toMatchObject({
      constraint: 'policy_kept',
    });
  });

  it('cannot be written by somebody without the right, nor in another authority', async () => {
    const write = (actor: Actor) =>
      stage.work.inTransaction(actor, async (tx) => {
        const policy = { authorityId, effectiveFrom: dateOnly('2028-01-01'), document: defaultPolicy };
        return ok(await new PolicyStore().addApproved(tx, policy));
      });
    // The guard that asks for a decision speaks before row security does; either way nothing is written.
    expect(codeOf(await write(aPerson({ authorityId, permissions: ['policy.draft'] })))).toBe('policy.not-decided');
    expect(codeOf(await write(aPerson({ permissions: ['policy.approve'] })))).toBe('policy.not-decided');
  });

  it('are approved by the board, and by a second person', async () => {
    const person = newId();
    const alone = stage.work.inTransaction(stagehand(authorityId), async (tx) => {
      const policy = { authorityId, effectiveFrom: dateOnly('2028-01-01'), document: defaultPolicy };
      return ok(await new PolicyStore().addApproved(tx, policy));
    });
    expect(await alone.then(codeOf)).toBe('policy.not-decided');
    await admin.query('ALTER TABLE policy DISABLE TRIGGER policy_is_decided');
    const both = admin.query(
      `insert into policy (id, authority_id, version, document, effective_from, status, drafted_by, drafted_at, approved_by, approved_at)
       values ($1, $2, 9, '{}', '2029-01-01', 'APPROVED', $3, now(), $3, now())`,
      [newId(), authorityId, person],
    );
    await expect(both).rejects.toMatchObject({ constraint: 'policy_second_person' });
    await admin.query('ALTER TABLE policy ENABLE TRIGGER policy_is_decided');
  });

  it('are seeded once, however often it is asked for', async () => {
    const again = await stage.work.inTransaction(stagehand(authorityId), (tx) =>
      seedPolicy(tx, authorityId, dateOnly('2020-01-01')),
    );
    expect(again.ok).toBe(true);
    expect(await at(stagehand(authorityId), '2020-06-01')).toBeUndefined();
  });
});
