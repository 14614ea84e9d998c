import type { DateOnly } from '../../../kernel/index.js';
import type { LimitKind, Pupil } from './model.js';
import type { Travel } from './travel.js';

type Share = { readonly fund: string; readonly highNeedsBasisPoints: number; readonly schoolBasisPoints: number };

/** The part of a policy that matching reads. The policy document fits it; a spec holds the two together. */
export interface Settings {
  readonly bands: readonly { readonly test: string; readonly words: string }[];
  readonly panel: { readonly firstMeetingOn: DateOnly; readonly everyDays: number };
  readonly rules: {
    readonly distance: {
      readonly keyStage1And2Metres: number;
      readonly keyStage3Metres: number;
      readonly keyStage4Metres: number;
    };
    readonly registration: {
      readonly fullTimeOverHours: number;
      readonly warnFromHours: number;
      readonly pupils: number;
      readonly protectedPupils: number;
    };
    readonly fund: { readonly applies: boolean };
    readonly fairShare: {
      readonly applies: boolean;
      readonly placesPerThousandPupils: number;
      readonly atLeast: number;
    };
    readonly sessions: { readonly mayLackPerTen: number };
    readonly travelBetween: { readonly metres: number };
    readonly riskSeparation: {
      readonly codes: readonly string[];
      readonly fromLevel: 'LOW' | 'MEDIUM' | 'HIGH';
      readonly pupilsAtOneSite: number;
    };
    readonly needs: { readonly leastMetBasisPoints: number };
    readonly waivable: readonly string[];
  };
  /** Siblings are left out in what was approved before they could be named. */
  readonly weights: Readonly<Record<Exclude<FactorKey, 'siblings'>, number>> & { readonly siblings?: number };
  /** How much each kind of evidence of quality counts beside the others, and for how long. */
  readonly quality: {
    readonly inspectionCounts: number;
    readonly scoreCounts: number;
    readonly visitCounts: number;
    readonly lastsDays: number;
  };
  readonly matching: {
    readonly mode: 'optimal' | 'stable' | 'greedy';
    readonly timeLimitSeconds: number;
    readonly alternatives: number;
    readonly packages: {
      readonly components: number;
      readonly optionsPerPupil: number;
      readonly combinationsTried: number;
    };
  };
  readonly funding: Readonly<Record<Pupil['type'], Share>>;
  /** Inputs of earlier runs have no day from which nothing new is proposed. */
  readonly clocks: { readonly openingConfirmedDays: number; readonly openingStaleDays?: number };
  readonly transition: readonly {
    readonly yearGroup: number;
    readonly onlyProvidersOn: 'FRAMEWORK' | 'MAINTAINED_AP';
    readonly until: DateOnly;
  }[];
}

export const FACTOR_KEYS = [
  'needs',
  'travel',
  'curriculum',
  'preference',
  'quality',
  'continuity',
  'siblings',
  'price',
  'balance',
  'reintegration',
] as const;
export type FactorKey = (typeof FACTOR_KEYS)[number];

/** What the rules measure against besides the pair itself, taken once for a run. */
export interface Circumstances {
  readonly today: DateOnly;
  readonly settings: Settings;
  /** Places left for the whole period: the least over its weeks and the pattern's sessions. */
  readonly headroom: Headroom;
  /** What each fund can still commit in the financial year, in pence; one that is not kept limits nothing. */
  readonly funds: ReadonlyMap<string, number>;
  /** Preventative places each school holds now, and how many it may. Null: nobody knows the school's roll. */
  readonly fairShares: ReadonlyMap<string, FairShare>;
  readonly travel: Travel;
  /** Per-session prices of the whole supply, for comparing. */
  readonly prices: { readonly leastPence: number; readonly mostPence: number };
}

export interface FairShare {
  readonly held: number;
  readonly limit: number;
}

export interface Headroom {
  /** Null where nothing limits it in any of these weeks. */
  limit(kind: LimitKind, id: string, sessions: number, fromWeek: DateOnly, toWeek: DateOnly): number | null;
  opening(openingId: string, sessions: number, fromWeek: DateOnly, toWeek: DateOnly): number;
}
