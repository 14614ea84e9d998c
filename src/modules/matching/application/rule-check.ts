import { Injectable } from '@nestjs/common';
import { type DateOnly, notFound, ok, problem, type Result, sessionCount } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Policies } from '../../policies/index.js';
import { wordsFor } from '../compute/compare-run.js';
import { circumstancesOf, namesIn, placesOf } from '../compute/pose-problem.js';
import { considerOption } from '../domain/consider.js';
import { fitOnly, placeValues, weighedFor } from '../domain/factors/index.js';
import type { Pupil } from '../domain/model.js';
import { optionOf } from '../domain/options.js';
import type { RuleKey, RuleResult } from '../domain/rules/rule.js';
import { LoadRunInput } from './load-run-input.js';

export interface Waiver {
  readonly rule: string;
  readonly reason: string;
}

export interface RecheckCommand {
  readonly authorityId: string;
  readonly referralId: string;
  readonly patternIds: readonly string[];
  /** Left out: the days that the referral asks for. */
  readonly startsOn?: DateOnly;
  readonly endsOn?: DateOnly;
  readonly waivers: readonly Waiver[];
  /** Rules that something bought before has settled: a place that is kept and paid for need not be free. */
  readonly settled?: readonly string[];
}

export interface Rechecked {
  readonly policyId: string;
  readonly policyVersion: number;
  readonly fit: number;
  readonly weeklyPence: number;
  /** The option's places by name, in the order of its patterns. */
  readonly places: readonly string[];
  readonly results: readonly RuleResult[];
  /** Rules that failed and were set aside with a reason. */
  readonly waived: readonly Waiver[];
  /** Rules that warn: worth a sentence in the reasons. */
  readonly warnings: readonly RuleKey[];
}

/**
 * Looks at one option again with the same rule units as a run, on what stands now. A decision calls it in its own
 * transaction, after it has locked the case and before it holds the place, which would change the room it looks at;
 * the counters and the fund then refuse by themselves whatever changes in between.
 */
@Injectable()
export class RuleCheck {
  constructor(
    private readonly load: LoadRunInput,
    private readonly policies: Policies,
  ) {}

  /**
   * Refused: `referral.not-found`; `matching.not-offered` (a pattern is not for sale now, facts `patterns`);
   * `matching.parts-clash` (two parts want the pupil in the same half day);
   * `matching.rule-failed` (facts `rules`, those that failed and were not set aside); `matching.not-waivable` (facts
   * `rules`, set aside although the policy lets nobody do that); `matching.waiver-needs-reason`.
   */
  async recheck(tx: Tx, command: RecheckCommand): Promise<Result<Rechecked>> {
    const policy = await this.policies.at(tx, command.authorityId, tx.today);
    if (policy === undefined) return problem('policy.none-in-force', { date: tx.today });
    const input = await this.load.option(tx, { ...command, policy });
    const [waiting] = input?.pupils ?? [];
    if (input === undefined || waiting === undefined) return notFound('referral');
    const found = placesOf(input);
    const missing = command.patternIds.filter((id) => !found.some((place) => place.patternId === id));
    if (missing.length > 0) return problem('matching.not-offered', { patterns: missing });
    if (clash(found)) return problem('matching.parts-clash');

    const { startsOn = waiting.startsOn, endsOn = waiting.endsOn } = command;
    const pupil: Pupil = { ...waiting, startsOn, endsOn };
    const about = weighedFor(pupil, circumstancesOf(input, found));
    const option = optionOf(pupil, found, about, input.schoolWeeks);
    const results = considerOption(pupil, option, about);
    const parts = option.places.map((place) => ({
      values: placeValues(pupil, place, option, about),
      halfDays: sessionCount(place.sessions),
    }));
    const failed = failedRules(results).filter((rule) => !(command.settled ?? []).includes(rule));
    const allowed = waive(failed, command.waivers, policy.document.rules.waivable);
    if (!allowed.ok) return allowed;
    return ok({
      policyId: policy.id,
      policyVersion: policy.version,
      fit: fitOnly(parts, about.settings.weights),
      weeklyPence: option.weeklyPence,
      places: wordsFor(namesIn(input))(option),
      results,
      waived: allowed.value,
      warnings: [...new Set(results.filter(({ verdict }) => verdict === 'WARN').map(({ rule }) => rule))],
    });
  }
}

const clash = (places: readonly { readonly sessions: number }[]): boolean =>
  places.some((one, at) => places.slice(at + 1).some((other) => (one.sessions & other.sessions) !== 0));

const failedRules = (results: readonly RuleResult[]): string[] => [
  ...new Set(results.filter(({ verdict }) => verdict === 'FAIL').map(({ rule }) => rule)),
];

function waive(
  failed: readonly string[],
  waivers: readonly Waiver[],
  waivable: readonly string[],
): Result<readonly Waiver[]> {
  const used = waivers.filter(({ rule }) => failed.includes(rule));
  const forbidden = used.filter(({ rule }) => !waivable.includes(rule)).map(({ rule }) => rule);
  if (forbidden.length > 0) return problem('matching.not-waivable', { rules: forbidden });
  if (used.some(({ reason }) => reason.trim() === '')) return problem('matching.waiver-needs-reason');
  const left = failed.filter((rule) => !used.some((waiver) => waiver.rule === rule));
  return left.length > 0 ? problem('matching.rule-failed', { rules: left }) : ok(used);
}
