import { describe, expect, it } from '@jest/globals';
import { dateOnly, type DateOnly } from '../../../kernel/index.js';
import { contractDetailsDue, decisionDue, type Regime, REGIME_RULES, REGIMES, STARTING_TERMS } from './regimes.js';

const CHRISTMAS: readonly DateOnly[] = ['2026-12-25', '2026-12-28', '2027-01-01'].map(dateOnly);
const due = (regime: Regime, from: string) => decisionDue(STARTING_TERMS[regime], dateOnly(from), CHRISTMAS);

describe('the time to decide an application', () => {
  it('is ten working days on a dynamic purchasing system, fifteen where documents must be verified', () => {
    expect(due('PCR2015_DPS', '2026-11-02')).toEqual({ dueOn: '2026-11-16', longestOn: '2026-11-23' });
  });

  it('is a reasonable period on a dynamic market, which leaves bank holidays out', () => {
    expect(due('PA23_DYNAMIC_MARKET', '2026-12-17')).toEqual({ dueOn: '2027-01-19', longestOn: null });
  });

  it('gives each regime its own start, and marks every number that nobody has confirmed', () => {
    for (const regime of Object.keys(REGIMES) as Regime[]) {
      expect(STARTING_TERMS[regime]).toMatchObject({ confirmed: false });
      expect(STARTING_TERMS[regime].decisionDays).toBeGreaterThan(0);
    }
  });
});

describe('a dynamic market', () => {
  it('admits whoever meets its conditions, which never change', () => {
    expect(REGIME_RULES.PA23_DYNAMIC_MARKET).toMatchObject({
      admits: 'WHOEVER_MEETS_CONDITIONS',
      conditionsFixed: true,
    });
  });
});

describe('a light-touch contract', () => {
  it('has its details published within 120 days', () => {
    expect(contractDetailsDue(dateOnly('2026-12-01'))).toBe('2027-03-31');
  });
});
