import { describe, expect, it } from '@jest/globals';
import { csvOf, safeCell } from './csv.js';
import { dataTable, pageLinks } from './tables.js';

describe('a table as a file', () => {
  it.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+441612345678', "'+441612345678"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    [' =1', "' =1"],
    ['-12.50', '-12.50'],
    ["O'Neill", "O'Neill"],
    ['Łukasz, Siân', '"Łukasz, Siân"'],
  ])('keeps %j from being run as a formula', (value, cell) => {
    expect(safeCell(value)).toBe(cell);
  });

  it('holds exactly what is shown, totals last', () => {
    const table = dataTable({
      caption: 'Places',
      columns: [{ heading: 'School' }, { heading: 'Pounds', numeric: true }],
      rows: [
        [
          { text: 'A, B', href: '/a' },
          { text: '£1.00', csv: '1.00' },
        ],
      ],
      totals: ['Total', { text: '£1.00', csv: '1.00' }],
    });
    expect(table.toCsv('places.csv').text).toBe('\uFEFFSchool,Pounds\r\n"A, B",1.00\r\nTotal,1.00\r\n');
    expect(csvOf('x.csv', ['a'], [[null]]).text).toBe('\uFEFFa\r\n\r\n');
  });

  it('links to the pages around it with the true total', () => {
    const href = (offset: number) => `/list?offset=${offset}`;
    expect(pageLinks(href, { total: 45, offset: 20, size: 20 })).toEqual({
      total: 45,
      from: 21,
      to: 40,
      previousHref: '/list?offset=0',
      nextHref: '/list?offset=40',
    });
    expect(pageLinks(href, { total: 0, offset: 0, size: 20 })).toEqual({ total: 0, from: 0, to: 0 });
  });
});
