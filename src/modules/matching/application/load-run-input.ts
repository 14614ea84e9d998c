import { Injectable } from '@nestjs/common';
import { addDays, type DateOnly, maxDate, minDate, mondayOf } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Policy } from '../../policies/index.js';
import type { RunInput } from '../compute/run-input.js';
import type { Occupant, Pupil, Site } from '../domain/model.js';
import { qualityOf } from '../domain/quality.js';
import { countsToFairShare, fairShareLimit } from '../domain/rules/week-and-money.js';
import type { Settings } from '../domain/settings.js';
import {
  CircumstanceSource,
  type EarlierProvider,
  OccupancySources,
  PupilSource,
  QualitySources,
  type SupplyFound,
  SupplySource,
  TravelSource,
} from './sources.js';

/** No run looks further ahead: a place that lasts longer is checked again before it is prolonged. */
const FURTHEST_DAYS = 730;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Reads everything a run depends on, in a number of queries that does not grow with pupils or places. */
@Injectable()
export class LoadRunInput {
  constructor(
    private readonly pupils: PupilSource,
    private readonly supply: SupplySource,
    private readonly occupancy: OccupancySources,
    private readonly circumstances: CircumstanceSource,
    private readonly travel: TravelSource,
    private readonly quality: QualitySources,
  ) {}

  async pool(tx: Tx, authorityId: string, policy: Policy, seed: number): Promise<RunInput> {
    const pupils = await this.pupils.waiting(tx, authorityId);
    const supply = await this.supply.open(tx, { authorityId, on: tx.today });
    return this.around(tx, { authorityId, policy, seed, pupils, supply });
  }

  /** One pupil, waiting or not, and every open place. Undefined: no such pupil. */
  async pupil(
    tx: Tx,
    wanted: { readonly authorityId: string; readonly policy: Policy; readonly referralId: string },
  ): Promise<RunInput | undefined> {
    const pupil = await this.pupils.one(tx, wanted.referralId);
    if (pupil === undefined) return undefined;
    const supply = await this.supply.open(tx, { authorityId: wanted.authorityId, on: tx.today });
    return this.around(tx, { ...wanted, seed: 0, pupils: [pupil], supply });
  }

  /** The same for one pupil and the patterns of one option: what a decision checks again. Undefined: no such pupil. */
  async option(
    tx: Tx,
    wanted: {
      readonly authorityId: string;
      readonly policy: Policy;
      readonly referralId: string;
      readonly patternIds: readonly string[];
    },
  ): Promise<RunInput | undefined> {
    const pupil = await this.pupils.one(tx, wanted.referralId);
    if (pupil === undefined) return undefined;
    const { authorityId, patternIds } = wanted;
    const open = await this.supply.open(tx, { authorityId, on: tx.today, patternIds });
    const places = open.places.filter((place) => wanted.patternIds.includes(place.patternId));
    const siteIds = new Set(places.map((place) => place.siteId));
    const supply = { places, sites: open.sites.filter((site) => siteIds.has(site.id)) };
    return this.around(tx, { ...wanted, seed: 0, pupils: [pupil], supply });
  }

  private async around(
    tx: Tx,
    { authorityId, policy, seed, pupils, supply }: Loaded & { readonly seed: number },
  ): Promise<RunInput> {
    const { from, to } = horizon(tx.today, pupils, supply);
    const siteIds = supply.sites.map((site) => site.id).toSorted(byText);
    const openingIds = [...new Set(supply.places.map((place) => place.openingId))].toSorted(byText);
    const occupants = await this.occupancy.occupants(tx, { siteIds, from, to });
    const pupilIds = [...new Set(pupils.map(({ pupilId }) => pupilId))].toSorted(byText);
    const earlier = await this.occupancy.earlier(tx, pupilIds);
    const programmeIds = [...new Set(supply.places.map((place) => place.programmeId))].toSorted(byText);
    const providerIds = [...new Set(supply.sites.map((site) => site.providerId))].toSorted(byText);
    const counters = await this.supply.counters(tx, {
      openingIds,
      siteIds,
      programmeIds,
      providerIds,
      fromWeek: mondayOf(from),
      toWeek: mondayOf(to),
    });
    const ways = await this.travel.ways(tx, pupils, supply.sites);
    const known = await this.quality.known(tx, { authorityId, providerIds, on: tx.today });
    const settings: Settings = policy.document;
    return {
      today: tx.today,
      seed,
      policyId: policy.id,
      settings,
      pupils: withEarlier(withMutualApart(pupils, occupants), earlier).toSorted((a, b) =>
        byText(a.referralId, b.referralId),
      ),
      sites: sitesWith(supply, occupants),
      places: supply.places
        .map((place) => ({ ...place, quality: qualityOf(place, known, settings.quality, tx.today) }))
        .toSorted((a, b) => byText(a.patternId, b.patternId)),
      counters: counters.toSorted((a, b) => byText(a.kind, b.kind) || byText(a.id, b.id) || byText(a.week, b.week)),
      funds: await this.circumstances.funds(tx, authorityId, tx.today),
      fairShares: await this.fairShares(tx, pupils, occupants, settings),
      ...(ways.length === 0 ? {} : { ways }),
      schoolWeeks: await this.circumstances.schoolWeeks(tx, authorityId, from, to),
    };
  }

