import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { CounterWeek, PlaceInput } from '../compute/run-input.js';
import type { Occupant, Pupil, Site } from '../domain/model.js';
import type { QualityFact } from '../domain/quality.js';
import type { KnownWays } from '../domain/travel.js';

/** Who is at a site. Placements know it, and stand above matching, so they register themselves when they start. */
export interface OccupancySource {
  /** One entry for each live placement and site, of every commissioner that may be seen, in a total order. */
  occupants(
    tx: Tx,
    wanted: { readonly siteIds: readonly string[]; readonly from: DateOnly; readonly to: DateOnly },
  ): Promise<readonly Occupant[]>;
  /** The providers with whom each of the pupils has had a place that began, once each, in a total order. */
  earlier(tx: Tx, pupilIds: readonly string[]): Promise<readonly EarlierProvider[]>;
}

/** A pupil knows the people there already. */
export interface EarlierProvider {
  readonly pupilId: string;
  readonly providerId: string;
}

/** Without a source nobody is at any site. */
@Injectable()
export class OccupancySources implements OccupancySource {
  private readonly sources: OccupancySource[] = [];

  add(source: OccupancySource): void {
    this.sources.push(source);
  }

  async occupants(tx: Tx, wanted: Parameters<OccupancySource['occupants']>[1]): Promise<readonly Occupant[]> {
    const found = await Promise.all(this.sources.map((source) => source.occupants(tx, wanted)));
    return found.flat();
  }

  async earlier(tx: Tx, pupilIds: readonly string[]): Promise<readonly EarlierProvider[]> {
    const found = await Promise.all(this.sources.map((source) => source.earlier(tx, pupilIds)));
    return found.flat();
  }
}

/** What is known of the quality of providers. Modules that gather it register themselves when they start. */
export interface QualitySource {
  /** In a total order, in a constant number of queries. */
  known(
    tx: Tx,
    wanted: { readonly authorityId: string; readonly providerIds: readonly string[]; readonly on: DateOnly },
  ): Promise<readonly QualityFact[]>;
}

@Injectable()
export class QualitySources implements QualitySource {
  private readonly sources: QualitySource[] = [];

  add(source: QualitySource): void {
    this.sources.push(source);
  }

  async known(tx: Tx, wanted: Parameters<QualitySource['known']>[1]): Promise<readonly QualityFact[]> {
    const found = await Promise.all(this.sources.map((source) => source.known(tx, wanted)));
    return found.flat();
  }
}

/** Where a referral stands with the panel's papers. Placements put it on agendas, and register themselves when they start. */
export interface PackSource {
  ofReferral(tx: Tx, referralId: string): Promise<PackState>;
}

export interface PackState {
  /** Its papers have gone out for some meeting, and stand. */
  readonly frozen: boolean;
  /** The meeting that it is before next; null while it is on no agenda. */
  readonly meetingOn: DateOnly | null;
}

/** Without a source nothing is on any agenda. */
@Injectable()
export class PackSources implements PackSource {
  private readonly sources: PackSource[] = [];

  add(source: PackSource): void {
    this.sources.push(source);
  }

  async ofReferral(tx: Tx, referralId: string): Promise<PackState> {
    const found = await Promise.all(this.sources.map((source) => source.ofReferral(tx, referralId)));
    const meetings = found.flatMap(({ meetingOn }) => meetingOn ?? []).toSorted();
    return { frozen: found.some(({ frozen }) => frozen), meetingOn: meetings[0] ?? null };
  }
}

/** The waiting pupils of an authority, as rules read them. */
export abstract class PupilSource {
  /** In a total order, in a constant number of queries. */
  abstract waiting(tx: Tx, authorityId: string): Promise<readonly Pupil[]>;
  /** One pupil, waiting or not: for checking again under lock. */
  abstract one(tx: Tx, referralId: string): Promise<Pupil | undefined>;
}

export interface SupplyFound {
  readonly sites: readonly Omit<Site, 'occupants'>[];
  readonly places: readonly PlaceInput[];
}

/** What an authority may buy, and how much of it is left. */
export abstract class SupplySource {
  abstract open(
    tx: Tx,
    wanted: { readonly authorityId: string; readonly on: DateOnly; readonly patternIds?: readonly string[] },
  ): Promise<SupplyFound>;
  abstract counters(
    tx: Tx,
    wanted: {
      readonly openingIds: readonly string[];
      readonly siteIds: readonly string[];
      readonly programmeIds: readonly string[];
      readonly providerIds: readonly string[];
      readonly fromWeek: DateOnly;
      readonly toWeek: DateOnly;
    },
  ): Promise<readonly CounterWeek[]>;
}

/** Ways from a timetable; the one that comes with the service knows none, and every way is as the crow flies. */
@Injectable()
export class TravelSource {
  /** For referrals with a home and the sites on offer, in a total order. Pairs left out are measured as the crow flies. */
  ways(_tx: Tx, _pupils: readonly Pupil[], _sites: readonly Omit<Site, 'occupants'>[]): Promise<KnownWays> {
    return Promise.resolve([]);
  }
}

/** The money, the rolls and the weeks that rules measure against. */
export abstract class CircumstanceSource {
  /** What each open fund can still commit in the financial year of the day, in pence, in order of their codes. */
  abstract funds(tx: Tx, authorityId: string, on: DateOnly): Promise<(readonly [fund: string, leftPence: number])[]>;
  /** Pupils on roll, of the schools whose number is known. */
  abstract rolls(tx: Tx, schoolIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Mondays of weeks with a school day; empty where the authority has no calendar that covers the time. */
  abstract schoolWeeks(tx: Tx, authorityId: string, from: DateOnly, to: DateOnly): Promise<readonly DateOnly[]>;
}
