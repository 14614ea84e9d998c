import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, type Result, sessionSet, valueOf } from '../../../src/kernel/index.js';
import { MarkRegister } from '../../../src/modules/attendance/index.js';
import { OpenPlaces } from '../../../src/modules/capacity/index.js';
import { ChangePlacement } from '../../../src/modules/placements/index.js';
import type { ChangeCommand } from '../../../src/modules/placements/domain/change-command.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';

const MORNINGS = sessionSet(['mon-am', 'tue-am', 'wed-am', 'thu-am', 'fri-am']);
const day = dateOnly;
const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);

let world: PlacementWorld;
let changes: ChangePlacement;
beforeAll(async () => {
  world = await placementWorld();
  changes = world.app.get(ChangePlacement);
});
afterAll(() => world.close());
beforeEach(() => world.clock.set('2026-11-02T09:00:00Z'));

/** A placement under way from Monday 9 November to Friday 18 December, seen on Monday 16 November. */
async function underWay(centre: SupplyPoint, over: Partial<{ start: boolean }> = {}) {
  world.clock.set('2026-11-02T09:00:00Z');
  const referralId = await world.referral();
  const command = world.command(referralId, centre.patternId);
  const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
  valueOf(await world.answer.accept(centre.manager, placementId));
  world.clock.set('2026-11-09T09:00:00Z');
  if (over.start !== false) valueOf(await world.ending.start(centre.manager, placementId));
  world.clock.set('2026-11-16T09:00:00Z');
  return { placementId, referralId };
}

const command = (placementId: string, over: Partial<ChangeCommand>): ChangeCommand => ({
  placementId,
  kind: 'EXTEND',
  from: null,
  endsOn: null,
  resumesOn: null,
  replacedId: null,
  patternId: null,
  reason: 'MORE_TIME',
  note: '',
  ...over,
});
const extend = (placementId: string, endsOn = '2027-02-12') => command(placementId, { endsOn: day(endsOn) });
const week = (placementId: string, replacedId: string, patternId: string, from = '2026-11-23') =>
  command(placementId, { kind: 'WEEK', from: day(from), replacedId, patternId, reason: 'PROGRESS' });
const pause = (placementId: string, from = '2026-11-23', resumesOn = '2026-12-07') =>
  command(placementId, { kind: 'PAUSE', from: day(from), resumesOn: day(resumesOn), reason: 'HEALTH' });

/** Asked for by the school and agreed by everybody who must. */
async function agreedByAll(asked: ChangeCommand, by: readonly Actor[]) {
  const { changeId } = valueOf(await changes.ask(world.lead, asked));
  let last = '';
  for (const actor of by) {
    last = valueOf(await changes.answer(actor, changeId, { answer: 'AGREED', note: '' })).status;
  }
  return { changeId, status: last };
}

/** Mornings at the same programme. */
async function mornings(centre: SupplyPoint, places = 8): Promise<{ openingId: string; patternId: string }> {
  const line = await world.one<{ id: string; programme: string }>(
    `SELECT p.tariff_line_id AS id, o.programme_id AS programme FROM opening o JOIN opening_pattern p ON p.opening_id = o.id
      WHERE o.id = $1`,
    [centre.openingId],
  );
  const openingId = valueOf(
    await world.app.get(OpenPlaces).run(world.coordinator, {
      programmeId: line?.programme ?? '',
      admissionId: null,
      places,
      validFrom: day('2026-09-01'),
      validTo: day('2027-07-23'),
      patterns: [{ label: 'Mornings', sessions: MORNINGS, tariffLineId: line?.id ?? '' }],
    }),
  );
  const pattern = await world.one<{ id: string }>('SELECT id FROM opening_pattern WHERE opening_id = $1', [openingId]);
  return { openingId, patternId: pattern?.id ?? '' };
}

const taken = async (openingId: string) => {
  const { rows } = await world.admin.query<{ week: string; taken: number }>(
    `SELECT week::text, max(taken)::int AS taken FROM capacity_counter WHERE resource_id = $1
      AND week BETWEEN '2026-11-09' AND '2027-02-15' AND taken > 0 GROUP BY week ORDER BY week`,
    [openingId],
  );
  return rows.map((row) => `${row.week} ${row.taken}`);
};
const promised = async (placementId: string) => {
  const row = await world.one<{ live: string }>(
    `SELECT sum(c.pence - t.voided_pence) AS live FROM commitment c JOIN transfer_pending t USING (transfer_id)
      WHERE c.placement_id = $1`,
    [placementId],
  );
  return Number(row?.live);
};
const roll = async (placementId: string) => {
  const { rows } = await world.admin.query<{ entry: string }>(
    `SELECT concat_ws(' ', status, certainty, from_date, to_date, attendance_code) AS entry FROM placement_registration
      WHERE placement_id = $1 AND replaced_by IS NULL ORDER BY from_date, status`,
    [placementId],
  );
  return rows.map(({ entry }) => entry);
};

