import type {
  AccessFeature,
  CurriculumCode,
  DateOnly,
  GridPoint,
  NeedCode,
  Pence,
  SessionSet,
} from '../../../kernel/index.js';
import type { ComponentKind, Registration, SupplyRoute } from '../../providers/index.js';
import type { TariffTerms } from '../../tariffs/index.js';

/** One opening with everything that matching asks about it, as plain data, as of one day. */
export interface Candidate {
  readonly provider: {
    readonly id: string;
    readonly name: string;
    readonly supplyRoute: SupplyRoute;
    readonly commissionerId: string | null;
  };
  readonly site: {
    readonly id: string;
    readonly name: string;
    readonly postcode: string;
    readonly grid: GridPoint | null;
    readonly accessFeatures: readonly AccessFeature[];
    /** As of the day asked for; null when none is recorded. */
    readonly registration: Registration | null;
  };
  readonly programme: {
    readonly id: string;
    readonly name: string;
    readonly componentKind: ComponentKind;
    readonly yearFrom: number;
    readonly yearTo: number;
    readonly needs: readonly NeedCode[];
    readonly curriculum: readonly CurriculumCode[];
    readonly specialisms: readonly string[];
    /** The length of a morning and of an afternoon. */
    readonly minutesAm: number;
    readonly minutesPm: number;
  };
  readonly opening: {
    readonly id: string;
    readonly places: number;
    readonly validFrom: DateOnly;
    readonly validTo: DateOnly;
    readonly confirmedOn: DateOnly;
  };
  /** Current on the day asked for, on a framework that the authority leads or takes part in; else null. */
  readonly admission: {
    readonly id: string;
    readonly lotId: string;
    readonly frameworkId: string;
    readonly suspended: boolean;
    /** A document that the provider must keep, or of this site, ran out, and nothing new may be called off for it. */
    readonly lapsed: boolean;
    /** Whether schools call off from its framework too. */
    readonly schoolsMayBuy: boolean;
  } | null;
  readonly patterns: readonly CandidatePattern[];
}

export interface CandidatePattern {
  readonly id: string;
  readonly label: string;
  readonly sessions: SessionSet;
  readonly weeklyMinutes: number;
  /** The authority's own approved price on that day; null when it has none. */
  readonly tariff: TariffTerms | null;
  /** Net of VAT; null without a price. */
  readonly weeklyPence: Pence | null;
}
