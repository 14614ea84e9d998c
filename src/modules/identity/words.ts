import { registerWords } from '../../web/index.js';

registerWords({
  'identity.oneself': 'Nobody can change their own access. Ask another administrator',
  'identity.second-person': 'You invited this person, so somebody else must approve them',
  'identity.providers-own': 'This provider has a manager. One of its own managers must do this',
  'identity.role-not-here': 'This role cannot be held in an organisation of this kind',
  'identity.already-member': 'This person already holds this role there',
  'identity.permission-not-here': 'A machine of this organisation cannot be given one of these permissions',
  'identity.permission-not-yours':
    'One of these permissions opens children’s files, and you may not open them yourself: ask somebody who may',
  'identity.organisation-not-yours': 'Choose an organisation that you administer',
  'identity.invitation-spent': 'This invitation has been used, withdrawn or has expired',
  'identity.token-over': 'This token has already been withdrawn',
  'state.not-allowed': 'This has changed in the meantime. Load the page again to see how it stands',
  'sign-in.failed': 'Signing in did not finish. Try again',
});
