import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, ok, serviceActor, valueOf } from '../../src/kernel/index.js';
import { announce, type Announcement, Messages } from '../../src/modules/notifications/index.js';
import { DeliverMessage } from '../../src/modules/notifications/jobs/deliver-message.job.js';
import { eventually } from '../support/eventually.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../support/placement-world.js';
import { AUTHORITY_ID, WORKPLACES } from '../support/workplaces.js';

let world: PlacementWorld;
let pru: SupplyPoint;
beforeAll(async () => {
  world = await placementWorld({ runsJobs: true });
  pru = await world.supply({ urn: '100003' });
});
afterAll(() => world.close());

describe('messages', () => {
  it('reach the people they concern once the decision stands, and only those who may act on them', async () => {
    const referralId = await world.referral();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referralId, pru.patternId)),
    );
    const pam = await world.agent('pru-manager');
    const ada = await world.agent('inclusion-lead');
    await eventually(async () => {
      const [provider, school] = [await pam.get('/messages').expect(200), await ada.get('/messages').expect(200)];
      expect(provider.text).toContain(`href="/placements/${placementId}"`);
      expect(school.text).toContain('A place has been decided for your pupil');
    });
    expect((await (await world.agent('other-lead')).get('/messages').expect(200)).text).toContain(
      'You have no messages yet.',
    );
    expect((await pam.get('/messages?offset=50').expect(200)).text).toContain('Mark all as read for everybody');
    await pam.form('/messages/read').expect(303);
    expect((await pam.get('/messages').expect(200)).text).not.toContain('Mark all as read');
  });

  it('are written once however often the job runs, and not at all when the transaction is undone', async () => {
    const announcement: Announcement = {
      kind: 'placement.agreed',
      organisationId: WORKPLACES['school-two'].organisationId,
      subjectType: 'placement',
      subjectId: newId(),
      reference: 'PL-999999',
    };
    const job = world.app.get(DeliverMessage);
    const id = newId();
    const running = (complete: () => Promise<void>) => ({
      id,
      payload: { ...announcement, dueOn: '' },
      actor: serviceActor('notifications', AUTHORITY_ID, ['message.read']),
      initiator: { kind: 'service', userId: null, membershipId: null },
      attempt: 1,
      complete,
    });
    const killed = job.handle(running(() => Promise.reject(new Error('killed'))));
    await expect(killed).rejects.toThrow('killed');
    const count = async () =>
      (await world.one<{ n: number }>(`SELECT count(*)::int AS n FROM message WHERE reference = 'PL-999999'`))?.n;
    expect(await count()).toBe(0);
    await job.handle(running(() => Promise.resolve()));
    await job.handle(running(() => Promise.resolve()));
    expect(await count()).toBe(1);
  });

  it('reach a provider of which no one authority is the reason: the clock of its openings runs for all of them', async () => {
    const pam = await world.agent('pru-manager');
    const organisationId = WORKPLACES.pru.organisationId;
    const about = { organisationId, subjectType: 'provider', subjectId: organisationId, reference: '7 openings' };
    const clock = serviceActor('openings', null, ['opening.tend']);
    valueOf(
      await world.work.inTransaction(clock, async (tx) => {
        await announce(tx, { kind: 'openings.not-confirmed', ...about });
        return ok();
      }),
    );
    await eventually(async () =>
      expect((await pam.get('/messages').expect(200)).text).toContain(`/openings/confirm?provider=${organisationId}`),
    );
  });

  it('cannot be written, changed or deleted by people', async () => {
    const lead = world.lead;
    const messages = world.app.get(Messages);
    const forged = {
      kind: 'placement.agreed',
      organisationId: lead.organisationId ?? '',
      subjectType: 'placement',
      subjectId: newId(),
      reference: 'X',
      at: new Date(),
    } as const;
    await expect(world.work.read(lead, (tx) => messages.deliver(tx, forged, newId()))).rejects.toThrow(
      /row-level security/,
    );
    for (const sql of [`UPDATE message SET reference = 'X'`, 'DELETE FROM message']) {
      await expect(world.work.read(lead, (tx) => tx.query(sql))).rejects.toThrow(/permission denied/);
    }
  });
});
