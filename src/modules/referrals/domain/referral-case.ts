import type { DateOnly, ReferralType, SessionSet } from '../../../kernel/index.js';
import type { AimWhy } from './aim.js';

import { OVER_STATUSES, type ReferralStatus } from './referral-states.js';

/** The case row: what is known about a referral without opening the child's file. */
export interface ReferralCase {
  readonly id: string;
  readonly authorityId: string;
  /** 'R-000123'; null for a draft. */
  readonly reference: string | null;
  readonly status: ReferralStatus;
  readonly type: ReferralType | null;
  readonly pupilId: string | null;
  readonly schoolOrganisationId: string | null;
  readonly createdOrganisationId: string;
  readonly createdAt: Date;
  readonly submittedAt: Date | null;
  /** Waiting days count from here, through every return and every offer that came to nothing. */
  readonly waitingSince: DateOnly | null;
  readonly firstExcludedOn: DateOnly | null;
  readonly daySixTarget: DateOnly | null;
  readonly daySixLast: DateOnly | null;
  readonly daySixLookedAfter: DateOnly | null;
  readonly daySixExempt: boolean;
  readonly calendarAssumed: boolean;
  readonly noticeGivenOn: DateOnly | null;
  readonly noticeLatestOn: DateOnly | null;
  readonly sessionsWanted: SessionSet | null;
  readonly startsOn: DateOnly | null;
  readonly endsOn: DateOnly | null;
  /** The day to work to: the day-six day that counts for this child, else the start asked for. */
  readonly aimOn: DateOnly | null;
  /** The rule that the day comes from; null in a draft and in what an earlier release wrote. */
  readonly aimWhy: AimWhy | null;
  readonly homeAuthorityCode: string | null;
  readonly policyId: string | null;
  readonly decisionId: string | null;
  /** Field paths still to be asked before the first day. */
  readonly missing: readonly string[];
  readonly statusAt: Date;
}

/** What opens the child's record for a case. */
export const caseOfPupil = ({ id, status }: Pick<ReferralCase, 'id' | 'status'>, pupilId: string) => ({
  id,
  pupilId,
  over: OVER_STATUSES.includes(status),
});

export const PARTY_PARTS = ['HOME_AUTHORITY', 'SCHOOL', 'PROVIDER', 'RESPONSIBLE_AUTHORITY', 'COMMISSIONER'] as const;
export type PartyPart = (typeof PARTY_PARTS)[number];

export const SCOPES = ['IDENTITY', 'PROFILE', 'NEEDS', 'RISKS', 'MONEY', 'OPTIONS', 'KEEP_APART'] as const;
export type Scope = (typeof SCOPES)[number];

export interface Party {
  readonly organisationId: string;
  readonly part: PartyPart;
  readonly scopes: readonly Scope[];
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly | null;
}

export interface TimelineEvent {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly byOrganisationId: string | null;
  readonly note: string | null;
}
