import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, pence, ROLE_PERMISSIONS, valueOf } from '../../../src/kernel/index.js';
import { OffFramework } from '../../../src/modules/placements/application/off-framework.js';
import { ManageFramework } from '../../../src/modules/procurement/index.js';
import { boardServicesOf } from '../../support/board-services.js';
import { boardAdmits, chairBeside } from '../../support/governance.js';
import { runMatching } from '../../support/matching-world.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { codeOf } from '../../support/results.js';
import { known } from '../../support/supply-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { WORKPLACES } from '../../support/workplaces.js';

let world: PlacementWorld;
let purchases: OffFramework;
let commissioner: Actor;

beforeAll(async () => {
  world = await placementWorld();
  purchases = world.app.get(OffFramework);
  commissioner = await someone('COMMISSIONER');
});
afterAll(() => world.close());

const someone = (role: 'COMMISSIONER' | 'PANEL_CHAIR' | 'SCHOOL_INCLUSION_LEAD'): Promise<Actor> =>
  known(world, aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] }));

const reason = 'Nobody on the list teaches this subject to this year group.';
const outside = () => world.supply({ route: 'OFF_FRAMEWORK', kind: 'REGISTERED_SCHOOL' });
const component = (placementId: string) =>
  world.one<{ ground: string | null; request: string | null; admission: string | null; route: string }>(
    `SELECT supply_route AS route, off_framework_ground AS ground, off_framework_request_id AS request,
            admission_id AS admission FROM placement_component WHERE placement_id = $1`,
    [placementId],
  );

describe('buying outside the framework', () => {
  it('is refused until a second person has approved the reason, and then says so on the placement', async () => {
    const place = await outside();
    const referralId = await world.referral();
    const command = world.command(referralId, place.patternId);
    const before = await world.footprint();
    expect(codeOf(await world.approve.run(world.coordinator, command))).toBe('purchase.off-framework');
    const ask = { referralId, providerId: place.providerId, reason };
    const requestId = valueOf(await purchases.ask(world.coordinator, ask));
    expect(codeOf(await world.approve.run(world.coordinator, command))).toBe('purchase.waits');
    expect(codeOf(await purchases.ask(world.coordinator, ask))).toBe('purchase.asked-already');
    const self = {
      ...world.coordinator,
      permissions: new Set([...world.coordinator.permissions, 'purchase.approve' as const]),
    };
    const yes = { id: requestId, approve: true, words: 'Seen and agreed.' };
    expect(codeOf(await purchases.answer(self, yes))).toBe('purchase.second-person');
    expect(codeOf(await purchases.answer(world.coordinator, yes))).toBe('action.forbidden');
    expect({ ...(await world.footprint()), audit: before['audit'] }).toEqual(before);

    valueOf(await purchases.answer(commissioner, yes));
    const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
    expect(await component(placementId)).toEqual({
      route: 'OFF_FRAMEWORK',
      ground: 'APPROVED',
      request: requestId,
      admission: null,
    });
  });

  it('holds for its own referral: a refusal leaves the way to ask again, another child’s approval does not serve', async () => {
    const place = await outside();
    const [first, second] = [await world.referral(), await world.referral()];
    const ask = (referralId: string) =>
      purchases.ask(world.coordinator, { referralId, providerId: place.providerId, reason });
    const id = valueOf(await ask(first));
    valueOf(await purchases.answer(commissioner, { id, approve: false, words: 'Lot 3 can do this.' }));
    expect(codeOf(await world.approve.run(world.coordinator, world.command(first, place.patternId)))).toBe(
      'purchase.off-framework',
    );
    const again = valueOf(await ask(first));
    valueOf(await purchases.answer(commissioner, { id: again, approve: true, words: 'Agreed now.' }));
    expect(codeOf(await world.approve.run(world.coordinator, world.command(second, place.patternId)))).toBe(
      'purchase.off-framework',
    );
    const { placementId } = valueOf(await world.approve.run(world.coordinator, world.command(first, place.patternId)));
    const borrowed = world.admin.query(
      `UPDATE placement_component SET off_framework_request_id = $2 WHERE placement_id = $1`,
      [placementId, id],
    );
    await expect(borrowed).rejects.toMatchObject({ constraint: 'placement_component_ground' });
  });

  it('is answered once, whoever is faster', async () => {
    const place = await outside();
    const referralId = await world.referral();
    const id = valueOf(await purchases.ask(world.coordinator, { referralId, providerId: place.providerId, reason }));
    const chair = await someone('PANEL_CHAIR');
    const codes = await Promise.all(
      [commissioner, chair].map(async (actor, index) =>
        codeOf(await purchases.answer(actor, { id, approve: index === 0, words: 'My answer.' })),
      ),
    );
    expect(codes.toSorted()).toEqual(['done', 'purchase.answered']);
  });

  it('is never asked for what is on the list, nor by a school', async () => {
    const centre = await world.supply();
    const referralId = await world.referral();
    const ask = { referralId, providerId: centre.providerId, reason };
    expect(codeOf(await purchases.ask(world.coordinator, ask))).toBe('purchase.on-list');
    expect(codeOf(await purchases.ask(world.lead, ask))).toBe('action.forbidden');
    expect(codeOf(await purchases.ask(world.coordinator, { ...ask, reason: ' ' }))).toBe(
      'input.invalid: reason required',
    );
  });

  it('needs nobody once the latest run found nothing on the list for this pupil', async () => {
    const own = await placementWorld();
    try {
      const place = await own.supply({ route: 'OFF_FRAMEWORK', kind: 'REGISTERED_SCHOOL' });
      const referralId = await own.referral();
      const command = own.command(referralId, place.patternId);
      const run = () => runMatching(own.app);
      expect(codeOf(await own.approve.run(own.coordinator, command))).toBe('purchase.off-framework');
      valueOf(await run());
      await own.supply();
      valueOf(await run());
      expect(codeOf(await own.approve.run(own.coordinator, command))).toBe('purchase.off-framework');
      await own.admin.query(`UPDATE opening SET status = 'WITHDRAWN' WHERE id <> $1`, [place.openingId]);
      valueOf(await run());
      const { placementId } = valueOf(await own.approve.run(own.coordinator, command));
      const [row] = (
        await own.admin.query(
          `SELECT off_framework_ground AS ground FROM placement_component WHERE placement_id = $1`,
          [placementId],
        )
      ).rows;
      expect(row).toEqual({ ground: 'LIST_EXHAUSTED' });
    } finally {
      await own.close();
    }
  });
});

