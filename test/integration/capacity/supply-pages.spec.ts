import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SignedInAgent, startApp, type TestApp } from '../../support/app.js';
import type { PersonaKey } from '../../support/personas.js';
import { WORKPLACES } from '../../support/workplaces.js';

const NASTY = [
  '',
  'a\u0000b',
  '\u202Eevil',
  'x'.repeat(1_000_000),
  '<script>alert(1)</script>',
  "O'Neill Łukasz Siân",
  '-1',
  '1e9',
];

const PROVIDER = { name: "O'Neill & Łukasz Learning", supplyRoute: 'MAINTAINED_AP', about: 'Small groups.' };
const SITE = {
  name: 'Main site',
  address: '1 Example Street',
  postcode: 'M1 1AA',
  easting: '384000',
  northing: '398000',
};
const REGISTRATION = {
  'fromDate-day': '1',
  'fromDate-month': '9',
  'fromDate-year': '2026',
  kind: 'PRU',
  urn: '136743',
  registeredPlaces: '60',
  singleSex: 'BOTH',
  lowestAge: '11',
  highestAge: '16',
};
const PROGRAMME = {
  name: 'Key stage 4 core',
  componentKind: 'AP',
  yearFrom: '10',
  yearTo: '11',
  needs: ['SEMH'],
  curriculum: ['MATHS', 'ENGLISH'],
  specialisms: 'Motor vehicle\nDog grooming',
  amStarts: '09:00',
  amEnds: '12:00',
  pmStarts: '12:30',
  pmEnds: '14:30',
};
const PRICE = {
  label: 'Full week',
  basis: 'WEEK',
  sessionsCovered: '10',
  netPence: '450.00',
  vatTreatment: 'OUT_OF_SCOPE',
  'fromDate-day': '1',
  'fromDate-month': '9',
  'fromDate-year': '2026',
};
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri'].flatMap((day) => [`${day}-am`, `${day}-pm`]);
const PLACES = {
  places: '8',
  'validFrom-day': '1',
  'validFrom-month': '9',
  'validFrom-year': '2026',
  'validTo-day': '23',
  'validTo-month': '7',
  'validTo-year': '2027',
  sessions1: WEEK,
};

