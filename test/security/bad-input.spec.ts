import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SignedInAgent } from '../support/app.js';
import { bodyFromDescription, type Description } from '../support/bodies.js';
import type { PersonaKey } from '../support/personas.js';
import { fill, nameOf, type Route, routesOf } from '../support/routes.js';
import { type Answer, bodyFor, credentialsOf, each, send, type Sending } from '../support/sender.js';
import { twoAuthorities, type TwoAuthorities } from '../support/two-authorities.js';

/** Between them they may use every route that changes something. */
const PEOPLE: readonly PersonaKey[] = [
  'inclusion-lead',
  'head-teacher',
  'provider-manager',
  'coordinator',
  'finance-officer',
  'finance-approver',
  'commissioner',
  'administrator',
];

const MEGABYTE = 'A'.repeat(1024 * 1024);
/** What a field may be sent instead of what it asks for. */
const VALUES: readonly unknown[] = [
  ['a', 'b'],
  [],
  { a: { b: ['c'] } },
  { __proto__: null, constructor: { prototype: 1 } },
  'nothing\u0000here',
  '\u202Eback to front\u2066',
  'O’Neill, Łukasz and Siân <b>"\'; DROP TABLE referral; --',
  '\uD800',
  MEGABYTE,
  null,
  true,
  -1,
  1e308,
  0.1,
  '9999-12-31',
  '0000-00-00',
  '2026-02-30',
  '',
];
const QUERIES: readonly string[] = [
  `q=${'a'.repeat(7000)}`,
  'cursor=x&limit=x&offset=x&status=x&type=x&after=x&before=x&text=%00',
  'cursor=W10&limit=0&offset=-1',
  'cursor=WyIiXQ&limit=99999&offset=99999999999999999999',
  'cursor=WzEsMiwzXQ&limit=1e3&offset=1e9',
  'cursor=WyJcdTAwMDAiXQ&q=%00&text=%00&status=%00&authority=%00&provider=%00&programme=%00',
  'cursor=WzFlMzA4XQ&before=99999999999999999999&after=99999999999999999999',
  'cursor=WyJ4IiwieCJd&on=0000-00-00&firstExcludedOn=9999-12-31&week=2026-02-30',
  'cursor=WyIyMDI2LTk5LTk5IiwiMjAyNi05OS05OSIsIngiXQ',
  'limit=5&limit=6&offset=1&offset=2&q=a&q=b&status=a&status=b&format=csv&format=x&show=a&show=b',
  'limit[]=5&q[a][b]=c&status[$ne]=1&__proto__[x]=1&constructor=x&show=__proto__&show=constructor',
  '%E0%A4%A=1&q=%E0%A4%A&text=%ED%A0%80',
  Array.from({ length: 1500 }, (_, n) => `k${n}=v`)
    .join('&')
    .slice(0, 8000),
  'format=csv&q=%E2%80%AE&text=%27%3B--',
  'provider=not-an-id&programme=not-an-id&referral=not-an-id&schoolId=not-an-id',
];