describe('a placement is extended', () => {
  it('when school, provider and, as money rises, the authority agree: place, money and roll go on to the new last day', async () => {
    const centre = await world.supply();
    const { placementId } = await underWay(centre);
    expect(await promised(placementId)).toBe(181_937);
    const { changeId, status } = valueOf(await changes.ask(world.lead, extend(placementId)));
    expect(status).toBe('ASKED');
    expect(await promised(placementId)).toBe(181_937);
    const agree = (actor: Actor) => changes.answer(actor, changeId, { answer: 'AGREED', note: '' });
    expect(valueOf(await agree(centre.manager)).status).toBe('ASKED');
    expect(code(await agree(centre.manager))).toBe('change.not-yours');
    expect(valueOf(await agree(world.coordinator)).status).toBe('AGREED');
    // 29 + 25 of 190 school days of £11,920, and not a penny more.
    const days = await world.one<{ total: string }>('SELECT total_pence AS total FROM placement WHERE id = $1', [
      placementId,
    ]);
    expect(await promised(placementId)).toBe(Number(days?.total));
    expect(await promised(placementId)).toBeGreaterThan(181_937);
    expect((await taken(centre.openingId)).at(-1)).toBe('2027-02-08 1');
    const ends = (await roll(placementId)).map((entry) => entry.split(' ')[3]);
    expect(new Set(ends)).toEqual(new Set(['2027-02-12']));
    expect(await world.ledgerFaults()).toEqual([]);
    expect(code(await agree(world.coordinator))).toBe('change.settled');
    const timeline = await world.one(
      `SELECT e.note FROM referral_event e JOIN placement p USING (referral_id) WHERE p.id = $1 AND e.kind = 'PLACEMENT_CHANGED'`,
      [placementId],
    );
    expect(timeline).toEqual({ note: 'Extend it, from 19 December 2026' });
  });

  it('ends early afterwards and lets go of all that is over, of both promises', async () => {
    const centre = await world.supply();
    const { placementId } = await underWay(centre);
    await agreedByAll(extend(placementId), [centre.manager, world.coordinator]);
    const end = { placementId, lastDay: day('2026-11-20'), reason: 'BACK_AT_SCHOOL' };
    valueOf(await world.ending.end(world.coordinator, end));
    expect(await promised(placementId)).toBe(62_737);
    expect(await world.ledgerFaults()).toEqual([]);
  });

  it('is refused where the fund cannot carry it, and nothing is half done', async () => {
    const centre = await world.supply({ netPence: 40_000_000 });
    const { placementId } = await underWay(centre);
    const { changeId } = valueOf(await changes.ask(world.lead, extend(placementId, '2027-07-16')));
    valueOf(await changes.answer(centre.manager, changeId, { answer: 'AGREED', note: '' }));
    const left = await world.one<{ id: string; left: string }>(
      `SELECT id, credits_posted - debits_posted - debits_pending AS left FROM account WHERE kind = 'FUND' AND financial_year = '2026-27'`,
    );
    // Everything else is spent on something.
    await world.admin.query(`UPDATE account SET debits_pending = credits_posted - debits_posted WHERE id = $1`, [
      left?.id,
    ]);
    const before = await world.footprint();
    expect(code(await changes.answer(world.coordinator, changeId, { answer: 'AGREED', note: '' }))).toBe(
      'budget.exceeded',
    );
    expect(await world.footprint()).toEqual(before);
    await world.admin.query(`UPDATE account SET debits_pending = debits_pending - $2 WHERE id = $1`, [
      left?.id,
      left?.left,
    ]);
    expect(
      valueOf(await changes.answer(world.coordinator, changeId, { answer: 'REFUSED', note: 'No money' })).status,
    ).toBe('REFUSED');
    expect(await world.messages('placement.change-settled')).toContain(centre.providerId);
  });
});

