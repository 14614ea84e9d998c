import { keepsOfChild } from '../records/index.js';

keepsOfChild({
  table: 'concern',
  title: 'Concerns about providers',
  withheld: 'They name staff and other people and may be confidential: the designated lead looks at them by hand.',
});
