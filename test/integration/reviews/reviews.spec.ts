import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  dateOnly,
  type Result,
  ROLE_PERMISSIONS,
  type Role,
  serviceActor,
  valueOf,
} from '../../../src/kernel/index.js';
import { MarkRegister } from '../../../src/modules/attendance/index.js';
import { ReviewTasks } from '../../../src/modules/reviews/application/review-tasks.js';
import { WatchReviews } from '../../../src/modules/reviews/application/watch-reviews.js';
import { HoldReview, RequestReview, ViewReviews, WritePlan } from '../../../src/modules/reviews/index.js';
import { WatchReviewsJob } from '../../../src/modules/reviews/jobs/watch-reviews.job.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { A_PLAN, type Reviewed, reviewedPlacements } from '../../support/reviewed.js';
import { aPerson } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

const day = dateOnly;
let world: PlacementWorld;
let placed: ReturnType<typeof reviewedPlacements>;
let hold: HoldReview;
let views: ViewReviews;
let requests: RequestReview;
beforeAll(async () => {
  world = await placementWorld();
  placed = reviewedPlacements(world);
  hold = world.app.get(HoldReview);
  views = world.app.get(ViewReviews);
  requests = world.app.get(RequestReview);
});
afterAll(() => world.close());

const codeOf = (result: Result<unknown>): string =>
  result.ok
    ? 'done'
    : [result.problem.code, ...result.problem.fields.map(({ field, rule }) => `${field} ${rule}`)].join(', ');
const titles = async (actor: Actor) =>
  (await world.app.get(ReviewTasks).tasksFor(actor)).map(({ title }) => title.replace(/PL-\d+/, 'PL'));
/** The service as which the day's job acts. */
const watcher = serviceActor('reviews', AUTHORITY_ID, [
  'review.tend',
  'review.record',
  'case.authority',
  'needs.authority',
  'profile.authority',
  'placement.read',
  'organisation.read',
]);
const watch = async () => valueOf(await world.app.get(WatchReviews).run(watcher));

describe('a review plans itself', () => {
  it('from agreement on, within the policy’s 42 days and on a school day, and is called off when the placement falls', async () => {
    const one = await placed.agreed();
    // 9 November and 42 days are 21 December; the first school day after the holidays is 5 January.
    expect(await placed.ahead(one.placementId)).toMatchObject({ due_on: '2027-01-05', because: 'INTERVAL' });
    valueOf(await world.ending.withdraw(world.coordinator, one.placementId, 'A made-up reason'));
    expect(await placed.ahead(one.placementId)).toBeUndefined();
  });

  it('before the planned end of a short placement, and is called off when that ends', async () => {
    const one = await placed.underWay('EXCLUSION', { plannedEnd: '2026-12-18' });
    const ahead = await placed.ahead(one.placementId);
    expect(ahead).toMatchObject({ due_on: '2026-12-18', because: 'PLANNED_END' });
    const ending = { placementId: one.placementId, lastDay: day('2026-12-01'), reason: 'BACK_AT_SCHOOL' };
    valueOf(await world.ending.end(world.coordinator, ending));
    expect(await placed.ahead(one.placementId)).toBeUndefined();
    expect(codeOf(await hold.record(world.lead, ahead?.id ?? '', await placed.found(one.placementId)))).toBe(
      'review.called-off',
    );
  });

  it('again by the day’s look, where one is missing or the placement ends on another day', async () => {
    const one = await placed.underWay();
    await world.admin.query('DELETE FROM placement_review WHERE placement_id = $1', [one.placementId]);
    await watch();
    expect(await placed.ahead(one.placementId)).toMatchObject({ due_on: '2027-01-05', because: 'INTERVAL' });
    await world.admin.query(`UPDATE placement SET planned_end = '2026-12-11' WHERE id = $1`, [one.placementId]);
    await watch();
    expect(await placed.ahead(one.placementId)).toMatchObject({ due_on: '2026-12-11', because: 'PLANNED_END' });
    await world.admin.query(`UPDATE placement SET planned_end = '2027-03-25' WHERE id = $1`, [one.placementId]);
    await watch();
    expect(await placed.ahead(one.placementId)).toMatchObject({ due_on: '2027-01-05', because: 'INTERVAL' });
  });
});

