import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Result, valueOf } from '../../../src/kernel/index.js';
import { DecideItems, Meetings } from '../../../src/modules/panels/index.js';
import { PanelQueue } from '../../../src/modules/placements/index.js';
import { ChangeReferralStatus } from '../../../src/modules/referrals/application/change-status.js';
import { startApp, type TestApp } from '../../support/app.js';
import { aPanel, type Panel } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';

const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);

/** Two meetings, two coordinators, one case: over two processes, and never half a decision. */
describe('one request, and two who want to decide on it', () => {
  let world: PlacementWorld;
  let second: TestApp;
  let panel: Panel;
  let centre: SupplyPoint;
  beforeAll(async () => {
    world = await placementWorld();
    second = await startApp({ personas: false, config: { databaseAppUrl: world.databaseUrl } });
    panel = await aPanel(world);
    centre = await world.supply({ places: 30 });
  });
  afterAll(async () => {
    await second.close();
    await world.close();
  });

  const status = async (id: string) =>
    (await world.one<{ status: string }>('SELECT status FROM referral WHERE id = $1', [id]))?.status;
  const written = (id: string) =>
    world.one<{ decisions: number; placements: number; items: number }>(
      `SELECT (SELECT count(*)::int FROM decision WHERE referral_id = $1) AS decisions,
              (SELECT count(*)::int FROM placement WHERE referral_id = $1) AS placements,
              (SELECT count(*)::int FROM agenda_item WHERE subject_id = $1 AND removed_at IS NULL) AS items`,
      [id],
    );
  /** An open item with its motion, the head of the school out of the room. */
  async function moved() {
    const referralId = await world.referral();
    const { itemId, meetingId } = await panel.before(referralId);
    valueOf(await panel.conduct.withdraw(panel.people.head, itemId, panel.seats.head ?? '', ''));
    const { patternIds, next, startsOn, plannedEnd, waivers } = world.command(referralId, centre.patternId);
    const named = { patternIds, next, startsOn, plannedEnd, waivers };
    const motion = { outcome: 'APPROVED', reasons: 'The nearest.', conditions: '', named };
    const motionId = valueOf(await panel.conduct.putMotion(panel.people.chair, itemId, motion));
    return { referralId, itemId, meetingId, motionId };
  }

  it('is put on one agenda by two coordinators at once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const referralId = await world.referral();
      const meetings = [await panel.plan(), await panel.plan()];
      const choice = { referralIds: [referralId] };
      const put = await Promise.all(
        [panel.queue, second.app.get(PanelQueue)].map((queue, n) =>
          queue.putOn(world.coordinator, meetings[n] ?? '', choice),
        ),
      );
      expect(put.map(code).toSorted()).toEqual(['done', 'item.on-an-agenda']);
      expect(await written(referralId)).toEqual({ decisions: 0, placements: 0, items: 1 });
      const packs = await world.one<{ n: number }>(
        'SELECT count(*)::int AS n FROM referral_pack WHERE referral_id = $1',
        [referralId],
      );
      expect(packs).toEqual({ n: 1 });
    }
  });

  it('is decided once, however often the result is declared', async () => {
    const { referralId, motionId } = await moved();
    const decides = [panel.decide, second.app.get(DecideItems)];
    const declared = await Promise.all(
      Array.from({ length: 6 }, (_, n) => decides[n % 2]!.declare(panel.people.chair, motionId, 'CONSENSUS')),
    );
    const codes = declared.map(code);
    expect(codes.filter((one) => one === 'done')).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['done', 'item.ended']));
    expect(await written(referralId)).toEqual({ decisions: 1, placements: 1, items: 1 });
    expect(await world.ledgerFaults()).toEqual([]);
  });

  it('is decided by the panel or by an officer alone, not by both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { referralId, motionId } = await moved();
      const [panelled, alone] = await Promise.all([
        panel.decide.declare(panel.people.chair, motionId, 'CONSENSUS'),
        world.approve.run(world.coordinator, world.command(referralId, centre.patternId)),
      ]);
      expect([code(panelled), code(alone)].toSorted()).toEqual(['done', 'referral.not-waiting']);
      expect(await written(referralId)).toMatchObject({ decisions: 1, placements: 1 });
      expect(await status(referralId)).toBe('DECIDED');
    }
  });

  it('is decided, or withdrawn by its school', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { referralId, motionId } = await moved();
      const [decided, withdrawn] = await Promise.all([
        panel.decide.declare(panel.people.chair, motionId, 'CONSENSUS'),
        world.app.get(ChangeReferralStatus).withdraw(world.lead, referralId, 'Another way was found.'),
      ]);
      expect([decided.ok, withdrawn.ok].filter(Boolean)).toHaveLength(1);
      expect(await status(referralId)).toBe(decided.ok ? 'DECIDED' : 'WITHDRAWN');
      expect(await written(referralId)).toMatchObject({
        decisions: decided.ok ? 1 : 0,
        placements: decided.ok ? 1 : 0,
      });
    }
    expect(await world.ledgerFaults()).toEqual([]);
  });

  it('is decided, or leaves the agenda when the meeting is closed', async () => {
    const { referralId, meetingId, motionId } = await moved();
    const [decided, closed] = await Promise.all([
      panel.decide.declare(panel.people.chair, motionId, 'CONSENSUS'),
      second.app.get(Meetings).close(world.coordinator, meetingId),
    ]);
    expect(closed.ok).toBe(true);
    expect(await status(referralId)).toBe(decided.ok ? 'DECIDED' : 'SUBMITTED');
    expect(await written(referralId)).toMatchObject({ decisions: decided.ok ? 1 : 0, items: decided.ok ? 1 : 0 });
  });

  it('takes two panels’ routine items in any order without one waiting for the other for ever', async () => {
    const other = await aPanel(world);
    const rooms = [panel, other];
    const meetingIds: string[] = [];
    for (const room of rooms) {
      const ids = [await world.referral({}, world.otherLead), await world.referral({}, world.otherLead)];
      await panel.match();
      const meetingId = await room.plan();
      valueOf(await room.queue.putOn(world.coordinator, meetingId, { referralIds: ids }));
      await room.open(meetingId);
      const items = await room.items(meetingId);
      expect(items.map(({ enBloc }) => enBloc)).toEqual([true, true]);
      meetingIds.push(meetingId);
    }
    const decided = await Promise.all(
      rooms.map((room, n) => room.decide.enBloc(room.people.chair, meetingIds[n] ?? '')),
    );
    expect(decided.map((one) => (one.ok ? one.value : one.problem.code))).toEqual([2, 2]);
    expect(await world.ledgerFaults()).toEqual([]);
  });
});
