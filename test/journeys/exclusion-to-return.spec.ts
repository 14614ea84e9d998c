import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dateOnly, valueOf } from '../../src/kernel/index.js';
import { ManageBody } from '../../src/modules/panels/index.js';
import { TYPE_RULES } from '../../src/modules/referrals/domain/types.js';
import { chooseOption, type Day, type Journey, journey, stepByStep } from '../support/journey.js';
import { runMatching } from '../support/matching-world.js';
import type { PersonaKey } from '../support/personas.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../support/placement-world.js';
import { refer } from '../support/refer.js';
import { WORKPLACES } from '../support/workplaces.js';

const SLOWLY = 240_000;
const PUPIL = { upn: 'C352400026001', excludedOn: ['2', '11', '2026'], born: ['14', '5', '2013'] } as const;

const pageKey = (page: Page): string | undefined => /\/answers\/([a-z-]+)/.exec(page.url())?.[1];
async function fillDay(page: Page, [day, month, year]: Day): Promise<void> {
  await page.getByLabel('Day', { exact: true }).fill(day);
  await page.getByLabel('Month', { exact: true }).fill(month);
  await page.getByLabel('Year', { exact: true }).fill(year);
}

/** The pages of a request for the way back, by their keys. */
const WAY_BACK: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  school: (page) => chooseOption(page.getByLabel('Which school is the pupil at?'), 'Example Pupil Referral Unit'),
  reason: (page) => page.getByLabel(TYPE_RULES.REINTEGRATION.label).check(),
  'return-school': async (page) => {
    await page.getByLabel('Which school should the pupil go to?').selectOption('Second Example School');
    await page.getByLabel('What shows that the pupil is ready?').fill('Came every day for a term.');
    await page.getByLabel('Who is in charge of the return?').fill('B. Return');
  },
  pupil: async (page) => {
    await page.getByLabel('Unique pupil number (UPN)').fill(PUPIL.upn);
    await page.getByLabel('First name').fill('Newcomer');
    await page.getByLabel('Last name').fill('Example');
  },
  age: async (page) => {
    await fillDay(page, PUPIL.born);
    await page.getByLabel('Year group').selectOption('Year 9');
  },
  home: (page) => page.getByLabel('Home postcode').fill('M14 7PA'),
  sen: (page) => page.getByLabel('SEN support').check(),
  start: (page) => fillDay(page, ['22', '2', '2027']),
};

