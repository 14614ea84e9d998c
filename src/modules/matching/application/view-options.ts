import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, may, notFound, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Policies } from '../../policies/index.js';
import { Referrals } from '../../referrals/index.js';
import { type FactorResult, fitForParties } from '../domain/factors/index.js';
import { readResult, type StoredPair, WITHHELD } from '../domain/explanation.js';
import type { PlaceNames } from '../domain/place-words.js';
import type { Audience, RuleKey, RuleResult } from '../domain/rules/rule.js';
import type { AlternativeCost } from '../compute/compute-displacement.js';
import { DisplacementStore } from '../persistence/displacement.store.js';
import { type Provisional, ProvisionalStore } from '../persistence/provisional.store.js';
import { type FoundExplanation, type FoundOption, ResultStore } from '../persistence/result.store.js';
import { type LatestOptions, MatchingRuns } from './matching-runs.js';
import { PackSources } from './sources.js';

/** A factor whose name would tell about another child has no name and no value for whoever opens no risks. */
export interface TellableFactor extends Omit<FactorResult, 'factor' | 'value'> {
  readonly factor: FactorResult['factor'] | typeof WITHHELD;
  readonly value: number | null;
}

export interface TellableOption extends Omit<FoundOption, 'factors'> {
  readonly factors: readonly TellableFactor[];
}

/** An option as a party of the case reads it: whether the run proposes it is for the panel. */
export type SharedOption = Omit<TellableOption, 'chosen' | 'referralId' | 'fundPence'>;

export interface ConsideredPlace {
  readonly patternId: string;
  readonly names: PlaceNames;
  readonly fit: number;
  readonly failed: boolean;
  readonly results: readonly RuleResult[];
  readonly withheld: boolean;
}

interface Told {
  readonly referralId: string;
  readonly asOf: DateOnly;
  readonly policyVersion: number;
  readonly dated: boolean;
  /** Worked out for this pupil alone; a run that looks at everybody replaces it. */
  readonly provisional: boolean;
  readonly explanation: Omit<FoundExplanation, 'runId' | 'audience'>;
  readonly considered: readonly ConsideredPlace[];
}

/** Everything about one referral that the actor may read of the latest run. */
export type OptionsView =
  | (Told & {
      readonly audience: 'PANEL';
      /** Null while it is provisional. */
      readonly run: Omit<LatestOptions, 'options'> | null;
      readonly options: readonly TellableOption[];
      /** What each alternative would cost others; null while it is worked out and for whoever may not see it. */
      readonly costs: readonly AlternativeCost[] | null;
      /** The cases' own numbers, of those whom an alternative would move. */
      readonly references: ReadonlyMap<string, string>;
    })
  | (Told & {
      readonly audience: 'ALL';
      /** The policy shows them with the panel's papers, which have not gone out. */
      readonly heldBack: boolean;
      /** When the panel meets on it; null while it is on no agenda. */
      readonly meetingOn: DateOnly | null;
      readonly options: readonly SharedOption[];
    });

