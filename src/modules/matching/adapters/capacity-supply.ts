import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { type Candidate, type CandidatePattern, Capacity, Supply } from '../../capacity/index.js';
import { type SupplyFound, SupplySource } from '../application/sources.js';
import type { CounterWeek, PlaceInput } from '../compute/run-input.js';
import type { Site } from '../domain/model.js';

/** Reads what is open, and what is left of it, from the capacity module. */
@Injectable()
export class CapacitySupply extends SupplySource {
  constructor(
    private readonly supply: Supply,
    private readonly capacity: Capacity,
  ) {
    super();
  }

  override async open(tx: Tx, wanted: Parameters<SupplySource['open']>[1]): Promise<SupplyFound> {
    const candidates = await this.supply.candidates(tx, wanted);
    const sites = new Map(candidates.map((candidate) => [candidate.site.id, siteOf(candidate)]));
    const places = candidates.flatMap((candidate) => candidate.patterns.map((pattern) => placeOf(candidate, pattern)));
    return { sites: [...sites.values()], places };
  }

  override async counters(tx: Tx, wanted: Parameters<SupplySource['counters']>[1]): Promise<readonly CounterWeek[]> {
    const weeks = await this.capacity.weekly(tx, wanted);
    return weeks.map(({ kind, id, week, left }) => ({ kind, id, week, left: [...left] }));
  }
}

function siteOf({ site, provider }: Candidate): Omit<Site, 'occupants'> {
  const { registration } = site;
  return {
    id: site.id,
    providerId: provider.id,
    at: site.grid,
    accessFeatures: site.accessFeatures,
    registration: registration && {
      kind: registration.kind,
      singleSex: registration.singleSex,
      lowestAge: registration.lowestAge,
      highestAge: registration.highestAge,
    },
  };
}

const placeOf = (
  { provider, site, programme, opening, admission }: Candidate,
  pattern: CandidatePattern,
): PlaceInput => ({
  patternId: pattern.id,
  openingId: opening.id,
  programmeId: programme.id,
  providerId: provider.id,
  siteId: site.id,
  supplyRoute: provider.supplyRoute,
  componentKind: programme.componentKind,
  sessions: pattern.sessions,
  weeklyMinutes: pattern.weeklyMinutes,
  weeklyPence: pattern.weeklyPence,
  yearFrom: programme.yearFrom,
  yearTo: programme.yearTo,
  needs: programme.needs,
  curriculum: programme.curriculum,
  specialisms: programme.specialisms,
  // Left out where nothing lapsed: inputs of earlier runs read the same.
  admission: admission && { suspended: admission.suspended, ...(admission.lapsed ? { lapsed: true } : {}) },
  validFrom: opening.validFrom,
  validTo: opening.validTo,
  confirmedOn: opening.confirmedOn,
  quality: null,
  names: { provider: provider.name, site: site.name, programme: programme.name, label: pattern.label },
});
