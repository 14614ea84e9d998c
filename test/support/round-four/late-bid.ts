import { expect } from '@jest/globals';
import {
  answer,
  chooseLots,
  declare,
  declareConditions,
  keepInsurance,
  offer,
  openRound,
  replaceInsurance,
  showInsurance,
} from './bid.js';
import { BIDDERS, CHECKED, INSURED, RETURN, SAFE, type Town } from './town.js';

/** Step by step, with what goes wrong on the way, until the second before the round closes. */
export async function bidInTime(town: Town): Promise<void> {
  const { look, press, words } = town;
  const { builders } = BIDDERS;
  town.at('2026-03-04T08:00:00Z');
  const page = await town.as(builders.persona);
  await keepInsurance(town, page, '9,000,000');
  await look(page);
  await openRound(town, page);
  await press(page, 'Apply');
  await look(page);
  await chooseLots(town, page, [5]);
  await declareConditions(town, page, { [INSURED]: true, [CHECKED]: true });
  const quality = { section: 'Quality', question: RETURN };
  await answer(town, page, { ...quality, text: 'word '.repeat(301) });
  expect(await words(page)).toContain('Write 300 words or fewer. There are 301 now');
  await look(page);
  await page.getByLabel(RETURN).fill('By visiting the school every week.');
  await press(page, 'Save and continue');
  await answer(town, page, { section: 'Safeguarding', question: SAFE, text: 'A lead comes every day.' });
  await page.getByRole('link', { name: 'Documents', exact: true }).last().click();
  expect(await page.getByLabel(INSURED).inputValue()).toBe('');
  await page.getByLabel(INSURED).selectOption({ index: 1 });
  await look(page);
  await press(page, 'Save and continue');
  expect(await words(page)).toContain('0 of 1 shown');
  await replaceInsurance(town, page, '10,000,000');
  await openRound(town, page);
  await showInsurance(town, page);
  await offer(town, page, { lot: 5, pounds: '92', per: 'a day' });
  await press(page, 'Check and submit');
  await press(page, 'Submit the application');
  expect(await words(page)).toContain('Enter your name');
  await look(page);
  town.at('2026-03-04T11:00:00Z');
  await declare(town, page, 'Max Example');
  expect(await words(page)).toContain('an application at that time is late');
  town.at('2026-03-04T10:59:59Z');
  await press(page, 'Submit the application');
  expect(await words(page)).toContain('Your application is submitted');
  await look(page);
}
