import { registerWords } from '../../web/index.js';

/** The words for every code this module answers with. */
registerWords({
  ocid: 'Enter an identifier such as ocds-h6vhtk-04a1b2',
  'ocid.taken': 'Another framework is published under this identifier',
  'publication.no-ocid': 'Record the open contracting identifier of the published notice first',
  'publication.not-a-procurement': 'This list is no procurement, so it has no open contracting data',
});
