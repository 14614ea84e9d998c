import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import pg from 'pg';
import { type SignedInAgent, startApp, type TestApp } from '../../support/app.js';
import { serverUrl } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { endProcesses, project, type RunningProcess, startNode } from '../../support/processes.js';

const HEADER = 'URN,LA (code),EstablishmentName,EstablishmentStatus (name),NumberOfPupils,Postcode';
const ROWS = 5_000;
const extract = (first: number): string =>
  [HEADER, ...Array.from({ length: ROWS }, (_, n) => `${first + n},352,Made-up School ${n},Open,900,M14 7PA`)].join(
    '\n',
  );

describe('a worker killed -9 in the middle of a register import', () => {
  let service: TestApp;
  let admin: SignedInAgent;
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
    service = await startApp({ clock: 'real' });
    adminUrl = serverUrl(new URL(service.databaseUrl).pathname.slice(1));
    admin = await service.agent('administrator');
    worker = await startWorker();
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    await service.close();
  });

  const one = async (sql: string, params: unknown[] = []): Promise<number> =>
    (await service.admin.query<{ n: number }>(`SELECT count(*)::int AS n ${sql}`, params)).rows[0]?.n ?? -1;
  const written = () => one('FROM establishment');
  const upload = async (content: string): Promise<string> => {
    const sent = admin.post('/registers/new').field('_csrf', admin.csrf);
    const { headers, status } = await sent.attach('file', Buffer.from(content), 'extract.csv');
    expect(status).toBe(303);
    return String(headers['location']).replace('/registers/', '');
  };
  const status = async (id: string): Promise<string | undefined> =>
    (await service.admin.query<{ status: string }>('SELECT status FROM register_import WHERE id = $1', [id])).rows[0]
      ?.status;
  const becomes = (id: string, wanted: string) => eventually(async () => expect(await status(id)).toBe(wanted), 60_000);

  /** Lets statements on the table wait for this transaction, so that the job stops there, and says when one does. */
  async function hold(lock: string): Promise<{ reached(): Promise<void>; letGo(): Promise<void> }> {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(`BEGIN; ${lock}`);
    return {
      reached: () =>
        eventually(
          async () =>
            expect(
              await one(`FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`),
            ).toBe(1),
          30_000,
        ),
      letGo: () => client.end(),
    };
  }

  /** The dead run's lease ends and its row is sent again: what would be half a minute of waiting. */
  async function another(): Promise<void> {
    worker = await startWorker();
    await service.admin.query(`UPDATE outbox SET lease_until = NULL, enqueued_at = NULL WHERE done_at IS NULL`);
  }

  it('while it reads the file: another reads the whole of it again, no row twice, and nothing is written', async () => {
    const before = await written();
    const held = await hold(`LOCK TABLE register_import_row IN SHARE ROW EXCLUSIVE MODE`);
    const id = await upload(extract(200_000));
    await held.reached();
    await worker.stop('SIGKILL');
    await held.letGo();
    expect(await status(id)).not.toBe('PREVIEWED');
    await another();
    await becomes(id, 'PREVIEWED');
    expect(await one('FROM register_import_row WHERE import_id = $1', [id])).toBe(ROWS);
    expect(await written()).toBe(before);
  }, 180_000);

  it.each([
    ['at its first row', 300_000, `LOCK TABLE establishment IN SHARE ROW EXCLUSIVE MODE`],
    ['between the register and the organisations', 400_000, `LOCK TABLE organisation IN SHARE ROW EXCLUSIVE MODE`],
    ['with all but its own end written', 500_000, `LOCK TABLE register_import_row IN SHARE ROW EXCLUSIVE MODE`],
  ])(
    'while it applies the file, %s: exactly nothing is in the register, and then all of it',
    async (_, first, lock) => {
      const id = await upload(extract(first));
      await becomes(id, 'PREVIEWED');
      const mine = () =>
        one('FROM establishment WHERE urn BETWEEN $1 AND $2', [String(first), String(first + ROWS - 1)]);
      const held = await hold(lock);
      const asked = await admin.form(`/registers/${id}/apply`);
      expect(asked.status).toBe(303);
      await held.reached();
      await worker.stop('SIGKILL');
      await held.letGo();
      expect(await status(id)).toBe('APPLYING');
      expect(await mine()).toBe(0);
      await another();
      await becomes(id, 'APPLIED');
      expect(await mine()).toBe(ROWS);
      expect(await one(`FROM audit_entry WHERE action = 'register.applied' AND subject_id = $1`, [id])).toBe(1);
    },
    180_000,
  );
});
