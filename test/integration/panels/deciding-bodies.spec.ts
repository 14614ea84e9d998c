import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  addDays,
  type DateOnly,
  dateOnly,
  problem,
  type Role,
  valueOf,
} from '../../../src/kernel/index.js';
import type { NewItem } from '../../../src/modules/panels/index.js';
import {
  anItem,
  anOpenMeeting,
  aSeat,
  aSubject,
  BOARD_CONSTITUENCIES,
  BOARD_RULE,
  panelServices,
  type PanelServices,
} from '../../support/board.js';
import { codeOf } from '../../support/results.js';
import { inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

describe('a body that decides', () => {
  let world: SupplyWorld;
  let services: PanelServices;
  const note = aSubject();
  let clerk: Actor;
  const people: Record<'chair' | 'vice' | 'head' | 'other' | 'provider', Actor> = {} as never;
  const seats: Record<string, string> = {};
  let bodyId = '';
  let day: DateOnly = dateOnly('2026-01-05');

  beforeAll(async () => {
    world = await supplyWorld();
    services = panelServices(world.work);
    services.subjects.register(note);
    const person = async (role: Role) => known(world, inRole(role, world.north));
    clerk = await person('COMMISSIONER');
    people.chair = await person('BOARD_CHAIR');
    for (const key of ['vice', 'head', 'other', 'provider'] as const) people[key] = await person('BOARD_MEMBER');
    bodyId = valueOf(
      await services.bodies.found(clerk, {
        kind: 'BOARD',
        name: 'Governance board',
        power: 'Decides on admissions and policy for the authority.',
        constituencies: BOARD_CONSTITUENCIES,
        rule: BOARD_RULE,
        ruleFrom: dateOnly('2026-01-01'),
      }),
    );
    const appoint = async (key: keyof typeof people, over: Parameters<typeof aSeat>[1]) => {
      seats[key] = valueOf(await services.bodies.appoint(clerk, bodyId, aSeat(people[key].userId ?? '', over)));
    };
    await appoint('chair', { office: 'CHAIR', constituency: 'AUTHORITY' });
    await appoint('vice', { office: 'VICE_CHAIR' });
    await appoint('head', {});
    await appoint('other', { organisationId: world.northSchool.organisationId });
    await appoint('provider', { constituency: 'PROVIDER' });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    delete note.refuse;
    day = addDays(day, 1);
  });

  async function meet(items: readonly Omit<NewItem, 'id'>[] = [anItem()], present = Object.keys(people)) {
    const made = await anOpenMeeting(services, clerk, { bodyId, on: day, items }, world.work);
    for (const key of present) valueOf(await services.meetings.arrive(clerk, made.meetingId, seats[key] ?? ''));
    return { ...made, itemId: made.itemIds[0] ?? '' };
  }
  const put = async (itemId: string, by = people.chair) =>
    valueOf(await services.conduct.putMotion(by, itemId, { outcome: 'AGREED', reasons: 'It is met.', conditions: '' }));
  const vote = (actor: Actor, motionId: string, key: string, choice: 'FOR' | 'AGAINST' | 'ABSTAIN', casting = false) =>
    services.conduct.vote(actor, motionId, { memberId: seats[key] ?? '', choice, casting });
  const declare = (actor: Actor, itemId: string, key: string) =>
    services.conduct.declare(actor, itemId, {
      memberId: seats[key] ?? '',
      nature: 'GOVERNANCE',
      detail: 'I sit on its board.',
      conflicts: true,
    });
  const seen = async (actor: Actor, itemId: string) => valueOf(await services.view.item(actor, itemId));
  /** What the database says to whoever goes round the code, acting as this person. */
  const direct = (actor: Actor, sql: string, values: unknown[]) =>
    world.work
      .inTransaction(actor, async (tx) => {
        await tx.query(sql, values);
        return { ok: true as const, value: undefined };
      })
      .then(codeOf, (error: { driverError?: { constraint?: string; message?: string } }) =>
        String(error.driverError?.constraint ?? error.driverError?.message),
      );

  it('decides by consensus, with the parts that everybody took', async () => {
    const { itemId } = await meet();
    const motion = await put(itemId);
    expect(valueOf(await services.decide.declare(people.chair, motion, 'CONSENSUS'))).toBe('CARRIED');
    const view = await seen(people.head, itemId);
    expect(view.decision).toMatchObject({
      outcome: 'AGREED',
      reasons: 'It is met.',
      delegatedPower: 'Decides on admissions and policy for the authority.',
    });
    expect(view.deciders.map(({ part }) => part).toSorted()).toEqual(['ADVISED', 'CHAIRED', 'VOTED', 'VOTED', 'VOTED']);
    expect(note.decisions.at(-1)?.itemId).toBe(itemId);
  });

  it('decides by vote; a lost motion leaves the item open for another', async () => {
    const { itemId } = await meet();
    const first = await put(itemId, people.head);
    expect(
      codeOf(
        await services.conduct.putMotion(people.head, itemId, { outcome: 'REFUSED', reasons: 'No.', conditions: '' }),
      ),
    ).toBe('motion.another-open');
    valueOf(await vote(people.chair, first, 'chair', 'AGAINST'));
    valueOf(await vote(people.head, first, 'head', 'FOR'));
    valueOf(await vote(people.vice, first, 'vice', 'AGAINST'));
    expect(codeOf(await vote(people.head, first, 'head', 'FOR'))).toBe('vote.cast');
    expect(codeOf(await services.decide.declare(people.chair, first, 'CONSENSUS'))).toBe('motion.opposed');
    expect(valueOf(await services.decide.declare(people.chair, first, 'VOTE'))).toBe('LOST');
    expect((await seen(people.head, itemId)).decision).toBeNull();
    const second = await put(itemId);
    valueOf(await vote(people.chair, second, 'chair', 'AGAINST'));
    valueOf(await vote(people.head, second, 'head', 'FOR'));
    expect(codeOf(await services.decide.declare(people.chair, second, 'VOTE'))).toBe('motion.tied');
    expect(codeOf(await vote(people.head, second, 'head', 'FOR', true))).toBe('vote.no-casting');
    valueOf(await vote(people.chair, second, 'chair', 'FOR', true));
    expect(valueOf(await services.decide.declare(people.chair, second, 'VOTE'))).toBe('CARRIED');
    const { deciders } = await seen(people.head, itemId);
    expect(deciders.filter(({ part }) => part === 'CHAIRED')).toHaveLength(1);
  });

  it('reckons its quorum after conflicts, and the database refuses a decision without one', async () => {
    const { itemId } = await meet([anItem()], ['chair', 'vice', 'head']);
    const motion = await put(itemId);
    valueOf(await declare(people.head, itemId, 'head'));
    valueOf(await services.conduct.withdraw(people.head, itemId, seats['head'] ?? '', 'It was inspected in May.'));
    expect((await seen(people.chair, itemId)).lacks).toEqual([
      { of: 'MEMBERS', least: 3, have: 2 },
      { of: 'CONSTITUENCY', constituency: 'SCHOOL', least: 2, have: 1 },
    ]);
    expect(codeOf(await services.decide.declare(people.chair, motion, 'CONSENSUS'))).toBe('item.no-quorum');
    const decision = `INSERT INTO decision (id, authority_id, kind, outcome, reasons, delegated_power, decided_at, decided_by, meeting_item_id)
      VALUES (gen_random_uuid(), $1, 'REINTEGRATION', 'AGREED', 'It is met.', 'None', now(), $2, $3)`;
    const settle = `UPDATE motion SET status = 'CARRIED', method = 'CONSENSUS', settled_at = now() WHERE id = $1`;
    const both = (actor: Actor) =>
      world.work
        .inTransaction(actor, async (tx) => {
          await tx.query(settle, [motion]);
          await tx.query(decision, [world.north.authorityId, actor.userId, itemId]);
          return { ok: true as const, value: undefined };
        })
        .then(codeOf);
    expect(await both(people.chair)).toBe('item.no-quorum');
    expect(await both(people.vice)).toBe('item.not-presiding');
    valueOf(
      await services.meetings.arrive(people.other, (await seen(people.chair, itemId)).meeting.id, seats['other'] ?? ''),
    );
    expect(valueOf(await services.decide.declare(people.chair, motion, 'CONSENSUS'))).toBe('CARRIED');
  });

  it('hears a member with a conflict and then goes on without them: they see no more of the item', async () => {
    const { itemId } = await meet();
    expect((await seen(people.head, itemId)).paper?.content.sections[0]?.words).toHaveLength(1);
    valueOf(await declare(people.head, itemId, 'head'));
    const motion = await put(itemId);
    expect(codeOf(await services.decide.declare(people.chair, motion, 'CONSENSUS'))).toBe('item.conflict-in-room');
    expect(codeOf(await vote(people.head, motion, 'head', 'FOR'))).toBe('motion.not-found');
    expect(codeOf(await vote(people.chair, motion, 'head', 'FOR'))).toBe('vote.does-not-count');
    valueOf(await services.conduct.withdraw(people.head, itemId, seats['head'] ?? '', 'It was inspected in May.'));
    valueOf(await services.decide.declare(people.chair, motion, 'CONSENSUS'));
    const gone = await seen(people.head, itemId);
    expect(gone).toMatchObject({ withdrawn: true, paper: null, motions: [], votes: [], decision: null, deciders: [] });
    const stayed = await seen(people.other, itemId);
    expect(stayed.interests[0]).toMatchObject({ facts: 'It was inspected in May.' });
    expect(stayed.deciders.filter(({ part }) => part === 'WITHDREW')).toHaveLength(1);
    expect(codeOf(await declare(people.other, itemId, 'other'))).toBe('item.ended');
  });

  it('never shows a paper to a member who sits for a party to the item', async () => {
    const { itemId } = await meet([anItem({ enBloc: true, parties: [world.northSchool.organisationId] })]);
    const view = await seen(people.other, itemId);
    expect(view).toMatchObject({ withdrawn: true, paper: null });
    expect(view.item.enBloc).toBe(false);
    expect(view.counting.map(({ memberId }) => memberId)).not.toContain(seats['other']);
  });

  it('counts no vote of somebody absent or without a vote, whatever the code above does', async () => {
    const { itemId } = await meet([anItem()], ['chair', 'vice', 'head', 'provider']);
    const motion = await put(itemId);
    const cast = `INSERT INTO vote (motion_id, item_id, body_id, authority_id, kind, member_id, choice, cast_at, recorded_by)
      SELECT id, item_id, body_id, authority_id, kind, $2, 'FOR', now(), $3 FROM motion WHERE id = $1`;
    const as = (key: keyof typeof people, of: string) =>
      direct(people[key], cast, [motion, seats[of], people[key].userId]);
    expect(await as('provider', 'provider')).toBe('vote.does-not-count');
    expect(await as('other', 'other')).toBe('vote.does-not-count');
    expect(await as('head', 'vice')).toBe('vote.not-yours');
    expect(await as('chair', 'vice')).toBe('done');
    valueOf(await declare(people.head, itemId, 'head'));
    expect(await as('chair', 'head')).toBe('vote.does-not-count');
  });

  it('is presided over by the vice-chair where the chair has a conflict', async () => {
    const { itemId } = await meet([anItem()], ['chair', 'vice', 'head', 'other']);
    valueOf(await declare(people.chair, itemId, 'chair'));
    valueOf(await services.conduct.withdraw(people.chair, itemId, seats['chair'] ?? '', ''));
    const motion = await put(itemId, people.vice);
    expect(codeOf(await services.decide.declare(people.head, motion, 'CONSENSUS'))).toBe('item.not-presiding');
    expect(valueOf(await services.decide.declare(people.vice, motion, 'CONSENSUS'))).toBe('CARRIED');
  });

  it('takes what is routine in one act, and what a member has an interest in by itself', async () => {
    const routine = [1, 2, 3].map((n) => anItem({ enBloc: true, title: `Routine ${n}` }));
    const { meetingId, itemIds } = await meet([...routine, anItem({ title: 'The exception' })]);
    valueOf(await declare(people.head, itemIds[2] ?? '', 'head'));
    expect(codeOf(await services.decide.enBloc(people.head, meetingId))).toBe('item.not-presiding');
    expect(valueOf(await services.decide.enBloc(people.chair, meetingId))).toBe(2);
    expect(codeOf(await services.decide.enBloc(people.chair, meetingId))).toBe('meeting.nothing-routine');
    const view = valueOf(await services.view.one(people.chair, meetingId, { offset: 0, limit: 100 }));
    expect(
      view.items
        .filter(({ decidedAt }) => decidedAt !== null)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(itemIds.slice(0, 2).toSorted());
    expect(view.decisions.size).toBe(2);
  });

  it('is decided once when two people declare at once', async () => {
    const { itemId } = await meet();
    const motion = await put(itemId);
    const both = await Promise.all([
      services.decide.declare(people.chair, motion, 'CONSENSUS'),
      services.decide.declare(people.chair, motion, 'CONSENSUS'),
    ]);
    expect(both.map(codeOf).toSorted()).toEqual(['done', 'item.ended']);
    const { rows } = await world.admin.query('SELECT id FROM decision WHERE meeting_item_id = $1', [itemId]);
    expect(rows).toHaveLength(1);
  });

  it('decides nothing when what was decided on refuses', async () => {
    const { itemId } = await meet();
    const motion = await put(itemId);
    note.refuse = problem('provider.suspended');
    expect(codeOf(await services.decide.declare(people.chair, motion, 'CONSENSUS'))).toBe('provider.suspended');
    const view = await seen(people.chair, itemId);
    expect(view).toMatchObject({ decision: null, motions: [{ status: 'OPEN' }], item: { decidedAt: null } });
  });

  it('has a subject on one agenda at a time; what was not reached goes on the next', async () => {
    const item = anItem();
    const { meetingId } = await meet([item]);
    day = addDays(day, 1);
    const next = valueOf(
      await services.meetings.plan(clerk, bodyId, { heldOn: day, startsAt: '14:00', place: 'Town hall' }),
    );
    const again = () => world.work.inTransaction(clerk, (tx) => services.meetings.putOn(tx, next, [item]));
    expect(codeOf(await again())).toBe('item.on-an-agenda');
    valueOf(await services.meetings.close(clerk, meetingId));
    expect(codeOf(await again())).toBe('done');
    expect(codeOf(await services.meetings.open(clerk, meetingId))).toBe('state.not-allowed');
  });

  it('gives a seat to one person at a time, and one chair to a day', async () => {
    const again = await services.bodies.appoint(clerk, bodyId, aSeat(people.head.userId ?? ''));
    expect(codeOf(again)).toBe('body.seat-taken');
    const newcomer = await known(world, inRole('BOARD_MEMBER', world.north));
    const second = aSeat(newcomer.userId ?? '', { office: 'CHAIR' });
    expect(codeOf(await services.bodies.appoint(clerk, bodyId, second))).toBe('body.chair-taken');
    // Without a seat there is no room to enter.
    expect(await services.bodies.ofKind(newcomer, 'BOARD')).toEqual([]);
    const last = { ...aSeat(newcomer.userId ?? ''), fromDate: dateOnly('2026-01-01'), toDate: dateOnly('2026-10-31') };
    valueOf(await services.bodies.appoint(clerk, bodyId, last));
    expect(await services.bodies.ofKind(newcomer, 'BOARD')).toEqual([]);
  });

  it('is closed to people of other authorities, and to those who neither sit on it nor prepare it', async () => {
    const { meetingId, itemId } = await meet();
    for (const stranger of [
      inRole('COMMISSIONER', world.south),
      inRole('BOARD_CHAIR', world.south),
      inRole('PANEL_COORDINATOR', world.north),
      inRole('HEAD_TEACHER', world.northSchool),
    ]) {
      expect(codeOf(await services.view.item(stranger, itemId))).toBe('item.not-found');
      expect(codeOf(await services.meetings.close(stranger, meetingId))).toBe('meeting.not-found');
    }
    expect(codeOf(await services.meetings.close(people.head, meetingId))).toBe('action.forbidden');
    expect(codeOf(await services.bodies.appoint(people.chair, bodyId, aSeat(people.chair.userId ?? '')))).toBe(
      'action.forbidden',
    );
  });

  it('keeps papers as they were sent, and interests as they were declared', async () => {
    const { itemId } = await meet();
    valueOf(await declare(people.head, itemId, 'head'));
    expect(await direct(clerk, `UPDATE agenda_paper SET reasons = 'Other' WHERE item_id = $1`, [itemId])).toBe(
      'meeting.papers-sent',
    );
    const undo = `UPDATE interest SET conflicts = false, nature = 'OTHER' WHERE item_id = $1`;
    expect(await direct(people.head, undo, [itemId])).toBe('interest.declared');
    expect(await direct(clerk, `UPDATE agenda_item SET decided_at = now() WHERE id = $1`, [itemId])).toBe(
      'agenda_item_decided',
    );
  });
});
