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
import {
  ImportRegister,
  MarkRegister,
  type RegisterCommand,
  ViewRegister,
} from '../../../src/modules/attendance/index.js';
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

describe('a file of marks', () => {
  let one: Placed;
  let reference: string;
  beforeAll(async () => {
    one = await placed();
    reference =
      (await world.one<{ reference: string }>('SELECT reference FROM placement WHERE id = $1', [one.placementId]))
        ?.reference ?? '';
  });
  const send = (lines: readonly string[], over: { by?: Actor; reason?: 'MISTAKE' } = {}) =>
    world.app.get(ImportRegister).run(
      over.by ?? one.centre.manager,
      lines.map((line, index) => {
        const [placement = '', day = '', half = '', code = '', minutesLate = '', cause = ''] = line.split(',');
        return { line: index + 2, cells: { placement, day, half, code, minutesLate, cause } };
      }),
      over.reason ?? null,
    );

  it('is taken whole or not at all, each fault by line and column', async () => {
    const refused = await send([
      `${reference},2026-11-10,AM,/`,
      `${reference},tomorrow,AM,/`,
      `PL-999999,2026-11-10,AM,/`,
      `${reference},2026-11-10,lunch,/,late`,
      ',2026-11-10,PM,I',
    ]);
    expect(codeOf(refused)).toBe(
      'input.invalid, line.3.day date, line.4.placement placement-unknown, line.5.half half-day, ' +
        'line.5.minutesLate minutes-late, line.6.placement required',
    );
    const second = await send([
      `${reference},10/11/2026,morning,/`,
      `${reference},2026-11-10,AM,I`,
      `${reference},2026-11-11,PM,Q7`,
      `${reference},2026-11-12,AM,/`,
    ]);
    expect(codeOf(second)).toBe(
      'input.invalid, line.3.code marked-twice, line.4.code attendance-code, line.5.day in-future',
    );
    expect(await stored(one.placementId)).toEqual([]);
  });

  it('reads one sign for present in both halves, and is a correction only with a reason', async () => {
    const lines = [`${reference},2026-11-10,AM,/`, `${reference},2026-11-10,PM,/`, `${reference},11.11.2026,AM,l,12`];
    expect(valueOf(await send(lines))).toEqual({ marked: 3, corrected: 0, unchanged: 0 });
    expect(valueOf(await send(lines))).toEqual({ marked: 0, corrected: 0, unchanged: 3 });
    expect(await stored(one.placementId)).toEqual(['11-10 AM / 1', '11-10 PM \\ 1', '11-11 AM L 1']);
    const changed = [`${reference},2026-11-10,AM,I`, `${reference},2026-11-11,PM,/`];
    expect(codeOf(await send(changed))).toBe('input.invalid, reason choose-one');
    expect(valueOf(await send(changed, { reason: 'MISTAKE' }))).toEqual({ marked: 1, corrected: 1, unchanged: 0 });
    expect((await stored(one.placementId))[0]).toBe('11-10 AM I 2');
  });

  it('is for those who mark, of their own pupils', async () => {
    const line = [`${reference},2026-11-10,AM,/`];
    expect(codeOf(await send(line, { by: world.coordinator }))).toBe('action.forbidden');
    expect(codeOf(await send(line, { by: (await placed()).centre.manager }))).toBe(
      'input.invalid, line.2.placement placement-unknown',
    );
    expect(codeOf(await send([]))).toBe('input.invalid, file empty-file');
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
    expect(await update(`code = 'I', revision = revision + 1`)).toBe('attendance_mark_reason');
    expect(await update(`code = 'I', reason = 'MISTAKE'`)).toBe('attendance_mark_stays');
    expect(await update(`half = 'PM', code = 'I', reason = 'MISTAKE'`)).toBe('attendance_mark_agreed');
    expect(await update(`school_organisation_id = provider_organisation_id, revision = 2, reason = 'MISTAKE'`)).toBe(
      'attendance_mark_agreed',
    );
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
