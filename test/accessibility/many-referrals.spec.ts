import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, valueOf } from '../../src/kernel/index.js';
import { Calendars } from '../../src/modules/organisations/index.js';
import { ManyReferrals } from '../../src/modules/referrals/application/many-referrals.js';
import { UnitOfWork } from '../../src/platform/index.js';
import { startApp, type SignedInAgent, type TestApp } from '../support/app.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { registrar } from '../support/organisations.js';
import { aUpn, inRole } from '../support/referrals.js';
import { AUTHORITY_ID, WORKPLACES } from '../support/workplaces.js';

const HEADINGS = [
  'Reason for the referral,UPN,First name,Last name,Date of birth,Year group,Home postcode',
  'SEN support,First excluded day,Reasons for the exclusion',
].flatMap((part) => part.split(','));

/** A file as a school would make it; the first pupil is whole, the second wants answers. */
const fileOf = (rows: readonly (readonly string[])[]): Buffer =>
  Buffer.from([HEADINGS, ...rows].map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n'));
const whole = (upn: string) =>
  `PERMANENT_EXCLUSION,${upn},Wholly,Invented,14/05/2013,9,M14 7PA,N,02/11/2026,DB; VA`.split(',');
const part = (upn: string) => ['PREVENTATIVE_EARLY', upn, 'Partly', 'Invented', '', '', '', '', '', ''];

describe('several referrals from one file', () => {
  let service: TestApp;
  let lead: SignedInAgent;
  let browser: TestBrowser;
  let many: ManyReferrals;
  const [first, second] = [aUpn(), aUpn()];

  beforeAll(async () => {
    service = await startApp();
    await service.app
      .get(UnitOfWork)
      .inTransaction(registrar, (tx) => service.app.get(Calendars).assume(tx, WORKPLACES.authority.organisationId));
    lead = await service.agent('inclusion-lead');
    many = service.app.get(ManyReferrals);
    browser = await startBrowser();
    await browser.use(service, lead);
  });
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  const upload = async (rows: readonly (readonly string[])[], name = 'autumn.csv') => {
    const page = await browser.page();
    await page.goto(`${service.url}/referrals`);
    await page.getByRole('link', { name: 'Refer several pupils from a file' }).click();
    await page.getByLabel('File of referrals').setInputFiles({ name, mimeType: 'text/csv', buffer: fileOf(rows) });
    await page.getByRole('button', { name: 'Look at the file' }).click();
    return { page, said: () => page.locator('main').innerText() };
  };

  it('has a template for each kind, with the columns that kind asks for', async () => {
    const text = async (type: string) => (await lead.get(`/referrals/many?format=csv&type=${type}`)).text.toLowerCase();
    expect(await text('PERMANENT_EXCLUSION')).toContain('first excluded day');
    expect(await text('MANAGED_MOVE')).not.toContain('first excluded day');
    expect(await text('MANAGED_MOVE')).not.toContain('school urn');
    const coordinator = await service.agent('coordinator');
    expect((await coordinator.get('/referrals/many?format=csv')).text).toContain('School URN');
  });

  it('refuses a file without what it needs, saying what', async () => {
    const page = await browser.page();
    await page.goto(`${service.url}/referrals/many`);
    const buffer = Buffer.from('Name,Age\r\nSomebody,9');
    await page.getByLabel('File of referrals').setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Look at the file' }).click();
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('UPN');
    expect(await axe(page)).toEqual([]);
  });

  it('shows every row, and makes no draft while one is wrong', async () => {
    const { page, said } = await upload([whole(first), part('B1'), part(first)]);
    expect(await said()).toContain('2 of 3 rows must be corrected');
    expect(await said()).toContain('The UPN must be 13 characters');
    expect(await said()).toContain('This number is in an earlier row too');
    expect(await page.getByRole('button', { name: /Make/ }).count()).toBe(0);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Give this file up' }).click();
    expect(await said()).toContain('Refer several pupils');
  });

  it('becomes drafts, of which those that are whole are sent together', async () => {
    const { page, said } = await upload([whole(first), part(second)]);
    expect(await said()).toContain('2 rows are new');
    await page.getByRole('button', { name: 'Make 2 drafts' }).click();
    expect(await said()).toContain('1 draft wants answers before it can be sent');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send 1 referral' }).click();
    expect(await said()).toMatch(/R-\d+/);
    expect(await said()).toContain('1 draft wants answers');
    await page.getByRole('link', { name: 'Partly Invented' }).click();
    expect(page.url()).toMatch(/\/tasks$/);
  });

  it('may be sent again: what is there already is left alone', async () => {
    const third = aUpn();
    const { page, said } = await upload([whole(first), part(second), part(third)]);
    expect(await said()).toContain('1 row is new; for 2 there is a draft or an open referral already');
    await page.getByRole('button', { name: 'Make 1 draft' }).click();
    expect(await said()).toContain('Partly Invented');
  });

  describe('for whom', () => {
    const place = { organisationId: WORKPLACES['school-one'].organisationId, authorityId: AUTHORITY_ID };
    const school: Actor = inRole('SCHOOL_INCLUSION_LEAD', place);
    const authority: Actor = inRole('PANEL_COORDINATOR', {
      ...place,
      organisationId: WORKPLACES.authority.organisationId,
    });
    const rows = (over: Record<string, string> = {}) => [
      { line: 2, cells: { type: 'MANAGED_MOVE', 'pupil.upn': aUpn(), 'pupil.surname': 'Invented', ...over } },
    ];
    const faults = async (actor: Actor, over: Record<string, string>) => {
      const id = valueOf(await many.keep(actor, { name: 'x.csv', rows: rows(over) }));
      const [one] = valueOf(await many.view(actor, id)).rows;
      return one?.outcome.kind === 'FAULT' ? one.outcome.faults.map(({ field, rule }) => `${field} ${rule}`) : [];
    };

    it('the authority names an open school, a school only itself', async () => {
      expect(await faults(authority, {})).toEqual(['school required']);
      expect(await faults(authority, { school: '999999' })).toEqual(['school school']);
      expect(await faults(school, { school: '999999' })).toEqual(['school own-school']);
      expect(await faults(school, {})).toEqual([]);
    });

    it('is hidden from everybody else, gives up what was sent once drafts hold it, and starts once', async () => {
      const id = valueOf(await many.keep(school, { name: 'x.csv', rows: rows() }));
      expect(await many.view(authority, id)).toMatchObject({ problem: { kind: 'not-found' } });
      expect(await many.apply(authority, id)).toMatchObject({ problem: { kind: 'not-found' } });
      const both = await Promise.all([many.apply(school, id), many.apply(school, id)]);
      expect(both.map(valueOf)).toEqual([1, 1]);
      const { batch, started } = valueOf(await many.view(school, id));
      expect([batch.rows, started.length]).toEqual([[], 1]);
      valueOf(await many.discard(school, id));
      expect(valueOf(await many.view(school, id)).started).toHaveLength(1);
      const finance = inRole('FINANCE_OFFICER', { ...place, organisationId: WORKPLACES.authority.organisationId });
      expect(await many.keep(finance, { name: 'x.csv', rows: rows() })).toMatchObject({
        problem: { kind: 'forbidden' },
      });
    });

    it('takes so many and no more', async () => {
      const rows101 = Array.from({ length: 101 }, (_, at) => ({ line: at + 2, cells: {} }));
      const refused = await many.keep(school, { name: 'x.csv', rows: rows101 });
      expect(refused).toMatchObject({ problem: { fields: [{ rule: 'too-many-referrals' }] } });
    });
  });
});
