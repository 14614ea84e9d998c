import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { ok, serviceActor } from '../../src/kernel/index.js';
import {
  type Job,
  JobHandler,
  Metrics,
  PlatformModule,
  type RunningJob,
  UnitOfWork,
} from '../../src/platform/index.js';
import { redisUrl, testDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { aPerson } from '../support/unit-of-work.js';

const runs: RunningJob[] = [];
let behaviour: (job: RunningJob) => Promise<void> = async () => undefined;

@JobHandler('test.job', { queue: 'maintenance', service: 'tester', permissions: ['audit.read'], attempts: 2 })
@Injectable()
class TestJob implements Job {
  async handle(job: RunningJob): Promise<void> {
    runs.push(job);
    await behaviour(job);
  }
}

@Module({ providers: [TestJob] })
class TestModule {}

const reader = serviceActor('outbox-relay', null, ['platform.outbox']);

interface Row {
  done: boolean;
  failed: boolean;
  attempts: number;
  last_problem: string | null;
}

describe.each([{ backend: 'PostgreSQL' }, { backend: 'Redis' }])('the outbox on $backend', ({ backend }) => {
  let app: INestApplicationContext;
  let work: UnitOfWork;
  const actor = aPerson();

  let databaseUrl: string;
  const anApp = () =>
    NestFactory.createApplicationContext(
      {
        module: TestModule,
        imports: [
          PlatformModule.forRoot({
            databaseUrl,
            redisUrl: backend === 'Redis' ? redisUrl() : undefined,
            runsJobs: true,
          }),
        ],
      },
      { logger: process.env['TEST_LOG'] ? ['error', 'warn', 'log'] : false },
    );

  beforeAll(async () => {
    runs.length = 0;
    behaviour = async () => undefined;
    databaseUrl = (await testDatabase()).url;
    app = await anApp();
    work = app.get(UnitOfWork);
  });
  afterAll(() => app.close());

  const ask = async (n: number, debounceKey?: string) => {
    await work.inTransaction(actor, async (tx) => {
      await tx.outbox('test.job', { n }, debounceKey ? { debounceKey, delayMs: 200 } : {});
      return ok();
    });
  };
  const row = async (n: number): Promise<Row | undefined> =>
    (
      await work.read(reader, (tx) =>
        tx.query<Row>(
          `select done_at is not null as done, failed_at is not null as failed, attempts, last_problem
           from outbox where payload ->> 'n' = $1::text`,
          [n],
        ),
      )
    )[0];
  const runsOf = (n: number) => runs.filter((job) => job.payload['n'] === n);

  it('runs a committed job once, as the named service in the authority of whoever asked', async () => {
    await ask(1);
    await eventually(async () => expect(await row(1)).toMatchObject({ done: true, attempts: 1 }));
    expect(runsOf(1)).toHaveLength(1);
    expect(runsOf(1)[0]?.actor).toMatchObject({ kind: 'service', name: 'tester', authorityId: actor.authorityId });
    expect(runsOf(1)[0]?.initiator).toMatchObject({ kind: 'person', userId: actor.userId });
  });

  it('refuses to ask for a job that nobody handles', async () => {
    const act = work.inTransaction(actor, async (tx) => {
      await tx.outbox('no.such-job', {});
      return ok();
    });
    await expect(act).rejects.toThrow('No handler for the job no.such-job');
  });

  it('merges requests with one key while the first still waits', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ask(2, 'merge')));
    await eventually(async () => expect(await row(2)).toMatchObject({ done: true }));
    expect(runsOf(2).length).toBeLessThanOrEqual(2);
  });

  it('never runs what was cancelled while it waited, and lets its key be used again', async () => {
    await ask(7, 'cancelled');
    await work.inTransaction(actor, async (tx) => {
      await tx.cancelJob('cancelled');
      return ok();
    });
    await ask(8, 'cancelled');
    await eventually(async () => expect(await row(8)).toMatchObject({ done: true, attempts: 1 }));
    expect(await row(7)).toEqual({ done: true, failed: false, attempts: 0, last_problem: 'cancelled' });
    expect(runsOf(7)).toHaveLength(0);
  });

  it('counts what is due apart from what is for later', async () => {
    await work.inTransaction(actor, async (tx) => {
      await tx.outbox('test.job', { n: 9 }, { debounceKey: 'tomorrow', delayMs: 86_400_000 });
      return ok();
    });
    const text = await app.get(Metrics).text();
    expect(text).toMatch(/^placeway_outbox_rows\{state="scheduled"\} 1$/m);
    await work.inTransaction(actor, async (tx) => {
      await tx.cancelJob('tomorrow');
      return ok();
    });
    expect(await app.get(Metrics).text()).toMatch(/^placeway_outbox_rows\{state="scheduled"\} 0$/m);
  });

  it('runs again after a request that came while it was running', async () => {
    let release: () => void = () => undefined;
    const blocked = new Promise<void>((done) => (release = done));
    behaviour = async (job) => {
      if (job.payload['n'] === 3) await blocked;
    };
    await ask(3, 'again');
    await eventually(async () => expect(runsOf(3)).toHaveLength(1));
    await ask(4, 'again');
    release();
    await eventually(async () => expect(await row(4)).toMatchObject({ done: true }));
    expect(runsOf(4)).toHaveLength(1);
  });

  it('tries again after a failure, then gives up and keeps the error’s name but not its words', async () => {
    behaviour = async (job) => {
      if (job.payload['n'] === 5) throw Object.assign(new TypeError('holds a child’s name'), { code: 'E_TEST' });
    };
    await ask(5);
    await eventually(async () => expect(await row(5)).toMatchObject({ failed: true }), 15_000);
    expect(await row(5)).toEqual({ done: false, failed: true, attempts: 2, last_problem: 'TypeError E_TEST' });
  });

  it('marks the row done in the handler’s own transaction, so that work and mark cannot part', async () => {
    behaviour = async (job) => {
      if (job.payload['n'] !== 6) return;
      await work.inTransaction(job.actor, async (tx) => {
        await tx.audit('thing.done', { type: 'thing', id: 'six' });
        await job.complete(tx);
        return ok();
      });
    };
    await ask(6);
    await eventually(async () => expect(await row(6)).toMatchObject({ done: true, attempts: 1 }));
  });

  it('hands a run on within seconds when its process is told to stop, and lets it commit nothing any more', async () => {
    let release: () => void = () => undefined;
    const blocked = new Promise<void>((done) => (release = done));
    let late: unknown;
    behaviour = async (job) => {
      if (job.payload['n'] !== 10 || job.attempt > 1) return;
      await blocked;
      await work.read(job.actor, (tx) => job.complete(tx)).catch((error: unknown) => (late = error));
    };
    await ask(10);
    await eventually(async () => expect(runsOf(10)).toHaveLength(1));
    const successor = await anApp();
    try {
      work = successor.get(UnitOfWork);
      const closing = app.close();
      // The lease alone would last fifteen seconds, and twenty more before the row is sent again.
      await eventually(async () => expect(await row(10)).toMatchObject({ done: true, attempts: 2 }), 12_000);
      release();
      await closing;
      expect(String(late)).toContain('taken over by another run');
    } finally {
      app = successor;
    }
  }, 40_000);

  if (backend === 'Redis') {
    it('rebuilds a queue that was flushed: nothing lost, nothing done twice', async () => {
      behaviour = async () => undefined;
      const redis = new Redis(redisUrl());
      const database = await work.read(reader, (tx) => tx.query<{ name: string }>('select current_database() as name'));
      const flush = async () => {
        const keys = await redis.keys(`placeway-${database[0]?.name}:*`);
        if (keys.length > 0) await redis.del(...keys);
      };
      await Promise.all(Array.from({ length: 30 }, async (_, n) => ask(100 + n)));
      await flush();
      await eventually(async () => {
        const open = await work.read(reader, (tx) =>
          tx.query(`select from outbox where done_at is null and (payload ->> 'n')::int >= 100`),
        );
        expect(open).toHaveLength(0);
      }, 60_000);
      const numbers = runs.map((job) => job.payload['n']).filter((n) => Number(n) >= 100);
      expect(numbers).toHaveLength(30);
      expect(new Set(numbers).size).toBe(30);
      await redis.quit();
    }, 90_000);
  }
});
