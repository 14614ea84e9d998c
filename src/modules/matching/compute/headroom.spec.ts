import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { headroomOf } from './headroom.js';

const [first, second] = [dateOnly('2026-11-02'), dateOnly('2026-11-09')];
const room = (places: number) => Array.from({ length: 10 }, () => places);

describe('what is left', () => {
  const left = headroomOf([
    { kind: 'OPENING', id: 'o', week: first, left: room(4) },
    { kind: 'SITE', id: 's', week: first, left: room(3) },
    { kind: 'PROGRAMME', id: 'p', week: first, left: room(1) },
  ]);

  it('is nothing in a week without a counter, for an opening and for a site', () => {
    expect([left.opening('o', 1, first, first), left.opening('o', 1, first, second)]).toEqual([4, 0]);
    expect([left.limit('SITE', 's', 1, first, first), left.limit('SITE', 's', 1, first, second)]).toEqual([3, 0]);
  });

  it('is not limited for a programme or a provider in a week without a counter', () => {
    expect(left.limit('PROGRAMME', 'p', 1, first, second)).toBe(1);
    expect(left.limit('PROGRAMME', 'p', 1, second, second)).toBeNull();
    expect(left.limit('PROVIDER', 'v', 1, first, first)).toBeNull();
  });
});
