import { createHmac } from 'node:crypto';
import { type AppConfig, isLoopback } from '../../config/index.js';

/** The configuration once the database and the port are known; injected as APP_CONFIG. */
export interface RuntimeConfig extends AppConfig {
  readonly baseUrl: string;
  readonly sessionSecret: string;
  readonly databaseAppUrl: string;
  /** Whether the local OpenID Connect issuer with its named personas runs in this process. */
  readonly localSignIn: boolean;
}

/** Fills in what the environment left open. The ordinary role's address is all that the service gets to know. */
export function runtimeConfig(config: AppConfig, { appUrl, port }: { appUrl: string; port: number }): RuntimeConfig {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    ...config,
    port,
    baseUrl: config.baseUrl ?? `http://${host}:${port}`,
    // Every process that shares the database must be able to read the others' cookies.
    sessionSecret: config.sessionSecret ?? createHmac('sha256', appUrl).update('session cookies').digest('hex'),
    databaseAppUrl: appUrl,
    localSignIn: config.databaseUrl === null && config.oidcIssuers.length === 0 && isLoopback(config.host),
  };
}
