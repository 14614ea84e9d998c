import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { aPdf } from '../files.js';
import { chooseOption } from '../journey.js';
import type { Bidder, Town } from './town.js';

const FILE = { name: 'Schedule.pdf', mimeType: 'application/pdf', buffer: aPdf() };

export async function keepInsurance(town: Town, page: Page, sum: string): Promise<void> {
  await page.goto(`${town.service.url}/evidence`);
  await page.getByRole('button', { name: 'Add a document' }).click();
  await page.getByRole('link', { name: 'Public liability insurance' }).click();
  await page.getByLabel('Number').fill('PL-2026');
  await fillSchedule(town, page, sum);
  expect(await town.words(page)).toContain('Waiting for the virus scan');
}

export async function replaceInsurance(town: Town, page: Page, sum: string): Promise<void> {
  await page.goto(`${town.service.url}/evidence`);
  await page.getByRole('link', { name: 'Public liability insurance' }).click();
  await page.getByRole('button', { name: 'Replace it' }).click();
  await fillSchedule(town, page, sum);
}

async function fillSchedule({ day, press }: Town, page: Page, sum: string): Promise<void> {
  await page.getByLabel('Sum insured').fill(sum);
  await day(page, 'Valid to', ['31', '8', '2026']);
  await page.getByLabel('File', { exact: true }).setInputFiles(FILE);
  await press(page, 'Keep the document');
}

export async function openRound({ service }: Town, page: Page): Promise<void> {
  await page.goto(`${service.url}/rounds`);
  await page
    .getByRole('link', { name: /^Round 4/ })
    .first()
    .click();
}

export async function chooseLots({ press }: Town, page: Page, lots: readonly number[]): Promise<void> {
  await page.getByRole('link', { name: 'Lots', exact: true }).click();
  for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
  for (const lot of lots) await page.getByLabel(`Lot ${lot}:`).check();
  await press(page, 'Save and continue');
}

/** Says of each condition whether it is met. */
export async function declareConditions(
  { look, press }: Town,
  page: Page,
  met: Readonly<Record<string, boolean>>,
): Promise<void> {
  await page.getByRole('link', { name: 'Conditions of membership' }).click();
  for (const [title, isMet] of Object.entries(met)) {
    const group = page.getByRole('group', { name: title });
    await group.getByLabel(isMet ? 'We meet it' : 'We do not meet it', { exact: true }).check();
  }
  await look(page);
  await press(page, 'Save and continue');
}

export async function answer(
  { press }: Town,
  page: Page,
  { section, question, text }: { readonly section: string; readonly question: string; readonly text: string },
): Promise<void> {
  await page.getByRole('main').getByRole('link', { name: section, exact: true }).click();
  await page.getByLabel(question).fill(text);
  await press(page, 'Save and continue');
}

/** The document that meets what is asked is chosen already, unless it came too late for that. */
export async function showInsurance({ press, words }: Town, page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Documents', exact: true }).last().click();
  await page.getByLabel('Public liability insurance').selectOption({ index: 1 });
  await press(page, 'Save and continue');
  expect(await words(page)).toContain('1 of 1 shown');
}

export async function offer(
  { press, words }: Town,
  page: Page,
  one: { readonly lot: number; readonly pounds: string; readonly per: 'a day' | 'a week' },
): Promise<void> {
  await page.getByRole('link', { name: 'What you offer' }).click();
  await chooseOption(page.getByLabel('Under which lot'), `Lot ${one.lot}:`);
  await page.getByLabel('Programme', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('What is sold').fill(`A place, ${one.per}`);
  await page.getByLabel('Price, net of VAT').fill(one.pounds);
  await page.getByLabel(one.per, { exact: true }).check();
  await page.getByLabel('Standard rate').check();
  await press(page, 'Add it');
  expect(await words(page)).toContain(`£${one.pounds}.00 ${one.per}`);
  await page.getByRole('link', { name: 'Back to all parts' }).click();
}

export async function declareAndSubmit(town: Town, page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Check and submit' }).click();
  await declare(town, page, name);
}

/** On the page where everything is checked. */
export async function declare({ press }: Town, page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Your position').fill('Director');
  await page.getByLabel('What this application says is true').check();
  await press(page, 'Submit the application');
}

/** A whole bid with everything in it, submitted. */
export async function wholeBid(
  town: Town,
  bidder: Bidder,
  bid: {
    readonly offers: readonly Parameters<typeof offer>[2][];
    readonly met: Readonly<Record<string, boolean>>;
    readonly answers: readonly Parameters<typeof answer>[2][];
  },
): Promise<Page> {
  const page = await town.as(bidder.persona);
  await keepInsurance(town, page, '10,000,000');
  await openRound(town, page);
  await town.press(page, 'Apply');
  await chooseLots(
    town,
    page,
    bid.offers.map(({ lot }) => lot),
  );
  await declareConditions(town, page, bid.met);
  for (const one of bid.answers) await answer(town, page, one);
  expect(await town.words(page)).toContain('1 of 1 shown');
  for (const one of bid.offers) await offer(town, page, one);
  await declareAndSubmit(town, page, `Somebody of ${bidder.name}`);
  expect(await town.words(page)).toContain('Your application is submitted');
  return page;
}
