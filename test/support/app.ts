import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import pg from 'pg';
import supertest from 'supertest';
import { AppModule } from '../../src/app.module.js';
import { readConfig } from '../../src/config/index.js';
import { type Clock, fixedClock, type FixedClock } from '../../src/kernel/index.js';
import { seedPersonas } from '../../src/modules/identity/index.js';
import { CLOCK, serveOpenApi, UnitOfWork } from '../../src/platform/index.js';
import { closeService } from '../../src/platform/close-service.js';
import { settableClock } from '../../src/platform/past-clock.js';
import type { RuntimeConfig } from '../../src/platform/launcher/runtime-config.js';
import { configureWeb } from '../../src/web/index.js';
import { testDatabase } from './database.js';
import { type PersonaKey, subjectOf } from './personas.js';
import { addWorkplaces, WORKPLACES } from './workplaces.js';

/** Monday 2 November 2026, nine in the morning in London. */
const MONDAY = new Date('2026-11-02T09:00:00Z');
const SECRET = 'a secret that only tests know, and long enough';
const MINUTES = 60_000;

export interface AppOptions {
  /** A clock that stands still unless it is set; the machine's own when `real`. */
  readonly clock?: Clock | 'real';
  /** Whether this process takes jobs too. */
  readonly runsJobs?: boolean;
  readonly redisUrl?: string;
  /** Whether the personas and their organisations are there; true unless told. */
  readonly personas?: boolean;
  readonly config?: Partial<RuntimeConfig>;
  /** Modules of the test's own, such as pages that show what no page of the service shows yet. */
  readonly modules?: readonly Type[];
}

export type SignedInAgent = ReturnType<typeof supertest.agent> & {
  /** The synchroniser token of this session's forms. */
  readonly csrf: string;
  readonly cookie: string;
  readonly userId: string;
  readonly membershipId: string;
  /** Sends a form as a browser would, token included. */
  form(path: string, fields?: Readonly<Record<string, string | readonly string[]>>): supertest.Test;
};

export interface TestApp {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly clock: FixedClock;
  /** The superuser, for arranging and for looking. */
  readonly admin: pg.Client;
  readonly databaseUrl: string;
  /** Nobody: a browser that has not signed in. */
  anonymous(): ReturnType<typeof supertest.agent>;
  /** A browser in which this persona has signed in. `role` picks among several memberships. */
  agent(persona: PersonaKey, options?: { readonly role?: string }): Promise<SignedInAgent>;
  close(): Promise<void>;
}

/** The whole service on a database and a port of its own. */
export async function startApp(options: AppOptions = {}): Promise<TestApp> {
  const database = await testDatabase();
  const clock = fixedClock(options.clock && options.clock !== 'real' ? options.clock.now() : MONDAY);
  const runtime = await runtimeFor(database.url, options);
  const runsJobs = options.runsJobs ?? false;
  const building = Test.createTestingModule({
    imports: [AppModule.register(runtime, { runsJobs }), ...(options.modules ?? [])],
  });
  if (options.clock !== 'real') building.overrideProvider(CLOCK).useValue(settableClock(options.clock ?? clock));
  const module = await building.compile();
  const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: ['fatal'] });
  await configureWeb(app);
  serveOpenApi(app);
  await app.init();
  await app.listen(runtime.port, runtime.host);
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  if (options.personas !== false) {
    await addWorkplaces(admin);
    const seeded = await seedPersonas(app.get(UnitOfWork), WORKPLACES);
    if (!seeded.ok) throw new Error(seeded.problem.code);
  }
  return {
    app,
    url: runtime.baseUrl,
    clock,
    admin,
    databaseUrl: database.url,
    anonymous: () => supertest.agent(runtime.baseUrl),
    agent: (persona, { role } = {}) =>
      signedIn(runtime, admin, subjectOf(persona), role, options.clock === 'real' ? new Date() : clock.now()),
    close: async () => {
      await admin.end();
      await closeService(app);
      await database.drop();
    },
  };
}

async function runtimeFor(databaseUrl: string, options: AppOptions): Promise<RuntimeConfig> {
  const port = await freePort();
  return {
    ...readConfig({ NODE_ENV: 'test' }),
    port,
    host: '127.0.0.1',
    baseUrl: `http://127.0.0.1:${port}`,
    sessionSecret: SECRET,
    databaseAppUrl: databaseUrl,
    redisUrl: options.redisUrl ?? null,
    localSignIn: true,
    logLevel: 'error',
    ...options.config,
  };
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/**
 * A session as signing in would have left it, written straight into the database; that signing in itself works has
 * its own test. The cookie is signed the way express-session signs it.
 */
async function signedIn(
  runtime: RuntimeConfig,
  admin: pg.Client,
  subject: string,
  role: string | undefined,
  now: Date,
): Promise<SignedInAgent> {
  const found = await admin.query<{ user_id: string; id: string }>(
    `SELECT m.user_id, m.id FROM membership m JOIN app_user u ON u.id = m.user_id
     WHERE u.subject = $1 AND ($2::text IS NULL OR m.role = $2) ORDER BY m.role LIMIT 1`,
    [subject, role ?? null],
  );
  const [membership] = found.rows;
  if (!membership) throw new Error(`${subject} holds no such role`);
  const [sid, csrf] = [randomUUID(), randomUUID()];
  const session = {
    cookie: { originalMaxAge: 60 * MINUTES, expires: new Date(Date.now() + 60 * MINUTES), httpOnly: true, path: '/' },
    userId: membership.user_id,
    membershipId: membership.id,
    signedInAt: now.getTime(),
    csrf,
  };
  await admin.query(`INSERT INTO http_session (sid, sess, expire) VALUES ($1, $2, now() + interval '1 hour')`, [
    sid,
    session,
  ]);
  const signature = createHmac('sha256', runtime.sessionSecret).update(sid).digest('base64').replace(/=+$/, '');
  const cookie = `placeway=${encodeURIComponent(`s:${sid}.${signature}`)}`;
  const agent = supertest.agent(runtime.baseUrl);
  agent.set('cookie', cookie);
  return Object.assign(agent, {
    csrf,
    cookie,
    userId: membership.user_id,
    membershipId: membership.id,
    form: (path: string, fields: Readonly<Record<string, string | readonly string[]>> = {}) => {
      const body = new URLSearchParams({ _csrf: csrf });
      for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
      return agent.post(path).type('form').send(body.toString());
    },
  });
}
