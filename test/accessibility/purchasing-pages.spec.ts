import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, pence, valueOf } from '../../src/kernel/index.js';
import { RecordPurchase } from '../../src/modules/purchasing/index.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import type { PersonaKey } from '../support/personas.js';
import { COUNCIL, purchasingWorld, type PurchasingWorld } from '../support/purchasing.js';

const day = dateOnly;
const period = { firstDay: day('2026-11-09'), lastDay: day('2026-12-18') };
let world: PurchasingWorld;
let browser: TestBrowser;
let plain: TestBrowser;
const ids = { draft: '', signed: '', loan: '', purchase: '' };
beforeAll(async () => {
  [world, browser, plain] = await Promise.all([purchasingWorld(), startBrowser(), startBrowser({ javaScript: false })]);
  const { people, use, lend, draft } = world;
  const place = await world.supply({ name: 'Example Pupil Referral Unit', urn: '100003', places: 20 });
  ids.draft = valueOf(await draft.run(people.lead, world.command(place)));
  ids.signed = await world.aBlock(place, { unit: 'DAY', unitsPerWeek: 10 });
  const used = {
    blockId: ids.signed,
    units: 2,
    ...period,
    pupilReference: 'S1-17',
    schoolId: null,
    note: 'Two mornings',
  };
  valueOf(await use.use(people.lead, used));
  const offer = { blockId: ids.signed, borrowerId: COUNCIL, units: 1, ...period, unitPence: pence(5_000) };
  ids.loan = valueOf(await lend.propose(people.lead, offer));
  ids.purchase = valueOf(
    await world.app.get(RecordPurchase).run(people.lead, {
      providerId: null,
      providerName: 'Zest Example Farm',
      pupilReference: 'S1-18',
      purpose: 'PREVENTATIVE_DUAL',
      startsOn: period.firstDay,
      endsOn: period.lastDay,
      days: 6,
      dayPence: pence(9_500),
      orderReference: 'PO-2',
      orderAuthorisedBy: 'Hari Example',
      assured: ['VISIT'],
      reason: 'Nobody on the list works with animals.',
      warned: true,
    }),
  );
});
afterAll(async () => {
  await Promise.all([browser.close(), plain.close()]);
  await world.close();
});

describe('pages of buying', () => {
  const pages: readonly [PersonaKey, string, () => string][] = [
    ['inclusion-lead', 'Bought ahead of need', () => '/blocks'],
    ['inclusion-lead', 'Buy ahead of need', () => '/blocks/new'],
    ['commissioner', 'Buy ahead of need', () => '/blocks/new'],
    ['head-teacher', 'Block', () => `/blocks/${ids.draft}`],
    ['inclusion-lead', 'Block', () => `/blocks/${ids.signed}`],
    ['pru-manager', 'Block', () => `/blocks/${ids.signed}`],
    ['finance-officer', 'Block', () => `/blocks/${ids.signed}`],
    ['inclusion-lead', 'Use', () => `/blocks/${ids.signed}/use`],
    ['inclusion-lead', 'Lend or sell', () => `/blocks/${ids.signed}/lend`],
    ['head-teacher', 'Cancel', () => `/blocks/${ids.signed}/cancel`],
    ['finance-approver', 'Units of block', () => `/block-loans/${ids.loan}`],
    ['inclusion-lead', 'Units of block', () => `/block-loans/${ids.loan}`],
    ['inclusion-lead', 'Bought by schools themselves', () => '/purchases'],
    ['inclusion-lead', 'Record a place your school buys', () => '/purchases/new'],
    ['inclusion-lead', 'Purchase', () => `/purchases/${ids.purchase}`],
    ['commissioner', 'Purchase', () => `/purchases/${ids.purchase}`],
    ['inclusion-lead', 'Cancel purchase', () => `/purchases/${ids.purchase}/cancel`],
    ['head-teacher', 'What needs me', () => '/'],
  ];

  it.each(pages)('%s: "%s" is accessible', async (persona, title, path) => {
    const seen = await browser.look(world, await world.agent(persona), path());
    expect([seen.title.startsWith(title), seen.faults]).toEqual([true, []]);
  });

  it('refused forms say what is wrong, accessibly, and the second signature works without JavaScript', async () => {
    await browser.use(world, await world.agent('inclusion-lead'));
    const seen = await browser.page();
    for (const [path, button] of [
      ['/blocks/new', 'Prepare the purchase'],
      ['/purchases/new', 'Record the purchase'],
    ] as const) {
      await seen.goto(`${world.url}${path}`);
      await seen.getByRole('button', { name: button }).click();
      expect(await seen.title()).toMatch(/^Error: /);
      expect(await axe(seen)).toEqual([]);
    }
    await seen.close();
    const page = await plain.page();
    page.setDefaultTimeout(10_000);
    await plain.use(world, await world.agent('head-teacher'));
    await page.goto(`${world.url}/`);
    await page.getByRole('link', { name: /Sign or refuse block/ }).click();
    await page.getByRole('button', { name: 'Sign this purchase' }).click();
    expect(await page.getByText('The purchase is signed and the places are kept').count()).toBe(1);
    await page.close();
  });
});
