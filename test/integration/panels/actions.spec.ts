import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, type Result, ROLE_PERMISSIONS, ROLES, valueOf } from '../../../src/kernel/index.js';
import { type ActionCommand, MeetingActions } from '../../../src/modules/panels/application/meeting-actions.js';
import { aPanel, type Panel } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { WORKPLACES } from '../../support/workplaces.js';

const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);

describe('what a meeting agrees that somebody does', () => {
  let world: PlacementWorld;
  let panel: Panel;
  let actions: MeetingActions;
  let meetingId: string;
  let itemId: string;
  beforeAll(async () => {
    world = await placementWorld();
    panel = await aPanel(world);
    actions = world.app.get(MeetingActions);
    ({ meetingId, itemId } = await panel.before(await world.referral()));
  });
  afterAll(() => world.close());

  const action = (over: Partial<ActionCommand> = {}): ActionCommand => ({
    itemId: null,
    what: 'Ask the health service for its report.',
    memberId: panel.seats.otherHead ?? '',
    ownerName: '',
    dueOn: dateOnly('2026-11-09'),
    ...over,
  });
  const agreed = async (over: Partial<ActionCommand> = {}) =>
    valueOf(await actions.agree(world.coordinator, meetingId, action(over)));
  const note = { outcome: 'DONE' as const, note: 'The report is here.' };

  it('is a task of the member and of who prepares, and shown on the next meeting until it is settled', async () => {
    const id = await agreed();
    const href = `/panel/actions/${id}`;
    const has = async (actor: Parameters<MeetingActions['tasksFor']>[0]) =>
      (await actions.tasksFor(actor)).some((task) => task.href === href);
    expect([await has(panel.people.otherHead), await has(world.coordinator), await has(panel.people.vice)]).toEqual([
      true,
      true,
      false,
    ]);
    const next = await panel.plan('2026-12-01');
    const shown = async () => valueOf(await actions.of(panel.people.chair, next)).actions.map((one) => one.id);
    expect(await shown()).toContain(id);
    expect(code(await actions.settle(panel.people.vice, id, note))).toBe('action.forbidden');
    expect(code(await actions.settle(panel.people.otherHead, id, { ...note, note: ' ' }))).toBe('input.invalid');
    valueOf(await actions.settle(panel.people.otherHead, id, note));
    expect(code(await actions.settle(world.coordinator, id, note))).toBe('action.settled');
    expect(await shown()).not.toContain(id);
    expect(await has(world.coordinator)).toBe(false);
    const minutes = await (await world.agent('coordinator')).get(`/panel/meetings/${meetingId}/minutes`).expect(200);
    expect(minutes.text).toMatch(/Ask the health service for its report\.: .*, by 9 November 2026\. Done/);
    expect(valueOf(await actions.of(panel.people.chair, meetingId)).actions).toContainEqual(
      expect.objectContaining({ id, outcome: 'DONE', note: 'The report is here.' }),
    );
  });

  it.each<[string, () => Partial<ActionCommand>, string]>([
    ['nothing to do', () => ({ what: ' ' }), 'input.invalid'],
    ['nobody', () => ({ memberId: null }), 'input.invalid'],
    ['two owners', () => ({ ownerName: 'The clerk' }), 'input.invalid'],
    ['a day before the meeting', () => ({ dueOn: dateOnly('2026-01-01') }), 'input.invalid'],
    ['a member of another body', () => ({ memberId: meetingId }), 'member.not-found'],
    ['an item of no meeting', () => ({ itemId: meetingId }), 'item.not-found'],
  ])('is refused with %s', async (_, over, refused) => {
    expect(code(await actions.agree(world.coordinator, meetingId, action(over())))).toBe(refused);
  });

  it('is agreed at no meeting that has not begun, as the database says too', async () => {
    const later = await panel.plan('2026-12-02');
    const command = action({ dueOn: dateOnly('2026-12-09') });
    expect(code(await actions.agree(world.coordinator, later, command))).toBe('meeting.not-open');
    const id = await agreed();
    await expect(world.admin.query(`UPDATE meeting_action SET what = 'Else' WHERE id = $1`, [id])).rejects.toThrow(
      /stands/,
    );
  });

  it('is not seen by a member who withdrew from its item', async () => {
    const id = await agreed({ itemId, memberId: null, ownerName: 'The clerk' });
    expect(code(await actions.one(panel.people.head, id))).toBe('action.not-found');
    expect(code(await actions.one(panel.people.vice, id))).toBe('done');
  });

  it('is settled once when two settle it at the same moment', async () => {
    const id = await agreed();
    const both = await Promise.all([
      actions.settle(world.coordinator, id, note),
      actions.settle(panel.people.otherHead, id, note),
    ]);
    expect(both.map(code).toSorted()).toEqual(['action.settled', 'done']);
  });

  it.each(ROLES)('is agreed by whoever runs the meeting: %s', async (role) => {
    const actor = aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] });
    const runs = role === 'PANEL_COORDINATOR';
    expect(code(await actions.agree(actor, meetingId, action()))).toBe(runs ? 'done' : 'meeting.not-found');
  });

  it('is written down and settled by page', async () => {
    const cora = await world.agent('coordinator');
    const path = `/panel/meetings/${meetingId}/actions`;
    expect((await cora.get(`/panel/items/${itemId}`).expect(200)).text).toContain(`${path}/new?item=${itemId}`);
    const due = { 'dueOn-day': '9', 'dueOn-month': '11', 'dueOn-year': '2026' };
    await cora.form(`${path}/new`, { what: '' }).expect(422);
    await cora
      .form(`${path}/new?item=${itemId}`, { what: 'Ring the school.', ownerName: 'The clerk', ...due })
      .expect(303);
    const list = await cora.get(path).expect(200);
    const [, id = ''] = list.text.match(/\/panel\/actions\/([0-9a-f-]{36})">Ring the school/) ?? [];
    await cora.form(`/panel/actions/${id}`, { outcome: 'NOT_DONE', note: 'It closed.' }).expect(303);
    expect((await cora.get(path).expect(200)).text).toContain('It closed.');
  });
});
