import { isAbsolute, join } from 'node:path';
import { type Environment, EnvironmentReader } from './environment.js';
import { projectRoot } from './project-root.js';

/** An OpenID Connect issuer people may sign in with. */
export interface OidcIssuer {
  /** Short name used in the variables and in the callback address. */
  readonly key: string;
  /** What the sign-in button says. */
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
}

export const LOG_LEVELS = ['error', 'warn', 'log', 'debug', 'verbose'] as const;
export type LogLevelName = (typeof LOG_LEVELS)[number];

/** Everything the environment may say, parsed once. Nothing else reads process.env. */
export interface AppConfig {
  readonly environment: 'development' | 'test' | 'production';
  readonly host: string;
  readonly port: number;
  /** An explicit port is refused when it is taken; the default one is stepped over. */
  readonly portIsExplicit: boolean;
  /** Where the embedded database keeps its files; absolute. Unused when databaseUrl is set. */
  readonly dataDir: string;
  /** The administrator's address of the database: it creates roles, migrates, backs up. Null means embedded. */
  readonly databaseUrl: string | null;
  /** The ordinary role's address; when null its password is derived from the administrator's. */
  readonly databaseAppUrl: string | null;
  /** Connections each process may hold to the database for its own queries. */
  readonly databasePoolSize: number;
  /** Null means that BullMQ keeps its queues in PostgreSQL. */
  readonly redisUrl: string | null;
  /** Where clamd listens, which scans uploads; null means that none does, and uploads wait in quarantine. */
  readonly clamdAddress: { readonly host: string; readonly port: number } | { readonly path: string } | null;
  /** The address people use; null until the port is known, when it becomes http://HOST:PORT. */
  readonly baseUrl: string | null;
  /** Signs session cookies; null means derived from the database's password, so that every process agrees. */
  readonly sessionSecret: string | null;
  /** Reverse proxies in front of the service whose X-Forwarded-* headers are believed. */
  readonly trustedProxies: number;
  /** Requests to sign in that one address may make in a minute; a sign-in takes two. */
  readonly signInsPerMinute: number;
  /** Refused sign-ins of one account at one address in a minute. */
  readonly signInFailuresPerMinute: number;
  /** Empty together with an embedded database means the local issuer with named personas. */
  readonly oidcIssuers: readonly OidcIssuer[];
  /** Whether an empty database is filled with the demonstration authority. */
  readonly demonstration: boolean;
  readonly logLevel: LogLevelName;
}

export const DEFAULT_PORT = 3000;
const POSTGRES = ['postgres:', 'postgresql:'] as const;
const WEB = ['http:', 'https:'] as const;

/** Every variable the service reads, so that deployment files can be checked against them. `*` stands for an issuer's key. */
export const KNOWN_VARIABLES = [
  'NODE_ENV',
  'HOST',
  'PORT',
  'DATA_DIR',
  'DATABASE_URL',
  'DATABASE_APP_URL',
  'DATABASE_POOL_SIZE',
  'REDIS_URL',
  'CLAMD_ADDRESS',
  'BASE_URL',
  'SESSION_SECRET',
  'TRUSTED_PROXIES',
  'SIGN_INS_PER_MINUTE',
  'SIGN_IN_FAILURES_PER_MINUTE',
  'OIDC_ISSUERS',
  'OIDC_*_ISSUER',
  'OIDC_*_CLIENT_ID',
  'OIDC_*_CLIENT_SECRET',
  'OIDC_*_LABEL',
  'OIDC_*_SCOPE',
  'DEMONSTRATION',
  'LOG_LEVEL',
] as const;

