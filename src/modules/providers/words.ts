import { registerWords } from '../../web/index.js';

/** The words for every code this module answers with. */
registerWords({
  'ends-before-start': '{label} must not be before it starts',
  'vat-number': '{label} must be nine or twelve digits, such as GB123456789',
  grid: '{label} must be a point on the British National Grid, in metres',
  'too-many': '{label}: choose {max} or fewer',
  'not-registered': '{label} cannot be given where nothing is registered',
  'urn-unknown': 'No establishment in the register has this URN',
  'urn.urn': 'URN must be six digits',
  'postcode.postcode': 'Postcode must be a postcode, such as M1 1AA',
  'provider.change-needs-approval':
    'You are admitted to a framework, so this change needs the authority’s approval first. Announce it under Changes',
  'record.changed': 'Somebody else has changed this since you opened it. Open it again and make your change once more',
  'site.name-taken': 'This provider already has a site with this name',
  'programme.name-taken': 'This site already has a programme with this name',
  'registration.overlaps': 'Another registration covers these days',
  'registration.below-used':
    'More pupils are placed there than this would allow (up to {most}), in the weeks of {weeks}',
  'provider.own-commissioner': 'A provider cannot be its own commissioner',
  'ended-already': '{label} has passed: this document counts for nothing any more',
  'file-content': 'The file must be a PDF, a JPEG or PNG picture, or a Word, Excel or OpenDocument file',
  'file-macros': 'The file holds a program (a macro). Save it without, or as a PDF',
  'file-locked': 'The file is locked with a password, so no virus scanner can read it. Save it without one',
  tooLarge: 'The file is larger than it may be',
  'file-or-statement': 'Choose a file, or confirm it in writing where that is asked for: one of them, not both',
  'evidence.replaced': 'Somebody has kept a newer document in its place since you opened it. Open that one',
  'evidence.other-kind': 'A document is replaced by one of its own kind',
  'evidence.not-a-provider': 'Your organisation is not a provider yet, so it keeps no documents here',
  'evidence.not-clean': 'The document waits for the virus scan or was refused. Nobody can open it',
  'provider.not-found': 'This provider could not be found',
});
