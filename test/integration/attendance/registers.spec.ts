import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  dateOnly,
  type Result,
  ROLE_PERMISSIONS,
  type Role,
  sessionSet,
  valueOf,
} from '../../../src/kernel/index.js';
import { MarkRegister, type RegisterCommand, ViewRegister } from '../../../src/modules/attendance/index.js';
import { withClient } from '../../../src/platform/database/clients.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

const TUESDAY = dateOnly('2026-11-10');
const WEDNESDAY = dateOnly('2026-11-11');

let world: PlacementWorld;
let marking: MarkRegister;
let viewing: ViewRegister;
beforeAll(async () => {
  world = await placementWorld();
  marking = world.app.get(MarkRegister);
  viewing = world.app.get(ViewRegister);
});
afterAll(() => world.close());

interface Placed {
  readonly centre: SupplyPoint;
  readonly placementId: string;
}

const EARLY = sessionSet(['mon-am', 'mon-pm', 'tue-am', 'tue-pm', 'wed-am']);
const LATE = sessionSet(['wed-pm', 'thu-am', 'thu-pm', 'fri-am', 'fri-pm']);

/** A pupil under way since Monday 9 November, at one centre all week or at two of them; it is Wednesday noon. */
async function placed(at: 'ONE' | 'TWO' = 'ONE'): Promise<Placed> {
  world.clock.set('2026-11-02T09:00:00Z');
  const centre = await world.supply(at === 'TWO' ? { sessions: EARLY } : {});
  const others = at === 'TWO' ? [await world.supply({ sessions: LATE })] : [];
  const referralId = await world.referral();
  const patternIds = [centre, ...others].map(({ patternId }) => patternId);
  const command = world.command(referralId, centre.patternId, { patternIds });
  const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
  for (const one of [centre, ...others]) valueOf(await world.answer.accept(one.manager, placementId));
  world.clock.set('2026-11-09T09:00:00Z');
  valueOf(await world.ending.start(centre.manager, placementId));
  world.clock.set('2026-11-11T12:00:00Z');
  return { centre, placementId };
}

type Mark = RegisterCommand['marks'][number];
const mark = (placementId: string, over: Partial<Mark> = {}): Mark => ({
  placementId,
  on: WEDNESDAY,
  half: 'AM',
  code: '/',
  ...over,
});
const codeOf = (result: Result<unknown>): string =>
  result.ok
    ? 'done'
    : [result.problem.code, ...result.problem.fields.map(({ field, rule }) => `${field} ${rule}`)].join(', ');
const stored = (placementId: string) =>
  world.admin
    .query<{ line: string }>(
      `SELECT to_char(on_date, 'MM-DD') || ' ' || half || ' ' || code || ' ' || revision AS line FROM attendance_mark
       WHERE placement_id = $1 ORDER BY on_date, half`,
      [placementId],
    )
    .then(({ rows }) => rows.map(({ line }) => line));

