import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Calendars } from '../../src/modules/organisations/index.js';
import { JOURNEY } from '../../src/modules/referrals/domain/journey.js';
import { UnitOfWork } from '../../src/platform/index.js';
import { startApp, type SignedInAgent, type TestApp } from '../support/app.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { registrar } from '../support/organisations.js';
import { aUpn } from '../support/referrals.js';
import { WORKPLACES } from '../support/workplaces.js';

describe('the pages of a referral in a browser', () => {
  let service: TestApp;
  let lead: SignedInAgent;
  let browser: TestBrowser;

  beforeAll(async () => {
    service = await startApp();
    await service.app
      .get(UnitOfWork)
      .inTransaction(registrar, (tx) => service.app.get(Calendars).assume(tx, WORKPLACES.authority.organisationId));
    lead = await service.agent('inclusion-lead');
    browser = await startBrowser();
    await browser.use(service, lead);
  });
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  it('a school refers a permanently excluded pupil without JavaScript, from its list to the confirmation', async () => {
    const plain = await startBrowser({ javaScript: false });
    try {
      await plain.use(service, lead);
      const page = await plain.page();
      await page.goto(`${service.url}/referrals`);
      await page.getByRole('button', { name: 'Refer a pupil' }).click();
      await page.getByRole('button', { name: 'Start now' }).click();
      const on = () => page.getByRole('button', { name: 'Save and continue' }).click();
      await page.getByLabel('The pupil has been permanently excluded').check();
      await on();
      await page.getByLabel('Day').fill('22');
      await page.getByLabel('Month').fill('10');
      await page.getByLabel('Year').fill('2026');
      await page.getByRole('button', { name: 'Work out the dates' }).click();
      expect(await page.locator('main').innerText()).toContain('Thursday 5 November 2026');
      await on();
      await page.getByLabel('Damage').check();
      await on();
      await page.getByLabel('Unique pupil number (UPN)').fill(aUpn());
      await page.getByLabel('First name').fill('Invented');
      await page.getByLabel('Last name').fill('Pupil');
      await on();
      await page.getByLabel('Day').fill('14');
      await page.getByLabel('Month').fill('5');
      await page.getByLabel('Year', { exact: true }).fill('2013');
      await page.getByLabel('Year group').selectOption('Year 9');
      await on();
      await page.getByLabel('Home postcode').fill('M14 7PA');
      await on();
      await page.getByLabel('No special educational needs').check();
      await on();
      await page.getByRole('button', { name: 'Check your answers' }).click();
      await page.getByRole('button', { name: 'Submit the referral' }).click();
      expect(await page.locator('main').innerText()).toMatch(
        /Referral submitted[\s\S]*R-\d{6}[\s\S]*What happens next/,
      );
    } finally {
      await plain.close();
    }
  });

  it('every page of the journey is clean, filled in wrongly or not at all', async () => {
    const begun = await lead.form('/referrals/new');
    const id = /\/referrals\/([0-9a-f-]{36})\//.exec(String(begun.headers['location']))?.[1] ?? '';
    await lead.form(`/referrals/${id}/answers/reason`, { next: 'on', type: 'OFF_SITE_DIRECTION' });
    const page = await browser.page();
    const found: string[] = [];
    const look = async (path: string) => {
      await page.goto(`${service.url}${path}`);
      found.push(...(await axe(page)).map((finding) => `${path}: ${finding}`));
    };
    for (const { key, when, forAuthority } of JOURNEY.flatMap(({ pages }) => pages)) {
      if (forAuthority === true || when?.({ type: 'OFF_SITE_DIRECTION' }) === false) continue;
      await look(`/referrals/${id}/answers/${key}`);
    }
    for (const path of ['/referrals', '/referrals/new', `/referrals/${id}/tasks`, `/referrals/${id}/check`]) {
      await look(path);
    }
    await page.goto(`${service.url}/referrals/${id}/answers/pupil`);
    await page.getByRole('button', { name: 'Save and continue' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    found.push(...(await axe(page)));
    await page.getByRole('link', { name: 'Enter the first name' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-pupil.forename');
    expect(found).toEqual([]);
    expect(page.faults.filter((fault) => !fault.includes('422'))).toEqual([]);
  });

  it('a submitted referral, its confirmation and its questions are clean', async () => {
    const begun = await lead.form('/referrals/new');
    const id = /\/referrals\/([0-9a-f-]{36})\//.exec(String(begun.headers['location']))?.[1] ?? '';
    const answers = {
      type: 'PERMANENT_EXCLUSION',
      'exclusion.firstExcludedOn-day': '2',
      'exclusion.firstExcludedOn-month': '11',
      'exclusion.firstExcludedOn-year': '2026',
      'exclusion.reasons': ['DM'],
      'pupil.upn': aUpn(),
      'pupil.forename': 'Invented',
      'pupil.surname': 'Pupil',
      'pupil.dateOfBirth-day': '14',
      'pupil.dateOfBirth-month': '5',
      'pupil.dateOfBirth-year': '2013',
      'pupil.yearGroup': '9',
      'home.postcode': 'M14 7PA',
      'support.senProvision': 'N',
      next: 'on',
    };
    for (const page of ['reason', 'exclusion-date', 'exclusion-reasons', 'pupil', 'age', 'home', 'sen']) {
      await lead.form(`/referrals/${id}/answers/${page}`, answers).expect(303);
    }
    await lead.form(`/referrals/${id}/check`).expect(303);
    const page = await browser.page();
    const found: string[] = [];
    for (const path of [`/referrals/${id}`, `/referrals/${id}/submitted`, `/referrals/${id}/withdraw`, '/referrals']) {
      await page.goto(`${service.url}${path}`);
      found.push(...(await axe(page)).map((finding) => `${path}: ${finding}`));
    }
    expect(found).toEqual([]);
    expect(page.faults).toEqual([]);
  });
});
