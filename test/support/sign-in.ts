import { subjectOf } from '../../src/modules/identity/index.js';
import type { TestApp } from './app.js';

type Browser = ReturnType<TestApp['anonymous']>;

/** Signs in by hand, as a browser does: through the service, the local issuer and back. Answers the last response. */
export async function signInAs(service: TestApp, browser: Browser, persona: string, from = '/sign-in/with/local') {
  const path = (location: string | undefined) => (location ?? '').replace(service.url, '');
  const begun = await browser.get(from);
  const asked = await browser.get(path(begun.headers['location']));
  const page = path(asked.headers['location']);
  const picked = await browser.post(`${page}?user=${subjectOf(persona)}`);
  const resumed = await browser.get(path(picked.headers['location']));
  return browser.get(path(resumed.headers['location']));
}
