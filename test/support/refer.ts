import type { Page } from 'playwright-core';

export interface PupilGiven {
  readonly upn: string;
  /** First day of the permanent exclusion, as day, month and year. */
  readonly excludedOn: readonly [string, string, string];
  readonly born: readonly [string, string, string];
}

/** A school refers a permanently excluded child of year 9: the ten answers that start the case. */
export async function refer(
  page: Page,
  url: string,
  { upn, excludedOn, born }: PupilGiven,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const on = () => page.getByRole('button', { name: 'Save and continue' }).click();
  await page.goto(`${url}/referrals`);
  await page.getByRole('button', { name: 'Refer a pupil' }).click();
  await page.getByRole('button', { name: 'Start now' }).click();
  await page.getByLabel('The pupil has been permanently excluded').check();
  await on();
  await fillDay(page, excludedOn);
  await on();
  await page.getByLabel('Persistent or general disruptive behaviour').check();
  await on();
  await page.getByLabel('Unique pupil number (UPN)').fill(upn);
  await page.getByLabel('First name').fill('Newcomer');
  await page.getByLabel('Last name').fill('Example');
  await on();
  await fillDay(page, born);
  await page.getByLabel('Year group').selectOption('Year 9');
  await on();
  await page.getByLabel('Home postcode').fill('M14 7PA');
  await on();
  await page.getByLabel('No special educational needs').check();
  await on();
  await page.getByRole('button', { name: 'Check your answers' }).click();
  await look(page);
  await page.getByRole('button', { name: 'Submit the referral' }).click();
  await look(page);
}

async function fillDay(page: Page, [day, month, year]: readonly [string, string, string]): Promise<void> {
  await page.getByLabel('Day').fill(day);
  await page.getByLabel('Month').fill(month);
  await page.getByLabel('Year', { exact: true }).fill(year);
}
