import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { serverUrl } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { matchingWorld, type MatchingWorld } from '../../support/matching-world.js';
import { endProcesses, project, type RunningProcess, startNode } from '../../support/processes.js';

/** The random moments are the same again with this seed in the environment. */
const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
const MOMENTS = 10;
/** From asking to the end a run of this pool takes about half of it. */
const LONGEST_MS = 1_500;

describe(`a worker killed in the middle of a run (CRASH_SEED=${SEED})`, () => {
  let world: MatchingWorld;
  let adminUrl: string;
  let worker: RunningProcess;
  let watcher: pg.Client;

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
    watcher = new pg.Client({ connectionString: adminUrl });
    await watcher.connect();
    await world.anOpening({ places: 30 });
    worker = await startWorker();
    await world.whenIdle();
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    await watcher.end();
    await world.close();
  });

  const one = async (sql: string): Promise<number> =>
    (await world.admin.query<{ n: number }>(`SELECT count(*)::int AS n ${sql}`)).rows[0]?.n ?? -1;
  const finished = (): Promise<number> => one(`FROM matching_run WHERE state = 'FINISHED'`);
  const pupils = (): Promise<number> => one(`FROM referral WHERE status = 'SUBMITTED'`);

  /** Lets nobody write to the table (or, for the first step, read it) until it is let go. */
  async function hold(table: string, mode: 'SHARE' | 'ACCESS EXCLUSIVE'): Promise<() => Promise<void>> {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(`BEGIN; LOCK TABLE ${table} IN ${mode} MODE`);
    return () => client.end();
  }
  /** Until the run stands before the table that is held. */
  const standsBefore = (table: string): Promise<void> =>
    eventually(async () => {
      expect(await one(`FROM pg_locks WHERE NOT granted AND relation = '${table}'::regclass`)).toBeGreaterThan(0);
    }, 30_000);
  /** Polls as fast as the database answers: some steps last for milliseconds. */
  async function until(sql: string): Promise<void> {
    for (let look = 0; look < 20_000; look += 1) {
      const { rows } = await watcher.query<{ n: number }>(`SELECT count(*)::int AS n ${sql}`);
      if ((rows[0]?.n ?? 0) > 0) return;
    }
    throw new Error('The run never came to that step');
  }

  async function startedAgain(): Promise<void> {
    worker = await startWorker();
    // What would be a quarter of a minute of waiting: the dead run's lease ends and its row is sent again.
    await world.admin.query(`UPDATE outbox SET lease_until = NULL, enqueued_at = NULL WHERE done_at IS NULL`);
    await eventually(async () => {
      expect(await one(`FROM outbox WHERE queue = 'matching' AND done_at IS NULL`)).toBe(0);
    }, 40_000);
  }

  /** One more whole result than before, of everybody who waits, and nothing of any other. */
  async function leavesOneWholeResult(before: number): Promise<void> {
    expect(await finished()).toBe(before + 1);
    expect(await one(`FROM matching_run WHERE state IN ('RUNNING', 'RETRYING', 'FAILED')`)).toBe(0);
    const latest = `run_id = (SELECT id FROM matching_run WHERE state = 'FINISHED' ORDER BY number DESC LIMIT 1)`;
    const waiting = await pupils();
    expect(await one(`FROM matching_explanation WHERE ${latest}`)).toBe(2 * waiting);
    expect(await one(`FROM matching_option WHERE chosen AND ${latest}`)).toBe(waiting);
    expect(await one(`FROM matching_run_detail WHERE ${latest}`)).toBe(1);
    const half = `NOT EXISTS (SELECT FROM matching_run r WHERE r.id = run_id AND r.state = 'FINISHED')`;
    for (const table of ['matching_option', 'matching_explanation', 'matching_run_detail']) {
      expect({ table, half: await one(`FROM ${table} WHERE ${half}`) }).toEqual({ table, half: 0 });
    }
    expect(await one(`FROM matching_pool WHERE claimed_by IS NOT NULL`)).toBe(0);
  }

  it.each<[string, string, 'SHARE' | 'ACCESS EXCLUSIVE']>([
    ['claimed', 'referral_need', 'ACCESS EXCLUSIVE'],
    ['solved', 'matching_run_detail', 'SHARE'],
    ['half stored', 'matching_explanation', 'SHARE'],
    ['stored and not yet committed', 'audit_entry', 'SHARE'],
  ])(
    'when the run is %s leaves one whole result',
    async (_, table, mode) => {
      await world.aReferral();
      const before = await finished();
      const letGo = await hold(table, mode);
      await world.askForRun();
      await standsBefore(table);
      await worker.stop('SIGKILL');
      await letGo();
      expect(await finished()).toBe(before);
      await startedAgain();
      await leavesOneWholeResult(before);
    },
    150_000,
  );

  it.each<[string, string]>([
    ['loaded', `FROM matching_run WHERE state = 'RUNNING' AND stage IN ('rules', 'solving')`],
    ['announced', `FROM outbox WHERE job = 'matching.request' AND done_at > clock_timestamp() - interval '1 second'`],
  ])(
    'when the run is %s leaves one whole result',
    async (_, step) => {
      await wait(1_100);
      await world.aReferral();
      const before = await finished();
      await world.askForRun();
      await until(step);
      await worker.stop('SIGKILL');
      await startedAgain();
      await leavesOneWholeResult(before);
    },
    150_000,
  );

  it('at ten random moments leaves one whole result each time', async () => {
    let state = SEED;
    const random = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state / 0x80000000;
    };
    for (let moment = 0; moment < MOMENTS; moment += 1) {
      await world.aReferral();
      const before = await finished();
      const after = Math.floor(random() * LONGEST_MS);
      await world.askForRun();
      await wait(after);
      await worker.stop('SIGKILL');
      await startedAgain();
      await leavesOneWholeResult(before);
    }
  }, 400_000);
});