/** The worked example of an excluded child, each step by the person whose it is, with nothing but the pages. */
describe('a child’s way from a permanent exclusion to a request for the way back', () => {
  let world: PlacementWorld;
  let walk: Journey;
  let unit: SupplyPoint;
  let referral = '';
  let meeting = '';
  let placement = '';
  const as = (persona: PersonaKey): Promise<Page> => walk.as(world, persona);
  const at = (time: string): void => world.clock.set(new Date(time));

  const step = stepByStep(SLOWLY);

  beforeAll(async () => {
    world = await placementWorld();
    walk = journey();
    unit = await world.supply({ urn: '100003' });
    await world.supply({ name: 'Another Centre', netPence: 1_800_000 });
    expect(unit.providerId).toBe(WORKPLACES.pru.organisationId);
    await aPanelOfPersonas();
  }, SLOWLY);
  afterAll(async () => {
    await walk.close();
    await world.close();
  });

  async function aPanelOfPersonas(): Promise<void> {
    const bodies = world.app.get(ManageBody);
    const bodyId = valueOf(
      await bodies.found(world.coordinator, {
        kind: 'PANEL',
        name: 'Placement panel',
        power: 'Decides which pupils are placed where, by its terms of reference.',
        constituencies: [
          { code: 'SCHOOL', name: 'School leaders', votes: true },
          { code: 'AUTHORITY', name: 'The authority', votes: true },
        ],
        rule: { leastCounting: 2, parts: [], mostPercentOfOneTrust: null },
        ruleFrom: dateOnly('2026-09-01'),
      }),
    );
    const term = { fromDate: dateOnly('2026-09-01'), toDate: dateOnly('2027-08-31'), trustId: null, deputyFor: null };
    for (const [persona, office, constituency] of [
      ['panel-chair', 'CHAIR', 'AUTHORITY'],
      ['panel-member', 'MEMBER', 'SCHOOL'],
    ] as const) {
      const { userId } = await world.agent(persona);
      const seat = { userId, office, constituency, organisationId: null, ...term };
      valueOf(await bodies.appoint(world.coordinator, bodyId, seat));
    }
  }

  step('the school refers on the first excluded day, and reads by when education must start', async () => {
    const ada = await as('inclusion-lead');
    await refer(ada, world.url, PUPIL, walk.look);
    const [found] = (await world.admin.query<{ id: string }>('SELECT id FROM referral')).rows;
    referral = `${world.url}/referrals/${found?.id}`;
    await ada.goto(referral);
    const words = await walk.words(ada);
    expect(words).toContain('9 November 2026');
    expect(words).toContain('10 November 2026');
    valueOf(await runMatching(world.app));
  });

  step('the coordinator puts it before the panel of Thursday and sends the papers', async () => {
    const cora = await as('coordinator');
    await cora.goto(`${world.url}/panel`);
    await walk.follow(cora, 'Placement panel');
    await walk.press(cora, 'Plan a meeting');
    await walk.day(cora, 'Day', ['5', '11', '2026']);
    await cora.getByLabel('Starts at').fill('09:00');
    await cora.getByLabel('Place').fill('Town hall');
    await walk.press(cora, 'Plan the meeting');
    meeting = cora.url();
    await cora.goto(`${world.url}/panel/queue`);
    await cora.getByLabel('Thursday 5 November 2026').check();
    await cora.locator('input[type=checkbox]').first().check();
    await walk.look(cora);
    await walk.press(cora, 'Put the chosen ones on the agenda');
    await cora.goto(meeting);
    await walk.press(cora, 'Send the papers');
    await walk.look(cora);
    const ada = await as('inclusion-lead');
    await ada.goto(referral);
    expect(await walk.words(ada)).toContain('Before the panel on 5 November 2026');
  });

  step('the panel decides on the unit, with the money beside it, and everybody is written to', async () => {
    at('2026-11-05T09:00:00Z');
    const cora = await as('coordinator');
    await cora.goto(meeting);
    await walk.press(cora, 'Open the meeting');
    await walk.press(cora, 'Charlie Example is here');
    await walk.press(cora, 'Mia Example is here');
    const chair = await as('panel-chair');
    await chair.goto(world.url);
    await chair.goto(meeting);
    await walk.follow(chair, /R-\d{6}/);
    const paper = await walk.words(chair);
    expect(paper).not.toContain('Newcomer');
    expect(paper).toContain('How it stands now');
    await walk.look(chair);
    await walk.press(chair, 'Put a motion');
    await walk.day(chair, 'To approve: planned last day', ['18', '12', '2026']);
    await walk.look(chair);
    await walk.press(chair, 'Put the motion');
    await walk.press(chair, 'Declare it agreed by consensus');
    expect(await walk.words(chair)).toMatch(/Decision\s+Place approved\s+Place\s+Example Pupil Referral Unit/);
    await walk.look(chair);
    await cora.goto(`${world.url}/panel/letters`);
    await walk.follow(cora, /Look at all letters/);
    await walk.look(cora);
    await walk.press(cora, 'Send the letters of 1 decision');
    const ada = await as('inclusion-lead');
    await ada.goto(referral);
    await walk.follow(ada, /to the family/);
    expect(await walk.words(ada)).toContain('Newcomer’s school asked');
    await walk.look(ada);
  });

  step('the unit accepts without knowing the name, reads it after, and records the first day', async () => {
    const pru = await as('pru-manager');
    await pru.goto(world.url);
    await walk.look(pru);
    const [row] = (await world.admin.query<{ id: string }>('SELECT id FROM placement')).rows;
    placement = `${world.url}/placements/${row?.id}`;
    await pru.goto(placement);
    expect(await walk.words(pru)).not.toContain('Newcomer');
    await walk.press(pru, 'Accept the offer');
    expect(await walk.words(pru)).toContain('Newcomer Example');
    at('2026-11-09T08:00:00Z');
    const later = await as('pru-manager');
    await later.goto(placement);
    await walk.press(later, 'Record the first day');
    expect(await walk.words(later)).toContain('Under way');
    await walk.look(later);
  });

  step('the unit marks its register, and the school’s own takes D', async () => {
    at('2026-11-09T12:00:00Z');
    const pru = await as('pru-manager');
    await pru.goto(`${world.url}/attendance/sites/${unit.siteId}`);
    await pru
      .getByLabel(/morning/i)
      .first()
      .selectOption('/');
    await walk.look(pru);
    await walk.press(pru, 'Save the register');
    const ada = await as('inclusion-lead');
    await ada.goto(`${world.url}/attendance`);
    expect(await walk.words(ada)).toMatch(/Newcomer Example[\s\S]*D/);
    await walk.look(ada);
  });

  step('finance reads the top-up to the end of term, to the penny', async () => {
    const finance = await as('finance-officer');
    await finance.goto(placement);
    const words = await walk.words(finance);
    expect(words).toContain('£1,819.37');
    expect(words).not.toContain('Newcomer');
    await walk.look(finance);
    await finance.goto(`${world.url}/budget`);
    expect(await walk.words(finance)).toContain('£998,180.63');
    await walk.look(finance);
  });

  step('school and unit agree a plan that leads to another school', async () => {
    const ada = await as('inclusion-lead');
    await ada.goto(world.url);
    await walk.follow(ada, /^Write the plan of PL-/);
    await walk.press(ada, 'Write the plan');
    await ada.getByLabel('Objective 1: what is to be reached').fill('Come every day.');
    await ada.getByLabel('Objective 1: how it is measured').fill('The register.');
    await walk.day(ada, 'Objective 1: by when', ['11', '12', '2026']);
    await ada.getByLabel('To another mainstream school').check();
    await ada.getByLabel('What the way back, or on, aims at').fill('A school near home after Christmas.');
    await ada.getByLabel('How an absence is told, and to whom').fill('The unit rings the school by ten.');
    await walk.press(ada, 'Write the plan');
    const pru = await as('pru-manager');
    await pru.goto(world.url);
    await walk.follow(pru, /^Agree the plan of PL-/);
    await walk.press(pru, 'Agree to this plan');
    expect(await walk.words(pru)).toContain('Agreed');
    await walk.look(pru);
  });

  step('the placement ends with the term, and the coordinator asks for a school in February', async () => {
    at('2026-12-18T15:00:00Z');
    const ends = await as('coordinator');
    await ends.goto(placement);
    await walk.day(ends, 'Last day that counts', ['18', '12', '2026']);
    await ends.getByLabel('It ran to plan').check();
    await walk.look(ends);
    await walk.press(ends, 'End the placement');
    expect(await walk.words(ends)).toContain('Ended');
    at('2027-02-08T09:00:00Z');
    const cora = await as('coordinator');
    await cora.goto(`${world.url}/referrals/new`);
    await walk.press(cora, 'Start now');
    for (let page = pageKey(cora); page !== undefined; page = pageKey(cora)) {
      const fill = WAY_BACK[page];
      if (fill === undefined) throw new Error(`${page}: ${await walk.words(cora)}`);
      await fill(cora);
      await walk.press(cora, 'Save and continue');
    }
    await walk.press(cora, 'Check your answers');
    await walk.look(cora);
    await walk.press(cora, 'Submit the referral');
    await walk.follow(cora, 'See the referral');
    expect(await walk.words(cora)).toContain(TYPE_RULES.REINTEGRATION.label);
    expect(await walk.words(cora)).toContain('Second Example School');
    await walk.look(cora);
  });

  it('shows pages that everybody can use', () => expect(walk.found).toEqual([]));
});
