import { type Actor, dateOnly, type Role, ROLE_PERMISSIONS, valueOf } from '../../src/kernel/index.js';
import { PolicySubject } from '../../src/modules/governance/application/policy-subject.js';
import { MeetingActions } from '../../src/modules/panels/application/meeting-actions.js';
import { ConductItem, DecideItems, ManageBody, Meetings } from '../../src/modules/panels/index.js';
import { DraftPolicies } from '../../src/modules/policies/index.js';
import { PanelLetters } from '../../src/modules/placements/application/panel-letters.js';
import { Reconsiderations } from '../../src/modules/placements/application/reconsiderations.js';
import { PanelQueue } from '../../src/modules/placements/index.js';
import { A_QUESTION } from './panel-decided.js';
import { subjectOf } from './personas.js';
import { aPerson } from './unit-of-work.js';
import { WORKPLACES } from './workplaces.js';
import type { PlacementWorld } from './placement-world.js';

/** A board that meets today, with a draft of the policy before it. */
export async function boardRecords({ app, one, work }: PlacementWorld) {
  const somebody = async (key: string, role: Role) => {
    const user = await one<{ id: string }>('SELECT id FROM app_user WHERE subject = $1', [subjectOf(key)]);
    const person = aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] });
    return { ...person, userId: user?.id ?? '' };
  };
  const commissioner = await somebody('commissioner', 'COMMISSIONER');
  const chair = await somebody('board-chair', 'BOARD_CHAIR');
  const bodies = app.get(ManageBody);
  const body = valueOf(
    await bodies.found(commissioner, {
      kind: 'BOARD',
      name: 'Example governance board',
      power: 'Decides on admissions and policy.',
      constituencies: [{ code: 'AUTHORITY', name: 'The authority', votes: true }],
      rule: { leastCounting: 1, parts: [], mostPercentOfOneTrust: null },
      ruleFrom: dateOnly('2026-01-01'),
    }),
  );
  const seat = { constituency: 'AUTHORITY', organisationId: null, trustId: null, deputyFor: null };
  const term = { fromDate: dateOnly('2026-01-01'), toDate: dateOnly('2027-12-31') };
  const chairs = { userId: chair.userId, office: 'CHAIR' as const, ...seat, ...term };
  const member = valueOf(await bodies.appoint(commissioner, body, chairs));
  const today = { heldOn: dateOnly('2026-11-02'), startsAt: '14:00', place: 'Town hall' };
  const meeting = valueOf(await app.get(Meetings).plan(commissioner, body, today));
  const drafts = app.get(DraftPolicies);
  const [draft, proposed] = [
    valueOf(await drafts.start(commissioner, { effectiveFrom: dateOnly('2027-01-04'), why: 'To try a change.' })),
    valueOf(await drafts.start(commissioner, { effectiveFrom: dateOnly('2027-02-01'), why: 'To try a change.' })),
  ];
  const settings = new Map([['clocks.reviewDays', 35]]);
  valueOf(await drafts.changeSettings(commissioner, proposed, { revision: 1, part: 'clocks', settings }));
  const item = valueOf(
    await work.inTransaction(commissioner, (tx) => app.get(PolicySubject).putOn(tx, proposed, meeting)),
  );
  valueOf(await app.get(Meetings).open(commissioner, meeting));
  valueOf(await app.get(Meetings).arrive(commissioner, meeting, member));
  const motion = { outcome: 'APPROVED', reasons: 'It is needed.', conditions: '' };
  const due = { memberId: member, ownerName: '', dueOn: dateOnly('2026-11-09') };
  const agreed = { itemId: null, what: 'Publish the policy.', ...due };
  return {
    action: valueOf(await app.get(MeetingActions).agree(commissioner, meeting, agreed)),
    body,
    member,
    meeting,
    item,
    motion: valueOf(await app.get(ConductItem).putMotion(chair, item, motion)),
    policyDraft: draft,
  };
}

