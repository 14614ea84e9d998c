import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, newId, pence, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { ApproveTariffLine, DraftTariffLine, EndTariffLine } from '../../../src/modules/tariffs/index.js';
import { codeOf } from '../../support/results.js';
import {
  COUNCIL,
  purchasingWorld,
  type PurchasingWorld,
  SCHOOL_ONE,
  SCHOOL_TWO,
  SIX_WEEKS,
  WEEKLY,
} from '../../support/purchasing.js';

const day = dateOnly;
let world: PurchasingWorld;
beforeAll(async () => {
  world = await purchasingWorld();
});
afterAll(() => world.close());

const blockRow = (id: string) =>
  world.one<{
    status: string;
    places: number;
    unit_pence: string;
    total_pence: string;
    list_pence: string;
    weeks: number;
  }>(
    `SELECT status, places, unit_pence, total_pence, list_pence, cardinality(school_weeks) AS weeks FROM block WHERE id = $1`,
    [id],
  );

describe('buying ahead of need', () => {
  it('keeps nothing and costs nothing until a second person has signed; then the places are the buyer’s alone', async () => {
    const { draft, sign, people } = world;
    const place = await world.supply({ places: 3 });
    const before = await world.transfers();
    const id = valueOf(await draft.run(people.head, world.command(place)));
    expect(await world.counters(place.openingId)).toEqual({ held: 0, taken: 0 });
    expect(codeOf(await sign.sign(people.head, id))).toBe('block.second-person');
    expect(codeOf(await sign.sign(people.lead, id))).toBe('action.forbidden');
    expect(codeOf(await sign.sign(people.approver, id))).toBe('action.forbidden');
    valueOf(await sign.sign(people.bursar, id));
    expect(await world.counters(place.openingId)).toEqual({ held: 0, taken: 2 });
    expect(await world.ledgerOf(id)).toEqual(SIX_WEEKS.map((week) => ({ week, units: 2, drawn: 0, cancelled: 0 })));
    expect(await blockRow(id)).toMatchObject({
      status: 'ACTIVE',
      places: 2,
      weeks: 6,
      unit_pence: String(WEEKLY),
      total_pence: String(WEEKLY * 12),
    });
    // A school's block is its own order: no account of the authority's is moved, and nothing is receivable.
    expect(await world.transfers()).toBe(before);
    expect(codeOf(await sign.sign(people.bursar, id))).toBe('block.moved-on');

    const third = valueOf(await draft.run(people.otherLead, world.command(place, { unitsPerWeek: 1 })));
    valueOf(await sign.sign(people.otherHead, third));
    expect(codeOf(await draft.run(people.otherLead, world.command(place, { unitsPerWeek: 1 })))).toBe('block.no-room');
    const referralId = await world.referral();
    const refused = await world.approve.run(world.coordinator, world.decision(referralId, place.patternId));
    expect(codeOf(refused)).toBe('matching.rule-failed');
  });

  it('commits the authority’s fund by financial year when the authority buys, and refuses what it cannot pay', async () => {
    const { draft, sign, people } = world;
    const place = await world.supply();
    const before = await world.fund();
    const over = { firstDay: day('2027-03-08'), lastDay: day('2027-04-23') };
    const id = await world.authorityBlock(place, over);
    const row = await blockRow(id);
    const committed = await world.admin.query<{ financial_year: string; pence: string }>(
      'SELECT financial_year, pence FROM purchase_commitment WHERE subject_id = $1 ORDER BY 1',
      [id],
    );
    const sum = committed.rows.reduce((so, one) => so + Number(one.pence), 0);
    expect(committed.rows.map((one) => one.financial_year)).toEqual(['2026-27', '2027-28']);
    expect(sum).toBe(Number(row?.total_pence));
    expect((await world.fund()).left).toBe(before.left - Number(committed.rows[0]?.pence));
    expect(await world.ledgerFaults()).toEqual([]);

    const dear = await world.supply({ netPence: 99_000_000, places: 60 });
    const draftId = valueOf(
      await draft.run(people.commissioner, world.command(dear, { ...world.ofAuthority, unitsPerWeek: 50 })),
    );
    const counters = await world.counters(dear.openingId);
    expect(codeOf(await sign.sign(people.approver, draftId))).toBe('budget.exceeded');
    expect(await world.counters(dear.openingId)).toEqual(counters);
    expect((await blockRow(draftId))?.status).toBe('DRAFT');
  });

  it('is refused off the framework, above the price list, in the past, without an order, or for more than is free', async () => {
    const { draft, people } = world;
    const place = await world.supply({ places: 2 });
    const outside = await world.supply({ route: 'OFF_FRAMEWORK', kind: 'REGISTERED_SCHOOL' });
    const run = async (over: object, actor = people.lead, at = place) =>
      codeOf(await draft.run(actor, world.command(at, over)));
    expect(await run({}, people.lead, outside)).toBe('block.off-framework');
    expect(await run({ unitPence: pence(WEEKLY + 1) })).toBe('input.invalid: unitPence block-above-list');
    expect(await run({ firstDay: day('2026-10-30') })).toBe('input.invalid: firstDay block-past');
    expect(await run({ orderReference: ' ' })).toBe('input.invalid: orderReference required');
    expect(await run({ reason: '' })).toBe('input.invalid: reason required');
    expect(await run({ unitsPerWeek: 3 })).toBe('block.no-room');
    expect(await run({ unitsPerWeek: 0, noticeDays: 999 })).toBe(
      'input.invalid: unitsPerWeek number: noticeDays number',
    );
    expect(await run({ lastDay: day('2026-11-01') })).toBe('input.invalid: lastDay ends-before-start');
    expect(await run(world.ofAuthority, people.commissioner)).toBe('done');
    expect(await run({ fund: null, orderReference: null }, people.commissioner)).toBe('input.invalid: fund required');
    expect(await run({}, world.finance)).toBe('action.forbidden');
  });

  it('is signed at the price of the list as it stands, or prepared again', async () => {
    const { app, draft, finance, people, sign } = world;
    const place = await world.supply();
    const id = valueOf(await draft.run(people.lead, world.command(place)));
    const line = await world.one<{ id: string }>('SELECT tariff_line_id AS id FROM block WHERE id = $1', [id]);
    const ending = { lineId: line?.id ?? '', endsOn: day('2026-11-08') };
    valueOf(await app.get(EndTariffLine).run(people.approver, ending));
    const lineId = valueOf(
      await app.get(DraftTariffLine).run(finance, {
        providerId: place.providerId,
        lotId: null,
        programmeId: null,
        label: 'Price',
        basis: 'YEAR',
        sessionsCovered: 10,
        netPence: pence(1_000_000),
        vatTreatment: 'OUT_OF_SCOPE',
        fromDate: day('2026-11-09'),
        toDate: null,
      }),
    );
    valueOf(await app.get(ApproveTariffLine).run(people.approver, { lineId }));
    expect(codeOf(await sign.sign(people.head, id))).toBe('block.price-changed');
    expect((await blockRow(id))?.status).toBe('DRAFT');
    expect(await world.counters(place.openingId)).toEqual({ held: 0, taken: 0 });
    await world.aBlock(place);
  });

  it('in days or hours keeps as many places as they can need, and prices one unit to the penny', async () => {
    const place = await world.supply({ places: 5 });
    const days = await world.aBlock(place, { unit: 'DAY', unitsPerWeek: 7 });
    expect(await blockRow(days)).toMatchObject({ places: 2, list_pence: '6274', total_pence: String(6274 * 42) });
    const hours = await world.aBlock(place, { unit: 'HOUR', unitsPerWeek: 30, unitPence: pence(1_000) });
    // A week here is 25 hours.
    expect(await blockRow(hours)).toMatchObject({ places: 2, unit_pence: '1000', total_pence: String(1000 * 180) });
  });

  it('by a group of schools is for the schools that it names', async () => {
    const trust = await world.aTrust();
    const place = await world.supply();
    const asked = (schoolIds: string[]) => world.draft.run(trust.lead, world.command(place, { schoolIds }));
    expect(codeOf(await asked([]))).toBe('input.invalid: schoolIds required');
    expect(codeOf(await asked([COUNCIL]))).toBe('input.invalid: schoolIds choice');
    const id = valueOf(await asked([SCHOOL_ONE, SCHOOL_TWO]));
    valueOf(await world.sign.sign(trust.head, id));
    const period = { firstDay: day('2026-11-09'), lastDay: day('2026-11-13') };
    const use = { blockId: id, units: 1, ...period, pupilReference: 'S2-17', schoolId: null, note: null };
    valueOf(await world.use.use(world.people.otherLead, use));
    expect(await world.heldBy(id, trust.id)).toEqual([[2, 1], ...SIX_WEEKS.slice(1).map(() => [2, 0])]);
  });
});

