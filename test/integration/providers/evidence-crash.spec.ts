import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type SignedInAgent, type TestApp } from '../../support/app.js';
import { INFECTION, type RunningClamd, startClamd } from '../../support/clamd.js';
import { eventually } from '../../support/eventually.js';
import { aPdf } from '../../support/files.js';
import { workersOf } from '../../support/killed-worker.js';
import { aFreePort, endProcesses, type RunningProcess } from '../../support/processes.js';
import { WORKPLACES } from '../../support/workplaces.js';

describe('a worker killed -9 in the middle of a scan', () => {
  let service: TestApp;
  let workers: ReturnType<typeof workersOf>;
  let agent: SignedInAgent;
  let clamd: RunningClamd;
  let silent: Server;
  const held: Socket[] = [];
  let port: number;

  const startWorker = (clamdPort: number): Promise<RunningProcess> =>
    workers.start({ CLAMD_ADDRESS: `tcp://127.0.0.1:${clamdPort}` });

  beforeAll(async () => {
    service = await startApp({ clock: 'real' });
    workers = workersOf(service);
    await service.admin.query(
      `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())`,
      [WORKPLACES.provider.organisationId],
    );
    agent = await service.agent('provider-manager');
    clamd = await startClamd();
    port = await aFreePort();
    silent = createServer((socket) => held.push(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    for (const socket of held) socket.destroy();
    await new Promise((done) => silent.close(done));
    await clamd.stop();
    await service.close();
  });

  const status = async (id: string) =>
    (await service.admin.query<{ status: string }>('SELECT status FROM evidence WHERE id = $1', [id])).rows[0]?.status;

  it.each([
    ['a clean one passes', 'well', 'CLEAN'],
    ['an infected one is refused', INFECTION, 'REFUSED'],
  ])(
    'leaves the document waiting, and another scans it again: %s, once',
    async (_, text, outcome) => {
      const worker = await startWorker(port);
      for (const socket of held.splice(0)) socket.destroy();
      const sent = await agent
        .post('/evidence/new/other')
        .field({ _csrf: agent.csrf, title: 'A made-up document' })
        .attach('file', aPdf(text), 'x.pdf')
        .expect(303);
      const id = String(sent.headers['location']).replace('/evidence/', '');
      await eventually(async () => expect(await Promise.resolve(held.length)).toBe(1), 30_000);
      await worker.stop('SIGKILL');
      expect(await status(id)).toBe('UPLOADED');
      const next = await startWorker(clamd.port);
      await workers.sendAgain();
      await eventually(async () => expect(await status(id)).toBe(outcome), 30_000);
      const { rows } = await service.admin.query(
        `SELECT count(*)::int AS n FROM audit_entry WHERE action = 'evidence.scanned' AND subject_id = $1`,
        [id],
      );
      expect(rows).toEqual([{ n: 1 }]);
      await next.stop();
    },
    120_000,
  );
});
