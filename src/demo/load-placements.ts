import {
  type Actor,
  addDays,
  type DateOnly,
  pence,
  ROLE_PERMISSIONS,
  type SchoolCalendar,
  valueOf,
} from '../kernel/index.js';
import { ConfirmOpenings } from '../modules/capacity/index.js';
import { AnswerOffer, ApprovePlacement, EndPlacement } from '../modules/placements/index.js';
import { runAt } from '../platform/index.js';
import { answersFor } from './answers.js';
import { type DemoChild, drawChild } from './cases.js';
import { inLanes } from './lanes.js';
import { type CaseLoader, instantOn, sendReferral } from './load-referrals.js';
import { fileOf } from './load-reviews.js';
import type { PlacementSlot } from './placement-slots.js';
import { demonstrationPolicy, mayBePlaced } from './policy.js';
import { demonstrator } from './world.js';

const SCHOOL_YEAR = 2026;
const DRAWS_MAX = 200;
/** As many children at risk of exploitation as the policy lets one site have: one more is refused. */
const EXPLOITED_SITES: readonly string[] = ['Irk Valley Centre', 'Medlock Centre', 'Platt Fields Centre'];
const EXPLOITED_A_SITE = 2;

/** Sites are filled side by side: what is decided at one counts nothing at another. */
const LANES = 4;

/**
 * Fills the slots, each by the use cases that a real placement goes through, those of a site in the order in which they
 * were decided.
 * @param firstNumber number of the first child
 * @returns the children, in the order of the slots
 */
export async function loadPlacements(
  loader: CaseLoader,
  coordinator: Actor,
  slots: readonly PlacementSlot[],
  firstNumber: number,
): Promise<DemoChild[]> {
  const exploitedAt = new Map<string, number>();
  const confirmed = new Map<string, Confirmed>();
  const numbered = slots.map((slot, index) => {
    const site = slot.candidate.site.name;
    const already = exploitedAt.get(site) ?? 0;
    const exploited = EXPLOITED_SITES.includes(site) && already < EXPLOITED_A_SITE;
    if (exploited) exploitedAt.set(site, already + 1);
    return { slot, site: slot.candidate.site.id, number: firstNumber + index, exploited };
  });
  return inLanes(
    LANES,
    numbered,
    ({ site }) => site,
    async (one) => {
      await keepConfirmed(loader, coordinator, one.slot, confirmed);
      return place(loader, coordinator, one.slot, one);
    },
  );
}

interface Confirmed {
  readonly on: DateOnly;
  readonly said: Promise<void>;
}

/** Providers say now and then that their places are still true: nobody is placed where that was said too long ago. */
async function keepConfirmed(
  { app, calendar }: CaseLoader,
  coordinator: Actor,
  { candidate, startsOn }: PlacementSlot,
  confirmed: Map<string, Confirmed>,
): Promise<void> {
  const providerId = candidate.provider.id;
  const decidedOn = decisionDay(calendar, startsOn);
  const last = confirmed.get(providerId);
  const lastOn = last?.on ?? candidate.opening.confirmedOn;
  if (decidedOn > addDays(lastOn, demonstrationPolicy.clocks.openingConfirmedDays)) {
    const said = runAt(instantOn(decidedOn), async () => {
      valueOf(await app.get(ConfirmOpenings, { strict: false }).run(coordinator, { providerId, openingIds: null }));
    });
    confirmed.set(providerId, { on: decidedOn, said });
  }
  await confirmed.get(providerId)?.said;
}

const decisionDay = (calendar: SchoolCalendar, startsOn: DateOnly): DateOnly =>
  valueOf(calendar.addSchoolDays(startsOn, -3));

/** A child whom the programme and the site may take; drawn again until one fits. */
function childFor(loader: CaseLoader, slot: PlacementSlot, number: number): DemoChild {
  const { programme, provider, site } = slot.candidate;
  const { type } = slot;
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const random = loader.random.stream(`placed-${number}-${draw}`);
    const child = drawChild(random, number, type, loader.world.schools, SCHOOL_YEAR);
    const sex = site.registration?.singleSex ?? child.sex;
    const near = site.grid === null || far(child, site.grid) < 9_000;
    const taught = child.yearGroup >= programme.yearFrom && child.yearGroup <= programme.yearTo;
    if (taught && near && sex === child.sex && mayBePlaced(child.yearGroup, provider.supplyRoute)) {
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

async function place(
  loader: CaseLoader,
  coordinator: Actor,
  slot: PlacementSlot,
  { number, exploited }: { readonly number: number; readonly exploited: boolean },
): Promise<DemoChild> {
  const { app, calendar, world } = loader;
  const { candidate, pattern, type, startsOn, endsOn } = slot;
  const random = loader.random.stream(`placement-${number}`);
  const decidedOn = decisionDay(calendar, startsOn);
  const madeOn = valueOf(calendar.addSchoolDays(startsOn, -4));
  const child = childFor(loader, slot, number);
  const answers = answersFor(random, type, child, {
    dates: { madeOn, firstExcludedOn: type === 'PERMANENT_EXCLUSION' ? madeOn : null, startsOn, endsOn },
    sessions: pattern.sessions,
    postcode: loader.homes.nearest(child.easting, child.northing),
    apartFrom: [],
    preferred: [],
    exploited,
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
        blockId: null,
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
  const placed = { placementId, schoolId: child.school.organisationId, manager, startsOn, endsOn };
  await fileOf(loader, placed, loader.random.stream(`file-${number}`));
  return child;
}
