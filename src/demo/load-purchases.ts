import type { INestApplicationContext } from '@nestjs/common';
import { type Actor, addDays, type DateOnly, mondayOf, pence, valueOf } from '../kernel/index.js';
import { Supply } from '../modules/capacity/index.js';
import {
  type BlockCommand,
  DraftBlock,
  LendBlock,
  RecordPurchase,
  SignBlock,
  UseBlock,
} from '../modules/purchasing/index.js';
import { runAt, UnitOfWork } from '../platform/index.js';
import { instantOn } from './load-referrals.js';
import { required } from './world.js';

export interface Buyers {
  readonly lead: Actor;
  readonly head: Actor;
  readonly commissioner: Actor;
  readonly otherSchoolId: string;
}

const WEEKS = 6;
const NOTICE_DAYS = 14;

/**
 * What was bought ahead of need: a school's block, used in part and offered to another school in part; one of the
 * authority that waits to be signed; and a place that a school found itself, outside the framework.
 * @param sellers two providers that sell by the day
 */
export async function loadPurchases(
  app: INestApplicationContext,
  { lead, head, commissioner, otherSchoolId }: Buyers,
  sellers: readonly [string, string],
  today: DateOnly,
): Promise<void> {
  const monday = addDays(mondayOf(today), 7);
  const dates = { firstDay: monday, lastDay: addDays(monday, 7 * WEEKS - 3) };
  const dayAt = await dayPatterns(app, commissioner, monday);
  const common = { ...dates, unit: 'DAY', unitPence: null, noticeDays: NOTICE_DAYS, schoolIds: [] } as const;
  const draft = (actor: Actor, command: Omit<BlockCommand, keyof typeof common>) =>
    runAt(instantOn(addDays(today, -5)), async () =>
      valueOf(await app.get(DraftBlock, { strict: false }).run(actor, { ...common, ...command })),
    );
  const own = await draft(lead, {
    patternId: required(dayAt(sellers[0])),
    unitsPerWeek: 3,
    reason: 'A day a week for three pupils of Year 9 who are at risk of exclusion.',
    orderReference: 'ORDER-AHEAD-1',
    orderAuthorisedBy: 'Hari Example',
    fund: null,
  });
  await runAt(instantOn(addDays(today, -4)), async () =>
    valueOf(await app.get(SignBlock, { strict: false }).sign(head, own)),
  );
  const pupil = { pupilReference: 'Y9-07', schoolId: null, note: 'Mondays (made up).' };
  valueOf(await app.get(UseBlock, { strict: false }).use(lead, { blockId: own, units: 1, ...dates, ...pupil }));
  const offered = { blockId: own, borrowerId: otherSchoolId, units: 1, ...dates, unitPence: pence(0) };
  valueOf(await app.get(LendBlock, { strict: false }).propose(lead, offered));
  await draft(commissioner, {
    patternId: required(dayAt(sellers[1])),
    unitsPerWeek: 2,
    reason: 'Two days a week for pupils who come back to school by steps.',
    orderReference: null,
    orderAuthorisedBy: null,
    fund: 'HIGH_NEEDS',
  });
  valueOf(
    await app.get(RecordPurchase, { strict: false }).run(lead, {
      providerId: null,
      providerName: 'Corner Bicycle Workshop (made up)',
      pupilReference: 'Y10-12',
      purpose: 'PREVENTATIVE_EARLY',
      startsOn: monday,
      endsOn: dates.lastDay,
      days: WEEKS,
      dayPence: pence(7_000),
      orderReference: 'ORDER-OWN-1',
      orderAuthorisedBy: 'Hari Example',
      assured: ['SAFEGUARDING', 'INSURANCE', 'VISIT'],
      reason: 'Nobody on the framework teaches bicycle repair near the school.',
      warned: true,
    }),
  );
}

/** The pattern of one day a week that a provider sells, by the provider. */
async function dayPatterns(app: INestApplicationContext, actor: Actor, on: DateOnly) {
  const { authorityId } = actor;
  const candidates = await app
    .get(UnitOfWork)
    .read(actor, (tx) => app.get(Supply, { strict: false }).candidates(tx, { authorityId: required(authorityId), on }));
  return (providerId: string): string | undefined =>
    candidates
      .filter(({ provider }) => provider.id === providerId)
      .flatMap(({ patterns }) => patterns)
      .toSorted((a, b) => a.weeklyMinutes - b.weeklyMinutes)[0]?.id;
}
