import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dateOnly, FULL_WEEK, pence, sessionCount, sessionSet, sessionSetOf } from '../../../kernel/index.js';
import { checkDraft, checkEnding, checkSecondSignature, type TariffDraft } from './tariff-draft.js';
import { type Basis, costPence, deliveredSessions, grossPence, vatPence, weeklyPence } from './tariff-terms.js';

const priced = (basis: Basis, pounds: number, sessionsCovered = 10) => ({
  basis,
  netPence: pence(pounds * 100),
  sessionsCovered,
});
const twoDays = sessionSet(['mon-am', 'mon-pm', 'tue-am', 'tue-pm']);

describe('a weekly price', () => {
  it.each([
    ['a session', priced('SESSION', 40), 40 * 4],
    ['a day', priced('DAY', 95), 95 * 2],
    ['a full week, pro rata', priced('WEEK', 500), 200],
    ['a week of exactly these sessions', priced('WEEK', 260, 4), 260],
    ['a year of 38 full weeks, pro rata', priced('YEAR', 19_000), 200],
    ['a third of a year', priced('TERM', 19_000 / 5), 120],
  ])('from the price of %s', (_, terms, pounds) => {
    expect(weeklyPence(terms, twoDays)).toBe(pounds * 100);
  });

  it('leaves a one-off price out', () => {
    expect(weeklyPence(priced('ONE_OFF', 300), FULL_WEEK)).toBe(0);
    expect(costPence(priced('ONE_OFF', 300), { sessions: FULL_WEEK, weeks: 12 })).toBe(30_000);
  });
});

describe('the cost of a stay', () => {
  const schoolDays = Array.from({ length: 5 }, (_, day) => addDays(dateOnly('2026-11-02'), day));

  it('counts each school day with the sessions of its weekday', () => {
    const mondayAndHalfTuesday = sessionSet(['mon-am', 'mon-pm', 'tue-am']);
    expect(deliveredSessions({ sessions: mondayAndHalfTuesday, schoolDays })).toBe(3);
    expect(costPence(priced('DAY', 95), { sessions: mondayAndHalfTuesday, schoolDays })).toBe(14_250);
    expect(deliveredSessions({ sessions: FULL_WEEK, schoolDays: [dateOnly('2026-11-07')] })).toBe(0);
  });

  it('takes 29 of 190 days of a yearly top-up of £11,920 as £1,819.37', () => {
    const days = Array.from({ length: 29 }, (_, n) => addDays(dateOnly('2026-11-02'), n % 5));
    expect(costPence(priced('YEAR', 11_920), { sessions: FULL_WEEK, schoolDays: days })).toBe(181_937);
  });

  it('is rounded once, so it is never more than half a penny from the exact price', () => {
    const sets = fc.integer({ min: 1, max: 1023 }).map(sessionSetOf);
    const bases = fc.constantFrom<Basis>('SESSION', 'DAY', 'WEEK', 'TERM', 'YEAR');
    fc.assert(
      fc.property(bases, fc.nat(5_000_000), fc.integer({ min: 1, max: 10 }), sets, fc.nat(60), (...drawn) => {
        const [basis, net, sessionsCovered, sessions, weeks] = drawn;
        const per = {
          SESSION: 1,
          DAY: 2,
          WEEK: sessionsCovered,
          TERM: (sessionsCovered * 38) / 3,
          YEAR: sessionsCovered * 38,
        };
        const exact = (net * sessionCount(sessions) * weeks) / (per as Record<Basis, number>)[basis];
        const cost = costPence({ basis, netPence: pence(net), sessionsCovered }, { sessions, weeks });
        expect(Math.abs(cost - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
      }),
    );
  });
});

describe('VAT', () => {
  it('is 20 % on a registered independent school and nothing where it is exempt', () => {
    expect(vatPence(pence(10_003), 'STANDARD')).toBe(2001);
    expect(grossPence(pence(10_000), 'STANDARD')).toBe(12_000);
    expect(vatPence(pence(10_000), 'EXEMPT')).toBe(0);
    expect(vatPence(pence(10_000), 'OUT_OF_SCOPE')).toBe(0);
  });
});

describe('a tariff line', () => {
  const draft: TariffDraft = {
    providerId: '0190a000-0000-7000-8000-000000000001',
    lotId: null,
    programmeId: null,
    label: 'Full week',
    basis: 'WEEK',
    sessionsCovered: 10,
    netPence: pence(45_000),
    vatTreatment: 'STANDARD',
    fromDate: dateOnly('2026-09-01'),
    toDate: null,
  };

  it('tells every fault of a draft at once', () => {
    const wrong = {
      ...draft,
      basis: 'HOUR' as Basis,
      sessionsCovered: 11,
      netPence: -1 as never,
      toDate: dateOnly('2026-08-31'),
    };
    const checked = checkDraft(wrong);
    expect(checked.ok ? [] : checked.problem.fields.map(({ field, rule }) => `${field}: ${rule}`)).toEqual([
      'basis: choice',
      'sessionsCovered: too-large',
      'netPence: too-small',
      'toDate: ends-before-start',
    ]);
  });

  it('needs two different people', () => {
    const line = { status: 'DRAFT' as const, approvedByFirst: 'ann' };
    expect(checkSecondSignature(line, 'ben')).toMatchObject({ ok: true });
    expect(checkSecondSignature(line, 'ann')).toMatchObject({ problem: { code: 'tariff.same-person' } });
    expect(checkSecondSignature(line, null)).toMatchObject({ problem: { code: 'tariff.person-needed' } });
    expect(checkSecondSignature({ ...line, status: 'APPROVED' }, 'ben')).toMatchObject({
      problem: { code: 'tariff.not-draft' },
    });
  });

  it('may end earlier, never later', () => {
    const line = { status: 'APPROVED' as const, fromDate: dateOnly('2026-09-01'), toDate: dateOnly('2027-08-31') };
    expect(checkEnding(line, dateOnly('2027-03-31'))).toMatchObject({ ok: true });
    expect(checkEnding(line, dateOnly('2027-09-01'))).toMatchObject({ ok: false });
    expect(checkEnding(line, dateOnly('2026-08-31'))).toMatchObject({ ok: false });
  });
});
