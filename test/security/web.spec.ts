import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SignedInAgent, startApp, type TestApp } from '../support/app.js';
import { GalleryModule } from '../support/gallery.js';

let service: TestApp;
let cora: SignedInAgent;
beforeAll(async () => {
  service = await startApp({ modules: [GalleryModule] });
  cora = await service.agent('coordinator');
});
afterAll(() => service.close());

const filled = {
  name: 'Siân',
  contact: 'a@example.org',
  story: 'Tried',
  reason: 'one',
  needs: 'two',
  phase: 'one',
  'born-day': '1',
  'born-month': '2',
  'born-year': '2012',
  price: '10',
  places: '1',
  week: 'mon-am',
  sure: 'yes',
};

describe('a request that changes something', () => {
  it('is taken with the session’s token', async () => {
    expect((await cora.form('/gallery/form', filled)).status).toBe(303);
  });

  it.each([
    ['no token', {}, undefined],
    ['a wrong token', {}, 'x'.repeat(36)],
    ['a token of another length', {}, 'x'],
    ['two tokens', {}, ['a', 'b']],
    ['another site as its origin', { origin: 'https://evil.example' }, 'own'],
    ['a browser that says it comes from another site', { 'sec-fetch-site': 'cross-site' }, 'own'],
    ['a browser that says it comes from a neighbouring host', { 'sec-fetch-site': 'same-site' }, 'own'],
  ])('is refused with %s', async (_what, headers, token) => {
    const body = new URLSearchParams(filled);
    for (const one of [token ?? []].flat()) body.append('_csrf', one === 'own' ? cora.csrf : one);
    const answer = await cora.post('/gallery/form').type('form').set(headers).send(body.toString());
    expect([answer.status, answer.text.includes('You cannot do this')]).toEqual([403, true]);
  });

  it('is refused with another person’s token', async () => {
    const other = await service.agent('auditor');
    const answer = await cora
      .post('/gallery/form')
      .type('form')
      .send({ ...filled, _csrf: other.csrf });
    expect(answer.status).toBe(403);
  });

  it('needs the token as a header on the API, and answers there in JSON', async () => {
    const answer = await cora.post('/api/v1/tokens').send({});
    expect([answer.status, answer.body.code]).toEqual([403, 'action.forbidden']);
  });

  it('needs the token with a file too, and leaves no file behind', async () => {
    const files = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('placeway-') && name.length === 45);
    const before = await files();
    const refused = await cora.post('/gallery/form').field('name', 'x').attach('register', Buffer.from('a,b'), 'a.csv');
    expect(refused.status).toBe(403);
    const taken = cora.post('/gallery/form').field('_csrf', cora.csrf);
    for (const [name, value] of Object.entries(filled)) void taken.field(name, value);
    const answer = await taken.attach('register', Buffer.from('a,b'), 'Łukasz.csv');
    expect(answer.status).toBe(303);
    expect((await cora.get('/gallery')).text).toContain('Saved Łukasz.csv');
    expect((await cora.get('/gallery')).text).not.toContain('Saved');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await files()).toEqual(before);
  });
});

describe('headers', () => {
  it('allow nothing from elsewhere, on pages and errors alike', async () => {
    for (const path of ['/help', '/no-such-page', '/gallery', '/api/v1/me', '/health/live']) {
      const { headers } = await cora.get(path);
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none';script-src 'self' 'nonce-[A-Za-z0-9+/=]+';style-src 'self';img-src 'self' data:;connect-src 'self';font-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'$/,
      );
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'x-frame-options': 'SAMEORIGIN',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it('keep every page of somebody signed in out of caches, errors too', async () => {
    for (const path of ['/', '/gallery', '/gallery/fault', '/no-such-page', '/gallery?format=csv', '/api/v1/me']) {
      expect((await cora.get(path)).headers['cache-control']).toBe('no-store');
    }
  });

  it('demand HTTPS where the service is reached by HTTPS, and only there', async () => {
    expect((await cora.get('/help')).headers['strict-transport-security']).toBeUndefined();
    const secure = await startApp({
      personas: false,
      config: { baseUrl: 'https://placeway.example', localSignIn: false },
    });
    try {
      const { headers } = await fetch(`${await secure.app.getUrl()}/help`);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
      expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
    } finally {
      await secure.close();
    }
  });

  it('use a new nonce each time', async () => {
    const nonceOf = async () =>
      /'nonce-([^']+)'/.exec((await cora.get('/help')).headers['content-security-policy'] ?? '')?.[1];
    expect(await nonceOf()).not.toBe(await nonceOf());
  });
});

