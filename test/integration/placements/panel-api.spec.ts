import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type supertest from 'supertest';
import { valueOf } from '../../../src/kernel/index.js';
import { Reconsiderations } from '../../../src/modules/placements/application/reconsiderations.js';
import type { PersonaKey } from '../../support/personas.js';
import { A_QUESTION, decidedBy } from '../../support/panel-decided.js';
import { aPanel, type Panel } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';

const API = '/api/v1/panel';

describe('the API of the placement panel', () => {
  let world: PlacementWorld;
  let panel: Panel;
  let waits: string;
  let decisionId: string;
  beforeAll(async () => {
    world = await placementWorld();
    panel = await aPanel(world);
    const by = decidedBy(world, panel, await world.supply());
    ({ decisionId } = await by.decided());
    valueOf(await world.app.get(Reconsiderations).ask(world.lead, await by.letterOf(decisionId, 'SCHOOL'), A_QUESTION));
    waits = await world.referral();
  });
  afterAll(() => world.close());

  const get = async (key: PersonaKey, path: string) =>
    (await (await world.agent(key)).get(`${API}/${path}`)) as supertest.Response;
  const put = async (key: PersonaKey, meetingId: string, body: object, once = randomUUID()) => {
    const agent = await world.agent(key);
    const request = agent.post(`${API}/meetings/${meetingId}/requests`).set('x-csrf-token', agent.csrf);
    return (await request.set('Idempotency-Key', once).send(body)) as supertest.Response;
  };

  it('reads the queue as it is narrowed, and puts requests of it on an agenda, all or none', async () => {
    expect((await get('coordinator', 'queue')).body).toMatchObject({ total: 1, items: [{ referralId: waits }] });
    expect((await get('coordinator', 'queue?phase=PRIMARY')).body).toEqual({ items: [], total: 0 });
    const meetingId = await panel.plan('2026-12-08');
    const both = await put('coordinator', meetingId, { referralIds: [waits, randomUUID()] });
    expect(both.status).toBe(404);
    expect((await get('coordinator', 'queue')).body.total).toBe(1);
    expect((await put('coordinator', meetingId, { referralIds: [] })).status).toBe(422);
    const once = randomUUID();
    for (const _ of [1, 2]) {
      expect((await put('coordinator', meetingId, { referralIds: [waits] }, once)).body).toEqual({ items: 1 });
    }
    expect((await get('coordinator', `meetings/${meetingId}`)).body).toMatchObject({
      id: meetingId,
      total: 1,
      items: [{ subjectId: waits }],
    });
    expect((await get('coordinator', 'meetings')).body.items).toContainEqual(
      expect.objectContaining({ id: meetingId }),
    );
  });

  it('tells what was decided, what became of it, and what is questioned, without what people said', async () => {
    expect((await get('coordinator', 'decisions')).body).toMatchObject({
      total: 1,
      items: [{ decisionId, became: 'NO_PLACE', outcome: 'DECLINED' }],
    });
    const { body } = await get('coordinator', 'reconsiderations');
    expect(body).toMatchObject({ total: 1, items: [{ decisionId, dueOn: '2026-11-16', outcome: null }] });
    expect(JSON.stringify(body)).not.toContain('A report came');
  });

  it.each<PersonaKey>(['inclusion-lead', 'finance-officer', 'provider-manager'])('is closed to %s', async (key) => {
    for (const path of ['queue', 'decisions', 'reconsiderations']) expect((await get(key, path)).status).toBe(403);
    expect((await get(key, 'meetings')).body).toEqual({ items: [] });
    expect((await put(key, randomUUID(), { referralIds: [waits] })).status).toBe(403);
  });
});
