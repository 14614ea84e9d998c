import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, pence, valueOf } from '../../../src/kernel/index.js';
import { FindBuyable } from '../../../src/modules/purchasing/application/buyable.js';
import { ManageConditions } from '../../../src/modules/procurement/application/manage-conditions.js';
import { AdmitProvider, ManageFramework, MANCHESTER_LOTS } from '../../../src/modules/procurement/index.js';
import { type PurchaseCommand, RecordPurchase } from '../../../src/modules/purchasing/index.js';
import { boardServicesOf } from '../../support/board-services.js';
import { boardAdmits, chairBeside } from '../../support/governance.js';
import { COUNCIL, purchasingWorld, type PurchasingWorld, SCHOOL_ONE } from '../../support/purchasing.js';
import { codeOf } from '../../support/results.js';
import type { SupplyPoint } from '../../support/placement-world.js';

const day = dateOnly;
let world: PurchasingWorld;
let place: SupplyPoint;
let frameworkId: string;
/** To the lot with that index, a month later each. */
let admit: (providerId: string, lot: number) => Promise<string>;
beforeAll(async () => {
  world = await purchasingWorld();
  const { commissioner } = world.people;
  const framework = valueOf(
    await world.app.get(ManageFramework).create(commissioner, {
      reference: 'TC1050',
      name: 'Example purchasing system',
      regime: 'PCR2015_LTR_FPS',
      startsOn: day('2024-10-28'),
      endsOn: day('2028-10-27'),
      valuePence: pence(3_000_000_000),
      lots: MANCHESTER_LOTS,
    }),
  );
  frameworkId = framework.id;
  const chair = (await world.agent('board-chair')).userId;
  admit = (providerId, lot) =>
    boardAdmits(
      boardServicesOf(world.app),
      { clerk: commissioner, chair: chairBeside(commissioner, chair) },
      {
        frameworkId,
        providerId,
        lotId: framework.lotIds[lot] ?? '',
        fromDate: day(`2026-0${6 + lot}-01`),
        toDate: day('2028-10-27'),
      },
    );
  place = await world.supply({
    route: 'FRAMEWORK',
    kind: 'REGISTERED_SCHOOL',
    places: 6,
    admit: (providerId) => admit(providerId, 0),
  });
});
afterAll(() => world.close());

const condition = (number: number) => ({
  lotId: null,
  number,
  title: `Condition ${number}`,
  requirement: 'Cover of £10 million.',
  evidence: null,
});

describe('what is called off', () => {
  it('names framework, lot, admission, terms as they stood, and price, on the page and in the tables', async () => {
    const { commissioner } = world.people;
    const conditions = world.app.get(ManageConditions);
    valueOf(await conditions.add(commissioner, frameworkId, condition(1)));
    const place1 = async () =>
      valueOf(await world.approve.run(world.coordinator, world.decision(await world.referral(), place.patternId)))
        .placementId;
    const [first, second] = [await place1(), await place1()];
    valueOf(await conditions.add(commissioner, frameworkId, condition(2)));
    const third = await place1();
    const { rows } = await world.admin.query<{ placement: string; version: number; conditions: unknown[] }>(
      `SELECT c.placement_id AS placement, t.version, t.conditions FROM placement_component c JOIN call_off_terms t ON t.id = c.terms_id`,
    );
    const of = (id: string) => rows.find(({ placement }) => placement === id);
    expect([of(first)?.version, of(second)?.version, of(third)?.version]).toEqual([1, 1, 2]);
    expect([of(first)?.conditions.length, of(third)?.conditions.length]).toEqual([1, 2]);

    const page = await (await world.agent('coordinator')).get(`/placements/${third}`);
    for (const words of [
      'Example purchasing system (TC1050)',
      'Conditions of the lot, version 2',
      '2. Condition 2: Cover of £10 million.',
      '£11,920.00 for a year',
    ]) {
      expect(page.text).toContain(words);
    }
    await expect(
      world.admin.query('UPDATE placement_component SET terms_id = NULL WHERE placement_id = $1', [third]),
    ).rejects.toMatchObject({ constraint: 'placement_component_on_terms' });
  });

  it('so does a block, which stays on the terms it was prepared under', async () => {
    const id = await world.authorityBlock(place, { unitsPerWeek: 1 });
    const row = await world.one<{ admission: string | null; version: number }>(
      `SELECT b.admission_id AS admission, t.version FROM block b JOIN call_off_terms t ON t.id = b.terms_id WHERE b.id = $1`,
      [id],
    );
    expect(row).toMatchObject({ version: 2 });
    const page = await (await world.agent('commissioner')).get(`/blocks/${id}`);
    expect(page.text).toContain('Example purchasing system (TC1050)');
    expect(page.text).toContain('conditions version 2');
  });

  it('and is not signed on conditions that others have taken the place of', async () => {
    const { approver, commissioner } = world.people;
    const command = world.command(place, { ...world.ofAuthority, unitsPerWeek: 1 });
    const id = valueOf(await world.draft.run(commissioner, command));
    valueOf(await world.app.get(ManageConditions).add(commissioner, frameworkId, condition(3)));
    expect(codeOf(await world.sign.sign(approver, id))).toBe('block.terms-changed');
    await world.authorityBlock(place, { unitsPerWeek: 1 });
  });
});

