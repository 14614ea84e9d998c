import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, newId, ok, type Result, ROLES, valueOf } from '../../../src/kernel/index.js';
import { declareNone, lookedInto } from '../../support/bids.js';
import { aBoard, type Board } from '../../support/board.js';
import { aRecommendedRound, REASONS } from '../../support/recommended-round.js';
import { codeOf } from '../../support/results.js';
import { anAdmittedProvider, inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

describe('admissions by the board', () => {
  let world: SupplyWorld;
  let board: Board;
  beforeAll(async () => {
    world = await supplyWorld();
    board = await aBoard(world.board, world, world.north);
  });
  afterAll(() => world.close());

  async function before(roundId: string) {
    const meetingId = await board.plan();
    expect(codeOf(await world.board.prepare.putRound(board.clerk, roundId, meetingId))).toBe('paper.undeclared');
    await declareNone(world, board.clerk, roundId);
    expect(codeOf(await world.board.prepare.putRound(board.clerk, roundId, meetingId))).toBe('done');
    valueOf(await world.board.meetings.sendPapers(board.clerk, meetingId));
    await board.open(meetingId);
    const view = valueOf(await world.board.view.one(board.people.chair, meetingId, { offset: 0, limit: 100 }));
    return { meetingId, items: view.items };
  }
  const admissionsTo = async (lotId: string) =>
    (
      await world.admin.query<{ provider: string; from: string; outcome: string }>(
        `SELECT a.provider_organisation_id AS provider, a.from_date AS from, d.outcome FROM admission a
           JOIN decision d ON d.id = a.decision_id WHERE a.lot_id = $1 ORDER BY a.recorded_at, a.id`,
        [lotId],
      )
    ).rows;

  it('are decided en bloc where they are routine and one by one where not, each with a letter', async () => {
    const set = await aRecommendedRound(world, ['ADMIT', 'ADMIT', 'ADMIT_WITH_CONDITIONS', 'REFUSE']);
    const { meetingId, items } = await before(set.roundId);
    expect(items.filter(({ enBloc }) => enBloc)).toHaveLength(2);
    // What a bid came to is known outside its evaluation once it is decided.
    const totals = () =>
      world.work.read(inRole('PANEL_COORDINATOR', world.north), (tx) =>
        tx.query<{ points: number }>(
          `SELECT basis_points AS points FROM quality_known($1, $2, '2027-12-31') WHERE kind = 'SCORE'`,
          [world.north.authorityId, set.bids.map(({ providerId }) => providerId)],
        ),
      );
    expect(await totals()).toEqual([]);
    expect(valueOf(await world.board.decide.enBloc(board.people.chair, meetingId))).toBe(2);
    expect(await totals()).toEqual([{ points: 6_000 }, { points: 6_000 }]);
    for (const item of items.filter(({ enBloc }) => !enBloc)) {
      const { paper } = valueOf(await world.board.view.item(board.people.head, item.id));
      const motion = {
        outcome: paper?.outcome ?? '',
        reasons: paper?.reasons ?? '',
        conditions: paper?.conditions ?? '',
      };
      expect(codeOf(await board.agree(item.id, motion))).toBe('done');
    }
    expect(await totals()).toHaveLength(4);
    // The evaluation says what was decided: with the paper and the letter to whoever may open them, in words to others.
    for (const [actor, opens] of [
      [board.clerk, true],
      [set.team.evaluators[0], false],
    ] as const) {
      const view = valueOf(await world.viewRoundEvaluation.one(actor, set.roundId, 0));
      expect([view.decided, view.stages.get('READY')]).toEqual([4, 4]);
      for (const bid of set.bids) {
        const [one] = view.decisions.get(bid.id) ?? [];
        expect(one?.stage).toBe(bid.outcome === 'REFUSE' ? 'REFUSED' : 'ADMITTED');
        expect([one?.caseHref, one?.paperHref, one?.letterHref].every((href) => (href !== null) === opens)).toBe(true);
      }
      const alone = valueOf(await world.viewBidEvaluation.one(actor, set.bids[2]?.id ?? ''));
      expect(alone.decisions.map(({ words }) => words)).toEqual(['Admitted with conditions']);
    }
    const given = await admissionsTo(set.lotId);
    expect(given.map(({ outcome }) => outcome)).toEqual(['ADMIT', 'ADMIT', 'ADMIT_WITH_CONDITIONS']);
    const on = (providerId: string) =>
      world.work.read(board.clerk, (tx) =>
        world.procurement.admissionFor(tx, providerId, set.lotId, dateOnly('2027-03-01')),
      );
    for (const [at, expected] of [true, true, true, false].entries()) {
      expect((await on(set.bids[at]?.providerId ?? '')) !== undefined).toBe(expected);
    }
    // Each provider reads its own letter, with its feedback, and nobody else's.
    for (const bid of set.bids) {
      const letters = await world.board.letters.list(bid.bidder);
      expect(letters.map(({ organisationId }) => organisationId)).toEqual([bid.providerId]);
      // From its own bid too, which stands from now on; of anybody else's it learns nothing.
      const [own] = valueOf(await world.viewApplications.own(bid.bidder));
      expect(own?.decisions).toMatchObject([
        {
          applicationId: bid.id,
          stage: bid.outcome === 'REFUSE' ? 'REFUSED' : 'ADMITTED',
          caseHref: null,
          paperHref: null,
          letterHref: `/letters/${letters[0]?.id ?? ''}`,
        },
      ]);
      expect(codeOf(await world.apply.withdraw(bid.bidder, bid.id))).toBe('application.decided');
      const others = set.bids.filter(({ id }) => id !== bid.id).map(({ id }) => id);
      expect(await world.work.read(bid.bidder, (tx) => world.bidDecisions.ofBids(tx, others))).toEqual([]);
      expect(letters[0]?.content).toMatchObject({
        outcome: bid.outcome,
        reasons: REASONS,
        conditions: bid.outcome === 'ADMIT_WITH_CONDITIONS' ? 'A new fire risk assessment by May.' : null,
      });
      expect(letters[0]?.content.feedback.map(({ feedback }) => feedback)).toContain('Feedback on SCORED.');
    }
    const told = await world.admin.query(
      `SELECT payload ->> 'organisationId' AS id FROM outbox WHERE payload ->> 'kind' = 'admission.decided'`,
    );
    expect(told.rows.length).toBeGreaterThanOrEqual(4);
    // What has been decided is not put to the board twice.
    const next = await board.plan();
    expect(codeOf(await world.board.prepare.putRound(board.clerk, set.roundId, next))).toBe('paper.nothing-ready');
  });

  it('come back when a meeting closes without deciding them: the record says so, and somebody is told', async () => {
    const set = await aRecommendedRound(world, ['ADMIT', 'REFUSE']);
    const tasks = async () =>
      (await world.board.prepare.tasksFor(board.clerk)).filter(({ href }) => href === `/board/rounds/${set.roundId}`);
    const { meetingId, items } = await before(set.roundId);
    expect(await tasks()).toEqual([]);
    const alone = items.filter(({ enBloc }) => !enBloc);
    expect(valueOf(await world.board.decide.enBloc(board.people.chair, meetingId))).toBe(1);
    valueOf(await world.board.meetings.close(board.clerk, meetingId));
    const kept = valueOf(await world.board.view.one(board.clerk, meetingId, { offset: 0, limit: 100 }));
    expect(kept.total).toBe(2);
    expect(kept.items.find(({ id }) => id === alone[0]?.id)?.removedAt).toEqual(kept.meeting.closedAt);
    expect(await tasks()).toMatchObject([{ detail: '1 recommendation, 1 not decided at the last meeting' }]);
    const next = await board.plan();
    expect(valueOf(await world.board.prepare.putRound(board.clerk, set.roundId, next))).toBe(1);
    expect(await tasks()).toEqual([]);
  });

  it('are exceptions while a check is open or has failed, and lie before the board as they were looked into then', async () => {
    const officer = await known(world, inRole('QUALITY_OFFICER', world.north));
    const check = (id: string, seen: number, note: string) =>
      world.dueDiligence.record(
        officer,
        { of: 'application', id, code: 'INSPECTION', seen },
        { outcome: note === 'It falls short.' ? 'NOT_MET' : 'CONFIRMED', note, checkedOn: dateOnly('2026-11-02') },
      );
    const set = await aRecommendedRound(world, ['ADMIT', 'ADMIT', 'ADMIT'], () => Promise.resolve());
    const [open, failed, routine] = set.bids.map(({ id }) => id);
    await declareNone(world, officer, set.roundId);
    for (const id of [failed, routine]) await lookedInto(world, id ?? '');
    valueOf(await check(failed ?? '', 1, 'It falls short.'));
    const { meetingId, items } = await before(set.roundId);
    const paperOf = async (at: number) => {
      const item = items.find(({ title }) => title.startsWith(set.bids[at]?.providerName ?? '?'));
      const { paper } = valueOf(await world.board.view.item(board.people.chair, item?.id ?? ''));
      const sections = paper?.content.sections ?? [];
      const looked = sections.find(({ title }) => title.startsWith('Due diligence on'));
      const why = sections.find(({ title }) => title === 'Why it is taken by itself')?.words ?? [];
      return {
        enBloc: item?.enBloc,
        why,
        counts: looked?.words,
        inspection: looked?.rows?.find(isInspection)?.value ?? '',
      };
    };
    const isInspection = ({ label }: { label: string }) => label === 'The authority’s rule on inspections is met';
    expect(await paperOf(0)).toMatchObject({ enBloc: false, why: ['A check of due diligence is open'] });
    expect((await paperOf(0)).inspection).toContain('Open: nobody has confirmed it.');
    expect(await paperOf(1)).toMatchObject({
      enBloc: false,
      why: ['A check of due diligence has failed'],
      counts: ['Checks failed: 1. Checks open: 0.'],
      inspection: 'Not met, by Pat Example, 2 November 2026: It falls short.',
    });
    const asItWas = await paperOf(2);
    expect(asItWas).toMatchObject({ enBloc: true, why: [], counts: ['No check is open or failed.'] });
    expect(asItWas.inspection).toBe('Confirmed by Pat Example, 2 November 2026: Seen on site.');
    // What is looked into afterwards does not change what lay before the board.
    valueOf(await check(routine ?? '', 1, 'It falls short.'));
    valueOf(await check(open ?? '', 0, 'Seen.'));
    expect(await paperOf(2)).toEqual(asItWas);
    const forced = world.admin.query(
      `INSERT INTO agenda_item SELECT x.* FROM agenda_item i, admission_case c, jsonb_populate_record(i,
         jsonb_build_object('id', gen_random_uuid(), 'number', 99, 'en_bloc', true)) x
        WHERE i.subject_id = c.id AND c.application_id = $1`,
      [failed],
    );
    await expect(forced).rejects.toMatchObject({ constraint: 'agenda_item_is_routine' });
    const made = world.admin.query(`UPDATE agenda_item SET en_bloc = true WHERE meeting_id = $1 AND NOT en_bloc`, [
      meetingId,
    ]);
    await expect(made).rejects.toMatchObject({ constraint: 'agenda_item_is_routine' });
  });

  it('show what the service finds of a provider that comes without a round', async () => {
    const { itemId } = await aDirect();
    const { paper } = valueOf(await world.board.view.item(board.people.chair, itemId));
    const looked = paper?.content.sections.find(({ title }) => title.startsWith('Due diligence on'));
    expect(looked?.words?.[0]).toMatch(/^Checks failed: 0\. Checks open: \d+\.$/);
    expect(looked?.rows?.find(({ label }) => label.startsWith('Every site is in the register'))?.value).toContain(
      '136743',
    );
  });

  it('never admit who fails what was published, and carry conditions only where the law lets them', async () => {
    const { items } = await before((await aRecommendedRound(world, ['REFUSE'])).roundId);
    const [item] = items;
    const market = await aDirect('PA23_DYNAMIC_MARKET');
    const outcomes = async (id: string) =>
      valueOf(await world.board.view.item(board.people.chair, id)).outcomes.map(({ code }) => code);
    expect(await outcomes(item?.id ?? '')).toContain('REFUSE');
    expect(await outcomes(market.itemId)).toEqual(['ADMIT', 'REFUSE', 'DEFERRED']);
    const conditional = { outcome: 'ADMIT_WITH_CONDITIONS', reasons: REASONS, conditions: 'More.' };
    expect(codeOf(await world.board.conduct.putMotion(board.people.chair, market.itemId, conditional))).toBe(
      'input.invalid: outcome choice',
    );
  });

  /** One provider put to the board without a round. */
  async function aDirect(regime: 'PA23_DYNAMIC_MARKET' | 'PCR2015_LTR_FPS' = 'PCR2015_LTR_FPS', standstillDays = 0) {
    const provider = await anAdmittedProvider(world, world.north);
    const framework = valueOf(
      await world.manageFramework.create(board.clerk, {
        reference: `D-${newId().slice(-8)}`,
        name: 'Another purchasing system',
        regime,
        startsOn: dateOnly('2025-03-01'),
        endsOn: dateOnly('2028-10-27'),
        extendableTo: dateOnly('2030-10-27'),
        valuePence: null,
        lots: [
          { number: 1, name: 'Boats' },
          { number: 2, name: 'Horses' },
        ],
      }),
    );
    if (standstillDays > 0) {
      const days = { decisionDays: 20, longestDecisionDays: null, standstillDays, source: 'Its notice' };
      const terms = { fromDate: await world.work.read(board.clerk, (tx) => Promise.resolve(tx.today)), ...days };
      valueOf(await world.manageFramework.setTerms(board.clerk, framework.id, terms));
    }
    const meetingId = await board.plan();
    const asked = {
      frameworkId: framework.id,
      lotId: framework.lotIds[0] ?? '',
      providerId: provider.providerId,
      fromDate: dateOnly('2026-03-01'),
      toDate: dateOnly('2028-10-27'),
      reasons: REASONS,
      evidence: 'Registered and insured.',
    };
    const itemId = valueOf(await world.board.prepare.putDirect(board.clerk, asked, meetingId));
    await board.open(meetingId);
    const { rows } = await world.admin.query<{ id: string }>(`SELECT subject_id AS id FROM agenda_item WHERE id = $1`, [
      itemId,
    ]);
    return { ...provider, ...asked, framework, meetingId, itemId, caseId: rows[0]?.id ?? '' };
  }
  async function signedOn(day: string, caseId: string) {
    const earlier = await world.work.read(board.clerk, (tx) => Promise.resolve(tx.now));
    world.setNow(new Date(`${day}T09:00:00Z`));
    try {
      return await world.board.signing.sign(board.clerk, [caseId]);
    } finally {
      world.setNow(earlier);
    }
  }
  const ADMIT = { outcome: 'ADMIT', reasons: REASONS, conditions: '' };

  it('are signed by the authority, by another person, where whoever meets the conditions must be admitted', async () => {
    const direct = await aDirect('PA23_DYNAMIC_MARKET');
    expect(codeOf(await board.agree(direct.itemId, ADMIT))).toBe('done');
    expect(await admissionsTo(direct.lotId)).toEqual([]);
    const chairAsCommissioner = { ...inRole('COMMISSIONER', world.north), userId: board.people.chair.userId };
    expect(codeOf(await world.board.signing.sign(chairAsCommissioner, [direct.caseId]))).toBe(
      'admission.second-person',
    );
    expect(codeOf(await world.board.signing.sign(board.people.head, [direct.caseId]))).toBe('action.forbidden');
    expect(codeOf(await world.board.signing.sign(inRole('COMMISSIONER', world.south), [direct.caseId]))).toBe(
      'admission.not-found',
    );
    // All or none: one that the person may not sign takes the other back with it.
    const next = await aDirect('PA23_DYNAMIC_MARKET');
    const together = [direct.caseId, next.caseId];
    expect(codeOf(await world.board.signing.sign(board.clerk, together))).toBe('admission.decided-already');
    expect(await admissionsTo(direct.lotId)).toEqual([]);
    expect(codeOf(await board.agree(next.itemId, ADMIT))).toBe('done');
    const waiting = (await world.board.signing.toSign(board.clerk)).map(({ id }) => id);
    expect(waiting.toSorted()).toEqual(together.toSorted());
    expect(codeOf(await world.board.signing.sign(board.clerk, [...together, newId()]))).toBe('admission.not-found');
    expect(codeOf(await world.board.signing.sign(board.clerk, []))).toBe('admission.not-found');
    const both = await Promise.all([1, 2].map(() => world.board.signing.sign(board.clerk, together)));
    expect(both.map(codeOf).toSorted()).toEqual(['admission.decided-already', 'done']);
    for (const { lotId, providerId: provider } of [direct, next]) {
      expect(await admissionsTo(lotId)).toMatchObject([{ provider, outcome: 'ADMIT' }]);
    }
    const bidder = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: direct.providerId });
    const letters = await world.board.letters.list(bidder);
    expect(letters.filter(({ caseId }) => caseId === direct.caseId)).toHaveLength(1);
  });

  it('take the prices along that were bid: drafted once by one person, and approved by another', async () => {
    const set = await aRecommendedRound(world, ['ADMIT', 'REFUSE']);
    const { meetingId, items } = await before(set.roundId);
    const caseOf = async (at: number) =>
      (
        await world.admin.query<{ id: string }>(`SELECT id FROM admission_case WHERE application_id = $1`, [
          set.bids[at]?.id,
        ])
      ).rows[0]?.id ?? '';
    const [admitted, refused] = [await caseOf(0), await caseOf(1)];
    const { prices } = world.board;
    const view = async () => valueOf(await prices.view(board.clerk, admitted)).prices;
    const [bid] = await view();
    const halfDays = new Map([[bid?.offerId ?? '', 8]]);
    expect(codeOf(await prices.take(board.clerk, admitted, halfDays))).toBe('prices.not-admitted');
    valueOf(await world.board.decide.enBloc(board.people.chair, meetingId));
    const other = items.find(({ enBloc }) => !enBloc)?.id ?? '';
    valueOf(await board.agree(other, { ...ADMIT, outcome: 'REFUSE' }));
    expect(codeOf(await prices.take(board.clerk, refused, halfDays))).toBe('prices.not-admitted');
    const tasks = async () => (await prices.tasksFor(board.clerk)).filter(({ href }) => href.includes(admitted));
    expect(await tasks()).toHaveLength(1);
    expect(codeOf(await prices.take(board.people.head, admitted, halfDays))).toBe('action.forbidden');
    expect(codeOf(await prices.take(inRole('COMMISSIONER', world.south), admitted, halfDays))).toBe(
      'admission.not-found',
    );
    expect(codeOf(await prices.take(board.clerk, admitted, new Map()))).toBe('input.invalid: halfDays number');
    const both = await Promise.all([1, 2].map(() => prices.take(board.clerk, admitted, halfDays)));
    expect(both.map(codeOf).toSorted()).toEqual(['done', 'prices.taken-over']);
    expect([await tasks(), (await view()).every(({ isListed }) => isListed)]).toEqual([[], true]);
    const { rows } = await world.admin.query<{ id: string }>(
      `SELECT t.id, t.status, t.lot_id AS lot, t.basis, t.net_pence::int AS pence, t.sessions_covered::int AS covered,
              t.from_date::text AS from, t.to_date::text AS to FROM tariff_line t
        WHERE t.provider_organisation_id = $1 AND t.lot_id = $2`,
      [set.bids[0]?.providerId, set.lotId],
    );
    const { found } = valueOf(await prices.view(board.clerk, admitted));
    expect(rows).toEqual([
      {
        id: expect.any(String),
        status: 'DRAFT',
        lot: set.lotId,
        basis: bid?.basis,
        pence: bid?.netPence,
        covered: 8,
        from: found.admittedFrom,
        to: found.toDate,
      },
    ]);
    const approver = inRole('FINANCE_APPROVER', world.north);
    const lineId = rows[0]?.id ?? '';
    expect(codeOf(await world.approveTariff.run({ ...approver, userId: board.clerk.userId }, { lineId }))).toBe(
      'tariff.same-person',
    );
    expect(codeOf(await world.approveTariff.run(approver, { lineId }))).toBe('done');
  });

  it('wait for the end of a standstill where the framework has one', async () => {
    const set = await aRecommendedRound(world, ['ADMIT']);
    await world.admin.query(
      `INSERT INTO framework_terms (framework_id, authority_id, from_date, decision_days, standstill_days, confirmed, source, recorded_at)
       VALUES ($1, $2, '2026-01-01', 40, 8, true, 'The published documents', now())`,
      [set.frameworkId, world.north.authorityId],
    );
    const { meetingId } = await before(set.roundId);
    valueOf(await world.board.decide.enBloc(board.people.chair, meetingId));
    const [letter] = await world.board.letters.list(set.bids[0]?.bidder ?? board.clerk);
    const { heldOn } = valueOf(await world.board.view.one(board.clerk, meetingId, { offset: 0, limit: 1 })).meeting;
    expect(letter?.content.standstillUntil ?? '').not.toBe('');
    expect((letter?.content.standstillUntil ?? '') > heldOn).toBe(true);
    expect(letter?.content.admittedFrom).toBe('2027-03-01');
  });

  it('wait for a standstill from the day on which the signature tells who asked', async () => {
    const direct = await aDirect('PA23_DYNAMIC_MARKET', 8);
    expect(codeOf(await board.agree(direct.itemId, ADMIT))).toBe('done');
    expect(codeOf(await signedOn('2027-06-01', direct.caseId))).toBe('done');
    const provider = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: direct.providerId });
    const [letter] = await world.board.letters.list(provider);
    expect(letter?.content).toMatchObject({ applied: false, standstillUntil: '2027-06-11' });
    expect(letter?.content.admittedFrom).toBe('2027-06-12');
    expect(valueOf(await world.board.signing.one(board.clerk, direct.caseId)).admittedFrom).toBe('2027-06-12');
    const { admissions } = valueOf(await world.manageFramework.detail(board.clerk, direct.frameworkId));
    expect(admissions.map(({ fromDate }) => fromDate)).toEqual(['2027-06-12']);
  });

  it('are not signed once the standstill would outlast them', async () => {
    const direct = await aDirect('PA23_DYNAMIC_MARKET', 8);
    expect(codeOf(await board.agree(direct.itemId, ADMIT))).toBe('done');
    expect(codeOf(await signedOn('2028-10-20', direct.caseId))).toBe('admission.past-its-end');
  });

  it('go on to the new end of a framework that is extended before they are decided or signed', async () => {
    const [toDecide, toSign, signing] = [
      await aDirect('PA23_DYNAMIC_MARKET'),
      await aDirect('PA23_DYNAMIC_MARKET'),
      await aDirect('PA23_DYNAMIC_MARKET'),
    ];
    for (const { itemId } of [toSign, signing]) expect(codeOf(await board.agree(itemId, ADMIT))).toBe('done');
    const extend = ({ framework: { id: frameworkId } }: { framework: { id: string } }) =>
      world.manageFramework.extend(board.clerk, { frameworkId, endsOn: dateOnly('2029-10-27'), reason: 'It goes on' });
    valueOf(await extend(toDecide));
    valueOf(await extend(toSign));
    expect(codeOf(await board.agree(toDecide.itemId, ADMIT))).toBe('done');
    for (const { caseId } of [toDecide, toSign]) valueOf(await world.board.signing.sign(board.clerk, [caseId]));
    // In the same moment: signed before or after, it ends with the framework.
    const both = [extend(signing), world.board.signing.sign(board.clerk, [signing.caseId])];
    for (const one of await Promise.all<Result<unknown>>(both)) valueOf(one);
    const lots = [toDecide, toSign, signing].map(({ lotId }) => lotId);
    const { rows } = await world.admin.query<{ until: string }>(
      `SELECT to_date::text AS until FROM admission WHERE lot_id = ANY ($1)`,
      [lots],
    );
    expect(rows.map(({ until }) => until)).toEqual(lots.map(() => '2029-10-27'));
    const letters = await world.board.letters.list(board.clerk);
    const told = letters.find(({ caseId }) => caseId === toSign.caseId);
    expect(told?.content.admittedTo).toBe('2029-10-27');
  });

  it('are refused while the provider is suspended, and a suspension that comes first stops them', async () => {
    const direct = await aDirect();
    const { rows } = await world.admin.query<{ lot: string }>(
      `SELECT id AS lot FROM lot WHERE framework_id = $1 AND number = 2`,
      [direct.framework.id],
    );
    expect(codeOf(await board.agree(direct.itemId, ADMIT))).toBe('done');
    const [given] = await world.admin
      .query<{ id: string }>('SELECT id FROM admission WHERE lot_id = $1', [direct.lotId])
      .then((found) => found.rows);
    const meetingId = await board.plan();
    const second = { ...direct, lotId: rows[0]?.lot ?? '' };
    const { frameworkId, lotId, providerId, fromDate, toDate, reasons, evidence } = second;
    const asked = { frameworkId, lotId, providerId, fromDate, toDate, reasons, evidence };
    const itemId = valueOf(await world.board.prepare.putDirect(board.clerk, asked, meetingId));
    await board.open(meetingId);
    const motion = valueOf(await world.board.conduct.putMotion(board.people.chair, itemId, ADMIT));
    const suspension = {
      admissionId: given?.id ?? '',
      reason: 'SAFEGUARDING' as const,
      fromDate: dateOnly('2026-11-01'),
      toDate: null,
    };
    const [suspended, decided] = await Promise.all([
      world.admitProvider.suspend(board.clerk, suspension),
      world.board.decide.declare(board.people.chair, motion, 'CONSENSUS'),
    ]);
    expect(codeOf(suspended)).toBe('done');
    // One order or the other, never half: admitted before the suspension, or refused with the reason and undecided.
    const admitted = (await admissionsTo(lotId)).length === 1;
    expect(codeOf(decided)).toBe(admitted ? 'done' : 'provider.suspended');
    const { decision } = valueOf(await world.board.view.item(board.people.chair, itemId));
    expect(decision !== null).toBe(admitted);
  });

  it('leave nothing behind when the decision is cut off half way', async () => {
    const direct = await aDirect();
    const motion = valueOf(await world.board.conduct.putMotion(board.people.chair, direct.itemId, ADMIT));
    // As if the process died when the letter was about to be written.
    await world.admin.query(
      `ALTER TABLE decision_letter ADD CONSTRAINT torn CHECK (written_at < '2000-01-01') NOT VALID`,
    );
    await expect(world.board.decide.declare(board.people.chair, motion, 'CONSENSUS')).rejects.toThrow(/torn/);
    await world.admin.query('ALTER TABLE decision_letter DROP CONSTRAINT torn');
    expect(await admissionsTo(direct.lotId)).toEqual([]);
    const { decision, motions } = valueOf(await world.board.view.item(board.people.chair, direct.itemId));
    expect({ decision, motions }).toMatchObject({ decision: null, motions: [{ status: 'OPEN' }] });
    expect(valueOf(await world.board.decide.declare(board.people.chair, motion, 'CONSENSUS'))).toBe('CARRIED');
    expect(await admissionsTo(direct.lotId)).toHaveLength(1);
  });

  it('can be appealed against once, and are answered by somebody who did not take them', async () => {
    const direct = await aDirect();
    expect(codeOf(await board.agree(direct.itemId, { ...ADMIT, outcome: 'REFUSE' }))).toBe('done');
    const bidder = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: direct.providerId });
    const letter = (await world.board.letters.list(bidder)).find(({ caseId }) => caseId === direct.caseId);
    const id = letter?.id ?? '';
    const rival = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: newId() });
    expect(codeOf(await world.board.letters.appeal(rival, id, 'Not ours.'))).toBe('letter.not-found');
    valueOf(await world.board.letters.appeal(bidder, id, 'The inspection of May was left out.'));
    expect(codeOf(await world.board.letters.appeal(bidder, id, 'Again.'))).toBe('appeal.received');
    const answer = { outcome: 'UPHELD' as const, answer: 'It was left out.' };
    // It waits for whoever may answer it, and for nobody who took the decision.
    const waits = async (actor: Actor) => (await world.board.letters.tasksFor(actor)).map(({ href }) => href);
    expect(await waits(board.clerk)).toContain(`/letters/${id}`);
    const chairAsCommissioner = { ...inRole('COMMISSIONER', world.north), userId: board.people.chair.userId };
    expect(codeOf(await world.board.letters.answer(chairAsCommissioner, id, answer))).toBe('appeal.second-person');
    expect(await waits(chairAsCommissioner)).not.toContain(`/letters/${id}`);
    expect(codeOf(await world.board.letters.answer(bidder, id, answer))).toBe('action.forbidden');
    valueOf(await world.board.letters.answer(board.clerk, id, answer));
    expect(await waits(board.clerk)).not.toContain(`/letters/${id}`);
    expect(codeOf(await world.board.letters.answer(board.clerk, id, answer))).toBe('appeal.answered');
    // Upheld, it goes back to the board.
    const { frameworkId, lotId, providerId, fromDate, toDate, reasons, evidence } = direct;
    const again = { frameworkId, lotId, providerId, fromDate, toDate, reasons, evidence };
    expect(codeOf(await world.board.prepare.putDirect(board.clerk, again, await board.plan()))).toBe('done');
  });

  it('are prepared by exactly these roles', async () => {
    const direct = await aDirect();
    const { frameworkId, lotId, fromDate, toDate, reasons, evidence } = direct;
    const done: string[] = [];
    for (const role of ROLES) {
      const { providerId } = await anAdmittedProvider(world, world.north);
      const actor = await known(world, inRole(role, world.north));
      const asked = { frameworkId, lotId, providerId, fromDate, toDate, reasons, evidence };
      if ((await world.board.prepare.putDirect(actor, asked, direct.meetingId)).ok) done.push(role);
    }
    expect(done).toEqual(['COMMISSIONER']);
  });

  it('are written into the database by no other door', async () => {
    const direct = await aDirect();
    const write = world.work.inTransaction(board.clerk, async (tx) => {
      await tx.query(
        `INSERT INTO decision (id, authority_id, kind, outcome, reasons, delegated_power, decided_at, decided_by)
         VALUES (gen_random_uuid(), $1, 'ADMISSION', 'ADMIT', 'Because.', 'None', now(), $2)`,
        [world.north.authorityId, tx.actor.userId],
      );
      return ok();
    });
    await expect(write).rejects.toThrow(/decision_by_a_body/);
    const admission = world.admin.query(
      `INSERT INTO admission (id, authority_id, framework_id, lot_id, provider_organisation_id, from_date, to_date, decision_id, recorded_at)
       SELECT gen_random_uuid(), authority_id, framework_id, $1, provider_organisation_id, from_date, to_date, decision_id, now()
       FROM admission LIMIT 1`,
      [direct.lotId],
    );
    await expect(admission).rejects.toMatchObject({ constraint: 'admission_decided' });
  });
});
