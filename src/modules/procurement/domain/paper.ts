import type { DateOnly, Pence } from '../../../kernel/index.js';
import {
  type Exception,
  exceptionsOf,
  type Failure,
  type Item,
  type Judgement,
  type RecommendationOutcome,
  resultOf,
  type ScoreStep,
  type Total,
  totalBasisPoints,
} from './evaluation.js';
import { asksFor } from './application.js';
import type { PaperDiligence } from './diligence.js';
import type { Regime, RegimeRules } from './regimes.js';

export interface PaperOffer {
  readonly siteId: string;
  readonly siteName: string;
  readonly programmeId: string;
  readonly programmeName: string;
  readonly label: string;
  /** SESSION, DAY, WEEK, TERM, YEAR or ONE_OFF. */
  readonly basis: string;
  /** Net of VAT. */
  readonly netPence: Pence;
  readonly vatTreatment: string;
}

/** What the bidder is told about one question or condition. */
export interface PaperFeedback extends Judgement {
  readonly of: Item['of'];
  readonly number: number;
  readonly section: string;
  readonly title: string;
  readonly weightBasisPoints: number | null;
  readonly feedback: string;
}

/** One bid for one lot, as a board reads it. */
export interface PaperLine {
  readonly applicationId: string;
  readonly lot: PaperLot;
  readonly provider: { readonly id: string; readonly name: string };
  readonly submittedAt: Date;
  readonly offers: readonly PaperOffer[];
  /** Exact, with what is shown of it (hundredths of a per cent); null where the regime does not score. */
  readonly total: (Total & { readonly basisPoints: number }) | null;
  readonly passes: boolean;
  readonly failures: readonly Failure[];
  readonly recommendation: RecommendationOutcome;
  readonly reasons: string;
  /** What the provider must do; null unless admitted with conditions. */
  readonly conditions: string | null;
  readonly risks: string | null;
  /** Empty: routine, to be decided with the others. */
  readonly exceptions: readonly Exception[];
  readonly feedback: readonly PaperFeedback[];
  /** As it stands at this moment; null for a reader who may not read it. */
  readonly diligence: PaperDiligence | null;
  readonly evaluators: number;
  /** Counts up with every change of the recommendation. */
  readonly version: number;
  readonly recommendedAt: Date;
  readonly decideBy: DecideBy;
}

export interface PaperLot {
  readonly id: string;
  readonly number: number;
  readonly name: string;
}

export interface DecideBy {
  readonly dueOn: DateOnly;
  /** Where documents must be verified first; null where no longer time is allowed. */
  readonly longestOn: DateOnly | null;
}

/** A bid for a lot that has no recommendation yet. */
export interface PaperGap {
  readonly applicationId: string;
  readonly lot: PaperLot;
  readonly provider: { readonly id: string; readonly name: string };
}

export interface Paper {
  readonly roundId: string;
  readonly roundName: string;
  readonly frameworkId: string;
  readonly frameworkName: string;
  readonly authorityId: string;
  readonly regime: Regime;
  readonly rules: RegimeRules;
  readonly admissionFrom: DateOnly;
  readonly admissionTo: DateOnly;
  readonly leastTotalBasisPoints: number | null;
  /** Working days between telling bidders and admitting them; nought where there is no standstill. */
  readonly standstillDays: number;
  /** By lot, then the highest total, then provider. */
  readonly lines: readonly PaperLine[];
  readonly unfinished: readonly PaperGap[];
  /** Bids kept from the reader by a conflict of interest they declared: this paper is not whole. */
  readonly withheld: number;
  /** Bids the reader has not declared about yet, and so does not see. */
  readonly undeclared: number;
}

/** What is known of one bid, before it becomes lines. */
export interface BidOfPaper {
  readonly applicationId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly submittedAt: Date;
  readonly lotIds: readonly string[];
  readonly evaluators: number;
  readonly conflicts: number;
  readonly offers: readonly (PaperOffer & { readonly lotId: string })[];
  readonly outcomes: ReadonlyMap<string, Judgement & { readonly feedback: string; readonly spread: number }>;
  readonly recommendations: readonly RecommendedLot[];
}

