import type { INestApplicationContext } from '@nestjs/common';
import { type Actor, addDays, type DateOnly, valueOf } from '../kernel/index.js';
import { Removals } from '../modules/assurance/index.js';
import { AdmitProvider } from '../modules/procurement/index.js';
import { EndTariffLine } from '../modules/tariffs/index.js';
import { runAt } from '../platform/index.js';
import { instantOn } from './load-referrals.js';
import type { SupplyActors, SupplyIds } from './load-supply.js';
import { required } from './world.js';

/** Keys in the demonstration's supply. */
const SUSPENDED = 'part-time-3';
const NO_LONGER_ADMITTED = 'part-time-7';
const WITHOUT_PRICE = 'part-time-11';
/** Has not confirmed its places for longer than they count as confirmed, and not for so long that nobody may use them. */
export const UNCONFIRMED = 'part-time-5';
export const UNCONFIRMED_DAYS = 40;

/** What does not go well: a suspended admission, one that has ended, and a price that has run out. */
export async function loadTroubles(
  app: INestApplicationContext,
  actors: Pick<SupplyActors, 'commissioner' | 'approver'> & { readonly deputy: Actor },
  supply: SupplyIds,
  today: DateOnly,
): Promise<void> {
  const admissions = app.get(AdmitProvider, { strict: false });
  const { commissioner, deputy } = actors;
  const admissionOf = (key: string) => required(supply.admissions.get(key));
  const suspended = {
    admissionId: admissionOf(SUSPENDED),
    reason: 'INSURANCE' as const,
    fromDate: today,
    toDate: null,
  };
  valueOf(await admissions.suspend(commissioner, suspended));
  await endAdmission(
    app.get(Removals, { strict: false }),
    { deputy, commissioner },
    admissionOf(NO_LONGER_ADMITTED),
    today,
  );
  await endPrices(app, actors.approver, supply.prices.get(WITHOUT_PRICE) ?? [], addDays(today, -1));
}

/** After notice of weeks, to which nothing was said, and by the decision of another person: until yesterday. */
async function endAdmission(
  removals: Removals,
  { deputy, commissioner }: { readonly deputy: Actor; readonly commissioner: Actor },
  admissionId: string,
  today: DateOnly,
): Promise<void> {
  const given = { ground: 'CONDITIONS' as const, reasons: 'Its first-aiders have not been trained, as its lot asks.' };
  const id = await runAt(instantOn(addDays(today, -40)), () => removals.notice(deputy, admissionId, given));
  const decided = { outcome: 'REMOVED' as const, decision: 'Nothing has changed since notice was given.' };
  valueOf(await runAt(instantOn(addDays(today, -1)), () => removals.decide(commissioner, valueOf(id), decided)));
}

async function endPrices(
  app: INestApplicationContext,
  approver: Actor,
  lineIds: readonly string[],
  endsOn: DateOnly,
): Promise<void> {
  const prices = app.get(EndTariffLine, { strict: false });
  for (const lineId of lineIds) valueOf(await prices.run(approver, { lineId, endsOn }));
}
