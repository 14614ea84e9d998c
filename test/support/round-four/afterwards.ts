import { expect } from '@jest/globals';
import { BIDDERS, type Town } from './town.js';

/** What the one with conditions and the one that was refused are told; the second appeals. */
export async function readLetters(town: Town): Promise<void> {
  const { look, press, words } = town;
  const { builders, mentors } = BIDDERS;
  const admitted = await town.as(builders.persona);
  await admitted.goto(`${town.service.url}/letters`);
  await look(admitted);
  await town.follow(admitted, builders.name);
  expect(await words(admitted)).toContain('You are admitted to this lot from 1 June 2026');
  expect(await words(admitted)).toContain('Say who visits, and when.');
  expect(await words(admitted)).toContain('Name who visits before the first place.');
  const refused = await town.as(mentors.persona);
  await refused.goto(`${town.service.url}/letters`);
  await town.follow(refused, mentors.name);
  expect(await words(refused)).toContain('You have not been admitted to this lot.');
  await look(refused);
  await press(refused, 'Appeal against the decision');
  await refused.getByLabel('Why it should be looked at again').fill('The record has been made since.');
  await press(refused, 'Send the appeal');
  expect(await words(refused)).toContain('The record has been made since.');
  await look(refused);
}

/** By somebody who had no part in the decision; the provider reads it below its letter. */
export async function answerTheAppeal(town: Town): Promise<void> {
  const { follow, look, press, words } = town;
  const { mentors } = BIDDERS;
  const page = await town.as('second-commissioner');
  await page.goto(town.service.url);
  await follow(page, `Answer the appeal of ${mentors.name}`);
  await press(page, 'Answer the appeal');
  await page.getByLabel('Not upheld: the decision stands').check();
  await page.getByLabel('Reasons').fill('The record was asked for on the day.');
  await look(page);
  await press(page, 'Send the answer');
  const refused = await town.as(mentors.persona);
  await refused.goto(`${town.service.url}/letters`);
  await follow(refused, mentors.name);
  expect(await words(refused)).toContain('The record was asked for on the day.');
  await look(refused);
}

/** A change of the rules: drafted part by part, seen beside those in force, put to the board. */
export async function draftAChange(town: Town, meeting: string): Promise<void> {
  const { look, press, words } = town;
  const page = await town.as('commissioner');
  await page.goto(`${town.service.url}/policy`);
  await town.follow(page, 'Drafts of a change');
  await press(page, 'Draft a change');
  await town.day(page, 'In force from', ['1', '9', '2026']);
  await page.getByLabel('Why the change is asked for').fill('Providers need longer.');
  await press(page, 'Start the draft');
  for (const part of ['Clocks', 'Who comes first', 'Who pays']) {
    await page.getByRole('main').getByRole('link', { name: part, exact: true }).click();
    await look(page);
    if (part === 'Clocks') await page.getByLabel('Days a provider has to answer an offer').fill('4');
    await press(page, 'Save the draft');
  }
  const draft = await words(page);
  expect(draft).toContain('Days a provider has to answer an offer');
  expect(draft).not.toContain('Fair share: places for every 1,000 pupils\t');
  await look(page);
  await press(page, 'Put it to the board');
  await page.getByLabel(meeting).check();
  await look(page);
  await press(page, 'Put it on the agenda');
}

/** Decided by the board, it is the version to come, and the paper leads to it. */
export async function approveAChange(town: Town, meeting: string): Promise<void> {
  const { follow, look, press, words } = town;
  const clerk = await town.as('commissioner');
  await clerk.goto(meeting);
  await press(clerk, 'Send the papers');
  await press(clerk, 'Open the meeting');
  for (const name of ['Beth Example', 'Bo Example', 'Hari Example']) await press(clerk, `${name} is here`);
  const chair = await town.as('board-chair');
  await chair.goto(meeting);
  await follow(chair, /Policy from 1 September 2026/);
  await press(chair, 'Put a motion');
  await press(chair, 'Put the motion');
  await press(chair, 'Declare it agreed by consensus');
  expect(await words(chair)).toContain('Decision\tApproved');
  await look(chair);
  await follow(chair, 'The record that this paper is about');
  expect(await words(chair)).toContain('In force later');
  await look(chair);
  const school = await town.as('inclusion-lead');
  await school.goto(`${town.service.url}/policy`);
  expect(await words(school)).toContain('Version 2 is approved, and comes into force on 1 September 2026');
  await look(school);
}
