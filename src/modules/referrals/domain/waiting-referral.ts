import type { DateOnly, GridPoint, ProvisionType, SessionSet } from '../../../kernel/index.js';

/** One place the family named; exactly one of the two ids is set. */
export interface NamedPlace {
  readonly programmeId: string | null;
  readonly providerOrganisationId: string | null;
}

/** A referral as the matching needs it: plain values, no names. */
export interface WaitingReferral {
  readonly referralId: string;
  readonly reference: string;
  readonly authorityId: string;
  readonly pupilId: string;
  readonly pupilReference: string;
  readonly type: ProvisionType;
  readonly submittedAt: Date;
  readonly waitingSince: DateOnly;
  readonly waitingDays: number;
  readonly schoolOrganisationId: string;
  readonly schoolPosition: GridPoint | null;
  readonly homePosition: GridPoint | null;
  /** The school's position stands in for a home whose postcode is on no list. */
  readonly homePositionAssumed: boolean;
  readonly homeAuthorityCode: string | null;
  readonly dateOfBirth: DateOnly;
  /** 0 is reception. */
  readonly yearGroup: number;
  readonly keyStage: 1 | 2 | 3 | 4 | 5 | null;
  readonly sex: 'F' | 'M' | 'U';
  readonly senProvision: 'N' | 'K' | 'E';
  readonly lookedAfter: 'YES' | 'NO' | 'UNKNOWN';
  readonly socialWorker: boolean;
  readonly accessNeeds: readonly string[];
  /** SEN type codes, the primary one first. */
  readonly needs: readonly string[];
  readonly wishes: readonly { readonly code: string; readonly strength: 'PREFERRED' | 'SUITABLE' }[];
  readonly interests: readonly string[];
  readonly risks: readonly { readonly code: string; readonly level: 'LOW' | 'MEDIUM' | 'HIGH' }[];
  readonly sessionsWanted: SessionSet;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly | null;
  /** The day to work to. */
  readonly aimOn: DateOnly;
  readonly firstExcludedOn: DateOnly | null;
  readonly daySixTarget: DateOnly | null;
  readonly daySixLast: DateOnly | null;
  readonly daySixExempt: boolean;
  readonly preferred: readonly (NamedPlace & { readonly rank: number })[];
  readonly suitable: readonly NamedPlace[];
  /** Confidential. Whoever this pupil's referral names, and whoever names this pupil. */
  readonly keepApartPupilIds: readonly string[];
  /** Of these, whoever names this pupil: known to be apart without this pupil's referral having said so. */
  readonly keptApartByPupilIds: readonly string[];
  /** Another value for other numbers named, whether anybody here has them or not. */
  readonly apartNamesKey: string;
  /** Confidential. Null where the referral names no brother or sister. */
  readonly siblings: NamedSiblings | null;
}

export interface NamedSiblings {
  /** Another value for other numbers or another wish, whether anybody here has the numbers or not. */
  readonly key: string;
  /** Those whose numbers pupils here have. */
  readonly known: readonly { readonly pupilId: string; readonly wish: 'TOGETHER' | 'APART' }[];
}

/** KS1 years 1-2, KS2 3-6, KS3 7-9, KS4 10-11, KS5 12-14; none for reception. */
export function keyStageOf(yearGroup: number): WaitingReferral['keyStage'] {
  if (yearGroup < 1) return null;
  if (yearGroup <= 2) return 1;
  if (yearGroup <= 6) return 2;
  if (yearGroup <= 9) return 3;
  return yearGroup <= 11 ? 4 : 5;
}