  /** Only schools whose roll is known have a share; a guess would refuse children on no ground. */
  private async fairShares(
    tx: Tx,
    pupils: readonly Pupil[],
    occupants: readonly Occupant[],
    { rules }: Settings,
  ): Promise<RunInput['fairShares']> {
    if (!rules.fairShare.applies) return [];
    const schools = [...new Set(pupils.map((pupil) => pupil.schoolId))].toSorted(byText);
    const rolls = await this.circumstances.rolls(tx, schools);
    return schools.flatMap((school): RunInput['fairShares'] => {
      const roll = rolls.get(school);
      if (roll === undefined) return [];
      const held = new Set(
        occupants.filter((one) => one.schoolId === school && countsToFairShare(one.type)).map((one) => one.pupilId),
      ).size;
      return [[school, held, fairShareLimit(roll, rules.fairShare)]];
    });
  }
}

interface Loaded {
  readonly authorityId: string;
  readonly policy: Policy;
  readonly pupils: readonly Pupil[];
  readonly supply: SupplyFound;
}

/** From today to the last day that any option could run. */
function horizon(today: DateOnly, pupils: readonly Pupil[], { places }: SupplyFound): { from: DateOnly; to: DateOnly } {
  const ends = [...pupils.flatMap((pupil) => pupil.endsOn ?? []), ...places.map((place) => place.validTo)];
  return { from: today, to: minDate(maxDate(today, ...ends), addDays(today, FURTHEST_DAYS)) };
}

/** Keeping apart is mutual, so a name given by somebody who already has a place binds the pupil as well. */
function withMutualApart(pupils: readonly Pupil[], occupants: readonly Occupant[]): Pupil[] {
  return pupils.map((pupil) => {
    const naming = (all: readonly (Pupil | Occupant)[]) =>
      all.filter((other) => other.keepApartPupilIds.includes(pupil.pupilId)).map((other) => other.pupilId);
    const sorted = (...ids: readonly string[]) => [...new Set(ids)].toSorted(byText);
    const there = naming(occupants);
    return {
      ...pupil,
      keepApartPupilIds: sorted(...pupil.keepApartPupilIds, ...naming(pupils), ...there),
      keptApartByPupilIds: sorted(...pupil.keptApartByPupilIds, ...there),
    };
  });
}

/** Continuity counts for a pupil who goes back to people that know them. */
function withEarlier(pupils: readonly Pupil[], earlier: readonly EarlierProvider[]): Pupil[] {
  const known = new Map<string, Set<string>>();
  for (const { pupilId, providerId } of earlier) {
    known.set(pupilId, (known.get(pupilId) ?? new Set()).add(providerId));
  }
  return pupils.map((pupil) => ({
    ...pupil,
    earlierProviderIds: [...(known.get(pupil.pupilId) ?? [])].toSorted(byText),
  }));
}

function sitesWith({ sites }: SupplyFound, occupants: readonly Occupant[]): Site[] {
  return sites
    .map((site) => ({
      ...site,
      occupants: occupants
        .filter((one) => one.siteId === site.id)
        .toSorted((a, b) => byText(a.pupilId, b.pupilId) || byText(a.startsOn, b.startsOn)),
    }))
    .toSorted((a, b) => byText(a.id, b.id));
}
