import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { axe, startBrowser, type TestBrowser, typeDay } from '../support/browser.js';
import type { PersonaKey } from '../support/personas.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../support/placement-world.js';
import { reviewedPlacements } from '../support/reviewed.js';

type OpenPage = Awaited<ReturnType<TestBrowser['page']>>;

let world: PlacementWorld;
let pru: SupplyPoint;
let browser: TestBrowser;
let plain: TestBrowser;
let placementId: string;
beforeAll(async () => {
  [world, browser, plain] = await Promise.all([placementWorld(), startBrowser(), startBrowser({ javaScript: false })]);
  pru = await world.supply({ name: 'Example Pupil Referral Unit', urn: '100003' });
  ({ placementId } = await reviewedPlacements(world).underWay('OFF_SITE', { centre: pru }));
});
afterAll(async () => {
  await Promise.all([browser.close(), plain.close()]);
  await world.close();
});

describe('plans and reviews, in the order of a placement, without JavaScript', () => {
  const as = async (persona: PersonaKey): Promise<OpenPage> => {
    await plain.use(world, await world.agent(persona));
    const page = await plain.page();
    page.setDefaultTimeout(5_000);
    return page;
  };
  const main = (page: OpenPage) => page.getByRole('main').innerText();

  it('the school is told that the plan is missing, writes it, and is told at the field what is wrong', async () => {
    const page = await as('inclusion-lead');
    await page.goto(`${world.url}/`);
    await page.getByRole('link', { name: /^Write the plan of PL-/ }).click();
    await page.getByRole('button', { name: 'Write the plan' }).click();
    await page.getByLabel('Objective 1: what is to be reached').fill('Come every day.');
    await page.getByRole('button', { name: 'Write the plan' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    await page.getByLabel('Objective 1: how it is measured').fill('The register.');
    await typeDay(page, 'Objective 1: by when', '11 12 2026');
    await page.getByLabel('Back to the school that referred').check();
    await page.getByLabel('What the way back, or on, aims at').fill('Full days after Easter.');
    await page.getByLabel('How an absence is told, and to whom').fill('The centre rings the school by ten.');
    await page.getByRole('button', { name: 'Write the plan' }).click();
    expect(await main(page)).toMatch(/To agree: Example Pupil Referral Unit/);
    await page.getByRole('button', { name: 'Emergency contacts' }).click();
    await page.getByRole('button', { name: 'Enter contacts' }).click();
    await page.getByLabel('Contact 1: name').fill('Made Up');
    await page.getByLabel('Contact 1: who this is').fill('mother');
    await page.getByLabel('Contact 1: telephone').fill('ask at the desk');
    await page.getByRole('button', { name: 'Keep these contacts' }).click();
    expect(await page.getByText('must be a telephone number').count()).toBe(2);
    await page.getByLabel('Contact 1: telephone').fill('0161 496 0000');
    await page.getByRole('button', { name: 'Keep these contacts' }).click();
    expect(await main(page)).toMatch(/Made Up\s+mother\s+0161 496 0000/);
    await page.close();
  });

  it('the provider agrees to it, and arranges the review that planned itself', async () => {
    const page = await as('pru-manager');
    await page.goto(`${world.url}/`);
    await page.getByRole('link', { name: /^Agree the plan of PL-/ }).click();
    await page.getByRole('button', { name: 'Agree to this plan' }).click();
    expect(await page.getByText('The plan is agreed', { exact: true }).count()).toBe(1);
    await page.goto(`${world.url}/placements/${placementId}`);
    await page.getByRole('link', { name: 'Reviews: next due by 5 January 2027' }).click();
    await page.getByRole('button', { name: 'Open the next review' }).click();
    expect(await main(page)).toMatch(/A nominee of the governing board[\s\S]*Come every day/);
    await page.getByRole('button', { name: 'Arrange it' }).click();
    await typeDay(page, 'Day of the review', '6 1 2027');
    await page.getByRole('button', { name: 'Arrange the review' }).click();
    expect(await page.getByText('must be on or before 5 January 2027').count()).toBe(2);
    await typeDay(page, 'Day of the review', '30 11 2026');
    await page.getByRole('button', { name: 'Arrange the review' }).click();
    expect(await main(page)).toMatch(/It is on Monday 30 November 2026\. Record what it found/);
    await page.close();
  });

  it('the school writes down a request for a review, which is owed and has its day', async () => {
    const page = await as('inclusion-lead');
    await page.goto(`${world.url}/placements/${placementId}/reviews`);
    await page.getByRole('button', { name: 'Write down a request for a review' }).click();
    await page.getByLabel('A parent, or the pupil from 18').check();
    await typeDay(page, 'Day on which it was received', '25 11 2026');
    await page.getByRole('button', { name: 'Write it down' }).click();
    expect(await page.getByText('The review is owed, and is held by 17 December 2026').count()).toBe(1);
    expect(await main(page)).toContain('Owed: there was no review before');
    await page.close();
  });

  it('the provider records what it found: progress, views, a recommendation, next steps', async () => {
    const page = await as('pru-manager');
    await page.goto(`${world.url}/`);
    await page
      .getByRole('link', { name: /^Record the review of PL-|^Plans and reviews$/ })
      .first()
      .click();
    await page.goto(`${world.url}/placements/${placementId}/reviews`);
    await page.getByRole('button', { name: 'Open the next review' }).click();
    await page.getByRole('button', { name: 'Record what it found' }).click();
    await typeDay(page, 'Held on', '30 11 2026');
    for (const who of ['The school', 'The provider', 'The parents or carers', 'The head teacher'])
      await page.getByLabel(who, { exact: true }).check();
    await page.getByLabel('On track').check();
    await page.getByLabel('The pupil begins to go back to school').check();
    await page.getByLabel('Why', { exact: true }).fill('Calm for a month.');
    await page.getByLabel('Step 1: what is done').fill('Visit the form.');
    await page.getByRole('button', { name: 'Record the review' }).click();
    expect(await page.getByRole('alert').innerText()).toMatch(/why[\s\S]*Step 1/i);
    await page.getByLabel('If somebody who must come did not').fill('The board’s nominee was ill.');
    await page.getByLabel('Step 1: who does it').selectOption('SCHOOL');
    await typeDay(page, 'Step 1: by when', '4 12 2026');
    await page.getByRole('button', { name: 'Record the review' }).click();
    expect(await main(page)).toMatch(/Held[\s\S]*The next review is held by 11 January 2027/);
    await page.getByRole('button', { name: 'Plan the way back' }).click();
    expect(await main(page)).toContain('End the placement');
    await page.close();
  });

  it('the school does its step, and enters what the pupil measured', async () => {
    const page = await as('inclusion-lead');
    await page.goto(`${world.url}/`);
    await page.getByRole('link', { name: /^Do what the review of PL-/ }).click();
    await page.getByRole('button', { name: /^It is done/ }).click();
    expect(await page.getByText('The step is done').count()).toBe(1);
    for (const [moment, on, value] of [
      ['Baseline', '10 11 2026', '24'],
      ['During the placement', '27 11 2026', '18'],
    ] as const) {
      await page.goto(`${world.url}/placements/${placementId}/measures`);
      await page.getByRole('button', { name: 'Enter a measure' }).click();
      await page.getByLabel('Scale').selectOption('SDQ');
      await page.getByLabel(moment).check();
      await typeDay(page, 'Measured on', on);
      await page.getByLabel('Value').fill(value);
      await page.getByLabel('Measured by').fill('The form tutor');
      await page.getByRole('button', { name: 'Keep the measure' }).click();
    }
    expect(await main(page)).toMatch(/24 points[\s\S]*18 points[\s\S]*-6[\s\S]*Better/);
    await page.close();
  });

  it('the coordinator sees what is late, and opens it', async () => {
    world.clock.set('2027-01-20T12:00:00Z');
    const page = await as('coordinator');
    await page.goto(`${world.url}/`);
    await page.getByRole('link', { name: 'Plans and reviews' }).first().click();
    expect(await main(page)).toMatch(/Reviews that are late\s+1/);
    await page.getByRole('table', { name: 'Late' }).getByRole('link').first().click();
    expect(await main(page)).toContain('Late: school and provider to hold it');
    world.clock.set('2026-11-30T12:00:00Z');
    await page.close();
  });
});

describe('every page of it, in a browser with JavaScript', () => {
  const paths = async (): Promise<string[]> => {
    const { rows } = await world.admin.query<{ id: string; held: boolean }>(
      'SELECT id, held_on IS NOT NULL AS held FROM placement_review ORDER BY held_on',
    );
    const file = [
      'plan',
      'plan/new',
      'contacts',
      'contacts/edit',
      'reviews',
      'review-request',
      'measures',
      'measures/new',
    ];
    return [
      '/reviews',
      `/placements/${placementId}`,
      ...file.map((part) => `/placements/${placementId}/${part}`),
      ...rows.flatMap(({ id, held }) => [
        `/reviews/${id}`,
        ...(held ? [] : [`/reviews/${id}/arrangement`, `/reviews/${id}/record`]),
      ]),
    ];
  };

  it.each<[PersonaKey]>([['inclusion-lead'], ['pru-manager'], ['coordinator']])(
    '%s',
    async (persona) => {
      await browser.use(world, await world.agent(persona));
      const page = await browser.page();
      const skipped = persona === 'pru-manager' ? ['review-request'] : [];
      for (const path of await paths()) {
        if (skipped.some((part) => path.endsWith(part))) continue;
        await page.goto(`${world.url}${path}`);
        expect({ path, faults: await axe(page), broken: page.faults }).toEqual({ path, faults: [], broken: [] });
      }
      await page.goto(`${world.url}/placements/${placementId}/measures/new`);
      await page.getByRole('button', { name: 'Keep the measure' }).click();
      expect(await page.title()).toMatch(/^Error: /);
      expect(await axe(page)).toEqual([]);
      await page.close();
    },
    120_000,
  );

  it('finance is not offered it, and gets nothing', async () => {
    const finance = await world.agent('finance-officer');
    expect((await finance.get('/')).text).not.toContain('href="/reviews"');
    expect((await finance.get('/reviews')).status).toBe(403);
    expect((await finance.get(`/placements/${placementId}/plan`)).status).toBe(403);
    expect((await finance.get(`/placements/${placementId}`)).text).not.toContain('/measures');
  });
});
