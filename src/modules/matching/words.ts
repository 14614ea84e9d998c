import { registerWords } from '../../web/index.js';

registerWords({
  'matching.not-offered': 'One of the places is no longer for sale. Choose another option',
  'matching.rule-failed': 'The option no longer keeps every rule: {rules}',
  'matching.not-waivable': 'The policy lets nobody set this rule aside: {rules}',
  'matching.waiver-needs-reason': 'Give a reason for each rule that is set aside',
  'matching.taken-over': 'Another run took over. Look at the latest one',
  'policy.none-in-force': 'No policy is in force yet, so nobody can be matched',
});