describe('styles', () => {
  it('name neither the Crown’s typeface nor its crest', async () => {
    const { text } = await service.anonymous().get('/assets/govuk.css').buffer(true);
    expect(text.length).toBeGreaterThan(50_000);
    expect(text).not.toMatch(/GDS Transport|font-face|crest|crown\.|url\(\/assets\/fonts/i);
    expect(text).toContain('font-family:arial,sans-serif');
  });
});

describe('bad input', () => {
  const form = (body: string) => cora.post('/gallery/form').type('form').send(`_csrf=${cora.csrf}&${body}`);

  it.each([
    ['a list for a text', 'name=a&name=b', 'Name of the child must be one piece of text'],
    ['a null byte', 'name=a%00b', 'characters that cannot be kept'],
    ['a broken percent sign', 'name=%E0%A4%A', ''],
    ['a nested key', 'name[a][b]=c', 'Enter name of the child'],
    ['a key that belongs to every object', '__proto__=x&constructor=y&name=', 'Enter name of the child'],
    ['a megabyte', `name=${'A'.repeat(1_048_576)}`, 'Name of the child must be 60 characters or fewer'],
    ['direction marks', 'name=%E2%80%AEabc', ''],
  ])('%s is told at its field', async (_what, body, words) => {
    const answer = await form(body);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('There is a problem');
    expect(answer.text).toContain(words);
  });

  it('more than the limit is refused in plain words', async () => {
    const answer = await form(`name=${'A'.repeat(4 * 1_048_576)}`);
    expect([answer.status, answer.text.includes('That is too large')]).toEqual([413, true]);
  });

  it.each([
    ['JSON that is none', 'application/json', '{"a":', 400],
    ['an unknown kind of content', 'text/xml', '<a/>', 403],
    ['an unknown character set', 'application/x-www-form-urlencoded; charset=klingon', 'a=b', 415],
    ['a broken upload', 'multipart/form-data; boundary=x', 'no such boundary', 400],
    ['an upload without a boundary', 'multipart/form-data', 'x', 400],
  ])('%s never fails the service', async (_what, type, body, status) => {
    const answer = await cora.post('/gallery/form').set('content-type', type).send(body);
    expect(answer.status).toBe(status);
  });

  it.each([
    '/%',
    '/%00',
    '/people/%E0%A4%A',
    '/people/x',
    '/acting-as?return=//evil.example',
    '/?a[b]=c&a=d',
    '/messages?offset=999999999999',
  ])('the address %s never fails the service', async (path) => {
    expect((await cora.get(path)).status).toBeLessThan(500);
  });

  it('shows text that was typed as text', async () => {
    const answer = await form(new URLSearchParams({ name: '<script>alert(1)</script>"\'' }).toString());
    expect(answer.text).not.toContain('<script>alert(1)');
    expect(answer.text).toContain('&lt;script&gt;alert(1)');
  });
});

describe('an error', () => {
  it('says nothing of the inside, and gives a reference to quote', async () => {
    const answer = await cora.get('/gallery/fault');
    expect(answer.status).toBe(500);
    expect(answer.text).toContain('There is a fault in the service');
    expect(answer.text).toContain(String(answer.headers['x-request-id']));
    expect(answer.text).not.toMatch(/Example Road|Error:|gallery\.ts/);
  });

  it('of permission is said in plain words', async () => {
    const answer = await cora.get('/gallery/forbidden');
    expect([answer.status, answer.text.includes('You cannot do this')]).toEqual([403, true]);
  });

  it('for somebody unknown is the way to sign in, and for a script a problem', async () => {
    expect((await service.anonymous().get('/gallery')).headers['location']).toBe('/sign-in?return=%2Fgallery');
    const api = await service.anonymous().get('/api/v1/me');
    expect([api.status, api.body.code]).toEqual([401, 'sign-in.required']);
  });

  it('is a problem for a script whatever the capitals of the address, and its token counts there too', async () => {
    const nobody = service.anonymous();
    for (const path of ['/API/V1/me', '/Api/v1/no-such-thing']) {
      const answer = await nobody.get(path);
      expect([path, answer.headers['content-type']]).toEqual([path, 'application/problem+json; charset=utf-8']);
    }
    const wrong = await nobody.get('/API/V1/me').set('authorization', `Bearer pw_${'x'.repeat(43)}`);
    expect([wrong.status, wrong.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });
});

describe('the session cookie', () => {
  it('is out of reach for scripts and other sites', async () => {
    const begun = await service.anonymous().get('/sign-in/with/local');
    expect(String(begun.headers['set-cookie'])).toMatch(
      /^placeway=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
  });

  it('is not given to anybody who only reads', async () => {
    expect((await service.anonymous().get('/help')).headers['set-cookie']).toBeUndefined();
  });
});
