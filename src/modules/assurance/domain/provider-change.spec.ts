import { describe, expect, it } from '@jest/globals';
import { dateOnly, pence } from '../../../kernel/index.js';
import { type ChangeGiven, checkChange } from './provider-change.js';

const TODAY = dateOnly('2026-11-02');
const rules = (proposed: ChangeGiven['proposed'], over: Partial<ChangeGiven> = {}) => {
  const checked = checkChange({ proposed, why: 'We grow.', fromDate: TODAY, ...over }, TODAY);
  return checked.ok ? [] : checked.problem.fields.map(({ field, rule }) => `${field} ${rule}`);
};
const CONTROL = { kind: 'CONTROL' as const, name: 'Renamed', owner: 'Another Ltd', companyNumber: '01234567' };

describe('a change that a provider announces', () => {
  it('says why, and is for days to come', () => {
    expect(rules(CONTROL)).toEqual([]);
    expect(rules(CONTROL, { why: ' ' })).toEqual(['why required']);
    expect(rules(CONTROL, { fromDate: dateOnly('2026-11-01') })).toEqual(['fromDate not-in-the-past']);
  });

  it('of control names the new owner, with a company number that is one', () => {
    expect(rules({ ...CONTROL, owner: '' })).toEqual(['owner required']);
    expect(rules({ ...CONTROL, companyNumber: '123' })).toEqual(['companyNumber company-number']);
    expect(rules({ ...CONTROL, companyNumber: null })).toEqual([]);
  });

  it('of a site says where it will be', () => {
    const place = { address: ' ', postcode: 'M14 7PA', grid: null };
    expect(rules({ kind: 'NEW_SITE', name: 'Yard', ...place })).toEqual(['address required']);
    expect(rules({ kind: 'MOVE_SITE', siteId: 'x', ...place, address: '1 Example Street' })).toEqual([]);
  });

  it('of a price is checked where the price is drafted', () => {
    expect(rules({ kind: 'PRICE', tariffLineId: 'x', netPence: pence(1) })).toEqual([]);
  });
});
