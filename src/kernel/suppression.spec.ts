import { describe, expect, it } from '@jest/globals';
import { type Countable, hiddenGroups, LEAST_TOLD } from './suppression.js';

const group = (...cells: readonly number[]): Countable => ({ size: cells[0] ?? 0, cells });
const hidden = (...groups: readonly Countable[]): number[] => [...hiddenGroups(groups)].toSorted((a, b) => a - b);

describe('counts of children by group', () => {
  it('are told from five, and nought is told', () => {
    expect(hidden(group(5, 5, 0), group(40, 30, 10))).toEqual([]);
  });

  it('below five hide their group, and the next smallest, so that the whole does not give the first away', () => {
    expect(hidden(group(4), group(90), group(12), group(30))).toEqual([0, 2]);
  });

  it('hide their group when two counts that are told would differ by less than five', () => {
    // Twelve pupils, ten placed: the two who are not are somebody.
    expect(hidden(group(12, 10, 2), group(50, 30, 20), group(60, 40, 20))).toEqual([0, 1]);
  });

  it('hide more groups until what is hidden comes to five at least', () => {
    expect(hidden(group(1, 1), group(3, 3), group(9, 9), group(80, 80))).toEqual([0, 1, 2]);
  });

  it('hide everything where there is nothing to hide behind', () => {
    expect(hidden(group(3), group(2))).toEqual([0, 1]);
    expect(hidden(group(2))).toEqual([0]);
  });

  it('can never be worked out from what is told, whatever the counts', () => {
    let state = 20_261_122;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state % below;
    };
    for (let round = 0; round < 2_000; round += 1) {
      const groups = Array.from({ length: 2 + random(5) }, () => {
        const pupils = random(25);
        const placed = random(pupils + 1);
        return group(pupils, placed, pupils - placed);
      });
      const gone = hiddenGroups(groups);
      const told = groups.filter((_, index) => !gone.has(index));
      expect(told.flatMap(({ cells }) => cells).filter((count) => count > 0 && count < LEAST_TOLD)).toEqual([]);
      if (gone.size === 0 || told.every(({ size }) => size === 0)) continue;
      expect(gone.size).toBeGreaterThan(1);
      for (const cell of [0, 1, 2]) {
        const all = groups.reduce((sum, { cells }) => sum + (cells[cell] ?? 0), 0);
        const rest = all - told.reduce((sum, { cells }) => sum + (cells[cell] ?? 0), 0);
        expect({ round, rest, fine: rest === 0 || rest >= LEAST_TOLD }).toMatchObject({ fine: true });
      }
    }
  });
});
