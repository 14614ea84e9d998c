import { registerWords } from '../../web/index.js';

/** The words for every code this module answers with. */
registerWords({
  'opening.below-used': 'Up to {most} places are held or taken. It cannot be fewer in the weeks of {weeks}',
  'openings.rows-refused': 'Nothing was opened: {rows} of the rows cannot be. Correct them and send them again',
  'file.empty-file': 'The file has no row below its first',
  'file.too-many-openings': 'At most {max} openings can be entered at once. Send them in several files',
  'file.columns-missing': 'The first row lacks these columns: {columns}. Start from the template',
  'file.column-twice': 'The column {column} stands in the first row more than once',
  'file.cell-too-long': 'A cell in line {line} is too long',
  'file.empty': 'The file is empty',
  'file.compressed': 'The file is packed or a workbook. Save it as CSV first',
  'file.utf-16': 'The file is in an encoding (UTF-16) that cannot be read. Save it as CSV UTF-8',
  'file.not-text': 'The file is not a text. Save it as CSV first',
  'file.too-many-rows': 'The file has far too many rows',
  'file.csv': 'The file stops being CSV at line {line}',
  'firm-by': '{label} must be today or later, and not after the opening ends',
  'record-changed': 'Somebody else has changed this opening. Look at it again',
  'below-used': 'Up to {most} places are held or taken. It cannot be fewer',
  'not-open': 'This opening is no longer open',
  'site-cap.below-used':
    'Up to {most} places of this site are held or taken. It cannot be fewer in the weeks of {weeks}',
  'site-cap.lifted': 'This limit has been lifted already',
  'opening.already': 'This is so already',
  'opening.admission-of-another': 'Choose an admission of this provider',
  'admission-not-needed': '{label} is only for providers on a framework',
  'tariff-unknown': 'Choose an approved price of this provider',
  'pattern-twice': 'Two patterns have the same half days',
  'pattern-empty': 'A pattern needs at least one half day',
  'too-long-ahead': '{label} must be within three years of the first day',
});
