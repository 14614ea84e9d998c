import { registerWords } from '../../web/index.js';

/** The words for every code this module answers with. */
registerWords({
  'policy.second-person': 'Whoever drafted a policy does not approve it',
  'policy.that-day': 'A version counts from this day already. Choose another day',
  'policy.not-decided': 'A policy is approved by a decision of the board',
  'policy.stands': 'This draft is before the board, approved or withdrawn, and stands as it is',
  'policy.none-yet': 'No policy is in force on that day that a draft could start from',
  'policy.no-change': 'The draft changes nothing yet',
  'policy.in-the-past': 'It would count from a day that has passed. Choose a later day',
  'policy.out-of-date': 'Version {version} has been approved since this was drafted. Bring the draft up to date first',
  'shares-sum': 'The two shares must add up to 10,000 hundredths, which is the whole',
  'before-step-before': '{label} cannot be fewer than the days of the step before it',
  'clocks.holdDays.shorter-than-offer': 'A place must be held at least as long as an offer may wait',
  'bands.repeated': 'Each test stands in one band',
  'last-takes-everyone': 'The last band must take everyone else',
  'rules.registration.warnFromHours.above-limit': 'The warning must come no later than full time begins',
  'all-nought': 'At least one weight must be above nought',
  'list-line': '{label} has a line that cannot be read: {line}',
});
