import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { valueOf } from '../../src/kernel/index.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import type { PersonaKey } from '../support/personas.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../support/placement-world.js';

let world: PlacementWorld;
let pru: SupplyPoint;
let browser: TestBrowser;
let plain: TestBrowser;
let placementId: string;
beforeAll(async () => {
  [world, browser, plain] = await Promise.all([placementWorld(), startBrowser(), startBrowser({ javaScript: false })]);
  pru = await world.supply({ name: 'Example Pupil Referral Unit', urn: '100003' });
  const command = world.command(await world.referral(), pru.patternId);
  ({ placementId } = valueOf(await world.approve.run(world.coordinator, command)));
  valueOf(await world.answer.accept(pru.manager, placementId));
  world.clock.set('2026-11-09T09:00:00Z');
  valueOf(await world.ending.start(pru.manager, placementId));
  world.clock.set('2026-11-11T15:30:00Z');
});
afterAll(async () => {
  await Promise.all([browser.close(), plain.close()]);
  await world.close();
});

describe('attendance, in the order of a day', () => {
  const look = async (persona: PersonaKey, path: string) => {
    await browser.use(world, await world.agent(persona));
    const page = await browser.page();
    await page.goto(`${world.url}${path}`);
    const found = { faults: await axe(page), broken: page.faults, text: await page.getByRole('main').innerText() };
    await page.close();
    expect({ faults: found.faults, broken: found.broken }).toEqual({ faults: [], broken: [] });
    return found.text;
  };

  it('the provider is told which registers wait, marks one by keyboard and corrects it, without JavaScript', async () => {
    await plain.use(world, await world.agent('pru-manager'));
    const page = await plain.page();
    page.setDefaultTimeout(5_000);
    await page.goto(`${world.url}/`);
    await page.getByRole('link', { name: /^Mark the register of Main site for today/ }).click();
    await page.getByLabel(/^Afternoon of/).focus();
    await page.keyboard.type('N Reason');
    await page.getByRole('button', { name: 'Mark the rest of the morning as present' }).press('Enter');
    expect(await page.getByText('2 half days marked').count()).toBe(1);

    await page.getByLabel(/^Afternoon of/).selectOption('Y7');
    await page.getByRole('button', { name: 'Save the register' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    await page.getByLabel(/^Afternoon of .*what the cause was/).fill('A burst pipe');
    await page.getByRole('button', { name: 'Save the register' }).click();
    expect(await page.getByText('Choose why a mark is changed').count()).toBe(2);
    await page.getByLabel('If you change a mark that stands: why?').selectOption('EXPLAINED');
    await page.getByRole('button', { name: 'Save the register' }).click();
    expect(await page.getByText('1 corrected').count()).toBe(1);
    await page.close();
  });

  it('the register and what stands against it are accessible', async () => {
    expect(await look('pru-manager', `/attendance/sites/${pru.siteId}`)).toContain('Save the register');
    const page = await browser.page();
    await page.goto(`${world.url}/attendance/sites/${pru.siteId}`);
    await page.getByLabel(/^Morning of/).selectOption('Y7');
    await page.getByRole('button', { name: 'Save the register' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await axe(page)).toEqual([]);
    await page.close();
  });

  it('the provider reads what was marked, and what it was before', async () => {
    const text = await look('pru-manager', `/attendance/placements/${placementId}`);
    expect(text).toContain('1 of 1 half days, 100.0 %');
    expect(text).toContain('A burst pipe');
    expect(text).toContain('The reason for the absence is known now');
  });

  it('the school sees its pupil elsewhere with the code for its own register', async () => {
    const text = await look('inclusion-lead', '/attendance');
    expect(text).toMatch(
      /Example Pupil Referral Unit[\s\S]*Present in the morning[\s\S]*Another unavoidable cause[\s\S]*D\s+D/,
    );
  });

  it('the coordinator sees which registers wait, and reads them without marking', async () => {
    expect(await look('coordinator', '/attendance')).toContain('Marked');
    expect(await look('coordinator', '/attendance?on=2026-11-10')).toContain('Provider: mark it');
    expect(await look('coordinator', `/attendance/sites/${pru.siteId}?on=2026-11-10`)).not.toContain('Save');
  });

  it('an address with another day than a real one shows today, and a day without anybody says so', async () => {
    expect(await look('coordinator', '/attendance?on=yesterday')).toContain('11 November 2026');
    expect(await look('coordinator', `/attendance/sites/${pru.siteId}?on=2026-11-01`)).toContain('Nobody is due here');
  });

  it('the provider sends a file of marks, and is told line by line what is wrong with it', async () => {
    await browser.use(world, await world.agent('pru-manager'));
    const page = await browser.page();
    page.setDefaultTimeout(5_000);
    await page.goto(`${world.url}/attendance`);
    await page.getByRole('link', { name: 'Send a file of marks' }).click();
    expect(await axe(page)).toEqual([]);
    const reference = (await world.one<{ reference: string }>('SELECT reference FROM placement'))?.reference ?? '';
    const send = async (mark: string) => {
      const csv = `Placement,Day,Half day,Code\n${reference},2026-11-10,AM,${mark}\n`;
      const file = { name: 'week.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
      await page.getByLabel('File of marks').setInputFiles(file);
      await page.getByRole('button', { name: 'Take these marks' }).click();
    };
    await send('H');
    expect(await page.getByRole('table', { name: 'What to correct' }).innerText()).toMatch(/2\s+Code\s+Choose a code/);
    expect(await axe(page)).toEqual([]);
    await send('/');
    expect(await page.getByText('1 half day marked').count()).toBe(1);
    await page.close();
  });
});
