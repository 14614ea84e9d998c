import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  dateOnly,
  ok,
  type Permission,
  type Result,
  ROLE_PERMISSIONS,
  serviceActor,
  valueOf,
} from '../../../src/kernel/index.js';
import { ChaseDeadlines } from '../../../src/modules/deadlines/application/chase-deadlines.js';
import { ListDeadlines } from '../../../src/modules/deadlines/index.js';
import { RecordExclusionSteps } from '../../../src/modules/referrals/application/record-exclusion-steps.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { reviewedPlacements } from '../../support/reviewed.js';
import { aPerson } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

const day = dateOnly;
const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);
const nothing = { boardDecidedOn: null, reviewAskedOn: null, reviewMetOn: null };
const WATCHES: readonly Permission[] = [
  'deadline.tend',
  'case.authority',
  'needs.authority',
  'decision.read',
  'placement.read',
];

let world: PlacementWorld;
let lists: ListDeadlines;
let steps: RecordExclusionSteps;
beforeAll(async () => {
  world = await placementWorld();
  [lists, steps] = [world.app.get(ListDeadlines), world.app.get(RecordExclusionSteps)];
});
afterAll(() => world.close());

const listed = async (referralId: string, actor: Actor = world.coordinator) =>
  valueOf(await lists.run(actor, { limit: 200 }))
    .rows.filter((one) => one.referralId === referralId)
    .map(({ dueOn, kind, party, reason }) => `${dueOn} ${kind} ${party}: ${reason}`);

describe('the clock list', () => {
  it('has every deadline of an exclusion to the day, with its reason, as the steps are recorded', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const id = await world.referral();
    const education = [
      '2026-11-09 EDUCATION AUTHORITY: Sixth school day of the exclusion or suspension, from 2 November 2026; school’s calendar',
      '2026-11-10 LAST_LAWFUL AUTHORITY: Sixth school day after the first day of the exclusion, from 2 November 2026; school’s calendar',
    ];
    expect(await listed(id)).toEqual([
      '2026-11-02 EXCLUSION_NOTICE SCHOOL: Written notice is given by the end of the first excluded day',
      ...education,
    ]);
    valueOf(await steps.run(world.lead, id, { noticeOn: day('2026-11-02'), ...nothing }, 0));
    expect(await listed(id)).toEqual([
      ...education,
      '2026-11-23 BOARD_MEETS SCHOOL: 15 school days after the notice, from 2 November 2026; school’s calendar',
    ]);
    world.clock.set('2026-11-24T09:00:00Z');
    const decided = { noticeOn: day('2026-11-02'), ...nothing, boardDecidedOn: day('2026-11-24') };
    expect(code(await steps.run(world.lead, id, decided, 0))).toBe('referral.steps-changed');
    valueOf(await steps.run(world.lead, id, decided, 1));
    expect((await listed(id)).at(-1)).toBe(
      '2026-12-16 REVIEW_ASKED FAMILY: 15 school days after the notice of the board’s decision, from 24 November 2026; school’s calendar',
    );
    world.clock.set('2026-12-17T09:00:00Z');
    expect(await listed(id)).toEqual(education);
    const asked = { ...decided, reviewAskedOn: day('2026-12-16') };
    valueOf(await steps.run(world.coordinator, id, asked, 2));
    expect((await listed(id)).at(-1)).toMatch(/^2027-01-21 REVIEW_MEETS AUTHORITY/);
    world.clock.set('2027-01-21T09:00:00Z');
    valueOf(await steps.run(world.lead, id, { ...asked, reviewMetOn: day('2027-01-20') }, 3));
    expect(await listed(id)).toEqual(education);
  });

  it('gathers from placements and reviews, is narrowed, and comes page by page in one order', async () => {
    const placed = reviewedPlacements(world);
    const { placementId } = await placed.underWay();
    const all = valueOf(await lists.run(world.coordinator, { limit: 200 }));
    expect(all.rows.filter((one) => one.placementId === placementId).map(({ kind }) => kind)).toEqual(['REVIEW']);
    expect(all.total).toBe(all.rows.length);
    const keys = all.rows.map((one) => [one.dueOn, one.kind, one.subjectId, one.part].join());
    const pages: string[] = [];
    for (let offset = 0; offset < all.total; offset += 2) {
      const { rows } = valueOf(await lists.run(world.coordinator, { limit: 2, offset }));
      pages.push(...rows.map((one) => [one.dueOn, one.kind, one.subjectId, one.part].join()));
    }
    expect(pages).toEqual(keys);
    const school = valueOf(await lists.run(world.coordinator, { limit: 200, party: 'SCHOOL' }));
    expect(new Set(school.rows.map(({ party }) => party))).toEqual(new Set(['SCHOOL']));
    expect(school.total).toBeLessThan(all.total);
    expect(code(await lists.run(world.coordinator, { limit: 2, kind: 'constructor' }))).toBe('input.invalid');
    expect(code(await lists.run(world.coordinator, { limit: 2, party: ['SCHOOL'] }))).toBe('input.invalid');
  });

  it('is for the coordinator and the chair, the steps for the school and the authority’s people', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const id = await world.referral();
    const member = (role: 'PANEL_CHAIR' | 'COMMISSIONER' | 'SEN_OFFICER') =>
      aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] });
    const actors: readonly (readonly [string, Actor])[] = [
      ['coordinator', world.coordinator],
      ['chair', member('PANEL_CHAIR')],
      ['commissioner', member('COMMISSIONER')],
      ['SEN officer', member('SEN_OFFICER')],
      ['finance', world.finance],
      ['school', world.lead],
      ['another school', world.otherLead],
    ];
    const table: string[] = [];
    for (const [who, actor] of actors) {
      const codes = [
        code(await lists.run(actor, { limit: 1 })),
        code(await steps.view(actor, id)),
        code(await steps.run(actor, id, { noticeOn: day('2026-11-02'), ...nothing }, 9)),
      ];
      table.push(`${who}: ${codes.join(' ')}`);
    }
    expect(table).toEqual([
      'coordinator: done done referral.steps-changed',
      'chair: done action.forbidden action.forbidden',
      'commissioner: action.forbidden action.forbidden action.forbidden',
      'SEN officer: action.forbidden action.forbidden action.forbidden',
      'finance: action.forbidden action.forbidden action.forbidden',
      'school: action.forbidden done referral.steps-changed',
      'another school: action.forbidden referral.not-found referral.not-found',
    ]);
  });

  it('takes one record of two people who record at once', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const id = await world.referral();
    const given = { noticeOn: day('2026-11-02'), ...nothing };
    const both = await Promise.all([world.lead, world.coordinator].map((actor) => steps.run(actor, id, given, 0)));
    expect(both.map(code).toSorted()).toEqual(['done', 'referral.steps-changed']);
  });

  it('is a page, a file of exactly what it shows, and an interface with a cursor', async () => {
    const coordinator = await world.agent('coordinator');
    const page = await coordinator.get('/deadlines?party=SCHOOL');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Record when the parents were given notice');
    const file = await coordinator.get('/deadlines?party=SCHOOL&offset=0&format=csv');
    expect(file.headers['content-type']).toContain('text/csv');
    const rows = (page.text.match(/<tr class="govuk-table__row">/g) ?? []).length;
    expect(file.text.trim().split('\r\n')).toHaveLength(rows);
    expect((await coordinator.get('/deadlines?party=NOBODY')).status).toBe(422);
    const first = await coordinator.get('/api/v1/deadlines?limit=1');
    const next = await coordinator.get(`/api/v1/deadlines?limit=200&cursor=${String(first.body.nextCursor)}`);
    expect(1 + Number(next.body.items.length)).toBe(first.body.total);
    expect((await coordinator.get('/api/v1/deadlines?cursor=x')).status).toBe(422);
    expect((await (await world.agent('inclusion-lead')).get('/deadlines')).status).toBe(403);
  });
});

