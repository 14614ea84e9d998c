import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SignedInAgent } from '../support/app.js';
import { PERSONAS } from '../support/personas.js';
import { each } from '../support/sender.js';
import { twoAuthorities, type TwoAuthorities } from '../support/two-authorities.js';

/** Pages of one shape that a person follows, and pages in all: enough to reach every kind from every kind. */
const OF_A_SHAPE = 2;
const PAGES_MAX = 400;

const shapeOf = (path: string): string =>
  path.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID').replaceAll(/=[^&]*/g, '=');

/** What a page offers to open: links within the service, without those that end the session or leave a page. */
const linksOf = (html: string): string[] =>
  [...html.matchAll(/<a [^>]*href="(\/[^"#]*)[^"]*"/g)]
    .map(([, href]) => (href ?? '').replaceAll('&amp;', '&'))
    .filter((href) => !href.startsWith('/sign-') && !href.startsWith('/assets'));

describe('a link that a page offers', () => {
  let world: TwoAuthorities;
  const people = new Map<string, SignedInAgent>();
  beforeAll(async () => {
    world = await twoAuthorities();
    for (const { key, roles } of PERSONAS) if (roles.length > 0) people.set(key, await world.agent(key));
  }, 600_000);
  afterAll(() => world.close());

  /** Follows links from the first page on; each that leads nowhere, with the page that offered it. */
  async function deadLinks(agent: SignedInAgent): Promise<{ dead: string[]; pages: number }> {
    const waiting: (readonly [path: string, from: string])[] = [['/', '']];
    const seen = new Map<string, number>();
    const met = new Set(['/']);
    const dead: string[] = [];
    let pages = 0;
    for (let next = waiting.shift(); next !== undefined && pages < PAGES_MAX; next = waiting.shift()) {
      const [path, from] = next;
      pages += 1;
      const { status, text, headers } = await agent.get(path);
      // A conflict is answered in words: nothing can be put before a panel before a policy is approved.
      if (status >= 400 && status !== 409) dead.push(`${shapeOf(from)} offers ${shapeOf(path)}: ${status}`);
      const found = status === 303 ? [String(headers['location'])] : linksOf(status === 200 ? (text ?? '') : '');
      for (const href of found) {
        const times = seen.get(shapeOf(href)) ?? 0;
        if (met.has(href) || times >= OF_A_SHAPE || !href.startsWith('/')) continue;
        met.add(href);
        seen.set(shapeOf(href), times + 1);
        waiting.push([href, path]);
      }
    }
    return { dead: [...new Set(dead)], pages };
  }

  it('opens, for whoever is offered it', async () => {
    const found: string[] = [];
    await each([...people], async ([key, agent]) => {
      const { dead, pages } = await deadLinks(agent);
      expect(pages).toBeGreaterThan(5);
      found.push(...dead.map((line) => `${key}: ${line}`));
    });
    expect(found.toSorted()).toEqual([]);
  }, 600_000);
});
