import type { StateTable } from '../../../kernel/index.js';

/** Every move a referral may make. A pair missing here is refused, never guessed. */
export const referralMoves = {
  DRAFT: { submit: 'SUBMITTED', submitToSen: 'WITH_SEN' },
  SUBMITTED: {
    return: 'RETURNED',
    withdraw: 'WITHDRAWN',
    decide: 'DECIDED',
    decline: 'CLOSED',
    // A school takes the pupil: there is no offer to answer.
    settle: 'CLOSED',
    sendToSen: 'WITH_SEN',
  },
  // A panel's decision to decline is to be looked at again: the request waits once more, as it was.
  RETURNED: { submit: 'SUBMITTED', submitToSen: 'WITH_SEN', withdraw: 'WITHDRAWN', reopen: 'SUBMITTED' },
  WITH_SEN: { return: 'RETURNED', withdraw: 'WITHDRAWN', sendToPool: 'SUBMITTED', reopen: 'SUBMITTED' },
  // Withdrawing an offer is for whoever made it: place and money go back first, and then the referral may be withdrawn.
  DECIDED: { place: 'PLACED', backToPool: 'SUBMITTED' },
  PLACED: { backToPool: 'SUBMITTED', close: 'CLOSED' },
  WITHDRAWN: {},
  CLOSED: { reopen: 'SUBMITTED' },
} as const satisfies StateTable;

export type ReferralStatus = keyof typeof referralMoves;
export type ReferralEvent = { [S in ReferralStatus]: Extract<keyof (typeof referralMoves)[S], string> }[ReferralStatus];

/** Not yet ended: a pupil has at most one of these at a time in an authority. */
export const OPEN_STATUSES: readonly ReferralStatus[] = ['SUBMITTED', 'RETURNED', 'WITH_SEN', 'DECIDED'];

/** The case is over: what its parties read of the child is what stood there at that moment. */
export const OVER_STATUSES: readonly ReferralStatus[] = ['WITHDRAWN', 'CLOSED'];

/** In these the answers may still be changed by whoever referred. */
export const EDITABLE_STATUSES: readonly ReferralStatus[] = ['DRAFT', 'SUBMITTED', 'RETURNED', 'WITH_SEN'];

/** A place is decided: only what was left to answer before the first day may still be given. */
export const LATE_STATUSES: readonly ReferralStatus[] = ['DECIDED', 'PLACED'];

/** What a person reads, and who must act next. */
export const STATUS_WORDS: Readonly<Record<ReferralStatus, { readonly label: string; readonly actor: string }>> = {
  DRAFT: { label: 'Draft', actor: 'School to finish' },
  SUBMITTED: { label: 'Waiting for a place', actor: 'Panel to decide' },
  RETURNED: { label: 'More information needed', actor: 'School to answer' },
  WITH_SEN: { label: 'With the SEN officer', actor: 'SEN officer to act' },
  DECIDED: { label: 'Place offered', actor: 'Provider to answer' },
  PLACED: { label: 'Placed', actor: 'No one needs to act' },
  WITHDRAWN: { label: 'Withdrawn', actor: 'No one needs to act' },
  CLOSED: { label: 'Closed', actor: 'No one needs to act' },
};
