import { fundName, type Pence, pence, sumPence } from '../../../kernel/index.js';
import { type DataTable, dataTable, dayCell, pageLinks, poundsCell, type TableCell } from '../../../web/index.js';
import type { CommitmentLine, FundPosition, SchoolYearPosition } from '../application/budget-position.js';
import { FOOTING_WORDS } from '../words.js';

const total = <T>(rows: readonly T[], of: (row: T) => Pence): TableCell => poundsCell(sumPence(rows.map(of)));

const numeric = (heading: string) => ({ heading, numeric: true });
const fundHref = (fund: string, year: string): string => `/budget/${fund}/${year}`;

export function positionTable(positions: readonly FundPosition[]): DataTable {
  const columns = ['allocatedPence', 'committedPence', 'actualPence', 'leftPence', 'schoolsPence'] as const;
  return dataTable({
    caption: 'Funds by financial year',
    columns: [
      { heading: 'Fund' },
      { heading: 'Financial year' },
      ...['Allocated', 'Committed', 'Actual', 'Left', 'Schools’ shares beside it'].map(numeric),
    ],
    rows: positions.map((one) => [
      { text: fundName(one.fund), href: fundHref(one.fund, one.financialYear) },
      one.financialYear,
      ...columns.map((key) => poundsCell(one[key])),
    ]),
    totals: ['Total', '', ...columns.map((key) => total(positions, (one) => one[key]))],
    empty: 'No fund has been opened yet. Finance opens one for each financial year.',
    csvHref: '/budget?format=csv',
  });
}

export function schoolTable(years: readonly SchoolYearPosition[]): DataTable {
  return dataTable({
    caption: 'What your school owes, by financial year',
    columns: [{ heading: 'Financial year' }, numeric('Committed'), numeric('Charged')],
    rows: years.map((year) => [year.financialYear, poundsCell(year.committedPence), poundsCell(year.chargedPence)]),
    totals: ['Total', total(years, (year) => year.committedPence), total(years, (year) => year.chargedPence)],
    empty: 'Nothing has been committed for your school.',
    csvHref: '/budget/school?format=csv',
  });
}

interface Paged {
  readonly offset: number;
  readonly size: number;
  readonly nameOf: (schoolId: string) => string;
  readonly mayOpen: (href: string) => boolean;
}

export function commitmentsTable(
  { fund, financialYear }: FundPosition,
  { lines, total: found }: { readonly lines: readonly CommitmentLine[]; readonly total: number },
  { offset, size, nameOf, mayOpen }: Paged,
): DataTable {
  const href = fundHref(fund, financialYear);
  const left = (line: CommitmentLine) => pence(line.pence - line.postedPence - line.voidedPence);
  const amounts = [
    (line: CommitmentLine) => line.pence,
    (line: CommitmentLine) => line.postedPence,
    (line: CommitmentLine) => line.voidedPence,
    left,
  ];
  return dataTable({
    caption: 'Commitments, newest first',
    columns: [
      ...['For', 'Who pays', 'Footing', 'From', 'To'].map((heading) => ({ heading })),
      ...['Committed', 'Spent', 'Let go', 'Still committed'].map(numeric),
    ],
    rows: lines.map((line) => [
      mayOpen(line.href) ? { text: line.reference, href: line.href } : line.reference,
      line.schoolOrganisationId === null ? fundName(fund) : nameOf(line.schoolOrganisationId),
      FOOTING_WORDS[line.footing] ?? line.footing,
      dayCell(line.from),
      dayCell(line.to),
      ...amounts.map((of) => poundsCell(of(line))),
    ]),
    totals: [
      found > lines.length ? 'Total of this page' : 'Total',
      ...Array.from({ length: 4 }, () => ''),
      ...amounts.map((of) => total(lines, of)),
    ],
    empty: 'Nothing has been committed from this fund.',
    pages: pageLinks((at) => `${href}?offset=${at}`, { total: found, offset, size }),
    csvHref: `${href}?format=csv&offset=${offset}`,
  });
}
