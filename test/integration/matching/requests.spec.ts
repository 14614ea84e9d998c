import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askForMatching } from '../../../src/modules/referrals/application/ask-for-matching.js';
import { matchingService, matchingWorld, type MatchingWorld } from '../../support/matching-world.js';
import { eventually } from '../../support/eventually.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

describe('asking for runs', () => {
  let world: MatchingWorld;

  beforeAll(async () => {
    world = await matchingWorld({ runsJobs: true, clock: 'real' });
    await world.anOpening({ places: 4 });
    await world.aReferral();
  });
  afterAll(() => world.close());

  const finished = async (): Promise<number> => {
    const { rows } = await world.admin.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM matching_run WHERE state = 'FINISHED'`,
    );
    return rows[0]?.n ?? 0;
  };
  const idle = async (): Promise<boolean> => {
    const { rows } = await world.admin.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM outbox WHERE job = 'matching.request' AND done_at IS NULL`,
    );
    return rows[0]?.n === 0;
  };

  it('computes the pool within seconds of being asked', async () => {
    await world.askForRun();
    await eventually(async () => expect(await finished()).toBe(1), 10_000);
  });

  it('computes the pool at once when it is urgent', async () => {
    const before = await finished();
    await world.aReferral();
    await world.work.read(matchingService, (tx) => askForMatching(tx, AUTHORITY_ID, tx.today));
    await eventually(async () => expect(await finished()).toBe(before + 1), 10_000);
  });

  it('makes few runs of many requests, and none waits until others stop coming', async () => {
    const before = await world.admin.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM outbox WHERE job = 'matching.request'`,
    );
    for (let round = 0; round < 5; round += 1) {
      await world.aReferral();
      await Promise.all(Array.from({ length: 20 }, () => world.askForRun()));
    }
    await eventually(async () => expect(await idle()).toBe(true), 20_000);
    const after = await world.admin.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM outbox WHERE job = 'matching.request'`,
    );
    const asked = (after.rows[0]?.n ?? 0) - (before.rows[0]?.n ?? 0);
    expect(asked).toBeLessThanOrEqual(12);
    const { rows } = await world.admin.query<{ pupils: number }>(
      `SELECT (d.counts->>'pupils')::int AS pupils FROM matching_run_detail d JOIN matching_run r ON r.id = d.run_id
       WHERE r.state = 'FINISHED' ORDER BY r.number DESC LIMIT 1`,
    );
    expect(rows[0]?.pupils).toBe(7);
    const running = await world.admin.query(`SELECT FROM matching_run WHERE state IN ('RUNNING', 'RETRYING')`);
    expect(running.rows).toHaveLength(0);
  });

  it('lets a coordinator ask by hand, once for the same key, and nobody else', async () => {
    const coordinator = await world.agent('coordinator');
    const ask = () =>
      coordinator.post('/api/v1/matching/runs').set('idempotency-key', 'same').set('x-csrf-token', coordinator.csrf);
    expect((await ask()).status).toBe(202);
    expect((await ask()).status).toBe(202);
    const again = await coordinator.form('/matching').redirects(0);
    expect(again.status).toBe(303);
    const lead = await world.agent('inclusion-lead');
    expect((await lead.form('/matching').redirects(0)).status).toBe(403);
  });

  it('computes a pool in one job at a time: the second is postponed and asks again', async () => {
    await eventually(async () => expect(await idle()).toBe(true), 20_000);
    await world.aReferral();
    const outcomes = await Promise.all([world.runNow(), world.runNow(), world.runNow()]);
    const kinds = outcomes.map((one) => (one.ok ? one.value : one.problem.code)).toSorted();
    expect(kinds.filter((kind) => kind === 'finished')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'postponed').length).toBeGreaterThanOrEqual(1);
    await eventually(async () => expect(await idle()).toBe(true), 20_000);
  });
});
