import type { StateTable } from '../../../kernel/index.js';

/** Every move a placement may make. A pair missing here is refused, never guessed. */
export const placementMoves = {
  OFFERED: { agree: 'AGREED', decline: 'DECLINED', lapse: 'LAPSED', withdraw: 'WITHDRAWN' },
  AGREED: { start: 'ACTIVE', withdraw: 'WITHDRAWN' },
  ACTIVE: { end: 'ENDED' },
  ENDED: {},
  DECLINED: {},
  LAPSED: {},
  WITHDRAWN: {},
} as const satisfies StateTable;

export type PlacementStatus = keyof typeof placementMoves;
export type PlacementEvent = {
  [S in PlacementStatus]: Extract<keyof (typeof placementMoves)[S], string>;
}[PlacementStatus];

/** Holding a place and money. */
export const LIVE_STATUSES: readonly PlacementStatus[] = ['OFFERED', 'AGREED', 'ACTIVE'];

/** What a person reads, and who must act next. */
export const STATUS_WORDS: Readonly<Record<PlacementStatus, { readonly label: string; readonly actor: string }>> = {
  OFFERED: { label: 'Offered', actor: 'Provider to answer' },
  AGREED: { label: 'Agreed', actor: 'Provider to record the first day' },
  ACTIVE: { label: 'Under way', actor: 'No one needs to act' },
  ENDED: { label: 'Ended', actor: 'No one needs to act' },
  DECLINED: { label: 'Declined', actor: 'No one needs to act' },
  LAPSED: { label: 'Lapsed', actor: 'No one needs to act' },
  WITHDRAWN: { label: 'Withdrawn', actor: 'No one needs to act' },
};

export const DECLINE_REASONS = {
  NO_STAFF: 'We do not have the staff',
  NEEDS_NOT_MET: 'We cannot meet the pupil’s needs',
  GROUP: 'It would not work with the present group',
  ACCESS: 'The site does not suit the pupil',
  CAPACITY: 'The place is no longer open',
  OTHER: 'Another reason',
} as const;

/** Why a placement ends, as people say when they end one. */
export const ENDINGS_BY_PEOPLE = {
  COMPLETED: 'It ran to plan',
  BACK_AT_SCHOOL: 'The pupil goes back to school full time',
  NEW_SCHOOL: 'The pupil starts at another school',
  LEFT_AREA: 'The pupil left the area',
  NEEDS_ANOTHER_PLACE: 'It broke down: the pupil needs another place',
  OTHER: 'Another reason',
} as const;

/** With those that follow from another act. */
export const END_REASONS = {
  ...ENDINGS_BY_PEOPLE,
  TRANSFERRED: 'The pupil moves to another provider',
  PROVIDER_FAILED: 'The provider or its site can no longer teach',
} as const;
export type EndReason = keyof typeof END_REASONS;

/** After these the pupil needs another place and waits for it, waiting days unbroken. */
export const WAITS_AGAIN: readonly EndReason[] = ['NEEDS_ANOTHER_PLACE', 'TRANSFERRED', 'PROVIDER_FAILED'];
