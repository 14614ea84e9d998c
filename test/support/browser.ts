import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { SignedInAgent, TestApp } from './app.js';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // Nothing outside this computer can be reached, whatever a page asks for.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export interface Seen {
  readonly status: number | undefined;
  readonly title: string;
  readonly faults: readonly string[];
}

export interface TestBrowser {
  readonly context: BrowserContext;
  /** A new page whose scripts' errors and refused resources are collected in `faults`. */
  page(): Promise<Page & { readonly faults: readonly string[] }>;
  /** A page as that person sees it, with all that axe and the browser find wrong with it. */
  look(service: TestApp, agent: SignedInAgent, path: string): Promise<Seen>;
  /** The session of an agent, so that a browser test need not sign in by hand. */
  use(service: TestApp, agent: SignedInAgent): Promise<void>;
  close(): Promise<void>;
}

/** A real Chromium. Whoever sits at it has a profile of their own: `profileIn`. */
export async function startChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM))
    throw new Error(`No Chromium at ${CHROMIUM}; set CHROMIUM_PATH or: apt-get install chromium`);
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}

/** A real Chromium with one empty profile. `javaScript: false` shows the pages as they are without it. */
export async function startBrowser(options: { readonly javaScript?: boolean } = {}): Promise<TestBrowser> {
  const browser = await startChromium();
  return { ...(await profileIn(browser, options)), close: () => browser.close() };
}

/** An empty profile, apart from every other in the same Chromium. */
export async function profileIn(
  browser: Browser,
  options: { readonly javaScript?: boolean } = {},
): Promise<TestBrowser> {
  const context = await browser.newContext({
    javaScriptEnabled: options.javaScript ?? true,
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  const openPage: TestBrowser['page'] = async () => {
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    return Object.assign(page, { faults });
  };
  const use: TestBrowser['use'] = async (service, agent) => {
    const [name = '', value = ''] = agent.cookie.split(/=(.*)/s);
    await context.clearCookies();
    await context.addCookies([{ name, value, url: service.url, httpOnly: true, sameSite: 'Lax' }]);
  };
  return {
    context,
    page: openPage,
    use,
    look: async (service, agent, path) => {
      await use(service, agent);
      const page = await openPage();
      const answer = await page.goto(`${service.url}${path}`);
      const seen = {
        status: answer?.status(),
        title: await page.title(),
        faults: [...(await axe(page)), ...page.faults],
      };
      await page.close();
      return seen;
    },
    close: () => context.close(),
  };
}

let axeSource: Promise<string> | undefined;

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
  }[];
}

/** What axe finds wrong with the page as it stands: one line a finding; empty when it is clean. */
export async function axe(page: Page): Promise<readonly string[]> {
  axeSource ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const source = await axeSource;
  // Evaluated through the debugger, which the page's content security policy does not bind.
  const result = (await page.evaluate(
    `(async () => { ${source}; return await axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] }); })()`,
  )) as AxeResult;
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(' ')} (${failureSummary ?? ''})`),
  );
}

/** A day typed into the three boxes of a field: `11 12 2026`. */
export async function typeDay(page: Page, legend: string, text: string): Promise<void> {
  const [day = '', month = '', year = ''] = text.split(' ');
  const group = page.getByRole('group', { name: legend, exact: true });
  await group.getByLabel('Day').fill(day);
  await group.getByLabel('Month').fill(month);
  await group.getByLabel('Year').fill(year);
}
