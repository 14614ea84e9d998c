import { registerWords } from '../../web/index.js';

registerWords({
  'block.second-person': 'Somebody else must sign: you prepared this',
  'block.moved-on': 'Somebody has signed, refused or withdrawn this already',
  'block.too-late': 'Its first week has begun. Prepare it again for later weeks',
  'block.price-changed': 'The price list has changed since this was prepared. Withdraw it, and prepare it again',
  'block.terms-changed':
    'The conditions of the framework have changed since this was prepared. Withdraw it, and prepare it again',
  'block.not-for-schools': 'Schools do not buy through this framework. Ask the authority to buy the place',
  'block.not-for-sale': 'This place is not for sale in that week. Choose another one',
  'block.off-framework': '{provider} is on no framework. Only places on the list can be bought ahead of need',
  'block.no-weekly-price': 'This place has no price by the week, so that no unit of it can be priced',
  'block.no-school-week': 'There is no school week between these days',
  'block.no-room':
    'So much is not free in every week: {places} places are needed, {least} are left in the fullest week',
  'block.notice-too-late': 'The notice of {noticeDays} days ends after the last week. Nothing is left to cancel',
  'block.not-usable':
    'This block cannot be used here: it is not signed, is over, or is for other pupils or another place',
  'block.not-covered': 'The block does not cover all of these weeks for you',
  'block.not-left': 'So many are not left in every one of these weeks',
  'block.given-back': 'What was given back cannot be taken again',
  'block.of-placement': 'Its units come back when the placement ends',
  'loan.moved-on': 'This has been answered or withdrawn already',
  'loan.sold': 'What was sold stays sold',
  'loan.over': 'No week is left to give back',
  'loan.in-use': 'Some of it is in use. Give back the uses first',
  'purchase.moved-on': 'Somebody has confirmed or cancelled this already',
  'purchase.recorded-already': 'This pupil reference is recorded with this provider for some of these days already',
  'purchase-why-outside':
    'Say why nobody on the list will do: the provider is outside the framework, or suspended from it',
  'purchase-warned':
    'Confirm that you have read the warning: the provider is outside the framework, or suspended from it',
  'purchase-too-old': '{label} is too long ago',
  'purchase-too-far': '{label} must be within two years from today',
  'block-past': '{label} must not be before this week',
  'block-too-long': '{label} is too far from the first day: two years at most',
  'block-unit-too-short': 'A week at this place is shorter than an hour. Choose places or days',
  'block-above-list': 'The price list says {list}. Enter that or less',
});