describe('the week of a placement is changed', () => {
  it('from its Monday: other sessions at the price of today, the place, the money, the roll and the register follow', async () => {
    const centre = await world.supply();
    const short = await mornings(centre);
    const { placementId } = await underWay(centre);
    const part = await world.one<{ id: string }>('SELECT id FROM placement_component WHERE placement_id = $1', [
      placementId,
    ]);
    const mark = (on: string, half: 'AM' | 'PM') =>
      world.app.get(MarkRegister).run(centre.manager, {
        marks: [{ placementId, on: day(on), half, code: half === 'AM' ? '/' : '\\' }] as never,
        reason: null,
      });
    valueOf(await mark('2026-11-16', 'AM'));
    const { status } = await agreedByAll(week(placementId, centre.patternId, short.patternId), [centre.manager]);
    expect(status).toBe('AGREED');
    expect(await taken(centre.openingId)).toEqual(['2026-11-09 1', '2026-11-16 1']);
    expect((await taken(short.openingId)).slice(0, 1)).toEqual(['2026-11-23 1']);
    // 10 whole days, and 20 - 1 mornings at half the price: 20 + 19 of the 380 sessions of a year.
    expect(await promised(placementId)).toBeLessThan(181_937);
    world.clock.set('2026-11-24T15:00:00Z');
    valueOf(await mark('2026-11-20', 'PM'));
    valueOf(await mark('2026-11-24', 'AM'));
    expect(code(await mark('2026-11-24', 'PM'))).toBe('input.invalid');
    const marks = await world.admin.query<{ own: boolean }>(
      `SELECT component_id = $2 AS own FROM attendance_mark WHERE placement_id = $1 ORDER BY on_date, half`,
      [placementId, part?.id],
    );
    expect(marks.rows.map(({ own }) => own)).toEqual([true, true, false]);
    expect(await world.ledgerFaults()).toEqual([]);
    expect(await world.work.read(world.setUp, (tx) => world.capacity.differences(tx))).toEqual([]);
  });

  it('and back to what it was, at the price that was agreed first', async () => {
    const centre = await world.supply();
    const short = await mornings(centre);
    const { placementId } = await underWay(centre);
    await agreedByAll(week(placementId, centre.patternId, short.patternId), [centre.manager]);
    world.clock.set('2026-11-17T09:00:00Z');
    const back = await agreedByAll(week(placementId, short.patternId, centre.patternId), [
      centre.manager,
      world.coordinator,
    ]);
    expect(back.status).toBe('AGREED');
    expect(await promised(placementId)).toBe(181_937);
    expect((await taken(centre.openingId)).length).toBe(6);
    expect(await taken(short.openingId)).toEqual([]);
  });

  it('is refused at another provider, off a Monday, where no place is left, and once marked for later days', async () => {
    const [centre, other] = [await world.supply(), await world.supply()];
    const full = await mornings(centre, 1);
    const { placementId } = await underWay(centre);
    const second = await underWay(centre);
    await agreedByAll(week(second.placementId, centre.patternId, full.patternId), [centre.manager]);
    const before = await world.footprint();
    expect(code(await changes.ask(world.lead, week(placementId, centre.patternId, other.patternId)))).toBe(
      'change.other-provider',
    );
    expect(code(await changes.ask(world.lead, week(placementId, centre.patternId, full.patternId, '2026-11-24')))).toBe(
      'input.invalid',
    );
    expect(await world.footprint()).toEqual(before);
    const { changeId } = valueOf(await changes.ask(world.lead, week(placementId, centre.patternId, full.patternId)));
    const agree = () => changes.answer(centre.manager, changeId, { answer: 'AGREED', note: '' });
    expect(code(await agree())).toBe('capacity.none-left');
    world.clock.set('2026-11-24T09:00:00Z');
    expect(code(await agree())).toBe('change.too-late');
  });
});

describe('a placement is paused', () => {
  it('gives back place and money of the weeks between, and goes on; resumed earlier it takes them again', async () => {
    const centre = await world.supply();
    const { placementId } = await underWay(centre);
    await agreedByAll(pause(placementId), [centre.manager]);
    const weeks = ['2026-11-09 1', '2026-11-16 1', '2026-12-07 1', '2026-12-14 1'];
    expect(await taken(centre.openingId)).toEqual(weeks);
    const paused = await promised(placementId);
    expect(paused).toBeLessThan(181_937);
    expect((await roll(placementId)).filter((entry) => entry.includes('AGREED'))).toEqual([
      'MAIN_DUAL AGREED 2026-11-09 2026-11-22 D',
      'SUBSIDIARY_DUAL AGREED 2026-11-09 2026-11-22',
      'MAIN_DUAL AGREED 2026-12-07 2026-12-18 D',
      'SUBSIDIARY_DUAL AGREED 2026-12-07 2026-12-18',
    ]);
    const early = command(placementId, { kind: 'RESUME', from: day('2026-11-30'), reason: 'PROGRESS' });
    await agreedByAll(early, [centre.manager, world.coordinator]);
    expect(await taken(centre.openingId)).toEqual([weeks[0], weeks[1], '2026-11-30 1', weeks[2], weeks[3]]);
    expect(await promised(placementId)).toBeGreaterThan(paused);
    expect(await world.ledgerFaults()).toEqual([]);
    expect(await world.work.read(world.setUp, (tx) => world.capacity.differences(tx))).toEqual([]);
  });
});

