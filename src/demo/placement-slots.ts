import {
  addDays,
  type DateOnly,
  dateOnly,
  financialYearDates,
  type Fund,
  maxDate,
  minDate,
  type Pence,
  pence,
  type SchoolCalendar,
  sessionCount,
  valueOf,
} from '../kernel/index.js';
import { type Candidate, type CandidatePattern, Supply } from '../modules/capacity/index.js';
import { UnitOfWork } from '../platform/index.js';
import type { DemoType } from './cases.js';
import type { CaseLoader } from './load-referrals.js';
import { demonstrationPolicy } from './policy.js';
import type { Random } from './random.js';
import { demonstrator } from './world.js';

/** The first day on which a made-up placement of this school year may start; prices hold from 1 September. */
const FIRST_START = dateOnly('2026-09-09');
const LAST_END = dateOnly('2027-07-16');
/** A little of what is sold by the day. */
const TAKEN_ELSEWHERE = 0.25;
/** Where no place is left at all. */
const FULL_SITES: readonly string[] = ['Wythen Centre', 'Chorlton Brook Centre'];
/** With these, about 370 places in all. */
const TAKEN_BESIDE_FULL_SITES = 0.855;
/** Early help is a day or two a week. */
const EARLY_SESSIONS_MAX = 4;

/** A place that somebody holds today; who, is drawn when it is filled. */
export interface PlacementSlot {
  readonly candidate: Candidate;
  readonly pattern: CandidatePattern;
  readonly type: DemoType;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
}

/** What is taken today, in the order in which it was taken. */
export async function planPlacements(loader: CaseLoader): Promise<PlacementSlot[]> {
  const { app, world, today } = loader;
  const { authorityId, organisationId } = world.authority;
  const reader = { ...demonstrator(authorityId, ['provider.read', 'tariff.read']), organisationId };
  const candidates = await app
    .get(UnitOfWork)
    .read(reader, (tx) => app.get(Supply, { strict: false }).candidates(tx, { authorityId, on: today }));
  const random = loader.random.stream('placements');
  return candidates
    .toSorted((a, b) => (a.programme.name + a.site.name < b.programme.name + b.site.name ? -1 : 1))
    .flatMap((candidate) =>
      slotsOf(random.stream(`${candidate.site.name}/${candidate.programme.name}`), candidate, loader),
    )
    .toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : a.startsOn > b.startsOn ? 1 : 0));
}

/** What a fund will have committed to these placements in one financial year, to a few per cent. */
export function expectedCommitment(
  slots: readonly PlacementSlot[],
  calendar: SchoolCalendar,
  { fund, financialYear }: { readonly fund: Fund; readonly financialYear: string },
): Pence {
  const year = financialYearDates(financialYear);
  return pence(
    slots.reduce((sum, { pattern, type, startsOn, endsOn }) => {
      const [from, to] = [maxDate(startsOn, year.startsOn), minDate(endsOn, year.endsOn)];
      const days = from <= to ? calendar.schoolDaysBetween(from, to) : 0;
      const paying = demonstrationPolicy.funding[type];
      const share = paying.fund === fund ? paying.highNeedsBasisPoints / 10_000 : 0;
      return sum + Math.round(((pattern.weeklyPence ?? 0) / 5) * days * share);
    }, 0),
  );
}

function slotsOf(random: Random, candidate: Candidate, { calendar, today }: CaseLoader): PlacementSlot[] {
  // Nobody is placed outside the framework: each such purchase needs a ground of its own.
  if (candidate.provider.supplyRoute === 'OFF_FRAMEWORK') return [];
  const throughPru = candidate.provider.supplyRoute === 'MAINTAINED_AP';
  const registered = candidate.site.registration?.kind !== 'NOT_REGISTERED';
  const full = FULL_SITES.includes(candidate.site.name);
  const share = full ? 1 : throughPru ? TAKEN_BESIDE_FULL_SITES : TAKEN_ELSEWHERE;
  const count = Math.round(candidate.opening.places * share);
  const [whole, ...parts] = candidate.patterns;
  if (!whole) return [];
  return Array.from({ length: count }, () => {
    const wholeWeek = full || (throughPru && (parts.length === 0 || random.chance(0.9)));
    const pattern = wholeWeek ? whole : random.pick(candidate.patterns);
    const started = addDays(FIRST_START, Math.floor(random.next() * Math.max(1, daysUntil(today) - 4)));
    const startsOn = valueOf(calendar.firstSchoolDayOnOrAfter(minDate(started, addDays(today, -1))));
    const type = typeOf(random, pattern);
    return { candidate, pattern, type, startsOn: minDate(startsOn, today), endsOn: endOf(random, today) };
  }).filter(({ pattern }) => registered || pattern.weeklyMinutes <= 18 * 60);
}

const daysUntil = (today: DateOnly): number =>
  Math.max(5, Math.round((Date.parse(today) - Date.parse(FIRST_START)) / 86_400_000));

/** Some end within weeks, some at the spring half-term, most with the school year. */
function endOf(random: Random, today: DateOnly): DateOnly {
  const soon = random.next();
  if (soon < 0.12) return addDays(today, random.whole(5, 28));
  if (soon < 0.35) return maxDate(dateOnly('2027-02-12'), addDays(today, 30));
  return maxDate(LAST_END, addDays(today, 60));
}

/** One in three who are taught full time was permanently excluded; of the others a few were directed off-site. */
const FULL_TIME_TYPES: readonly DemoType[] = [
  ...Array.from({ length: 5 }, () => 'PERMANENT_EXCLUSION' as const),
  ...Array.from({ length: 9 }, () => 'PREVENTATIVE_DUAL' as const),
  'OFF_SITE_DIRECTION',
];

function typeOf(random: Random, pattern: CandidatePattern): DemoType {
  if (pattern.weeklyMinutes >= 25 * 60) return random.pick(FULL_TIME_TYPES);
  return sessionCount(pattern.sessions) <= EARLY_SESSIONS_MAX ? 'PREVENTATIVE_EARLY' : 'PREVENTATIVE_DUAL';
}
