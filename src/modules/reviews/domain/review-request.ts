/** Who may ask in writing for a review of an off-site direction. */
export const REQUESTED_BY = {
  FAMILY: 'A parent, or the pupil from 18',
  AUTHORITY: 'The authority, where the pupil has an EHC plan',
} as const;
export type RequestedBy = keyof typeof REQUESTED_BY;
