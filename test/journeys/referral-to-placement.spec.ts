import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { loadDemonstration } from '../../src/demo/index.js';
import { placesThroughThePru } from '../../src/demo/supply.js';
import { isUpn } from '../../src/kernel/index.js';
import { RULE_WORDS } from '../../src/modules/policies/index.js';
import { OutboxRelay } from '../../src/platform/queue/outbox-relay.js';
import { startApp, type TestApp } from '../support/app.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { refer } from '../support/refer.js';

const SLOWLY = 600_000;

/** Rules that refuse no single place here, each with the reason. */
const UNBROKEN: Readonly<Record<string, string>> = {
  confirmed: 'No opening here is old enough to be refused.',
};

describe('the demonstration authority, from a referral to a funded placement', () => {
  let service: TestApp;
  const browsers: TestBrowser[] = [];
  const found: string[] = [];

  beforeAll(async () => {
    service = await startApp({ personas: false, runsJobs: true });
    await service.app.get(OutboxRelay).holdDuring(() => loadDemonstration(service.app, () => undefined));
    await eventually(
      async () => expect(await numbers(`matching_run where state = 'FINISHED'`)).toBeGreaterThan(0),
      SLOWLY,
    );
  }, SLOWLY);
  afterAll(async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    await service.close();
  });

  const rows = async <T>(sql: string): Promise<T[]> => (await service.admin.query(sql)).rows as T[];
  const numbers = async (from: string): Promise<number> =>
    (await rows<{ n: number }>(`select count(*)::int as n from ${from}`))[0]?.n ?? -1;

  it('commissions 408 places through a referral unit, in its six centres and eleven partners’ sites', async () => {
    const [unit] = await rows<{ id: string }>(`select id from organisation where name like 'Invented Rivers%'`);
    const through = `provider p where p.organisation_id = '${unit?.id}' or p.commissioner_organisation_id = '${unit?.id}'`;
    expect(await numbers(through)).toBe(12);
    expect(
      await numbers(
        `site s join provider p on p.organisation_id = s.provider_organisation_id where p.organisation_id = '${unit?.id}'`,
      ),
    ).toBe(6);
    expect(
      await numbers(
        `site s join provider p on p.organisation_id = s.provider_organisation_id where p.commissioner_organisation_id = '${unit?.id}'`,
      ),
    ).toBe(11);
    const [places] = await rows<{ n: number }>(
      `select sum(o.places)::int as n from opening o join provider p on p.organisation_id = o.provider_organisation_id
       where p.organisation_id = '${unit?.id}' or p.commissioner_organisation_id = '${unit?.id}'`,
    );
    expect(places?.n).toBe(408);
    expect(placesThroughThePru()).toBe(408);
  });

  it('has 200 children who wait, about 370 who are placed and end on many days, and numbers that are valid', async () => {
    expect(await numbers(`referral where status = 'SUBMITTED'`)).toBe(200);
    expect(await numbers(`referral where status = 'WITH_SEN'`)).toBe(4);
    const placed = await numbers(`placement where status = 'ACTIVE'`);
    expect(placed).toBeGreaterThan(355);
    expect(placed).toBeLessThan(390);
    expect(await numbers(`(select distinct planned_end from placement) ends`)).toBeGreaterThan(10);
    const upns = await rows<{ upn: string }>('select upn from pupil_identity');
    expect(upns.filter(({ upn }) => !isUpn(upn))).toEqual([]);
    expect(new Set(upns.map(({ upn }) => upn)).size).toBe(upns.length);
  });

  it('leaves at least 15 % without a proposal, chooses packages, and is bound by the fund', async () => {
    const [chosen] = await rows<{ placed: number; packages: number }>(
      `select count(*)::int as placed, (count(*) filter (where jsonb_array_length(components) > 1))::int as packages
       from matching_option where chosen`,
    );
    expect(chosen?.placed).toBeGreaterThan(40);
    expect(chosen?.placed).toBeLessThanOrEqual(170);
    expect(chosen?.packages).toBeGreaterThan(0);
    const [detail] = await rows<{ counts: { fundPence: number; placed: number; withoutOption: number } }>(
      'select counts from matching_run_detail order by run_id desc limit 1',
    );
    const cheapest = await rows<{ referral_id: string; pence: number }>(
      `select referral_id, min(weekly_pence)::int as pence from matching_option group by referral_id`,
    );
    // Some who had an option are left without a place: capacity or money ran out, not the rules.
    expect(cheapest.length).toBeGreaterThan(detail?.counts.placed ?? Infinity);
    const [fund] = await rows<{ left: number }>(
      `select (credits_posted - debits_posted - debits_pending)::int as left from account
       where kind = 'FUND' and fund = 'HIGH_NEEDS' and financial_year = '2026-27'`,
    );
    expect(fund?.left).toBeGreaterThan(0);
    expect(fund?.left).toBeLessThan(50_000_000);
  });

  it(
    'breaks every hard rule somewhere',
    async () => {
      const cora = await service.agent('coordinator');
      const waiting = await rows<{ id: string }>(`select id from referral where status = 'SUBMITTED' order by id`);
      const [run] = await rows<{ counts: { packagesRefused: Record<string, number> } }>(
        'select counts from matching_run_detail order by run_id desc limit 1',
      );
      const broken = new Set(Object.keys(run?.counts.packagesRefused ?? {}));
      const warned = new Set<string>();
      for (const { id } of waiting) {
        const { body } = await cora.get(`/api/v1/referrals/${id}/considered`).expect(200);
        for (const { results } of (body as { items: { results: { rule: string; verdict: string }[] }[] }).items) {
          for (const { rule, verdict } of results) {
            if (verdict === 'FAIL') broken.add(rule);
            if (verdict === 'WARN') warned.add(rule);
          }
        }
      }
      const unbroken = Object.keys(RULE_WORDS).filter((rule) => !broken.has(rule) && !(rule in UNBROKEN));
      expect(unbroken).toEqual([]);
      expect(warned).toContain('confirmed');
    },
    SLOWLY,
  );

  it(
    'takes a permanently excluded child from the school’s referral to an agreed, funded place, in the browser',
    async () => {
      const school = await signIn('Ada Example');
      const pupil = { upn: 'C352400026001', excludedOn: ['2', '11', '2026'], born: ['14', '5', '2013'] } as const;
      await refer(school, service.url, pupil, look);
      const reference = /R-\d{6}/.exec(await school.locator('main').innerText())?.[0] ?? '';
      const [referral] = await rows<{ id: string }>(`select id from referral where reference = '${reference}'`);
      const path = `/referrals/${referral?.id}`;
      await eventually(async () => {
        await school.goto(`${service.url}${path}/options`);
        expect(await school.locator('main').innerText()).toContain('Options that the panel will decide on');
      }, 120_000);
      await look(school);

      const before = await leftInFund();
      const coordinator = await signIn('Cora Example');
      await look(coordinator);
      await coordinator.goto(`${service.url}${path}`);
      await look(coordinator);
      await coordinator.getByRole('link', { name: 'Decide on a place' }).click();
      await coordinator.getByLabel('Another option', { exact: true }).check();
      const open = coordinator.getByLabel('Another option: place');
      const wanted = await open
        .locator('option', { hasText: /Platt Fields Centre.*Full time/ })
        .first()
        .textContent();
      await open.selectOption({ label: wanted ?? '' });
      await coordinator
        .getByLabel('Reasons for the decision')
        .fill('The centre is near home and starts before the sixth day.');
      await look(coordinator);
      await coordinator.getByRole('button', { name: 'Check the decision' }).click();
      await look(coordinator);
      await coordinator.getByRole('button', { name: /Confirm/ }).click();
      expect(await coordinator.locator('main').innerText()).toContain('Offered: provider to answer');
      const placement = coordinator.url();

      const provider = await signIn('Pru Example');
      await look(provider);
      await provider.goto(placement);
      expect(await provider.locator('main').innerText()).not.toContain('Newcomer');
      await look(provider);
      await provider.getByRole('button', { name: 'Accept the offer' }).click();
      expect(await provider.locator('main').innerText()).toContain('Agreed');
      await look(provider);

      const after = await leftInFund();
      expect(after).toBeLessThan(before);
      const [committed] = await rows<{ pence: number }>(
        `select sum(pence)::int as pence from commitment where referral_id = '${referral?.id}' and financial_year = '2026-27'`,
      );
      expect(before - after).toBe(committed?.pence);
      const finance = await signIn('Olu Example');
      await finance.goto(`${service.url}/budget`);
      expect(await finance.locator('main').innerText()).toContain(pounds(after));
      await look(finance);
      expect(found).toEqual([]);
    },
    SLOWLY,
  );

  const pounds = (pence: number): string => `£${(pence / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`;

  const leftInFund = async (): Promise<number> =>
    (
      await rows<{ left: number }>(
        `select (credits_posted - debits_posted - debits_pending)::int as left from account
         where kind = 'FUND' and fund = 'HIGH_NEEDS' and financial_year = '2026-27'`,
      )
    )[0]?.left ?? -1;

  async function signIn(name: string): Promise<Page> {
    const browser = await startBrowser();
    browsers.push(browser);
    const page = await browser.page();
    await page.goto(service.url);
    await page.getByRole('button', { name: 'Choose a made-up person' }).click();
    await page.getByRole('button', { name: new RegExp(name) }).click();
    await page.getByRole('heading', { name: 'What needs me' }).waitFor();
    return page;
  }

  async function look(page: Page): Promise<void> {
    found.push(...(await axe(page)).map((finding) => `${page.url()}: ${finding}`));
  }
});
