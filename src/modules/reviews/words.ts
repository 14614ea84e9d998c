import { registerWords } from '../../web/index.js';

registerWords({
  'review.not-agreed': 'Plans and reviews begin when the placement is agreed',
  'review.held-meanwhile': 'Somebody else has recorded this review already. What they wrote stands',
  'review.called-off': 'This review was called off, since the placement ended or fell',
  'review.over': 'The placement has ended, so nothing more is planned for it',
  'review.no-right':
    'The right to ask for a review in writing belongs to off-site directions. Arrange the next review earlier instead',
  'review.asked-already': 'This request has been written down already',
  'review.asked-meanwhile':
    'A review was recorded at the same moment. Open the page again: the answer may be another one now',
  'plan.changed-meanwhile':
    'Somebody else has written a version since you opened this page. Open it again to see what it says',
  'plan.agreed': 'This version has been agreed to, and stands. Write another version',
  'plan.agreed-already': 'Your organisation has agreed to this version already',
  'contacts.changed-meanwhile': 'Somebody else has changed the contacts at the same moment. Open the page again',
  'measure.exists': 'Something else is kept for this scale and day. Say that you correct it, or choose another day',
  'measure.changed-meanwhile': 'Somebody else has entered this scale and day at the same moment. Open the page again',
  'measure.not-on-scale': 'The value is not on the scale',
  'step.done-already': 'This step is done already',
  'objectives-number': 'Give at least one objective, and {max} at most',
  'contacts-number': 'Give at least one contact, and {max} at most',
  'steps-number': 'Give {max} next steps at most',
  'objective-unknown': 'Say how far each objective of the plan is reached. Open the page again if the plan has changed',
  'after-last-review': 'The last review was held on {last}: this one was later',
  'after-this-review': 'The next review is after this one',
  'measure-number': '{label} must be a number on the scale',
  'measure-tenths': '{label} must be a number with one decimal place at most, such as 97.5',
  'measure-range': '{label} must be between {min} and {max} on this scale',
  'baseline-exists':
    'There is a baseline on this scale already. Correct that one, or enter this as measured during the placement',
  'after-ending': 'What is measured after the placement is measured on or after its last day',
  'needs-plan': 'The authority may ask only where the pupil has an EHC plan, and the case holds none',
  phone: '{label} must be a telephone number, such as 0161 496 0000',
});
