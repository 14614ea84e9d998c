import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { valueOf } from '../../src/kernel/index.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { type MadeReferral, matchingWorld, type MatchingWorld } from '../support/matching-world.js';

let world: MatchingWorld;
let browser: TestBrowser;
let placed: MadeReferral;
let refused: MadeReferral;
let later: MadeReferral;
let runId: string;
let runNumber: string;
let whatIfId: string;
let patternId: string;

beforeAll(async () => {
  [world, browser] = await Promise.all([matchingWorld({ runsJobs: true }), startBrowser()]);
  await world.anOpening({ name: 'Example Centre', places: 1 });
  placed = await world.aReferral();
  refused = await world.aReferral({ yearGroup: 7, dateOfBirth: '2015-01-05' });
  await world.aReferral();
  await world.whenIdle();
  expect(['finished', 'unchanged']).toContain(valueOf(await world.runNow()));
  const run = await world.admin.query<{ id: string; number: number }>(
    `SELECT id, number FROM matching_run WHERE state = 'FINISHED' ORDER BY number DESC LIMIT 1`,
  );
  runId = run.rows[0]?.id ?? '';
  runNumber = String(run.rows[0]?.number);
  const coordinator = await world.agent('coordinator');
  const { rows } = await world.admin.query<{ key: string; id: string }>(
    `SELECT components->0->>'patternId' AS key, referral_id AS id FROM matching_option WHERE chosen AND run_id = $1`,
    [runId],
  );
  const chosen = rows[0] ?? { key: '', id: '' };
  patternId = chosen.key;
  const pin = { option: chosen.key, kind: 'BAR', reason: 'A made-up reason' };
  await coordinator.form(`/referrals/${chosen.id}/options/pin`, pin).redirects(0).expect(303);
  await coordinator.form('/matching/what-ifs').redirects(0).expect(303);
  await eventually(async () => {
    const found = await world.admin.query<{ id: string }>(`SELECT id FROM matching_what_if WHERE state = 'FINISHED'`);
    whatIfId = found.rows[0]?.id ?? '';
    expect(whatIfId).not.toBe('');
  }, 20_000);
  later = await world.aReferral();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const pathOf = (name: string): string =>
  name
    .replace('RUN', runId)
    .replace('PLACED', placed.id)
    .replace('REFUSED', refused.id)
    .replace('LATER', later.id)
    .replace('WHATIF', whatIfId)
    .replace('PATTERN', patternId);

describe('the pages of matching and policy', () => {
  it.each([
    ['coordinator', '/policy', 'The policy in force'],
    ['coordinator', '/matching', 'Matching'],
    ['coordinator', '/matching/runs/RUN', 'Matching run NUMBER'],
    ['coordinator', '/matching/runs/RUN?show=all&band=2', 'Matching run NUMBER'],
    ['coordinator', '/matching/runs/RUN/comparison', 'How this run compares'],
    ['coordinator', '/matching/runs/RUN/prices', 'What one more would bring'],
    ['coordinator', '/referrals/PLACED/options', 'Options'],
    ['coordinator', '/referrals/REFUSED/options', 'Options'],
    ['coordinator', '/referrals/REFUSED/options/considered', 'Every place that was considered'],
    ['coordinator', '/matching/pins', 'Pins and bars'],
    ['coordinator', '/matching/what-ifs/WHATIF', 'What if 1'],
    ['coordinator', '/referrals/REFUSED/options/pin?option=PATTERN&kind=PIN', 'Pin or bar an option'],
    ['inclusion-lead', '/referrals/PLACED/options', 'Options'],
    ['inclusion-lead', '/referrals/LATER/options', 'Options'],
  ] as const)('%s reads %s, and axe finds no fault', async (persona, name, title) => {
    await browser.use(world, await world.agent(persona));
    const page = await browser.page();
    await page.goto(`${world.url}${pathOf(name)}`);
    const found = { title: await page.title(), faults: await axe(page), broken: page.faults };
    await page.setViewportSize({ width: 390, height: 844 });
    // A page that is wider than a telephone, and what sticks out.
    const wider = await page.evaluate(() => {
      const isInside = (one: Element): boolean => one.closest('[tabindex="0"]') !== null;
      return document.documentElement.scrollWidth <= 390
        ? []
        : [...document.querySelectorAll('main *')]
            .filter((one) => !isInside(one) && one.getBoundingClientRect().right > 390)
            .map((one) => `${one.tagName} ${one.className}`);
    });
    await page.close();
    const expected = { title: `${title.replace('NUMBER', runNumber)} - Placeway`, faults: [], broken: [], wider: [] };
    expect({ ...found, wider }).toEqual(expected);
  });
});
