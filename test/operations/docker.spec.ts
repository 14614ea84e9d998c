import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN_VARIABLES, readConfig } from '../../src/config/index.js';
import {
  type ComposeService,
  environmentOf,
  instructions,
  readCompose,
  readDockerfile,
  readEnvFile,
} from '../support/docker-files.js';
import { project } from '../support/processes.js';

const stages = readDockerfile();
const [build = [], final = []] = stages;
const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const filledIn = {
  ...readEnvFile('docker/example.env'),
  POSTGRES_PASSWORD: 'madeup',
  SESSION_SECRET: 's'.repeat(64),
  OIDC_COUNCIL_ISSUER: 'https://login.example.test',
  OIDC_COUNCIL_CLIENT_ID: 'placeway',
  OIDC_COUNCIL_CLIENT_SECRET: 'made-up',
};
const compose = readCompose(filledIn);
const ours = Object.entries(compose.services).filter(([, service]) => service.image === 'placeway');
const service = (name: string): ComposeService => {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`No service ${name}`);
  return found;
};
const isKnown = (name: string) =>
  KNOWN_VARIABLES.some((known) => new RegExp(`^${known.replace('*', '[A-Z][A-Z0-9]*')}$`).test(name));

describe('the image', () => {
  it('is built in two stages on a long-term release of Node that the service accepts', () => {
    expect(stages).toHaveLength(2);
    for (const stage of stages) expect(instructions(stage, 'FROM')[0]).toMatch(/^node:24-bookworm-slim( AS build)?$/);
  });

  it('copies only what exists and what the build context lets through', () => {
    const ignored = readFileSync(join(project, 'docker/Dockerfile.dockerignore'), 'utf8').split('\n');
    expect(ignored.find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
    const sources = instructions(build, 'COPY').flatMap((rest) =>
      rest
        .split(' ')
        .filter((part) => !part.startsWith('--'))
        .slice(0, -1),
    );
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(existsSync(join(project, source))).toBe(true);
      expect(ignored).toContain(`!${source}`);
    }
  });

  it('runs npm scripts that exist, and never as root', () => {
    const commands = instructions(build, 'RUN').filter((rest) => rest.startsWith('npm'));
    expect(commands).toEqual(['npm ci --include=dev', 'npm run build', 'npm prune --omit=dev --omit=optional']);
    expect(manifest.scripts['build']).toBeDefined();
    const order = build.map((each) => each.word);
    expect(order.indexOf('USER')).toBeLessThan(build.findIndex((each) => each.rest.startsWith('npm')));
    for (const stage of stages) expect(instructions(stage, 'USER')).toEqual(['node']);
  });

  it('starts a program of the build that exists, and asks its health on the port it exposes', () => {
    const [command] = instructions(final, 'CMD').map((rest) => JSON.parse(rest) as string[]);
    expect(command?.[0]).toBe('node');
    expect(existsSync(join(project, command?.[1] ?? 'missing'))).toBe(true);
    const environment = environmentOf(final);
    expect(instructions(final, 'EXPOSE')).toEqual([environment['PORT']]);
    expect(Object.keys(environment).filter((name) => !isKnown(name))).toEqual([]);
    expect(instructions(final, 'HEALTHCHECK')[0]).toContain('/health/live');
  });
});

describe('the compose file', () => {
  it('has PostgreSQL, Redis, one web process and two workers', () => {
    expect(Object.keys(compose.services).toSorted()).toEqual(['postgres', 'redis', 'web', 'worker']);
    expect(ours.map(([name]) => name)).toEqual(['web', 'worker']);
    expect(service('web').deploy?.replicas ?? 1).toBe(1);
    expect(service('worker').deploy?.replicas).toBe(2);
    expect(service('postgres').image).toMatch(/^postgres:18/);
    expect(service('redis').image).toMatch(/^redis:[78]/);
  });

  it('builds from files that exist and starts programs that exist', () => {
    for (const [, each] of ours) {
      expect(existsSync(join(project, 'docker', each.build?.context ?? '', each.build?.dockerfile ?? 'no'))).toBe(true);
      const [node, program] = each.command ?? ['node', 'dist/src/main.js'];
      expect(node).toBe('node');
      expect(existsSync(join(project, program ?? 'missing'))).toBe(true);
    }
  });

  it('sets only variables that the service reads, with values that it accepts', () => {
    for (const [, each] of ours) {
      const set = { ...environmentOf(final), ...each.environment } as Record<string, string | number>;
      expect(Object.keys(set).filter((name) => !isKnown(name))).toEqual([]);
      const texts = Object.fromEntries(Object.entries(set).map(([name, value]) => [name, String(value ?? '')]));
      expect(readConfig(texts)).toMatchObject({ environment: 'production', demonstration: false });
    }
  });

  it('reaches the other services under their names, and waits for them', () => {
    for (const [, each] of ours) {
      const database = new URL(String(each.environment?.['DATABASE_URL']));
      expect(database.hostname).toBe('postgres');
      expect(database.pathname).toBe(`/${service('postgres').environment?.['POSTGRES_DB']}`);
      expect(database.password).toBe(service('postgres').environment?.['POSTGRES_PASSWORD']);
      expect(new URL(String(each.environment?.['REDIS_URL'])).hostname).toBe('redis');
      for (const [name, { condition }] of Object.entries(each.depends_on ?? {})) {
        expect(condition).toBe('service_healthy');
        expect(service(name).healthcheck?.test).toBeDefined();
      }
      expect(Object.keys(each.depends_on ?? {})).toEqual(['postgres', 'redis']);
    }
  });

  it('publishes the port the image listens on, to this computer only, and nothing else', () => {
    expect(service('web').ports).toEqual([`127.0.0.1:3000:${environmentOf(final)['PORT']}`]);
    const others = Object.entries(compose.services).filter(([name]) => name !== 'web');
    expect(others.filter(([, each]) => each.ports !== undefined)).toEqual([]);
  });

  it('allows as many connections as all its processes may open', () => {
    const limit = Number(/max_connections=(\d+)/.exec(service('postgres').command?.join(' ') ?? '')?.[1]);
    const processes = ours.reduce((sum, [, each]) => sum + (each.deploy?.replicas ?? 1), 0);
    expect(limit).toBeGreaterThan(processes * 2 * readConfig({}).databasePoolSize);
  });

  it('keeps its data in volumes that are declared', () => {
    const used = Object.values(compose.services).flatMap((each) => each.volumes ?? []);
    expect(new Set(used.map((each) => each.split(':')[0]))).toEqual(new Set(Object.keys(compose.volumes)));
    expect(used).toContain('database:/var/lib/postgresql');
  });

  it('does not start with a secret left out', () => {
    for (const name of ['POSTGRES_PASSWORD', 'SESSION_SECRET', 'BASE_URL', 'OIDC_ISSUERS']) {
      expect(() => readCompose({ ...filledIn, [name]: '' })).toThrow(name);
    }
  });
});