describe('a deadline that comes near', () => {
  const told = async (referralId: string) => {
    const { rows } = await world.admin.query<{ said: string }>(
      `SELECT o.payload ->> 'kind' || ' ' || (o.payload ->> 'dueOn') AS said FROM outbox o JOIN referral r ON r.reference = o.payload ->> 'reference'
        WHERE o.payload ->> 'kind' LIKE 'deadline.%' AND r.id = $1 ORDER BY 1`,
      [referralId],
    );
    return rows.map(({ said }) => said);
  };
  const watch = async (at: string): Promise<void> => {
    world.clock.set(at);
    valueOf(await world.app.get(ChaseDeadlines).run(serviceActor('deadlines', AUTHORITY_ID, WATCHES)));
  };

  it('is told to whoever must act, then to the coordinator, then to the chair, before it is missed and once each', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const id = await world.referral();
    valueOf(await steps.run(world.lead, id, { noticeOn: day('2026-11-02'), ...nothing }, 0));
    await watch('2026-11-03T09:00:00Z');
    expect(await told(id)).toEqual([]);
    await watch('2026-11-18T09:00:00Z');
    const board = async () => (await told(id)).filter((said) => said.endsWith('2026-11-23'));
    expect(await board()).toEqual(['deadline.school 2026-11-23']);
    await watch('2026-11-21T09:00:00Z');
    expect(await board()).toEqual(['deadline.coordinator 2026-11-23', 'deadline.school 2026-11-23']);
    const all = ['deadline.coordinator 2026-11-23', 'deadline.lead 2026-11-23', 'deadline.school 2026-11-23'];
    await watch('2026-11-22T09:00:00Z');
    expect(await board()).toEqual(all);
    await Promise.all([watch('2026-11-22T10:00:00Z'), watch('2026-11-22T10:00:00Z')]);
    expect(await board()).toEqual(all);
  });

  it('is told once although two workers look at the same moment', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const id = await world.referral();
    const both = [1, 2].map(() => watch('2026-11-05T09:00:00Z'));
    await Promise.all(both);
    expect((await told(id)).filter((said) => said === 'deadline.authority 2026-11-09')).toHaveLength(1);
  });

  it('is noted by the service alone', async () => {
    const person = world.work.inTransaction(world.coordinator, async (tx) => {
      await tx.query(
        `INSERT INTO deadline_told VALUES ($1, 'EDUCATION', gen_random_uuid(), 0, '2026-11-02', 'LEAD', now())`,
        [AUTHORITY_ID],
      );
      return ok();
    });
    await expect(person).rejects.toThrow(/row-level security/);
  });
});