describe('the supply pages', () => {
  let service: TestApp;
  const people = new Map<PersonaKey, SignedInAgent>();
  const as = async (persona: PersonaKey): Promise<SignedInAgent> => {
    const known = people.get(persona) ?? (await service.agent(persona));
    people.set(persona, known);
    return known;
  };
  const made = { provider: '', site: '', programme: '', price: '', opening: '' };

  beforeAll(async () => {
    service = await startApp();
  });
  afterAll(() => service.close());

  const id = async (sql: string): Promise<string> =>
    (await service.admin.query<{ id: string }>(sql)).rows[0]?.id ?? 'none';

  it('lead from nothing to open places, each step by whoever does it', async () => {
    const commissioner = await as('commissioner');
    const added = await commissioner.form('/providers/new', PROVIDER);
    expect(added.status).toBe(303);
    made.provider = String(added.headers['location']).split('/').at(-1) ?? '';
    expect((await commissioner.form(`/providers/${made.provider}/sites/new`, SITE)).status).toBe(303);
    made.site = await id(`SELECT id FROM site`);
    expect((await commissioner.form(`/sites/${made.site}/registration`, REGISTRATION)).status).toBe(303);
    expect((await commissioner.form(`/sites/${made.site}/programmes/new`, PROGRAMME)).status).toBe(303);
    made.programme = await id(`SELECT id FROM programme`);
    const officer = await as('finance-officer');
    const priced = await officer.form(`/prices/new?provider=${made.provider}`, PRICE);
    expect(priced.status).toBe(303);
    made.price = String(priced.headers['location']).split('/').at(-1) ?? '';
    const approver = await as('finance-approver');
    expect((await approver.get('/')).text).toContain('Approve a price of O&#39;Neill &amp; Łukasz Learning');
    expect((await approver.form(`/prices/${made.price}/approve`)).status).toBe(303);
    const coordinator = await as('coordinator');
    const opened = await coordinator.form(`/openings/new?programme=${made.programme}`, {
      ...PLACES,
      price1: made.price,
    });
    expect(opened.status).toBe(303);
    made.opening = String(opened.headers['location']).split('/').at(-1) ?? '';
    const page = await coordinator.get(`/openings/${made.opening}`);
    expect(page.text).toContain('Key stage 4 core at Main site');
    expect(page.text).toContain('Monday to Friday, all day');
  });

  it('show a school what its authority can buy, and let it change nothing', async () => {
    const school = await as('inclusion-lead');
    const list = await school.get('/providers');
    expect(list.text).toContain('O&#39;Neill &amp; Łukasz Learning');
    const detail = await school.get(`/providers/${made.provider}`);
    expect(detail.text).toContain('Pupil referral unit');
    expect(detail.text).toContain('25 h 00 min');
    expect(detail.text).not.toContain('Change details');
    expect((await school.get(`/openings/${made.opening}`)).text).not.toContain('Change the places');
    expect((await school.get(`/providers/${made.provider}/edit`)).status).toBe(403);
    expect((await school.form(`/openings/${made.opening}/places`, { places: '1', version: '1' })).status).toBe(403);
    expect((await school.get('/openings/new')).status).toBe(403);
    // Whatever was sent: nobody reads what is wrong with a form that they may not fill in.
    const forms = [
      '/providers/new',
      `/providers/${made.provider}/edit`,
      `/providers/${made.provider}/sites/new`,
      `/sites/${made.site}/edit`,
      `/sites/${made.site}/registration`,
      `/sites/${made.site}/programmes/new`,
      `/programmes/${made.programme}/edit`,
      `/prices/${made.price}/end`,
    ];
    for (const path of forms) expect([path, (await school.form(path, { name: '' })).status]).toEqual([path, 403]);
    expect((await school.get('/frameworks')).status).toBe(403);
  });

  it('answer another authority’s and a competitor’s request like one for nothing', async () => {
    const paths = [
      `/providers/${made.provider}`,
      `/providers/${made.provider}/edit`,
      `/sites/${made.site}/edit`,
      `/sites/${made.site}/registration`,
      `/programmes/${made.programme}/edit`,
      `/openings/${made.opening}`,
      `/openings/new?programme=${made.programme}`,
      `/prices/${made.price}`,
    ];
    for (const persona of ['other-coordinator', 'provider-manager'] as const) {
      const agent = await as(persona);
      for (const path of paths) {
        const answer = await agent.get(path);
        // A page that the role never has says so before it looks.
        expect([path, answer.status]).toEqual([path, path.startsWith('/prices') && answer.status === 403 ? 403 : 404]);
        expect(answer.text).not.toContain('Łukasz');
      }
    }
  });

  it('give the same table as a file', async () => {
    const coordinator = await as('coordinator');
    for (const [path, word] of [
      ['/providers?format=csv', 'Registered places'],
      ['/openings?format=csv', 'Free this week'],
      ['/prices?format=csv', '450.00'],
    ] as const) {
      const answer = await coordinator.get(path);
      expect(answer.headers['content-type']).toContain('text/csv');
      expect(answer.text).toContain(word);
    }
  });

  it('keep what was typed and say what is wrong at the field', async () => {
    const commissioner = await as('commissioner');
    const answer = await commissioner.form(`/sites/${made.site}/edit`, {
      ...SITE,
      postcode: 'nowhere',
      northing: '',
      version: '1',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('value="nowhere"');
    expect(answer.text).toContain('Enter northing');
    const both = await commissioner.form(`/sites/${made.site}/edit`, { ...SITE, postcode: 'nowhere', version: '1' });
    expect(both.text).toContain('Postcode must be a postcode, such as M1 1AA');
    const stale = await commissioner.form(`/sites/${made.site}/edit`, { ...SITE, version: '99' });
    expect(stale.status).toBe(422);
    expect(stale.text).toContain('Somebody else has changed this');
  });

  it('say in words when the one who entered a price approves it', async () => {
    await service.admin.query(
      `UPDATE membership SET role = 'FINANCE_APPROVER' WHERE user_id = (SELECT approved_by_first FROM tariff_line LIMIT 1)`,
    );
    const officer = await as('finance-officer');
    await service.admin.query(
      `INSERT INTO tariff_line (id, authority_id, provider_organisation_id, basis, net_pence, vat_treatment, from_date, approved_by_first, approved_first_at)
       VALUES ('00000000-0000-7000-8000-0000000000aa', $1, $2, 'DAY', 9500, 'EXEMPT', '2026-09-01', $3, now())`,
      [WORKPLACES.authority.authorityId, made.provider, officer.userId],
    );
    const path = '/prices/00000000-0000-7000-8000-0000000000aa';
    expect((await officer.get(path)).text).toContain('Somebody else has to approve it before it counts');
    const refused = await officer.form(`${path}/approve`);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('You signed this price first');
    await service.admin.query(`UPDATE membership SET role = 'FINANCE_OFFICER' WHERE user_id = $1`, [officer.userId]);
  });

  it('and their API answer every kind of bad input below 500, and save nothing', async () => {
    const agent = await as('commissioner');
    const counts = async () =>
      (
        await service.admin.query(`SELECT (SELECT count(*) FROM provider) AS p, (SELECT count(*) FROM site) AS s,
        (SELECT count(*) FROM programme) AS g, (SELECT count(*) FROM opening) AS o, (SELECT count(*) FROM tariff_line) AS t`)
      ).rows[0];
    const before = await counts();
    const forms = [
      ['/providers/new', { ...PROVIDER, name: undefined }],
      [`/providers/${made.provider}/edit`, PROVIDER],
      [`/sites/${made.site}/edit`, SITE],
      [`/sites/${made.site}/registration`, REGISTRATION],
      [`/programmes/${made.programme}/edit`, PROGRAMME],
      [`/prices/new?provider=${made.provider}`, PRICE],
      [`/openings/new?programme=${made.programme}`, PLACES],
      [`/openings/${made.opening}/places`, { places: '1' }],
      [`/openings/${made.opening}/status`, { status: 'x' }],
      ['/openings/confirm', { provider: 'x' }],
    ] as const;
    for (const [path, fields] of forms) {
      for (const [n, nasty] of NASTY.entries()) {
        const body = new URLSearchParams({ _csrf: agent.csrf, version: n % 2 ? '1' : nasty.slice(0, 50) });
        for (const key of Object.keys(fields)) {
          body.append(key, nasty.slice(0, 60_000));
          if (n % 3 === 0) body.append(key, 'twice');
        }
        const answer = await agent.post(path).type('form').send(body.toString());
        expect([path, n, answer.status < 500 && answer.status >= 400]).toEqual([path, n, true]);
      }
    }
    const bodies: unknown[] = [
      null,
      [],
      'text',
      { name: ['a'] },
      { name: { a: 1 }, supplyRoute: 'FRAMEWORK' },
      { name: 'a\u0000b', supplyRoute: 'FRAMEWORK', urn: '1\u00002' },
      { name: 'x', supplyRoute: '__proto__' },
      { name: 'x'.repeat(100_000), supplyRoute: 'FRAMEWORK' },
      {
        programmeId: made.programme,
        places: 1e308,
        validFrom: '2026-13-40',
        validTo: 'x',
        patterns: [{ sessions: [1] }],
      },
      { providerId: made.provider, netPence: 1.5, basis: 'DAY', vatTreatment: 'EXEMPT', fromDate: '0000-00-00' },
      { times: null, needs: 'SEMH' },
      { constructor: { prototype: 1 } },
    ];
    const posts = [
      '/api/v1/providers',
      `/api/v1/providers/${made.provider}/sites`,
      `/api/v1/sites/${made.site}/registrations`,
      `/api/v1/sites/${made.site}/programmes`,
      '/api/v1/openings',
      '/api/v1/tariff-lines',
      '/api/v1/frameworks',
      `/api/v1/lots/${made.site}/admissions`,
      `/api/v1/providers/${made.provider}/openings/confirmation`,
    ];
    for (const path of posts) {
      for (const [n, body] of bodies.entries()) {
        const answer = await agent
          .post(path)
          .set('x-csrf-token', agent.csrf)
          .set('idempotency-key', `bad-${n}`)
          .type('json')
          .send(JSON.stringify(body));
        expect([path, n, answer.status < 500]).toEqual([path, n, true]);
      }
    }
    for (const path of ['/api/v1/providers', '/api/v1/openings', '/api/v1/tariff-lines']) {
      for (const query of [
        'cursor=x',
        'cursor=W10',
        'limit=0',
        'limit=9999',
        'cursor[]=1',
        `cursor=${'a'.repeat(2000)}`,
        'on=x',
      ]) {
        const answer = await agent.get(`${path}?${query}`);
        expect([path, query, answer.status < 500]).toEqual([path, query, true]);
      }
    }
    expect(await counts()).toEqual(before);
  }, 60_000);

  it('page by cursor through every provider once, with the true total', async () => {
    const commissioner = await as('commissioner');
    for (const name of ['Łąka', 'Alpha', 'beta', 'Alpha II']) {
      expect((await commissioner.form('/providers/new', { ...PROVIDER, name })).status).toBe(303);
    }
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page += 1) {
      const answer = await commissioner.get(`/api/v1/providers?limit=2&cursor=${cursor}`);
      expect(answer.body.total).toBe(5);
      seen.push(...answer.body.items.map((item: { name: string }) => item.name));
      if (answer.body.nextCursor === null) break;
      cursor = answer.body.nextCursor;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });
});
