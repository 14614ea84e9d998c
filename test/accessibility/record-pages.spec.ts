import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceActor, valueOf } from '../../src/kernel/index.js';
import { GatherExport } from '../../src/modules/records/application/gather-export.js';
import { GATHERS } from '../../src/modules/records/jobs/exports.job.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { placementWorld, type PlacementWorld } from '../support/placement-world.js';
import { AUTHORITY_ID } from '../support/workplaces.js';

let world: PlacementWorld;
let browser: TestBrowser;
beforeAll(async () => {
  [world, browser] = await Promise.all([placementWorld(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

describe('everything held on one child', () => {
  it('is asked for, gathered and taken', async () => {
    await world.referral();
    const child = await world.one<{ reference: string }>('SELECT reference FROM pupil');
    await browser.use(world, await world.agent('commissioner'));
    const page = await browser.page();
    page.setDefaultTimeout(20_000);
    await page.goto(`${world.url}/records`);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Gather everything' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Reference of the pupil or of a case').fill(child?.reference ?? '');
    await page.getByLabel('Why is it asked for?').fill('The mother asked in writing.');
    await page.getByRole('button', { name: 'Gather everything' }).click();
    expect(await page.textContent('main')).toContain('Waiting to start');
    expect(await axe(page)).toEqual([]);
    const id = page.url().split('/').at(-1) ?? '';
    const service = serviceActor('records', AUTHORITY_ID, GATHERS);
    valueOf(await world.app.get(GatherExport).run(service, id, () => Promise.resolve()));
    await page.goto(`${world.url}/records/${id}`);
    expect(await axe(page)).toEqual([]);
    await page.goto(`${world.url}/retention`);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Put a legal hold on' }).click();
    await page.getByRole('button', { name: 'Put the hold on' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Reference of the pupil or of a case').fill(child?.reference ?? '');
    await page.getByLabel('Why must nothing go?').fill('A claim.');
    await page.getByRole('button', { name: 'Put the hold on' }).click();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('link', { name: child?.reference ?? '' }).click();
    expect(await axe(page)).toEqual([]);
    // What is given to a family is read by everybody as well.
    const made = await world.one<{ content: string }>(`SELECT content FROM subject_export_file WHERE format = 'PAGE'`);
    await page.setContent(made?.content ?? '');
    expect(await axe(page)).toEqual([]);
    await page.close();
  }, 120_000);
});