describe('what a school buys itself on the framework', () => {
  const command = (over: Partial<PurchaseCommand> = {}): PurchaseCommand => ({
    providerId: place.providerId,
    providerName: null,
    pupilReference: 'S1-1',
    purpose: 'PREVENTATIVE_DUAL',
    startsOn: day('2026-11-09'),
    endsOn: day('2026-12-18'),
    days: 12,
    dayPence: pence(9_501),
    orderReference: 'PO-9',
    orderAuthorisedBy: 'Hari Example',
    assured: ['VISIT'],
    reason: null,
    warned: false,
    ...over,
  });
  const record = (over: Partial<PurchaseCommand>) =>
    world.app.get(RecordPurchase).run(world.people.lead, command(over));
  const routeOf = (id: string) =>
    world.one<{ route: string; admission: string | null }>(
      `SELECT supply_route AS route, admission_id AS admission FROM school_purchase WHERE id = $1`,
      [id],
    );

  it('is under an admission that allows it; when all are suspended it is recorded as outside, and never stopped', async () => {
    const first = await world.one<{ id: string }>('SELECT id FROM admission WHERE provider_organisation_id = $1', [
      place.providerId,
    ]);
    const second = await admit(place.providerId, 1);
    const suspend = async (admissionId: string) =>
      valueOf(
        await world.app.get(AdmitProvider).suspend(world.people.commissioner, {
          admissionId,
          reason: 'QUALITY',
          fromDate: day('2026-11-02'),
          toDate: null,
        }),
      );
    const both = valueOf(await record({ pupilReference: 'S1-1' }));
    expect(await routeOf(both)).toEqual({ route: 'FRAMEWORK', admission: first?.id });
    const sold = async () =>
      (await world.app.get(FindBuyable).choices(world.people.commissioner)).patterns.some(
        ({ value }) => value === place.patternId,
      );
    expect(await sold()).toBe(true);
    await suspend(first?.id ?? '');
    expect(await sold()).toBe(false);
    const one = valueOf(await record({ pupilReference: 'S1-2' }));
    expect(await routeOf(one)).toEqual({ route: 'FRAMEWORK', admission: second });

    await suspend(second);
    expect(codeOf(await record({ pupilReference: 'S1-3' }))).toBe(
      'input.invalid: reason purchase-why-outside: warned purchase-warned',
    );
    expect(await world.messages('purchase.off-framework')).toEqual([]);
    const warned = { reason: 'The pupil is settled there.', warned: true };
    const outside = valueOf(await record({ pupilReference: 'S1-3', ...warned }));
    expect(await routeOf(outside)).toEqual({ route: 'OFF_FRAMEWORK', admission: null });
    expect(await world.messages('purchase.off-framework')).toContain(COUNCIL);
  });
});

describe('a framework through which schools do not buy', () => {
  it('sells to the authority alone: no block to a school, none of its units lent to one, its own purchase outside', async () => {
    const { commissioner, lead } = world.people;
    const framework = valueOf(
      await world.app.get(ManageFramework).create(commissioner, {
        reference: 'TC1051',
        name: 'For the authorities',
        regime: 'PCR2015_LTR_FPS',
        startsOn: day('2024-10-28'),
        endsOn: day('2028-10-27'),
        valuePence: null,
        schoolsMayBuy: false,
        lots: MANCHESTER_LOTS,
      }),
    );
    const chair = chairBeside(commissioner, (await world.agent('board-chair')).userId);
    const lotId = framework.lotIds[0] ?? '';
    const dates = { fromDate: day('2026-06-01'), toDate: day('2028-10-27') };
    const own = await world.supply({
      route: 'FRAMEWORK',
      kind: 'REGISTERED_SCHOOL',
      places: 4,
      admit: (providerId) =>
        boardAdmits(
          boardServicesOf(world.app),
          { clerk: commissioner, chair },
          { frameworkId: framework.id, providerId, lotId, ...dates },
        ),
    });
    expect(codeOf(await world.draft.run(lead, world.command(own)))).toBe('block.not-for-schools');
    const blockId = await world.authorityBlock(own, { unitsPerWeek: 1 });
    const units = { blockId, units: 1, firstDay: day('2026-11-09'), lastDay: day('2026-11-13'), unitPence: pence(0) };
    expect(codeOf(await world.lend.propose(commissioner, { ...units, borrowerId: SCHOOL_ONE }))).toBe(
      'input.invalid: borrowerId choice',
    );
    const bought = await world.app.get(RecordPurchase).run(lead, {
      providerId: own.providerId,
      providerName: null,
      pupilReference: 'S1-9',
      purpose: 'PREVENTATIVE_DUAL',
      startsOn: day('2026-11-09'),
      endsOn: day('2026-12-18'),
      days: 12,
      dayPence: pence(9_501),
      orderReference: 'PO-9',
      orderAuthorisedBy: 'Hari Example',
      assured: ['VISIT'],
      reason: null,
      warned: false,
    });
    expect(codeOf(bought)).toBe('input.invalid: reason purchase-why-outside: warned purchase-warned');
  });
});
