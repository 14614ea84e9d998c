import type { Page } from 'playwright-core';
import type { TestApp } from './app.js';
import { axe, startBrowser, type TestBrowser } from './browser.js';
import type { PersonaKey } from './personas.js';

/** Several people at their own browsers, and what axe found wrong on the pages they looked at. */
export function journey() {
  const browsers: TestBrowser[] = [];
  const found: string[] = [];
  return {
    found,
    /** A browser of this person's own, signed in. */
    as: async (service: TestApp, persona: PersonaKey): Promise<Page> => {
      const browser = await startBrowser();
      browsers.push(browser);
      await browser.use(service, await service.agent(persona));
      return browser.page();
    },
    look: async (page: Page): Promise<void> => {
      found.push(...(await axe(page)).map((fault) => `${page.url()}: ${fault}`));
    },
    press: (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click(),
    /** Fills the date whose question is `legend`, as day, month and year. */
    day: async (page: Page, legend: string, [date, month, year]: readonly [string, string, string]): Promise<void> => {
      const group = page.getByRole('group', { name: legend });
      await group.getByLabel('Day', { exact: true }).fill(date);
      await group.getByLabel('Month').fill(month);
      await group.getByLabel('Year').fill(year);
    },
    words: (page: Page): Promise<string> => page.locator('main').innerText(),
    close: async (): Promise<void> => {
      await Promise.all(browsers.map((browser) => browser.close()));
    },
  };
}
