import type { INestApplicationContext } from '@nestjs/common';
import {
  type Actor,
  addDays,
  type DateOnly,
  dateOnly,
  londonDate,
  pence,
  type SchoolCalendar,
  valueOf,
} from '../kernel/index.js';
import { Apply, Clarify, ManageRounds, ViewApplications } from '../modules/procurement/index.js';
import { runAt } from '../platform/index.js';
import { boardInSession, type BoardInSession, type BoardServices } from './load-board.js';
import { keepDocuments } from './load-evidence.js';
import { instantOn } from './load-referrals.js';
import {
  ADMISSIONS_FROM,
  ADMISSIONS_TO,
  managerOf,
  PastRound,
  type DemoBidder,
  type RoundPeople,
} from './load-round.js';
import { type Introduced, introduceProviders, openFramework, openSupply, type SupplyIds } from './load-supply.js';
import { required } from './world.js';

const BOARD_NAME = 'Alternative provision governance board';
/** The day on which everything about the framework began, the board's sitting, and the first day of the school year. */
const INTRODUCED = new Date('2026-01-12T09:00:00Z');
const BOARD_SAT = new Date('2026-04-28T13:00:00Z');
const TERM_BEGAN = new Date('2026-09-01T08:00:00Z');

/** Bid for the first lot without what its second condition asks, and was refused: it is on no framework. */
const REFUSED = 'part-time-12';
const REFUSED_LOT = 1;

export interface FrameworkPeople extends RoundPeople {
  readonly approver: Actor;
  /** Of the board; the first presides. */
  readonly members: readonly Actor[];
}

export interface LoadedFramework {
  readonly frameworkId: string;
  readonly lotIds: readonly string[];
  readonly board: BoardInSession;
  readonly supply: SupplyIds;
}

/** Providers bid in a round, the board admits them by its decision, and then they have prices and openings. */
export async function loadFramework(
  app: INestApplicationContext,
  board: BoardServices,
  people: FrameworkPeople,
  today: DateOnly,
): Promise<LoadedFramework> {
  const { commissioner, members } = people;
  const { authorityId } = commissioner;
  const { framework, introduced } = await runAt(INTRODUCED, async () => {
    const made = {
      framework: await openFramework(app, commissioner),
      introduced: await introduceProviders(app, commissioner),
    };
    for (const { provider, providerId } of bidding(made.introduced)) {
      await keepDocuments(app, { key: provider.key, providerId }, { authorityId, today });
    }
    return made;
  });
  const bidders = bidding(introduced).map((one) => bidderOf(one, framework.lotIds));
  const roundId = await new PastRound(app, people).hold(framework, bidders);
  const { session, admissions } = await runAt(BOARD_SAT, async () => {
    const at = { on: londonDate(BOARD_SAT), name: BOARD_NAME, termEnds: dateOnly('2029-08-31') };
    const sitting = await boardInSession(board, { clerk: commissioner, members }, at);
    const admitted = await sitting.decideRound(roundId, bidders, ADMISSIONS_FROM);
    await sitting.close();
    return { session: sitting, admissions: admitted };
  });
  const supply = await runAt(TERM_BEGAN, () =>
    openSupply(app, people, introduced, { lotIds: framework.lotIds, admissions }),
  );
  return { ...framework, board: session, supply };
}

const bidding = (introduced: readonly Introduced[]): readonly Introduced[] =>
  introduced.filter(({ provider }) => provider.lot !== undefined || provider.key === REFUSED);

const bidderOf = ({ provider, providerId, programmes }: Introduced, lotIds: readonly string[]): DemoBidder => ({
  key: provider.key,
  providerId,
  lotId: required(lotIds[(provider.lot ?? REFUSED_LOT) - 1]),
  offers: programmes,
  vat: provider.vat,
  passes: provider.key !== REFUSED,
});

/** Of the providers: one has sent a bid in the open round, one has begun, two have asked something. */
const [SENT, BEGUN, ANSWERED, WAITING] = ['part-time-2', 'part-time-1', 'part-time-4', 'part-time-6'] as const;

