import { registerWords } from '../../web/index.js';
import { registerOutcomeWords } from '../panels/index.js';
import { REFERRAL } from './application/referral-paper.js';
import { PANEL_OUTCOMES, RATIFICATION_OUTCOMES } from './domain/panel-outcomes.js';
import { RATIFICATION } from './persistence/ratification.store.js';

const saidOf = (outcomes: Readonly<Record<string, { readonly said: string }>>): Record<string, string> =>
  Object.fromEntries(Object.entries(outcomes).map(([code, { said }]) => [code, said]));
registerOutcomeWords(REFERRAL, saidOf(PANEL_OUTCOMES));
registerOutcomeWords(RATIFICATION, saidOf(RATIFICATION_OUTCOMES));

registerWords({
  'panel.education-owed':
    'Education is owed to this pupil by a day. Support may come with a place, and not instead of one',
  'referral.not-waiting': 'This pupil no longer waits for a decision. Somebody else may have decided first',
  'placement.answered': 'This offer has been answered already',
  'placement.offer-lapsed': 'The time to answer this offer is over. The place has been given back',
  'placement.already-live': 'This pupil has a live placement already',
  'placement.option-already-offered': 'This option was offered under the same decision before',
  'placement.site-closes':
    'A site of this option closes before the planned last day. Choose an earlier day or another place',
  'placement.not-yet': 'The first day is {startsOn}. Record it on that day or after',
  'placement.overlaps': 'The pupil has another placement in some of these half days',
  'placement.marked-after': 'The register has been marked for days after that. Choose a day after the last mark',
  'change.exists': 'A change of this placement waits for an answer already. Settle or withdraw that one first',
  'change.settled': 'This change has been settled already',
  'change.not-yours': 'This change does not wait for you',
  'change.too-late': 'It was to begin on {from}, which is over. Ask for it again with another day',
  'change.placement-over': 'Only a placement that is agreed or under way can be changed',
  'change.from-block':
    'This placement uses a block that was bought ahead. End it, and decide on another with the units that are left',
  'change.not-paused': 'The placement is not paused then, or would go on on the day that was agreed',
  'change.nothing-there': 'Nothing of the placement is left to change by then',
  'change.other-provider': 'That is another provider’s place. Transfer the pupil instead',
  'change-later': 'Enter a later day than the planned last day',
  'change-monday': 'Enter a Monday: places are kept by the week',
  'transfer.same-provider': 'That is the same provider. Change the week or the site instead',
  'transfer-after': 'Enter a day after the last day at the other provider',
  'destination.not-ended':
    'There is nothing to record: the placement goes on, or the pupil went back or on to another place',
  'destination.none': 'Record first where the pupil went',
  'destination.found': 'What was found is recorded, and stands',
  'destination.too-early': 'There is nothing to be found before {from}',
  'failure.goes-on':
    'The site is open and the provider may be used, or nobody is placed there. Close the site or end the admission first',
  'failure.made': 'This was done already for that day. Look at what was done, and run it again',
  'reservation.exists': 'A place is kept for this pupil already. Give it back first',
  'reservation.ended': 'The place is no longer kept',
  'reservation.not-allowed': 'Your policy keeps no places before a decision',
  'capacity.none-left': 'The last place has just been taken. Choose another option',
  'capacity.not-offered': 'The place is not open for the whole period. Choose another option or other dates',
  'capacity.hold-lapsed': 'The place was kept too long and has been given back',
  'capacity.hold-released': 'The place has been given back',
  'purchase.off-framework':
    '{provider} is on no framework, and there are places on the list for this pupil. Choose one of those, or ask a second person to approve buying outside the framework',
  'purchase.not-admitted': '{provider} is not admitted to a framework that you may use, so nothing can be called off',
  'purchase.waits': 'Buying from {provider} waits for a second person. Decide when it is approved',
  'purchase.asked-already': 'Buying from this provider was asked for already, and is not refused',
  'purchase.answered': 'Somebody has answered this already',
  'purchase.second-person': 'Somebody else must answer: you asked',
  'purchase.on-list': 'This provider can be used without asking: it is on the list',
  'tariff.none-approved': 'There is no approved price for this place',
  'panel.nothing-due': 'Nothing is due: every request on no agenda can wait for the meeting after this one',
  'panel.nothing-chosen': 'Choose the requests to put on the agenda',
  'panel.too-many': 'Put at most {most} requests on an agenda at a time',
  'reconsideration.asked': 'This has been asked already, and is on its way',
  'reconsideration.too-late': 'This could be asked until {until}',
  'reconsideration.not-open': 'There is nothing in this decision to be looked at again',
  'reconsideration.second-person': 'Somebody who took no part in the decision answers',
  'reconsideration.answered': 'This has been answered, and stands',
  'reconsideration.case-over': 'The request is over, so nothing can go back to the panel. The school may refer again',
  'letters.too-many': 'Send the letters of at most {most} decisions at a time',
  'letters.issued': 'The letters of this decision have been sent, and stand as they are',
  'decision.ratified': 'A panel has said already whether it ratifies this',
  'placement-past': 'Enter today or a later date',
  'placement-too-far': 'That date is too far ahead',
  'placement-before-start': 'The last day must not be before the first day',
  'placement-after-end': 'The last day must not be after the planned end',
  'placement-option': 'Choose one place, or up to three part-time places that make a week',
  'placement-option-repeated': 'This option is named twice. Name each option once',
  'school-order':
    'The school buys this place. Enter its order: number, who authorised it, up to how much and until when',
});
