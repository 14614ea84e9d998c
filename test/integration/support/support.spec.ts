import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, ROLE_PERMISSIONS, type Role, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { BeginReferral } from '../../../src/modules/support/application/begin-referral.js';
import { SupportTasks } from '../../../src/modules/support/application/support-tasks.js';
import { ViewCycle } from '../../../src/modules/support/application/view-cycle.js';
import { ViewRequests } from '../../../src/modules/support/application/view-requests.js';
import { ViewTeams } from '../../../src/modules/support/application/view-teams.js';
import { WatchSupport } from '../../../src/modules/support/application/watch-support.js';
import { AnswerRequest, AskSupport, KeepTeams, RunCycle } from '../../../src/modules/support/index.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { codeOf } from '../../support/results.js';
import { A_REQUEST, supported, type Supported } from '../../support/supported.js';
import { aPerson } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

const day = dateOnly;

let world: PlacementWorld;
let support: Supported;
let ask: AskSupport;
let answers: AnswerRequest;
let run: RunCycle;
let requests: ViewRequests;
beforeAll(async () => {
  world = await placementWorld();
  support = await supported(world);
  [ask, answers, run] = [world.app.get(AskSupport), world.app.get(AnswerRequest), world.app.get(RunCycle)];
  requests = world.app.get(ViewRequests);
});
afterAll(() => world.close());
beforeEach(() => world.clock.set('2026-11-02T09:00:00Z'));

const statusOf = async (id: string) => valueOf(await requests.one(world.coordinator, id)).request.status;
const takenOf = async (teamId: string) =>
  (
    await world.admin.query<{ week: string; taken: number; offered: number }>(
      `SELECT week::text, taken, offered FROM support_week WHERE team_id = $1 ORDER BY week`,
      [teamId],
    )
  ).rows;
const titles = async (actor: Actor) =>
  (await world.app.get(SupportTasks).tasksFor(actor)).map(({ title }) => title.replace(/S[RC]-\d+/, 'it'));
const told = async (kind: string): Promise<number> =>
  (await world.one<{ n: number }>(`SELECT count(*)::int AS n FROM outbox WHERE payload ->> 'kind' = $1`, [kind]))?.n ??
  -1;

