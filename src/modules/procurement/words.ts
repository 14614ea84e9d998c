import { registerWords } from '../../web/index.js';

/** The words for every code this module answers with. */
registerWords({
  'framework.reference-taken': 'Your authority already has a framework with this reference',
  'framework.not-found': 'This framework could not be found',
  'lot-twice': 'Two lots have the same number',
  'admission.overlaps': 'The provider is already admitted to this lot on some of these days',
  'admission.suspension-overlaps': 'It is already suspended on some of these days',
  'admission.not-suspended': 'It is not suspended on that day',
  'admission.not-current': 'The provider is not admitted on that day',
  'admission.suspended': 'The admission is suspended on that day',
  'condition.number-taken': 'There is a condition with this number already',
  'condition.fixed': 'A round of this dynamic market has been published, so its conditions cannot change any more',
  'question.number-taken': 'There is a question with this number already',
  'round.stands': 'The round has been published. What bidders were told stands; only the close may move to later',
  'round.not-open': 'The round has no close that could be moved',
  'round.nothing-asked': 'The round asks nothing yet. Add a question, or a condition to the framework',
  'round.closes-in-the-past': 'The round closes in the past. Change when it closes',
  'weights-not-whole':
    'The weights of lot {lot} add up to {percent} per cent. They must add up to 100, or to nothing where nothing is scored',
  'round-must-close': 'Enter when it closes. Under this law a round cannot stay open',
  'outside-round': '{label} must be while the round is open',
  'outside-framework': '{label} must be within the dates of the framework',
  'no-scores': 'Under this law whoever meets the conditions is admitted, so nothing is scored',
  'weight-without-score': 'Only scored questions have a weight',
  'lot-not-in-round': 'The round is not open for this lot',
  'only-later': '{label} must be later than it is now',
  'lot-line': 'Write each lot on a line of its own, its number first',
  'only-earlier': '{label} must not be later than it would have ended',
});
