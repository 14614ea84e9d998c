import type { DateOnly, GridPoint, ProvisionType, SessionSet } from '../../../kernel/index.js';

/** What a run knows about one waiting pupil. Nothing here names a child. */
export interface Pupil {
  readonly referralId: string;
  readonly pupilId: string;
  readonly schoolId: string;
  readonly type: ProvisionType;
  readonly waitingDays: number;
  readonly daySixTarget: DateOnly | null;
  readonly dateOfBirth: DateOnly;
  /** 0 is reception. */
  readonly yearGroup: number;
  readonly keyStage: number | null;
  readonly sex: 'F' | 'M' | 'U';
  readonly ehcp: boolean;
  readonly lookedAfter: 'YES' | 'NO' | 'UNKNOWN';
  readonly home: GridPoint | null;
  readonly accessNeeds: readonly string[];
  /** SEN type codes, primary first. */
  readonly needs: readonly string[];
  readonly wishes: readonly string[];
  readonly interests: readonly string[];
  readonly risks: readonly { readonly code: string; readonly level: 'LOW' | 'MEDIUM' | 'HIGH' }[];
  readonly sessionsWanted: SessionSet;
  readonly startsOn: DateOnly;
  /** Null: until the school year or the opening ends, whichever is first. */
  readonly endsOn: DateOnly | null;
  readonly preferred: readonly Preference[];
  readonly suitable: readonly Choice[];
  /** Confidential, and symmetric: whoever named whom. */
  readonly keepApartPupilIds: readonly string[];
  /** Of these, whoever named this pupil. What the parties of the case read rests on them alone. */
  readonly keptApartByPupilIds: readonly string[];
  /** Part of the input, so that a run comes of every name given, whether anybody here has that number or not. */
  readonly apartNamesKey: string;
  readonly earlierProviderIds: readonly string[];
  /** Left out where the referral names none. */
  readonly siblings?: Siblings;
}

/** Confidential like the names of pupils to be kept apart. */
export interface Siblings {
  /** Another value for other numbers or another wish, whether anybody here has the numbers or not. */
  readonly key: string;
  /** Those whose numbers pupils here have. */
  readonly known: readonly { readonly pupilId: string; readonly wish: 'TOGETHER' | 'APART' }[];
}

/** A programme or a provider that the family named; the other is null. */
export interface Choice {
  readonly programmeId: string | null;
  readonly providerId: string | null;
}

export interface Preference extends Choice {
  /** 1 first. */
  readonly rank: number;
}

export interface Registration {
  readonly kind: 'REGISTERED_SCHOOL' | 'PRU' | 'NOT_REGISTERED';
  readonly singleSex: 'F' | 'M' | null;
  readonly lowestAge: number | null;
  readonly highestAge: number | null;
}

/** Somebody who is at a site already: what the rules measure against, whoever commissioned the place. */
export interface Occupant {
  readonly pupilId: string;
  readonly siteId: string;
  readonly providerId: string;
  readonly schoolId: string;
  readonly type: string;
  readonly weeklyMinutes: number;
  readonly dateOfBirth: DateOnly;
  readonly yearGroup: number;
  readonly ehcp: boolean;
  readonly lookedAfter: boolean;
  readonly riskCodes: readonly string[];
  readonly keepApartPupilIds: readonly string[];
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly | null;
}

export interface Site {
  readonly id: string;
  readonly providerId: string;
  readonly at: GridPoint | null;
  readonly accessFeatures: readonly string[];
  /** Null is read as not registered: nobody has shown that it is. */
  readonly registration: Registration | null;
  readonly occupants: readonly Occupant[];
}

/** One pattern of one opening: sessions that are sold whole, at one place, at one price. */
export interface Place {
  readonly patternId: string;
  readonly openingId: string;
  readonly programmeId: string;
  readonly providerId: string;
  readonly site: Site;
  readonly supplyRoute: 'MAINTAINED_AP' | 'FRAMEWORK' | 'OFF_FRAMEWORK';
  readonly componentKind: 'AP' | 'COLLEGE' | 'TRAINING' | 'WORK';
  readonly sessions: SessionSet;
  readonly weeklyMinutes: number;
  /** Net of VAT; null where the authority has approved no price. */
  readonly weeklyPence: number | null;
  readonly yearFrom: number;
  readonly yearTo: number;
  readonly needs: readonly string[];
  readonly curriculum: readonly string[];
  readonly specialisms: readonly string[];
  readonly admission: { readonly suspended: boolean; readonly lapsed?: true } | null;
  readonly validFrom: DateOnly;
  readonly validTo: DateOnly;
  readonly confirmedOn: DateOnly;
  /** Null where nothing is known that counts. */
  readonly quality: PlaceQuality | null;
}

/** What may be limited over several openings. */
export const LIMIT_KINDS = ['SITE', 'PROGRAMME', 'PROVIDER'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** What limits a place besides its opening. */
export const limitsOf = (place: Place): readonly (readonly [LimitKind, id: string])[] => [
  ['SITE', place.site.id],
  ['PROGRAMME', place.programmeId],
  ['PROVIDER', place.providerId],
];

/** What is known of the quality of a place, as one mark, and what it rests on. */
export interface PlaceQuality {
  /** 0 to 1000. */
  readonly value: number;
  readonly known: readonly { readonly kind: QualityKind; readonly on: DateOnly | null }[];
}

/**
 * INSPECTION: an officer looked whether the authority's rule on inspections is met. REGISTER: the grade that the national
 * register last gave. SCORE: the moderated total of a bid. VISIT: what visits found.
 */
export type QualityKind = 'INSPECTION' | 'REGISTER' | 'SCORE' | 'VISIT';

/** The weeks an option would run, as Mondays, both included, and how many are school weeks of this financial year. */
export interface Period {
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
  readonly fundedWeeks: number;
}

/** Up to three places without a clash of sessions. One place is the simplest option. */
export interface Option {
  /** The pattern ids in order, joined: the same option has the same id in every run. */
  readonly id: string;
  readonly places: readonly Place[];
  readonly period: Period;
  readonly sessions: SessionSet;
  readonly weeklyPence: number;
  /** Which fund would pay, and what in this financial year. */
  readonly fund: string;
  readonly fundPence: number;
}
