import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceActor, valueOf } from '../../../src/kernel/index.js';
import { CONSEQUENCES } from '../../../src/modules/placements/application/acting-for.js';
import { LeaveAgendas } from '../../../src/modules/placements/application/leave-agendas.js';
import { ChangeReferralStatus } from '../../../src/modules/referrals/application/change-status.js';
import { aPanel, type Panel } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

describe('a request that waits no more', () => {
  let world: PlacementWorld;
  let panel: Panel;
  beforeAll(async () => {
    world = await placementWorld();
    panel = await aPanel(world);
  });
  afterAll(() => world.close());

  const service = serviceActor('offers', AUTHORITY_ID, [...CONSEQUENCES, 'panel.manage']);
  let completed = 0;
  const leave = (referralId: string) =>
    world.app.get(LeaveAgendas).run(service, referralId, () => Promise.resolve(void (completed += 1)));
  const onAgenda = async () => {
    const referralId = await world.referral();
    const meetingId = await panel.plan();
    valueOf(await panel.queue.putOn(world.coordinator, meetingId, { referralIds: [referralId] }));
    return { referralId, listed: async () => (await panel.items(meetingId)).map(({ subjectId }) => subjectId) };
  };
  const asked = async (referralId: string) =>
    (await world.one(`select 1 from outbox where job = 'placements.leave-agendas' and payload ->> 'referralId' = $1`, [
      referralId,
    ])) !== undefined;

  it('leaves the agenda once it is withdrawn, also when that is done twice', async () => {
    const { referralId, listed } = await onAgenda();
    valueOf(await leave(referralId));
    expect(await listed()).toEqual([referralId]);
    valueOf(await world.app.get(ChangeReferralStatus).withdraw(world.coordinator, referralId, 'Not needed'));
    expect(await asked(referralId)).toBe(true);
    valueOf(await leave(referralId));
    valueOf(await leave(referralId));
    expect(await listed()).toEqual([]);
    expect(completed).toBe(3);
  });

  it('stays on it while the school is asked for more', async () => {
    const { referralId, listed } = await onAgenda();
    valueOf(await world.app.get(ChangeReferralStatus).return(world.coordinator, referralId, 'What helped?'));
    expect(await asked(referralId)).toBe(false);
    valueOf(await leave(referralId));
    expect(await listed()).toEqual([referralId]);
  });
});
