import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, KNOWN_VARIABLES, projectRoot, readConfig } from './index.js';

const faultsOf = (environment: Record<string, string>): string[] => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map((fault) => fault.variable);
    throw error;
  }
  return [];
};

const issuer = {
  OIDC_ISSUERS: 'council',
  OIDC_COUNCIL_ISSUER: 'https://login.example.test',
  OIDC_COUNCIL_CLIENT_ID: 'placeway',
  OIDC_COUNCIL_CLIENT_SECRET: 'a-secret',
};
const production = {
  ...issuer,
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://admin:pw@db/placeway',
  SESSION_SECRET: 's'.repeat(32),
  BASE_URL: 'https://placeway.example.test/',
};

describe('the environment', () => {
  it('needs nothing: the embedded database on a loopback address is the default', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, portIsExplicit: false, databaseUrl: null });
    expect(config.demonstration).toBe(true);
    expect(config.dataDir.endsWith('.data')).toBe(true);
  });

  it('counts an empty variable as unset', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: ' ', REDIS_URL: '' })).toMatchObject({ port: 3000, redisUrl: null });
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', '80.5'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'mysql://db/placeway'],
    ['DATABASE_URL', 'not a url'],
    ['REDIS_URL', 'http://redis'],
    ['BASE_URL', 'ftp://placeway.example.test'],
    ['HOST', 'two words'],
    ['HOST', '0.0.0.0'],
    ['LOG_LEVEL', 'loud'],
    ['NODE_ENV', 'staging'],
    ['SESSION_SECRET', 'short'],
    ['DATABASE_POOL_SIZE', '1'],
    ['DATABASE_APP_URL', 'postgres://app:pw@db/placeway'],
    ['CLAMD_ADDRESS', 'localhost:3310'],
    ['CLAMD_ADDRESS', 'tcp://localhost'],
    ['DEMONSTRATION', 'maybe'],
    ['TRUSTED_PROXIES', 'yes'],
    ['SIGN_INS_PER_MINUTE', '0'],
    ['SIGN_IN_FAILURES_PER_MINUTE', 'many'],
  ])('names %s when it is %s', (variable, value) => {
    expect(faultsOf({ [variable]: value })).toEqual([variable]);
  });

  it('names every fault at once and never repeats a value, which may be a password', () => {
    const attempt = () => readConfig({ PORT: 'x', DATABASE_URL: 'mysql://admin:hunter2@db' });
    expect(attempt).toThrow(/PORT: .*\n?[\s\S]*DATABASE_URL|DATABASE_URL: [\s\S]*PORT/);
    expect(attempt).not.toThrow(/hunter2/);
  });

  it('reads a list of issuers, each from its own variables', () => {
    const config = readConfig({ ...issuer, OIDC_COUNCIL_LABEL: 'Council sign-in' });
    expect(config.oidcIssuers).toEqual([
      {
        key: 'council',
        label: 'Council sign-in',
        issuer: 'https://login.example.test',
        clientId: 'placeway',
        clientSecret: 'a-secret',
        scope: 'openid profile email',
      },
    ]);
  });

  it('names what a listed issuer lacks', () => {
    expect(faultsOf({ OIDC_ISSUERS: 'council' })).toEqual([
      'OIDC_COUNCIL_ISSUER',
      'OIDC_COUNCIL_CLIENT_ID',
      'OIDC_COUNCIL_CLIENT_SECRET',
    ]);
  });

  it('lets the embedded database leave this computer only with a real issuer', () => {
    expect(faultsOf({ HOST: '0.0.0.0' })).toEqual(['HOST']);
    expect(faultsOf({ HOST: '0.0.0.0', ...issuer })).toEqual([]);
  });

  it('asks in production for what must not be guessed', () => {
    expect(readConfig(production).baseUrl).toBe('https://placeway.example.test');
    for (const name of ['SESSION_SECRET', 'BASE_URL', 'OIDC_ISSUERS'] as const) {
      expect(faultsOf({ ...production, [name]: '' })).toEqual([name]);
    }
    expect(faultsOf({ ...production, DEMONSTRATION: 'on' })).toEqual(['DEMONSTRATION']);
  });

  it('is explained, every variable of it', () => {
    const explained = readFileSync(join(projectRoot(), 'src/config/README.md'), 'utf8');
    expect(KNOWN_VARIABLES.filter((name) => !explained.includes(`\`${name}\``))).toEqual([]);
  });
});