describe('a review of a child who is looked after, with an EHC plan, under an off-site direction', () => {
  let one: Reviewed;
  let id: string;
  beforeAll(async () => {
    one = await placed.underWay('OFF_SITE', {
      answers: {
        'support.lookedAfter': 'YES',
        'support.caringAuthorityCode': '352',
        'support.socialWorker': 'IN_NEED',
        'support.senProvision': 'E',
      },
    });
    await placed.planned(one);
    id = (await placed.ahead(one.placementId))?.id ?? '';
  });

  it('invites everybody whom the case says, and tells the authority where its own people are among them', async () => {
    const on = day('2026-12-02');
    expect(codeOf(await hold.arrange(world.lead, id, { on: day('2026-11-29'), time: null, where: null }))).toBe(
      'input.invalid, on too-early',
    );
    expect(codeOf(await hold.arrange(world.lead, id, { on: day('2027-01-06'), time: null, where: null }))).toBe(
      'input.invalid, on too-late',
    );
    valueOf(await hold.arrange(world.lead, id, { on, time: '9.30', where: 'Main site' }));
    const view = valueOf(await views.one(one.centre.manager, id));
    expect(view.invited.map(({ part }) => part)).toEqual([
      'SCHOOL',
      'HEAD_TEACHER',
      'BOARD_NOMINEE',
      'PROVIDER',
      'PARENT',
      'PUPIL',
      'SOCIAL_WORKER',
      'VIRTUAL_SCHOOL',
      'SEN_OFFICER',
    ]);
    expect(view.review).toMatchObject({ arrangedOn: '2026-12-02', arrangedAtTime: '09:30' });
    expect(view.inviteBy).toBe('2026-11-26');
    expect(await world.messages('review.arranged')).toEqual(
      [WORKPLACES.authority.organisationId, one.centre.providerId].toSorted(),
    );
  });

  it('is held with attendance since the first day, each objective, who came and next steps, and plans the next', async () => {
    const { manager } = one.centre;
    const mark = (on: string, half: 'AM' | 'PM', code: string) => ({
      placementId: one.placementId,
      on: day(on),
      half,
      code,
      minutesLate: null,
      detail: null,
    });
    const marks = [mark('2026-11-10', 'AM', '/'), mark('2026-11-10', 'PM', 'O'), mark('2026-11-11', 'AM', 'I')];
    valueOf(await world.app.get(MarkRegister).run(manager, { marks, reason: null }));
    const found = await placed.found(one.placementId, { came: ['SCHOOL', 'PROVIDER', 'PARENT', 'PUPIL'] });
    expect(codeOf(await hold.record(world.lead, id, found))).toBe('input.invalid, absentBecause required');
    const absentBecause = 'The head was ill; the board has been asked for another day.';
    const given = { ...found, absentBecause, recommendation: 'REINTEGRATE' };
    expect(valueOf(await hold.record(world.lead, id, given))).toEqual({ reviewId: id, nextDueOn: '2027-01-11' });
    const view = valueOf(await views.one(manager, id));
    expect(view.review).toMatchObject({ possible: 3, attended: 1, unauthorised: 1, countedFrom: '2026-11-09' });
    expect(view.progress.map(({ what, progress }) => `${what} ${progress}`)).toEqual([
      'Come every day. ON_TRACK',
      'Read for ten minutes. ON_TRACK',
    ]);
    expect(view.invited.filter(({ came }) => came === false).map(({ part }) => part)).toEqual([
      'HEAD_TEACHER',
      'BOARD_NOMINEE',
      'SOCIAL_WORKER',
      'VIRTUAL_SCHOOL',
      'SEN_OFFICER',
    ]);
    expect(await placed.ahead(one.placementId)).toMatchObject({ due_on: '2027-01-11', because: 'INTERVAL' });
    expect(await world.messages('review.held')).toEqual([one.centre.providerId]);
    expect(await world.messages('review.recommends')).toEqual([WORKPLACES.authority.organisationId]);
    const { rows } = await world.admin.query<{ status: string }>('SELECT status FROM placement WHERE id = $1', [
      one.placementId,
    ]);
    expect(rows).toEqual([{ status: 'ACTIVE' }]);
  });

  it('leaves a step with the school until it is done, once', async () => {
    expect(await titles(world.lead)).toContain('Do what the review of PL agreed on');
    expect(await titles(one.centre.manager)).not.toContain('Do what the review of PL agreed on');
    const [step] = valueOf(await views.one(world.lead, id)).steps;
    valueOf(await hold.finishStep(world.lead, step?.id ?? ''));
    expect(codeOf(await hold.finishStep(one.centre.manager, step?.id ?? ''))).toBe('step.done-already');
    expect(await titles(world.lead)).not.toContain('Do what the review of PL agreed on');
  });

  it('stands: neither the code nor the database changes what was found', async () => {
    expect(codeOf(await hold.record(one.centre.manager, id, await placed.found(one.placementId)))).toBe(
      'review.held-meanwhile',
    );
    const change = world.admin.query(`UPDATE placement_review SET reasons = 'Other' WHERE id = $1`, [id]);
    await expect(change).rejects.toThrow(/stands/);
    const done = world.admin.query(`UPDATE review_step SET what = 'Other' WHERE review_id = $1`, [id]);
    await expect(done).rejects.toThrow(/stands/);
  });

  it('nothing that was said at it is in the audit, in a message or in a job', async () => {
    const { rows } = await world.admin.query(
      `SELECT facts::text AS words FROM audit_entry WHERE action LIKE 'review.%' OR action LIKE 'plan.%'
       UNION ALL SELECT payload::text FROM outbox`,
    );
    expect(JSON.stringify(rows)).not.toMatch(/workshop|Calmer|The head was ill|Come every day/);
  });
});