/** A placement panel that meets today, with a request and a motion before it. */
export async function panelRecords(world: PlacementWorld) {
  const { app, coordinator, one } = world;
  const user = await one<{ id: string }>('SELECT id FROM app_user WHERE subject = $1', [subjectOf('panel-chair')]);
  const permissions = ROLE_PERMISSIONS.PANEL_CHAIR;
  const chair = { ...aPerson({ role: 'PANEL_CHAIR', ...WORKPLACES.authority, permissions }), userId: user?.id ?? '' };
  const constituencies = [{ code: 'AUTHORITY', name: 'The authority', votes: true }];
  const rule = { leastCounting: 1, parts: [], mostPercentOfOneTrust: null };
  const about = { kind: 'PANEL' as const, name: 'Example placement panel', power: 'Decides on placements.' };
  const founded = { ...about, constituencies, rule, ruleFrom: dateOnly('2026-01-01') };
  const panelBody = valueOf(await app.get(ManageBody).found(coordinator, founded));
  const seat = { constituency: 'AUTHORITY', organisationId: null, trustId: null, deputyFor: null };
  const term = { fromDate: dateOnly('2026-01-01'), toDate: dateOnly('2027-12-31') };
  const chairs = { userId: chair.userId, office: 'CHAIR' as const, ...seat, ...term };
  const panelMember = valueOf(await app.get(ManageBody).appoint(coordinator, panelBody, chairs));
  const meetings = app.get(Meetings);
  const today = { heldOn: dateOnly('2026-11-02'), startsAt: '14:00', place: 'Town hall' };
  const panelMeeting = valueOf(await meetings.plan(coordinator, panelBody, today));
  const referralIds = [await world.referral()];
  valueOf(await app.get(PanelQueue).putOn(coordinator, panelMeeting, { referralIds }));
  valueOf(await meetings.open(coordinator, panelMeeting));
  valueOf(await meetings.arrive(coordinator, panelMeeting, panelMember));
  const item = await one<{ id: string }>('SELECT id FROM agenda_item WHERE meeting_id = $1', [panelMeeting]);
  const declined = await declinedRecords(world, panelMeeting, chair);
  const motion = { outcome: 'DEFERRED', reasons: 'A report is to come.', conditions: '' };
  const panelMotion = valueOf(await app.get(ConductItem).putMotion(chair, item?.id ?? '', motion));
  const agreed = { itemId: null, what: 'Ask the health service for its report.', memberId: panelMember, ownerName: '' };
  const action = { ...agreed, dueOn: dateOnly('2026-11-09') };
  const panelAction = valueOf(await app.get(MeetingActions).agree(coordinator, panelMeeting, action));
  return { panelAction, panelBody, panelMember, panelMeeting, panelItem: item?.id ?? '', panelMotion, ...declined };
}

/** Two requests that the panel declined, and the letters about the first. */
async function declinedRecords(world: PlacementWorld, meetingId: string, chair: Actor) {
  const { app, coordinator, lead, one } = world;
  const panelDecision = await decline(world, meetingId, chair);
  valueOf(await app.get(PanelLetters).issue(coordinator, panelDecision));
  await decline(world, meetingId, chair);
  const letter = await one<{ id: string }>(
    `SELECT id FROM panel_letter WHERE decision_id = $1 AND audience = 'SCHOOL'`,
    [panelDecision],
  );
  const panelLetter = letter?.id ?? '';
  return {
    panelDecision,
    panelLetter,
    reconsideration: valueOf(await app.get(Reconsiderations).ask(lead, panelLetter, A_QUESTION)),
  };
}

async function decline(
  { app, coordinator, one, referral }: PlacementWorld,
  meetingId: string,
  chair: Actor,
): Promise<string> {
  const referralIds = [await referral()];
  valueOf(await app.get(PanelQueue).putOn(coordinator, meetingId, { referralIds }));
  const item = await one<{ id: string }>('SELECT id FROM agenda_item WHERE meeting_id = $1 AND subject_id = $2', [
    meetingId,
    referralIds[0],
  ]);
  const named = { reason: 'OTHER_AUTHORITY' };
  const motion = { outcome: 'DECLINED', reasons: 'Another council arranges it.', conditions: '', named };
  const motionId = valueOf(await app.get(ConductItem).putMotion(chair, item?.id ?? '', motion));
  valueOf(await app.get(DecideItems).declare(chair, motionId, 'CONSENSUS'));
  const decision = await one<{ id: string }>('SELECT id FROM decision WHERE meeting_item_id = $1', [item?.id]);
  return decision?.id ?? '';
}
