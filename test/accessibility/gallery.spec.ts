import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SignedInAgent, startApp, type TestApp } from '../support/app.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { GalleryModule } from '../support/gallery.js';

let service: TestApp;
let browser: TestBrowser;
let agent: SignedInAgent;
beforeAll(async () => {
  [service, browser] = await Promise.all([startApp({ modules: [GalleryModule] }), startBrowser()]);
  agent = await service.agent('administrator');
  await browser.use(service, agent);
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

async function look(
  path: string,
  act: (page: Awaited<ReturnType<TestBrowser['page']>>) => Promise<void> = async () => {},
) {
  const page = await browser.page();
  try {
    await page.goto(`${service.url}${path}`);
    await act(page);
    return { found: await axe(page), faults: page.faults.filter((fault) => !fault.includes('status of 4')) };
  } finally {
    await page.close();
  }
}

describe('components', () => {
  it('are accessible together on one page', async () => {
    expect(await look('/gallery')).toEqual({ found: [], faults: [] });
  });

  it('are accessible as a form, empty and with every field refused', async () => {
    expect(await look('/gallery/form')).toEqual({ found: [], faults: [] });
    const refused = await look('/gallery/form', async (page) => {
      await page.getByLabel('Name of the child').fill('');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
      expect(await page.title()).toBe('Error: Form - Placeway');
    });
    expect(refused).toEqual({ found: [], faults: [] });
  });

  it('lead from each line of the error summary to its field', async () => {
    await look('/gallery/form', async (page) => {
      await page.getByRole('button', { name: 'Send' }).click();
      for (const link of await page.locator('.govuk-error-summary__list a').all()) {
        await link.click();
        const target = (await link.getAttribute('href'))?.slice(1);
        expect(await page.evaluate(() => document.activeElement?.id)).toBe(target);
      }
    });
  });

  it('can be used with nothing but a phone’s width', async () => {
    await look('/gallery', async (page) => {
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    });
  });
});

describe('pages of administrators', () => {
  it.each(['/people', '/people/invite', '/machines', '/machines/new'])('%s is accessible', async (path) => {
    expect(await look(path)).toEqual({ found: [], faults: [] });
  });

  it('one person’s page is accessible', async () => {
    const cora = await service.agent('coordinator');
    expect(await look(`/people/${cora.membershipId}`)).toEqual({ found: [], faults: [] });
  });
});
