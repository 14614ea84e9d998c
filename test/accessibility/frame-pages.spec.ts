import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';

let service: TestApp;
let browser: TestBrowser;
beforeAll(async () => {
  [service, browser] = await Promise.all([startApp(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

async function look(path: string) {
  const page = await browser.page();
  try {
    await page.goto(`${service.url}${path}`);
    const found = await axe(page);
    return { title: await page.title(), found, faults: page.faults.filter((fault) => !fault.includes('status of 40')) };
  } finally {
    await page.close();
  }
}

describe('pages that anybody may read', () => {
  it.each([
    ['/sign-in', 'Sign in - Placeway'],
    ['/invitation/some-code', 'You have been invited - Placeway'],
    ['/help', 'Help - Placeway'],
    ['/accessibility', 'Accessibility statement - Placeway'],
    ['/privacy', 'Privacy notice - Placeway'],
    ['/cookies', 'Cookies - Placeway'],
    ['/signed-out', 'You are signed out - Placeway'],
    ['/sign-in/callback/local', 'Signing in did not finish - Placeway'],
    ['/sign-in/with/local', 'Choose who to be - Placeway'],
    ['/no-such-page', 'Page not found - Placeway'],
  ])('%s is accessible and breaks none of its own rules', async (path, title) => {
    expect(await look(path)).toEqual({ title, found: [], faults: [] });
  });
});

describe('pages for people who are signed in', () => {
  it.each([
    ['coordinator', '/', 'What needs me - Placeway'],
    ['coordinator', '/account', 'Your account - Placeway'],
    ['two-roles', '/acting-as', 'Choose who you are acting as - Placeway'],
    ['coordinator', '/no-such-page', 'Page not found - Placeway'],
  ] as const)('%s: %s is accessible', async (persona, path, title) => {
    await browser.use(service, await service.agent(persona));
    expect(await look(path)).toEqual({ title, found: [], faults: [] });
  });

  it('signs in, acts, and signs out in a browser', async () => {
    await browser.context.clearCookies();
    const page = await browser.page();
    await page.goto(service.url);
    await page.getByRole('button', { name: 'Choose a made-up person' }).click();
    await page.getByRole('button', { name: 'Cora Example' }).click();
    await page.getByRole('heading', { level: 1, name: 'What needs me' }).waitFor();
    expect(await page.getByText('every child here is made up').count()).toBe(1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Finish signing out' }).click();
    await page.getByRole('heading', { level: 1, name: 'You are signed out' }).waitFor();
    expect(page.faults).toEqual([]);
    await page.close();
  });
});