@Injectable()
export class ViewOptions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly runs: MatchingRuns,
    private readonly results: ResultStore,
    private readonly policies: Policies,
    private readonly referrals: Referrals,
    private readonly provisional: ProvisionalStore,
    private readonly displacement: DisplacementStore,
    private readonly packs: PackSources,
  ) {}

  /**
   * Refused `referral.not-found` for a case that is missing or not the actor's to see, and `options.not-found` for one
   * whose options nobody has worked out yet or the actor may not read. Reading is audited.
   */
  run(actor: Actor, referralId: string): Promise<Result<OptionsView>> {
    return this.work.read(actor, (tx) => this.in(tx, referralId));
  }

  /** The same within a transaction. */
  async in(tx: Tx, referralId: string): Promise<Result<OptionsView>> {
    if ((await this.referrals.find(tx, referralId)) === undefined) return notFound('referral');
    if (!may(tx.actor, 'matching.read')) return notFound('options');
    const latest = await this.runs.latestOptions(tx, referralId);
    const early = await this.provisional.find(tx, referralId);
    const found =
      early !== undefined && (latest === undefined || latest.finishedAt < early.madeAt)
        ? earlyFound(early)
        : latest && (await this.foundIn(tx, latest, referralId));
    if (found === undefined) return notFound('options');
    const run = found.run?.runId ?? 'provisional';
    await tx.audit('matching.options-read', { type: 'referral', id: referralId, referralId }, { run });
    return ok(await this.viewFor(tx, found, referralId));
  }

  private async foundIn(tx: Tx, latest: LatestOptions, referralId: string): Promise<Found | undefined> {
    const told = await this.results.explanation(tx, latest.runId, referralId, explanationFor(tx.actor));
    if (told === undefined) return undefined;
    const { pairs, runId: _run, audience: _audience, ...explanation } = told;
    const { options, ...run } = latest;
    const { asOf, policyId, policyVersion, dated } = run;
    return { asOf, policyId, policyVersion, dated, explanation, pairs, options, run };
  }

  private async viewFor(tx: Tx, found: Found, referralId: string): Promise<OptionsView> {
    const { asOf, policyVersion, dated, explanation, options, run } = found;
    const considered = found.pairs.map(consideredPlace);
    const provisional = run === null;
    const told: Told = { referralId, asOf, policyVersion, dated, provisional, explanation, considered };
    if (may(tx.actor, 'options.authority')) {
      const costs = run && ((await this.displacement.of(tx, run.runId, referralId)) ?? null);
      const moved = (costs ?? []).flatMap(({ others }) => others.map((one) => one.referralId));
      const references = await this.results.references(tx, moved);
      return { ...told, audience: 'PANEL', run, options: options.map(tellableTo(tx.actor)), costs, references };
    }
    const policy = await this.policies.byId(tx, found.policyId);
    const { frozen, meetingOn } = await this.packs.ofReferral(tx, referralId);
    if (policy?.document.matching.optionsShownToSchools !== 'AT_ONCE' && !frozen) {
      const nothing = { ...explanation, nearest: [], openers: [] };
      return { ...told, explanation: nothing, considered: [], audience: 'ALL', heldBack: true, meetingOn, options: [] };
    }
    return { ...told, audience: 'ALL', heldBack: false, meetingOn, options: shared(options) };
  }
}

interface Found {
  readonly asOf: DateOnly;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly dated: boolean;
  readonly explanation: Told['explanation'];
  readonly pairs: readonly StoredPair[];
  readonly options: readonly FoundOption[];
  readonly run: Omit<LatestOptions, 'options'> | null;
}

const earlyFound = ({ madeAt: _madeAt, ...early }: Provisional): Found => ({ ...early, dated: false, run: null });

/** Confidential rules are about children's risks: who plans supply without opening files reads what the parties read. */
export const explanationFor = (actor: Actor): Audience =>
  may(actor, 'options.authority') && may(actor, 'risks.authority') ? 'PANEL' : 'ALL';

const tellableTo = (actor: Actor): ((option: FoundOption) => TellableOption) =>
  explanationFor(actor) === 'PANEL'
    ? (option) => option
    : (option) => ({
        ...option,
        factors: option.factors.map((one) =>
          one.factor === 'siblings' ? { ...one, factor: WITHHELD, value: null } : one,
        ),
      });

/**
 * Ordered by the fit that they are told, and counted again: the panel's order would tell more of a bid's score than its
 * steps, and a gap in the ranks that the panel reads an option which the parties do not.
 */
const shared = (options: readonly FoundOption[]): SharedOption[] =>
  options
    .map(({ chosen: _chosen, referralId: _referral, fundPence: _fund, ...option }) => ({
      ...option,
      ...fitForParties(option.factors),
    }))
    .toSorted((a, b) => b.fit - a.fit || a.rank - b.rank)
    .map((option, index) => ({ ...option, rank: index + 1 }));

function consideredPlace({ patternId, names, fit, results, withheld }: StoredPair): ConsideredPlace {
  const told = results.map(readResult);
  return {
    patternId,
    names,
    fit,
    results: told,
    withheld,
    failed: withheld || told.some((one) => one.verdict === 'FAIL'),
  };
}

/** The rules that refused a place, for whoever may read them. */
export const refusedBy = (place: ConsideredPlace): RuleKey[] => [
  ...new Set(place.results.filter(({ verdict }) => verdict === 'FAIL').map(({ rule }) => rule)),
];