describe('a review that two record at the same moment', () => {
  it('is recorded once, with one next review', async () => {
    const one = await placed.underWay();
    await placed.planned(one);
    const id = (await placed.ahead(one.placementId))?.id ?? '';
    const found = await placed.found(one.placementId);
    const results = await Promise.all([
      hold.record(world.lead, id, found),
      hold.record(one.centre.manager, id, { ...found, recommendation: 'END_EARLY' }),
    ]);
    expect(results.map(codeOf).toSorted()).toEqual(['done', 'review.held-meanwhile']);
    const counted = await world.one<{ steps: number; reviews: number }>(
      `SELECT (SELECT count(*)::int FROM review_step WHERE review_id = $1) AS steps,
         (SELECT count(*)::int FROM placement_review WHERE placement_id = $2) AS reviews`,
      [id, one.placementId],
    );
    expect(counted).toEqual({ steps: 1, reviews: 2 });
  });
});

describe('a late review', () => {
  let one: Reviewed;
  beforeAll(async () => {
    one = await placed.underWay();
    await world.admin.query(`UPDATE outbox SET done_at = now() WHERE done_at IS NULL`);
  });
  const told = async () => [
    (await world.messages('review.overdue')).length,
    (await world.messages('review.late')).length,
  ];

  it('is a task of school and provider from a week before, and is called late from the day after it was due', async () => {
    world.clock.set('2026-12-28T12:00:00Z');
    expect(await titles(one.centre.manager)).toEqual(['Write the plan of PL']);
    world.clock.set('2026-12-29T12:00:00Z');
    expect(await titles(one.centre.manager)).toContain('Arrange the review of PL');
    world.clock.set('2027-01-06T12:00:00Z');
    const late = (await world.app.get(ReviewTasks).tasksFor(one.centre.manager)).find(({ title }) =>
      /review/.test(title),
    );
    expect(late).toMatchObject({
      dueOn: '2027-01-05',
      detail: expect.stringContaining('Late: it was due by 5 January 2027'),
    });
  });

  it('is told to the authority after the policy’s five days, once, whoever looks how often', async () => {
    const before = await told();
    world.clock.set('2027-01-09T12:00:00Z');
    await watch();
    expect(await told()).toEqual(before);
    expect(await titles(world.coordinator)).toEqual([]);
    world.clock.set('2027-01-10T12:00:00Z');
    await Promise.all([watch(), watch()]);
    await watch();
    expect((await placed.ahead(one.placementId))?.escalated_at).not.toBeNull();
    const escalated = await world.one<{ n: number }>(
      'SELECT count(*)::int AS n FROM placement_review WHERE escalated_at IS NOT NULL',
    );
    const [overdue = 0, late = 0] = await told();
    expect(late).toBe(escalated?.n);
    expect(overdue).toBe(2 * late);
    expect(await titles(world.coordinator)).toContain('The review of PL is late');
  });

  it('leaves the coordinator’s list when it is held', async () => {
    const before = (await titles(world.coordinator)).length;
    const came = ['SCHOOL', 'PROVIDER', 'PARENT'];
    await placed.held(one, { heldOn: day('2027-01-08'), came, steps: [] });
    expect((await titles(world.coordinator)).length).toBe(before - 1);
  });

  it('is looked for by a job that may run twice', async () => {
    const job = { id: 'x', payload: {}, actor: watcher, attempt: 1, complete: () => Promise.resolve() };
    const run = () =>
      world.app
        .get(WatchReviewsJob)
        .handle({ ...job, initiator: { kind: 'service', userId: null, membershipId: null } });
    const before = await told();
    await run();
    await run();
    expect(await told()).toEqual(before);
    expect(await world.one('SELECT watched_on::text FROM review_watch')).toEqual({ watched_on: '2027-01-10' });
  });
});

