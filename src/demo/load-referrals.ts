import type { INestApplicationContext } from '@nestjs/common';
import {
  type Actor,
  addDays,
  type DateOnly,
  minDate,
  ROLE_PERMISSIONS,
  type SchoolCalendar,
  valueOf,
} from '../kernel/index.js';
import { type Answers, RecordExclusionSteps, StartReferral, SubmitReferral } from '../modules/referrals/index.js';
import { runAt } from '../platform/index.js';
import { answersFor, sessionsWanted, waitingDates } from './answers.js';
import { type DemoChild, type DemoType, drawChild } from './cases.js';
import type { Homes } from './homes.js';
import type { SupplyIds } from './load-supply.js';
import type { Random } from './random.js';
import type { DemoProgramme } from './supply-parts.js';
import { demoProviders } from './supply.js';
import { demonstrator, type DemoWorld, required } from './world.js';

/** 200 that wait in the pool; the rest have an EHC plan that names a setting and wait with the SEN officer. */
export const WAITING: Readonly<Record<DemoType, number>> = {
  PERMANENT_EXCLUSION: 44,
  PREVENTATIVE_DUAL: 78,
  PREVENTATIVE_EARLY: 60,
  OFF_SITE_DIRECTION: 18,
};
const WITH_SEN_OFFICER = 4;
const KEPT_APART_PAIRS = 6;
const KEPT_FROM_PLACED_EVERY = 25;
const EXPLOITED = 7;
const SCHOOL_YEAR = 2026;
/** Hour of the day at which a school sends its referral. */
const SENT_AT = 'T10:30:00Z';
/** The third week after the notice, and a weekday where the notice is one. */
const BOARD_AFTER_DAYS = 14;

export interface CaseLoader {
  readonly app: INestApplicationContext;
  readonly world: DemoWorld;
  readonly random: Random;
  readonly calendar: SchoolCalendar;
  readonly homes: Homes;
  readonly supply: SupplyIds;
  readonly today: DateOnly;
}

export const instantOn = (day: DateOnly, time = SENT_AT): Date => new Date(`${day}${time}`);

/** A school's inclusion lead sends one referral, at the hour it was sent. Returns its id. */
export async function sendReferral(
  loader: CaseLoader,
  schoolId: string,
  madeOn: DateOnly,
  answers: Answers,
): Promise<string> {
  const { app, world } = loader;
  const school = demonstrator(world.authority.authorityId, ROLE_PERMISSIONS.SCHOOL_INCLUSION_LEAD);
  const actor = { ...school, organisationId: schoolId };
  const id = await runAt(instantOn(madeOn), async () => {
    const { id } = valueOf(await app.get(StartReferral, { strict: false }).run(actor, answers));
    valueOf(await app.get(SubmitReferral, { strict: false }).run(actor, id));
    return id;
  });
  const excludedOn = answers['exclusion.firstExcludedOn'];
  if (excludedOn !== undefined) await recordSteps(loader, actor, id, { madeOn, noticeOn: minDate(excludedOn, madeOn) });
  return id;
}

/** Parents have notice, and the board has met where it is time: of all but a few, which a list of deadlines then shows. */
async function recordSteps(
  { app, random, today }: CaseLoader,
  actor: Actor,
  id: string,
  { madeOn, noticeOn }: { readonly madeOn: DateOnly; readonly noticeOn: DateOnly },
): Promise<void> {
  const own = random.stream(`steps-${actor.organisationId}-${madeOn}`);
  const record = (on: DateOnly, boardDecidedOn: DateOnly | null, follows: number) =>
    runAt(instantOn(on), async () => {
      const steps = { noticeOn, boardDecidedOn, reviewAskedOn: null, reviewMetOn: null };
      valueOf(await app.get(RecordExclusionSteps, { strict: false }).run(actor, id, steps, follows));
    });
  if (own.chance(0.02)) return;
  await record(madeOn, null, 0);
  const boardOn = addDays(noticeOn, BOARD_AFTER_DAYS);
  if (boardOn > today || own.chance(0.02)) return;
  await record(boardOn, boardOn, 1);
}

/** The referrals that wait today, oldest first, so that their numbers tell their age. */
export async function loadWaiting(loader: CaseLoader, placed: readonly DemoChild[]): Promise<void> {
  const firstNumber = placed.length + 1;
  const { random, world, calendar, today } = loader;
  const types = (Object.entries(WAITING) as [DemoType, number][]).flatMap(([type, count]) =>
    Array.from({ length: count }, () => type),
  );
  const all: readonly DemoType[] = [
    ...types,
    ...Array.from({ length: WITH_SEN_OFFICER }, () => 'PREVENTATIVE_DUAL' as const),
  ];
  const drawn = all.map((type, index) => {
    const own = random.stream(`waiting-${index}`);
    const namedSetting = index >= types.length;
    const child = drawChild(own, firstNumber + index, type, world.schools, SCHOOL_YEAR);
    return {
      own,
      type,
      namedSetting,
      child: namedSetting ? { ...child, senProvision: 'E' as const } : child,
      dates: waitingDates(own, type, calendar, today),
      exploited: index % Math.floor(types.length / EXPLOITED) === 5,
    };
  });
  const apart = keptApart(
    drawn.map(({ child }) => child),
    placed,
  );
  const oldestFirst = drawn.toSorted((a, b) => (a.dates.madeOn < b.dates.madeOn ? -1 : 1));
  for (const { own, type, child, dates, namedSetting, exploited } of oldestFirst) {
    const answers = answersFor(own, type, child, {
      dates,
      sessions: sessionsWanted(own, type),
      postcode: loader.homes.nearest(child.easting, child.northing),
      apartFrom: apart.get(child.number) ?? [],
      preferred: own.chance(0.4) ? preferredBy(child, loader.supply) : [],
      exploited,
      namedSetting,
    });
    await sendReferral(loader, child.school.organisationId, dates.madeOn, answers);
  }
}

/** Pairs of children of one year group who must not be placed together: both wait, or one is placed already. */
function keptApart(children: readonly DemoChild[], placed: readonly DemoChild[]): Map<number, DemoChild[]> {
  const apart = new Map<number, DemoChild[]>();
  for (let pair = 0; pair < KEPT_APART_PAIRS; pair++) {
    const one = children[pair * 9];
    const other = children.find(
      ({ number, yearGroup }) => one && number > one.number && yearGroup === one.yearGroup && !apart.has(number),
    );
    if (!one || !other) continue;
    apart.set(one.number, [other]);
    apart.set(other.number, []);
  }
  for (const child of children.filter((_, index) => index % KEPT_FROM_PLACED_EVERY === 3)) {
    const there = placed.filter(({ yearGroup }) => yearGroup === child.yearGroup).slice(0, 2);
    apart.set(child.number, [...(apart.get(child.number) ?? []), ...there]);
  }
  return apart;
}

/** The first programmes that teach what the child likes, in the child's year. */
function preferredBy(child: DemoChild, { programmes: ids }: SupplyIds): string[] {
  const likes = ({ curriculum, years: [from, to] }: DemoProgramme): boolean =>
    child.yearGroup >= from &&
    child.yearGroup <= to &&
    child.interests.some((interest) => curriculum.includes(interest));
  return demoProviders
    .flatMap(({ key, sites }) =>
      sites.flatMap(({ programmes }) => programmes).map((programme, at) => ({ key, at, programme })),
    )
    .filter(({ programme }) => likes(programme))
    .slice(0, 3)
    .map(({ key, at }) => `programme:${required(ids.get(key)?.[at])}`);
}
