import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { capacityOf, checkStrength, inPupils } from './team.js';

describe('what a team takes', () => {
  it('is staff in hundredths of full time, times pupils for each of full time', () => {
    expect(capacityOf({ fteHundredths: 150, caseloadPerFte: 12 })).toBe(1800);
    expect(capacityOf({ fteHundredths: 33, caseloadPerFte: 7 })).toBe(231);
    expect(capacityOf({ fteHundredths: 0, caseloadPerFte: 12 })).toBe(0);
  });

  it.each([
    [1800, '18'],
    [231, '2.31'],
    [1205, '12.05'],
    [0, '0'],
    [25, '0.25'],
  ])('%i hundredths read as %s', (hundredths, words) => {
    expect(inPupils(hundredths)).toBe(words);
  });

  it('is set within bounds and never for what has been', () => {
    const day = dateOnly('2026-11-02');
    const from = { from: day, earliest: day };
    expect(checkStrength({ fteHundredths: 100, caseloadPerFte: 12 }, from).ok).toBe(true);
    expect(
      checkStrength({ fteHundredths: 10_001, caseloadPerFte: 1.5 }, { ...from, earliest: dateOnly('2026-11-03') }),
    ).toMatchObject({
      problem: {
        fields: [
          { field: 'fteHundredths', rule: 'range' },
          { field: 'caseloadPerFte', rule: 'range' },
          { field: 'from', rule: 'too-early' },
        ],
      },
    });
  });
});
