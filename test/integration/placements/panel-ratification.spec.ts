import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Result, ROLE_PERMISSIONS, valueOf } from '../../../src/kernel/index.js';
import { aPanel, type Panel } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { WORKPLACES } from '../../support/workplaces.js';

const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);

describe('a decision that one person took between meetings', () => {
  let world: PlacementWorld;
  let panel: Panel;
  let centre: SupplyPoint;
  let before: string;
  beforeAll(async () => {
    world = await placementWorld();
    centre = await world.supply({ places: 30 });
    before = await alone();
    panel = await aPanel(world);
    world.clock.set(new Date('2026-11-02T10:00:00Z'));
  });
  afterAll(() => world.close());

  async function alone(): Promise<string> {
    const referralId = await world.referral(
      { 'pupil.forename': 'Zebedee', 'pupil.surname': 'Quillfeather' },
      world.otherLead,
    );
    const command = world.command(referralId, centre.patternId, { reasons: 'It could not wait.' });
    return valueOf(await world.approve.run(world.coordinator, command)).decisionId;
  }
  const onAgenda = async (meetingId: string) => (await panel.items(meetingId)).map(({ subjectId }) => subjectId);

  it('comes to the next meeting by itself, at the latest when it opens, and is ratified with the routine items', async () => {
    const planned = await alone();
    const meetingId = await panel.plan('2026-11-02');
    expect(await onAgenda(meetingId)).toEqual([planned]);
    expect(await onAgenda(meetingId)).not.toContain(before);
    const beforePapers = await alone();
    // Who is in office may send the papers and open the meeting; what comes by itself comes then, too.
    valueOf(await panel.meetings.sendPapers(panel.people.chair, meetingId));
    expect(await onAgenda(meetingId)).toEqual([planned, beforePapers]);
    const afterPapers = await alone();
    valueOf(await panel.meetings.open(panel.people.chair, meetingId));
    expect(await onAgenda(meetingId)).toEqual([planned, beforePapers, afterPapers]);
    const [item] = await panel.items(meetingId);
    expect(item).toMatchObject({
      enBloc: true,
      title: expect.stringMatching(/^R-\d+: decided on 2 November 2026, to be ratified$/),
    });
    const seen = valueOf(await panel.view.item(panel.people.chair, item?.id ?? ''));
    expect(JSON.stringify(seen.paper)).toContain('It could not wait.');
    expect(JSON.stringify(seen.paper)).not.toMatch(/Zebedee|Quillfeather/);
    for (const key of ['chair', 'vice']) {
      valueOf(await panel.meetings.arrive(world.coordinator, meetingId, panel.seats[key] ?? ''));
    }
    expect(valueOf(await panel.decide.enBloc(panel.people.chair, meetingId))).toBe(3);
    const follows = await world.admin.query<{ id: string; outcome: string }>(
      `SELECT follows_decision_id AS id, outcome FROM decision WHERE follows_decision_id IS NOT NULL ORDER BY 1`,
    );
    expect(follows.rows).toEqual(
      [planned, beforePapers, afterPapers].toSorted().map((id) => ({ id, outcome: 'RATIFIED' })),
    );
    const other = await panel.plan('2026-11-03');
    expect(await onAgenda(other)).toEqual([]);
    await expect(
      world.admin.query(
        `INSERT INTO decision SELECT gen_random_uuid(), authority_id, kind, referral_id, policy_id, outcome, reasons, options_seen,
           conditions, delegated_power, decided_at, decided_by, NULL, follows_decision_id FROM decision WHERE follows_decision_id = $1`,
        [planned],
      ),
    ).rejects.toThrow(/decision_followed_once/);
    valueOf(await panel.meetings.close(world.coordinator, meetingId));
    valueOf(await panel.meetings.cancel(world.coordinator, other));
  });

  it('is to be looked at again when it is not ratified; the offer stands meanwhile', async () => {
    const decisionId = await alone();
    const other = await aPanel(world);
    world.clock.set(new Date('2026-11-02T11:00:00Z'));
    const later = await alone();
    const meetingId = await other.plan('2026-11-02');
    // A panel ratifies what was decided since it began.
    expect((await other.items(meetingId)).map(({ subjectId }) => subjectId)).toEqual([later]);
    expect(decisionId).not.toBe(later);
    await other.open(meetingId);
    const [item] = await other.items(meetingId);
    const motion = { outcome: 'NOT_RATIFIED', reasons: 'Another place was nearer.', conditions: '' };
    const motionId = valueOf(await other.conduct.putMotion(other.people.chair, item?.id ?? '', motion));
    expect(valueOf(await other.decide.declare(other.people.chair, motionId, 'CONSENSUS'))).toBe('CARRIED');
    expect(await world.messages('decision.not-ratified')).toEqual([WORKPLACES.authority.organisationId]);
    expect(await world.one('SELECT status FROM placement WHERE decision_id = $1', [later])).toEqual({
      status: 'OFFERED',
    });
  });

  it('is put on by nobody who may not send the papers', async () => {
    const meetingId = await panel.plan('2026-11-04');
    const clerk = aPerson({
      role: 'COMMISSIONER',
      ...WORKPLACES.authority,
      permissions: ROLE_PERMISSIONS.COMMISSIONER,
    });
    expect(code(await panel.meetings.sendPapers(clerk, meetingId))).toBe('meeting.not-found');
    expect(code(await panel.meetings.sendPapers(panel.people.otherHead, meetingId))).toBe('action.forbidden');
    expect(code(await panel.meetings.sendPapers(panel.people.vice, meetingId))).toBe('done');
  });
});