describe('a register', () => {
  let one: Placed;
  beforeEach(async () => {
    one = await placed();
  });

  it('takes marks all or none, and the same again changes nothing', async () => {
    const marks = [mark(one.placementId), mark(one.placementId, { half: 'PM', code: '\\' })];
    const wrong = await marking.run(one.centre.manager, {
      marks: [...marks, mark(one.placementId, { code: 'H', on: TUESDAY })],
      reason: null,
    });
    expect(codeOf(wrong)).toBe('input.invalid, marks.2.code attendance-code');
    expect(await stored(one.placementId)).toEqual([]);
    expect(valueOf(await marking.run(one.centre.manager, { marks, reason: null }))).toEqual({
      marked: 2,
      corrected: 0,
      unchanged: 0,
    });
    expect(valueOf(await marking.run(one.centre.manager, { marks, reason: null }))).toEqual({
      marked: 0,
      corrected: 0,
      unchanged: 2,
    });
    expect(await stored(one.placementId)).toEqual(['11-11 AM / 1', '11-11 PM \\ 1']);
  });

  it('keeps what a correction replaced, with the reason, and asks for one', async () => {
    valueOf(await marking.run(one.centre.manager, { marks: [mark(one.placementId, { code: 'N' })], reason: null }));
    const change = { marks: [mark(one.placementId, { code: 'I' })] };
    expect(codeOf(await marking.run(one.centre.manager, { ...change, reason: null }))).toBe(
      'input.invalid, reason choose-one',
    );
    valueOf(await marking.run(one.centre.manager, { ...change, reason: 'EXPLAINED' }));
    const { marks, counts } = valueOf(await viewing.ofPlacement(one.centre.manager, one.placementId, WEDNESDAY));
    expect(marks.map(({ code, revision, reason, counts: stands }) => [code, revision, reason, stands])).toEqual([
      ['I', 2, 'EXPLAINED', true],
      ['N', 1, null, false],
    ]);
    expect(counts).toEqual({ possible: 1, attended: 0, authorised: 1, unauthorised: 0 });
  });

  it('takes no session that was not agreed: another day, another half, tomorrow, another provider’s pupil', async () => {
    const half = await placed('TWO');
    const run = (placementId: string, over: Partial<Mark>, by: Actor = half.centre.manager) =>
      marking.run(by, { marks: [mark(placementId, over)], reason: null }).then(codeOf);
    expect(await run(half.placementId, { half: 'PM', code: '\\' })).toContain('not-due');
    expect(await run(half.placementId, { on: dateOnly('2026-11-12') })).toContain('in-future');
    expect(await run(half.placementId, { on: dateOnly('2026-11-04') })).toBe('attendance.not-due');
    expect(await run(one.placementId, {})).toContain('not-due');
    expect(await run(half.placementId, { on: TUESDAY, half: 'PM', code: '\\' })).toBe('done');
  });

  it('tells the school once a day of an absence, and not of one that is entered later', async () => {
    const before = (await world.messages('attendance.absent')).length;
    const send = (over: Partial<Mark>) =>
      marking.run(one.centre.manager, { marks: [mark(one.placementId, over)], reason: null });
    valueOf(await send({ on: TUESDAY, code: 'I' }));
    expect(await world.messages('attendance.absent')).toHaveLength(before);
    valueOf(await send({ code: 'N' }));
    valueOf(await send({ half: 'PM', code: 'N' }));
    expect((await world.messages('attendance.absent')).slice(before)).toEqual([
      WORKPLACES['school-one'].organisationId,
    ]);
  });

  it('does not let two people at one register overwrite each other', async () => {
    const attempts = ['I', 'M', 'O', 'U'].map((code) =>
      marking.run(one.centre.manager, { marks: [{ ...mark(one.placementId, { code }), seen: 0 }], reason: 'MISTAKE' }),
    );
    const codes = (await Promise.all(attempts)).map(codeOf);
    expect(codes.toSorted()).toEqual([
      'attendance.marked-meanwhile',
      'attendance.marked-meanwhile',
      'attendance.marked-meanwhile',
      'done',
    ]);
    expect(await stored(one.placementId)).toHaveLength(1);
  });
});

