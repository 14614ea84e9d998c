import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type supertest from 'supertest';
import { dateOnly, ROLE_PERMISSIONS, valueOf } from '../../../src/kernel/index.js';
import { ManageSite } from '../../../src/modules/providers/index.js';
import type { SignedInAgent } from '../../support/app.js';
import { PERSONAS, type PersonaKey } from '../../support/personas.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { inRole } from '../../support/supply-world.js';
import { WORKPLACES } from '../../support/workplaces.js';

const LIMIT = { places: 6, fromDate: '2027-01-04', reason: 'Building work' };

interface LimitPage {
  readonly items: readonly { readonly id: string; readonly scope: object; readonly places: number }[];
  readonly nextCursor: string | null;
  readonly total: number;
}

describe('the API for limits', () => {
  let world: PlacementWorld;
  let place: SupplyPoint;
  let programmeId = '';
  const people = new Map<PersonaKey, SignedInAgent>();

  beforeAll(async () => {
    world = await placementWorld();
    place = await world.supply();
    const found = await world.one<{ id: string }>('SELECT id FROM programme WHERE site_id = $1', [place.siteId]);
    programmeId = found?.id ?? '';
  });
  afterAll(() => world.close());

  async function agentOf(key: PersonaKey): Promise<SignedInAgent> {
    const agent = people.get(key) ?? (await world.agent(key));
    people.set(key, agent);
    return agent;
  }
  const get = async (path: string, key: PersonaKey = 'commissioner') =>
    (await (await agentOf(key)).get(path)) as supertest.Response;
  async function post(path: string, body: object = {}, key: PersonaKey = 'commissioner', once: string = randomUUID()) {
    const agent = await agentOf(key);
    const request = agent.post(`/api/v1/${path}`).set('x-csrf-token', agent.csrf).set('Idempotency-Key', once);
    return (await request.send(body)) as supertest.Response;
  }
  const list = async (query = '') =>
    (await get(`/api/v1/limits?providerId=${place.providerId}${query}`)).body as LimitPage;

  it('sets one of a site, a programme or a provider, once, and lists them a page at a time', async () => {
    const scopes = [{ siteId: place.siteId }, { programmeId }, { providerId: place.providerId }];
    for (const scope of scopes) {
      const once = randomUUID();
      const { status, body } = await post('limits', { ...scope, ...LIMIT }, 'commissioner', once);
      expect(status).toBe(201);
      expect((await post('limits', { ...scope, ...LIMIT }, 'commissioner', once)).body).toEqual(body);
    }
    const first = await list('&limit=2');
    expect([first.total, first.items.length]).toEqual([3, 2]);
    const second = await list(`&limit=2&cursor=${first.nextCursor ?? ''}`);
    expect([second.total, second.items.length, second.nextCursor]).toEqual([3, 1, null]);
    expect([...first.items, ...second.items].map(({ scope, places }) => ({ scope, places }))).toEqual([
      { scope: { kind: 'PROVIDER', id: place.providerId }, places: 6 },
      { scope: { kind: 'PROGRAMME', id: programmeId }, places: 6 },
      { scope: { kind: 'SITE', id: place.siteId }, places: 6 },
    ]);
    const others = await get(`/api/v1/limits?providerId=${(await world.supply()).providerId}`);
    expect(others.body).toMatchObject({ items: [], total: 0 });
  });

  it('lifts one once, for whoever set it', async () => {
    const [limit] = (await list()).items;
    const path = `limits/${limit?.id ?? ''}/lifting`;
    expect((await post(path)).status).toBe(200);
    expect((await post(path)).body).toMatchObject({ code: 'limit.not-found' });
    expect((await list()).total).toBe(2);
  });

  it('says which field is wrong, and refuses what is below those who are there', async () => {
    const faultOf = async (over: object) => (await post('limits', { siteId: place.siteId, ...LIMIT, ...over })).body;
    expect(await faultOf({ siteId: null })).toMatchObject({ fields: [{ field: 'siteId', rule: 'one-of' }] });
    expect(await faultOf({ programmeId })).toMatchObject({ fields: [{ field: 'siteId', rule: 'one-of' }] });
    expect(await faultOf({ fromDate: '2026-10-01' })).toMatchObject({ fields: [{ rule: 'not-in-the-past' }] });
    expect(await faultOf({ toDate: '2027-01-03' })).toMatchObject({ fields: [{ rule: 'ends-before-start' }] });
    expect(await faultOf({ siteId: randomUUID() })).toMatchObject({ code: 'site.not-found' });
    const full = await world.supply({ places: 1 });
    valueOf(await world.approve.run(world.coordinator, world.command(await world.referral(), full.patternId)));
    const below = { ...LIMIT, places: 0, fromDate: '2026-11-09' };
    expect((await post('limits', { providerId: full.providerId, ...below })).body).toMatchObject({
      code: 'limit.below-used',
    });
  });

  it('is for whoever may change openings', async () => {
    const got: string[] = [];
    const wanted: string[] = [];
    for (const { key, roles } of PERSONAS.filter((one) => one.roles.length === 1)) {
      const [own] = roles;
      const may = ROLE_PERMISSIONS[own?.role ?? 'AUDITOR'].includes('opening.manage');
      const known = key as PersonaKey;
      const listed = (await get('/api/v1/limits', known)).status;
      const set = (await post('limits', { siteId: place.siteId, ...LIMIT, places: 300 }, known)).status;
      const lifted = (await post(`limits/${randomUUID()}/lifting`, {}, known)).status;
      got.push(`${key} ${listed} ${set} ${lifted}`);
      // The referral unit sees the provider and does not act for it; other providers do not see it.
      const setting = own?.place === 'authority' ? 201 : own?.place === 'pru' ? 403 : 404;
      wanted.push(may ? `${key} 200 ${setting} 404` : `${key} 403 403 403`);
    }
    expect(got).toEqual(wanted);
    expect((await list()).total).toBeGreaterThan(0);
    for (const key of ['pru-manager', 'provider-manager'] as const) {
      expect((await get('/api/v1/limits', key)).body).toMatchObject({ items: [], total: 0 });
    }
  });

  it('is shown beside what a site is registered for, and says what no number means', async () => {
    const page = async (providerId: string) => (await get(`/openings/limits?provider=${providerId}`)).text;
    expect(await page(place.providerId)).toContain('Never more than it is registered for');
    const unregistered = await world.supply({ kind: 'NOT_REGISTERED' });
    const without = await page(unregistered.providerId);
    expect(without).toContain('Not set');
    expect(without).toContain('It is not registered as a school, so it has no registered places');
    const commissioner = inRole('COMMISSIONER', WORKPLACES.authority);
    const details = { name: 'Annexe', address: '2 Example Street', postcode: 'M1 1AA', grid: null, accessFeatures: [] };
    valueOf(await world.app.get(ManageSite).add(commissioner, { ...details, providerId: unregistered.providerId }));
    expect(await page(unregistered.providerId)).toContain('No registration is recorded, so it takes nobody');
    const registered = { kind: 'NOT_REGISTERED' as const, urn: null, registeredPlaces: 12, singleSex: null };
    const ages = { lowestAge: 11, highestAge: 16, fromDate: dateOnly('2026-11-02') };
    const { siteId } = unregistered;
    valueOf(await world.app.get(ManageSite).register(commissioner, { siteId, ...registered, ...ages }));
    expect(await page(unregistered.providerId)).not.toContain('Not set');
  });
});
