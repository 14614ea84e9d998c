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
  'only-earlier': '{label} must not be later than it would have ended',
});
