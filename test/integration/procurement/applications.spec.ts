import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, ok, pence, valueOf } from '../../../src/kernel/index.js';
import { NOTHING_ASKED } from '../../../src/modules/procurement/index.js';
import { aMember, declareNone } from '../../support/bids.js';
import { aDraftRound, CONDITION, QUESTION, ROUND } from '../../support/rounds.js';
import { codeOf } from '../../support/results.js';
import { anOpening, inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';
import { MONDAY } from '../../support/unit-of-work.js';

const OPEN = new Date('2026-11-10T10:00:00Z');
const LAST_SECOND = new Date('2026-12-04T10:59:59.999Z');
const CLOSES = new Date('2026-12-04T11:00:00Z');
const DECLARED = { name: 'Max Example', role: 'Director', declared: true };

describe('a provider’s application', () => {
  let world: SupplyWorld;
  let commissioner: Actor;
  let bidder: Actor;
  let rival: Actor;
  let programmeId: string;

  beforeAll(async () => {
    world = await supplyWorld();
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
    const own = await anOpening(world);
    programmeId = own.programmeId;
    bidder = managerOf(own.providerId);
    rival = managerOf((await anOpening(world)).providerId);
  });
  beforeEach(() => world.setNow(MONDAY));
  afterAll(() => world.close());

  const managerOf = (organisationId: string) => inRole('PROVIDER_MANAGER', { ...world.north, organisationId });

  /** A published round that asks one scored question of all and has one condition. */
  async function aRound() {
    const drafted = await aDraftRound(world, commissioner);
    const conditionId = valueOf(await world.manageConditions.add(commissioner, drafted.frameworkId, CONDITION));
    const questionId = valueOf(await world.manageRounds.addQuestion(commissioner, drafted.roundId, QUESTION));
    valueOf(await world.manageRounds.publish(commissioner, drafted.roundId));
    return { ...drafted, conditionId, questionId };
  }
  type Round = Awaited<ReturnType<typeof aRound>>;

  const anOffer = (lotId: string) => ({
    lotId,
    programmeId,
    label: 'Full week',
    basis: 'WEEK' as const,
    netPence: pence(50_000),
    vatTreatment: 'EXEMPT' as const,
  });

  async function filled({ roundId, lotIds, questionId, conditionId }: Round): Promise<string> {
    const id = valueOf(await world.apply.begin(bidder, roundId));
    const [lot = ''] = lotIds;
    valueOf(await world.apply.chooseLots(bidder, id, [lot]));
    valueOf(await world.apply.answer(bidder, id, new Map([[questionId, 'By visiting every week.']])));
    valueOf(
      await world.apply.declareConditions(bidder, id, new Map([[conditionId, { met: true, shown: 'Policy 1' }]])),
    );
    valueOf(await world.apply.offer(bidder, id, anOffer(lot)));
    return id;
  }

  it('is begun once, filled in step by step, and submitted with a declaration', async () => {
    const round = await aRound();
    expect(codeOf(await world.apply.begin(bidder, round.roundId))).toBe('application.round-not-open');
    world.setNow(OPEN);
    const id = valueOf(await world.apply.begin(bidder, round.roundId));
    expect(valueOf(await world.apply.begin(bidder, round.roundId))).toBe(id);
    expect(valueOf(await world.viewApplications.one(bidder, id)).lacks).toEqual([{ step: 'lots' }]);
    valueOf(await world.apply.chooseLots(bidder, id, round.lotIds.slice(0, 2)));
    expect(valueOf(await world.viewApplications.one(bidder, id)).lacks).toEqual([
      { step: 'conditions', count: 1 },
      { step: 'questions', section: 'Quality', count: 1 },
      { step: 'offers', lots: [1, 2] },
    ]);
    expect(codeOf(await world.apply.submit(bidder, id, DECLARED))).toBe('application.incomplete');
    expect(await filled(round)).toBe(id);
    expect(codeOf(await world.apply.offer(bidder, id, anOffer(round.lotIds[0] ?? '')))).toBe('offer.exists');
    const undeclared = await world.apply.submit(bidder, id, { ...DECLARED, declared: false, name: ' ' });
    expect(codeOf(undeclared)).toBe('input.invalid: name required: declared choose-one');
    valueOf(await world.apply.submit(bidder, id, DECLARED));
    const [own] = valueOf(await world.viewApplications.own(bidder));
    expect(own).toMatchObject({ line: { id, status: 'SUBMITTED', lots: [1] }, decisions: [] });
  });

  it('is late at the second of the close, for the database too', async () => {
    const round = await aRound();
    world.setNow(OPEN);
    const id = await filled(round);
    world.setNow(CLOSES);
    expect(codeOf(await world.apply.submit(bidder, id, DECLARED))).toBe('application.round-not-open');
    const submit = `UPDATE application SET status = 'SUBMITTED', submitted_at = $2, declared_by_name = 'x', declared_by_role = 'x' WHERE id = $1`;
    await expect(world.admin.query(submit, [id, CLOSES])).rejects.toMatchObject({ constraint: 'application_late' });
    // Row security binds the bidder, and the rule none the less.
    const direct = world.work.inTransaction(bidder, async (tx) => {
      await tx.query(submit, [id, CLOSES]);
      return ok();
    });
    expect(codeOf(await direct)).toBe('application.round-not-open');
    world.setNow(LAST_SECOND);
    valueOf(await world.apply.submit(bidder, id, DECLARED));
  });

  it('is not sent into a round that is called off in the same moment, and says so', async () => {
    const round = await aRound();
    world.setNow(OPEN);
    const id = await filled(round);
    const [sent] = await Promise.all([
      world.apply.submit(bidder, id, DECLARED),
      world.manageRounds.cancel(commissioner, round.roundId, 'Too few lots.'),
    ]);
    // One order or the other: sent before, or refused.
    expect(['done', 'application.round-cancelled', 'application.round-not-open']).toContain(codeOf(sent));
    const [row] = (await world.admin.query(`SELECT status FROM application WHERE id = $1`, [id])).rows;
    expect(row).toEqual({ status: sent.ok ? 'SUBMITTED' : 'DRAFT' });
    expect(codeOf(await world.apply.chooseLots(bidder, id, []))).toBe(
      sent.ok ? 'application.submitted' : 'application.round-cancelled',
    );
    // Nobody is asked to finish what cannot be sent.
    const tasks = await world.viewApplications.tasksFor(bidder);
    expect(tasks.filter(({ href }) => href === `/applications/${id}`)).toEqual([]);
  });

  it('stands once it is submitted, and can be taken back to change it while the round is open', async () => {
    const round = await aRound();
    world.setNow(OPEN);
    const id = await filled(round);
    valueOf(await world.apply.submit(bidder, id, DECLARED));
    const another = new Map([[round.questionId, 'By telephone.']]);
    expect(codeOf(await world.apply.answer(bidder, id, another))).toBe('application.submitted');
    const direct = world.admin.query(`UPDATE application_answer SET answer = 'x' WHERE application_id = $1`, [id]);
    await expect(direct).rejects.toMatchObject({ constraint: 'application_submitted_stands' });
    valueOf(await world.apply.reopen(bidder, id));
    valueOf(await world.apply.answer(bidder, id, another));
    valueOf(await world.apply.submit(bidder, id, DECLARED));
    world.setNow(CLOSES);
    expect(codeOf(await world.apply.reopen(bidder, id))).toBe('application.round-not-open');
    valueOf(await world.apply.withdraw(bidder, id));
    expect(codeOf(await world.apply.withdraw(bidder, id))).toBe('state.not-allowed');
  });

  it('is sealed: nobody but the bidder reads it before the round has closed and its bids are opened', async () => {
    const round = await aRound();
    world.setNow(OPEN);
    const id = await filled(round);
    valueOf(await world.apply.submit(bidder, id, DECLARED));
    const [evaluator, quality] = [
      inRole('EVALUATOR', world.north),
      await aMember(world, 'QUALITY_OFFICER', world.north),
    ];
    expect(codeOf(await world.viewApplications.one(rival, id))).toBe('application.not-found');
    expect(codeOf(await world.viewApplications.one(commissioner, id))).toBe('application.not-found');
    expect(codeOf(await world.viewApplications.openBids(commissioner, round.roundId))).toBe('round.still-open');
    const ofRound = async (actor: Actor) =>
      valueOf(await world.viewApplications.ofRound(actor, round.roundId, 0)).total;
    expect(await ofRound(commissioner)).toBe(0);
    world.setNow(CLOSES);
    expect(await ofRound(commissioner)).toBe(0);
    expect((await world.viewApplications.tasksFor(commissioner)).map(({ href }) => href)).toContain(
      `/rounds/${round.roundId}`,
    );
    expect(codeOf(await world.viewApplications.openBids(evaluator, round.roundId))).toBe('action.forbidden');
    valueOf(await world.viewApplications.openBids(commissioner, round.roundId));
    expect([await ofRound(commissioner), await ofRound(quality)]).toEqual([0, 0]);
    await declareNone(world, quality, round.roundId);
    expect([await ofRound(commissioner), await ofRound(quality)]).toEqual([0, 1]);
    expect(valueOf(await world.viewApplications.one(quality, id)).answers.get(round.questionId)).toContain('visiting');
    expect(codeOf(await world.viewApplications.one(evaluator, id))).toBe('application.not-found');
    const elsewhere = inRole('COMMISSIONER', world.south);
    expect(codeOf(await world.viewApplications.one(elsewhere, id))).toBe('application.not-found');
    expect(codeOf(await world.viewApplications.one(rival, id))).toBe('application.not-found');
  });

  it('starts with what was last submitted to the framework, so that a further lot needs nothing twice', async () => {
    const round = await aRound();
    world.setNow(OPEN);
    valueOf(await world.apply.submit(bidder, await filled(round), DECLARED));
    const later = { ...ROUND, name: 'Round 5', lotIds: round.lotIds.slice(0, 3) };
    const next = valueOf(await world.manageRounds.draft(commissioner, round.frameworkId, later));
    valueOf(await world.manageRounds.publish(commissioner, next));
    const id = valueOf(await world.apply.begin(bidder, next));
    const begun = valueOf(await world.viewApplications.one(bidder, id));
    expect([...begun.answers.values()]).toEqual(['By visiting every week.']);
    expect(begun).toMatchObject({ lacks: [], offers: [{ label: 'Full week', netPence: 50_000 }] });
    valueOf(await world.apply.chooseLots(bidder, id, [round.lotIds[0] ?? '', round.lotIds[2] ?? '']));
    expect(valueOf(await world.viewApplications.one(bidder, id)).lacks).toEqual([{ step: 'offers', lots: [3] }]);
  });

  it('refuses what is not the bidder’s, not asked or not written as it must be', async () => {
    const round = await aRound();
    world.setNow(OPEN);
    const id = await filled(round);
    const elsewhere = await aRound();
    const [lot = '', second = ''] = round.lotIds;
    const ofRival = await anOpening(world);
    expect(codeOf(await world.apply.chooseLots(bidder, id, [round.lotIds[5] ?? '']))).toBe(
      'input.invalid: lotIds choice',
    );
    const answers = new Map([
      [round.questionId, 'word '.repeat(501)],
      [elsewhere.questionId, 'x'],
    ]);
    expect(codeOf(await world.apply.answer(bidder, id, answers))).toBe(
      `input.invalid: ${round.questionId} words-max: ${elsewhere.questionId} choice`,
    );
    const offers = [
      { ...anOffer(second), label: 'x' },
      { ...anOffer(lot), programmeId: ofRival.programmeId, label: 'x' },
    ];
    expect(codeOf(await world.apply.offer(bidder, id, offers[0] ?? anOffer(lot)))).toBe('input.invalid: lotId choice');
    expect(codeOf(await world.apply.offer(bidder, id, offers[1] ?? anOffer(lot)))).toBe(
      'input.invalid: programmeId choice',
    );
    expect(codeOf(await world.apply.answer(rival, id, new Map()))).toBe('application.not-found');
    expect(codeOf(await world.apply.begin(commissioner, round.roundId))).toBe('action.forbidden');
    const school = { ...inRole('PROVIDER_MANAGER', world.northSchool) };
    expect(codeOf(await world.apply.begin(school, round.roundId))).toBe('application.not-a-provider');
  });

  it('begun twice at once is one', async () => {
    const round = await aRound();
    world.setNow(OPEN);
    const begun = await Promise.all(Array.from({ length: 8 }, () => world.apply.begin(bidder, round.roundId)));
    const { rows } = await world.admin.query(`SELECT id FROM application WHERE round_id = $1`, [round.roundId]);
    expect(rows).toHaveLength(1);
    expect(new Set(begun.map(valueOf))).toEqual(new Set([rows[0].id]));
  });

  it('may ask what something means: every bidder reads the answer, and nobody who asked', async () => {
    const { roundId } = await aRound();
    world.setNow(OPEN);
    const question = 'We at Example Yard share a site. Is that allowed?';
    const id = valueOf(await world.clarify.ask(bidder, roundId, question));
    expect(valueOf(await world.clarify.ofRound(rival, roundId))).toEqual({ published: [], waiting: [] });
    const task = (await world.clarify.tasksFor(commissioner)).find(({ href }) => href === `/clarifications/${id}`);
    expect(task?.dueOn).toBe('2026-12-04');
    const words = { question: 'May two providers share a site?', answer: 'Yes, if each has its own door.' };
    expect(codeOf(await world.clarify.answer(rival, id, words))).toBe('clarification.not-found');
    expect(codeOf(await world.clarify.answer(bidder, id, words))).toBe('action.forbidden');
    valueOf(await world.clarify.answer(commissioner, id, words));
    expect(codeOf(await world.clarify.answer(commissioner, id, words))).toBe('clarification.answered');
    const read = valueOf(await world.clarify.ofRound(rival, roundId));
    expect(read).toEqual({ published: [{ ...words, publishedAt: OPEN }], waiting: [] });
    expect(await world.work.read(rival, (tx) => tx.query('SELECT question FROM clarification'))).toEqual([]);
    world.setNow(ROUND.questionsUntil ?? CLOSES);
    expect(codeOf(await world.clarify.ask(bidder, roundId, question))).toBe('clarification.closed');
    const direct = world.admin.query(
      `INSERT INTO clarification SELECT gen_random_uuid(), round_id, framework_id, authority_id, asked_by_organisation_id,
         question, $2, asked_by FROM clarification WHERE id = $1`,
      [id, ROUND.questionsUntil],
    );
    await expect(direct).rejects.toMatchObject({ constraint: 'clarification_late' });
  });

  it('offers under a lot only what the lot asks for, now and when it starts from an earlier bid', async () => {
    const { frameworkId, roundId, lotIds } = await aDraftRound(world, commissioner);
    const [first = '', second = ''] = lotIds;
    valueOf(await world.manageConditions.add(commissioner, frameworkId, CONDITION));
    valueOf(await world.manageRounds.addQuestion(commissioner, roundId, QUESTION));
    // The programme is for years 10 and 11, for five hours a day.
    const ask = (lotId: string, requirements: object) =>
      world.manageFramework.setRequirements(commissioner, {
        frameworkId,
        lotId,
        requirements: { ...NOTHING_ASKED, ...requirements },
      });
    valueOf(await ask(first, { leastHours: 26, yearTo: 9 }));
    valueOf(await ask(second, { leastHours: 25 }));
    valueOf(await world.manageRounds.publish(commissioner, roundId));
    world.setNow(OPEN);
    const id = valueOf(await world.apply.begin(bidder, roundId));
    valueOf(await world.apply.chooseLots(bidder, id, [first, second]));
    expect(codeOf(await world.apply.offer(bidder, id, anOffer(first)))).toBe(
      'input.invalid: programmeId lot-hours: programmeId lot-years',
    );
    valueOf(await world.apply.offer(bidder, id, anOffer(second)));
  });
});
