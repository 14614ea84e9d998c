import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { queueBounds, queueClockOf, WHOLE_QUEUE } from './queue-filter.js';

const at = { today: dateOnly('2026-11-02'), next: dateOnly('2026-11-16') };

describe('what a coordinator looks at of the queue', () => {
  it('is everything unless they say', () => {
    expect(Object.values(queueBounds(WHOLE_QUEUE, at)).every((bound) => bound === null)).toBe(true);
  });

  it.each([
    ['LATE', null, '2026-11-02'],
    ['DUE', null, '2026-11-16'],
    ['LATER', '2026-11-16', null],
  ] as const)('by clock %s is wanted from %s and before %s', (clock, aimFrom, aimBefore) => {
    expect(queueBounds({ ...WHOLE_QUEUE, clock }, at)).toMatchObject({ aimFrom, aimBefore });
  });

  it('by days waits since that many days ago or longer, and by phase is in its years', () => {
    expect(queueBounds({ ...WHOLE_QUEUE, waiting: '20', phase: 'KEY_STAGE_3' }, at)).toMatchObject({
      waitingSinceBy: '2026-10-13',
      fromYear: 7,
      toYear: 9,
    });
  });

  it.each([
    ['2026-11-01', 'LATE'],
    ['2026-11-02', 'DUE'],
    ['2026-11-15', 'DUE'],
    ['2026-11-16', 'LATER'],
  ])('wanted on %s is %s', (aimOn, clock) => {
    expect(queueClockOf(dateOnly(aimOn), at)).toBe(clock);
  });
});
