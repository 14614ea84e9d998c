import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { ok, problem } from '../../src/kernel/index.js';
import { explainConstraint } from '../../src/platform/database/constraints.js';
import { IdempotencyGuard } from '../../src/platform/http/idempotent.js';
import { claimIdempotency, runInRequest } from '../../src/platform/http/request-context.js';
import type { Tx } from '../../src/platform/index.js';
import { aPerson, MONDAY, testUnitOfWork, type TestWork } from '../support/unit-of-work.js';

describe('one act, one transaction', () => {
  let t: TestWork;
  beforeAll(async () => {
    t = await testUnitOfWork();
  });
  afterAll(() => t.close());

  const actor = aPerson({ permissions: ['audit.read'] });
  const auditsOf = (id: string) =>
    t.work.read(actor, (tx) =>
      tx.query<{ action: string }>(`select action from audit_entry where subject_id = $1`, [id]),
    );

  it('commits what a use case did, with its audit row, when it answers ok', async () => {
    const result = await t.work.inTransaction(actor, async (tx) => {
      await tx.audit('thing.done', { type: 'thing', id: 'a' }, { count: 2 });
      return ok(tx.today);
    });
    expect(result).toEqual({ ok: true, value: '2026-11-02' });
    expect(await auditsOf('a')).toEqual([{ action: 'thing.done' }]);
  });

  it('keeps nothing when the use case refuses', async () => {
    const result = await t.work.inTransaction(actor, async (tx) => {
      await tx.audit('thing.done', { type: 'thing', id: 'b' });
      await tx.outbox('any.job', { id: 'b' });
      return problem('thing.refused');
    });
    expect(result).toMatchObject({ ok: false, problem: { code: 'thing.refused' } });
    expect(await auditsOf('b')).toEqual([]);
    expect(await t.work.read(actor, (tx) => tx.query(`select from outbox where payload ->> 'id' = 'b'`))).toEqual([]);
  });

  it('keeps nothing when something is thrown, and lets the error through', async () => {
    const act = t.work.inTransaction(actor, async (tx) => {
      await tx.audit('thing.done', { type: 'thing', id: 'c' });
      throw new Error('a bug');
    });
    await expect(act).rejects.toThrow('a bug');
    expect(await auditsOf('c')).toEqual([]);
  });

  it('answers with the words given to a constraint when the database refuses a row', async () => {
    explainConstraint('idempotency_key_short', 'thing.key-too-long');
    const result = await t.work.inTransaction(actor, async (tx) => {
      await tx.query(
        `insert into idempotency_key (organisation_id, route, key, body_hash, created_at) values ($1, 'r', '', 'h', $2)`,
        [actor.organisationId, MONDAY],
      );
      return ok();
    });
    expect(result).toMatchObject({ ok: false, problem: { code: 'thing.key-too-long' } });
  });

  it('shows nothing to nobody: without an actor no row is seen and none can be written', async () => {
    await t.work.inTransaction(actor, async (tx) => {
      await tx.outbox('any.job', { id: 'd' });
      return ok();
    });
    expect(await t.dataSource.query(`select * from outbox`)).toEqual([]);
    await expect(
      t.dataSource.query(
        `insert into outbox (id, job, queue, payload, initiator, run_at) values (gen_random_uuid(), 'j', 'q', '{}', '{}', now())`,
      ),
    ).rejects.toThrow('row-level security');
  });

  it('leaves no actor behind on the pooled connection', async () => {
    await t.work.read(actor, (tx) => tx.query('select 1'));
    const seen: unknown = await t.dataSource.query('select actor_present() as present, actor_user() as "user"');
    expect(seen).toEqual([{ present: false, user: null }]);
  });

  it('acts as another for a while in the same transaction, and as before afterwards, also when that went wrong', async () => {
    const other = aPerson({ permissions: ['job.operate'] });
    const whoever = (tx: Tx) =>
      tx.query<{ user: string; at: string }>(`select actor_user() as "user", pg_current_xact_id()::text as at`);
    await t.work.read(actor, async (tx) => {
      const [before] = await whoever(tx);
      const [meanwhile] = await tx.as(other, (theirs) => whoever(theirs));
      expect([before?.user, meanwhile?.user]).toEqual([actor.userId, other.userId]);
      expect(meanwhile?.at).toBe(before?.at);
      await expect(tx.as(other, () => Promise.reject(new Error('went wrong')))).rejects.toThrow('went wrong');
      expect(await whoever(tx)).toEqual([before]);
    });
  });

  it('acts as another however many do so at once: no transaction waits for a second connection', async () => {
    const other = aPerson();
    const many = Array.from({ length: 30 }, () =>
      t.work.read(actor, (tx) => tx.as(other, (theirs) => theirs.query<{ one: number }>('select 1 as one'))),
    );
    expect((await Promise.all(many)).flat()).toHaveLength(30);
  });

  it('lets the application change or delete no audit row', async () => {
    for (const sql of [`update audit_entry set action = 'x'`, `delete from audit_entry`, `truncate audit_entry`]) {
      await expect(t.work.read(actor, (tx) => tx.query(sql))).rejects.toThrow('permission denied');
    }
  });

  describe('a creating request sent again', () => {
    const send = (key: string, bodyHash: string, act: () => Promise<string>) =>
      runInRequest('r', () => {
        claimIdempotency({ route: 'POST /things', key, bodyHash });
        return t.work.inTransaction(actor, async () => ok(await act()));
      });

    it('does the work once and answers the same', async () => {
      let times = 0;
      const act = async () => `thing ${++times}`;
      const answers = await Promise.all(Array.from({ length: 8 }, () => send('k1', 'h', act)));
      expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
        new Set(['{"ok":true,"value":"thing 1"}']),
      );
      expect(times).toBe(1);
    });

    it('is refused when the body is another', async () => {
      await send('k2', 'h', async () => 'x');
      expect(await send('k2', 'other', async () => 'y')).toMatchObject({ problem: { code: 'idempotency.other-body' } });
    });

    it('is another request when another organisation sent it, even where both act for a third', async () => {
      const from = (organisationId: string) =>
        runInRequest('r', () => {
          const headers: Record<string, string> = { 'idempotency-key': 'accept-1' };
          const header = (name: string) => headers[name];
          const request = { method: 'POST', path: '/offers/1', header, body: {}, actor: { organisationId } };
          new IdempotencyGuard().canActivate(new ExecutionContextHost([request]));
          return t.work.inTransaction(actor, async () => ok(organisationId));
        });
      expect(await from('college')).toEqual({ ok: true, value: 'college' });
      expect(await from('centre')).toEqual({ ok: true, value: 'centre' });
    });

    it('may try again after a refusal', async () => {
      const refuse = runInRequest('r', () => {
        claimIdempotency({ route: 'POST /things', key: 'k3', bodyHash: 'h' });
        return t.work.inTransaction(actor, async () => problem('not.now'));
      });
      expect((await refuse).ok).toBe(false);
      expect(await send('k3', 'h', async () => 'done')).toEqual({ ok: true, value: 'done' });
    });
  });
});
