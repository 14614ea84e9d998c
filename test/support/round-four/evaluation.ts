import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dateOnly, valueOf } from '../../../src/kernel/index.js';
import { DueDiligence } from '../../../src/modules/procurement/index.js';
import type { PersonaKey } from '../personas.js';
import { inRole } from '../supply-world.js';
import { WORKPLACES } from '../workplaces.js';
import type { Town } from './town.js';

export async function nameAssessor(
  { press, words }: Town,
  page: Page,
  one: { readonly name: string; readonly part: 'Evaluator' | 'Moderator'; readonly lots: readonly number[] },
): Promise<void> {
  await page.getByLabel('Who', { exact: true }).selectOption({ label: one.name });
  await page.getByLabel(one.part, { exact: true }).check();
  for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
  for (const lot of one.lots) await page.getByLabel(`Lot ${lot}:`).check();
  await press(page, 'Name them');
  expect(await words(page)).toContain(one.name);
}

/** From the task of somebody who is named to evaluate: an interest where one is given, none in the other bidders. */
export async function declareInterests(
  town: Town,
  page: Page,
  interests: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.goto(town.service.url);
  await town.follow(page, 'Declare your interests: Round 4');
  await declareHere(town, page, interests);
}

/** On the page of declarations, where whoever reads bids without being named comes from the round. */
export async function declareHere(
  { press, look }: Town,
  page: Page,
  interests: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (const none of await page.getByLabel('I have no interest in this bidder').all()) await none.check();
  for (const [bidder, nature] of Object.entries(interests)) {
    await page.getByRole('group', { name: bidder }).getByLabel('I have an interest').check();
    await page.getByLabel(`What your interest in ${bidder} is`).fill(nature);
  }
  await look(page);
  await press(page, 'Declare');
}

interface Given {
  readonly bidder: string;
  /** Whether each condition is met, by its number. */
  readonly conditions: Readonly<Record<number, 'Pass' | 'Fail'>>;
  /** Section, number of its question, points and why. */
  readonly answers: readonly (readonly [section: string, question: number, points: string, reason: string])[];
}

/** All of one evaluator's scores of one bid, from the task on the first page to their submission. */
export async function score(town: Town, persona: PersonaKey, { bidder, conditions, answers }: Given): Promise<Page> {
  const { press, words } = town;
  const page = await town.as(persona);
  await page.goto(town.service.url);
  await page.getByRole('link', { name: 'Score the bids of Round 4' }).click();
  await page.getByRole('link', { name: bidder }).click();
  await page.getByRole('link', { name: 'Conditions of membership' }).click();
  for (const [number, passes] of Object.entries(conditions)) {
    const group = page.getByRole('group', { name: `Is condition ${number} met?` });
    await group.getByLabel(passes).check();
    if (passes === 'Fail') await page.getByLabel(`Why, for condition ${number}`).fill('It says so itself.');
  }
  await press(page, 'Save and continue');
  for (const [section, question, points, reason] of answers) {
    await page.getByRole('main').getByRole('link', { name: section, exact: true }).click();
    await page.getByLabel(points).check();
    await page.getByLabel(`Why, for question ${question}`).fill(reason);
    await press(page, 'Save and continue');
  }
  await press(page, 'Submit your scores');
  expect(await words(page)).toContain('Your scores are submitted');
  return page;
}

export async function openModeration({ service }: Town, page: Page, bidder: string): Promise<void> {
  await page.goto(service.url);
  await page.getByRole('link', { name: 'Moderate the bids of Round 4' }).click();
  await page.getByRole('link', { name: bidder }).click();
}

export async function recommend(
  { press, words }: Town,
  page: Page,
  one: { readonly lot: number; readonly outcome: string; readonly reasons: string; readonly conditions?: string },
): Promise<void> {
  await page.getByRole('link', { name: `Recommend for lot ${one.lot}`, exact: true }).click();
  expect(await words(page)).toMatch(/Every check is met\.|Checks: \d+ /);
  await page.getByLabel(one.outcome, { exact: true }).check();
  await page.getByLabel('Reasons').fill(one.reasons);
  if (one.conditions !== undefined) await page.getByLabel('Conditions, if there are any').fill(one.conditions);
  await press(page, 'Recommend');
  expect(await words(page)).toContain(one.reasons);
}

/** The quality officer has looked at everything else of these bidders: thirty pages alike, so by the use case itself. */
export async function lookAtTheRest({ service }: Town, round: string, bidders: readonly string[]): Promise<void> {
  const officer = {
    ...inRole('QUALITY_OFFICER', WORKPLACES.authority),
    userId: (await service.agent('quality-officer')).userId,
  };
  const diligence = service.app.get(DueDiligence);
  const { rows } = await service.admin.query<{ id: string }>(
    `SELECT a.id FROM application a JOIN organisation o ON o.id = a.provider_organisation_id
      WHERE a.round_id = $1 AND o.name = ANY ($2)`,
    [round, bidders],
  );
  for (const { id } of rows) {
    for (const { check, finding, looks } of valueOf(await diligence.view(officer, 'application', id)).lines) {
      const outcome = finding.state === 'NOT_MET' ? ('NOT_APPLICABLE' as const) : ('CONFIRMED' as const);
      const given = { outcome, note: 'Seen on site.', checkedOn: dateOnly('2026-03-04') };
      valueOf(await diligence.record(officer, { of: 'application', id, code: check.code, seen: looks }, given));
    }
  }
}

/** What the quality officer says of one check of a bid. */
export async function recordCheck(
  { look, press, words }: Town,
  page: Page,
  one: { readonly check: string; readonly outcome: string; readonly note: string },
): Promise<void> {
  await page.getByRole('link', { name: one.check }).click();
  await page.getByLabel(one.outcome, { exact: true }).check();
  await page.getByLabel('What you looked at').fill(one.note);
  await look(page);
  await press(page, 'Record the check');
  expect(await words(page)).toContain(one.note);
}