export interface RecommendedLot {
  readonly lotId: string;
  readonly outcome: RecommendationOutcome;
  readonly reasons: string;
  readonly conditions: string | null;
  readonly risks: string | null;
  readonly version: number;
  readonly madeAt: Date;
}

export interface RoundOfPaper {
  readonly lots: readonly PaperLot[];
  readonly items: readonly Item[];
  readonly steps: readonly ScoreStep[];
  readonly leastTotalBasisPoints: number | null;
  readonly today: DateOnly;
  readonly decideBy: (submittedAt: Date) => DecideBy;
  /** By application; empty for a reader who may not read it. */
  readonly diligence: ReadonlyMap<string, PaperDiligence>;
}

/** The lines and gaps of a paper: the result is worked out again from the moderated scores, never copied. */
export function paperLines(bids: readonly BidOfPaper[], round: RoundOfPaper): Pick<Paper, 'lines' | 'unfinished'> {
  const pairs = round.lots.flatMap((lot) =>
    bids.filter(({ lotIds }) => lotIds.includes(lot.id)).map((bid) => ({ lot, bid })),
  );
  const lines = pairs.flatMap(({ lot, bid }) => {
    const recommended = bid.recommendations.find(({ lotId }) => lotId === lot.id);
    return recommended === undefined ? [] : [lineOf(bid, lot, recommended, round)];
  });
  const unfinished = pairs
    .filter(({ lot, bid }) => !bid.recommendations.some(({ lotId }) => lotId === lot.id))
    .map(({ lot, bid }) => ({ applicationId: bid.applicationId, lot, provider: providerOf(bid) }));
  return { lines: lines.toSorted(byLotAndTotal), unfinished };
}

const providerOf = (bid: BidOfPaper) => ({ id: bid.providerId, name: bid.providerName });

function lineOf(bid: BidOfPaper, lot: PaperLot, recommended: RecommendedLot, round: RoundOfPaper): PaperLine {
  const items = asksFor(round.items, [lot.id]);
  const result = resultOf(lot.id, items, { ...round, outcomes: bid.outcomes });
  const decideBy = round.decideBy(bid.submittedAt);
  const spread = Math.max(0, ...items.map(({ id }) => bid.outcomes.get(id)?.spread ?? 0));
  const { outcome, risks } = recommended;
  const diligence = round.diligence.get(bid.applicationId) ?? null;
  return {
    applicationId: bid.applicationId,
    lot,
    provider: providerOf(bid),
    submittedAt: bid.submittedAt,
    offers: bid.offers.filter(({ lotId }) => lotId === lot.id),
    total: result.total && { ...result.total, basisPoints: totalBasisPoints(result.total) },
    passes: result.passes,
    failures: result.failures,
    recommendation: outcome,
    reasons: recommended.reasons,
    conditions: recommended.conditions,
    risks,
    exceptions: exceptionsOf({
      outcome,
      risks,
      spread,
      conflicts: bid.conflicts,
      isLate: round.today > (decideBy.longestOn ?? decideBy.dueOn),
      checks: diligence,
    }),
    feedback: items.map((item) => feedbackOf(item, bid)),
    diligence,
    evaluators: bid.evaluators,
    version: recommended.version,
    recommendedAt: recommended.madeAt,
    decideBy,
  };
}

function feedbackOf({ id, of, number, section, title, weightBasisPoints }: Item, bid: BidOfPaper): PaperFeedback {
  const outcome = bid.outcomes.get(id);
  const { points = null, passed = null, feedback = '' } = outcome ?? {};
  return { of, number, section, title, weightBasisPoints, points, passed, feedback };
}

const byLotAndTotal = (a: PaperLine, b: PaperLine): number =>
  a.lot.number - b.lot.number ||
  (b.total?.basisPoints ?? 0) - (a.total?.basisPoints ?? 0) ||
  a.provider.name.localeCompare(b.provider.name, 'en-GB') ||
  (a.applicationId < b.applicationId ? -1 : 1);