describe('a team of specialists', () => {
  const aTeam = {
    name: 'Example speech team',
    kind: 'SPEECH_AND_LANGUAGE',
    employerId: WORKPLACES.authority.organisationId,
    startsOn: day('2026-09-01'),
    endsOn: null,
    fteHundredths: 150,
    caseloadPerFte: 12,
  };

  it('takes staff times pupils for each, from a day on, and keeps whom it has when it becomes weaker', async () => {
    const keep = world.app.get(KeepTeams);
    const { teamId } = valueOf(await keep.add(support.commissioner, aTeam));
    expect(codeOf(await keep.add(world.coordinator, aTeam))).toBe('support.team-exists');
    expect(codeOf(await keep.add(world.coordinator, { ...aTeam, kind: 'MAGIC' }))).toBe(
      'input.invalid: kind choose-one',
    );
    expect(codeOf(await keep.add(world.coordinator, { ...aTeam, name: 'x', fteHundredths: -1 }))).toBe(
      'input.invalid: fteHundredths range',
    );
    const view = async () => valueOf(await world.app.get(ViewTeams).one(support.commissioner, teamId));
    expect((await view()).weeks[0]).toEqual({ week: '2026-11-02', offered: 1800, taken: 0 });
    await support.granted(teamId);
    const weaker = { fteHundredths: 0, caseloadPerFte: 12, from: day('2026-11-16') };
    expect(codeOf(await keep.changeStrength(world.coordinator, teamId, { ...weaker, from: day('2026-11-01') }))).toBe(
      'input.invalid: from too-early',
    );
    valueOf(await keep.changeStrength(world.coordinator, teamId, weaker));
    expect((await view()).weeks.slice(1, 3)).toEqual([
      { week: '2026-11-09', offered: 1800, taken: 100 },
      { week: '2026-11-16', offered: 0, taken: 100 },
    ]);
    // Nobody more, by the service and by the database.
    const another = await support.ask();
    expect(codeOf(await answers.run(world.coordinator, another, support.grantOf(teamId, '2026-11-16')))).toBe(
      'support.full-in',
    );
    await expect(
      world.admin.query(`UPDATE support_week SET taken = taken + 1 WHERE team_id = $1 AND week = '2026-11-16'`, [
        teamId,
      ]),
    ).rejects.toMatchObject({ constraint: 'support_week_full' });
  });

  it('works where it is said to: a team with schools is offered to those schools alone', async () => {
    const keep = world.app.get(KeepTeams);
    const teamId = await support.team();
    const { siteId } = await world.supply();
    valueOf(await keep.addPlace(world.coordinator, teamId, { siteId, urn: null }));
    expect(codeOf(await keep.addPlace(world.coordinator, teamId, { siteId, urn: null }))).toBe('support.place-exists');
    expect(codeOf(await keep.addPlace(world.coordinator, teamId, { siteId: null, urn: '999999' }))).toBe(
      'input.invalid: urn not-found',
    );
    expect(codeOf(await keep.addPlace(world.coordinator, teamId, { siteId, urn: '100002' }))).toBe(
      'input.invalid: siteId site-or-school',
    );
    valueOf(await keep.addPlace(world.coordinator, teamId, { siteId: null, urn: '100002' }));
    expect(codeOf(await ask.run(world.lead, { ...A_REQUEST, teamId }))).toBe('input.invalid: teamId choose-one');
    expect(codeOf(await ask.run(world.otherLead, { ...A_REQUEST, teamId }))).toBe('done');
  });

  it('ends on a day, after which it offers nothing and no round lasts', async () => {
    const teamId = await support.team();
    valueOf(await world.app.get(KeepTeams).end(world.coordinator, teamId, day('2026-11-20')));
    const id = await support.ask();
    expect(codeOf(await answers.run(world.coordinator, id, support.grantOf(teamId)))).toBe(
      'input.invalid: weeks team-ends',
    );
    expect(codeOf(await answers.run(world.coordinator, id, { ...support.grantOf(teamId), weeks: 1 }))).toBe('done');
  });
});

describe('asking before a referral', () => {
  it('needs no panel and makes no pupil record, and is answered within the days of the policy', async () => {
    const pupils = async () => (await world.one<{ n: number }>('SELECT count(*)::int AS n FROM pupil'))?.n;
    const before = await pupils();
    const asked = valueOf(await ask.run(world.lead, A_REQUEST));
    // Ten school days from Monday 2 November.
    expect(asked.dueOn).toBe('2026-11-16');
    expect(await pupils()).toBe(before);
    expect(await told('support.asked')).toBeGreaterThan(0);
    expect(await titles(world.coordinator)).toContain('Answer it');
  });

  it.each([
    [{ sort: 'MAGIC' }, 'sort choose-one'],
    [{ about: 'NOBODY' }, 'about choose-one'],
    [{ seen: ' ' }, 'seen required'],
    [{ tried: '' }, 'tried required'],
    [{ about: 'GROUP', who: '' }, 'who required'],
    [{ kind: 'MAGIC' }, 'kind choose-one'],
    [{ pupil: { ...A_REQUEST.pupil, forename: '' } }, 'pupil.forename required'],
    [{ pupil: { ...A_REQUEST.pupil, yearGroup: '99' } }, 'pupil.yearGroup choose-one'],
    [{ teamId: crypto.randomUUID() }, 'teamId choose-one'],
  ])('says at the field what is wrong: %j', async (over, fault) => {
    expect(codeOf(await ask.run(world.lead, { ...A_REQUEST, ...over }))).toBe(`input.invalid: ${fault}`);
  });

  it('refuses a pupil number whose letter does not fit', async () => {
    const pupil = { ...A_REQUEST.pupil, upn: 'A352400026001' };
    expect(codeOf(await ask.run(world.lead, { ...A_REQUEST, pupil }))).toMatch(/pupil\.upn/);
  });

  it('is taken back by the school until it is answered, and by nobody else', async () => {
    const id = await support.ask();
    expect(codeOf(await ask.withdraw(world.coordinator, id))).toBe('action.forbidden');
    expect(codeOf(await ask.withdraw(world.otherLead, id))).toBe('support-request.not-found');
    valueOf(await ask.withdraw(world.lead, id));
    expect(codeOf(await ask.withdraw(world.lead, id))).toBe('support.answered');
    const advice = { answer: 'advise', words: 'Try this.', teamId: null, startsOn: null, weeks: null };
    expect(codeOf(await answers.run(world.coordinator, id, advice))).toBe('support.answered');
  });
});

