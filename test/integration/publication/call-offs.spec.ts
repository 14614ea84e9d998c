import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, newId, ROLE_PERMISSIONS, valueOf } from '../../../src/kernel/index.js';
import { AnswerOffer } from '../../../src/modules/placements/application/answer-offer.js';
import { MANCHESTER_LOTS, ManageFramework } from '../../../src/modules/procurement/index.js';
import { PublicationStore } from '../../../src/modules/publication/persistence/publication.store.js';
import { boardServicesOf } from '../../support/board-services.js';
import { boardAdmits, chairBeside } from '../../support/governance.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { known } from '../../support/supply-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { WORKPLACES } from '../../support/workplaces.js';

describe('what was called off', () => {
  let world: PlacementWorld;
  let commissioner: Actor;
  beforeAll(async () => {
    world = await placementWorld();
    const permissions = ROLE_PERMISSIONS.COMMISSIONER;
    commissioner = await known(world, aPerson({ role: 'COMMISSIONER', ...WORKPLACES.authority, permissions }));
  });
  afterAll(() => world.close());

  it('is counted and added up from the placements that were agreed, by lot, provider and year', async () => {
    const framework = valueOf(
      await world.app.get(ManageFramework).create(commissioner, {
        reference: `C-${newId().slice(-8)}`,
        name: 'Example system',
        regime: 'PCR2015_LTR_FPS',
        startsOn: dateOnly('2024-10-28'),
        endsOn: dateOnly('2028-10-27'),
        valuePence: null,
        lots: MANCHESTER_LOTS,
      }),
    );
    const lotId = framework.lotIds[0] ?? '';
    const period = { fromDate: dateOnly('2026-09-01'), toDate: dateOnly('2028-10-27') };
    const place = await world.supply({
      route: 'FRAMEWORK',
      kind: 'REGISTERED_SCHOOL',
      admit: async (providerId) => {
        const chair = await known(world, chairBeside(commissioner));
        const asked = { frameworkId: framework.id, providerId, lotId, ...period };
        return boardAdmits(boardServicesOf(world.app), { clerk: commissioner, chair }, asked);
      },
    });
    const store = new PublicationStore();
    const callOffs = () => world.work.read(commissioner, (tx) => store.callOffs(tx, framework.id));
    const placements: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      const referralId = await world.referral();
      const command = world.command(referralId, place.patternId);
      const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
      placements.push(placementId);
    }
    // Offered is not bought.
    expect(await callOffs()).toEqual([]);
    for (const id of placements) valueOf(await world.app.get(AnswerOffer).accept(place.manager, id));
    const total = await world.one<{ pence: string }>('SELECT sum(total_pence)::text AS pence FROM placement', []);
    expect(Number(total?.pence)).toBeGreaterThan(0);
    expect(await callOffs()).toEqual([
      {
        lotId,
        providerId: place.providerId,
        financialYear: '2026-27',
        placements: 2,
        children: 2,
        netPence: Number(total?.pence),
      },
    ]);
  });
});
