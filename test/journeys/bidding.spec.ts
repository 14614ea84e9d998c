import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { valueOf } from '../../src/kernel/index.js';
import { ManageProgramme, ManageSite } from '../../src/modules/providers/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { journey } from '../support/journey.js';
import { aPdf } from '../support/files.js';
import type { PersonaKey } from '../support/personas.js';
import { A_PROGRAMME, inRole } from '../support/supply-world.js';
import { WORKPLACES } from '../support/workplaces.js';

const SLOWLY = 240_000;
const LOTS = [
  '1 Full-time AP, minimum 25 hours per week',
  '2 Part-time: sports science / health and wellbeing',
  '3 Part-time: sports coaching / life skills',
  '4 Part-time: hair and beauty',
  '5 Part-time: construction',
  '6 Part-time: creative / media',
  '7 Complementary: animal care',
  '8 Complementary: innovation',
  '9 One-to-one tutoring',
  '10 Mentoring and coaching',
].join('\n');

describe('Manchester’s round 4, in the browser', () => {
  let service: TestApp;
  const { found, look, press, day, words, ...people } = journey();
  const as = (persona: PersonaKey): Promise<Page> => people.as(service, persona);
  let roundAddress = '';

  beforeAll(async () => {
    service = await startApp();
    // As its notice had it: open from 30 January to 4 March 2026, eleven in the morning.
    service.clock.set(new Date('2026-01-20T09:00:00Z'));
    const providerId = WORKPLACES.provider.organisationId;
    await service.admin.query(
      `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())`,
      [providerId],
    );
    const manager = inRole('PROVIDER_MANAGER', WORKPLACES.provider);
    const site = { name: 'The yard', address: '1 Example Street', postcode: 'M1 1AA', grid: null, accessFeatures: [] };
    const siteId = valueOf(await service.app.get(ManageSite).add(manager, { ...site, providerId }));
    valueOf(await service.app.get(ManageProgramme).add(manager, { ...A_PROGRAMME, siteId }));
  });
  afterAll(async () => {
    await people.close();
    await service.close();
  });

  it(
    'is set up and published by the commissioner',
    async () => {
      const page = await as('commissioner');
      await page.goto(`${service.url}/frameworks`);
      await page.getByRole('link', { name: 'Record a framework' }).click();
      await page.getByLabel('Name').fill('Manchester Alternative Education Provision Flexible Purchasing System');
      await page.getByLabel('Reference').fill('TC1108');
      await page.getByLabel('Law').selectOption('PCR2015_LTR_FPS');
      await day(page, 'First day', ['1', '9', '2022']);
      await day(page, 'Last day', ['27', '10', '2028']);
      await page.getByLabel('Most that may be bought').fill('30,000,000');
      await page.getByRole('textbox', { name: 'Lots' }).fill(LOTS);
      await look(page);
      await press(page, 'Record the framework');
      expect(await words(page)).toContain('£30,000,000.00');
      await page.getByRole('link', { name: 'Add a condition' }).click();
      await page.getByLabel('Number').fill('1');
      await page.getByLabel('Condition', { exact: true }).fill('Public liability insurance');
      await page.getByLabel('What a provider must meet').fill('Cover of at least £10 million for any one claim.');
      await press(page, 'Add the condition');
      await page.getByRole('link', { name: 'Draft a round' }).click();
      await page.getByLabel('Name').fill('Round 4');
      for (let lot = 1; lot <= 10; lot += 1) await page.getByLabel(`Lot ${lot}:`).check();
      await day(page, 'Opens on', ['30', '1', '2026']);
      await page.getByLabel('Opens at').fill('09:00');
      await day(page, 'Last day for questions from bidders', ['4', '3', '2026']);
      await page.getByLabel('Last time for questions').fill('10:00');
      await day(page, 'Closes on', ['4', '3', '2026']);
      await page.getByLabel('Closes at').fill('11am');
      await day(page, 'Providers are admitted from', ['1', '6', '2026']);
      await look(page);
      await press(page, 'Save the draft');
      roundAddress = page.url();
      await press(page, 'Publish the round');
      expect(await words(page)).toContain('The weights of lot 1 add up to 0 per cent');
      await look(page);
      await page.getByRole('button', { name: 'Add a question' }).click();
      await page.getByLabel('Section').fill('Quality');
      await page.getByRole('textbox', { name: 'Question' }).fill('How do you bring a pupil back to school?');
      await page.getByLabel('Scored').check();
      await page.getByLabel('Weight in per cent').fill('100');
      await page.getByLabel('Least points').fill('2');
      await page.getByLabel('Words', { exact: true }).check();
      await page.getByLabel('Most words').fill('300');
      await press(page, 'Add the question');
      await page.getByRole('button', { name: 'Ask for a document' }).click();
      await page.getByLabel('Document').selectOption({ label: 'Public liability insurance' });
      await page.getByLabel('Least sum insured').fill('10,000,000');
      await look(page);
      await press(page, 'Ask for it');
      expect(await words(page)).toContain('Public liability insurance, at least £10,000,000.00');
      await page.getByRole('button', { name: 'How scores are given' }).click();
      await page.getByLabel('Least weighted total in per cent').fill('60');
      await page.getByLabel('The scale').fill('No answer');
      await press(page, 'Save the scale');
      expect(await words(page)).toContain('Begin each line with its points');
      await look(page);
      await page.getByLabel('The scale').fill('0 No answer\n3 Acceptable: with minor doubts\n5 Excellent');
      await press(page, 'Save the scale');
      await press(page, 'Publish the round');
      expect(await words(page)).toContain('Opens later');
      await look(page);
    },
    SLOWLY,
  );

  it(
    'is bid for by a provider, step by step, until the second before it closes',
    async () => {
      service.clock.set(new Date('2026-03-04T08:00:00Z'));
      const page = await as('provider-manager');
      await page.goto(`${service.url}/evidence`);
      await page.getByRole('button', { name: 'Add a document' }).click();
      await page.getByRole('link', { name: 'Public liability insurance' }).click();
      await page.getByLabel('Number').fill('PL-2026');
      await page.getByLabel('Sum insured').fill('9,000,000');
      await day(page, 'Valid to', ['31', '8', '2026']);
      const file = { name: 'Schedule.pdf', mimeType: 'application/pdf', buffer: aPdf() };
      await page.getByLabel('File', { exact: true }).setInputFiles(file);
      await press(page, 'Keep the document');
      expect(await words(page)).toContain('Waiting for the virus scan');
      await look(page);
      await page.goto(`${service.url}/rounds`);
      await page.getByRole('link', { name: /Round 4/ }).click();
      await press(page, 'Apply');
      await look(page);
      await page.getByRole('link', { name: 'Lots', exact: true }).click();
      await page.getByLabel('Lot 5:').check();
      await press(page, 'Save and continue');
      await page.getByRole('link', { name: 'Conditions of membership' }).click();
      await page.getByLabel('We meet it').check();
      await look(page);
      await press(page, 'Save and continue');
      await page.getByRole('link', { name: 'Quality' }).click();
      await page.getByLabel('How do you bring a pupil back').fill('word '.repeat(301));
      await press(page, 'Save and continue');
      expect(await words(page)).toContain('Write 300 words or fewer. There are 301 now');
      await look(page);
      await page.getByLabel('How do you bring a pupil back').fill('By visiting the school every week.');
      await press(page, 'Save and continue');
      await page.getByRole('link', { name: 'Documents', exact: true }).last().click();
      expect(await page.getByLabel('Public liability insurance').inputValue()).toBe('');
      await page.getByLabel('Public liability insurance').selectOption({ index: 1 });
      await look(page);
      await press(page, 'Save and continue');
      expect(await words(page)).toContain('0 of 1 shown');
      await page.goto(`${service.url}/evidence`);
      await page.getByRole('link', { name: 'Public liability insurance' }).click();
      await page.getByRole('button', { name: 'Replace it' }).click();
      await page.getByLabel('Sum insured').fill('10,000,000');
      await day(page, 'Valid to', ['31', '8', '2026']);
      await page.getByLabel('File', { exact: true }).setInputFiles(file);
      await press(page, 'Keep the document');
      await page.goto(`${service.url}/rounds`);
      await page
        .getByRole('link', { name: /^Round 4/ })
        .first()
        .click();
      await page.getByRole('link', { name: 'Documents', exact: true }).last().click();
      await page.getByLabel('Public liability insurance').selectOption({ index: 1 });
      await press(page, 'Save and continue');
      expect(await words(page)).toContain('1 of 1 shown');
      await page.getByRole('link', { name: 'What you offer' }).click();
      await page.getByLabel('Under which lot').selectOption({ index: 1 });
      await page.getByLabel('Programme', { exact: true }).selectOption({ index: 1 });
      await page.getByLabel('What is sold').fill('One day');
      await page.getByLabel('Price, net of VAT').fill('92');
      await page.getByLabel('a day', { exact: true }).check();
      await page.getByLabel('Standard rate').check();
      await press(page, 'Add it');
      expect(await words(page)).toContain('£92.00 a day');
      await look(page);
      await page.getByRole('link', { name: 'Back to all parts' }).click();
      await page.getByRole('button', { name: 'Check and submit' }).click();
      await page.getByLabel('Your name').fill('Max Example');
      await page.getByLabel('Your position').fill('Director');
      await press(page, 'Submit the application');
      expect(await words(page)).toContain('Choose declaration');
      await page.getByLabel('What this application says is true').check();
      await look(page);
      service.clock.set(new Date('2026-03-04T11:00:00Z'));
      await press(page, 'Submit the application');
      expect(await words(page)).toContain('an application at that time is late');
      service.clock.set(new Date('2026-03-04T10:59:59Z'));
      await press(page, 'Submit the application');
      expect(await words(page)).toContain('Your application is submitted');
      await look(page);
    },
    SLOWLY,
  );

  it(
    'is opened by the commissioner once it has closed, and not before',
    async () => {
      const page = await as('commissioner');
      await page.goto(roundAddress);
      expect(await page.getByRole('button', { name: 'Open the bids' }).count()).toBe(0);
      service.clock.set(new Date('2026-03-04T11:00:01Z'));
      await page.goto(service.url);
      await page.getByRole('link', { name: 'Open the bids of Round 4' }).click();
      await press(page, 'Open the bids');
      expect(await words(page)).toContain(
        'You see a bid once you have said whether you have an interest in its bidder',
      );
      await look(page);
      await declare(page);
      await page.goto(`${roundAddress}/applications`);
      await page.getByRole('link', { name: 'Example Provider' }).click();
      expect(await words(page)).toContain('By visiting the school every week.');
      expect(await words(page)).toContain('Max Example, Director');
      await page.getByRole('link', { name: 'Public liability insurance' }).click();
      expect(await words(page)).toContain('Waiting for the virus scan');
      expect(await page.getByRole('button', { name: /Download/ }).count()).toBe(0);
      await look(page);
    },
    SLOWLY,
  );

  it(
    'has two evaluators and a moderator named, who declare their interests before they see a bid',
    async () => {
      const page = await as('commissioner');
      await page.goto(service.url);
      await page.getByRole('link', { name: 'Name who evaluates Round 4' }).click();
      await press(page, 'Name them');
      expect(await words(page)).toContain('Choose');
      await look(page);
      for (const [name, part] of [
        ['Eva Example', 'Evaluator'],
        ['Evan Example', 'Evaluator'],
        ['Connie Example', 'Moderator'],
      ] as const) {
        await page.getByLabel('Who', { exact: true }).selectOption({ label: name });
        await page.getByLabel(part, { exact: true }).check();
        await press(page, 'Name them');
        expect(await words(page)).toContain(name);
      }
      await look(page);
      await declare(page);
      const eva = await as('evaluator');
      await eva.goto(service.url);
      await eva.getByRole('link', { name: 'Declare your interests: Round 4' }).click();
      await press(eva, 'Declare');
      await look(eva);
      await declare(eva);
      await look(eva);
      await declare(await as('second-evaluator'));
    },
    SLOWLY,
  );

  /** No interest in the one bidder. */
  async function declare(page: Page): Promise<void> {
    await page.goto(`${roundAddress}/interests`);
    await page.getByLabel('I have no interest in this bidder').check();
    await press(page, 'Declare');
    expect(await words(page)).toContain('Example Provider');
  }

  it(
    'is scored by each alone, moderated to one score with a reason, and recommended',
    async () => {
      const eva = await as('evaluator');
      await score(eva, '5: Excellent', 'Every week, with evidence.');
      await look(eva);
      const connie = await as('commissioner');
      await connie.goto(`${roundAddress}/evaluation`);
      expect(await words(connie)).toContain('Evaluators to score');
      await connie.getByRole('link', { name: 'Example Provider' }).click();
      expect(await words(connie)).not.toContain('Every week, with evidence.');
      await look(connie);
      await connie.goto(`${roundAddress}/evaluators`);
      await connie.getByRole('link', { name: 'Take Evan Example out' }).click();
      await look(connie);
      const evan = await as('second-evaluator');
      await evan.goto(`${roundAddress}/evaluation`);
      await evan.getByRole('link', { name: 'Example Provider' }).click();
      await evan.getByRole('link', { name: 'Declare an interest in Example Provider after all' }).click();
      await look(evan);
      await score(evan, '3: Acceptable', 'It names no person.');
      await connie.goto(service.url);
      await connie.getByRole('link', { name: 'Moderate the bids of Round 4' }).click();
      await connie.getByRole('link', { name: 'Example Provider' }).click();
      expect(await words(connie)).toContain('Eva Example: 5 points; Evan Example: 3 points');
      await look(connie);
      await press(connie, 'Finish the moderation');
      expect(await words(connie)).toContain('The evaluators differ on 1');
      await connie.getByRole('link', { name: 'Moderate quality' }).click();
      await connie.getByLabel('3: Acceptable').check();
      await press(connie, 'Save and continue');
      expect(await words(connie)).toContain('Say why, because this is not what all evaluators gave');
      await look(connie);
      await connie.getByLabel('Why, for question 1').fill('A person is named on page 2, but not when.');
      await connie.getByLabel('What the bidder is told about question 1').fill('Say who visits, and when.');
      await press(connie, 'Save and continue');
      await press(connie, 'Finish the moderation');
      expect(await words(connie)).toContain('60.00 %, meets what was published');
      // The bidder is not in the authority's supply yet, and its prices are read all the same.
      expect(await words(connie)).toContain('£92.00 a day');
      await connie.getByRole('link', { name: 'Recommend for lot 5' }).click();
      await connie.getByLabel('Admit with conditions').check();
      await connie.getByLabel('Reasons').fill('It meets every condition and the least total.');
      await press(connie, 'Recommend');
      expect(await words(connie)).toContain('Enter conditions');
      await look(connie);
      await connie.getByLabel('Conditions, if there are any').fill('Name who visits before the first placement.');
      await press(connie, 'Recommend');
      expect(await words(connie)).toContain('Name who visits before the first placement.');
      await look(connie);
      await connie.goto(`${roundAddress}/evaluation`);
      expect(await words(connie)).toContain('Board to decide');
      await look(connie);
      const csv = await connie.request.get(`${roundAddress}/evaluation.csv`);
      expect(await csv.text()).toContain(
        '5,Example Provider,2026-03-04T10:59:59.000Z,30000,50000,60.00,yes,,Admit with',
      );
    },
    SLOWLY,
  );

  async function score(page: Page, points: string, reason: string): Promise<void> {
    await page.goto(service.url);
    await page.getByRole('link', { name: 'Score the bids of Round 4' }).click();
    await page.getByRole('link', { name: 'Example Provider' }).click();
    await page.getByRole('link', { name: 'Conditions of membership' }).click();
    await page.getByLabel('Pass').check();
    await press(page, 'Save and continue');
    await look(page);
    await page.getByRole('link', { name: 'Quality' }).click();
    expect(await words(page)).toContain('By visiting the school every week.');
    await page.getByLabel(points).check();
    await page.getByLabel('Why, for question 1').fill(reason);
    await look(page);
    await press(page, 'Save and continue');
    await press(page, 'Submit your scores');
    expect(await words(page)).toContain('Your scores are submitted');
  }

  it('shows pages that everybody can use', () => expect(found).toEqual([]));
});
