import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { clockOf, firmStep, type OpeningClocks, strictest } from './opening-clock.js';

const clocks: OpeningClocks = {
  openingConfirmedDays: 30,
  openingRemindDays: 7,
  openingStaleDays: 45,
  openingClosedDays: 60,
};
const confirmedOn = dateOnly('2026-11-01');
const step = (today: string) => clockOf(confirmedOn, clocks, dateOnly(today)).step;

describe('the clock of an opening', () => {
  it('names the day to confirm by, the first without new proposals, and the first on which it is closed', () => {
    expect(clockOf(confirmedOn, clocks, confirmedOn)).toEqual({
      step: 'FRESH',
      confirmBy: '2026-12-01',
      stopsOn: '2026-12-17',
      closesOn: '2027-01-01',
    });
  });

  it('moves by the day, and never a day early', () => {
    expect(['2026-11-23', '2026-11-24'].map(step)).toEqual(['FRESH', 'DUE']);
    expect(['2026-12-01', '2026-12-02'].map(step)).toEqual(['DUE', 'OVERDUE']);
    expect(['2026-12-16', '2026-12-17'].map(step)).toEqual(['OVERDUE', 'STOPPED']);
    expect(['2026-12-31', '2027-01-01'].map(step)).toEqual(['STOPPED', 'CLOSED']);
  });

  it('asks early for the strictest of those who buy, and closes late for the most patient', () => {
    const other = { openingConfirmedDays: 20, openingRemindDays: 3, openingStaleDays: 50, openingClosedDays: 90 };
    expect(strictest([clocks, other], clocks)).toEqual({
      openingConfirmedDays: 20,
      openingRemindDays: 7,
      openingStaleDays: 45,
      openingClosedDays: 90,
    });
    expect(strictest([], other)).toEqual(other);
  });
});

describe('the day by which a likely opening is made certain', () => {
  it('is reminded of, counts itself, and lapses the opening on the next', () => {
    const firmBy = dateOnly('2026-12-10');
    const days = ['2026-12-02', '2026-12-03', '2026-12-10', '2026-12-11'];
    expect(days.map((day) => firmStep(firmBy, clocks, dateOnly(day)))).toEqual([
      'FRESH',
      'FIRM_DUE',
      'FIRM_DUE',
      'LAPSED',
    ]);
  });
});
