import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { valueOf } from '../../src/kernel/index.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { type MadeReferral, matchingWorld, type MatchingWorld } from '../support/matching-world.js';

let world: MatchingWorld;
let browser: TestBrowser;
let placed: MadeReferral;
let refused: MadeReferral;
let later: MadeReferral;
let runId: string;

beforeAll(async () => {
  [world, browser] = await Promise.all([matchingWorld(), startBrowser()]);
  await world.anOpening({ name: 'Example Centre', places: 1 });
  placed = await world.aReferral();
  refused = await world.aReferral({ yearGroup: 7, dateOfBirth: '2015-01-05' });
  await world.aReferral();
  expect(valueOf(await world.runNow())).toBe('finished');
  runId = (await world.admin.query<{ id: string }>(`SELECT id FROM matching_run`)).rows[0]?.id ?? '';
  later = await world.aReferral();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const pathOf = (name: string): string =>
  name.replace('RUN', runId).replace('PLACED', placed.id).replace('REFUSED', refused.id).replace('LATER', later.id);

describe('the pages of matching and policy', () => {
  it.each([
    ['coordinator', '/policy', 'The policy in force'],
    ['coordinator', '/matching', 'Matching'],
    ['coordinator', '/matching/runs/RUN', 'Matching run 1'],
    ['coordinator', '/matching/runs/RUN?show=all&band=2', 'Matching run 1'],
    ['coordinator', '/matching/runs/RUN/comparison', 'How this run compares'],
    ['coordinator', '/matching/runs/RUN/prices', 'What one more would bring'],
    ['coordinator', '/referrals/PLACED/options', 'Options'],
    ['coordinator', '/referrals/REFUSED/options', 'Options'],
    ['coordinator', '/referrals/REFUSED/options/considered', 'Every place that was considered'],
    ['inclusion-lead', '/referrals/PLACED/options', 'Options'],
    ['inclusion-lead', '/referrals/LATER/options', 'Options'],
  ] as const)('%s reads %s, and axe finds no fault', async (persona, name, title) => {
    await browser.use(world, await world.agent(persona));
    const page = await browser.page();
    await page.goto(`${world.url}${pathOf(name)}`);
    const found = { title: await page.title(), faults: await axe(page), broken: page.faults };
    await page.close();
    expect(found).toEqual({ title: `${title} - Placeway`, faults: [], broken: [] });
  });
});
