import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import pg from 'pg';
import { serverUrl } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { matchingWorld, type MatchingWorld } from '../../support/matching-world.js';
import { endProcesses, project, type RunningProcess, startNode } from '../../support/processes.js';

describe('a worker killed in the middle of a run', () => {
  let world: MatchingWorld;
  let adminUrl: string;
  let worker: RunningProcess;

  const startWorker = async (): Promise<RunningProcess> => {
    const started = startNode([join(project, 'dist', 'src', 'worker.js')], {
      env: { DATABASE_URL: adminUrl, DATABASE_POOL_SIZE: '6', DEMONSTRATION: 'off' },
    });
    await started.until(/Placeway worker is ready/, 90_000);
    return started;
  };

  beforeAll(async () => {
    world = await matchingWorld({ clock: 'real' });
    adminUrl = serverUrl(new URL(world.databaseUrl).pathname.slice(1));
    await world.anOpening({ places: 3 });
    worker = await startWorker();
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    await world.close();
  });

  const one = async (sql: string): Promise<number> =>
    (await world.admin.query<{ n: number }>(`SELECT count(*)::int AS n ${sql}`)).rows[0]?.n ?? -1;

  /** Holds the table so that the run stops there, until it is let go. */
  async function hold(table: string): Promise<() => Promise<void>> {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    return () => client.end();
  }

  it.each<[string, string | null, string]>([
    ['while it reads the pool', 'referral_need', `stage = 'reading'`],
    ['while it thinks', null, `stage IN ('rules', 'solving')`],
    ['while it stores the result', 'matching_explanation', `stage = 'storing'`],
  ])(
    '%s is done again by another, and leaves one whole result',
    async (_, table, stage) => {
      await world.aReferral();
      const finishedBefore = await one(`FROM matching_run WHERE state = 'FINISHED'`);
      const letGo = table === null ? undefined : await hold(table);
      await world.askForRun();
      await eventually(async () => {
        expect(await one(`FROM matching_run WHERE state = 'RUNNING' AND ${stage}`)).toBe(1);
      }, 30_000);
      await worker.stop('SIGKILL');
      await letGo?.();
      expect(await one(`FROM matching_run WHERE state = 'FINISHED'`)).toBe(finishedBefore);

      worker = await startWorker();
      // What would be a quarter of a minute of waiting: the dead run's lease ends and its row is sent again.
      await world.admin.query(`UPDATE outbox SET lease_until = NULL, enqueued_at = NULL WHERE done_at IS NULL`);
      await eventually(async () => {
        expect(await one(`FROM outbox WHERE job = 'matching.request' AND done_at IS NULL`)).toBe(0);
      }, 40_000);

      expect(await one(`FROM matching_run WHERE state = 'FINISHED'`)).toBe(finishedBefore + 1);
      expect(await one(`FROM matching_run WHERE state IN ('RUNNING', 'RETRYING', 'FAILED')`)).toBe(0);
      const pupils = finishedBefore + 1;
      const latest = `run_id = (SELECT id FROM matching_run WHERE state = 'FINISHED' ORDER BY number DESC LIMIT 1)`;
      expect(await one(`FROM matching_explanation WHERE ${latest}`)).toBe(2 * pupils);
      expect(await one(`FROM matching_option WHERE chosen AND ${latest}`)).toBe(pupils);
      const half = `NOT EXISTS (SELECT FROM matching_run r WHERE r.id = run_id AND r.state = 'FINISHED')`;
      expect(await one(`FROM matching_option WHERE ${half}`)).toBe(0);
    },
    150_000,
  );
});