describe('a written request for a review of an off-site direction', () => {
  let one: Reviewed;
  beforeAll(async () => {
    one = await placed.underWay('OFF_SITE');
    await placed.planned(one);
  });
  const ask = (on: string, actor: Actor = world.lead, askedBy = 'FAMILY') =>
    requests.take(actor, one.placementId, { askedBy, askedOn: day(on) });

  it('is owed where there was no review, and brings the one that is ahead forward: 15 school days', async () => {
    expect(await placed.ahead(one.placementId)).toMatchObject({ due_on: '2027-01-05' });
    // Nothing on 27 November: that is a training day.
    expect(valueOf(await ask('2026-11-25'))).toMatchObject({ owed: true, dueOn: '2026-12-17', owedFrom: '2026-11-25' });
    expect(await placed.ahead(one.placementId)).toMatchObject({ due_on: '2026-12-17', because: 'REQUEST' });
    expect(codeOf(await ask('2026-11-25'))).toBe('review.asked-already');
  });

  it('is not owed within ten weeks of a review, and is again on the day that makes them full', async () => {
    await placed.held(one);
    world.clock.set('2027-02-08T12:00:00Z');
    expect(valueOf(await ask('2027-02-07'))).toMatchObject({ owed: false, dueOn: null, owedFrom: '2027-02-08' });
    expect(valueOf(await ask('2027-02-08'))).toMatchObject({ owed: true, dueOn: '2027-03-08' });
    const { requests: listed } = valueOf(await views.ofPlacement(world.lead, one.placementId));
    expect(listed.map(({ askedOn, owed, lastReviewOn }) => [askedOn, owed, lastReviewOn])).toEqual([
      ['2027-02-08', true, '2026-11-30'],
      ['2027-02-07', false, '2026-11-30'],
      ['2026-11-25', true, null],
    ]);
  });

  it('is met by a review held since, where it was written down late', async () => {
    world.clock.set('2026-11-30T12:00:00Z');
    expect(valueOf(await ask('2026-11-24'))).toMatchObject({ owed: true });
    const [last] = valueOf(await views.ofPlacement(world.lead, one.placementId)).requests.slice(-1);
    expect(last).toMatchObject({ askedOn: '2026-11-24', heldOn: '2026-11-30' });
  });

  it('is the authority’s only with an EHC plan, is of an off-site direction, and is taken by school or authority', async () => {
    expect(codeOf(await ask('2026-11-26', world.coordinator, 'AUTHORITY'))).toBe('input.invalid, askedBy needs-plan');
    expect(codeOf(await ask('2026-12-24'))).toBe('input.invalid, askedOn not-in-the-future');
    expect(codeOf(await ask('2026-11-26', one.centre.manager))).toBe('action.forbidden');
    const other = await placed.underWay();
    const given = { askedBy: 'FAMILY', askedOn: day('2026-11-26') };
    expect(codeOf(await requests.take(world.lead, other.placementId, given))).toBe('review.no-right');
  });

  it('is held to the arithmetic by the database', async () => {
    const lie = world.admin.query(
      `INSERT INTO review_request (id, placement_id, asked_by, asked_on, weeks, last_review_on, owed, policy_id, recorded_at)
       SELECT gen_random_uuid(), placement_id, 'FAMILY', '2027-03-20', 10, '2027-03-01', false, policy_id, now()
         FROM review_request LIMIT 1`,
    );
    await expect(lie).rejects.toThrow(/what the record says/);
    const other = world.admin.query(
      `INSERT INTO review_request (id, placement_id, asked_by, asked_on, weeks, last_review_on, owed, policy_id, recorded_at)
       SELECT gen_random_uuid(), placement_id, 'FAMILY', '2027-03-20', 10, '2026-11-30', false, policy_id, now()
         FROM review_request LIMIT 1`,
    );
    await expect(other).rejects.toThrow(/review_request_owed/);
  });
});

