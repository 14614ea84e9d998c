import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { placementWorld, type PlacementWorld } from '../support/placement-world.js';

let world: PlacementWorld;
let browser: TestBrowser;
beforeAll(async () => {
  [world, browser] = await Promise.all([placementWorld(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

describe('what is due', () => {
  it('a coordinator narrows the list, opens a step, and a school records it', async () => {
    const id = await world.referral();
    await browser.use(world, await world.agent('coordinator'));
    const page = await browser.page();
    page.setDefaultTimeout(20_000);
    await page.goto(`${world.url}/deadlines`);
    expect(await page.title()).toContain('Deadlines');
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Whose move').selectOption('SCHOOL');
    await page.getByRole('button', { name: 'Apply' }).click();
    expect(await page.getByRole('row').count()).toBe(2);
    expect(await axe(page)).toEqual([]);

    await browser.use(world, await world.agent('inclusion-lead'));
    await page.goto(`${world.url}/referrals/${id}`);
    await page.getByRole('link', { name: /Steps after the exclusion/ }).click();
    await page.getByRole('button', { name: 'Record the steps' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await axe(page)).toEqual([]);
    const group = page.getByRole('group', { name: 'When were the parents given written notice?' });
    for (const [label, value] of Object.entries({ Day: '2', Month: '11', Year: '2026' })) {
      await group.getByLabel(label).fill(value);
    }
    await page.getByRole('button', { name: 'Record the steps' }).click();
    expect(await page.textContent('main')).toContain('The governing board meets by 23 November 2026');
    expect(await axe(page)).toEqual([]);
    await page.close();
  }, 120_000);
});
