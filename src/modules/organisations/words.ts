import { registerWords } from '../../web/index.js';

/** The words for every code this module answers with. */
registerWords({
  'file.columns-missing': 'The first row lacks these columns: {columns}. Start from the template',
  'file.column-twice': 'The column {column} stands in the first row more than once',
  'file.cell-too-long': 'A cell in line {line} is too long',
  'file.empty-file': 'The file has no row below its first',
  'file.empty': 'The file is empty',
  'file.compressed': 'The file is packed or a workbook. Save it as CSV first',
  'file.utf-16': 'The file is in an encoding (UTF-16) that cannot be read. Save it as CSV UTF-8',
  'file.not-text': 'The file is not a text. Save it as CSV first',
  'file.too-many-rows': 'The file has far too many rows',
  'file.csv': 'The file stops being CSV at line {line}',
  'register.empty': 'The file is empty',
  'register.compressed': 'The file is packed. Unpack it first, then choose the CSV file inside',
  'register.utf-16': 'The file is in an encoding (UTF-16) that the register never uses. Save it as CSV UTF-8',
  'register.not-text': 'The file is not a text. Choose the CSV file that the register offers for download',
  'register.too-many-rows': 'The file has more than {most} rows, which is more than the national register has',
  'register.csv': 'The file stops being CSV at line {line}. Download it again rather than mending it by hand',
  'register.not-a-register':
    'The first row has neither the columns of the register nor those of its links. Expected at least: {expected}',
  'register.register-header': 'The first row lacks columns that every row needs: {expected}',
  'register.register-header-twice': 'The column {column} stands in the first row more than once',
  'register.fault': 'Something went wrong on our side. Nothing was changed. Choose the file again',
  'register.faults': 'Nothing was applied: {rows} of the rows cannot be read. Correct the file and choose it again',
  'register.changes-nothing': 'This file changes nothing, so there is nothing to apply',
  'register.preview-stale': 'The register has changed since this preview was made. Choose the file again',
  'calendar.changed-meanwhile': 'Somebody else has changed this calendar since you opened it. Open it again',
  'academic-year': 'The school year must be like 2026-27',
  'term-before-start': '{label} must not be before the first day',
  'outside-year': '{label} must lie in the school year {academicYear}',
  'term-overlaps': '{label} lies in another term: {other}',
  'outside-terms': '{label} must lie in a term',
  'closure-repeated': '{label} stands in the list more than once',
  'day-line': 'Write each line as a date, such as 27 11 2026, or as two dates with "to" between them (line {line})',
  'no-term': 'Enter the first and the last day of at least one term',
});

const ROW_WORDS: Readonly<Record<string, string>> = {
  cells: 'has another number of cells than the first row',
  urn: 'is not a URN of six digits',
  required: 'is empty',
  repeated: 'speaks of the same one as an earlier row',
  blank: 'is empty; what was known is kept',
  date: 'is not a date',
  'whole-number': 'is not a whole number',
  halves: 'is not a number of pupils',
  percentage: 'is not a percentage',
  age: 'is not an age',
  'grid-reference': 'is not a grid reference',
  'uprn-rounded': 'was rounded by a spreadsheet',
  uprn: 'is not a property number',
  postcode: 'is not a postcode',
  ukprn: 'is not a UKPRN',
  website: 'is not a web address',
  characters: 'has characters that cannot be kept',
  'too-long': 'is too long',
  'name-unknown': 'is a name without a known code',
  'code-unknown': 'is a code without a known name',
  'half-position': 'comes without its northing, or the other way round',
  'ages-reversed': 'is higher than the highest age',
};

/** "OpenDate is not a date: 31-02-2020; left out". */
export function noteWords(note: { readonly field: string; readonly rule: string; readonly value: string }): string {
  const found = ROW_WORDS[note.rule] ?? 'is odd';
  return `${note.field} ${found}${note.value === '' ? '' : `: ${note.value}`}`;
}
