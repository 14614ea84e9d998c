import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { SignedInAgent } from '../../support/app.js';
import type { Scale } from '../../../src/modules/reviews/domain/measures.js';
import { SCALES } from '../../../src/modules/referrals/domain/scales.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { A_PLAN, reviewedPlacements } from '../../support/reviewed.js';

type Body = Readonly<Record<string, unknown>>;

let world: PlacementWorld;
let school: SignedInAgent;
let provider: SignedInAgent;
let placementId: string;
let base: string;
beforeAll(async () => {
  world = await placementWorld();
  const centre = await world.supply({ name: 'Example Pupil Referral Unit', urn: '100003' });
  ({ placementId } = await reviewedPlacements(world).underWay('OFF_SITE', { centre }));
  base = `/api/v1/placements/${placementId}`;
  [school, provider] = [await world.agent('inclusion-lead'), await world.agent('pru-manager')];
});
afterAll(() => world.close());

const post = (agent: SignedInAgent, path: string, body: Body, key: string = randomUUID()) =>
  agent.post(path).set({ 'x-csrf-token': agent.csrf, 'idempotency-key': key }).send(body);
const codeOf = ({ body }: { body: unknown }) => (body as { code?: string }).code;

describe('plans, reviews and measures for programs', () => {
  it('a plan is written once for one key, agreed by the other side, and read with its objectives', async () => {
    const key = randomUUID();
    const plan = { ...A_PLAN, follows: 0 };
    const first = await post(school, `${base}/plan`, plan, key);
    expect([first.status, first.body]).toEqual([201, { version: 1 }]);
    const again = await post(school, `${base}/plan`, plan, key);
    expect([again.status, again.body]).toEqual([201, { version: 1 }]);
    const stale = await post(provider, `${base}/plan`, plan);
    expect([stale.status, codeOf(stale)]).toEqual([409, 'plan.changed-meanwhile']);
    const agreed = await post(provider, `${base}/plan/agreement`, { version: 1 });
    expect([agreed.status, agreed.body]).toEqual([200, { version: 1, agreed: true }]);
    const read = await provider.get(`${base}/plan`);
    expect(read.body).toMatchObject({
      plan: { version: 1 },
      awaited: [],
      objectives: [{ position: 1 }, { position: 2 }],
    });
  });

  it('a day that does not exist is refused at its field, and an unknown key by name', async () => {
    const wrong = await post(school, `${base}/plan`, { ...A_PLAN, follows: 1, expectedEnd: '2026-02-30' });
    expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([422, expect.stringContaining('expectedEnd')]);
    const unknown = await post(school, `${base}/measures`, { scale: 'SDQ', valeu: '24' });
    expect(unknown.status).toBe(422);
  });

  it('the review that is ahead is found in the list, held, and leaves a step that is done', async () => {
    const listed = await school.get('/api/v1/reviews');
    const items = (listed.body as { items: { id: string; placementId: string; dueOn: string }[] }).items;
    expect(items).toEqual([expect.objectContaining({ placementId, dueOn: '2027-01-05' })]);
    const id = items[0]?.id ?? '';
    const ahead = await provider.get(`/api/v1/reviews/${id}`);
    const objectives = (ahead.body as { objectives: { id: string }[] }).objectives;
    const held = await post(provider, `/api/v1/reviews/${id}/record`, {
      heldOn: '2026-11-30',
      came: ['SCHOOL', 'HEAD_TEACHER', 'BOARD_NOMINEE', 'PROVIDER', 'PARENT'],
      progress: objectives.map((one) => ({ objectiveId: one.id, progress: 'REACHED' })),
      recommendation: 'GO_ON',
      reasons: 'It works.',
      steps: [{ what: 'Ring home.', owner: 'SCHOOL', dueOn: '2026-12-04' }],
    });
    expect([held.status, held.body]).toEqual([200, { reviewId: id, nextDueOn: '2027-01-11' }]);
    const again = await post(school, `/api/v1/reviews/${id}/arrangement`, { on: '2026-12-01' });
    expect([again.status, codeOf(again)]).toEqual([409, 'review.held-meanwhile']);
    const read = await school.get(`/api/v1/reviews/${id}`);
    const [step] = (read.body as { steps: { id: string }[] }).steps;
    expect((await post(school, `/api/v1/review-steps/${step?.id}/done`, {})).status).toBe(200);
  });

  it('a request for a review answers whether it is owed, and from when it would be', async () => {
    const asked = await post(school, `${base}/review-requests`, { askedBy: 'FAMILY', askedOn: '2026-11-30' });
    expect([asked.status, asked.body]).toEqual([
      201,
      { requestId: expect.any(String), owed: false, dueOn: null, owedFrom: '2027-02-08' },
    ]);
  });

  it('measures come with their scales', async () => {
    const body = { scale: 'SDQ', moment: 'BASELINE', measuredOn: '2026-11-10', value: '24', measuredBy: 'The teacher' };
    expect((await post(provider, `${base}/measures`, body)).body).toEqual({ revision: 1 });
    const read = await school.get(`${base}/measures`);
    expect(read.body).toMatchObject({ changes: [{ scale: 'SDQ', direction: null }], measures: [{ tenths: 240 }] });
  });

  it('the scales that a school may send are those that progress is measured on', async () => {
    const { scales } = (await school.get(`${base}/measures`)).body as { scales: Scale[] };
    const asSent = scales.map(({ code, leastTenths, mostTenths, decimals }) => ({
      code,
      min: leastTenths / 10,
      max: mostTenths / 10,
      step: decimals === 1 ? 0.1 : 1,
    }));
    expect(SCALES.map(({ code, min, max, step }) => ({ code, min, max, step }))).toEqual(asSent);
  });

  it('contacts are for the child’s own people: nothing for finance', async () => {
    const contacts = [{ name: 'Made Up', relation: 'mother', phone: '0161 496 0000' }];
    expect((await post(school, `${base}/contacts`, { contacts })).body).toEqual({ kept: 1 });
    expect((await provider.get(`${base}/contacts`)).body).toMatchObject({ contacts: [{ name: 'Made Up' }] });
    const finance = await world.agent('finance-officer');
    expect((await finance.get(`${base}/contacts`)).status).toBe(403);
    expect((await finance.get('/api/v1/reviews')).status).toBe(403);
  });
});
