import {
  addDays,
  type DateOnly,
  dateOnly,
  maxDate,
  minDate,
  pence,
  ROLE_PERMISSIONS,
  sessionCount,
  valueOf,
} from '../kernel/index.js';
import type { Actor } from '../kernel/index.js';
import { type Candidate, type CandidatePattern, Supply } from '../modules/capacity/index.js';
import { AnswerOffer, ApprovePlacement, EndPlacement } from '../modules/placements/index.js';
import { runAt, UnitOfWork } from '../platform/index.js';
import { answersFor } from './answers.js';
import { type DemoChild, type DemoType, drawChild } from './cases.js';
import { type CaseLoader, instantOn, sendReferral } from './load-referrals.js';
import type { Random } from './random.js';
import { demonstrator } from './world.js';

const SCHOOL_YEAR = 2026;
/** The first day on which a made-up placement of this school year may start; prices hold from 1 September. */
const FIRST_START = dateOnly('2026-09-09');
const LAST_END = dateOnly('2027-07-16');
/** Share of an opening's places that is taken: 370 of the 408, and a little of what is sold by the day. */
const TAKEN_THROUGH_PRU = 0.877;
const TAKEN_ELSEWHERE = 0.25;
const DRAWS_MAX = 200;
/** Early help is a day or two a week. */
const EARLY_SESSIONS_MAX = 4;

interface Slot {
  readonly candidate: Candidate;
  readonly pattern: CandidatePattern;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
}

/**
 * About 370 placements that run today, each by the use cases that a real one goes through, in the order in which they were
 * decided. Returns how many children were drawn.
 */
export async function loadPlacements(loader: CaseLoader, coordinator: Actor, firstNumber: number): Promise<number> {
  const { app, world, today } = loader;
  const { authorityId } = world.authority;
  const reader = demonstrator(authorityId, ['provider.read', 'tariff.read']);
  const candidates = await app
    .get(UnitOfWork)
    .read({ ...reader, organisationId: world.authority.organisationId }, (tx) =>
      app.get(Supply, { strict: false }).candidates(tx, { authorityId, on: today }),
    );
  const random = loader.random.stream('placements');
  const slots = candidates
    .flatMap((candidate) => slotsOf(random.stream(candidate.site.name), candidate, loader))
    .toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : a.startsOn > b.startsOn ? 1 : 0));
  let number = firstNumber;
  for (const slot of slots) {
    number += 1;
    await place(loader, coordinator, slot, number);
  }
  return number - firstNumber;
}

function slotsOf(random: Random, candidate: Candidate, { calendar, today }: CaseLoader): Slot[] {
  const throughPru = candidate.provider.supplyRoute === 'MAINTAINED_AP';
  const registered = candidate.site.registration?.kind !== 'NOT_REGISTERED';
  const share = throughPru ? TAKEN_THROUGH_PRU : TAKEN_ELSEWHERE;
  const count = Math.round(candidate.opening.places * share);
  const [whole, ...parts] = candidate.patterns;
  if (!whole) return [];
  return Array.from({ length: count }, () => {
    const pattern = throughPru && (parts.length === 0 || random.chance(0.9)) ? whole : random.pick(candidate.patterns);
    const started = addDays(FIRST_START, Math.floor(random.next() * Math.max(1, daysUntil(today) - 4)));
    const startsOn = valueOf(calendar.firstSchoolDayOnOrAfter(minDate(started, addDays(today, -1))));
    return { candidate, pattern, startsOn: minDate(startsOn, today), endsOn: endOf(random, today) };
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

/** A child whom the programme and the site may take; drawn again until one fits. */
function childFor(loader: CaseLoader, slot: Slot, type: DemoType, number: number): DemoChild {
  const { programme, site } = slot.candidate;
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const random = loader.random.stream(`placed-${number}-${draw}`);
    const child = drawChild(random, number, type, loader.world.schools, SCHOOL_YEAR);
    const sex = site.registration?.singleSex ?? child.sex;
    const near = site.grid === null || far(child, site.grid) < 9_000;
    const taught = child.yearGroup >= programme.yearFrom && child.yearGroup <= programme.yearTo;
    if (taught && near && sex === child.sex) {
      const needs = child.needs.filter((need) => programme.needs.includes(need));
      const fitting = needs.length > 0 ? needs : programme.needs.slice(0, 1);
      return {
        ...child,
        needs: fitting,
        needsStepFree: false,
        senProvision: child.senProvision === 'E' ? 'K' : child.senProvision,
      };
    }
  }
  throw new Error('No made-up child fits the programme');
}

const far = (child: DemoChild, grid: { easting: number; northing: number }): number =>
  Math.hypot(child.easting - grid.easting, child.northing - grid.northing);

async function place(loader: CaseLoader, coordinator: Actor, slot: Slot, number: number): Promise<void> {
  const { app, calendar, world } = loader;
  const { candidate, pattern, startsOn, endsOn } = slot;
  const random = loader.random.stream(`placement-${number}`);
  const full = pattern.weeklyMinutes >= 25 * 60;
  const type: DemoType = full
    ? random.pick(['PERMANENT_EXCLUSION', 'PREVENTATIVE_DUAL', 'PREVENTATIVE_DUAL'])
    : sessionCount(pattern.sessions) <= EARLY_SESSIONS_MAX
      ? 'PREVENTATIVE_EARLY'
      : 'PREVENTATIVE_DUAL';
  const decidedOn = valueOf(calendar.addSchoolDays(startsOn, -3));
  const madeOn = valueOf(calendar.addSchoolDays(startsOn, -4));
  const child = childFor(loader, slot, type, number);
  const answers = answersFor(random, type, child, {
    dates: { madeOn, firstExcludedOn: type === 'PERMANENT_EXCLUSION' ? madeOn : null, startsOn, endsOn },
    sessions: pattern.sessions,
    postcode: loader.homes.nearest(child.easting, child.northing),
    apartFrom: [],
    preferred: [],
    exploited: false,
    namedSetting: false,
  });
  const referralId = await sendReferral(loader, child.school.organisationId, madeOn, answers);
  const school = type !== 'PERMANENT_EXCLUSION';
  const { placementId } = valueOf(
    await runAt(instantOn(decidedOn), () =>
      app.get(ApprovePlacement, { strict: false }).run(coordinator, {
        referralId,
        patternIds: [pattern.id],
        next: [],
        startsOn,
        plannedEnd: endsOn,
        reasons: 'Decided before the demonstration began (made up).',
        waivers: [{ rule: 'fairShare', reason: 'Made up: the share was counted elsewhere.' }],
        order: school
          ? {
              reference: `ORDER-${number}`,
              authorisedBy: 'Hari Example',
              limitPence: pence(4_000_000),
              validUntil: endsOn,
            }
          : null,
        agreementReference: null,
      }),
    ),
  );
  const manager = {
    ...demonstrator(world.authority.authorityId, ROLE_PERMISSIONS.PROVIDER_MANAGER),
    organisationId: candidate.provider.id,
  };
  valueOf(
    await runAt(instantOn(decidedOn, 'T14:00:00Z'), () =>
      app.get(AnswerOffer, { strict: false }).accept(manager, placementId),
    ),
  );
  valueOf(await runAt(instantOn(startsOn), () => app.get(EndPlacement, { strict: false }).start(manager, placementId)));
}
