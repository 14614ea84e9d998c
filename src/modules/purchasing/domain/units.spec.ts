import { describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, pence, SchoolCalendar, sessionSet } from '../../../kernel/index.js';
import { inUnits, listPence, placesFor, schoolWeeks, unitsOfPlace, unitsOfPupil } from './units.js';

const fullWeek = { sessions: FULL_WEEK, weeklyMinutes: 1500 };
const threeDays = { sessions: sessionSet(['mon-am', 'tue-am', 'tue-pm', 'thu-pm']), weeklyMinutes: 590 };

describe('what a block is counted in', () => {
  it('is one whole pattern for places, weekdays for days and whole hours for hours', () => {
    expect(unitsOfPlace('PLACE', threeDays)).toBe(1);
    expect(unitsOfPlace('DAY', threeDays)).toBe(3);
    expect(unitsOfPlace('HOUR', threeDays)).toBe(9);
    expect(unitsOfPlace('HOUR', { ...threeDays, weeklyMinutes: 45 })).toBe(0);
  });

  it('charges a pupil on the whole pattern for every hour begun', () => {
    expect(unitsOfPupil('HOUR', threeDays)).toBe(10);
    expect(unitsOfPupil('DAY', threeDays)).toBe(3);
    expect(unitsOfPupil('PLACE', fullWeek)).toBe(1);
  });

  it('keeps as many places as the units need, a part of one counting whole', () => {
    expect(placesFor(6, 3)).toBe(2);
    expect(placesFor(7, 3)).toBe(3);
    expect(placesFor(1, 25)).toBe(1);
  });

  it('prices a unit from the week, rounded once', () => {
    expect(listPence('PLACE', pence(31_368), fullWeek)).toBe(31_368);
    expect(listPence('DAY', pence(31_368), fullWeek)).toBe(6_274);
    expect(listPence('HOUR', pence(31_368), fullWeek)).toBe(1_255);
  });

  it('is said in the singular for one', () => {
    expect([inUnits(1, 'PLACE'), inUnits(0, 'DAY'), inUnits(12, 'HOUR')]).toEqual(['1 place', '0 days', '12 hours']);
  });
});

describe('the weeks that are paid for', () => {
  it('are those with a school day: a half-term is not bought, a week with one day is', () => {
    const calendar = new SchoolCalendar({
      terms: [{ name: 'Autumn', startsOn: dateOnly('2026-09-04'), endsOn: dateOnly('2026-12-18') }],
      closures: [
        {
          name: 'Half-term',
          kind: 'HALF_TERM',
          startsOn: dateOnly('2026-10-26'),
          endsOn: dateOnly('2026-10-30'),
        },
      ],
      bankHolidays: [],
      assumed: false,
    });
    const weeks = schoolWeeks(calendar, dateOnly('2026-08-31'), dateOnly('2026-11-02'));
    expect(weeks[0]).toBe('2026-08-31');
    expect(weeks).not.toContain('2026-10-26');
    expect(weeks.at(-1)).toBe('2026-11-02');
    expect(weeks).toHaveLength(9);
  });
});
