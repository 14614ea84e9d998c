import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { MANCHESTER_LOTS } from '../../../src/modules/procurement/index.js';
import type { Town } from './town.js';

/** The system with its ten lots; dates and value are those of the notice of its fourth round. */
export async function recordFramework(town: Town, page: Page): Promise<string> {
  const { day, look, press, words } = town;
  await page.goto(`${town.service.url}/frameworks`);
  await look(page);
  await page.getByRole('link', { name: 'Record a framework' }).click();
  await page.getByLabel('Name').fill('Manchester Alternative Education Provision Flexible Purchasing System');
  await page.getByLabel('Reference').fill('TC1108');
  await page.getByLabel('Law').selectOption('PCR2015_LTR_FPS');
  await day(page, 'First day', ['1', '9', '2022']);
  await day(page, 'Last day', ['27', '10', '2028']);
  await day(page, 'May be extended to', ['27', '10', '2030']);
  await page.getByLabel('The authorities and their schools').check();
  await page.getByLabel('Most that may be bought').fill('30,000,000');
  const lots = MANCHESTER_LOTS.map(({ number, name }) => `${number} ${name}`).join('\n');
  await page.getByRole('textbox', { name: 'Lots' }).fill(lots);
  await look(page);
  await press(page, 'Record the framework');
  expect(await words(page)).toContain('£30,000,000.00');
  await look(page);
  return page.url();
}

/** What the name of lot 1 says, as a requirement that bids and openings are held to. */
export async function askForHours({ look, press, words }: Town, page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Change what lot 1 asks for' }).click();
  await page.getByLabel('Least hours a week').fill('25');
  await page.getByLabel('Either').check();
  await look(page);
  await press(page, 'Save');
  expect(await words(page)).toContain('At least 25 hours a week');
}

export async function addCondition(
  { press }: Town,
  page: Page,
  one: { readonly number: number; readonly title: string; readonly asks: string },
): Promise<void> {
  await page.getByRole('link', { name: 'Add a condition' }).click();
  await page.getByRole('textbox', { name: 'Number' }).fill(String(one.number));
  await page.getByLabel('Condition', { exact: true }).fill(one.title);
  await page.getByLabel('What a provider must meet').fill(one.asks);
  await press(page, 'Add the condition');
}

/** Open from 30 January to 4 March 2026, eleven in the morning; admission from 1 June 2026 for as long as the system. */
export async function draftRound({ day, look, press }: Town, page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Draft a round' }).click();
  await page.getByLabel('Name').fill('Round 4');
  for (const { number } of MANCHESTER_LOTS) await page.getByLabel(`Lot ${number}:`).check();
  await day(page, 'Opens on', ['30', '1', '2026']);
  await page.getByLabel('Opens at').fill('09:00');
  await day(page, 'Last day for questions from bidders', ['20', '2', '2026']);
  await page.getByLabel('Last time for questions').fill('17:00');
  await day(page, 'Closes on', ['4', '3', '2026']);
  await page.getByLabel('Closes at').fill('11am');
  await day(page, 'Providers are admitted from', ['1', '6', '2026']);
  await look(page);
  await press(page, 'Save the draft');
  return page.url();
}

export async function addQuestion(
  { press }: Town,
  page: Page,
  one: { readonly number: number; readonly section: string; readonly asks: string; readonly weight: number },
): Promise<void> {
  await page.getByRole('button', { name: 'Add a question' }).click();
  await page.getByRole('textbox', { name: 'Number' }).fill(String(one.number));
  await page.getByLabel('Section').fill(one.section);
  await page.getByRole('textbox', { name: 'Question' }).fill(one.asks);
  await page.getByLabel('Scored').check();
  await page.getByLabel('Weight in per cent').fill(String(one.weight));
  await page.getByLabel('Least points').fill('2');
  await page.getByLabel('Words', { exact: true }).check();
  await page.getByLabel('Most words').fill('300');
  await press(page, 'Add the question');
}

export async function askForInsurance({ look, press, words }: Town, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ask for a document' }).click();
  await page.getByLabel('Document').selectOption({ label: 'Public liability insurance' });
  await page.getByLabel('Least sum insured').fill('10,000,000');
  await look(page);
  await press(page, 'Ask for it');
  expect(await words(page)).toContain('Public liability insurance, at least £10,000,000.00');
}

/** Refused with words at first, because the scale is not one. */
export async function setScale({ look, press, words }: Town, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'How scores are given' }).click();
  await page.getByLabel('Least weighted total in per cent').fill('60');
  await page.getByLabel('The scale').fill('No answer');
  await press(page, 'Save the scale');
  expect(await words(page)).toContain('Begin each line with its points');
  await look(page);
  await page.getByLabel('The scale').fill('0 No answer\n3 Acceptable: with minor doubts\n5 Excellent');
  await press(page, 'Save the scale');
}
