import { type DateOnly, dateOnly, FULL_WEEK, sessionSet, type SessionSet } from '../../src/kernel/index.js';
import type { Occupant, Place, Pupil, Site } from '../../src/modules/matching/domain/model.js';
import type { Circumstances, Headroom } from '../../src/modules/matching/domain/settings.js';
import { straightLine } from '../../src/modules/matching/domain/travel.js';
import { defaultPolicy } from '../../src/modules/policies/domain/default-policy.js';

export const TODAY = dateOnly('2026-11-02');
export const HALF_WEEK = sessionSet(['mon-am', 'mon-pm', 'tue-am', 'tue-pm', 'wed-am']);
export const OTHER_HALF = sessionSet(['wed-pm', 'thu-am', 'thu-pm', 'fri-am', 'fri-pm']);
export const ONE_DAY = sessionSet(['thu-am', 'thu-pm']);

/** A made-up pupil in Year 9 whom nothing stands against. */
export function aPupil(given: Partial<Pupil> = {}): Pupil {
  return {
    referralId: 'referral-1',
    pupilId: 'pupil-1',
    schoolId: 'school-1',
    type: 'PERMANENT_EXCLUSION',
    waitingDays: 3,
    daySixTarget: dateOnly('2026-11-09'),
    dateOfBirth: dateOnly('2013-05-14'),
    yearGroup: 9,
    keyStage: 3,
    sex: 'F',
    ehcp: false,
    lookedAfter: 'NO',
    home: { easting: 384_000, northing: 398_000 },
    accessNeeds: [],
    needs: ['SEMH'],
    wishes: [],
    interests: [],
    risks: [],
    sessionsWanted: FULL_WEEK,
    startsOn: dateOnly('2026-11-09'),
    endsOn: dateOnly('2027-03-25'),
    preferred: [],
    suitable: [],
    keepApartPupilIds: [],
    keptApartByPupilIds: [],
    apartNamesKey: '',
    earlierProviderIds: [],
    ...given,
  };
}

export function aSite(given: Partial<Site> = {}): Site {
  return {
    id: 'site-1',
    providerId: 'provider-1',
    at: { easting: 387_000, northing: 402_000 },
    accessFeatures: [],
    registration: { kind: 'REGISTERED_SCHOOL', singleSex: null, lowestAge: 11, highestAge: 16 },
    occupants: [],
    ...given,
  };
}

export const anUnregisteredSite = (given: Partial<Site> = {}): Site =>
  aSite({ registration: { kind: 'NOT_REGISTERED', singleSex: null, lowestAge: null, highestAge: null }, ...given });

/** A full week at a registered site, five kilometres from home, with room and a price. */
export function aPlace(given: Partial<Place> = {}): Place {
  return {
    patternId: 'pattern-1',
    openingId: 'opening-1',
    programmeId: 'programme-1',
    providerId: 'provider-1',
    site: aSite(),
    supplyRoute: 'FRAMEWORK',
    componentKind: 'AP',
    sessions: FULL_WEEK,
    weeklyMinutes: 25 * 60,
    weeklyPence: 45_000,
    yearFrom: 7,
    yearTo: 11,
    needs: ['SEMH'],
    curriculum: ['ENGLISH', 'MATHS'],
    specialisms: [],
    admission: { suspended: false },
    validFrom: dateOnly('2026-09-01'),
    validTo: dateOnly('2027-07-21'),
    confirmedOn: dateOnly('2026-10-20'),
    quality: null,
    ...given,
  };
}

export function anOccupant(given: Partial<Occupant> = {}): Occupant {
  return {
    pupilId: 'occupant-1',
    siteId: 'site-1',
    providerId: 'provider-1',
    schoolId: 'school-9',
    type: 'PREVENTATIVE_DUAL',
    weeklyMinutes: 20 * 60,
    dateOfBirth: dateOnly('2012-10-01'),
    yearGroup: 9,
    ehcp: false,
    lookedAfter: false,
    riskCodes: [],
    keepApartPupilIds: [],
    startsOn: dateOnly('2026-09-07'),
    endsOn: dateOnly('2027-07-16'),
    ...given,
  };
}

/** So many places in every opening and week; what limits several openings has no counter unless one is given. */
export function roomFor(places: number, limits: Readonly<Record<string, number>> = {}): Headroom {
  return { opening: () => places, limit: (_kind, id) => limits[id] ?? null };
}

export function circumstances(given: Partial<Circumstances> = {}): Circumstances {
  return {
    today: TODAY,
    settings: defaultPolicy,
    headroom: roomFor(3),
    travel: straightLine,
    funds: new Map([['HIGH_NEEDS', 100_000_000]]),
    fairShares: new Map(),
    prices: { leastPence: 3000, mostPence: 9000 },
    ...given,
  };
}

/** The Mondays of a stretch of weeks, all of them school weeks. */
export function mondays(from: string, count: number): DateOnly[] {
  const first = Date.parse(`${from}T00:00:00Z`);
  return Array.from({ length: count }, (_, week) =>
    dateOnly(new Date(first + week * 7 * 86_400_000).toISOString().slice(0, 10)),
  );
}

export const sessionsOf = (...names: string[]): SessionSet => sessionSet(names);
