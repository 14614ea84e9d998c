import { describe, expect, it } from '@jest/globals';
import { dateOnly, formatPounds, NO_PENCE, pence, valueOf, type Pence } from '../../../kernel/index.js';
import { testvilleHigh } from '../../../../test/support/testville-high.js';
import {
  followingShare,
  redetermine,
  redeterminePremium,
  redeterminationApplies,
  relevantDateOf,
} from './statutory-redetermination.js';

const calendar = testvilleHigh();
const A = pence(650_000);

const excluded = (on: string, over: { leaves?: boolean; yearEnds?: string; adjustment?: Pence } = {}) => {
  const excludedOn = dateOnly(on);
  const result = redetermine({
    annualPence: A,
    excludedOn,
    relevantDate: valueOf(relevantDateOf(calendar, excludedOn)),
    leavesAtYearEnd: over.leaves ?? false,
    schoolYearEndsOn: dateOnly(over.yearEnds ?? '2026-08-31'),
    adjustmentPence: over.adjustment ?? NO_PENCE,
  });
  return [result.weeks, result.financialYear, formatPounds(result.reductionPence)];
};

describe('statutory redetermination after a permanent exclusion', () => {
  it('takes complete weeks from the sixth school day after the exclusion', () => {
    expect(excluded('2026-11-02')).toEqual([20, '2026-27', '£2,500.00']);
    expect(excluded('2026-12-16')).toEqual([11, '2026-27', '£1,375.00']);
    expect(excluded('2026-04-20')).toEqual([48, '2026-27', '£6,000.00']);
  });

  it('adds a financial adjustment order when a review panel was not followed', () => {
    expect(excluded('2026-11-02', { adjustment: pence(400_000) })).toEqual([20, '2026-27', '£6,500.00']);
  });

  it('ends with the school year for a leaver excluded on or after 1 April, to the end the policy names', () => {
    expect(excluded('2026-04-20', { leaves: true })).toEqual([18, '2026-27', '£2,250.00']);
    expect(excluded('2026-04-20', { leaves: true, yearEnds: '2026-07-22' })).toEqual([12, '2026-27', '£1,500.00']);
  });

  it('runs a full year for a leaver excluded before 1 April', () => {
    expect(excluded('2026-11-02', { leaves: true, yearEnds: '2027-08-31' })).toEqual([20, '2026-27', '£2,500.00']);
  });

  it('belongs to the next financial year when the relevant date does', () => {
    expect(excluded('2027-03-24')).toEqual([50, '2027-28', '£6,250.00']);
  });

  it('is the adjustment order alone, never negative, when no complete week is left', () => {
    const none = redetermine({
      annualPence: A,
      excludedOn: dateOnly('2027-03-18'),
      relevantDate: dateOnly('2027-03-26'),
      leavesAtYearEnd: false,
      schoolYearEndsOn: dateOnly('2027-08-31'),
      adjustmentPence: pence(400_000),
    });
    expect([none.weeks, none.formulaPence, none.reductionPence]).toEqual([0, 0, 400_000]);
  });

  it('redetermines pupil premium by the same weeks, but never the looked-after premium', () => {
    const premium = (annual: number, weeks: number) => formatPounds(redeterminePremium(pence(annual), weeks, false));
    expect([premium(107_500, 20), premium(151_500, 20), premium(107_500, 18)]).toEqual([
      '£413.46',
      '£582.69',
      '£372.12',
    ]);
    expect(redeterminePremium(pence(263_000), 20, true)).toBe(0);
  });

  it('credits the admitting school, and pays back a reinstating one, by the weeks that are left', () => {
    const left = { relevantDate: dateOnly('2026-11-10'), endsOn: dateOnly('2027-03-31') };
    const share = (amount: number, from: string) =>
      formatPounds(followingShare(pence(amount), { ...left, from: dateOnly(from) }));
    expect(share(250_000, '2027-01-05')).toBe('£1,500.00');
    expect(share(41_346, '2027-01-05')).toBe('£248.08');
    expect(share(250_000, '2027-02-22')).toBe('£625.00');
  });

  it('leaves special schools and pupil referral units out, and academies that have not agreed', () => {
    expect(redeterminationApplies('MAINTAINED_MAINSTREAM', false).ok).toBe(true);
    expect(redeterminationApplies('ACADEMY', true).ok).toBe(true);
    const refused = [
      redeterminationApplies('ACADEMY', false),
      redeterminationApplies('SPECIAL', true),
      redeterminationApplies('PUPIL_REFERRAL_UNIT', true),
    ];
    expect(refused.map((result) => (result.ok ? 'allowed' : result.problem.code))).toEqual([
      'redetermination.academy-not-bound',
      'redetermination.not-in-scope',
      'redetermination.not-in-scope',
    ]);
  });
});
