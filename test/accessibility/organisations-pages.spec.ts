import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SignedInAgent, startApp, type TestApp } from '../support/app.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { WORKPLACES } from '../support/workplaces.js';

const FILE = 'URN,LA (code),EstablishmentName,EstablishmentStatus (name),NumberOfPupils\n200001,352,Oak High,Open,9x\n';
const school = WORKPLACES['school-one'].organisationId;

let service: TestApp;
let browser: TestBrowser;
let plain: TestBrowser;
let admin: SignedInAgent;
let register: string;
beforeAll(async () => {
  [service, browser, plain] = await Promise.all([
    startApp({ runsJobs: true }),
    startBrowser(),
    startBrowser({ javaScript: false }),
  ]);
  admin = await service.agent('administrator');
  await browser.use(service, admin);
  await plain.use(service, admin);
  const sent = await admin
    .post('/registers/new')
    .field('_csrf', admin.csrf)
    .attach('file', Buffer.from(FILE), 'extract.csv');
  register = String(sent.headers['location']);
  await eventually(async () => expect((await admin.get(register)).text).toContain('Apply this file'));
  const year = { version: '0', source: 'Made up', assumed: 'yes', 'autumnFrom-day': '1', 'autumnFrom-month': '9' };
  const end = { 'autumnFrom-year': '2026', 'autumnTo-day': '18', 'autumnTo-month': '12', 'autumnTo-year': '2026' };
  await admin.form(`/organisations/${school}/calendar/2026-27`, { ...year, ...end });
});
afterAll(async () => {
  await Promise.all([browser.close(), plain.close()]);
  await service.close();
});

describe('registers, schools and calendars', () => {
  it.each([
    ['/registers', 'Registers'],
    ['/registers/new', 'Choose a register file'],
    ['the preview', 'extract.csv'],
    ['/schools', 'Schools'],
    [`/schools/${school}`, 'First Example School'],
    [`/organisations/${school}/calendar`, 'Calendar of First Example School'],
    [`/organisations/${school}/calendar/2026-27`, 'Calendar 2026/27'],
  ])('%s is accessible', async (path, title) => {
    const page = await browser.page();
    await page.goto(`${service.url}${path === 'the preview' ? register : path}`);
    const found = { title: await page.title(), faults: await axe(page) };
    await page.close();
    expect(found).toEqual({ title: `${title} - Placeway`, faults: [] });
  });

  it('takes a person from the list to an applied file with links and buttons alone, without JavaScript', async () => {
    const page = await plain.page();
    await page.goto(`${service.url}/registers`);
    await page.getByRole('link', { name: 'extract.csv' }).click();
    await page.getByRole('link', { name: 'With warnings (1)' }).click();
    expect(await page.getByText('NumberOfPupils is not a number of pupils: 9x').count()).toBe(1);
    await page.getByRole('button', { name: 'Apply this file' }).click();
    await eventually(async () => {
      await page.reload();
      expect(await page.getByText('Applied', { exact: true }).count()).toBeGreaterThan(0);
    });
    await page.close();
  });
});