describe('using what was bought', () => {
  const use = (blockId: string, units: number, first: string, last: string, pupilReference = 'S1-01') => ({
    blockId,
    units,
    firstDay: day(first),
    lastDay: day(last),
    pupilReference,
    schoolId: null,
    note: null,
  });

  it('is refused beyond what is left in any of its weeks, outside its weeks, and by others', async () => {
    const { people } = world;
    const id = await world.aBlock(await world.supply(), { unit: 'DAY', unitsPerWeek: 5 });
    const run = async (command: ReturnType<typeof use>, actor = people.lead) =>
      codeOf(await world.use.use(actor, command));
    expect(await run(use(id, 3, '2026-11-16', '2026-11-27'))).toBe('done');
    expect(await run(use(id, 3, '2026-11-23', '2026-12-04', 'S1-02'))).toBe('block.not-left');
    expect(await run(use(id, 2, '2026-11-23', '2026-12-04', 'S1-02'))).toBe('done');
    expect(await run(use(id, 1, '2026-12-07', '2027-01-15'))).toBe('block.not-covered');
    expect(await run(use(id, 1, '2026-10-26', '2026-11-13'))).toBe('input.invalid: firstDay block-past');
    expect(await run(use(id, 1, '2026-11-09', '2026-11-13', ' '))).toBe('input.invalid: pupilReference required');
    expect(await run(use(id, 1, '2026-11-09', '2026-11-13'), people.otherLead)).toBe('block.not-found');
    expect(await run(use(id, 1, '2026-11-09', '2026-11-13'), people.commissioner)).toBe('action.forbidden');
    expect(await world.heldBy(id, SCHOOL_ONE)).toEqual([
      [5, 0],
      [5, 3],
      [5, 5],
      [5, 2],
      [5, 0],
      [5, 0],
    ]);
  });

  it('is for pupils of a school: of its own, or of one that whoever is no school names', async () => {
    const { people } = world;
    const id = await world.authorityBlock(await world.supply());
    const run = async (schoolId: string | null) =>
      codeOf(await world.use.use(people.commissioner, { ...use(id, 1, '2026-11-09', '2026-11-13'), schoolId }));
    expect(await run(null)).toBe('input.invalid: schoolId required');
    for (const other of [newId(), COUNCIL]) expect(await run(other)).toBe('input.invalid: schoolId choice');
    expect(await run(SCHOOL_TWO)).toBe('done');
    // What the authority borrowed of a school it uses no otherwise.
    const lent = await world.aBlock(await world.supply());
    const week = { firstDay: day('2026-11-09'), lastDay: day('2026-11-13') };
    const loan = { blockId: lent, borrowerId: COUNCIL, units: 1, ...week, unitPence: pence(0) };
    const loanId = valueOf(await world.lend.propose(people.lead, loan));
    valueOf(await world.lend.answer(people.approver, { loanId, agree: true, orderReference: null, fund: null }));
    const borrowed = { ...use(lent, 1, '2026-11-09', '2026-11-13'), schoolId: null };
    expect(codeOf(await world.use.use(people.commissioner, borrowed))).toBe('input.invalid: schoolId required');
    expect(codeOf(await world.use.use(people.commissioner, { ...borrowed, schoolId: SCHOOL_TWO }))).toBe('done');
  });

  it('comes back from the next week on when it is given back, once', async () => {
    const { people } = world;
    const id = await world.aBlock(await world.supply());
    const drawId = valueOf(await world.use.use(people.lead, use(id, 1, '2026-11-09', '2026-12-18')));
    world.clock.set(new Date('2026-11-24T10:00:00Z'));
    valueOf(await world.use.giveBack(people.lead, drawId));
    valueOf(await world.use.giveBack(people.lead, drawId));
    expect(await world.heldBy(id, SCHOOL_ONE)).toEqual([
      [2, 1],
      [2, 1],
      [2, 1],
      [2, 0],
      [2, 0],
      [2, 0],
    ]);
    world.clock.set(new Date('2026-11-02T09:00:00Z'));
    await expect(
      world.admin.query(`UPDATE block_draw SET given_back_from = '2026-12-07' WHERE id = $1`, [drawId]),
    ).rejects.toMatchObject({ constraint: 'block_draw_once' });
  });

  it('the database itself refuses the same unit twice, terms changed later, and counters set by hand', async () => {
    const id = await world.aBlock(await world.supply(), { unitsPerWeek: 1 });
    const draw = `INSERT INTO block_draw (id, block_id, authority_id, organisation_id, school_organisation_id, units, from_week, to_week,
        purpose, pupil_reference, drawn_at)
      SELECT gen_random_uuid(), b.id, b.authority_id, b.buyer_organisation_id, b.buyer_organisation_id, 1, '2026-11-09', '2026-11-16',
        'DIRECT', 'X', now() FROM block b WHERE b.id = $1`;
    const asApp = (sql: string) =>
      world.work.inTransaction(world.coordinator, async (tx) => {
        await tx.query(sql, [id]);
        return { ok: true, value: undefined };
      });
    expect(codeOf(await asApp(draw))).toBe('done');
    // The constraint's own word: nothing of the use case stood in between.
    expect(codeOf(await asApp(draw))).toBe('block.not-left');
    expect(await world.heldBy(id, SCHOOL_ONE)).toEqual([
      [1, 1],
      [1, 1],
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    const self = `UPDATE block SET status = 'ACTIVE', signed_by = drafted_by, signed_at = now() WHERE id = $1`;
    const drafted = valueOf(await world.draft.run(world.people.lead, world.command(await world.supply())));
    await expect(world.admin.query(self, [drafted])).rejects.toMatchObject({ constraint: 'block_second_person' });
    await expect(asApp('UPDATE block SET unit_pence = 1 WHERE id = $1')).rejects.toThrow(/permission denied/);
    await expect(asApp('UPDATE block_week SET units = 99 WHERE block_id = $1')).rejects.toThrow(/permission denied/);
  });
});

describe('lending and selling what is unused', () => {
  const offer = (blockId: string, over: object = {}) => ({
    blockId,
    borrowerId: SCHOOL_TWO,
    units: 1,
    firstDay: day('2026-11-16'),
    lastDay: day('2026-11-27'),
    unitPence: pence(0),
    ...over,
  });

  it('moves units only when the other side agrees, on both sides alike, and never more than is unused', async () => {
    const { people, lend } = world;
    const id = await world.aBlock(await world.supply());
    const period = { firstDay: day('2026-11-09'), lastDay: day('2026-11-20') };
    valueOf(
      await world.use.use(people.lead, {
        blockId: id,
        units: 1,
        ...period,
        pupilReference: 'S1-1',
        schoolId: null,
        note: null,
      }),
    );
    expect(codeOf(await lend.propose(people.lead, offer(id, { units: 2 })))).toBe('block.not-left');
    expect(codeOf(await lend.propose(people.otherLead, offer(id)))).toBe('block.not-found');
    const [first, second] = [
      valueOf(await lend.propose(people.lead, offer(id))),
      valueOf(await lend.propose(people.lead, offer(id))),
    ];
    expect(await world.heldBy(id, SCHOOL_TWO)).toEqual([]);
    const answer = (loanId: string, agree = true) => ({ loanId, agree, orderReference: null, fund: null });
    expect(codeOf(await lend.answer(people.head, answer(first)))).toBe('action.forbidden');
    valueOf(await lend.answer(people.otherHead, answer(first)));
    expect(await world.heldBy(id, SCHOOL_TWO)).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(await world.heldBy(id, SCHOOL_ONE)).toEqual([
      [2, 1],
      [1, 1],
      [1, 0],
      [2, 0],
      [2, 0],
      [2, 0],
    ]);
    // Both offers could be made; only one of them can be kept.
    expect(codeOf(await lend.answer(people.otherHead, answer(second)))).toBe('block.not-left');
    expect(codeOf(await lend.answer(people.otherHead, answer(second, false)))).toBe('done');
    await expect(
      world.admin.query(`UPDATE block_loan SET status = 'AGREED' WHERE id = $1`, [second]),
    ).rejects.toMatchObject({ constraint: 'block_loan_moves' });

    const used = {
      blockId: id,
      units: 1,
      firstDay: day('2026-11-23'),
      lastDay: day('2026-11-27'),
      pupilReference: 'S2-9',
      schoolId: null,
      note: null,
    };
    const drawId = valueOf(await world.use.use(people.otherLead, used));
    expect(codeOf(await lend.giveBack(people.otherLead, first))).toBe('loan.in-use');
    valueOf(await world.use.giveBack(people.otherLead, drawId));
    valueOf(await lend.giveBack(people.otherLead, first));
    expect(await world.heldBy(id, SCHOOL_TWO)).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(await world.heldBy(id, SCHOOL_ONE)).toEqual([
      [2, 1],
      [2, 1],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
    ]);
  });

  it('sold, names the buyer’s order; sold to the authority, its fund is committed', async () => {
    const { people, lend } = world;
    const id = await world.aBlock(await world.supply());
    const toSchool = valueOf(await lend.propose(people.lead, offer(id, { unitPence: pence(20_000) })));
    const pays = (loanId: string, over: object) => ({ loanId, agree: true, orderReference: null, fund: null, ...over });
    expect(codeOf(await lend.answer(people.otherHead, pays(toSchool, {})))).toBe(
      'input.invalid: orderReference required',
    );
    const before = await world.transfers();
    valueOf(await lend.answer(people.otherHead, pays(toSchool, { orderReference: 'PO-77' })));
    expect(await world.transfers()).toBe(before);
    expect(codeOf(await lend.giveBack(people.otherLead, toSchool))).toBe('loan.sold');

    const toCouncil = valueOf(
      await lend.propose(people.lead, offer(id, { borrowerId: COUNCIL, unitPence: pence(10_001) })),
    );
    const left = (await world.fund()).left;
    valueOf(await lend.answer(people.approver, pays(toCouncil, { fund: 'HIGH_NEEDS' })));
    expect((await world.fund()).left).toBe(left - 20_002);
    expect(await world.ledgerFaults()).toEqual([]);
  });
});

describe('cancelling with notice', () => {
  it('gives back the unused places and their money after the notice, and keeps what is used', async () => {
    const { people, sign } = world;
    const place = await world.supply();
    const id = await world.authorityBlock(place, { unitsPerWeek: 3, noticeDays: 14 });
    const use = {
      blockId: id,
      units: 1,
      firstDay: day('2026-11-09'),
      lastDay: day('2026-12-11'),
      pupilReference: 'A-1',
      schoolId: SCHOOL_ONE,
      note: null,
    };
    valueOf(await world.use.use(people.coordinator, use));
    const before = await world.fund();
    expect(codeOf(await sign.cancel(people.commissioner, id, 'Fewer pupils.'))).toBe('action.forbidden');
    expect(codeOf(await sign.cancel(people.approver, id, ''))).toBe('input.invalid: words required');
    valueOf(await sign.cancel(people.approver, id, 'Fewer pupils than thought.'));
    // 2 November and 14 days: from the week of 16 November.
    const cancelled = [0, 2, 2, 2, 2, 3];
    expect(await world.ledgerOf(id)).toEqual(
      SIX_WEEKS.map((week, n) => ({ week, units: 3 - cancelled[n]!, drawn: n < 5 ? 1 : 0, cancelled: cancelled[n] })),
    );
    expect((await world.fund()).left).toBe(before.left + 11 * WEEKLY);
    expect(await Promise.all(SIX_WEEKS.map((week) => world.taken(place.openingId, week)))).toEqual([3, 1, 1, 1, 1, 0]);
    expect(codeOf(await sign.cancel(people.approver, id, 'Again.'))).toBe('block.moved-on');
    const sealer = serviceActor('sealer', null, ['platform.seal']);
    expect(await world.work.read(sealer, (tx) => world.capacity.differences(tx))).toEqual([]);
  });

  it('is refused when the notice ends after the last week', async () => {
    const id = await world.aBlock(await world.supply(), { noticeDays: 60 });
    expect(codeOf(await world.sign.cancel(world.people.head, id, 'No.'))).toBe('block.notice-too-late');
  });
});
