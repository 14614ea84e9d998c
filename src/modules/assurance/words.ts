import { registerWords } from '../../web/index.js';

/** The words for every code this module answers with. */
registerWords({
  'visit.moved-on': 'Somebody has moved this visit on already. Look at it again',
  'visit.report-stands': 'What was seen can be changed before the report is sent, and after the provider has replied',
  'visit.safeguarding-not-judged': 'Say first what was seen of safeguarding: every report judges it',
  'visit.reply-open': 'The provider may still reply, until {until}',
  'visit.reply-late': 'The last day for a reply was {until}',
  'visit.not-carried-out': 'Actions are agreed once the visit has been carried out',
  'visit-action.moved-on': 'Somebody has moved this action on already. Look at it again',
  'visit-day': '{label} must be within a year back and two years ahead',
  'safeguarding-serious':
    'A serious weakness in safeguarding is one of the whole. Choose “Serious weakness”, or change what is said of safeguarding',
  'not-in-the-future': '{label} must be today or earlier',
  'assurance-terms.exist': 'Something has been said for this day already, and stands. Choose another day',
});