describe('answering', () => {
  const words = { words: 'For these reasons.', teamId: null, startsOn: null, weeks: null };

  it.each([
    ['advise', 'ADVISED', 'support.answered'],
    ['decline', 'DECLINED', 'support.answered'],
    ['suggest', 'REFERRAL_SUGGESTED', 'support.referral-suggested'],
  ])('%s: once, in words, and the school is told', async (answer, status, kind) => {
    const [id, before] = [await support.ask(), await told(kind)];
    expect(codeOf(await answers.run(world.coordinator, id, { ...words, answer, words: ' ' }))).toBe(
      'input.invalid: words required',
    );
    valueOf(await answers.run(world.coordinator, id, { ...words, answer }));
    expect(await statusOf(id)).toBe(status);
    expect(await told(kind)).toBe(before + 1);
    expect(codeOf(await answers.run(world.coordinator, id, { ...words, answer }))).toBe('support.answered');
  });

  it('carries what was said into a draft that the school alone sees, once', async () => {
    const id = await support.ask();
    const begin = world.app.get(BeginReferral);
    expect(codeOf(await begin.run(world.coordinator, id))).toBe('action.forbidden');
    valueOf(await answers.run(world.coordinator, id, { ...words, answer: 'suggest' }));
    expect(await titles(world.lead)).toContain('Begin the referral that it was answered with');
    const { referralId } = valueOf(await begin.run(world.lead, id));
    const draft = await world.one<{ answers: Record<string, unknown> }>(
      'SELECT answers FROM referral_draft WHERE referral_id = $1',
      [referralId],
    );
    expect(draft?.answers).toMatchObject({
      'pupil.forename': 'Made',
      'pupil.yearGroup': 9,
      'needs.description': A_REQUEST.seen,
      'history.tried': A_REQUEST.tried,
    });
    expect(codeOf(await begin.run(world.lead, id))).toBe('support.referral-begun');
    const group = await support.ask({ about: 'GROUP', who: 'Form 8B' });
    expect(codeOf(await begin.run(world.lead, group))).toBe('support.no-pupil');
  });

  it('grants the length that the policy says of the kind, and takes a part of each week’s caseload', async () => {
    const teamId = await support.team();
    const { cycleId } = await support.granted(teamId);
    const { cycle } = valueOf(await world.app.get(ViewCycle).one(world.lead, cycleId));
    // Mentoring is six weeks.
    expect(cycle).toMatchObject({ startsOn: '2026-11-09', plannedEnd: '2026-12-20', intensity: 'FULL', round: 1 });
    expect((await takenOf(teamId)).map(({ taken }) => taken)).toEqual([100, 100, 100, 100, 100, 100]);
  });

  it('puts on the waiting list when the team is full, and says so when a place is free', async () => {
    const teamId = await support.team({ pupils: 1 });
    const first = await support.granted(teamId);
    const second = await support.ask();
    const refused = await answers.run(world.coordinator, second, support.grantOf(teamId));
    expect(refused).toMatchObject({ problem: { code: 'support.full-in', facts: { week: '2026-11-09' } } });
    expect(await statusOf(second)).toBe('ASKED');
    valueOf(await answers.run(world.coordinator, second, { ...words, answer: 'wait', teamId }));
    expect(await statusOf(second)).toBe('WAITING');
    const list = valueOf(await world.app.get(ViewTeams).list(support.commissioner));
    // Who keeps teams reads no request, and is told how many wait all the same.
    expect(list.teams.find(({ id }) => id === teamId)).toMatchObject({ offered: 100, waiting: 1 });
    expect(await titles(support.specialist)).not.toContain('Grant it the place that is free');
    valueOf(
      await run.decide(world.coordinator, first.cycleId, {
        decision: 'ENDED',
        reasons: 'All is well.',
        reviewOn: null,
        startsOn: null,
        weeks: null,
      }),
    );
    expect(await titles(support.specialist)).toContain('Grant it the place that is free');
    valueOf(await answers.run(support.specialist, second, support.grantOf(teamId)));
    expect(await statusOf(second)).toBe('GRANTED');
  });

  it('passes a request on to a team, whose lead answers from then on', async () => {
    const teamId = await support.team();
    const id = await support.ask();
    expect(codeOf(await requests.one(support.specialist, id))).toBe('support-request.not-found');
    valueOf(await answers.passOn(world.coordinator, id, teamId));
    valueOf(await answers.run(support.specialist, id, { ...words, answer: 'advise' }));
    expect(await statusOf(id)).toBe('ADVISED');
  });

  it('is not for who works in a team without leading it, nor granted by a team that one does not lead', async () => {
    const [worked, led] = [await support.team({ leads: false }), await support.team({ leads: true })];
    const id = await support.ask({ teamId: worked });
    expect(codeOf(await requests.one(support.specialist, id))).toBe('done');
    expect(codeOf(await answers.run(support.specialist, id, { ...words, answer: 'advise' }))).toBe('action.forbidden');
    const other = await support.ask({ teamId: led });
    expect(codeOf(await answers.run(support.specialist, other, support.grantOf(worked)))).toBe(
      'input.invalid: teamId choose-one',
    );
    // The database refuses an answer by whoever does not lead, and a school that answers itself.
    const set = (actor: Actor) =>
      world.work.inTransaction(actor, async (tx) => {
        await tx.query(
          `update support_request set status = 'ADVISED', answer = 'x', answered_at = now() where id = $1`,
          [id],
        );
        return { ok: true, value: undefined };
      });
    expect(codeOf(await set(support.specialist))).toBe('support.not-yours');
    expect(codeOf(await set(world.lead))).toBe('support.not-yours');
  });
});

