import type { INestApplicationContext } from '@nestjs/common';
import { type Actor, addDays, type DateOnly, valueOf } from '../kernel/index.js';
import { AdmitProvider } from '../modules/procurement/index.js';
import { EndTariffLine } from '../modules/tariffs/index.js';
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
  actors: Pick<SupplyActors, 'commissioner' | 'approver'>,
  supply: SupplyIds,
  today: DateOnly,
): Promise<void> {
  const admissions = app.get(AdmitProvider, { strict: false });
  const { commissioner } = actors;
  const admissionOf = (key: string) => required(supply.admissions.get(key));
  const suspended = {
    admissionId: admissionOf(SUSPENDED),
    reason: 'INSURANCE' as const,
    fromDate: today,
    toDate: null,
  };
  valueOf(await admissions.suspend(commissioner, suspended));
  const ended = { admissionId: admissionOf(NO_LONGER_ADMITTED), lastDay: addDays(today, -1) };
  valueOf(await admissions.end(commissioner, ended));
  await endPrices(app, actors.approver, supply.prices.get(WITHOUT_PRICE) ?? [], addDays(today, -1));
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
