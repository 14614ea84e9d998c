import { it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import type { TestApp } from './app.js';
import { axe, profileIn, startChromium } from './browser.js';
import type { PersonaKey } from './personas.js';

export type Day = readonly [day: string, month: string, year: string];

/** Several people, each in a profile of one Chromium, and what axe found wrong on the pages they looked at. */
export function journey() {
  let chromium: Promise<Browser> | undefined;
  const people = new Map<PersonaKey, Promise<Seat>>();
  const found: string[] = [];

  const sit = async (): Promise<Seat> => {
    const profile = await profileIn(await (chromium ??= startChromium()));
    const page = await profile.page();
    page.setDefaultTimeout(WAIT_MS);
    return { profile, page };
  };
  return {
    found,
    /** This person's page, signed in afresh: a clock that was moved has ended the session before. */
    as: async (service: TestApp, persona: PersonaKey): Promise<Page> => {
      const seat = people.get(persona) ?? sit();
      people.set(persona, seat);
      const { profile, page } = await seat;
      await profile.use(service, await service.agent(persona));
      return page;
    },
    look: async (page: Page): Promise<void> => {
      found.push(...(await axe(page)).map((fault) => `${page.url()}: ${fault}`));
    },
    press: (page: Page, name: string): Promise<void> => arrive(page, page.getByRole('button', { name })),
    follow: (page: Page, name: string | RegExp): Promise<void> =>
      arrive(page, page.getByRole('link', { name }).first()),
    /** Fills the date whose question is `legend`, as day, month and year. */
    day: async (page: Page, legend: string, [date, month, year]: Day): Promise<void> => {
      const group = page.getByRole('group', { name: legend });
      await group.getByLabel('Day', { exact: true }).fill(date);
      await group.getByLabel('Month').fill(month);
      await group.getByLabel('Year').fill(year);
    },
    words: (page: Page): Promise<string> => page.locator('main').innerText(),
    close: async (): Promise<void> => (await chromium)?.close(),
  };
}
export type Journey = ReturnType<typeof journey>;

interface Seat {
  readonly profile: Awaited<ReturnType<typeof profileIn>>;
  readonly page: Page;
}

/** `it` for steps that each stand on the one before: after one that failed, the rest say so at once. */
export function stepByStep(timeoutMs: number): (name: string, run: () => Promise<void>) => void {
  let broken = false;
  return (name, run) =>
    it(
      name,
      async () => {
        if (broken) throw new Error('An earlier step failed');
        broken = true;
        await run();
        broken = false;
      },
      timeoutMs,
    );
}

/** Every button and link leads to a page: whoever goes on before it is there may cut off what was sent. */
async function arrive(page: Page, by: Locator): Promise<void> {
  await Promise.all([page.waitForEvent('load'), by.click()]);
}

/** A step that finds nothing to press fails here, and not with the whole test. */
const WAIT_MS = 20_000;

/** The first choice of a list whose words contain these. */
export async function chooseOption(list: Locator, words: string): Promise<void> {
  const text = await list.locator('option', { hasText: words }).first().textContent();
  await list.selectOption({ label: text ?? '' });
}
