import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { bandOf } from '../domain/bands.js';
import { explain, type Explanation, type StoredPair } from '../domain/explanation.js';
import type { PlaceQuality } from '../domain/model.js';
import type { PlaceNames } from '../domain/place-words.js';
import type { FactorResult } from '../domain/factors/index.js';
import { type Feasible, fitsForParties, type PupilOptions } from '../domain/options.js';
import { engineOptionId } from '../domain/problem.js';
import { ruleOf } from '../domain/rules/index.js';
import type { Audience, RuleKey } from '../domain/rules/rule.js';
import type { Circumstances } from '../domain/settings.js';
import type { Considered, NameOf } from './pose-problem.js';

/** One place of a stored option, with the names it had. */
export interface StoredComponent extends PlaceNames {
  readonly patternId: string;
  readonly openingId: string;
  readonly programmeId: string;
  readonly siteId: string;
  readonly providerId: string;
  readonly sessions: number;
  readonly weeklyPence: number;
  /** What the mark for quality rests on; left out where nothing is known. */
  readonly quality?: PlaceQuality['known'];
}

/** PANEL and PARTIES: where a referral names another child, each reads options of its own. */
export type OptionAudience = 'ALL' | 'PANEL' | 'PARTIES';

export interface StoredOption {
  readonly id: string;
  readonly referralId: string;
  readonly rank: number;
  readonly fit: number;
  readonly chosen: boolean;
  readonly audience: OptionAudience;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly sessions: number;
  readonly weeklyPence: number;
  readonly fundPence: number;
  readonly components: readonly StoredComponent[];
  readonly factors: readonly FactorResult[];
  /** Rules that warn and that every party may read. */
  readonly warnings: readonly { readonly rule: RuleKey; readonly value: unknown; readonly limit: unknown }[];
}

export interface StoredExplanation extends Omit<Explanation, 'pairs'> {
  readonly referralId: string;
  readonly audience: Audience;
  readonly band: number;
  /** Compressed JSON of every considered pair. */
  readonly pairs: Uint8Array;
}

/**
 * For the panel the engine's choice and the best of the rest; for the parties as many of the best, whatever was chosen.
 * Ranked by fit, so that an old alternative keeps its rank. Where the parties' list is another one, because their referral
 * names another child, it stands beside the panel's, also with options that both have: the fit may differ.
 */
export function storedOptions(
  { pupil, feasible, forParties }: Considered,
  chosen: ReadonlySet<string>,
  nameOf: NameOf,
  alternatives: number,
): StoredOption[] {
  const isChosen = (one: Feasible): boolean => chosen.has(engineOptionId(pupil.referralId, one.option));
  const others = new Set(feasible.filter((one) => !isChosen(one)).slice(0, alternatives));
  const isAlike = feasible === forParties;
  const stored = (one: Feasible, rank: number, audience: OptionAudience): StoredOption => ({
    ...storedOption(pupil.referralId, one, rank, audience !== 'PARTIES' && isChosen(one), nameOf),
    audience,
  });
  const panels = feasible.flatMap((one, index) => {
    const isPanels = isChosen(one) || others.has(one);
    if (isAlike && index <= alternatives) return [stored(one, index + 1, isPanels ? 'ALL' : 'PARTIES')];
    return isPanels ? [stored(one, index + 1, 'PANEL')] : [];
  });
  if (isAlike) return panels;
  const after = feasible.length + 1;
  return [
    ...panels,
    ...forParties.slice(0, alternatives + 1).map((one, index) => stored(one, after + index, 'PARTIES')),
  ];
}

function storedOption(
  referralId: string,
  { option, fit, factors, results }: Feasible,
  rank: number,
  chosen: boolean,
  nameOf: NameOf,
): Omit<StoredOption, 'audience'> {
  const { places, period, sessions, weeklyPence, fundPence } = option;
  return {
    id: optionUuid(referralId, option.id),
    referralId,
    rank,
    fit,
    chosen,
    startsOn: period.startsOn,
    endsOn: period.endsOn,
    sessions,
    weeklyPence,
    fundPence,
    components: places.map((place) => ({
      patternId: place.patternId,
      openingId: place.openingId,
      programmeId: place.programmeId,
      siteId: place.site.id,
      providerId: place.providerId,
      sessions: place.sessions,
      weeklyPence: place.weeklyPence ?? 0,
      ...(place.quality === null ? {} : { quality: place.quality.known }),
      ...nameOf(place.patternId),
    })),
    factors,
    warnings: results
      .filter(({ rule, verdict }) => verdict === 'WARN' && ruleOf(rule).audience === 'ALL')
      .map(({ rule, value, limit }) => ({ rule, value, limit })),
  };
}

/** The same option of the same referral has the same id in every run (UUID version 8), so that answers stay alike. */
export function optionUuid(referralId: string, optionId: string): string {
  const bytes = createHash('sha256').update(`${referralId}/${optionId}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** What a pupil's reasons are to the parties of the case, and what they are to the panel. */
export const storedExplanations = (
  one: PupilOptions,
  forParties: PupilOptions,
  about: Circumstances,
  nameOf: NameOf,
): StoredExplanation[] => [
  storedExplanation(fitsForParties(forParties, about), 'ALL', about, nameOf),
  storedExplanation(one, 'PANEL', about, nameOf),
];

function storedExplanation(
  one: PupilOptions,
  audience: Audience,
  about: Circumstances,
  nameOf: NameOf,
): StoredExplanation {
  const { pairs, ...rest } = explain(one, audience, nameOf);
  return {
    ...rest,
    referralId: one.pupil.referralId,
    audience,
    band: bandOf(one.pupil, about.settings, about.today),
    pairs: deflateRawSync(JSON.stringify(pairs)),
  };
}

export const readPairs = (pairs: Uint8Array): StoredPair[] =>
  JSON.parse(inflateRawSync(pairs).toString('utf8')) as StoredPair[];
