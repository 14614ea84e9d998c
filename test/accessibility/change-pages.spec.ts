import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { valueOf } from '../../src/kernel/index.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../support/placement-world.js';

let world: PlacementWorld;
let pru: SupplyPoint;
let browser: TestBrowser;
let plain: TestBrowser;
/** The one that is sat at now. */
let now: TestBrowser;
let page: Page;
beforeAll(async () => {
  [world, browser, plain] = await Promise.all([placementWorld(), startBrowser(), startBrowser({ javaScript: false })]);
  pru = await world.supply({ name: 'Example Pupil Referral Unit', urn: '100003' });
});
afterAll(async () => {
  await Promise.all([browser.close(), plain.close()]);
  await world.close();
});

async function sitAt(which: TestBrowser): Promise<void> {
  now = which;
  page = await which.page();
  page.setDefaultTimeout(20_000);
}
const as = async (key: Parameters<PlacementWorld['agent']>[0]) => now.use(world, await world.agent(key));
const click = (name: string) => page.getByRole('button', { name }).click();
const follow = (name: string) => page.getByRole('link', { name }).first().click();
/** Every page on the way is looked at, by axe where there are scripts. */
const clean = async (title: string) => {
  expect(await page.title()).toContain(title);
  if (now === browser) expect(await axe(page)).toEqual([]);
};
async function fillDate(legend: string, [day, month, year]: readonly [string, string, string]): Promise<void> {
  const group = page.getByRole('group', { name: legend });
  await group.getByLabel('Day').fill(day);
  await group.getByLabel('Month').fill(month);
  await group.getByLabel('Year').fill(year);
}

async function agreed(): Promise<string> {
  const decided = world.command(await world.referral(), pru.patternId);
  const { placementId } = valueOf(await world.approve.run(world.coordinator, decided));
  valueOf(await world.answer.accept(pru.manager, placementId));
  return placementId;
}

describe('changing a placement', () => {
  it.each([
    ['with scripts', () => browser],
    ['without JavaScript', () => plain],
  ])(
    'goes from the school over provider and authority to the changed placement, %s',
    async (_, which) => {
      await sitAt(which());
      const placementId = await agreed();
      await as('inclusion-lead');
      await page.goto(`${world.url}/placements/${placementId}`);
      await follow('Ask for a change');
      await clean('What is to change?');
      await follow('Extend it');
      await clean('Extend it');
      await click('Continue');
      await clean('Error: ');
      await fillDate('New last day', ['18', '12', '2026']);
      await page.getByLabel('The aims need more time').check();
      await click('Continue');
      expect(await page.getByText('Enter a later day than the planned last day').count()).toBeGreaterThan(0);
      await fillDate('New last day', ['12', '2', '2027']);
      await click('Continue');
      await clean('Check the change');
      expect(await page.getByText('the authority, because it costs more').count()).toBe(1);
      await click('Ask for the change');
      await clean('Change of PL-');
      const reference = (await page.title()).replace(/^Change of (\S+) .*$/, '$1');
      for (const key of ['pru-manager', 'coordinator'] as const) {
        await as(key);
        await page.goto(`${world.url}/`);
        await follow(`Answer a change of ${reference}`);
        await clean('Change of PL-');
        expect(await page.getByText('Costs in all').count()).toBe(key === 'coordinator' ? 1 : 0);
        await page.getByLabel('Yes, we agree').check();
        await click('Answer');
      }
      expect(await page.getByText('Everybody has agreed: the placement is changed').count()).toBe(1);
      await follow(reference);
      await clean(`Placement ${reference}`);
      expect(await page.getByText('New last day 12 February 2027').count()).toBe(1);
      expect(await page.getByText('12 February 2027').count()).toBeGreaterThan(1);
    },
    240_000,
  );

  it('pauses, and says on the placement until when', async () => {
    await sitAt(browser);
    const placementId = await agreed();
    world.clock.set('2026-11-09T09:00:00Z');
    valueOf(await world.ending.start(pru.manager, placementId));
    await as('inclusion-lead');
    await page.goto(`${world.url}/placements/${placementId}/changes/new?kind=PAUSE`);
    await clean('Pause it');
    await fillDate('From which day', ['23', '11', '2026']);
    await fillDate('Goes on from', ['7', '12', '2026']);
    await page.getByLabel('Illness or treatment').check();
    await click('Continue');
    await click('Ask for the change');
    await as('pru-manager');
    await page.goto(page.url());
    await page.getByLabel('No, we do not agree').check();
    await click('Answer');
    await clean('Error: ');
    await page.getByLabel('Yes, we agree').check();
    await click('Answer');
    await page.goto(`${world.url}/placements/${placementId}`);
    await clean('Placement PL-');
    expect(await page.getByText('It is paused from 23 November 2026 and goes on on 7 December 2026').count()).toBe(1);
    await page.goto(`${world.url}/placements/${placementId}/changes/new?kind=WEEK`);
    await clean('Change the week');
  }, 240_000);
});