describe('a round of support', () => {
  const decision = { reasons: 'Calmer, and still leaves lessons.', reviewOn: null, startsOn: null, weeks: null };

  it('logs what was done, by sort, day and minutes', async () => {
    const { cycleId } = await support.granted(await support.team());
    world.clock.set('2026-11-11T09:00:00Z');
    const contact = { heldOn: day('2026-11-10'), sort: 'INDIVIDUAL', minutes: 45, note: 'A walk.' };
    expect(codeOf(await run.log(support.specialist, cycleId, { ...contact, heldOn: day('2026-11-12') }))).toBe(
      'input.invalid: heldOn not-in-the-future',
    );
    expect(codeOf(await run.log(support.specialist, cycleId, { ...contact, heldOn: day('2026-11-08') }))).toBe(
      'input.invalid: heldOn before-cycle',
    );
    expect(codeOf(await run.log(support.specialist, cycleId, { ...contact, minutes: 4 }))).toBe(
      'input.invalid: minutes minutes',
    );
    valueOf(await run.log(support.specialist, cycleId, contact));
    valueOf(await run.log(support.specialist, cycleId, { ...contact, sort: 'FAMILY', minutes: 30 }));
    expect(codeOf(await run.log(world.lead, cycleId, contact))).toBe('action.forbidden');
    const { contacts } = valueOf(await world.app.get(ViewCycle).one(world.lead, cycleId));
    expect(contacts.map(({ sort, minutes }) => `${sort} ${minutes}`)).toEqual(['FAMILY 30', 'INDIVIDUAL 45']);
  });

  it('keeps what is said with its questions, and shows each against itself', async () => {
    const { cycleId } = await support.granted(await support.team());
    world.clock.set('2026-11-30T09:00:00Z');
    const scores = { safe: 2, adult: 3, learning: 1, friends: 4 };
    const form = { moment: 'IN', respondent: 'PUPIL', givenOn: day('2026-11-09'), scores, words: 'I hate maths.' };
    expect(codeOf(await run.keepForm(world.lead, cycleId, { ...form, scores: { ...scores, safe: 6 } }))).toBe(
      'input.invalid: scores.safe score',
    );
    expect(codeOf(await run.keepForm(world.lead, cycleId, { ...form, scores: { ...scores, rich: 1 } }))).toBe(
      'input.invalid: scores.rich unknown-question',
    );
    valueOf(await run.keepForm(world.lead, cycleId, form));
    expect(codeOf(await run.keepForm(world.lead, cycleId, { ...form, givenOn: day('2026-11-10') }))).toBe(
      'support.form-exists',
    );
    const later = { ...form, moment: 'DURING', givenOn: day('2026-11-27'), scores: { ...scores, safe: 4, adult: 2 } };
    valueOf(await run.keepForm(support.specialist, cycleId, later));
    const { progress } = valueOf(await world.app.get(ViewCycle).one(support.specialist, cycleId));
    expect(progress.map(({ question, change }) => [question, change])).toEqual([
      ['I feel safe at school.', 2],
      ['There is an adult at school I can talk to.', -1],
      ['I can do the work.', 0],
      ['I get on with others.', 0],
    ]);
  });

  it('is asked about in its last week, and goes on with a light touch that takes a quarter', async () => {
    const teamId = await support.team({ pupils: 1 });
    const { cycleId, requestId } = await support.granted(teamId);
    world.clock.set('2026-12-14T09:00:00Z');
    expect(await titles(support.specialist)).toContain('Decide what follows it');
    expect(codeOf(await run.decide(world.lead, cycleId, { ...decision, decision: 'ENDED' }))).toBe('action.forbidden');
    expect(codeOf(await run.decide(support.specialist, cycleId, { ...decision, decision: 'LIGHT_TOUCH' }))).toBe(
      'input.invalid: startsOn required',
    );
    const light = { ...decision, decision: 'LIGHT_TOUCH', startsOn: day('2026-12-21') };
    const { cycleId: next } = valueOf(await run.decide(support.specialist, cycleId, light));
    expect(codeOf(await run.decide(support.specialist, cycleId, light))).toBe('support.cycle-decided');
    const { cycle } = valueOf(await world.app.get(ViewCycle).one(world.lead, next ?? ''));
    expect(cycle).toMatchObject({ round: 2, intensity: 'LIGHT', hundredths: 25, requestId });
    expect((await takenOf(teamId)).slice(5, 8)).toMatchObject([
      { week: '2026-12-14', taken: 100 },
      { week: '2026-12-21', taken: 25 },
      { week: '2026-12-28', taken: 25 },
    ]);
    expect(
      codeOf(
        await run.log(support.specialist, cycleId, { heldOn: day('2026-12-14'), sort: 'GROUP', minutes: 30, note: '' }),
      ),
    ).toBe('support.cycle-over');
  });

  it('stops for a review that gives its weeks back, and then goes another round or ends', async () => {
    const teamId = await support.team({ pupils: 1 });
    const { cycleId } = await support.granted(teamId);
    world.clock.set('2026-11-20T09:00:00Z');
    const review = { ...decision, decision: 'REVIEW', reviewOn: day('2026-12-04') };
    expect(codeOf(await run.decide(world.coordinator, cycleId, { ...review, reviewOn: null }))).toBe(
      'input.invalid: reviewOn required',
    );
    valueOf(await run.decide(world.coordinator, cycleId, review));
    expect((await takenOf(teamId)).map(({ taken }) => taken)).toEqual([100, 100, 0, 0, 0, 0]);
    expect(codeOf(await run.decide(world.coordinator, cycleId, review))).toBe('support.cycle-decided');
    world.clock.set('2026-12-01T09:00:00Z');
    expect(await titles(support.specialist)).toContain('Review it');
    const again = { ...decision, decision: 'ANOTHER_ROUND', startsOn: day('2026-12-07'), weeks: 2 };
    valueOf(await run.decide(world.coordinator, cycleId, again));
    expect((await takenOf(teamId)).map(({ taken }) => taken)).toEqual([100, 100, 0, 0, 100, 100]);
  });

  it('never goes on beyond what the team takes: a round that has no place leaves the one before as it was', async () => {
    const teamId = await support.team({ pupils: 1 });
    const { cycleId } = await support.granted(teamId);
    const waiting = await support.ask();
    valueOf(await answers.run(world.coordinator, waiting, support.grantOf(teamId, '2026-12-21')));
    world.clock.set('2026-12-18T09:00:00Z');
    const again = { ...decision, decision: 'ANOTHER_ROUND', startsOn: day('2026-12-21') };
    expect(codeOf(await run.decide(world.coordinator, cycleId, again))).toBe('support.full-in');
    expect(valueOf(await world.app.get(ViewCycle).one(world.lead, cycleId)).cycle.status).toBe('ACTIVE');
  });
});

