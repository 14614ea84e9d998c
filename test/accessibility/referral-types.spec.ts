import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { ReferralType } from '../../src/kernel/index.js';
import { Calendars } from '../../src/modules/organisations/index.js';
import { TYPE_RULES } from '../../src/modules/referrals/domain/types.js';
import { UnitOfWork } from '../../src/platform/index.js';
import { startApp, type SignedInAgent, type TestApp } from '../support/app.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { registrar } from '../support/organisations.js';
import { aUpn } from '../support/referrals.js';
import { WORKPLACES } from '../support/workplaces.js';

type Fill = (page: Page) => Promise<void>;

/** The boxes of one date: `nth` where a page asks for several. */
async function day(page: Page, [d, m, y]: readonly [string, string, string], nth = 0): Promise<void> {
  await page.getByLabel('Day', { exact: true }).nth(nth).fill(d);
  await page.getByLabel('Month', { exact: true }).nth(nth).fill(m);
  await page.getByLabel('Year', { exact: true }).nth(nth).fill(y);
}
const text =
  (label: string, value: string): Fill =>
  (page) =>
    page.getByLabel(label).fill(value);
const tick =
  (label: string): Fill =>
  (page) =>
    page.getByLabel(label).check();
const all =
  (...fills: readonly Fill[]): Fill =>
  async (page) => {
    for (const fill of fills) await fill(page);
  };

/** What any request may be asked, by the page that asks it. */
const ANY: Readonly<Record<string, Fill>> = {
  pupil: (page) =>
    all(text('Unique pupil number (UPN)', aUpn()), text('First name', 'Invented'), text('Last name', 'Pupil'))(page),
  age: async (page) => {
    await day(page, ['14', '5', '2013']);
    await page.getByLabel('Year group').selectOption('Year 9');
    await page.getByLabel('Female').check();
  },
  home: text('Home postcode', 'M14 7PA'),
  sen: tick('No special educational needs'),
  care: async (page) => {
    await page.getByLabel('No', { exact: true }).first().check();
    await page.getByLabel('No social worker').check();
  },
  needs: text('How do these needs show', 'Loud rooms are hard.'),
  tried: text('What has been tried so far?', 'A smaller class.'),
  views: all(text('What does the pupil say?', 'I like engines.'), text('What do the parents', 'We agree.')),
  risks: tick('We have looked, and know of none'),
  start: (page) => day(page, ['16', '11', '2026']),
  'exclusion-reasons': tick('Persistent or general disruptive behaviour'),
};

const OWN: Readonly<Partial<Record<ReferralType, Readonly<Record<string, Fill>>>>> = {
  SUSPENSION: {
    suspension: async (page) => {
      await day(page, ['2', '11', '2026'], 0);
      await day(page, ['13', '11', '2026'], 1);
      await page.getByLabel('For how many school days was the pupil suspended before').fill('3');
    },
  },
  SAFEGUARDING_SEPARATION: {
    separation: async (page) => {
      await day(page, ['2', '11', '2026'], 0);
      await page.getByLabel('Which designated safeguarding lead').fill('A. Safeguarding');
      await page.getByLabel('Why are pupils kept apart').fill('To keep everybody safe while facts are found.');
      await day(page, ['16', '11', '2026'], 1);
    },
  },
  SECTION_19_HEALTH: {
    'health-absence': all(
      text('How many school days has the pupil missed', '10'),
      text('How many more are expected?', '20'),
      tick('A general practitioner'),
    ),
    'health-hours': all(text('How many hours a week', '12'), text('Why would full time not be', 'Tires soon.')),
  },
  FAIR_ACCESS: {
    'fair-access': all(
      tick('Out of education for four weeks or more'),
      text('Which schools were asked for a place', 'Three schools; all are full.'),
    ),
  },
  MANAGED_MOVE: {
    'move-school': async (page) => {
      await page.getByLabel('Which school does the pupil move to?').selectOption('Second Example School');
    },
    'move-agreed': async (page) => {
      await day(page, ['23', '10', '2026'], 0);
      await day(page, ['23', '10', '2026'], 1);
    },
  },
  REINTEGRATION: {
    'return-school': async (page) => {
      await page.getByLabel('Which school should the pupil go to?').selectOption('First Example School');
      await page.getByLabel('What shows that the pupil is ready?').fill('Came every day for a term.');
      await page.getByLabel('Who is in charge of the return?').fill('B. Return');
    },
  },
};

