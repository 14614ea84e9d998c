import { registerWords } from '../../web/index.js';

registerWords({
  'reintegration.exists': 'A way back to school is under way already',
  'reintegration.settled': 'It is completed or given up, and stands as it is',
  'reintegration.placement-over': 'The placement is over. A new request to go back to school is made by the school',
  'reintegration.not-whole': 'Not all half days are at the school yet. Add a step with all of them first',
  'reintegration.not-begun': 'All half days are at the school from {from}. Complete it on that day or after',
  'reintegration.clash':
    'The provision still teaches in one of these half days. Change the week of the placement, or end it, first',
  'reintegration.added-meanwhile': 'Somebody else has just added a step. Look at the steps and add yours again',
  'reintegration.no-check': 'Nothing is to be looked at after so many weeks',
  'reintegration.too-early': 'This is asked from {from} on',
  'reintegration.found': 'What was found is recorded, and stands',
  'step-after': 'Enter a Monday after the first day of the step before',
  'step-ends-before': 'The last day must not be before the first day',
  'staff-hours': 'Enter hours of staff for lessons with support, and nought for everything else',
  'step-back': 'Say why there are fewer half days than before',
});
