/** What the board decided on an admission, in a few words. */
export const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  ADMIT: 'Admitted',
  ADMIT_WITH_CONDITIONS: 'Admitted with conditions',
  REFUSE: 'Refused',
  DEFERRED: 'Deferred',
};

/** What it decided on a draft of the policy. */
export const POLICY_OUTCOME_WORDS: Readonly<Record<string, string>> = {
  APPROVED: 'Approved',
  REJECTED: 'Not approved',
  DEFERRED: 'Deferred',
};
