import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dateOnly, pence, valueOf } from '../../src/kernel/index.js';
import { PrepareAdmissions } from '../../src/modules/governance/index.js';
import { MANCHESTER_LOTS, ManageFramework, Procurement } from '../../src/modules/procurement/index.js';
import { ManageProvider } from '../../src/modules/providers/index.js';
import { UnitOfWork } from '../../src/platform/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { journey } from '../support/journey.js';
import type { PersonaKey } from '../support/personas.js';
import { inRole } from '../support/supply-world.js';
import { AUTHORITY_ID, WORKPLACES } from '../support/workplaces.js';

const SLOWLY = 240_000;

describe('the governance board meets, in the browser', () => {
  let service: TestApp;
  let lotId = '';
  let frameworkId = '';
  const providers: string[] = [];
  const { found, look, press, day, words, ...people } = journey();
  const as = (persona: PersonaKey): Promise<Page> => people.as(service, persona);
  let meeting = '';

  beforeAll(async () => {
    service = await startApp();
    const { app, admin } = service;
    const userId = (await service.agent('commissioner')).userId;
    const commissioner = { ...inRole('COMMISSIONER', WORKPLACES.authority), userId };
    const framework = valueOf(
      await app.get(ManageFramework).create(commissioner, {
        reference: 'TC1108',
        name: 'Example purchasing system',
        regime: 'PCR2015_LTR_FPS',
        startsOn: dateOnly('2024-10-28'),
        endsOn: dateOnly('2028-10-27'),
        valuePence: pence(3_000_000_000),
        lots: MANCHESTER_LOTS,
      }),
    );
    [frameworkId, lotId] = [framework.id, framework.lotIds[4] ?? ''];
    const own = WORKPLACES.provider.organisationId;
    await admin.query(
      `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())`,
      [own],
    );
    await admin.query(`INSERT INTO authority_supply VALUES ($1, $2, '2026-01-01')`, [AUTHORITY_ID, own]);
    providers.push(own);
    for (const name of ['Example Builders', 'Example Boats']) {
      const details = { name, urn: null, commissionerId: null, about: '', vatNumber: null };
      providers.push(
        valueOf(await app.get(ManageProvider).add(commissioner, { ...details, supplyRoute: 'FRAMEWORK' as const })),
      );
    }
  });
  afterAll(async () => {
    await people.close();
    await service.close();
  });

  it(
    'is set up with its members, and providers are put to it',
    async () => {
      const page = await as('commissioner');
      await page.goto(`${service.url}/board`);
      await look(page);
      await press(page, 'Set up a board');
      await page.getByLabel('Name').fill('Governance board');
      await page.getByLabel('The power it decides under').fill('Approves admissions, by its terms of reference.');
      await page.getByLabel('Members who must be there').fill('1');
      await page.getByLabel('School leaders among them').fill('0');
      await page.getByLabel('People of the authority among them').fill('0');
      await day(page, 'From', ['1', '9', '2026']);
      await look(page);
      await press(page, 'Set up the board');
      for (const [person, office] of [
        ['Beth Example', 'Chair'],
        ['Bo Example', 'Member'],
      ] as const) {
        await press(page, 'Appoint a member');
        await page.getByLabel('Person').selectOption({ label: person });
        await page.getByLabel('School leaders').check();
        await page.getByLabel(office, { exact: true }).check();
        await day(page, 'Term of office from', ['1', '9', '2026']);
        await day(page, 'Term of office to', ['31', '8', '2028']);
        await look(page);
        await press(page, 'Appoint the member');
        expect(await words(page)).toContain(person);
      }
      await look(page);
      await press(page, 'Plan a meeting');
      await day(page, 'Day', ['2', '11', '2026']);
      await page.getByLabel('Starts at').fill('14:00');
      await page.getByLabel('Place').fill('Town hall');
      await press(page, 'Plan the meeting');
      meeting = page.url();
      await page.goto(`${service.url}/frameworks/${frameworkId}`);
      await page.getByRole('link', { name: 'Put a provider to the board for lot 5' }).click();
      await page.getByLabel('Provider', { exact: true }).selectOption({ label: 'Example Provider' });
      await day(page, 'First day', ['2', '11', '2026']);
      await page.getByLabel('Why the board should admit it').fill('Every standard is met.');
      await page.getByLabel('Evidence').fill('Visited in October.');
      await page.getByLabel('2 November 2026').check();
      await look(page);
      await press(page, 'Put it on the agenda');
      expect(await words(page)).toContain('Visited in October.');
      await look(page);
      await page.goto(meeting);
      await press(page, 'Send the papers');
      await press(page, 'Open the meeting');
      for (const name of ['Beth', 'Bo']) await press(page, `${name} Example is here`);
      await look(page);
      await expectRoutine(page);
    },
    SLOWLY,
  );

  /** Two providers more, as a round's routine bids would come: decided together. */
  async function expectRoutine(page: Page): Promise<void> {
    const { app, admin } = service;
    const userId = (await service.agent('commissioner')).userId;
    const commissioner = { ...inRole('COMMISSIONER', WORKPLACES.authority), userId };
    const meetingId = meeting.split('/').at(-1) ?? '';
    for (const providerId of providers.slice(1)) {
      const dates = { fromDate: dateOnly('2026-11-02'), toDate: dateOnly('2028-10-27') };
      const asked = { frameworkId, lotId, providerId, reasons: 'Every standard is met.', evidence: '', ...dates };
      const itemId = valueOf(await app.get(PrepareAdmissions).putDirect(commissioner, asked, meetingId));
      await admin.query(`UPDATE agenda_item SET en_bloc = true WHERE id = $1`, [itemId]);
    }
    await page.goto(meeting);
    expect((await words(page)).match(/With the routine items/g)).toHaveLength(2);
  }

  it(
    'goes on without a member who has a conflict, and decides the exception by vote',
    async () => {
      const member = await as('board-member');
      await member.goto(service.url);
      await member.getByRole('link', { name: 'Take part in the board’s meeting' }).click();
      await member.getByRole('link', { name: /Example Provider: lot 5/ }).click();
      expect(await words(member)).toContain('Visited in October.');
      await press(member, 'Declare an interest');
      await look(member);
      await member.getByLabel('I govern it').check();
      await member.getByLabel('In a sentence').fill('I sit on its board of trustees.');
      await press(member, 'Declare the interest');
      expect(await words(member)).toContain('You have a conflict of interest on this item');
      expect(await words(member)).not.toContain('Visited in October.');
      await press(member, 'Give facts and withdraw');
      await member.getByLabel('Facts given before withdrawing').fill('It moved in May.');
      await press(member, 'Withdraw from the item');
      await look(member);

      const chair = await as('board-chair');
      await chair.goto(meeting);
      await chair.getByRole('link', { name: /Example Provider: lot 5/ }).click();
      expect(await words(chair)).toContain('It moved in May.');
      await press(chair, 'Put a motion');
      await look(chair);
      await press(chair, 'Put the motion');
      await press(chair, 'For (Beth Example)');
      await look(chair);
      await press(chair, 'Declare the result of the vote');
      expect(await words(chair)).toContain('Beth Example presided');
      expect(await words(chair)).toContain('Bo Example withdrew, with a conflict of interest');
      await look(chair);
      await member.reload();
      expect(await words(member)).not.toContain('Every standard is met.');
    },
    SLOWLY,
  );

  it(
    'decides what is routine in one act, keeps minutes, and the providers are admitted and written to',
    async () => {
      const chair = await as('board-chair');
      await chair.goto(meeting);
      await press(chair, 'Decide the routine items as recommended');
      expect(await words(chair)).not.toContain('To be decided');
      await press(chair, 'Close the meeting');
      await chair.getByRole('link', { name: 'Minutes' }).click();
      expect(await words(chair)).toContain('Bo Example: I govern it');
      await look(chair);
      await press(chair, 'Record that the minutes are agreed');
      const { app } = service;
      const reader = inRole('COMMISSIONER', WORKPLACES.authority);
      for (const providerId of providers) {
        const on = dateOnly('2026-11-02');
        const given = await app
          .get(UnitOfWork)
          .read(reader, (tx) => app.get(Procurement).admissionFor(tx, providerId, lotId, on));
        expect(given?.lotId).toBe(lotId);
      }
      const provider = await as('provider-manager');
      await provider.goto(`${service.url}/letters`);
      await look(provider);
      await provider.getByRole('link', { name: 'Example Provider' }).click();
      expect(await words(provider)).toContain('You are admitted to this lot from 2 November 2026');
      await look(provider);
      await press(provider, 'Appeal against the decision');
      await provider.getByLabel('Why it should be looked at again').fill('We asked for lot 6 as well.');
      await press(provider, 'Send the appeal');
      expect(await words(provider)).toContain('We asked for lot 6 as well.');
      await look(provider);
    },
    SLOWLY,
  );

  it('lets a change of the policy be drafted, previewed and put on an agenda', async () => {
    await service.admin.query(
      `INSERT INTO policy (id, authority_id, version, document, effective_from, status, drafted_at, approved_at)
       SELECT gen_random_uuid(), $1, 1, $2, '2026-09-01', 'APPROVED', now(), now()`,
      [AUTHORITY_ID, JSON.stringify((await import('../../src/modules/policies/index.js')).defaultPolicy)],
    );
    const page = await as('commissioner');
    await page.goto(`${service.url}/policy`);
    await page.getByRole('link', { name: 'Drafts of a change' }).click();
    await look(page);
    await press(page, 'Draft a change');
    await day(page, 'In force from', ['4', '1', '2027']);
    await page.getByLabel('Why the change is asked for').fill('Providers need longer.');
    await press(page, 'Start the draft');
    for (const part of ['Clocks', 'Who comes first', 'Who pays']) {
      await page.getByRole('link', { name: part, exact: true }).click();
      await look(page);
      if (part === 'Clocks') await page.getByLabel('Days a provider has to answer an offer').fill('4');
      await press(page, 'Save the draft');
    }
    const draft = await words(page);
    expect(draft).toContain('Days a provider has to answer an offer');
    expect(draft).not.toContain('Fair share: places for every 1,000 pupils\t');
    await look(page);
    await press(page, 'Put it to the board');
    await look(page);
  }, 240_000);

  it('shows pages that everybody can use', () => expect(found).toEqual([]));
});
