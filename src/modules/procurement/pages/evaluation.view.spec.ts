import { describe, expect, it } from '@jest/globals';
import type { BidDecision } from '../application/bid-decisions.js';
import { nextCell } from './evaluation.view.js';

const decided = (lotNumber: number, stage: BidDecision['stage'], words: string | null = null): BidDecision => ({
  applicationId: 'bid',
  lotId: `lot-${lotNumber}`,
  lotNumber,
  stage,
  words,
  caseHref: null,
  paperHref: null,
  letterHref: null,
});
const next = (lots: readonly number[], decisions: readonly BidDecision[]) => {
  const cell = nextCell({ stage: 'READY', lots }, decisions);
  return typeof cell === 'object' && cell !== null && 'tag' in cell ? [cell.tag?.text, cell.note] : [];
};

describe('what comes next for a bid', () => {
  it('is the board’s decision until it is before the board', () => {
    expect(next([1], [])).toEqual(['Board to decide', undefined]);
    expect(next([1], [decided(1, 'BEFORE_BOARD')])).toEqual(['Before the board', undefined]);
  });

  it('is what was decided, once for all lots', () => {
    expect(next([1, 2], [decided(1, 'ADMITTED', 'Admitted'), decided(2, 'ADMITTED', 'Admitted')])).toEqual([
      'Admitted',
      undefined,
    ]);
    expect(next([1], [decided(1, 'ADMITTED', 'Admitted with conditions')])).toEqual([
      'Admitted',
      'Admitted with conditions',
    ]);
  });

  it('is said lot by lot where they differ', () => {
    expect(next([1, 2], [decided(1, 'REFUSED', 'Refused')])).toEqual([
      'Differs by lot',
      'Lot 1: Refused. Lot 2: Board to decide',
    ]);
  });
});
