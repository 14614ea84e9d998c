import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dateOnly, valueOf } from '../../src/kernel/index.js';
import { ReservePlaces } from '../../src/modules/placements/application/reserve-places.js';
import { OffFramework } from '../../src/modules/placements/index.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import type { PersonaKey } from '../support/personas.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../support/placement-world.js';

let world: PlacementWorld;
let pru: SupplyPoint;
let browser: TestBrowser;
let plain: TestBrowser;
const ids = { decide: '', kept: '', offered: '', agreed: '', purchase: '' };
beforeAll(async () => {
  [world, browser, plain] = await Promise.all([
    placementWorld({ runsJobs: true }),
    startBrowser(),
    startBrowser({ javaScript: false }),
  ]);
  pru = await world.supply({ name: 'Example Pupil Referral Unit', urn: '100003' });
  ids.decide = await world.referral();
  const outside = await world.supply({ name: 'Zest Example Academy', route: 'OFF_FRAMEWORK' });
  const reason = 'Nobody on the list teaches this.';
  const ask = { referralId: ids.decide, providerId: outside.providerId, reason };
  ids.purchase = valueOf(await world.app.get(OffFramework).ask(world.coordinator, ask));
  const place = async () =>
    valueOf(await world.approve.run(world.coordinator, world.command(await world.referral(), pru.patternId)))
      .placementId;
  ids.kept = await world.referral();
  const keep = { referralId: ids.kept, patternIds: [pru.patternId], days: 3, reason: 'The parents see it first' };
  const period = { startsOn: dateOnly('2026-11-09'), endsOn: dateOnly('2026-12-18') };
  valueOf(await world.app.get(ReservePlaces).reserve(world.coordinator, { ...keep, ...period }));
  ids.offered = await place();
  ids.agreed = await place();
  valueOf(await world.answer.accept(pru.manager, ids.agreed));
});
afterAll(async () => {
  await Promise.all([browser.close(), plain.close()]);
  await world.close();
});

describe('pages of deciding, placing and money', () => {
  const pages: readonly [PersonaKey, string, () => string][] = [
    ['coordinator', 'Keep a place for', () => `/referrals/${ids.decide}/reservation`],
    ['coordinator', 'Place kept for', () => `/referrals/${ids.kept}/reservation`],
    ['coordinator', 'Decide on', () => `/referrals/${ids.decide}/decision`],
    ['coordinator', 'Ask to buy outside the framework', () => `/referrals/${ids.decide}/off-framework`],
    ['commissioner', 'Buy from Zest Example Academy outside the framework', () => `/off-framework/${ids.purchase}`],
    ['commissioner', 'What is needed', () => '/demand'],
    ['coordinator', 'Placement', () => `/placements/${ids.offered}`],
    ['coordinator', 'Placements', () => '/placements'],
    ['coordinator', 'What needs me', () => '/'],
    ['pru-manager', 'Placement', () => `/placements/${ids.offered}`],
    ['pru-manager', 'Placement', () => `/placements/${ids.agreed}`],
    ['inclusion-lead', 'Placement', () => `/placements/${ids.agreed}`],
    ['inclusion-lead', 'Messages', () => '/messages'],
    ['head-teacher', 'Your school’s balance', () => '/budget/school'],
    ['finance-officer', 'Budget position', () => '/budget'],
    ['finance-officer', 'High needs budget, 2026-27', () => '/budget/HIGH_NEEDS/2026-27'],
  ];

  it.each(pages)('%s: "%s" is accessible', async (persona, title, path) => {
    const seen = await browser.look(world, await world.agent(persona), path());
    expect([seen.title.startsWith(title), seen.faults]).toEqual([true, []]);
  });

  async function fillAndCheck(page: Page): Promise<void> {
    await page.goto(`${world.url}/referrals/${ids.decide}/decision`);
    await page.getByLabel('Another option', { exact: true }).check();
    await page.getByLabel('Another option: place').selectOption({ index: 1 });
    await page.getByLabel('Reasons for the decision').fill('The nearest place that meets the needs.');
    await page.getByRole('button', { name: 'Check the decision' }).click();
  }

  it('the check of a decision, and a form that was refused, are accessible', async () => {
    await browser.use(world, await world.agent('coordinator'));
    const page = await browser.page();
    await fillAndCheck(page);
    expect(await axe(page)).toEqual([]);
    await page.goto(`${world.url}/referrals/${ids.decide}/decision`);
    await page.getByRole('button', { name: 'Check the decision' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await axe(page)).toEqual([]);
    await page.close();
  });

  it('takes a coordinator from the task to an offered place with links and buttons alone, without JavaScript', async () => {
    await plain.use(world, await world.agent('coordinator'));
    const page = await plain.page();
    page.setDefaultTimeout(5_000);
    await fillAndCheck(page);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Check the decision');
    await page.getByRole('button', { name: 'Confirm the decision' }).click();
    expect(await page.getByText('The decision is recorded and the place is offered').count()).toBe(1);
    expect(await page.getByRole('heading', { name: 'What happens next' }).count()).toBe(1);

    const reference = (await page.title()).replace(/^Placement (\S+) .*$/, '$1');
    await plain.use(world, await world.agent('pru-manager'));
    await page.goto(`${world.url}/`);
    await page.getByRole('link', { name: `Answer offer ${reference}` }).click();
    await page.getByRole('button', { name: 'Accept the offer' }).click();
    expect(await page.getByText('You have accepted the offer').count()).toBe(1);
    await page.close();
  });
});
