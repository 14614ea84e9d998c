import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { checkTerm, type EvidenceTerm, lapseChanges, suspends, startingTerm, termOn } from './evidence-terms.js';

const TODAY = dateOnly('2026-11-02');
const TERM: EvidenceTerm = {
  kind: 'FIRST_AID',
  fromDate: TODAY,
  onExpiry: 'SUSPEND',
  remindDays: [90, 14],
  source: 'Board, 1 October 2026',
};
const KINDS = { FIRST_AID: {}, PUBLIC_LIABILITY: {} };

describe('what follows when a document runs out', () => {
  it('is a warning for most, and no new placements for those nobody should be without, until the framework says otherwise', () => {
    expect(startingTerm('CURRICULUM')).toMatchObject({ onExpiry: 'WARN', remindDays: [60, 30, 7] });
    expect(startingTerm('PUBLIC_LIABILITY')).toMatchObject({ onExpiry: 'NO_NEW_PLACEMENTS' });
    expect(termOn([TERM], 'FIRST_AID', dateOnly('2026-11-01')).onExpiry).toBe('WARN');
    expect(termOn([TERM], 'FIRST_AID', TODAY).onExpiry).toBe('SUSPEND');
    const later: EvidenceTerm = { ...TERM, fromDate: dateOnly('2027-01-01'), onExpiry: 'WARN' };
    expect(termOn([later, TERM], 'FIRST_AID', dateOnly('2026-12-31')).onExpiry).toBe('SUSPEND');
    expect(termOn([TERM, later], 'FIRST_AID', dateOnly('2027-01-01')).onExpiry).toBe('WARN');
  });

  it('is said with its source, from today at the earliest', () => {
    expect(checkTerm({ ...TERM, remindDays: [14, 90, 14] }, KINDS, TODAY)).toEqual({ ok: true, value: TERM });
    const wrong = { ...TERM, kind: 'OTHER', remindDays: [0, 366], source: ' ', fromDate: dateOnly('2026-11-01') };
    const refused = checkTerm(wrong, KINDS, TODAY);
    expect(refused.ok ? [] : refused.problem.fields.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      'source required',
      'kind choice',
      'remindDays remind-days',
      'fromDate not-in-the-past',
    ]);
  });
});

describe('the lapses of an admission', () => {
  const wanted = { kind: 'FIRST_AID', siteId: null, evidenceId: 'a', effect: 'WARN' as const };
  const open = { id: '1', kind: 'FIRST_AID', siteId: null, effect: 'WARN' as const };

  it('are written once, lifted when made good, and written anew when something else follows', () => {
    expect(lapseChanges([], [wanted])).toEqual({ lift: [], add: [wanted] });
    expect(lapseChanges([open], [wanted])).toEqual({ lift: [], add: [] });
    expect(lapseChanges([open], [])).toEqual({ lift: [open], add: [] });
    const harder = { ...wanted, effect: 'SUSPEND' as const };
    expect(lapseChanges([open], [harder])).toEqual({ lift: [open], add: [harder] });
    const atTheYard = { ...wanted, siteId: 'yard' };
    expect(lapseChanges([open], [wanted, atTheYard])).toEqual({ lift: [], add: [atTheYard] });
    expect([suspends(harder), suspends({ ...harder, siteId: 'yard' }), suspends(wanted)]).toEqual([true, false, false]);
  });
});
