/** Tables that reach a child and are in no export of it, each with the reason. */
export const NOT_IN_EXPORTS: Readonly<Record<string, string>> = {
  pupil_number: 'Digests by which a number is found again; the number itself is in the child’s identity.',
  worry: 'A school’s own list, which the authority does not see; the school answers for it itself.',
  referral_draft: 'A draft belongs to no child yet; whoever types it sees it.',
  subject_export_file: 'The export itself.',
  concern_action: 'Of a concern, which is withheld.',
  concern_note: 'Of a concern, which is withheld.',
  concern_suspension: 'Of a concern, which is withheld.',
};

/** Tables that lead on to records of other things, such as a decision to the admission of a provider. */
export const LEADS_ELSEWHERE: Readonly<Record<string, string>> = {
  decision: 'Bodies decide on bids and policies in the same table.',
  block_draw: 'What was bought ahead is no child’s; only its use is.',
  matching_option: 'A run works on all children at once.',
};
