import { describe, expect, it } from '@jest/globals';
import { FULL_WEEK } from '../../../kernel/index.js';
import { cellHelp, FILE_COLUMNS, FILE_FIELDS, type ManyRow, readManyRow } from './many.js';

const row = (cells: Record<string, string>, line = 2): ManyRow => ({
  line,
  cells: { type: 'PREVENTATIVE_DUAL', 'pupil.upn': 'A123456789012', 'pupil.surname': 'Example', ...cells },
});
const read = (cells: Record<string, string>, earlier: ManyRow[] = []) => {
  const found = readManyRow(row(cells), earlier);
  return found.ok ? found.value : found.problem.fields.map(({ field, rule }) => `${field} ${rule}`);
};

describe('a row of a file of referrals', () => {
  it('names each column once', () => {
    const headings = Object.values(FILE_COLUMNS).map((heading) => heading.toLowerCase());
    expect(headings.filter((heading, at) => headings.indexOf(heading) !== at)).toEqual([]);
  });

  it('is read by codes or by the words that stand for them, with several in one cell', () => {
    const answers = read({
      type: 'PERMANENT_EXCLUSION',
      'exclusion.reasons': 'PP; pa',
      'pupil.yearGroup': '9',
      'pupil.dateOfBirth': '14/05/2013',
      'sessions.wanted': 'full week',
      'support.senProvision': 'N',
    });
    expect(answers).toMatchObject({
      'exclusion.reasons': ['PP', 'PA'],
      'pupil.yearGroup': 9,
      'pupil.dateOfBirth': '2013-05-14',
      'sessions.wanted': FULL_WEEK,
    });
  });

  it('tells every fault by its column, and nothing of cells that are empty', () => {
    expect(
      read({ 'pupil.upn': 'B1', 'pupil.dateOfBirth': '31/02/2013', 'sessions.wanted': 'someday', 'home.postcode': '' }),
    ).toEqual(['pupil.upn upn-shape', 'pupil.dateOfBirth date', 'sessions.wanted session']);
    expect(read({ type: '', 'pupil.surname': '' })).toEqual(['type required', 'pupil.surname required']);
  });

  it('is not the second for one pupil', () => {
    expect(read({ 'pupil.upn': 'a123456789012' }, [row({})])).toContain('pupil.upn twice');
  });

  it('says of every column how it is written', () => {
    expect(FILE_FIELDS.filter((field) => cellHelp(field) === '')).toEqual([]);
  });
});
