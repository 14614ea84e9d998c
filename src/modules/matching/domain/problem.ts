import {
  compulsorySchoolAgeEndsOn,
  type DateOnly,
  daysBetween,
  groupBy,
  maxDate,
  minDate,
  sessionCount,
  sessionSetOf,
} from '../../../kernel/index.js';
import { bandOf } from './bands.js';
import { type CounterUser, scarceCells } from './counters.js';
import { LIMIT_KINDS, limitsOf, type Option, type Place, type Pupil, type Site } from './model.js';
import type { Feasible, PupilOptions } from './options.js';
import { separatedRisks } from './rules/apart.js';
import { fullTimeNow, isFullTimeAt, isRegistered, minutesBySite } from './rules/registration.js';
import { countsToFairShare } from './rules/week-and-money.js';
import type { Circumstances } from './settings.js';

export type Use = readonly [resource: string, units: number];

export interface Resource {
  readonly id: string;
  readonly capacity: number;
  readonly group?: string;
  readonly step?: number;
}

/** The engine's exchange problem, as matching writes it. Ids are those of our own records, so a result reads back. */
export interface Problem {
  readonly version: 1;
  readonly seed: number;
  readonly asOf: string;
  readonly resources: readonly Resource[];
  readonly pupils: readonly { readonly id: string; readonly band: number; readonly waitingDays: number }[];
  readonly options: readonly {
    readonly id: string;
    readonly pupil: string;
    readonly fit: number;
    readonly rank: number;
    readonly priority: number;
    readonly uses: readonly Use[];
  }[];
}

export const engineOptionId = (referralId: string, option: Pick<Option, 'id'>): string => `${referralId}/${option.id}`;

/** A fund is priced by GBP 1,000: what one pound more would do is nobody's question. */
const FUND_STEP_PENCE = 100_000;

/**
 * Turns what the rules left over into the engine's problem. Everything scarce is a resource: places by opening, session
 * and stretch of weeks, a site's own cap, the fund, a pair to be kept apart at a site, a risk to be separated, the
 * number at which an unregistered site would have to register, a school's fair share.
 */
export function problemOf(pool: readonly Pooled[], about: Circumstances, seed: number): Problem {
  const resources = new Map<string, Resource>();
  const uses = new Map<Option, Use[]>();
  const all = pool.flatMap(({ pupil, feasible }) => feasible.map((one) => ({ pupil, ...one })));
  const use = (one: Wanted, resource: Resource, units = 1): void => {
    if (!resources.has(resource.id)) resources.set(resource.id, resource);
    const own = uses.get(one.option);
    if (own) own.push([resource.id, units]);
    else uses.set(one.option, [[resource.id, units]]);
  };
  addPlaces(all, about, use);
  addFunds(all, about, use);
  addApart(all, use);
  addRisks(all, about, use);
  addRegistration(all, about, use);
  addFairShares(all, about, use);
  return {
    version: 1,
    seed,
    asOf: about.today,
    resources: [...resources.values()].toSorted(byId),
    pupils: pool
      .map(({ pupil }) => ({
        id: pupil.referralId,
        band: bandOf(pupil, about.settings, about.today),
        waitingDays: Math.max(0, pupil.waitingDays),
      }))
      .toSorted(byId),
    options: pool
      .flatMap(({ pupil, feasible }) => feasible.map((one, index) => optionEntry(pupil, one, index, uses, about)))
      .toSorted(byId),
  };
}

/** A pupil and what the rules left over; the pairs behind it are not needed here. */
export type Pooled = Pick<PupilOptions, 'pupil' | 'feasible'>;

interface Wanted extends Feasible {
  readonly pupil: Pupil;
}
type UseIt = (one: Wanted, resource: Resource, units?: number) => void;

const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** In stable mode pupils rank by fit and family choice alike, and a place takes the lower band first. */
function optionEntry(
  pupil: Pupil,
  one: Feasible,
  index: number,
  uses: ReadonlyMap<Option, Use[]>,
  about: Circumstances,
): Problem['options'][number] {
  const id = engineOptionId(pupil.referralId, one.option);
  const band = bandOf(pupil, about.settings, about.today);
  return {
    id,
    pupil: pupil.referralId,
    fit: one.fit,
    rank: index + 1,
    priority: band + 1,
    uses: uses.get(one.option) ?? [],
  };
}

interface PlaceUse extends CounterUser {
  readonly one: Wanted;
  readonly place: Place;
}

const usesOfPlaces = (all: readonly Wanted[]): PlaceUse[] =>
  all.flatMap((one) =>
    one.option.places.map((place) => ({
      one,
      place,
      pupilId: one.pupil.pupilId,
      use: { sessions: place.sessions, fromWeek: one.option.period.fromWeek, toWeek: one.option.period.toWeek },
    })),
  );

/** Two places of one option never share a session, so an option uses a cell of a counter once. */
function addCounters(
  kind: string,
  users: ReadonlyMap<string, readonly PlaceUse[]>,
  left: (id: string, sessions: number, fromWeek: DateOnly, toWeek: DateOnly) => number | null,
  use: UseIt,
): void {
  for (const [id, own] of users) {
    const group = `${kind}/${id}`;
    for (const [{ one }, cells] of scarceCells(own, (...cell) => left(id, ...cell))) {
      for (const cell of cells) use(one, { id: `${group}/${cell.id}`, capacity: cell.capacity, group });
    }
  }
}

