import { describe, expect, it } from '@jest/globals';
import { move, movesFrom } from '../../../kernel/index.js';
import { LIVE_STATUSES, placementMoves, type PlacementStatus } from './placement-states.js';

const STATUSES = Object.keys(placementMoves) as PlacementStatus[];

describe('the life of a placement', () => {
  it('cannot start before every provider has accepted', () => {
    const started = move(placementMoves, 'OFFERED', 'start');
    expect(started.ok ? started.value : started.problem.facts).toEqual({ from: 'OFFERED', event: 'start' });
  });

  it('is over for good once it has ended, lapsed, been declined or withdrawn', () => {
    const over = STATUSES.filter((status) => movesFrom(placementMoves, status).length === 0);
    expect(over.sort()).toEqual(['DECLINED', 'ENDED', 'LAPSED', 'WITHDRAWN']);
    expect(LIVE_STATUSES.filter((status) => over.includes(status))).toEqual([]);
  });

  it('is withdrawn before its first day and ended after it', () => {
    expect(movesFrom(placementMoves, 'AGREED')).toEqual(['start', 'withdraw']);
    expect(movesFrom(placementMoves, 'ACTIVE')).toEqual(['end']);
  });
});
