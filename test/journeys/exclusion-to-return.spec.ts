import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dateOnly, valueOf } from '../../src/kernel/index.js';
import { ManageBody } from '../../src/modules/panels/index.js';
import { type Journey, journey } from '../support/journey.js';
import { runMatching } from '../support/matching-world.js';
import type { PersonaKey } from '../support/personas.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../support/placement-world.js';
import { refer } from '../support/refer.js';
import { WORKPLACES } from '../support/workplaces.js';

const SLOWLY = 240_000;

/** The worked example of an excluded child, each step by the person whose it is, with nothing but the pages. */
describe('a child’s way from a permanent exclusion to a place at the referral unit', () => {
  let world: PlacementWorld;
  let walk: Journey;
  let unit: SupplyPoint;
  let referral = '';
  let meeting = '';
  let placement = '';
  const as = (persona: PersonaKey): Promise<Page> => walk.as(world, persona);
  const at = (time: string): void => world.clock.set(new Date(time));

  let broken = false;
  /** Each step stands on the one before: after one that failed, the rest say so at once. */
  const step = (name: string, run: () => Promise<void>): void =>
    it(
      name,
      async () => {
        if (broken) throw new Error('An earlier step failed');
        broken = true;
        await run();
        broken = false;
      },
      SLOWLY,
    );

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
    const pupil = { upn: 'C352400026001', excludedOn: ['2', '11', '2026'], born: ['14', '5', '2013'] } as const;
    await refer(ada, world.url, pupil, walk.look);
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

  it('shows pages that everybody can use', () => expect(walk.found).toEqual([]));
});
