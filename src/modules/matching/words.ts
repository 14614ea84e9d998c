import { registerWords } from '../../web/index.js';

registerWords({
  'matching.not-offered': 'One of the places is no longer for sale. Choose another option',
  'matching.parts-clash':
    'Two of these places want the pupil in the same half day. Choose parts of a package that do not clash',
  'matching.rule-failed': 'The option no longer keeps every rule: {rules}',
  'matching.not-waivable': 'The policy lets nobody set this rule aside: {rules}',
  'matching.waiver-needs-reason': 'Give a reason for each rule that is set aside',
  'matching.wish-stands':
    'This option is pinned or barred already, or another option of this pupil is pinned. Undo that first',
  'matching.pins-clash':
    'The pins do not go together: with this one they would take more places or money than there are. Undo one of them first',
  'matching.nothing-to-try': 'Nothing is pinned or barred, so nothing would change. Pin or bar an option first',
  'matching.no-result': 'There is no result yet to compare with. Wait for the first run',
  'matching.prices-known': 'This is known already',
  'matching.prices-unproved': 'The choice of this run is not proved to be the best, so this cannot be worked out',
  'matching.prices-of-the-latest': 'This can be worked out for the latest run only',
  'matching.not-running': 'This run has ended already',
  'matching.taken-over': 'Another run took over. Look at the latest one',
  'policy.none-in-force': 'No policy is in force yet, so nobody can be matched',
});
