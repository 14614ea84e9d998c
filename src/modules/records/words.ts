import { registerWords } from '../../web/index.js';

registerWords({
  'no-pupil': 'No pupil or case of the authority has this reference. Check it on the page of the case',
  'hold.stands': 'A legal hold stands on this record already',
  'hold.lifted': 'The hold was lifted already, and stands as it is',
  'export.not-ready': 'It is still being gathered',
  'export.expired': 'The file is gone: its days are over. Ask for it again if it is still needed',
});
