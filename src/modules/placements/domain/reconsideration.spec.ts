import { describe, expect, it } from '@jest/globals';
import { wayBack } from './reconsideration.js';

describe('a decision that goes back to the panel', () => {
  it.each([
    ['DECLINED', 'CLOSED', 'REOPEN'],
    ['DECLINED', 'RETURNED', 'REOPEN'],
    ['DECLINED', 'WITH_SEN', 'REOPEN'],
    ['DECLINED', 'WITHDRAWN', 'OVER'],
    ['APPROVED', 'DECIDED', 'PANEL_SAYS'],
    ['APPROVED', 'PLACED', 'PANEL_SAYS'],
    ['APPROVED', 'SUBMITTED', 'WAITS_ALREADY'],
    ['APPROVED', 'CLOSED', 'OVER'],
  ])('%s, with the request %s: %s', (outcome, status, way) => {
    expect(wayBack(outcome, status)).toBe(way);
  });
});
