import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { isApi, isProbe } from '../http/paths.js';
import type { EventLog } from '../telemetry/event-log.js';
import { IDLE_MS, isHttps, sessionCookieName, type SignInSettings } from './settings.js';

const PRUNE_SECONDS = 15 * 60;

/** Sessions in `http_session`: any process can serve any request, and a deploy signs nobody out. */
export function sessions(settings: SignInSettings, dataSource: DataSource, log: EventLog): RequestHandler {
  const Store = connectPgSimple(session);
  const store = new Store({
    pool: poolOf(dataSource),
    tableName: 'http_session',
    pruneSessionInterval: PRUNE_SECONDS,
    errorLog: () => log.warning('session.prune-failed'),
  });
  const handler = session({
    store,
    name: sessionCookieName(settings),
    secret: settings.sessionSecret,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    proxy: settings.trustedProxies > 0,
    cookie: { httpOnly: true, sameSite: 'lax', secure: isHttps(settings), path: '/', maxAge: IDLE_MS },
  });
  return (request, response, next) => {
    if (needsNoSession(request)) next();
    else handler(request, response, next);
  };
}

/** Probes never have a session; a machine that sends its token must not be given one. */
const needsNoSession = (request: Request): boolean =>
  isProbe(request.path) || (isApi(request.path) && request.headers.authorization !== undefined);

/** TypeORM's own pool: one pool a process, so that its size can be counted on. */
function poolOf(dataSource: DataSource): pg.Pool {
  const { driver } = dataSource;
  if (!('master' in driver)) throw new Error('The data source has no PostgreSQL pool');
  return driver.master as pg.Pool;
}

/** A new session id with nothing of the old session: what was fixed before signing in is worth nothing after it. */
export const rotate = (request: Request): Promise<void> =>
  new Promise((resolve, reject) => {
    request.session.regenerate((error: unknown) => (error ? reject(asError(error)) : resolve()));
  });

export const endSession = (request: Request): Promise<void> =>
  new Promise((resolve, reject) => {
    request.session.destroy((error: unknown) => (error ? reject(asError(error)) : resolve()));
  });

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('session store failed'));
