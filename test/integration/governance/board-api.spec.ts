import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type supertest from 'supertest';
import { dateOnly, valueOf } from '../../../src/kernel/index.js';
import { ManageBody } from '../../../src/modules/panels/index.js';
import type { SignedInAgent } from '../../support/app.js';
import { anEvaluatedBid } from '../../support/evaluated-bid.js';
import type { PersonaKey } from '../../support/personas.js';
import { type PlacementWorld, placementWorld } from '../../support/placement-world.js';
import { inRole } from '../../support/supply-world.js';
import { WORKPLACES } from '../../support/workplaces.js';

const API = '/api/v1';

describe('the API from a bid to an appeal', () => {
  let world: PlacementWorld;
  const people = new Map<PersonaKey, SignedInAgent>();
  let bid: Awaited<ReturnType<typeof anEvaluatedBid>>;
  let roundId = '';

  beforeAll(async () => {
    world = await placementWorld();
    for (const key of ['commissioner', 'board-chair', 'evaluator', 'quality-officer', 'provider-manager'] as const) {
      people.set(key, await world.agent(key));
    }
    const commissioner = {
      ...inRole('COMMISSIONER', WORKPLACES.authority),
      userId: people.get('commissioner')?.userId ?? '',
    };
    await world.admin.query(
      `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())
       ON CONFLICT DO NOTHING`,
      [WORKPLACES.provider.organisationId],
    );
    bid = await anEvaluatedBid(world, commissioner);
    const found = await world.one<{ id: string }>('SELECT round_id AS id FROM application WHERE id = $1', [
      bid.evaluated,
    ]);
    roundId = found?.id ?? '';
  });
  afterAll(() => world.close());

  const agentOf = (key: PersonaKey): SignedInAgent => {
    const agent = people.get(key);
    if (agent === undefined) throw new Error(key);
    return agent;
  };
  const get = async (key: PersonaKey, path: string) => (await agentOf(key).get(`${API}/${path}`)) as supertest.Response;
  async function send(method: 'post' | 'put', key: PersonaKey, path: string, body: object = {}, once = randomUUID()) {
    const agent = agentOf(key);
    const request = agent[method](`${API}/${path}`).set('x-csrf-token', agent.csrf).set('Idempotency-Key', once);
    return (await request.send(body)) as supertest.Response;
  }

  it('recommends with the version that was read, and says what is wrong in codes', async () => {
    const path = `evaluations/${bid.evaluated}`;
    const { body } = await get('commissioner', path);
    expect(body).toMatchObject({ id: bid.evaluated, roundId, part: { part: 'MODERATOR' } });
    const given = { outcome: 'ADMIT', reasons: 'It meets the conditions.', version: body.version };
    const to = `${path}/lots/${bid.evaluatedLot}/recommendation`;
    const late = await send('put', 'commissioner', to, { ...given, version: 0 });
    expect([late.status, late.body.code]).toEqual([409, 'record.changed']);
    expect((await send('put', 'commissioner', to, { ...given, outcome: 'MAYBE' })).status).toBe(422);
    expect((await send('put', 'evaluator', to, given)).body.code).toBe('evaluation.not-moderator');
    expect((await send('put', 'commissioner', to, given)).status).toBe(200);
    const list = await get('commissioner', `rounds/${roundId}/evaluation`);
    expect(list.body).toMatchObject({ total: 1, stages: { READY: 1 }, undeclared: 0 });
  });

  it('has readers declare before they look into a bid', async () => {
    const path = `diligence/applications/${bid.evaluated}`;
    expect((await get('quality-officer', path)).status).toBe(404);
    const { body } = await get('quality-officer', `rounds/${roundId}/bidders`);
    expect(body).toMatchObject({ total: 1, items: [{ applicationId: bid.evaluated, part: 'READER' }] });
    const declarations = [{ applicationId: bid.evaluated }];
    expect((await send('post', 'quality-officer', `rounds/${roundId}/declarations`, { declarations })).status).toBe(
      200,
    );
    const checks = (await get('quality-officer', path)).body.lines as { check: { code: string } }[];
    for (const { check } of checks) {
      const given = { outcome: 'NOT_APPLICABLE', note: 'Seen.', checkedOn: '2026-11-02', seen: 0 };
      expect((await send('post', 'quality-officer', `${path}/${check.code}`, given)).status).toBe(200);
    }
    const again = { outcome: 'CONFIRMED', note: 'Seen.', checkedOn: '2026-11-02', seen: 0 };
    expect((await send('post', 'quality-officer', `${path}/register`, again)).body.code).toBe('diligence.changed');
  });

  it('takes the round to the board, decides, signs, and answers an appeal', async () => {
    const commissioner = {
      ...inRole('COMMISSIONER', WORKPLACES.authority),
      userId: people.get('commissioner')?.userId ?? '',
    };
    const bodies = world.app.get(ManageBody);
    const bodyId = valueOf(
      await bodies.found(commissioner, {
        kind: 'BOARD',
        name: 'Board of the API',
        power: 'Decides on admissions.',
        constituencies: [{ code: 'AUTHORITY', name: 'The authority', votes: true }],
        rule: { leastCounting: 1, parts: [], mostPercentOfOneTrust: null },
        ruleFrom: dateOnly('2026-01-01'),
      }),
    );
    const seat = { constituency: 'AUTHORITY', organisationId: null, trustId: null, deputyFor: null };
    const term = { fromDate: dateOnly('2026-01-01'), toDate: dateOnly('2027-12-31') };
    const chair = { userId: people.get('board-chair')?.userId ?? '', office: 'CHAIR' as const, ...seat, ...term };
    const memberId = valueOf(await bodies.appoint(commissioner, bodyId, chair));
    const planned = { heldOn: '2026-11-02', startsAt: '14:00', place: 'Town hall' };
    const key = randomUUID();
    const meeting = (await send('post', 'commissioner', `board/bodies/${bodyId}/meetings`, planned, key)).body
      .id as string;
    // The same key again is the same meeting, not another.
    expect((await send('post', 'commissioner', `board/bodies/${bodyId}/meetings`, planned, key)).body.id).toBe(meeting);
    expect((await get('commissioner', `board/rounds/${roundId}`)).body.ready).toHaveLength(1);
    const put = await send('post', 'commissioner', `board/meetings/${meeting}/rounds`, { roundId });
    expect([put.status, put.body]).toEqual([200, { items: 1 }]);
    for (const step of ['papers', 'opening']) {
      expect((await send('post', 'commissioner', `board/meetings/${meeting}/${step}`)).status).toBe(200);
    }
    const presence = { memberId, present: true };
    expect((await send('post', 'commissioner', `board/meetings/${meeting}/presence`, presence)).status).toBe(200);
    const [item] = (await get('board-chair', `board/meetings/${meeting}`)).body.items as {
      id: string;
      subjectId: string;
    }[];
    const read = await get('board-chair', `board/items/${item?.id}`);
    expect(JSON.stringify(read.body.paper)).toContain('Due diligence on 2 November 2026');
    const given = { outcome: 'ADMIT', reasons: 'The conditions are met.' };
    expect((await send('post', 'provider-manager', `board/items/${item?.id}/motions`, given)).status).toBe(404);
    const motion = (await send('post', 'board-chair', `board/items/${item?.id}/motions`, given)).body.id as string;
    const result = await send('post', 'board-chair', `board/motions/${motion}/result`, { method: 'CONSENSUS' });
    expect(result.body).toEqual({ result: 'CARRIED' });
    const signed = await send('post', 'commissioner', `board/admissions/${item?.subjectId}/signature`);
    expect(signed.status).toBe(200);
    const [letter] = (await get('provider-manager', 'letters')).body.items as { id: string }[];
    const appeal = await send('post', 'provider-manager', `letters/${letter?.id}/appeal`, { grounds: 'Left out.' });
    expect(appeal.status).toBe(201);
    const answer = { outcome: 'NOT_UPHELD', answer: 'It was weighed.' };
    expect((await send('post', 'board-chair', `letters/${letter?.id}/appeal-answer`, answer)).status).toBe(403);
    expect((await send('post', 'commissioner', `letters/${letter?.id}/appeal-answer`, answer)).status).toBe(200);
    const settled = await get('provider-manager', `letters/${letter?.id}`);
    expect(settled.body.appeal).toMatchObject({ outcome: 'NOT_UPHELD', answer: 'It was weighed.' });
  });

  it('keeps a provider’s statement once, and shows it to nobody else', async () => {
    const given = { kind: 'SAFEGUARDING_CONFIRMATION', statement: 'We confirm it.', validTo: '2027-08-31' };
    const key = randomUUID();
    const kept = await send('post', 'provider-manager', 'evidence', given, key);
    expect(kept.status).toBe(201);
    expect((await send('post', 'provider-manager', 'evidence', given, key)).body.id).toBe(kept.body.id);
    const own = (await get('provider-manager', 'evidence')).body.items as { id: string }[];
    expect(own.filter(({ id }) => id === kept.body.id)).toHaveLength(1);
    expect((await get('provider-manager', `evidence/${kept.body.id}`)).body.statement).toBe('We confirm it.');
    expect((await get('evaluator', `evidence/${kept.body.id}`)).status).toBe(404);
    expect((await send('post', 'commissioner', 'evidence', given)).status).toBe(403);
    expect((await send('post', 'provider-manager', 'evidence', { ...given, kind: 'NONE' })).status).toBe(422);
  });
});
