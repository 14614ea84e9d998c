/** What the board may decide, in a few words. */
export const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  ADMIT: 'Admitted',
  ADMIT_WITH_CONDITIONS: 'Admitted with conditions',
  REFUSE: 'Refused',
  APPROVED: 'Approved',
  REJECTED: 'Not approved',
  DEFERRED: 'Deferred',
};
