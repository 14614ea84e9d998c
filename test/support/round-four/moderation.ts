import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openModeration, recommend } from './evaluation.js';
import { BIDDERS, type Town } from './town.js';

/** The routine bid stands as all scored it; one needs a reason; one fails and is refused. */
export async function moderateAndRecommend(town: Town, page: Page, round: string): Promise<void> {
  const { look, press, words } = town;
  const { academy, builders, mentors } = BIDDERS;
  await openModeration(town, page, academy.name);
  await press(page, 'Finish the moderation');
  expect(await words(page)).toContain('100.00 %, meets what was published');
  for (const lot of [1, 9])
    await recommend(town, page, { lot, outcome: 'Admit', reasons: `All that lot ${lot} asks is met.` });
  await openModeration(town, page, builders.name);
  expect(await words(page)).toContain('Eva Example: 5 points; Evan Example: 3 points');
  await press(page, 'Finish the moderation');
  expect(await words(page)).toContain('The evaluators differ on 1');
  await town.follow(page, 'Moderate quality');
  await page.getByLabel('3: Acceptable').check();
  await press(page, 'Save and continue');
  expect(await words(page)).toContain('Say why, because this is not what all evaluators gave');
  await look(page);
  await page.getByLabel('Why, for question 1').fill('A person is named on page 2, but not when.');
  await page.getByLabel('What the bidder is told about question 1').fill('Say who visits, and when.');
  await press(page, 'Save and continue');
  await press(page, 'Finish the moderation');
  expect(await words(page)).toContain('76.00 %, meets what was published');
  expect(await words(page)).toContain('£92.00 a day');
  const conditional = { lot: 5, outcome: 'Admit with conditions', reasons: 'It meets the least total.' };
  await recommend(town, page, { ...conditional, conditions: 'Name who visits before the first place.' });
  await look(page);
  await openModeration(town, page, mentors.name);
  await town.follow(page, 'Moderate conditions of membership');
  await page.getByLabel('What the bidder is told about condition 2').fill('The record was not there.');
  await press(page, 'Save and continue');
  await press(page, 'Finish the moderation');
  await recommend(town, page, { lot: 10, outcome: 'Refuse', reasons: 'Condition 2 is not met.' });
  await page.goto(`${round}/evaluation`);
  expect(await words(page)).toContain('Board to decide');
  await look(page);
  const csv = await (await page.request.get(`${round}/evaluation.csv`)).text();
  expect(csv).toContain('5,Example Builders,2026-03-04T10:59:59.000Z');
}