describe('the clock of an answer', () => {
  const watcher = serviceActor('support', AUTHORITY_ID, ['support.tend', 'policy.read', 'organisation.read']);
  const watch = async () => valueOf(await world.app.get(WatchSupport).run(watcher));

  it('reminds once two school days before, and tells once when the day has passed', async () => {
    await world.admin.query(`UPDATE support_request SET reminded_at = now(), overdue_told_at = now()`);
    await support.ask();
    const [due, late] = [await told('support.due'), await told('support.overdue')];
    const news = async () => [(await told('support.due')) - due, (await told('support.overdue')) - late];
    world.clock.set('2026-11-11T09:00:00Z');
    await watch();
    expect(await news()).toEqual([0, 0]);
    world.clock.set('2026-11-12T09:00:00Z');
    await watch();
    await watch();
    expect(await news()).toEqual([1, 0]);
    world.clock.set('2026-11-16T09:00:00Z');
    await watch();
    expect(await news()).toEqual([1, 0]);
    world.clock.set('2026-11-17T09:00:00Z');
    await watch();
    await watch();
    expect(await news()).toEqual([1, 1]);
  });
});

describe('who may do what with a request, its round and its team', () => {
  let [requestId, cycleId, teamId] = ['', '', ''];
  beforeAll(async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    teamId = await support.team();
    ({ requestId, cycleId } = await support.granted(teamId));
  });
  type May = 'nothing' | 'asks' | 'keeps teams' | 'does' | 'answers';

  it.each<[Role, keyof typeof WORKPLACES | 'team', May]>([
    ['SCHOOL_INCLUSION_LEAD', 'school-one', 'asks'],
    ['HEAD_TEACHER', 'school-one', 'asks'],
    ['SCHOOL_FINANCE', 'school-one', 'nothing'],
    ['SCHOOL_INCLUSION_LEAD', 'school-two', 'nothing'],
    ['HEAD_TEACHER', 'school-two', 'nothing'],
    ['PROVIDER_MANAGER', 'provider', 'nothing'],
    ['PROVIDER_STAFF', 'provider', 'nothing'],
    ['PROVIDER_FINANCE', 'provider', 'nothing'],
    ['PANEL_COORDINATOR', 'authority', 'answers'],
    ['SPECIALIST', 'team', 'does'],
    ['SPECIALIST', 'authority', 'nothing'],
    ['COMMISSIONER', 'authority', 'keeps teams'],
    ['PANEL_MEMBER', 'authority', 'nothing'],
    ['PANEL_CHAIR', 'authority', 'nothing'],
    ['SEN_OFFICER', 'authority', 'nothing'],
    ['VIRTUAL_SCHOOL', 'authority', 'nothing'],
    ['FINANCE_OFFICER', 'authority', 'nothing'],
    ['FINANCE_APPROVER', 'authority', 'nothing'],
    ['BOARD_MEMBER', 'authority', 'nothing'],
    ['BOARD_CHAIR', 'authority', 'nothing'],
    ['EVALUATOR', 'authority', 'nothing'],
    ['QUALITY_OFFICER', 'authority', 'nothing'],
    ['AUTHORITY_ADMINISTRATOR', 'authority', 'nothing'],
    ['AUDITOR', 'authority', 'nothing'],
    ['PANEL_COORDINATOR', 'other-authority', 'nothing'],
    ['PLATFORM_OPERATOR', 'authority', 'nothing'],
  ])('%s at %s: %s', async (role, place, may) => {
    const at = WORKPLACES[place === 'team' ? 'authority' : place];
    const user = place === 'team' ? { userId: support.specialist.userId } : {};
    const actor = { ...aPerson({ role, ...at, permissions: ROLE_PERMISSIONS[role] }), ...user };
    const sees = may === 'asks' || may === 'does' || may === 'answers';
    expect((await requests.one(actor, requestId)).ok).toBe(sees);
    expect((await world.app.get(ViewCycle).one(actor, cycleId)).ok).toBe(sees);
    const wrongContact = { heldOn: day('2026-11-09'), sort: 'INDIVIDUAL', minutes: 1, note: '' };
    const wrongForm = { moment: 'IN', respondent: 'PUPIL', givenOn: day('2026-11-02'), scores: {}, words: '' };
    const decision = { decision: 'REVIEW', reasons: 'x', reviewOn: null, startsOn: null, weeks: null };
    const tried = {
      asks: codeOf(await ask.run(actor, { ...A_REQUEST, sort: '' })).split(':')[0],
      logs: codeOf(await run.log(actor, cycleId, wrongContact)).split(':')[0],
      writes: codeOf(await run.keepForm(actor, cycleId, wrongForm)).split(':')[0],
      decides: codeOf(await run.decide(actor, cycleId, decision)).split(':')[0],
      keeps: codeOf(await world.app.get(KeepTeams).end(actor, teamId, day('2026-01-01'))).split(':')[0],
    };
    const [no, yes, none] = ['action.forbidden', 'input.invalid', 'support-cycle.not-found'];
    const keeps = place === 'other-authority' ? 'support-team.not-found' : no;
    expect(tried).toEqual(
      {
        nothing: {
          asks: role.includes('LEAD') || role === 'HEAD_TEACHER' ? yes : no,
          logs: none,
          writes: none,
          decides: none,
          keeps,
        },
        asks: { asks: yes, logs: no, writes: yes, decides: no, keeps: no },
        does: { asks: no, logs: yes, writes: yes, decides: yes, keeps: no },
        answers: { asks: no, logs: yes, writes: yes, decides: yes, keeps: yes },
        'keeps teams': { asks: no, logs: none, writes: none, decides: none, keeps: yes },
      }[may],
    );
    const rows = await world.work.read(actor, (tx) =>
      tx.query<{ n: number }>(
        `SELECT (SELECT count(*)::int FROM support_request WHERE id = $1) + (SELECT count(*)::int FROM support_request_pupil WHERE request_id = $1)
           + (SELECT count(*)::int FROM support_cycle WHERE id = $2) AS n`,
        [requestId, cycleId],
      ),
    );
    expect(rows[0]?.n).toBe(sees ? 3 : 0);
  });
});
