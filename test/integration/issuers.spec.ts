import { randomUUID } from 'node:crypto';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalIssuer, type LocalIssuer } from '../../src/platform/sign-in/local-issuer.js';
import { startApp, type TestApp } from '../support/app.js';
import { WORKPLACES } from '../support/workplaces.js';

const CLIENT = {
  key: 'council',
  label: 'Council account',
  clientId: 'placeway',
  clientSecret: 'a secret of the council',
  scope: 'openid profile email',
};
const person = { subject: 'c-1', name: 'Carla Example', email: 'carla@example.org', group: '', detail: '' };

@Module({})
class Nothing {}

let server: INestApplication;
let service: TestApp;
let issuer: string;
let council: LocalIssuer;
beforeAll(async () => {
  server = await NestFactory.create(Nothing, { logger: false, bodyParser: false });
  // The handlers are known only once the service has its address, and routes must be there before listening.
  server.use('/oidc-pick', (request: never, response: never) => council.pick(request, response));
  server.use('/oidc', (request: never, response: never) => council.callback(request, response));
  await server.listen(0, '127.0.0.1');
  issuer = `${await server.getUrl()}/oidc`;
  service = await startApp({ config: { oidcIssuers: [{ ...CLIENT, issuer }] } });
  council = createLocalIssuer({
    issuer: { ...CLIENT, issuer },
    baseUrl: service.url,
    people: [person],
    page: () => 'pick',
  });
});
afterAll(async () => {
  await service.close();
  await server.close();
});

/** Two hosts, so cookies are kept by hand: ours by the agent, the issuer's here. */
async function signIn() {
  const jar = new Map<string, string>();
  const visit = async (url: string, method = 'GET') => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { method, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
      jar.set(name, value);
    }
    return new URL(answer.headers.get('location') ?? '', url).href;
  };
  const browser = service.anonymous();
  const begun = await browser.get('/sign-in/with/council');
  const page = await visit(begun.headers['location'] ?? '');
  const resumed = await visit(`${page}?user=c-1`, 'POST');
  const back = await visit(resumed);
  return browser.get(back.replace(service.url, ''));
}

describe('several issuers', () => {
  it('are offered side by side', async () => {
    const page = await service.anonymous().get('/sign-in');
    expect(page.text).toContain('Council account');
    expect(page.text).toContain('/sign-in/with/council?return=%2F');
    expect(page.text).toContain('/sign-in/with/local?return=%2F');
    expect(page.headers['content-security-policy']).toContain(`form-action 'self' ${new URL(issuer).origin};`);
  });

  it('know people by issuer and subject together, so that one cannot speak for another', async () => {
    expect((await signIn()).text).toContain('We do not know you');
    const [userId, impostor] = [randomUUID(), randomUUID()];
    const { organisationId, authorityId } = WORKPLACES.authority;
    await service.admin.query(
      `INSERT INTO app_user (id, issuer, subject, name, created_at) VALUES ($1, 'urn:placeway:local', 'c-1', 'Other', now())`,
      [impostor],
    );
    expect((await signIn()).text).toContain('We do not know you');
    await service.admin.query(
      `INSERT INTO app_user (id, issuer, subject, name, created_at) VALUES ($1, $2, 'c-1', 'Carla Example', now())`,
      [userId, issuer],
    );
    expect((await signIn()).text).toContain('You cannot use the service at the moment');
    await service.admin.query(
      `INSERT INTO membership (id, user_id, organisation_id, authority_id, role, status, starts_on, created_at)
       VALUES ($1, $2, $3, $4, 'AUDITOR', 'ACTIVE', '2020-01-01', now())`,
      [randomUUID(), userId, organisationId, authorityId],
    );
    expect((await signIn()).headers['location']).toBe('/');
  });

  it('that is away keeps nobody from the rest of the service', async () => {
    const away = await startApp({
      personas: false,
      config: { oidcIssuers: [{ ...CLIENT, issuer: 'http://127.0.0.1:9/oidc' }] },
    });
    try {
      expect((await away.anonymous().get('/sign-in/with/council')).status).toBe(503);
      expect((await away.anonymous().get('/sign-in/with/local')).status).toBe(303);
      expect((await away.anonymous().get('/sign-in/with/unheard-of')).status).toBe(404);
    } finally {
      await away.close();
    }
  });
});
