import type { StateTable } from '../../../kernel/index.js';

/** Every move a membership may make. A pair missing here is refused. */
export const membershipMoves = {
  REQUESTED: { approve: 'ACTIVE', refuse: 'LEFT' },
  ACTIVE: { suspend: 'SUSPENDED', leave: 'LEFT' },
  SUSPENDED: { resume: 'ACTIVE', leave: 'LEFT' },
  LEFT: {},
} as const satisfies StateTable;

export type MembershipStatus = keyof typeof membershipMoves;
export const MEMBERSHIP_EVENTS = ['approve', 'refuse', 'suspend', 'resume', 'leave'] as const;
export type MembershipEvent = (typeof MEMBERSHIP_EVENTS)[number];
