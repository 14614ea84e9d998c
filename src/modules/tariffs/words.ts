import { registerWords } from '../../web/index.js';

/** The words for every code this module answers with. */
registerWords({
  'tariff.same-person': 'You signed this price first. Somebody else has to approve it',
  'tariff.not-draft': 'This price is not waiting for approval',
  'tariff.not-approved': 'Only an approved price can be ended',
  'tariff.overlaps': 'Another approved price covers some of the same days. End that one first',
  'tariff.immutable': 'An approved price cannot be changed. End it and enter a new one',
  'tariff.person-needed': 'A price is signed by a person',
  'tariff.provider-unknown': 'Choose a provider, and a programme of that provider',
  'tariff-only-earlier': '{label} must not be later than the price would have ended',
  'tariff.not-found': 'This price could not be found',
});
