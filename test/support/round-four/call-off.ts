import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chooseOption } from '../journey.js';
import type { Town } from './town.js';

const HALF_DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'].flatMap((day) => [
  `${day} Morning`,
  `${day} Afternoon`,
]);

/** The prices that were bid, taken over by one person and approved by another. */
export async function takeOverPrices(
  town: Town,
  one: { readonly provider: string; readonly lot: number; readonly pounds: string },
): Promise<void> {
  const { follow, look, press, words } = town;
  const page = await town.as('commissioner');
  await page.goto(town.service.url);
  await follow(page, `Take over the prices that ${one.provider} bid for lot ${one.lot}`);
  expect(await words(page)).toContain(one.pounds);
  await look(page);
  await press(page, 'Draft these prices with my signature');
  const approver = await town.as('finance-approver');
  await approver.goto(town.service.url);
  await follow(approver, `Approve a price of ${one.provider}`);
  await look(approver);
  await press(approver, 'Approve this price');
  expect(await words(approver)).toContain('Approved');
}

export async function openPlaces(
  town: Town,
  one: { readonly programme: string; readonly admission: string },
): Promise<void> {
  const { day, look, press } = town;
  const page = await town.as('commissioner');
  await page.goto(`${town.service.url}/openings/new`);
  await page.getByRole('link', { name: one.programme }).click();
  await page.getByLabel('How many places').fill('4');
  await day(page, 'Open from', ['1', '6', '2026']);
  await day(page, 'Open until', ['22', '7', '2026']);
  await chooseOption(page.getByLabel('Admission'), one.admission);
  const first = page.getByRole('group', { name: 'First pattern' });
  for (const name of HALF_DAYS) await first.getByLabel(name).check();
  await page.getByLabel('Price of the first pattern').selectOption({ index: 1 });
  await look(page);
  await press(page, 'Open the places');
}

/** The authority decides on a place by hand, as no matching run has been made. */
export async function decideOnPlace(
  { day, look, press }: Town,
  page: Page,
  one: { readonly place: string },
): Promise<void> {
  await page.getByRole('link', { name: 'Decide on a place' }).click();
  await page.getByLabel('Another option', { exact: true }).check();
  await chooseOption(page.getByLabel('Another option: place'), one.place);
  await day(page, 'First day', ['15', '6', '2026']);
  await day(page, 'Planned last day', ['17', '7', '2026']);
  await page.getByLabel('Reasons for the decision').fill('It is near home and starts in time.');
  await look(page);
  await press(page, 'Check the decision');
  await look(page);
  await press(page, 'Confirm the decision');
}
