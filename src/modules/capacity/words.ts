import { registerWords } from '../../web/index.js';

/** The words for every code this module answers with. */
registerWords({
  'opening.below-used': 'Up to {most} places are held or taken. It cannot be fewer in the weeks of {weeks}',
  'opening.already': 'This is so already',
  'opening.admission-of-another': 'Choose an admission of this provider',
  'admission-not-needed': '{label} is only for providers on a framework',
  'tariff-unknown': 'Choose an approved price of this provider',
  'pattern-twice': 'Two patterns have the same half days',
  'pattern-empty': 'A pattern needs at least one half day',
  'too-long-ahead': '{label} must be within three years of the first day',
});