describe('what must never be', () => {
  it('two changes at once, a change of what is over, somebody in two places: the database refuses', async () => {
    const centre = await world.supply();
    const { placementId } = await underWay(centre);
    valueOf(await changes.ask(world.lead, pause(placementId)));
    expect(code(await changes.ask(centre.manager, extend(placementId)))).toBe('change.exists');
    const end = { placementId, lastDay: day('2026-11-20'), reason: 'BACK_AT_SCHOOL' };
    valueOf(await world.ending.end(world.coordinator, end));
    expect(await world.one(`SELECT status FROM placement_change WHERE placement_id = $1`, [placementId])).toEqual({
      status: 'OVERTAKEN',
    });
    expect(code(await changes.ask(world.lead, extend(placementId)))).toBe('change.placement-over');
    await expect(
      world.admin.query(
        `INSERT INTO placement_change (id, placement_id, authority_id, kind, status, from_date, ends_on, reason, asked_by_party,
           asked_by_organisation_id, asked_at) SELECT gen_random_uuid(), id, authority_id, 'EXTEND', 'ASKED', planned_end + 1,
           planned_end + 30, 'MORE_TIME', 'SCHOOL', school_organisation_id, now() FROM placement WHERE id = $1`,
        [placementId],
      ),
    ).rejects.toThrow(/the placement is over/);
    const other = await underWay(centre);
    await expect(
      world.admin.query(
        `INSERT INTO placement_component SELECT gen_random_uuid(), c.placement_id, ${COLUMNS_BUT} FROM placement_component c
          WHERE c.placement_id = $1`,
        [other.placementId],
      ),
    ).rejects.toThrow(/two places at once/);
  });

  it('a last day before what was marked', async () => {
    const centre = await world.supply();
    const { placementId } = await underWay(centre);
    world.clock.set('2026-11-20T15:00:00Z');
    const marks = [{ placementId, on: day('2026-11-20'), half: 'AM', code: '/' }] as never;
    valueOf(await world.app.get(MarkRegister).run(centre.manager, { marks, reason: null }));
    const end = (lastDay: string) =>
      world.ending.end(world.coordinator, { placementId, lastDay: day(lastDay), reason: 'OTHER' });
    expect(code(await end('2026-11-19'))).toBe('placement.marked-after');
    expect(code(await end('2026-11-20'))).toBe('done');
  });
});

const COLUMNS_BUT = `authority_id, provider_organisation_id, site_id, programme_id, opening_id, opening_pattern_id, sessions,
  weekly_minutes, component_kind, registration_kind, tariff_line_id, basis, net_pence, sessions_covered, vat_treatment,
  weekly_pence, supply_route, admission_id, off_framework_ground, off_framework_request_id, terms_id`;

describe('who may ask for a change and answer it', () => {
  it('follows one table, and answers a stranger like a missing record', async () => {
    const [centre, stranger] = [await world.supply(), await world.supply()];
    const { placementId } = await underWay(centre);
    const { changeId } = valueOf(await changes.ask(world.lead, pause(placementId)));
    const acts: Record<string, (actor: Actor) => Promise<Result<unknown>>> = {
      preview: (actor) => changes.preview(actor, extend(placementId)),
      ask: (actor) => changes.ask(actor, extend(placementId)),
      withdraw: (actor) => changes.withdraw(actor, changeId),
      answer: (actor) => changes.answer(actor, changeId, { answer: 'REFUSED', note: 'No.' }),
    };
    const actors: Record<string, Actor> = {
      coordinator: world.coordinator,
      finance: world.finance,
      'another school': world.otherLead,
      'another provider': stranger.manager,
      school: world.lead,
      provider: centre.manager,
    };
    const table: string[] = [];
    for (const [who, actor] of Object.entries(actors)) {
      const row: string[] = [];
      for (const [what, act] of Object.entries(acts))
        if (!(who === 'school' && what === 'withdraw')) row.push(code(await act(actor)));
      table.push(`${who}: ${row.join(' ')}`);
    }
    expect(table).toEqual([
      'coordinator: done change.exists change.not-yours change.not-yours',
      'finance: action.forbidden action.forbidden action.forbidden action.forbidden',
      'another school: placement.not-found placement.not-found change.not-found change.not-found',
      'another provider: placement.not-found placement.not-found change.not-found change.not-found',
      'school: done change.exists change.not-yours',
      'provider: done change.exists change.not-yours done',
    ]);
    expect(code(await changes.withdraw(world.lead, changeId))).toBe('change.settled');
  });
});
