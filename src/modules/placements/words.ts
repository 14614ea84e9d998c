import { registerWords } from '../../web/index.js';

registerWords({
  'referral.not-waiting': 'This pupil no longer waits for a decision. Somebody else may have decided first',
  'placement.answered': 'This offer has been answered already',
  'placement.offer-lapsed': 'The time to answer this offer is over. The place has been given back',
  'placement.already-live': 'This pupil has a live placement already',
  'placement.option-already-offered': 'This option was offered under the same decision before',
  'placement.not-yet': 'The first day is {startsOn}. Record it on that day or after',
  'capacity.none-left': 'The last place has just been taken. Choose another option',
  'capacity.not-offered': 'The place is not open for the whole period. Choose another option or other dates',
  'capacity.hold-lapsed': 'The place was kept too long and has been given back',
  'capacity.hold-released': 'The place has been given back',
  'tariff.none-approved': 'There is no approved price for this place',
  'placement-past': 'Enter today or a later date',
  'placement-too-far': 'That date is too far ahead',
  'placement-before-start': 'The last day must not be before the first day',
  'placement-after-end': 'The last day must not be after the planned end',
  'placement-option': 'Choose one place, or up to three part-time places that make a week',
  'placement-option-repeated': 'This option is named twice. Name each option once',
  'school-order':
    'The school buys this place. Enter its order: number, who authorised it, up to how much and until when',
});
