import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dateOnly, valueOf } from '../../src/kernel/index.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../support/placement-world.js';

let world: PlacementWorld;
let pru: SupplyPoint;
let other: SupplyPoint;
let browser: TestBrowser;
let page: Page;
beforeAll(async () => {
  [world, browser] = await Promise.all([placementWorld(), startBrowser()]);
  pru = await world.supply({ name: 'Example Pupil Referral Unit', urn: '100003' });
  other = await world.supply({ name: 'Example Other Centre' });
  page = await browser.page();
  page.setDefaultTimeout(20_000);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const as = async (key: Parameters<PlacementWorld['agent']>[0]) => browser.use(world, await world.agent(key));
const click = (name: string) => page.getByRole('button', { name }).click();
const clean = async (title: string) => {
  expect(await page.title()).toContain(title);
  expect(await axe(page)).toEqual([]);
};
async function fillDate(legend: string, [day, month, year]: readonly [string, string, string]): Promise<void> {
  const group = page.getByRole('group', { name: legend });
  await group.getByLabel('Day').fill(day);
  await group.getByLabel('Month').fill(month);
  await group.getByLabel('Year').fill(year);
}
async function underWay(centre: SupplyPoint): Promise<string> {
  world.clock.set('2026-11-02T09:00:00Z');
  const command = world.command(await world.referral(), centre.patternId);
  const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
  valueOf(await world.answer.accept(centre.manager, placementId));
  world.clock.set('2026-11-09T09:00:00Z');
  valueOf(await world.ending.start(centre.manager, placementId));
  return placementId;
}

describe('leaving a provision', () => {
  it('a way back to school is begun, stepped and given up', async () => {
    const placementId = await underWay(pru);
    await as('inclusion-lead');
    await page.goto(`${world.url}/placements/${placementId}`);
    await page.getByRole('link', { name: 'Way back to school' }).click();
    await clean('Way back to school');
    await page.getByLabel('Who leads it').fill('Head of year');
    await click('Begin');
    await clean('Way back to school RI-');
    await click('Add the step');
    await clean('Error: ');
    await page.getByLabel('Lessons with support').check();
    await fillDate('First day of the step', ['16', '11', '2026']);
    await fillDate('Last day of the step', ['4', '12', '2026']);
    await page.getByLabel('Monday afternoon').check();
    await page.getByLabel('Hours of staff').fill('2');
    await click('Add the step');
    expect(await page.getByText('The provision still teaches in one of these half days').count()).toBeGreaterThan(0);
    await fillDate('First day of the step', ['4', '1', '2027']);
    await fillDate('Last day of the step', ['29', '1', '2027']);
    await click('Add the step');
    await clean('Way back to school RI-');
    expect(await page.getByText('The step is added').count()).toBe(1);
    await page.getByLabel('Why it is given up').fill('The family moved.');
    await click('Give it up');
    await clean('Way back to school RI-');
    expect(await page.getByText('Given up').count()).toBeGreaterThan(0);
  }, 120_000);

  it('a pupil is transferred, and where another went is recorded', async () => {
    const placementId = await underWay(pru);
    await as('coordinator');
    await page.goto(`${world.url}/placements/${placementId}/transfer`);
    await clean('Transfer to another provider');
    await fillDate('Last day at the provider that the pupil leaves', ['20', '11', '2026']);
    await page.getByLabel('New place').selectOption(other.patternId);
    await fillDate('First day there', ['23', '11', '2026']);
    await fillDate('Planned last day there', ['18', '12', '2026']);
    await page.getByLabel('Reasons for the decision').fill('Nearer to home.');
    await click('Transfer the pupil');
    await clean('Placement PL-');
    expect(await page.getByText('The pupil is transferred').count()).toBe(1);

    const left = await underWay(pru);
    valueOf(
      await world.ending.end(world.coordinator, {
        placementId: left,
        lastDay: dateOnly('2026-11-13'),
        reason: 'NEW_SCHOOL',
      }),
    );
    world.clock.set('2026-11-16T09:00:00Z');
    await as('inclusion-lead');
    await page.goto(`${world.url}/`);
    await page.getByRole('link', { name: /Say where the pupil of/ }).click();
    await clean('After PL-');
    await page.getByLabel('A college or sixth form').check();
    await click('Record where the pupil went');
    await clean('After PL-');
    expect(await page.getByText('From 1 April 2028 you are asked').count()).toBe(1);
    world.clock.set('2028-04-03T09:00:00Z');
    await as('inclusion-lead');
    await page.goto(`${world.url}/placements/${left}/destination`);
    for (const month of ['October', 'November', 'December', 'January', 'February', 'March']) {
      await page.getByLabel(month).selectOption('LEARNING');
    }
    await clean('After PL-');
    await click('Record what was found');
    await clean('After PL-');
    expect(await page.getByText('Yes, by the national rule').count()).toBe(1);
  }, 120_000);

  it('a site fails: who is affected, the act and what it did', async () => {
    await underWay(pru);
    world.clock.set('2026-11-16T09:00:00Z');
    await world.admin.query('SET session_replication_role = replica');
    await world.admin.query(`UPDATE site SET closed_on = '2026-11-21' WHERE id = $1`, [pru.siteId]);
    await world.admin.query('SET session_replication_role = DEFAULT');
    await as('coordinator');
    await page.goto(`${world.url}/`);
    await page.getByRole('link', { name: /End what is placed at Example Pupil Referral Unit/ }).click();
    await clean('A provider or site teaches no more');
    await fillDate('Last day on which anybody is taught there', ['20', '11', '2026']);
    await page.getByLabel('What happened').fill('The roof fell in.');
    await click('Show who is affected');
    await clean('End what is placed at');
    await click('End all of them');
    await clean('Placements at Example Pupil Referral Unit');
    expect(await page.getByText('All of them wait for another place').count()).toBe(1);
    await click('Run it again');
    await clean('Placements at Example Pupil Referral Unit');
  }, 120_000);
});
