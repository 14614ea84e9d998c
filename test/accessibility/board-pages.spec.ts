import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import type { PersonaKey } from '../support/personas.js';
import { type TwoAuthorities, twoAuthorities } from '../support/two-authorities.js';

type Of = TwoAuthorities['records'];

describe('pages of the board, of what is published and of what is needed are accessible', () => {
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
    ['board-chair', 'the board', () => '/board'],
    ['commissioner', 'the board of who prepares it', () => '/board'],
    ['commissioner', 'a new board', () => '/board/bodies/new'],
    ['commissioner', 'a body', (of) => `/board/bodies/${of.body}`],
    ['commissioner', 'a new member', (of) => `/board/bodies/${of.body}/members/new`],
    ['commissioner', 'the end of a seat', (of) => `/board/bodies/${of.body}/members/${of.member}/ending`],
    ['commissioner', 'the quorum', (of) => `/board/bodies/${of.body}/quorum`],
    ['commissioner', 'a new meeting', (of) => `/board/bodies/${of.body}/meetings/new`],
    ['board-chair', 'a meeting', (of) => `/board/meetings/${of.meeting}`],
    ['commissioner', 'a meeting of who prepares it', (of) => `/board/meetings/${of.meeting}`],
    ['board-chair', 'minutes', (of) => `/board/meetings/${of.meeting}/minutes`],
    ['board-chair', 'an item', (of) => `/board/items/${of.item}`],
    ['board-chair', 'an interest in an item', (of) => `/board/items/${of.item}/interests`],
    ['board-chair', 'a member who withdraws from an item', (of) => `/board/items/${of.item}/withdrawal`],
    ['board-chair', 'a motion', (of) => `/board/items/${of.item}/motions`],
    ['commissioner', 'the answer to an appeal', (of) => `/letters/${of.letter}/answer`],
    ['commissioner', 'a policy put to the board', (of) => `/board/policies/${of.policyDraft}`],
    ['commissioner', 'a round put to the board', (of) => `/board/rounds/${of.round}`],
    [
      'commissioner',
      'a provider put to the board',
      (of) => `/board/frameworks/${of.framework}/lots/${of.lot}/admission`,
    ],
    ['commissioner', 'signatures', () => '/board/signatures'],
    ['commissioner', 'a case of admission', (of) => `/board/admissions/${of.admissionCase}`],
    ['commissioner', 'prices that were bid', (of) => `/board/admissions/${of.admissionCase}/prices`],
    ['commissioner', 'letters', () => '/letters'],
    ['commissioner', 'a letter', (of) => `/letters/${of.letter}`],
    ['commissioner', 'an appeal', (of) => `/letters/${of.letter}/appeal`],
    ['commissioner', 'notices and open data', (of) => `/frameworks/${of.framework}/open-data`],
    ['commissioner', 'what is needed', () => '/demand'],
    ['provider-manager', 'what is needed, for a provider', () => '/demand'],
    ['provider-manager', 'consultations', () => '/consultations'],
    ['provider-manager', 'a consultation with its form', (of) => `/consultations/${of.consultation}`],
    ['head-teacher', 'a consultation, for a school', (of) => `/consultations/${of.consultation}`],
    ['commissioner', 'a consultation, for who answers it', (of) => `/consultations/${of.consultation}`],
    ['commissioner', 'a draft to consult on', (of) => `/rounds/${of.round}/consultation`],
    ['commissioner', 'what was heard', (of) => `/consultations/${of.consultation}/points/new`],
    ['commissioner', 'bidders to declare about', (of) => `/rounds/${of.round}/interests`],
    ['commissioner', 'applications of a round', (of) => `/rounds/${of.round}/applications`],
  ])('to %s: %s', async (persona, _, path) => {
    const seen = await browser.look(world, await world.agent(persona), path(world.records));
    expect(seen).toMatchObject({ status: 200, faults: [] });
  });

  it.each<[PersonaKey, string, (of: Of) => string]>([
    ['provider-manager', 'a consultation', (of) => `/consultations/${of.consultation}`],
    ['board-chair', 'a member who withdraws from an item', (of) => `/board/items/${of.item}/withdrawal`],
    ['board-chair', 'a motion', (of) => `/board/items/${of.item}/motions`],
    ['commissioner', 'the answer to an appeal', (of) => `/letters/${of.letter}/answer`],
  ])('with everything wrong, too, to %s: %s', async (persona, _, path) => {
    await browser.use(world, await world.agent(persona));
    const page = await browser.page();
    await page.goto(`${world.url}${path(world.records)}`);
    for (const box of await page.getByRole('textbox').all()) await box.fill('');
    await page.locator('main form button').last().click();
    expect(await page.title()).toMatch(/^Error: /);
    expect(await axe(page)).toEqual([]);
    await page.close();
  });
});
