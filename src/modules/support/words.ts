import { registerWords } from '../../web/index.js';

registerWords({
  'support.team-exists': 'There is a team of this name already. Choose another',
  'support.place-exists': 'The team works there already',
  'support.member-exists': 'This person is in the team already',
  'support.strength-exists': 'A strength is set from this day already. Choose another day',
  'support.full':
    'Somebody else has just taken the last place of the team. Put it on the waiting list, or choose a later day',
  'support.full-in':
    'The team is full in the week of {week}. Choose a later first day, fewer weeks or another team, or put it on the waiting list',
  'support.answered': 'This is answered already, or was taken back, and stands as it is',
  'support.not-yours': 'Only the school takes a request back, and only the authority or who leads the team answers',
  'support.granted-already': 'The support of this decision is granted already',
  'support.under-way': 'A round of this support is under way already',
  'support.cycle-decided': 'What follows this round is decided already, and stands',
  'support.cycle-over': 'This round has ended. Nothing more is recorded of it',
  'support.form-exists':
    'What this person said at the start or the end, or on this day, is kept already. Choose “On the way” and another day',
  'support.no-pupil': 'A referral is about a pupil, and this request is about staff or a group',
  'support.referral-begun': 'The referral is begun already. Find it under Referrals',
  'worry.exists': 'Somebody of this name is on the list already. Choose another name',
  'worry.referral-begun': 'The referral is begun already. Find it under Referrals',
  'team-ends': 'The team ends on {last}, before so many weeks are over',
  'site-or-school': 'Choose a site, or enter the URN of a school; one of the two',
  'before-cycle': 'The round had not begun on that day',
  minutes: '{label} must be between 5 and 480',
  score: 'Choose a number from one to five',
  'unknown-question': 'This is not asked of this person',
});
