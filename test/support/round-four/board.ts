import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dateOnly, valueOf } from '../../../src/kernel/index.js';
import { ManageFramework, MANCHESTER_LOTS } from '../../../src/modules/procurement/index.js';
import type { Day } from '../journey.js';
import { inRole } from '../supply-world.js';
import { WORKPLACES } from '../workplaces.js';
import type { Town } from './town.js';

export async function setUpBoard(town: Town, page: Page): Promise<void> {
  const { day, look, press } = town;
  await page.goto(`${town.service.url}/board`);
  await look(page);
  await press(page, 'Set up a board');
  await page.getByLabel('Name').fill('Governance board');
  await page.getByLabel('The power it decides under').fill('Approves admissions, by its terms of reference.');
  await page.getByLabel('Members who must be there').fill('2');
  await page.getByLabel('School leaders among them').fill('0');
  await page.getByLabel('People of the authority among them').fill('0');
  await day(page, 'From', ['1', '1', '2026']);
  await look(page);
  await press(page, 'Set up the board');
}

export async function appoint(
  { day, press, words }: Town,
  page: Page,
  one: { readonly name: string; readonly speaksFor: string; readonly office: 'Chair' | 'Member' },
): Promise<void> {
  await press(page, 'Appoint a member');
  await page.getByLabel('Person').selectOption({ label: one.name });
  await page.getByLabel(one.speaksFor, { exact: true }).check();
  await page.getByLabel(one.office, { exact: true }).check();
  await day(page, 'Term of office from', ['1', '1', '2026']);
  await day(page, 'Term of office to', ['31', '12', '2027']);
  await press(page, 'Appoint the member');
  expect(await words(page)).toContain(one.name);
}

export async function planMeeting({ day, press }: Town, page: Page, on: Day): Promise<string> {
  await press(page, 'Plan a meeting');
  await day(page, 'Day', on);
  await page.getByLabel('Starts at').fill('14:00');
  await page.getByLabel('Place').fill('Town hall');
  await press(page, 'Plan the meeting');
  return page.url();
}

/** One provider that comes without a round. */
export async function putDirectly(
  { day, look, press }: Town,
  page: Page,
  one: { readonly lot: number; readonly provider: string; readonly meeting: string; readonly from: Day },
): Promise<void> {
  await page.getByRole('link', { name: `Put a provider to the board for lot ${one.lot}`, exact: true }).click();
  await page.getByLabel('Provider', { exact: true }).selectOption({ label: one.provider });
  await day(page, 'First day', one.from);
  await page.getByLabel('Why the board should admit it').fill('Every condition is met.');
  await page.getByLabel('Evidence').fill('Visited in March.');
  await page.getByLabel(one.meeting).check();
  await look(page);
  await press(page, 'Put it on the agenda');
}

export async function declareOnItem(
  { press }: Town,
  page: Page,
  one: { readonly nature: string; readonly detail: string },
): Promise<void> {
  await press(page, 'Declare an interest');
  await page.getByLabel(one.nature).check();
  await page.getByLabel('In a sentence').fill(one.detail);
  await press(page, 'Declare the interest');
}

/** A motion as recommended, decided by the votes of these people. */
export async function decideByVote({ look, press, words }: Town, page: Page, votes: readonly string[]): Promise<void> {
  await press(page, 'Put a motion');
  await look(page);
  await press(page, 'Put the motion');
  for (const name of votes) await press(page, `For (${name})`);
  await look(page);
  await press(page, 'Declare the result of the vote');
  expect(await words(page)).toContain('What was decided');
}

/** A dynamic market, for which the board confirms and the authority signs. The address of its page. */
export async function recordMarket({ service }: Town): Promise<string> {
  const { app, url } = service;
  const { userId } = await service.agent('commissioner');
  const market = {
    reference: 'DM-EXAMPLE',
    name: 'Example market',
    regime: 'PA23_DYNAMIC_MARKET' as const,
    startsOn: dateOnly('2026-04-01'),
    endsOn: dateOnly('2030-03-31'),
    valuePence: null,
    lots: MANCHESTER_LOTS,
  };
  const actor = { ...inRole('COMMISSIONER', WORKPLACES.authority), userId };
  return `${url}/frameworks/${valueOf(await app.get(ManageFramework).create(actor, market)).id}`;
}

/** Ten working days between telling whoever applied and admitting them. */
export async function holdAStandstill({ day, follow, look, press, words }: Town, page: Page): Promise<void> {
  await follow(page, 'Days to decide, and standstill');
  await day(page, 'From', ['22', '4', '2026']);
  await page.getByLabel('Working days to decide an application').fill('20');
  await page.getByLabel('Working days of standstill').fill('10');
  await page.getByLabel('Where that was decided').fill('The notice of the market');
  await look(page);
  await press(page, 'Record the days');
  expect(await words(page)).toMatch(
    /From 22 April 2026\s+Time to decide: 20 working days.*Standstill: 10 working days/,
  );
}

/** The whole board agrees, and somebody who took no part signs. */
export async function agreeAndSign(town: Town, chair: Page, meeting: string, item: RegExp): Promise<void> {
  const { follow, look, press, words } = town;
  await chair.goto(meeting);
  await follow(chair, item);
  await press(chair, 'Put a motion');
  await press(chair, 'Put the motion');
  await press(chair, 'Declare it agreed by consensus');
  expect(await words(chair)).toContain('Confirm that the published conditions are met');
  const clerk = await town.as('commissioner');
  await clerk.goto(town.service.url);
  await follow(clerk, 'Sign 1 admission');
  await look(clerk);
  await clerk.locator('main').getByRole('link').first().click();
  await press(clerk, 'Sign for the contracting authority');
  expect(await words(clerk)).toContain('14 May 2026');
  await look(clerk);
  await follow(clerk, 'The letter to the provider');
  expect(await words(clerk)).toContain('There is a standstill until 13 May 2026.');
  await look(clerk);
}
