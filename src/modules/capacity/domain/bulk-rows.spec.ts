import { describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, sessionSet, halfDaysText } from '../../../kernel/index.js';
import { type BulkBook, type BulkCells, readBulk } from './bulk-rows.js';

const EARLIER = dateOnly('2026-09-01');
const book: BulkBook = {
  programmes: [
    { id: 'core-main', site: 'Main site', name: 'Core' },
    { id: 'core-yard', site: 'The Yard', name: 'Core' },
    { id: 'motor', site: 'The Yard', name: 'Motor vehicle' },
  ],
  admissions: [
    { id: 'lot-1', lotNumber: 1, isCurrent: true },
    { id: 'lot-2', lotNumber: 2, isCurrent: false },
  ],
  isOnFramework: true,
  prices: [
    { id: 'last-year', label: 'Full week', programmeId: null, fromDate: EARLIER, toDate: dateOnly('2027-08-31') },
    { id: 'week', label: 'Full week', programmeId: null, fromDate: dateOnly('2027-09-01'), toDate: null },
    { id: 'day', label: 'One day', programmeId: 'motor', fromDate: EARLIER, toDate: null },
  ],
  existing: [
    {
      programmeId: 'core-main',
      validFrom: dateOnly('2026-09-01'),
      validTo: dateOnly('2027-07-23'),
      sessions: [FULL_WEEK],
    },
  ],
};
const ROW: BulkCells = {
  site: 'Main site',
  programme: 'Core',
  lot: '',
  places: '4',
  from: '2027-09-01',
  until: '2028-07-21',
  halfDays: 'full week',
  price: 'Full week',
  name: '',
  certainBy: '',
};
const read = (...rows: Partial<BulkCells>[]) =>
  readBulk(
    rows.map((cells, n) => ({ line: n + 2, cells: { ...ROW, ...cells } })),
    book,
  );
const faultsOf = (cells: Partial<BulkCells>) =>
  read(cells).flatMap((one) => (one.kind === 'FAULT' ? one.faults.map(({ column, rule }) => `${column} ${rule}`) : []));

describe('a file of openings', () => {
  it('takes the price of its first day where prices follow one another under one name', () => {
    const priceFrom = (from: string) => {
      const [one] = read({ from });
      return one?.kind === 'NEW' ? one.details.patterns[0]?.tariffLineId : one?.kind;
    };
    expect(priceFrom('2027-08-31')).toBe('last-year');
    expect(priceFrom('2027-09-01')).toBe('week');
    expect(priceFrom('2025-09-01')).toBe('FAULT');
  });

  it('says what is open in the words of a spreadsheet', () => {
    expect(read({})[0]).toEqual({
      kind: 'NEW',
      details: {
        programmeId: 'core-main',
        admissionId: 'lot-1',
        places: 4,
        validFrom: '2027-09-01',
        validTo: '2028-07-21',
        firmBy: null,
        patterns: [{ sessions: FULL_WEEK, tariffLineId: 'week', label: '' }],
      },
    });
    const [other] = read({
      programme: 'MOTOR VEHICLE',
      site: '',
      from: '1/9/2027',
      halfDays: 'Mon am, Tuesday; wed-pm',
      price: 'One day',
      name: 'A; B',
    });
    expect(other).toMatchObject({
      details: {
        programmeId: 'motor',
        validFrom: '2027-09-01',
        patterns: [
          { sessions: sessionSet(['mon-am', 'tue-am', 'tue-pm']), tariffLineId: 'day', label: 'A' },
          { sessions: sessionSet(['wed-pm']), tariffLineId: 'day', label: 'B' },
        ],
      },
    });
  });

  it('does nothing for what is open already, or said twice', () => {
    const again = { from: '2026-09-01', until: '23/07/2027' };
    expect(read(again, {}, { places: '9' }, { halfDays: 'mon' }).map(({ kind }) => kind)).toEqual([
      'SAME',
      'NEW',
      'SAME',
      'NEW',
    ]);
  });

  it('names the column and the reason of everything that is wrong in a row', () => {
    expect(faultsOf({ programme: 'Cooking', places: '-1', from: '31/02/2027' })).toEqual([
      'programme unknown',
      'places number',
      'from date',
    ]);
    expect(faultsOf({ site: '' })).toEqual(['site several']);
    expect(faultsOf({ site: 'Nowhere', until: '', halfDays: 'someday' })).toEqual([
      'site unknown',
      'until required',
      'halfDays half-days',
    ]);
    expect(faultsOf({ price: 'One day' })).toEqual(['price unknown']);
    expect(faultsOf({ programme: 'Motor vehicle', site: '', price: '' })).toEqual(['price several']);
    expect(faultsOf({ lot: '2' })).toEqual(['lot unknown']);
    expect(faultsOf({ halfDays: 'mon; tue', name: 'A; B; C' })).toEqual(['name count']);
    expect(faultsOf({ certainBy: 'soon' })).toEqual(['certainBy date']);
  });

  it('writes half days so that they read the same again', () => {
    const set = sessionSet(['mon-am', 'fri-pm']);
    const [row] = read({ halfDays: halfDaysText(set) });
    expect(row).toMatchObject({ details: { patterns: [{ sessions: set }] } });
    expect(halfDaysText(FULL_WEEK)).toBe('full week');
  });
});