describe('who sees and marks a register', () => {
  const at = (role: Role, place: { organisationId: string; authorityId: string | null }): Actor =>
    aPerson({ role, ...place, permissions: ROLE_PERMISSIONS[role] });
  const authority = WORKPLACES.authority;
  const provider = (one: Placed) => ({ organisationId: one.centre.providerId, authorityId: AUTHORITY_ID });

  it('is as the table says', async () => {
    const one = await placed();
    valueOf(await marking.run(one.centre.manager, { marks: [mark(one.placementId)], reason: null }));
    const people: Readonly<Record<string, Actor>> = {
      'provider manager': one.centre.manager,
      'provider staff': at('PROVIDER_STAFF', provider(one)),
      'provider finance': at('PROVIDER_FINANCE', provider(one)),
      'another provider': (await placed()).centre.manager,
      'the school’s inclusion lead': world.lead,
      'another school': world.otherLead,
      'school finance': at('SCHOOL_FINANCE', WORKPLACES['school-one']),
      coordinator: world.coordinator,
      finance: world.finance,
      commissioner: at('COMMISSIONER', authority),
      'virtual school': at('VIRTUAL_SCHOOL', authority),
    };
    const table = await Promise.all(
      Object.entries(people).map(async ([name, actor]) => {
        const read = await viewing.ofPlacement(actor, one.placementId, WEDNESDAY);
        const seen = read.ok ? `reads ${read.value.marks.length}` : read.problem.code;
        const marked = await marking.run(actor, { marks: [mark(one.placementId)], reason: null });
        return `${name}: ${seen}, ${marked.ok ? 'marks' : marked.problem.code}`;
      }),
    );
    expect(table).toEqual([
      'provider manager: reads 1, marks',
      'provider staff: reads 1, marks',
      'provider finance: action.forbidden, action.forbidden',
      'another provider: placement.not-found, input.invalid',
      'the school’s inclusion lead: reads 1, action.forbidden',
      'another school: placement.not-found, action.forbidden',
      'school finance: action.forbidden, action.forbidden',
      'coordinator: reads 1, action.forbidden',
      'finance: action.forbidden, action.forbidden',
      'commissioner: action.forbidden, action.forbidden',
      'virtual school: reads 1, action.forbidden',
    ]);
  });

  it('names the pupil to those who teach and to the school, with the code of its roll', async () => {
    const one = await placed('TWO');
    valueOf(await marking.run(one.centre.manager, { marks: [mark(one.placementId)], reason: null }));
    const register = valueOf(await viewing.register(one.centre.manager, one.centre.siteId, WEDNESDAY));
    expect(register.isSchoolDay).toBe(true);
    expect(register.rows).toMatchObject([{ placementId: one.placementId, am: { code: '/' }, pm: null, rollCode: 'D' }]);
    expect(register.rows[0]?.pupilName).toBeTruthy();
    const mine = valueOf(await viewing.elsewhere(world.lead, WEDNESDAY)).filter(
      (row) => row.placementId === one.placementId,
    );
    expect(mine).toMatchObject([{ pupilName: register.rows[0]?.pupilName, counts: { attended: 1, possible: 1 } }]);
    expect(valueOf(await viewing.elsewhere(world.otherLead, WEDNESDAY))).toEqual([]);
  });
});

describe('the database', () => {
  it('refuses a mark outside the agreed sessions, one without its reason, and taking any away', async () => {
    const one = await placed('TWO');
    valueOf(await marking.run(one.centre.manager, { marks: [mark(one.placementId)], reason: null }));
    const refused = (sql: string) =>
      world.admin.query(sql, [one.placementId]).then(
        () => 'done',
        (error: { constraint?: string; message: string }) => error.constraint ?? error.message,
      );
    const copy = `INSERT INTO attendance_mark SELECT component_id, $D::date, $H, placement_id, authority_id, provider_organisation_id,
      school_organisation_id, site_id, 'I', null, null, 1, null, marked_at, null FROM attendance_mark WHERE placement_id = $1`;
    const insert = (on: string, half: string) => refused(copy.replace('$D', `'${on}'`).replace('$H', `'${half}'`));
    expect(await insert('2026-11-11', 'PM')).toBe('attendance_mark_agreed');
    expect(await insert('2026-11-12', 'AM')).toBe('attendance_mark_agreed');
    expect(await insert('2026-11-04', 'AM')).toBe('attendance_mark_agreed');
    expect(await insert('2026-11-18', 'AM')).toBe('done');
    const update = (set: string) =>
      refused(`UPDATE attendance_mark SET ${set} WHERE placement_id = $1 AND on_date = '2026-11-11'`);
    expect(await update(`code = 'I'`)).toBe('attendance_mark_reason');
    expect(await update(`half = 'PM', code = 'I', reason = 'MISTAKE'`)).toBe('attendance_mark_agreed');
    expect(await update(`code = 'B', reason = 'MISTAKE'`)).toBe('attendance_mark_code');
    const asApp = await withClient(world.databaseUrl, async (client) =>
      client.query('DELETE FROM attendance_mark').then(
        () => 'done',
        (error: { message: string }) => error.message,
      ),
    );
    expect(asApp).toContain('permission denied');
  });
});
