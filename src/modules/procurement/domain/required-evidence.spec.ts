import { describe, expect, it } from '@jest/globals';
import { dateOnly, pence } from '../../../kernel/index.js';
import { type AskedEvidence, checkAsked, evidenceFault, type ShownEvidence, suggested } from './required-evidence.js';

const KINDS = { PUBLIC_LIABILITY: { words: 'Insurance', cover: true }, CURRICULUM: { words: 'Curriculum' } } as const;
const ASKED: AskedEvidence = {
  id: 'asked',
  lotId: null,
  kind: 'PUBLIC_LIABILITY',
  leastCoverPence: pence(1_000_000_000),
  guidance: null,
};
const TODAY = dateOnly('2026-11-02');
const shown = (over: Partial<ShownEvidence> = {}, id = 'a') => ({
  id,
  kind: 'PUBLIC_LIABILITY',
  status: 'CLEAN' as const,
  coverPence: pence(1_000_000_000),
  validFrom: dateOnly('2026-09-01'),
  validTo: dateOnly('2027-08-31'),
  ...over,
});

describe('a document that a bidder shows', () => {
  const fault = (over: Partial<ShownEvidence>) => evidenceFault(ASKED, shown(over), TODAY);

  it('does when it is of the kind asked for, not refused, not ended, and insures enough', () => {
    expect(fault({})).toBeNull();
    expect(evidenceFault(ASKED, undefined, TODAY)).toBe('MISSING');
    expect(fault({ kind: 'CURRICULUM' })).toBe('OTHER_KIND');
    expect(fault({ status: 'REFUSED' })).toBe('REFUSED');
    expect(fault({ validTo: dateOnly('2026-11-01') })).toBe('ENDED');
    expect(fault({ validTo: TODAY })).toBeNull();
    expect(fault({ coverPence: pence(999_999_999) })).toBe('COVER');
    expect(fault({ coverPence: null })).toBe('COVER');
  });

  it('does while it waits for its scan: nobody is late because the scanner is', () => {
    expect([fault({ status: 'UPLOADED' }), fault({ status: 'QUARANTINED' })]).toEqual([null, null]);
  });

  it('is the one valid longest to start with, and of equals the one kept last', () => {
    const longer = shown({ validTo: dateOnly('2028-08-31') }, 'b');
    expect(suggested(ASKED, [shown(), longer, shown({ status: 'REFUSED', validTo: null }, 'c')], TODAY)?.id).toBe('b');
    expect(suggested(ASKED, [shown({}, 'd'), shown({}, 'e')], TODAY)?.id).toBe('e');
    expect(suggested(ASKED, [shown({ coverPence: pence(1) })], TODAY)).toBeUndefined();
  });
});

describe('what a round asks to be shown', () => {
  const round = { lotIds: ['lot-1'] };
  it('is of a kind that is kept, for one of its lots, with a sum only where something is insured', () => {
    expect(checkAsked(ASKED, round, KINDS)).toEqual({ ok: true, value: ASKED });
    expect(checkAsked({ ...ASKED, kind: 'CURRICULUM', guidance: ' ' }, round, KINDS)).toMatchObject({
      value: { leastCoverPence: null, guidance: null },
    });
    expect(checkAsked({ ...ASKED, kind: 'constructor', lotId: 'lot-2' }, round, KINDS)).toMatchObject({
      problem: {
        fields: [
          { field: 'kind', rule: 'choice' },
          { field: 'lotId', rule: 'lot-not-in-round' },
        ],
      },
    });
  });
});
