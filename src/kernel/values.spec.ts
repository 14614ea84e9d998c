import { describe, expect, it } from '@jest/globals';
import {
  all,
  fixedClock,
  forbidden,
  invalid,
  invalidFields,
  isUuid,
  move,
  movesFrom,
  newId,
  notFound,
  ok,
  PERMISSIONS,
  problem,
  ROLE_PERMISSIONS,
  ROLES,
  serviceActor,
  valueOf,
  may,
} from './index.js';

describe('results', () => {
  it('tells every field that is wrong at once', () => {
    const both = all([ok(1), invalid('a', 'required'), invalidFields([{ field: 'b', rule: 'date' }])]);
    expect(both).toMatchObject({ ok: false, problem: { kind: 'invalid', fields: [{ field: 'a' }, { field: 'b' }] } });
    expect(all([ok(1), ok(2)])).toEqual({ ok: true, value: [1, 2] });
    expect(all([ok(1), problem('capacity.none-left')])).toMatchObject({ problem: { code: 'capacity.none-left' } });
  });

  it('keeps someone else’s record apart from a forbidden act', () => {
    expect(notFound('referral').problem).toMatchObject({ kind: 'not-found', code: 'referral.not-found' });
    expect(forbidden('decision.make').problem).toMatchObject({ kind: 'forbidden', facts: { action: 'decision.make' } });
  });

  it('throws with the code when a value was expected', () => {
    expect(() => valueOf(invalid('upn', 'upn-shape'))).toThrow('input.invalid (upn: upn-shape)');
  });
});

describe('identifiers of rows', () => {
  it('are UUIDs of version 7 that sort in the order they were made', async () => {
    const first = newId();
    await new Promise((resolve) => setTimeout(resolve, 3));
    const second = newId();
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first < second).toBe(true);
    expect(isUuid(first)).toBe(true);
  });

  it.each(['', '1', `${newId()}'`, [newId()], null])('does not take %j for one', (value) => {
    expect(isUuid(value)).toBe(false);
  });
});

describe('state tables', () => {
  const moves = {
    agreed: { start: 'active', withdraw: 'withdrawn' },
    active: { end: 'ended' },
    withdrawn: {},
    ended: {},
  } as const;

  it('makes the moves in the table and refuses every other', () => {
    expect(move(moves, 'agreed', 'start')).toEqual({ ok: true, value: 'active' });
    expect(move(moves, 'ended', 'start')).toMatchObject({
      problem: { kind: 'conflict', code: 'state.not-allowed', facts: { from: 'ended', event: 'start' } },
    });
    expect(movesFrom(moves, 'agreed')).toEqual(['start', 'withdraw']);
  });

  it('does not find moves that every object inherits', () => {
    expect(move(moves, 'agreed', 'toString' as 'start').ok).toBe(false);
    expect(move(moves, 'constructor' as 'agreed', 'start').ok).toBe(false);
  });
});

describe('a clock that stands still', () => {
  it('moves only when it is told to', () => {
    const clock = fixedClock('2026-11-02T09:00:00Z');
    clock.advance(60_000);
    expect(clock.now().toISOString()).toBe('2026-11-02T09:01:00.000Z');
    expect(() => fixedClock('never')).toThrow(RangeError);
  });
});

describe('what must stay apart between roles', () => {
  it('names every role and no unknown permission', () => {
    expect(Object.keys(ROLE_PERMISSIONS).toSorted()).toEqual([...ROLES].toSorted());
    for (const role of ROLES) for (const each of ROLE_PERMISSIONS[role]) expect(PERMISSIONS).toContain(each);
    expect(new Set(PERMISSIONS).size).toBe(PERMISSIONS.length);
  });

  it.each([
    'FINANCE_OFFICER',
    'FINANCE_APPROVER',
    'SCHOOL_FINANCE',
    'PROVIDER_FINANCE',
    'AUDITOR',
    'PLATFORM_OPERATOR',
  ] as const)('%s reads no names, profile, needs or risks of the authority’s cases', (role) => {
    const personal = ['identity.authority', 'profile.authority', 'needs.authority', 'risks.authority'];
    expect(ROLE_PERMISSIONS[role].filter((each) => personal.includes(each))).toEqual([]);
  });

  it('keeps the platform operator out of every case', () => {
    expect(ROLE_PERMISSIONS.PLATFORM_OPERATOR.filter((each) => each.endsWith('.authority'))).toEqual([]);
    expect(ROLE_PERMISSIONS.PLATFORM_OPERATOR.filter((each) => each.startsWith('referral.'))).toEqual([]);
  });

  it.each(['tariff', 'policy'])('lets nobody both draft and approve a %s', (what) => {
    for (const role of ROLES) {
      const held = ROLE_PERMISSIONS[role].filter((each) => each === `${what}.draft` || each === `${what}.approve`);
      expect(held.length).toBeLessThan(2);
    }
  });

  it('gives a service exactly what it was made with', () => {
    const actor = serviceActor('matching', null, ['matching.run']);
    expect(may(actor, 'matching.run')).toBe(true);
    expect(may(actor, 'decision.make')).toBe(false);
  });
});
