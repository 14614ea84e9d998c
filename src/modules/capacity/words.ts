import { registerWords } from '../../web/index.js';

/** The words for every code this module answers with. */
registerWords({
  'opening.below-used': 'Up to {most} places are held or taken. It cannot be fewer in the weeks of {weeks}',
  'openings.rows-refused':
    'Nothing was opened: {rows} of the rows cannot be, in the lines {lines}. Correct them and send them again',
  'file.too-many-openings': 'At most {max} openings can be entered at once. Send them in several files',
  'firm-by': '{label} must be today or later, and not after the opening ends',
  'record-changed': 'Somebody else has changed this opening. Look at it again',
  'below-used': 'Up to {most} places are held or taken. It cannot be fewer',
  'not-open': 'This opening is no longer open',
  'limit.below-used': 'Up to {most} places are held or taken there. It cannot be fewer in the weeks of {weeks}',
  'limit.lifted': 'This limit has been lifted already',
  'opening.already': 'This is so already',
  'opening.admission-of-another': 'Choose an admission of this provider',
  'admission-not-needed': '{label} is only for providers on a framework',
  'tariff-unknown': 'Choose an approved price of this provider',
  'pattern-twice': 'Two patterns have the same half days',
  'pattern-empty': 'A pattern needs at least one half day',
  'too-long-ahead': '{label} must be within three years of the first day',
});