describe('each kind of request in a browser', () => {
  let service: TestApp;
  let lead: SignedInAgent;
  let browser: TestBrowser;
  let plain: TestBrowser;

  beforeAll(async () => {
    service = await startApp();
    await service.app
      .get(UnitOfWork)
      .inTransaction(registrar, (tx) => service.app.get(Calendars).assume(tx, WORKPLACES.authority.organisationId));
    lead = await service.agent('inclusion-lead');
    browser = await startBrowser();
    plain = await startBrowser({ javaScript: false });
    await browser.use(service, lead);
    await plain.use(service, lead);
  });
  afterAll(async () => {
    await plain.close();
    await browser.close();
    await service.close();
  });

  it.each(Object.keys(OWN) as ReferralType[])(
    '%s: a school asks without JavaScript, and every page on the way is clean',
    async (type) => {
      const page = await plain.page();
      const looking = await browser.page();
      const found: string[] = [];
      const look = async () => {
        await looking.goto(page.url());
        found.push(...(await axe(looking)).map((finding) => `${page.url()}: ${finding}`));
      };
      await page.goto(`${service.url}/referrals/new`);
      await page.getByRole('button', { name: 'Start now' }).click();
      await page.getByLabel(TYPE_RULES[type].label).check();
      await page.getByRole('button', { name: 'Save and continue' }).click();
      const filled: string[] = [];
      const answers = { ...ANY, ...OWN[type] };
      for (let key = pageKey(page); key !== undefined; key = pageKey(page)) {
        const fill = answers[key];
        if (fill === undefined || filled.includes(key)) throw new Error(`Stuck at ${key}: ${await mainOf(page)}`);
        filled.push(key);
        await look();
        await fill(page);
        await page.getByRole('button', { name: 'Save and continue' }).click();
      }
      expect(filled).toEqual(expect.arrayContaining(Object.keys(OWN[type] ?? {})));
      await page.getByRole('button', { name: 'Check your answers' }).click();
      expect(await mainOf(page)).toContain(TYPE_RULES[type].basis.source);
      await look();
      await page.getByRole('button', { name: 'Submit the referral' }).click();
      expect(await mainOf(page)).toMatch(/Referral submitted[\s\S]*R-\d{6}[\s\S]*What happens next/);
      await look();
      await page.getByRole('link', { name: 'See the referral' }).click();
      expect(await mainOf(page)).toContain(TYPE_RULES[type].label);
      await look();
      expect(found).toEqual([]);
    },
  );

  it('a kind that is only for others is not offered to the council, and a wrong suspension says what to do', async () => {
    const page = await plain.page();
    await page.goto(`${service.url}/referrals/new`);
    await page.getByRole('button', { name: 'Start now' }).click();
    await page.getByLabel(TYPE_RULES.SUSPENSION.label).check();
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await day(page, ['2', '11', '2026'], 0);
    await day(page, ['6', '11', '2026'], 1);
    await page.getByRole('button', { name: 'Save and continue' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await mainOf(page)).toContain('These are 5 school days, and not six in a row');
    await day(page, ['9', '11', '2026'], 1);
    await page.getByRole('button', { name: 'Work out the dates' }).click();
    expect(await mainOf(page)).toContain('Monday 9 November 2026, the sixth school day of suspension in a row');
    const coordinator = await service.agent('coordinator');
    const begun = await coordinator.form('/referrals/new');
    const id = /\/referrals\/([0-9a-f-]{36})\//.exec(String(begun.headers['location']))?.[1] ?? '';
    const asked = (await coordinator.get(`/referrals/${id}/answers/reason`).expect(200)).text;
    expect(asked).toContain(TYPE_RULES.FAIR_ACCESS.label);
    expect(asked).not.toContain(TYPE_RULES.MANAGED_MOVE.label);
  });

  it('the council records the school that takes the pupil, and the request is closed', async () => {
    const coordinator = await service.agent('coordinator');
    const { rows } = await service.admin.query<{ id: string }>(
      `select id from referral where type = 'FAIR_ACCESS' and status = 'SUBMITTED'`,
    );
    const path = `/referrals/${rows[0]?.id ?? ''}`;
    expect((await coordinator.get(path).expect(200)).text).not.toContain('Decide on a place');
    const page = await plain.page();
    await plain.use(service, coordinator);
    await browser.use(service, coordinator);
    await page.goto(`${service.url}${path}`);
    await page.getByRole('link', { name: 'Record the school that takes the pupil' }).click();
    await page.getByRole('button', { name: 'Record the school' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await browser.look(service, coordinator, `${path}/school-place`)).toMatchObject({ status: 200, faults: [] });
    await page.getByLabel('Which school takes the pupil?').selectOption('Second Example School');
    await day(page, ['16', '11', '2026']);
    await page.getByLabel('How was it agreed?').fill('By the schools of the protocol.');
    await page.getByRole('button', { name: 'Record the school' }).click();
    expect(await mainOf(page)).toMatch(/Second Example School, from 16 November 2026[\s\S]*A school takes the pupil/);
  });
});

const pageKey = (page: Page): string | undefined => /\/answers\/([a-z-]+)/.exec(page.url())?.[1];
const mainOf = (page: Page): Promise<string> => page.locator('main').innerText();
