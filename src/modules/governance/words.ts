import { registerWords } from '../../web/index.js';
import { registerOutcomeWords } from '../panels/index.js';
import { POLICY } from './application/policy-subject.js';
import { ADMISSION } from './application/prepare-admissions.js';
import { OUTCOME_WORDS, POLICY_OUTCOME_WORDS } from './domain/outcome-words.js';

registerOutcomeWords(ADMISSION, OUTCOME_WORDS);
registerOutcomeWords(POLICY, POLICY_OUTCOME_WORDS);

/** The words for every code this module answers with. */
registerWords({
  'admission.before-the-board': 'The provider is before the board for this lot already',
  'admission.decided-already': 'This has been decided, and stands',
  'admission.outcome-not-open': 'The law does not let the board decide this on this applicant',
  'admission.past-its-end': 'The admission would end before it could begin',
  'admission.second-person': 'Somebody who took no part in the decision signs',
  'paper.withheld':
    'You have declared an interest in one of these bids, so this paper is not whole for you. Somebody else puts it to the board',
  'paper.undeclared':
    'Say first whether you have an interest in each bidder: {count} left. You do not see their bids before',
  'paper.nothing-ready': 'No bid has a recommendation that is not before the board already',
  'prices.not-admitted': 'The prices are taken over once the provider is admitted',
  'prices.taken-over': 'Every price that was bid stands in the price list already',
  'appeal.received': 'An appeal against this decision has been received already',
  'appeal.second-person': 'Somebody who took no part in the decision answers',
  'appeal.answered': 'This appeal has been answered, and stands',
});
