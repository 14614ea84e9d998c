/**
 * Tables without row security, each with the reason why its rows may be seen by whoever is connected. Everything else
 * must have it enabled and forced. A table leaves or enters this list only with a sentence.
 */
export const WITHOUT_ROW_SECURITY: Readonly<Record<string, string>> = {
  schema_migration: 'Names of migrations; the application may read it and nothing else.',
  http_session: 'Read before anybody is known; found by a random id that only a signed cookie carries.',
};

/** Functions that run with their owner's rights, each with the reason; all must pin their search path. */
export const SECURITY_DEFINERS: Readonly<Record<string, string>> = {
  identity_memberships: 'What a person may act as, asked with every request before an actor exists.',
  identity_sign_in: 'Who an issuer and subject are, asked while signing in, before an actor exists.',
  identity_token: 'Which machine a token hash belongs to, asked before an actor exists.',
  identity_accept: 'Takes an invitation by the hash of its link; whoever follows it is not known yet.',
  identity_has_manager: 'Whether a provider has a manager of its own, who may belong to another authority’s people.',
  identity_manages: 'Whether a person manages a provider, asked of whoever invites or approves there.',
  identity_known: 'Whether a made-up person is already there; services only.',
  identity_names: 'Names for ids that a reader already has, whichever organisation the person belongs to.',
  membership_second_person: 'Refuses an approval by whoever invited, or past a provider’s own managers, seen or not.',
  ledger_apply: 'Moves the counters of the two accounts of a transfer; nobody may set a balance themselves.',
  ledger_lock: 'Takes the locks of a transfer’s accounts in order, which needs a right that the service does not have.',
  school_order_apply: 'Counts what is charged on a school’s order; nobody may set that themselves.',
  block_lock: 'Takes the lock of a block, which needs a right that a borrower does not have.',
  block_apply: 'Gives a buyer its units, or takes back what was cancelled; nobody may set them.',
  block_loan_apply: 'Moves units between two holders, of whom each may change nothing of the other’s.',
  block_draw_apply: 'Counts what is used of a block; nobody may set that themselves.',
  round_bidders:
    'Names and lots of the bidders in whom somebody who evaluates or reads still has to declare an interest or none.',
  round_followers: 'Whom to tell of a round whose bids are sealed from everybody else; services only.',
  evaluation_complete: 'Whether everybody has submitted scores, whichever bids the one who asks may read.',
  quality_known:
    'The outcome and day of the latest look at inspections and a bid’s total, for those who read the authority’s options.',
  application_in_time: 'Holds a round while a bid is sent in it, which its bidder may not, and refuses a late one.',
  application_being_evaluated: 'Refuses to take back a bid whose evaluation has begun, which its bidder cannot see.',
  application_decided_stands: 'Refuses to withdraw a bid that the board has decided, whose case its bidder cannot see.',
  support_waiting: 'How many wait for a team, for whoever keeps teams and reads no request.',
  own_bids_decided: 'What the board decided of one’s own bids, once it has: the cases are not a bidder’s to read.',
};

/** Rows with people or money that belong to no one authority, and why. */
export const WITHOUT_AUTHORITY: Readonly<Record<string, string>> = {
  message:
    'An organisation is told some things whichever authorities it works with; who reads them is the organisation.',
};
