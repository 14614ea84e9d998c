import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, ROLES, valueOf } from '../../../src/kernel/index.js';
import { assuranceOf, toldOf, watcher } from '../../support/assurance.js';
import { codeOf } from '../../support/results.js';
import { anAdmittedProvider, inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';
import { MONDAY } from '../../support/unit-of-work.js';

const REPORT = { judgement: 'MEETS' as const, summary: 'Calm and orderly.' };
const at = (day: string) => new Date(`${day}T09:00:00Z`);

describe('quality visits', () => {
  let world: SupplyWorld;
  let services: ReturnType<typeof assuranceOf>;
  let officer: Actor;
  let commissioner: Actor;
  let manager: Actor;
  let own: Awaited<ReturnType<typeof anAdmittedProvider>>;

  beforeAll(async () => {
    world = await supplyWorld();
    services = assuranceOf(world);
    officer = await known(world, inRole('QUALITY_OFFICER', world.north));
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
  });
  beforeEach(async () => {
    world.setNow(MONDAY);
    own = await anAdmittedProvider(world, world.north);
    manager = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: own.providerId });
  });
  afterAll(() => world.close());

  const aPlan = (over: object = {}) => ({
    providerId: own.providerId,
    siteId: own.siteId,
    followsId: null,
    announced: true,
    visitOn: dateOnly('2026-11-02'),
    purpose: 'Safeguarding and attendance.',
    ...over,
  });
  const planned = async (over: object = {}) => valueOf(await services.manageVisits.plan(officer, aPlan(over)));
  const carriedOut = async (over: object = {}) => {
    const id = await planned(over);
    const given = { carriedOutOn: dateOnly('2026-11-02'), met: 'The head of centre and four pupils.' };
    valueOf(await services.manageVisits.carryOut(officer, id, given));
    return id;
  };
  const found = (id: string, seen = 0, judgement: 'MEETS' | 'SERIOUS' = 'MEETS') =>
    services.manageVisits.find(officer, { id, area: 'SAFEGUARDING', seen }, { judgement, seen: 'The record is kept.' });
  const sent = async (over: object = {}) => {
    const id = await carriedOut(over);
    valueOf(await found(id));
    valueOf(await services.manageVisits.send(officer, id, REPORT));
    return id;
  };
  const finalise = (id: string, over: object = {}, actor = officer) =>
    services.manageVisits.finalise(actor, id, { ...REPORT, response: '', ...over });
  const anAction = (over: object = {}) => ({
    area: 'SAFEGUARDING' as const,
    what: 'Train a second safeguarding lead.',
    owner: 'PROVIDER' as const,
    ownerName: 'Head of centre',
    dueOn: dateOnly('2026-11-30'),
    ...over,
  });
  const visitOf = async (actor: Actor, id: string) => valueOf(await services.viewVisits.one(actor, id));
  const latest = async (actor: Actor, on = '2026-12-31') =>
    (
      await world.work.read(actor, (tx) =>
        services.judgements.latest(tx, {
          authorityId: world.north.authorityId,
          providerIds: [own.providerId],
          on: dateOnly(on),
        }),
      )
    ).get(own.providerId);

  it('go from the plan over a draft and the reply to a final report that stands', async () => {
    const id = await sent();
    const { visit, findings } = await visitOf(manager, id);
    // Ten working days after 2 November 2026.
    expect(visit).toMatchObject({ status: 'DRAFT_REPORT', replyBy: '2026-11-16', judgement: 'MEETS' });
    expect(findings).toEqual([{ area: 'SAFEGUARDING', n: 1, judgement: 'MEETS', seen: 'The record is kept.' }]);
    expect(codeOf(await finalise(id))).toBe('visit.reply-open');
    valueOf(await services.answerVisits.reply(manager, id, 'We have two leads already.'));
    expect(codeOf(await services.answerVisits.reply(manager, id, 'Once more.'))).toBe('visit.moved-on');
    // What was seen may be put right after the reply, and what the draft said is kept.
    expect(codeOf(await found(id, 0))).toBe('record.changed');
    valueOf(await found(id, 1, 'SERIOUS'));
    expect(codeOf(await finalise(id, { response: 'Looked at again.' }))).toBe(
      'input.invalid: judgement safeguarding-serious',
    );
    expect(codeOf(await finalise(id, { judgement: 'SERIOUS' }))).toBe('input.invalid: response required');
    expect(await latest(officer)).toBeUndefined();
    valueOf(await finalise(id, { judgement: 'SERIOUS', response: 'Looked at again.' }));
    expect((await visitOf(manager, id)).visit).toMatchObject({ status: 'FINAL', response: 'Looked at again.' });
    expect(codeOf(await found(id, 2))).toBe('visit.report-stands');
    expect(await toldOf(world, id)).toEqual([
      'visit.planned',
      'visit.report',
      'visit.replied to the authority',
      'visit.final',
    ]);
    const direct = world.work.read(officer, (tx) =>
      tx.query(`UPDATE quality_visit SET summary = 'x' WHERE id = $1`, [id]),
    );
    await expect(direct).rejects.toThrow(/a visit stands/);
  });

  it('are finished without a reply once the days for it are over, by the days of the authority', async () => {
    valueOf(
      await services.sayTerms.say(inRole('COMMISSIONER', world.south), {
        replyDays: 1,
        lateDays: 0,
        noticeDays: 1,
        checkDays: 30,
        remindDays: 1,
        source: 'Elsewhere',
        fromDate: dateOnly('2026-11-02'),
      }),
    );
    const id = await sent();
    world.setNow(at('2026-11-16'));
    expect(codeOf(await finalise(id))).toBe('visit.reply-open');
    world.setNow(at('2026-11-17'));
    expect(codeOf(await services.answerVisits.reply(manager, id, 'Late.'))).toBe('visit.reply-late');
    expect((await services.visitTasks.tasksFor(officer)).map(({ href }) => href)).toContain(`/visits/${id}`);
    valueOf(await finalise(id));
  });

  it('cannot be made final before the right of reply is over, whichever way it is written', async () => {
    const id = await sent();
    const direct = world.work.read(officer, (tx) =>
      tx.query(`UPDATE quality_visit SET status = 'FINAL', finalised_at = now() WHERE id = $1`, [id]),
    );
    await expect(direct).rejects.toThrow(/a visit stands/);
    const provider = world.work.read(manager, (tx) =>
      tx.query(
        `UPDATE quality_visit SET status = 'REPLIED', reply = 'x', replied_at = now(), judgement = 'STRONG' WHERE id = $1`,
        [id],
      ),
    );
    await expect(provider).rejects.toThrow(/a visit stands/);
    const inItsName = world.work.read(officer, (tx) =>
      tx.query(`UPDATE quality_visit SET status = 'REPLIED', reply = 'x', replied_at = now() WHERE id = $1`, [id]),
    );
    await expect(inItsName).rejects.toThrow(/a visit stands/);
  });

  it('give whoever chooses among providers the latest final judgement up to a day', async () => {
    const [first, second] = [await sent(), await sent()];
    for (const [day, id, judgement] of [
      ['2026-11-17', first, 'NEEDS_WORK'],
      ['2026-11-20', second, 'STRONG'],
    ] as const) {
      world.setNow(at(day));
      valueOf(await finalise(id, { judgement }));
    }
    expect(await latest(officer, '2026-11-16')).toBeUndefined();
    expect(await latest(officer, '2026-11-19')).toMatchObject({ visitId: first, judgement: 'NEEDS_WORK', rank: 1 });
    expect(await latest(officer)).toMatchObject({ visitId: second, rank: 3, judgedOn: '2026-11-02' });
    const school = inRole('SCHOOL_INCLUSION_LEAD', world.northSchool);
    expect(await latest(school)).toMatchObject({ rank: 3 });
    expect(await latest(inRole('COMMISSIONER', world.south))).toBeUndefined();
    expect(codeOf(await services.viewVisits.one(school, first))).toBe('action.forbidden');
  });

  it('show a provider what is meant for it: announced plans and sent reports, not what is being written', async () => {
    const [announced, unannounced] = [await planned(), await planned({ announced: false })];
    expect((await visitOf(manager, announced)).visit.status).toBe('PLANNED');
    expect(codeOf(await services.viewVisits.one(manager, unannounced))).toBe('visit.not-found');
    const written = await carriedOut();
    valueOf(await found(written));
    const action = valueOf(await services.followActions.agree(officer, written, anAction()));
    expect(codeOf(await services.viewVisits.one(manager, written))).toBe('visit.not-found');
    expect(codeOf(await services.viewVisits.action(manager, action))).toBe('visit-action.not-found');
    valueOf(await services.manageVisits.send(officer, written, REPORT));
    expect((await visitOf(manager, written)).actions.map(({ id }) => id)).toEqual([action]);
    const rival = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: world.northSchool.organisationId });
    expect(codeOf(await services.viewVisits.one(rival, written))).toBe('visit.not-found');
  });

  it('lead to actions that the provider reports on, with its documents, and the authority closes', async () => {
    const id = await sent();
    const actionId = valueOf(await services.followActions.agree(officer, id, anAction()));
    const evidenceId = valueOf(
      await world.keepEvidence.run(
        manager,
        {
          kind: 'SAFEGUARDING_CONFIRMATION',
          title: null,
          reference: null,
          issuer: null,
          coverPence: null,
          statement: 'Trained.',
          validFrom: null,
          validTo: dateOnly('2027-12-31'),
          siteIds: [],
        },
        [],
      ),
    );
    const said = { said: 'A second lead is trained.', evidenceId };
    const elsewhere = { ...said, evidenceId: own.siteId };
    expect(codeOf(await services.answerVisits.report(manager, actionId, elsewhere))).toBe(
      'input.invalid: evidenceId choice',
    );
    const both = await Promise.all([1, 2].map(() => services.answerVisits.report(manager, actionId, said)));
    expect(both.map(codeOf).toSorted()).toEqual(['done', 'visit-action.moved-on']);
    valueOf(await services.followActions.askForMore(officer, actionId, 'Send the certificate.'));
    valueOf(await services.answerVisits.report(manager, actionId, { said: 'Sent.', evidenceId: null }));
    const closes = [officer, commissioner].map((actor) =>
      services.followActions.close(actor, actionId, 'Certificate seen.'),
    );
    expect((await Promise.all(closes)).map(codeOf).toSorted()).toEqual(['done', 'visit-action.moved-on']);
    const view = valueOf(await services.viewVisits.action(manager, actionId));
    expect(view.action).toMatchObject({ status: 'CLOSED', closedNote: 'Certificate seen.' });
    expect(view.reports.map(({ byProvider }) => byProvider)).toEqual([true, false, true]);
    expect(await toldOf(world, actionId)).toEqual([
      'visit-action.reported to the authority',
      'visit-action.more',
      'visit-action.reported to the authority',
    ]);
  });

  it('have late actions escalated once, to the provider and the authority', async () => {
    const id = await sent();
    const [late, done] = [
      valueOf(await services.followActions.agree(officer, id, anAction())),
      valueOf(await services.followActions.agree(officer, id, anAction())),
    ];
    valueOf(await services.followActions.close(officer, done, 'Seen on site.'));
    const service = watcher(world.north.authorityId);
    world.setNow(at('2026-11-30'));
    valueOf(await services.watch.run(service));
    expect(await toldOf(world, late)).toEqual([]);
    world.setNow(at('2026-12-01'));
    expect((await Promise.all([1, 2, 3].map(() => services.watch.run(service)))).map(codeOf)).toEqual([
      'done',
      'done',
      'done',
    ]);
    expect(await toldOf(world, late)).toEqual(['visit-action.late', 'visit-action.late-at-provider to the authority']);
    expect(await toldOf(world, done)).toEqual([]);
    const tasks = (await services.visitTasks.tasksFor(officer)).filter(({ href }) => href === `/visit-actions/${late}`);
    expect(tasks.map(({ title }) => title)).toEqual([expect.stringContaining('late (escalated on 1 December 2026)')]);
    const own_ = await services.visitTasks.tasksFor(manager);
    expect(own_.map(({ title }) => title)).toContain('It is late: report what was done after a quality visit');
    expect(codeOf(await services.answerVisits.report(manager, late, { said: 'Now done.', evidenceId: null }))).toBe(
      'done',
    );
  });

  it('are finished by one of two who finish them at once', async () => {
    const id = await sent();
    valueOf(await services.answerVisits.reply(manager, id, 'Fine.'));
    const both = [officer, commissioner].map((actor) => finalise(id, { response: 'Thank you.' }, actor));
    expect((await Promise.all(both)).map(codeOf).toSorted()).toEqual(['done', 'visit.moved-on']);
    const { rowCount } = await world.admin.query('SELECT FROM quality_judgement WHERE visit_id = $1', [id]);
    expect(rowCount).toBe(1);
  });

  it('follow visits to the same provider only', async () => {
    const before = await sent();
    expect(codeOf(await services.manageVisits.plan(officer, aPlan({ followsId: before })))).toBe('done');
    const other = await anAdmittedProvider(world, world.north);
    const elsewhere = aPlan({ providerId: other.providerId, siteId: other.siteId, followsId: before });
    expect(codeOf(await services.manageVisits.plan(officer, elsewhere))).toBe('visit.not-found');
    expect(codeOf(await services.manageVisits.plan(officer, aPlan({ siteId: other.siteId })))).toBe('site.not-found');
  });

  it('are written by the quality officer and the commissioner, and answered by the provider’s manager', async () => {
    const [plans, replies, terms]: [string[], string[], string[]] = [[], [], []];
    for (const role of ROLES) {
      const place = role.startsWith('PROVIDER') ? { ...world.north, organisationId: own.providerId } : world.north;
      const actor = await known(world, inRole(role, place));
      if ((await services.manageVisits.plan(actor, aPlan())).ok) plans.push(role);
      world.setNow(MONDAY);
      const id = await sent();
      if ((await services.answerVisits.reply(actor, id, 'Fine.')).ok) replies.push(role);
      if ((await services.sayTerms.view(actor)).ok) terms.push(role);
    }
    expect({ plans, replies, terms }).toEqual({
      plans: ['QUALITY_OFFICER', 'COMMISSIONER'],
      replies: ['PROVIDER_MANAGER'],
      terms: ['QUALITY_OFFICER', 'COMMISSIONER'],
    });
    const id = await sent();
    const elsewhere = inRole('QUALITY_OFFICER', world.south);
    expect(codeOf(await finalise(id, {}, elsewhere))).toBe('visit.not-found');
    expect(codeOf(await services.manageVisits.plan(elsewhere, aPlan({ siteId: null })))).toBe('provider.not-found');
  });

  it('work with days that are said once a day, from today on, and stand', async () => {
    const given = {
      replyDays: 5,
      lateDays: 3,
      noticeDays: 14,
      checkDays: 200,
      remindDays: 20,
      source: 'Board',
      fromDate: dateOnly('2026-12-07'),
    };
    expect(codeOf(await services.sayTerms.say(officer, given))).toBe('action.forbidden');
    valueOf(await services.sayTerms.say(commissioner, given));
    expect(codeOf(await services.sayTerms.say(commissioner, given))).toBe('assurance-terms.exist');
    world.setNow(at('2026-12-07'));
    const id = valueOf(await services.manageVisits.plan(officer, aPlan({ visitOn: dateOnly('2026-12-07') })));
    valueOf(await services.manageVisits.carryOut(officer, id, { carriedOutOn: dateOnly('2026-12-07'), met: 'All.' }));
    valueOf(await found(id));
    valueOf(await services.manageVisits.send(officer, id, REPORT));
    expect((await visitOf(officer, id)).visit.replyBy).toBe('2026-12-14');
  });
});
