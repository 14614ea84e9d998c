import { expect } from '@jest/globals';
import { join } from 'node:path';
import pg from 'pg';
import type { TestApp } from './app.js';
import { serverUrl } from './database.js';
import { eventually } from './eventually.js';
import { project, type RunningProcess, startNode } from './processes.js';

const WAITS = `FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Workers of a service that die in the middle of a job, and those that take over. `endProcesses` ends what is left. */
export function workersOf(service: Pick<TestApp, 'admin' | 'databaseUrl'>) {
  const adminUrl = serverUrl(new URL(service.databaseUrl).pathname.slice(1));

  async function start(environment: Readonly<Record<string, string>> = {}): Promise<RunningProcess> {
    const env = { DATABASE_URL: adminUrl, DATABASE_POOL_SIZE: '6', DEMONSTRATION: 'off', ...environment };
    const started = startNode([join(project, 'dist', 'src', 'worker.js')], { env });
    await started.until(/Placeway worker is ready/, 90_000);
    return started;
  }
  const count = async (sql: string): Promise<number> =>
    (await service.admin.query<{ n: number }>(`SELECT count(*)::int AS n ${sql}`)).rows[0]?.n ?? -1;

  /** The dead run's lease ends and its row is sent again: what would be half a minute of waiting. */
  async function sendAgain(): Promise<void> {
    await service.admin.query(`UPDATE outbox SET lease_until = NULL, enqueued_at = NULL WHERE done_at IS NULL`);
  }

  /**
   * Lets statements on the table wait, kills -9 the worker that does, looks at what it left, and has another take over.
   * @returns the worker that took over
   */
  async function killedAt(
    { table, mode = 'SHARE ROW EXCLUSIVE' }: { readonly table: string; readonly mode?: string },
    ask: () => Promise<unknown>,
    leftBehind: () => Promise<void>,
  ): Promise<RunningProcess> {
    const holder = new pg.Client({ connectionString: adminUrl });
    await holder.connect();
    await holder.query(`BEGIN; LOCK TABLE ${table} IN ${mode} MODE`);
    await ask();
    const worker = await start();
    await eventually(async () => expect(await count(WAITS)).toBeGreaterThanOrEqual(1), 30_000);
    await worker.stop('SIGKILL');
    await holder.end();
    await leftBehind();
    const next = await start();
    await sendAgain();
    return next;
  }
  return { start, count, sendAgain, killedAt };
}