describe('who may do what with plans and reviews', () => {
  type May = 'records' | 'reads' | 'nothing';
  let one: Reviewed;
  let id: string;
  beforeAll(async () => {
    one = await placed.underWay('OFF_SITE');
    id = (await placed.ahead(one.placementId))?.id ?? '';
  });
  const place = (name: string) =>
    name === 'its provider'
      ? { organisationId: one.centre.providerId, authorityId: AUTHORITY_ID }
      : WORKPLACES[name as keyof typeof WORKPLACES];

  it.each<[Role, string, May]>([
    ['SCHOOL_INCLUSION_LEAD', 'school-one', 'records'],
    ['HEAD_TEACHER', 'school-one', 'records'],
    ['SCHOOL_FINANCE', 'school-one', 'nothing'],
    ['SCHOOL_INCLUSION_LEAD', 'school-two', 'nothing'],
    ['HEAD_TEACHER', 'school-two', 'nothing'],
    ['PROVIDER_MANAGER', 'its provider', 'records'],
    ['PROVIDER_STAFF', 'its provider', 'records'],
    ['PROVIDER_FINANCE', 'its provider', 'nothing'],
    ['PROVIDER_MANAGER', 'provider', 'nothing'],
    ['PANEL_COORDINATOR', 'authority', 'records'],
    ['SEN_OFFICER', 'authority', 'records'],
    ['VIRTUAL_SCHOOL', 'authority', 'records'],
    ['PANEL_MEMBER', 'authority', 'reads'],
    ['PANEL_CHAIR', 'authority', 'reads'],
    ['SPECIALIST', 'authority', 'nothing'],
    ['FINANCE_OFFICER', 'authority', 'nothing'],
    ['FINANCE_APPROVER', 'authority', 'nothing'],
    ['COMMISSIONER', 'authority', 'nothing'],
    ['BOARD_MEMBER', 'authority', 'nothing'],
    ['QUALITY_OFFICER', 'authority', 'nothing'],
    ['AUTHORITY_ADMINISTRATOR', 'authority', 'nothing'],
    ['AUDITOR', 'authority', 'nothing'],
    ['PANEL_COORDINATOR', 'other-authority', 'nothing'],
    ['PLATFORM_OPERATOR', 'authority', 'nothing'],
  ])('%s at %s: %s', async (role, name, may) => {
    const actor = aPerson({ role, ...place(name), permissions: ROLE_PERMISSIONS[role] });
    const plans = world.app.get(WritePlan);
    expect((await views.one(actor, id)).ok).toBe(may !== 'nothing');
    expect((await views.ofPlacement(actor, one.placementId)).ok).toBe(may !== 'nothing');
    const wrong = { ...A_PLAN, objectives: [] };
    const tried = [
      codeOf(await hold.arrange(actor, id, { on: day('2026-01-01'), time: null, where: null })),
      codeOf(await plans.write(actor, one.placementId, wrong, 0)),
      codeOf(await plans.replaceContacts(actor, one.placementId, [])),
    ];
    const known = [
      'input.invalid, on too-early',
      'input.invalid, objectives objectives-number',
      'input.invalid, contacts contacts-number',
    ];
    if (may === 'records') expect(tried).toEqual(known);
    else if (may === 'reads') expect(tried).toEqual(['action.forbidden', 'action.forbidden', 'action.forbidden']);
    else expect(tried).toEqual(['review.not-found', 'placement.not-found', 'placement.not-found']);
    const rows = await world.work.read(actor, (tx) => tx.query('SELECT FROM placement_review WHERE id = $1', [id]));
    expect(rows).toHaveLength(may === 'nothing' ? 0 : 1);
  });

  it('a provider reads on until the last day of the placement, and nothing from the day after', async () => {
    const { manager } = one.centre;
    valueOf(
      await world.ending.end(world.coordinator, {
        placementId: one.placementId,
        lastDay: day('2026-12-01'),
        reason: 'BACK_AT_SCHOOL',
      }),
    );
    world.clock.set('2026-12-01T20:00:00Z');
    expect((await views.ofPlacement(manager, one.placementId)).ok).toBe(true);
    world.clock.set('2026-12-02T08:00:00Z');
    expect(codeOf(await views.ofPlacement(manager, one.placementId))).toBe('placement.not-found');
    expect((await views.ofPlacement(world.lead, one.placementId)).ok).toBe(true);
    world.clock.set('2026-11-30T12:00:00Z');
  });

  it('an offer that is not agreed has no file yet', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const centre = await world.supply();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(await world.referral(), centre.patternId)),
    );
    for (const actor of [world.lead, world.coordinator, centre.manager]) {
      expect(codeOf(await views.ofPlacement(actor, placementId))).toBe('placement.not-found');
    }
  });
});
