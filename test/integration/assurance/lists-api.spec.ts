import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type supertest from 'supertest';
import { dateOnly, newId, ROLE_PERMISSIONS, valueOf } from '../../../src/kernel/index.js';
import { ManageVisits } from '../../../src/modules/assurance/application/manage-visits.js';
import type { SignedInAgent } from '../../support/app.js';
import { PERSONAS, type PersonaKey } from '../../support/personas.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { inRole } from '../../support/supply-world.js';
import { WORKPLACES } from '../../support/workplaces.js';

const LISTS = ['visits', 'concerns', 'school-checks', 'provider-changes', 'removals', 'register-changes'] as const;

describe('the lists of what is kept about providers', () => {
  let world: PlacementWorld;
  let place: SupplyPoint;
  const people = new Map<PersonaKey, SignedInAgent>();

  async function agentOf(key: PersonaKey): Promise<SignedInAgent> {
    const agent = people.get(key) ?? (await world.agent(key));
    people.set(key, agent);
    return agent;
  }
  const get = async (key: PersonaKey, path: string) =>
    (await (await agentOf(key)).get(`/api/v1/${path}`)) as supertest.Response;
  async function post(key: PersonaKey, path: string, body: object) {
    const agent = await agentOf(key);
    const request = agent.post(`/api/v1/${path}`).set('x-csrf-token', agent.csrf).set('Idempotency-Key', randomUUID());
    const { status, body: answer } = (await request.send(body)) as supertest.Response;
    expect(status).toBe(201);
    return (answer as { id: string }).id;
  }

  beforeAll(async () => {
    world = await placementWorld();
    place = await world.supply();
    const concern = { kind: 'STAFFING', happenedOn: '2026-10-30', what: 'Two tutors were away.' };
    const { body } = await (await agentOf('inclusion-lead')).get('/api/openapi.json');
    const kinds = (body as { components: { schemas: { ConcernBody: { properties: { kind: { enum: string[] } } } } } })
      .components.schemas.ConcernBody.properties.kind.enum;
    for (let n = 0; n < 5; n++) {
      const kind = kinds.includes(concern.kind) ? concern.kind : (kinds.at(-1) ?? '');
      await post('inclusion-lead', `providers/${place.providerId}/concerns`, { ...concern, kind });
    }
    const check = {
      safeguardingOn: '2026-10-05',
      safeguardingFrom: 'Their head',
      staffChecksOn: '2026-10-05',
      staffChecksBy: 'Ada Example',
      nextDueOn: '2026-12-01',
    };
    for (let n = 0; n < 3; n++) await post('inclusion-lead', `providers/${place.providerId}/school-checks`, check);
    await saysOtherwise(3);
    const officer = inRole('QUALITY_OFFICER', WORKPLACES.authority);
    for (const day of ['2026-11-16', '2026-11-23', '2026-11-30']) {
      valueOf(
        await world.app.get(ManageVisits).plan(officer, {
          providerId: place.providerId,
          siteId: null,
          followsId: null,
          announced: true,
          visitOn: dateOnly(day),
          purpose: 'The yearly visit.',
        }),
      );
    }
  });
  afterAll(() => world.close());

  /** As if that many imports of the national register had each said something else of the provider's site. */
  const saysOtherwise = async (imports: number) => {
    for (let n = 0; n < imports; n++) {
      const [importId, id] = [newId(), newId()];
      await world.admin.query(
        `INSERT INTO register_import (id, kind, status, file_name, byte_size, sha256, created_at, applied_at)
         VALUES ($1, 'ESTABLISHMENTS', 'APPLIED', 'extract.csv', 1, '00', now(), now())`,
        [importId],
      );
      await world.admin.query(
        `INSERT INTO register_task (id, authority_id, provider_organisation_id, site_id, urn, import_id, outcome, changes,
           found_at) VALUES ($1, $2, $3, $4, '136743', $5, 'CHANGED', '[]', now())`,
        [id, WORKPLACES.authority.authorityId, place.providerId, place.siteId, importId],
      );
    }
  };

  it.each([
    ['visits', 'quality-officer', 3],
    ['concerns', 'quality-officer', 5],
    ['concerns', 'inclusion-lead', 5],
    ['school-checks', 'quality-officer', 3],
    ['school-checks', 'inclusion-lead', 3],
    ['provider-changes', 'commissioner', 0],
    ['removals', 'commissioner', 0],
    ['register-changes', 'quality-officer', 3],
  ] as const)(
    '%s come a page at a time for the %s, the newest first, with the true number',
    async (list, key, total) => {
      const ids: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { status, body } = await get(key, `${list}?limit=2&cursor=${cursor}`);
        expect(status).toBe(200);
        const page = body as { items: { id: string }[]; nextCursor: string | null; total: number };
        expect([page.total, page.items.length <= 2]).toEqual([total, true]);
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(ids).toHaveLength(total);
      expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
    },
  );

  it('say of a concern that it is there, and not what was said', async () => {
    const { text } = await get('quality-officer', 'concerns');
    expect(text).toContain(place.providerId);
    expect(text).not.toContain('tutors');
  });

  it('show a school its own, and are refused to whoever has no part in them', async () => {
    expect((await get('other-lead', 'concerns')).body).toMatchObject({ items: [], total: 0 });
    expect((await get('other-lead', 'school-checks')).body).toMatchObject({ items: [], total: 0 });
    expect((await get('quality-officer', 'visits?cursor=WyJ4Il0')).status).toBe(422);
    expect((await get('quality-officer', 'visits?limit=500')).status).toBe(422);
    const needed: Readonly<Record<(typeof LISTS)[number], readonly string[]>> = {
      visits: ['quality.manage', 'quality.answer'],
      concerns: ['concern.raise', 'concern.handle'],
      'school-checks': ['assurance.record', 'quality.manage'],
      'provider-changes': ['quality.manage', 'quality.answer'],
      removals: ['quality.manage', 'quality.answer'],
      'register-changes': ['quality.manage'],
    };
    for (const { key, roles } of PERSONAS.filter((one) => one.roles.length === 1)) {
      const permissions: readonly string[] = ROLE_PERMISSIONS[roles[0]?.role ?? 'AUDITOR'];
      for (const list of LISTS) {
        const may = needed[list].some((one) => permissions.includes(one));
        expect([key, list, (await get(key as PersonaKey, list)).status]).toEqual([key, list, may ? 200 : 403]);
      }
    }
  });
});