/** Whether a host name or address can only be reached from this computer. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Parses the environment. Throws ConfigError, which names every variable at fault. */
export function readConfig(environment: Environment = process.env): AppConfig {
  const read = new EnvironmentReader(environment);
  const databaseUrl = read.url('DATABASE_URL', POSTGRES);
  const config: AppConfig = {
    environment: read.oneOf('NODE_ENV', 'development', ['development', 'test', 'production']),
    host: readHost(read),
    port: read.whole('PORT', DEFAULT_PORT, { least: 0, most: 65_535 }),
    portIsExplicit: read.text('PORT') !== null,
    dataDir: absolute(read.text('DATA_DIR') ?? join(projectRoot(), '.data')),
    databaseUrl,
    databaseAppUrl: read.url('DATABASE_APP_URL', POSTGRES),
    databasePoolSize: read.whole('DATABASE_POOL_SIZE', 10, { least: 2, most: 200 }),
    redisUrl: read.url('REDIS_URL', ['redis:', 'rediss:']),
    clamdAddress: readClamd(read),
    baseUrl: read.url('BASE_URL', WEB)?.replace(/\/+$/, '') ?? null,
    sessionSecret: read.text('SESSION_SECRET'),
    trustedProxies: read.whole('TRUSTED_PROXIES', 0, { least: 0, most: 10 }),
    signInsPerMinute: read.whole('SIGN_INS_PER_MINUTE', 1_200, { least: 10, most: 100_000 }),
    signInFailuresPerMinute: read.whole('SIGN_IN_FAILURES_PER_MINUTE', 10, { least: 1, most: 1_000 }),
    oidcIssuers: readIssuers(read),
    demonstration: read.oneOf('DEMONSTRATION', databaseUrl === null ? 'on' : 'off', ['on', 'off']) === 'on',
    // People who run it by hand read the steps; a line for every request would bury them.
    logLevel: read.oneOf('LOG_LEVEL', databaseUrl === null ? 'warn' : 'log', LOG_LEVELS),
  };
  checkTogether(config, read);
  read.finish();
  return config;
}

function absolute(path: string): string {
  return isAbsolute(path) ? path : join(process.cwd(), path);
}

function readHost(read: EnvironmentReader): string {
  const host = read.text('HOST') ?? '127.0.0.1';
  if (!/^[A-Za-z0-9.:-]{1,253}$/.test(host)) read.fault('HOST', 'must be a host name or an address, without a port');
  return host;
}

function readClamd(read: EnvironmentReader): AppConfig['clamdAddress'] {
  const value = read.text('CLAMD_ADDRESS');
  if (value === null) return null;
  if (isAbsolute(value)) return { path: value };
  const url = URL.canParse(value) ? new URL(value) : null;
  const isAddress = url?.protocol === 'tcp:' && url.hostname !== '' && url.port !== '' && /^tcp:\/\/[^/]+$/.test(value);
  if (url !== null && isAddress) return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) };
  read.fault('CLAMD_ADDRESS', 'must be tcp://HOST:PORT, or the absolute path of a socket');
  return null;
}

function readIssuers(read: EnvironmentReader): OidcIssuer[] {
  const keys = (read.text('OIDC_ISSUERS') ?? '').split(',').map((key) => key.trim());
  const named = keys.filter((key) => key !== '');
  if (new Set(named).size !== named.length) read.fault('OIDC_ISSUERS', 'names an issuer twice');
  return named.map((key) => readIssuer(read, key));
}

function readIssuer(read: EnvironmentReader, key: string): OidcIssuer {
  if (!/^[a-z][a-z0-9]{0,19}$/.test(key)) {
    read.fault('OIDC_ISSUERS', 'must list short names of lower-case letters and digits, separated by commas');
  }
  const prefix = `OIDC_${key.toUpperCase()}`;
  const because = `is needed because OIDC_ISSUERS names ${key}`;
  return {
    key,
    label: read.text(`${prefix}_LABEL`) ?? key,
    issuer: read.url(`${prefix}_ISSUER`, WEB) ?? read.required(`${prefix}_ISSUER`, because),
    clientId: read.required(`${prefix}_CLIENT_ID`, because),
    clientSecret: read.required(`${prefix}_CLIENT_SECRET`, because),
    scope: read.text(`${prefix}_SCOPE`) ?? 'openid profile email',
  };
}

/** Rules between variables: combinations that would be unsafe rather than merely odd. */
function checkTogether(config: AppConfig, read: EnvironmentReader): void {
  const embedded = config.databaseUrl === null;
  if (config.sessionSecret !== null && config.sessionSecret.length < 32) {
    read.fault('SESSION_SECRET', 'must be at least 32 characters long');
  }
  if (embedded && config.databaseAppUrl !== null) {
    read.fault('DATABASE_APP_URL', 'means nothing without DATABASE_URL');
  }
  if (embedded && config.oidcIssuers.length === 0 && !isLoopback(config.host)) {
    // The local issuer signs anybody in as anybody: it must never be reachable from another computer.
    read.fault('HOST', 'must be a loopback address unless OIDC_ISSUERS names who may sign in');
  }
  if (config.environment !== 'production' || embedded) return;
  if (config.sessionSecret === null) read.fault('SESSION_SECRET', 'is needed when NODE_ENV is production');
  if (config.baseUrl === null) read.fault('BASE_URL', 'is needed when NODE_ENV is production');
  if (config.oidcIssuers.length === 0) read.fault('OIDC_ISSUERS', 'is needed when NODE_ENV is production');
  if (config.demonstration) read.fault('DEMONSTRATION', 'must be off in production: its children are made up');
}
