import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import type { PersonaKey } from '../support/personas.js';
import { type TwoAuthorities, twoAuthorities } from '../support/two-authorities.js';

type Of = TwoAuthorities['records'];

describe('pages of the placement panel are accessible', () => {
  let world: TwoAuthorities;
  let browser: TestBrowser;
  beforeAll(async () => {
    [world, browser] = await Promise.all([twoAuthorities(), startBrowser()]);
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it.each<[PersonaKey, string, (of: Of) => string]>([
    ['panel-chair', 'the panel', () => '/panel'],
    ['coordinator', 'the panel of who prepares it', () => '/panel'],
    ['coordinator', 'the queue', () => '/panel/queue'],
    ['coordinator', 'the queue narrowed', () => '/panel/queue?phase=PRIMARY&clock=LATER'],
    ['coordinator', 'letters to send', () => '/panel/letters'],
    ['coordinator', 'letters of a meeting', (of) => `/panel/letters/meetings/${of.panelMeeting}`],
    ['coordinator', 'letters of a decision', (of) => `/panel/decisions/${of.panelDecision}/letters`],
    ['inclusion-lead', 'a letter', (of) => `/decision-letters/${of.panelLetter}`],
    ['inclusion-lead', 'a question about a decision', (of) => `/decision-letters/${of.panelLetter}/reconsideration`],
    ['coordinator', 'a question of a family', (of) => `/decision-letters/${of.panelLetter}/reconsideration`],
    ['coordinator', 'decisions that are questioned', () => '/panel/reconsiderations'],
    ['coordinator', 'a decision that is questioned', (of) => `/reconsiderations/${of.reconsideration}`],
    ['coordinator', 'an answer', (of) => `/reconsiderations/${of.reconsideration}/answer`],
    ['panel-chair', 'actions', (of) => `/panel/meetings/${of.panelMeeting}/actions`],
    ['coordinator', 'a new action', (of) => `/panel/meetings/${of.panelMeeting}/actions/new`],
    ['panel-chair', 'an action', (of) => `/panel/actions/${of.panelAction}`],
    ['panel-chair', 'what became of decisions', () => '/panel/past'],
    ['coordinator', 'a new panel', () => '/panel/bodies/new'],
    ['coordinator', 'a body', (of) => `/panel/bodies/${of.panelBody}`],
    ['coordinator', 'a new member', (of) => `/panel/bodies/${of.panelBody}/members/new`],
    ['coordinator', 'a meeting of who prepares it', (of) => `/panel/meetings/${of.panelMeeting}`],
    ['panel-chair', 'a meeting', (of) => `/panel/meetings/${of.panelMeeting}`],
    ['panel-chair', 'minutes', (of) => `/panel/meetings/${of.panelMeeting}/minutes`],
    ['panel-chair', 'a request with its paper', (of) => `/panel/items/${of.panelItem}`],
    ['panel-chair', 'a motion', (of) => `/panel/items/${of.panelItem}/motions`],
    ['panel-chair', 'an interest', (of) => `/panel/items/${of.panelItem}/interests`],
  ])('to %s: %s', async (persona, _, path) => {
    const seen = await browser.look(world, await world.agent(persona), path(world.records));
    expect(seen).toMatchObject({ status: 200, faults: [] });
  });

  it('puts requests on an agenda and a motion for a place, without JavaScript-only steps', async () => {
    await browser.use(world, await world.agent('coordinator'));
    const page = await browser.page();
    await page.goto(`${world.url}/panel/queue`);
    await page.getByRole('button', { name: 'Put the chosen ones on the agenda' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Put the chosen ones on the agenda' }).click();
    expect(await page.textContent('main')).toContain('By itself');
    expect(await page.textContent('body')).toContain('1 request is on the agenda');
    await page.close();
  });

  it('shows a motion with everything wrong, and everything typed', async () => {
    await browser.use(world, await world.agent('panel-chair'));
    const page = await browser.page();
    await page.goto(`${world.url}/panel/items/${world.records.panelItem}/motions`);
    await page.getByRole('radio', { name: 'Decline the request' }).check();
    await page.getByRole('textbox', { name: 'Reasons', exact: true }).fill('It is for another council.');
    await page.getByRole('button', { name: 'Put the motion' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await axe(page)).toEqual([]);
    await page.close();
  });
});