describe('input that nobody should send', () => {
  let world: TwoAuthorities;
  let routes: Route[];
  let description: Description;
  const people: SignedInAgent[] = [];
  const wrong: string[] = [];

  beforeAll(async () => {
    world = await twoAuthorities();
    routes = routesOf(world.app).filter(({ pattern }) => !/^\/(sign-|invitation|account\/sign-out)/.test(pattern));
    const described = await send(world.url, { method: 'GET', path: '/api/openapi.json' });
    description = JSON.parse(described.text) as Description;
    for (const key of PEOPLE) people.push(await world.agent(key));
  }, 600_000);
  afterAll(() => world.close());

  /** The address of a record that exists, where the parameter names one; else of none. */
  const addressOf = (route: Route): string => {
    const { records } = world;
    const known: readonly (readonly [RegExp, string])[] = [
      [/referrals\/:/, records.waiting],
      [/placements\/:/, records.offer],
      [/providers\/:/, records.provider],
      [/sites\/:/, records.site],
      [/programmes\/:/, records.programme],
      [/openings\/:/, records.opening],
      [/(prices|tariff-lines)\/:/, records.price],
      [/frameworks\/:/, records.framework],
      [/lots\/:/, records.lot],
      [/admissions\/:/, records.admission],
      [/runs\/:/, records.run],
      [/pins\/:/, records.wish],
      [/what-ifs\/:/, records.whatIf],
      [/(people|memberships)\/:/, records.membership],
    ];
    const id = known.find(([shape]) => shape.test(route.pattern))?.[1] ?? '00000000-0000-7000-8000-000000000013';
    const values = { fund: 'HIGH_NEEDS', year: '2026-27', event: 'approve', lotId: records.lot };
    const all = Object.fromEntries(route.parameters.map((name) => [name, id]));
    return fill(route.pattern, { ...all, ...values, admissionId: records.admission });
  };

  const note = (route: Route, what: string, answer: Answer) => {
    const told = !route.isApi || answer.status < 400 || isProblem(answer);
    if (answer.status >= 500 || !told)
      wrong.push(`${nameOf(route)} ${what}: ${answer.status} ${answer.text.slice(0, 100)}`);
  };
  const sendAs = async (agent: SignedInAgent, route: Route, what: string, sending: Sending, query = '') => {
    const path = addressOf(route) + (query === '' ? '' : `?${query}`);
    const headers = { ...credentialsOf(agent), ...sending.headers };
    const answer = await send(world.url, { method: route.method, path }, { ...sending, headers });
    note(route, what, answer);
    return answer;
  };
  /** Whoever gets past the first check; it is their requests that go deepest. */
  const whoMay = async (route: Route, fields: Record<string, unknown>): Promise<SignedInAgent | undefined> => {
    for (const agent of people) {
      const { status } = await sendAs(agent, route, 'as it should be', bodyFor(route, { ...fields, _nonsense: '1' }));
      if (status !== 403) return agent;
    }
    return people[0];
  };
  const changing = () => routes.filter(({ method }) => method !== 'GET');

  it('in a field never fails the service, and the API names a code', async () => {
    wrong.length = 0;
    await each(changing(), async (route) => {
      const body = route.isApi ? bodyFromDescription(description, route) : {};
      const fields = { ...(route.isApi ? {} : await fieldsOnPage(route)), ...(body as Record<string, unknown>) };
      const agent = await whoMay(route, fields);
      if (!agent) return;
      const names = Object.keys(fields);
      for (const [n, value] of VALUES.entries()) {
        // All at once, then one wrong field among right ones: the second gets past the other fields' checks.
        const all = Object.fromEntries(names.map((name, at) => [name, value === MEGABYTE && at > 0 ? 'x' : value]));
        await sendAs(agent, route, `with value ${n} everywhere`, bodyFor(route, all));
        const one = names[n % Math.max(names.length, 1)];
        if (one) await sendAs(agent, route, `with value ${n} as ${one}`, bodyFor(route, { ...fields, [one]: value }));
      }
      for (const name of names)
        await sendAs(agent, route, `without ${name}`, bodyFor(route, { ...fields, [name]: '' }));
    });
    expect(wrong).toEqual([]);
  }, 600_000);

  /** The fields that the page's own forms would send. */
  async function fieldsOnPage(route: Route): Promise<Record<string, unknown>> {
    const form = addressOf(route);
    const pages = [form, form.replace(/\/[^/]+$/, ''), form.replace(/\/[^/]+\/[^/]+$/, '')].filter(Boolean);
    for (const agent of people) {
      for (const path of pages) {
        const { status, text } = await send(world.url, { method: 'GET', path }, { headers: { cookie: agent.cookie } });
        const names = [...text.matchAll(/<(?:input|select|textarea)[^>]* name="([^"]+)"/g)].map(
          ([, name]) => name ?? '',
        );
        const own = names.filter((name) => name !== '_csrf');
        if (status === 200 && own.length > 0) return Object.fromEntries(own.map((name) => [name, 'x']));
      }
    }
    return { reason: 'x', note: 'x', name: 'x', version: '1' };
  }

  it('as a whole body never fails the service, and the API names a code', async () => {
    wrong.length = 0;
    const json = 'application/json';
    const bodies: readonly (readonly [string, Sending])[] = [
      ['broken JSON', { type: json, body: '{"a":' }],
      ['a null', { type: json, body: 'null' }],
      ['a list', { type: json, body: '[[[]]]' }],
      ['a text', { type: json, body: '"text"' }],
      ['an empty body', { type: json, body: '' }],
      ['deep nesting', { type: json, body: `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}` }],
      ['unknown keys', { type: json, body: '{"__proto__":{"x":1},"constructor":1,"unknown":"x"}' }],
      ['four megabytes', { type: json, body: `{"a":"${MEGABYTE.repeat(4)}"}` }],
      ['XML', { type: 'text/xml', body: '<a/>' }],
      ['no kind of content', { body: 'a=b' }],
      ['an unknown character set', { type: 'application/json; charset=klingon', body: '{}' }],
      ['an unknown compression', { type: json, body: '{}', headers: { 'content-encoding': 'x' } }],
      ['a broken compression', { type: json, body: 'no gzip', headers: { 'content-encoding': 'gzip' } }],
      ['a broken upload', { type: 'multipart/form-data; boundary=x', body: '--x\r\nContent-Disp' }],
      ['a form of many fields', { type: 'application/x-www-form-urlencoded', body: 'a=1&'.repeat(5000) }],
      ['a broken percent sign', { type: 'application/x-www-form-urlencoded', body: 'a=%E0%A4%A&b[c][d]=1' }],
      ['no key', { type: json, body: '{}', headers: { 'idempotency-key': '' } }],
      ['a long key', { type: json, body: '{}', headers: { 'idempotency-key': 'k'.repeat(4000) } }],
    ];
    await each(changing(), async (route) => {
      const agent = await whoMay(route, {});
      if (agent) for (const [what, sending] of bodies) await sendAs(agent, route, `with ${what}`, sending);
    });
    expect(wrong).toEqual([]);
  }, 600_000);

  it('in the query never fails a page or a list', async () => {
    wrong.length = 0;
    await each(
      routes.filter(({ method }) => method === 'GET'),
      async (route) => {
        for (const agent of people) {
          const { status } = await sendAs(agent, route, 'plain', {});
          if (status === 403 || status === 404) continue;
          const path = addressOf(route).toUpperCase();
          const loud = await send(world.url, { method: 'GET', path }, { headers: credentialsOf(agent) });
          if (loud.status >= 500) wrong.push(`${nameOf(route)} in capitals: ${loud.status}`);
          for (const query of QUERIES) await sendAs(agent, route, `?${query.slice(0, 60)}`, {}, query);
          return;
        }
      },
    );
    expect(wrong).toEqual([]);
  }, 600_000);
});

function isProblem({ type, text }: Answer): boolean {
  if (!type.startsWith('application/problem+json')) return false;
  const { code, type: kind } = JSON.parse(text) as { code?: unknown; type?: unknown };
  return typeof code === 'string' && /^[a-z-]+\.[a-z-]+$/.test(code) && kind === `urn:placeway:problem:${code}`;
}