/** A round that is open today, and a meeting of the board to come with two providers on its agenda. */
export async function loadWhatIsUnderWay(
  app: INestApplicationContext,
  { frameworkId, lotIds, board, supply }: LoadedFramework,
  commissioner: Actor,
  { today, calendar }: { readonly today: DateOnly; readonly calendar: SchoolCalendar },
): Promise<void> {
  const managers = new Map(
    [...supply.providers].map(([key, id]) => [key, managerOf(commissioner.authorityId, id)] as const),
  );
  const manager = (key: string): Actor => required(managers.get(key));
  const round = await runAt(instantOn(addDays(today, -14)), () =>
    openRound(app, { frameworkId, lotIds }, commissioner, today),
  );
  await runAt(instantOn(addDays(today, -3)), async () => {
    const apply = app.get(Apply, { strict: false });
    await sendBid(app, manager(SENT), round, required(lotIds[8]), required(supply.programmes.get(SENT)?.[0]));
    valueOf(await apply.begin(manager(BEGUN), round));
    const clarify = app.get(Clarify, { strict: false });
    const asked = { question: 'May one programme be offered under two lots?', answer: 'Yes, with a price for each.' };
    const id = valueOf(await clarify.ask(manager(ANSWERED), round, asked.question));
    valueOf(await clarify.answer(commissioner, id, asked));
    valueOf(await clarify.ask(manager(WAITING), round, 'Is a site that opens in September enough?'));
  });
  const meetsOn = calendar.firstSchoolDayOnOrAfter(addDays(today, 9));
  const meeting = await board.planAnother(meetsOn.ok ? meetsOn.value : addDays(today, 9));
  for (const [key, lot] of [
    ['part-time-8', 10],
    [REFUSED, 9],
  ] as const) {
    const asked = { frameworkId, lotId: required(lotIds[lot - 1]), providerId: required(supply.providers.get(key)) };
    await board.putOn(meeting, { ...asked, fromDate: addDays(today, 30), toDate: ADMISSIONS_TO });
  }
}

/** It asks what the round before it asked. */
async function openRound(
  app: INestApplicationContext,
  { frameworkId, lotIds }: { readonly frameworkId: string; readonly lotIds: readonly string[] },
  commissioner: Actor,
  today: DateOnly,
): Promise<string> {
  const rounds = app.get(ManageRounds, { strict: false });
  const details = {
    name: 'Round 5 (demonstration)',
    lotIds,
    opensAt: instantOn(addDays(today, -7), 'T09:00:00Z'),
    questionsUntil: instantOn(addDays(today, 14), 'T17:00:00Z'),
    closesAt: instantOn(addDays(today, 21), 'T11:00:00Z'),
    evaluationEndsOn: addDays(today, 60),
    admissionFrom: addDays(today, 90),
    admissionTo: ADMISSIONS_TO,
  };
  const roundId = valueOf(await rounds.draft(commissioner, frameworkId, details));
  valueOf(await rounds.publish(commissioner, roundId));
  return roundId;
}

/** What it last said stands; a further lot is chosen and offered. */
async function sendBid(
  app: INestApplicationContext,
  bidder: Actor,
  roundId: string,
  lotId: string,
  programmeId: string,
): Promise<void> {
  const apply = app.get(Apply, { strict: false });
  const id = valueOf(await apply.begin(bidder, roundId));
  const { application } = valueOf(await app.get(ViewApplications, { strict: false }).one(bidder, id));
  valueOf(await apply.chooseLots(bidder, id, [...application.lotIds, lotId]));
  const price = { label: 'One half day', basis: 'SESSION', netPence: pence(6_500), vatTreatment: 'EXEMPT' };
  valueOf(await apply.offer(bidder, id, { lotId, programmeId, ...price }));
  valueOf(await apply.submit(bidder, id, { name: 'Somebody Example', role: 'Director', declared: true }));
}
