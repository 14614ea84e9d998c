import { describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, sessionSet } from '../../../kernel/index.js';
import { checkProgramme, checkProvider, checkSite, type ProgrammeDetails } from './provider-details.js';
import {
  changeFrom,
  checkRegistration,
  type DatedRegistration,
  type Registration,
  registrationOn,
} from './registration.js';
import { minutesOf, weeklyMinutes } from './session-times.js';

const school: Registration = {
  kind: 'REGISTERED_SCHOOL',
  urn: '136743',
  registeredPlaces: 40,
  singleSex: null,
  lowestAge: 11,
  highestAge: 16,
};
const programme: ProgrammeDetails = {
  name: 'Key stage 4 core',
  componentKind: 'AP',
  yearFrom: 10,
  yearTo: 11,
  needs: ['SEMH'],
  curriculum: ['MATHS', 'ENGLISH'],
  qualifications: ['GCSE'],
  specialisms: ['Motor vehicle'],
  times: { amStarts: '09:00', amEnds: '12:00', pmStarts: '12:30', pmEnds: '14:30' },
};
const rulesOf = (result: ReturnType<typeof checkRegistration> | ReturnType<typeof checkProgramme>): string[] =>
  result.ok ? [] : result.problem.fields.map(({ field, rule }) => `${field}: ${rule}`);

describe('hours of a programme', () => {
  const length = minutesOf(programme.times);

  it('are derived from the times of its sessions', () => {
    expect(length).toEqual({ am: 180, pm: 120 });
    expect(weeklyMinutes(FULL_WEEK, length)).toBe(25 * 60);
    expect(weeklyMinutes(sessionSet(['mon-am', 'tue-am', 'fri-pm']), length)).toBe(480);
  });

  it.each([
    ['a morning that ends before it starts', { amEnds: '08:00' }, 'times.amEnds: ends-before-start'],
    ['an afternoon that starts in the morning', { pmStarts: '11:30' }, 'times.pmStarts: ends-before-start'],
    ['an afternoon that ends before it starts', { pmEnds: '12:30' }, 'times.pmEnds: ends-before-start'],
    ['a time that is none', { amStarts: '25:00' }, 'times.amStarts: time'],
  ])('cannot come from %s', (_, times, rule) => {
    expect(rulesOf(checkProgramme({ ...programme, times: { ...programme.times, ...times } }))).toEqual([rule]);
  });
});

describe('a programme', () => {
  it('keeps what it teaches once and in one order', () => {
    const checked = checkProgramme({ ...programme, curriculum: ['MATHS', 'ENGLISH', 'MATHS'] });
    expect(checked).toMatchObject({ ok: true, value: { curriculum: ['ENGLISH', 'MATHS'] } });
  });

  it('tells every fault at once', () => {
    const wrong = { ...programme, name: ' ', yearFrom: 11, yearTo: 9, needs: ['__proto__' as 'SEMH'] };
    expect(rulesOf(checkProgramme(wrong))).toEqual(['name: required', 'yearTo: ends-before-start', 'needs: choice']);
  });
});

describe('a registration', () => {
  it('of a school needs a URN and places', () => {
    expect(rulesOf(checkRegistration(school))).toEqual([]);
    expect(rulesOf(checkRegistration({ ...school, urn: ' ', registeredPlaces: null }))).toEqual([
      'urn: required',
      'registeredPlaces: required',
    ]);
  });

  it('that does not exist has neither a URN nor a sex', () => {
    const none = { ...school, kind: 'NOT_REGISTERED' as const, registeredPlaces: null, singleSex: 'F' as const };
    expect(rulesOf(checkRegistration(none))).toEqual(['urn: not-registered', 'singleSex: not-registered']);
    expect(rulesOf(checkRegistration({ ...none, urn: null, singleSex: null }))).toEqual([]);
  });

  it('refuses ages the wrong way round', () => {
    expect(rulesOf(checkRegistration({ ...school, lowestAge: 14, highestAge: 11 }))).toEqual(['highestAge: too-small']);
  });

  const history: DatedRegistration[] = [
    { ...school, kind: 'NOT_REGISTERED', urn: null, fromDate: dateOnly('2024-09-01'), toDate: dateOnly('2025-08-31') },
    { ...school, fromDate: dateOnly('2025-09-01'), toDate: null },
  ];

  it('is the one of that day, both ends included', () => {
    expect(registrationOn(history, dateOnly('2025-08-31'))?.kind).toBe('NOT_REGISTERED');
    expect(registrationOn(history, dateOnly('2025-09-01'))?.kind).toBe('REGISTERED_SCHOOL');
    expect(registrationOn(history, dateOnly('2024-08-31'))).toBeUndefined();
  });

  it('changes by ending the latest row the day before, never by rewriting it', () => {
    expect(changeFrom(history, dateOnly('2026-11-02'))).toEqual({ ok: true, value: '2026-11-01' });
    expect(changeFrom([], dateOnly('2026-11-02'))).toEqual({ ok: true, value: null });
    expect(changeFrom(history, dateOnly('2025-09-01'))).toMatchObject({
      ok: false,
      problem: { fields: [{ field: 'fromDate', rule: 'too-early', facts: { min: '2 September 2025' } }] },
    });
  });
});

describe('a provider and its site', () => {
  it('keep names as they are written', () => {
    const given = { supplyRoute: 'FRAMEWORK' as const, commissionerId: null, about: '', vatNumber: 'gb 123 4567 89' };
    for (const name of ["O'Neill Learning", 'Łukasz Centre', 'Siân House']) {
      expect(checkProvider({ ...given, name })).toMatchObject({ ok: true, value: { name, vatNumber: 'GB123456789' } });
    }
  });

  it('refuse a VAT number, a postcode and a grid reference that are none', () => {
    const provider = { name: 'A', supplyRoute: 'FRAMEWORK' as const, commissionerId: null, about: '', vatNumber: '12' };
    expect(checkProvider(provider)).toMatchObject({
      problem: { fields: [{ field: 'vatNumber', rule: 'vat-number' }] },
    });
    const site = {
      name: 'Main',
      address: '',
      postcode: 'nowhere',
      grid: { easting: 0, northing: 1 },
      accessFeatures: [],
    };
    const checked = checkSite(site);
    expect(checked.ok ? [] : checked.problem.fields.map(({ field }) => field)).toEqual(['postcode', 'grid.easting']);
  });
});