function addPlaces(all: readonly Wanted[], { headroom }: Circumstances, use: UseIt): void {
  const users = usesOfPlaces(all);
  const byOpening = groupBy(users, ({ place }) => place.openingId);
  addCounters('opening', byOpening, (...cell) => headroom.opening(...cell), use);
  for (const kind of LIMIT_KINDS) {
    const limited = groupBy(users, ({ place }) => new Map(limitsOf(place)).get(kind) ?? '');
    addCounters(kind.toLowerCase(), limited, (...cell) => headroom.limit(kind, ...cell), use);
  }
}

function addFunds(all: readonly Wanted[], { funds, settings }: Circumstances, use: UseIt): void {
  if (!settings.rules.fund.applies) return;
  for (const one of all) {
    const left = funds.get(one.option.fund);
    if (left === undefined || one.option.fundPence <= 0) continue;
    const fund = { id: `fund/${one.option.fund}`, capacity: Math.max(0, left), step: FUND_STEP_PENCE };
    use(one, fund, one.option.fundPence);
  }
}

const sitesOf = ({ option }: Wanted): Site[] => [...new Set(option.places.map((place) => place.site))];

/** A pair to be kept apart can only meet where both have an option; nobody but the two is touched by it. */
function addApart(all: readonly Wanted[], use: UseIt): void {
  const bySite = groupBy(
    all.flatMap((one) => sitesOf(one).map((site) => ({ one, site }))),
    ({ site }) => site.id,
  );
  for (const [siteId, users] of bySite) {
    const here = new Set(users.map(({ one }) => one.pupil.pupilId));
    for (const { one } of users) {
      for (const other of apartFrom(one.pupil, users)) {
        if (!here.has(other)) continue;
        const pair = [one.pupil.pupilId, other].toSorted().join('|');
        use(one, { id: `apart/${siteId}/${pair}`, capacity: 1 });
      }
    }
  }
}

/** Whoever this pupil named and whoever named this pupil, among those with an option at the site. */
function apartFrom(pupil: Pupil, users: readonly { readonly one: Wanted }[]): Set<string> {
  const named = users.filter(({ one }) => one.pupil.keepApartPupilIds.includes(pupil.pupilId));
  const both = new Set([...pupil.keepApartPupilIds, ...named.map(({ one }) => one.pupil.pupilId)]);
  both.delete(pupil.pupilId);
  return both;
}

/** Occupants who are at the site during any of the options, so that no week is overfull. */
function present(site: Site, users: readonly { readonly one: Wanted }[]): Site['occupants'] {
  const [first] = users;
  if (first === undefined) return [];
  const from = minDate(first.one.option.period.startsOn, ...users.map(({ one }) => one.option.period.startsOn));
  const to = maxDate(first.one.option.period.endsOn, ...users.map(({ one }) => one.option.period.endsOn));
  return site.occupants.filter((one) => one.startsOn <= to && (one.endsOn === null || one.endsOn >= from));
}

function addRisks(all: readonly Wanted[], { settings }: Circumstances, use: UseIt): void {
  const limit = settings.rules.riskSeparation;
  const risky = all.flatMap((one) =>
    separatedRisks(one.pupil, limit).flatMap((code) => sitesOf(one).map((site) => ({ one, site, code }))),
  );
  for (const [key, users] of groupBy(risky, ({ site, code }) => `${site.id}/${code}`)) {
    const [first] = users;
    if (first === undefined) continue;
    const there = present(first.site, users).filter((one) => one.riskCodes.includes(first.code));
    const capacity = Math.max(0, limit.pupilsAtOneSite - new Set(there.map((one) => one.pupilId)).size);
    for (const { one } of users) use(one, { id: `risk/${key}`, capacity });
  }
}

/** How many more full-time pupils an unregistered site may have before it would have to register. */
function addRegistration(all: readonly Wanted[], { today, settings }: Circumstances, use: UseIt): void {
  const limits = settings.rules.registration;
  const fullTime = all.flatMap((one) => {
    if (one.option.period.startsOn > compulsorySchoolAgeEndsOn(one.pupil.dateOfBirth)) return [];
    return [...minutesBySite(one.option)]
      .filter(([site, minutes]) => !isRegistered(site) && isFullTimeAt(site, minutes, limits))
      .map(([site]) => ({ one, site }));
  });
  for (const [siteId, users] of groupBy(fullTime, ({ site }) => site.id)) {
    const [first] = users;
    if (first === undefined) continue;
    const now = fullTimeNow({ ...first.site, occupants: present(first.site, users) }, today, limits);
    const capacity = Math.max(0, limits.pupils - 1 - now);
    for (const { one } of users) use(one, { id: `registration/${siteId}`, capacity });
  }
}

function addFairShares(all: readonly Wanted[], { fairShares, settings }: Circumstances, use: UseIt): void {
  if (!settings.rules.fairShare.applies) return;
  for (const one of all) {
    const share = fairShares.get(one.pupil.schoolId);
    if (share === undefined || !countsToFairShare(one.pupil.type)) continue;
    const capacity = Math.max(0, share.limit - share.held);
    use(one, { id: `share/${one.pupil.schoolId}`, capacity });
  }
}

/** Places as people count them: ten half days are one. For reports only. */
export const placesOf = (option: Pick<Option, 'sessions'>): number => sessionCount(sessionSetOf(option.sessions)) / 10;

/** School days a pupil has waited, as whole days, never negative. */
export const waitingDays = (since: DateOnly, today: DateOnly): number => Math.max(0, daysBetween(since, today));
