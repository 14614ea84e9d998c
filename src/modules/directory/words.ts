import { registerWords } from '../../web/index.js';

registerWords({
  'near.postcode': 'Near this postcode must be a postcode, such as M14 7PA',
  'near.postcode-unknown': 'That postcode is not on the list. Postcodes made since 2014 are missing: give one nearby',
});
