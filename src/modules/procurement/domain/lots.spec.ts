import { describe, expect, it } from '@jest/globals';
import { hoursFault, NOTHING_ASKED, programmeFaults } from './lots.js';

const PROGRAMME = { yearFrom: 7, yearTo: 9, needs: ['SEMH' as const], isRegistered: false, fullWeekMinutes: 24 * 60 };
const faults = (asked: Partial<typeof NOTHING_ASKED>, offered: Partial<typeof PROGRAMME> = {}) =>
  programmeFaults({ ...NOTHING_ASKED, ...asked }, { ...PROGRAMME, ...offered });

describe('what a lot asks for', () => {
  it('is met by whatever it does not speak of', () => {
    expect(faults({})).toEqual([]);
    expect(hoursFault(NOTHING_ASKED, 0)).toBeNull();
  });

  it('is met by a programme that can give its hours, to one of its years, for one of its needs', () => {
    expect(faults({ leastHours: 24 })).toEqual([]);
    expect(faults({ leastHours: 25 })).toEqual(['lot-hours']);
    expect(faults({ yearFrom: 9 })).toEqual([]);
    expect(faults({ yearFrom: 10 })).toEqual(['lot-years']);
    expect(faults({ yearTo: 6 })).toEqual(['lot-years']);
    expect(faults({ needs: ['ASD', 'SEMH'] })).toEqual([]);
    expect(faults({ needs: ['ASD'] })).toEqual(['lot-needs']);
    expect(faults({ needs: ['ASD'] }, { needs: [] })).toEqual([]);
  });

  it('may be of registered schools, of sites that are none, or of either', () => {
    expect(faults({ mustBeRegistered: true })).toEqual(['lot-registered']);
    expect(faults({ mustBeRegistered: false })).toEqual([]);
    expect(faults({ mustBeRegistered: false }, { isRegistered: true })).toEqual(['lot-unregistered']);
    expect(faults({ mustBeRegistered: true, leastHours: 30 }, { isRegistered: true })).toEqual(['lot-hours']);
  });

  it('counts the hours of each week that is sold, to the minute', () => {
    const asked = { leastHours: 12, mostHours: 15 };
    expect(hoursFault(asked, 12 * 60 - 1)).toBe('lot-hours');
    expect(hoursFault(asked, 12 * 60)).toBeNull();
    expect(hoursFault(asked, 15 * 60)).toBeNull();
    expect(hoursFault(asked, 15 * 60 + 1)).toBe('lot-most-hours');
  });
});
