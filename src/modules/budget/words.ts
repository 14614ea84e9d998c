import { registerWords } from '../../web/index.js';

registerWords({
  'budget.exceeded':
    'There is not enough money left in the fund for this. Choose a cheaper option, a shorter period, or ask finance.',
  'budget.fund-not-open':
    'The fund has not been opened for {financialYear} yet. Ask finance to open it, or end the placement by 31 March.',
  'charge.no-lawful-footing':
    'The school cannot be charged for this after a permanent exclusion without a signed agreement.',
  'order.not-found': 'The order from the school could not be found',
  'order.required': 'A place that the school buys needs the school’s order',
  'order.exceeded': 'The school’s share is more than its order allows',
  'order.ends-too-early': 'The school’s order ends before the placement does',
  'agreement.required': 'Enter the reference of the signed agreement that the charge rests on',
  'ledger.period-closed': 'That financial period is closed',
  'calendar.not-covered':
    'The school’s calendar does not reach that far. Add its term dates first, or choose an earlier end.',
  'placement.no-school-day': 'There is no school day with a session in that period',
});

/** What a footing is called on a page. */
export const FOOTING_WORDS: Readonly<Record<string, string>> = {
  AUTHORITY_FUNDING: 'High needs budget',
  STATUTORY_REDETERMINATION: 'Funding follows the excluded pupil (regulations)',
  LEAVER_REDETERMINATION: 'Funding follows the leaver (regulations)',
  SERVICE_PURCHASE: 'The school buys the place',
  SIGNED_AGREEMENT: 'Signed agreement',
  SCHOOLS_FORUM_DECISION: 'Schools Forum decision',
};