describe('a call-off', () => {
  it('names the admission it was made under', async () => {
    const framework = valueOf(
      await world.app.get(ManageFramework).create(commissioner, {
        reference: 'TC1108',
        name: 'Example purchasing system',
        regime: 'PCR2015_LTR_FPS',
        startsOn: dateOnly('2024-10-28'),
        endsOn: dateOnly('2028-10-27'),
        valuePence: pence(3_000_000_000),
        lots: [{ number: 1, name: 'Full time' }],
      }),
    );
    let admissionId = '';
    const place = await world.supply({
      route: 'FRAMEWORK',
      kind: 'REGISTERED_SCHOOL',
      admit: async (providerId) => {
        const chair = await known(world, chairBeside(commissioner));
        admissionId = await boardAdmits(
          boardServicesOf(world.app),
          { clerk: commissioner, chair },
          {
            frameworkId: framework.id,
            providerId,
            lotId: framework.lotIds[0] ?? '',
            fromDate: dateOnly('2026-09-01'),
            toDate: dateOnly('2028-10-27'),
          },
        );
        return admissionId;
      },
    });
    const referralId = await world.referral();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referralId, place.patternId)),
    );
    expect(await component(placementId)).toEqual({
      route: 'FRAMEWORK',
      ground: null,
      request: null,
      admission: admissionId,
    });
    const without = world.admin.query(`UPDATE placement_component SET admission_id = NULL WHERE placement_id = $1`, [
      placementId,
    ]);
    await expect(without).rejects.toMatchObject({ constraint: 'placement_component_called_off' });
  });
});
