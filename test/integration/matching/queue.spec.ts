import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { dateOnly, ok, valueOf } from '../../../src/kernel/index.js';
import { askForMatching } from '../../../src/modules/referrals/application/ask-for-matching.js';
import { serverUrl } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { matchingService, matchingWorld, type MatchingWorld } from '../../support/matching-world.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

describe('runs that cannot wait, and runs that are not wanted', () => {
  let world: MatchingWorld;

  beforeAll(async () => {
    world = await matchingWorld();
    await world.anOpening({ places: 2 });
    await world.aReferral();
    await world.admin.query(`DELETE FROM outbox`);
  });
  afterAll(() => world.close());

  interface Waiting {
    readonly urgent: boolean;
    readonly enqueued_at: Date | null;
    readonly seconds: number;
  }
  const waiting = async (): Promise<Waiting[]> =>
    (
      await world.admin.query<Waiting>(
        `SELECT urgent, enqueued_at, extract(epoch FROM run_at - clock_timestamp())::float AS seconds FROM outbox
         WHERE job = 'matching.request' AND started_at IS NULL`,
      )
    ).rows;
  const ask = async (daySixTarget: string | null) =>
    valueOf(
      await world.work.inTransaction(matchingService, async (tx) => {
        await askForMatching(tx, AUTHORITY_ID, daySixTarget === null ? null : dateOnly(daySixTarget));
        return ok();
      }),
    );

  it('a sixth school day inside 48 hours takes the waiting run to the head of the queue, and makes no second one', async () => {
    await ask(null);
    await world.admin.query(
      `UPDATE outbox SET run_at = clock_timestamp() + interval '1 minute', enqueued_at = clock_timestamp()`,
    );
    await ask('2026-11-20');
    expect((await waiting())[0]).toMatchObject({ urgent: false });
    expect((await waiting())[0]?.seconds).toBeGreaterThan(30);
    await ask('2026-11-03');
    const [promoted, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(promoted).toMatchObject({ urgent: true, enqueued_at: null });
    expect(promoted?.seconds).toBeLessThan(1);
    await ask(null);
    expect(await waiting()).toHaveLength(1);
    expect((await waiting())[0]).toMatchObject({ urgent: true });
  });

  it('requests that keep coming never put a waiting run off: nobody waits longer because others came', async () => {
    await world.admin.query(`DELETE FROM outbox`);
    await ask(null);
    const [first] = await waiting();
    for (let n = 0; n < 20; n += 1) await ask(null);
    const [last, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(last?.seconds).toBeLessThanOrEqual(first?.seconds ?? 0);
    expect(first?.seconds).toBeLessThan(10);
  });

  it('a coordinator cancels a run under way; nothing of it is stored and the result before it stands', async () => {
    expect(valueOf(await world.runNow())).toBe('finished');
    await world.aReferral();
    const held = new pg.Client({
      connectionString: serverUrl(new URL(world.databaseUrl).pathname.slice(1)),
    });
    await held.connect();
    await held.query(`BEGIN; LOCK TABLE referral_need IN ACCESS EXCLUSIVE MODE`);
    const running = world.runNow();
    const runningId = async () =>
      (await world.admin.query<{ id: string }>(`SELECT id FROM matching_run WHERE state = 'RUNNING'`)).rows[0]?.id;
    await eventually(async () => expect(await runningId()).toBeDefined());
    const id = await runningId();
    const coordinator = await world.agent('coordinator');
    expect((await coordinator.get(`/matching/runs/${id}`)).text).toContain('Cancel this run');
    const lead = await world.agent('inclusion-lead');
    expect([403, 404]).toContain((await lead.form(`/matching/runs/${id}/cancel`).redirects(0)).status);
    expect((await coordinator.form(`/matching/runs/${id}/cancel`).redirects(0)).status).toBe(303);
    await held.end();
    expect(valueOf(await running)).toBe('cancelled');
    const { rows } = await world.admin.query(
      `SELECT state, count(*)::int AS n FROM matching_run GROUP BY state ORDER BY state`,
    );
    expect(rows).toEqual([
      { state: 'CANCELLED', n: 1 },
      { state: 'FINISHED', n: 1 },
    ]);
    const options = await world.admin.query(`SELECT FROM matching_option WHERE run_id = $1`, [id]);
    expect(options.rows).toEqual([]);
    const { body } = await coordinator.get('/api/v1/matching/status').expect(200);
    expect(body).toMatchObject({ dated: true, newest: { state: 'CANCELLED' }, result: { state: 'FINISHED' } });
    const page = await coordinator.get(`/matching/runs/${id}`).expect(200);
    expect(page.text).toContain('Run again');
    expect((await coordinator.form(`/matching/runs/${id}/cancel`).redirects(0)).status).not.toBe(303);
    expect(valueOf(await world.runNow())).toBe('finished');
  });
});
