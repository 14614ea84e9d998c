import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  dateOnly,
  ROLE_PERMISSIONS,
  ROLES,
  serviceActor,
  sessionSetOf as sessionsOf,
  valueOf,
} from '../../../src/kernel/index.js';
import { ReadDecision } from '../../../src/modules/placements/application/read-decision.js';
import { CONSEQUENCES } from '../../../src/modules/placements/application/acting-for.js';
import { ReservationTasks } from '../../../src/modules/placements/application/reservation-tasks.js';
import { type ReserveCommand, ReservePlaces } from '../../../src/modules/placements/application/reserve-places.js';
import { ChangeReferralStatus } from '../../../src/modules/referrals/application/change-status.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { codeOf } from '../../support/results.js';
import { aPerson, MONDAY } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, OTHER_AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

describe('a place kept for one pupil before anything is decided', () => {
  let world: PlacementWorld;
  let reserve: ReservePlaces;
  let centre: SupplyPoint;
  let referralId: string;
  const service = serviceActor('offers', AUTHORITY_ID, CONSEQUENCES);

  beforeAll(async () => {
    world = await placementWorld();
    reserve = world.app.get(ReservePlaces);
  });
  beforeEach(async () => {
    world.clock.set(MONDAY);
    await world.admin.query(`DELETE FROM outbox`);
    centre = await world.supply({ places: 1 });
    referralId = await world.referral();
  });
  afterAll(() => world.close());

  const commandFor = (id: string, over: Partial<ReserveCommand> = {}): ReserveCommand => ({
    referralId: id,
    patternIds: [centre.patternId],
    startsOn: dateOnly('2026-11-09'),
    endsOn: dateOnly('2026-12-18'),
    days: 3,
    reason: 'The parents see the centre on Wednesday',
    ...over,
  });
  const keep = (id = referralId, over: Partial<ReserveCommand> = {}, actor: Actor = world.coordinator) =>
    reserve.reserve(actor, commandFor(id, over));
  const expire = (id: string) => reserve.expire(service, { id }, () => Promise.resolve());
  const later = (hours: number) => world.clock.set(new Date(MONDAY.getTime() + hours * 3_600_000));
  const waiting = async (job: string) =>
    (await world.one<{ n: number }>(`SELECT count(*)::int AS n FROM outbox WHERE job = $1 AND done_at IS NULL`, [job]))
      ?.n;
  const ended = async (id: string) =>
    (await world.one<{ how: string | null }>(`SELECT ended_how AS how FROM place_reservation WHERE id = $1`, [id]))
      ?.how;
  const differences = () =>
    world.work.read(serviceActor('check', AUTHORITY_ID, ['platform.seal']), (tx) => world.capacity.differences(tx));

  it('goes to nobody else, and a decision on the pupil takes it over', async () => {
    const id = valueOf(await keep());
    expect(await world.counters(centre.openingId)).toEqual({ held: 1, taken: 0 });
    const other = await world.referral();
    expect(codeOf(await world.approve.run(world.coordinator, world.command(other, centre.patternId)))).toBe(
      'matching.rule-failed',
    );
    valueOf(await world.approve.run(world.coordinator, world.command(referralId, centre.patternId)));
    expect(await world.counters(centre.openingId)).toEqual({ held: 1, taken: 0 });
    expect(await ended(id)).toBe('DECIDED');
    expect(await waiting('placements.expire-reservation')).toBe(0);
    expect(await differences()).toEqual([]);
  });

  it('is kept still when the decision is refused', async () => {
    const id = valueOf(await keep());
    const far = await world.supply({ places: 0 });
    expect(codeOf(await world.approve.run(world.coordinator, world.command(referralId, far.patternId)))).toBe(
      'matching.rule-failed',
    );
    expect([await ended(id), await world.counters(centre.openingId)]).toEqual([null, { held: 1, taken: 0 }]);
  });

  it('goes back to the minute when its time is over, once, and matching is asked', async () => {
    const id = valueOf(await keep());
    later(71);
    expect(await expire(id)).toEqual({ ok: true, value: 'nothing' });
    expect(await waiting('placements.expire-reservation')).toBe(1);
    await world.admin.query(`DELETE FROM outbox`);
    later(72);
    expect(await expire(id)).toEqual({ ok: true, value: 'expired' });
    expect(await expire(id)).toEqual({ ok: true, value: 'nothing' });
    expect(await ended(id)).toBe('EXPIRED');
    expect(await world.counters(centre.openingId)).toEqual({ held: 0, taken: 0 });
    expect([await waiting('matching.request'), await waiting('capacity.changed')]).toEqual([1, 1]);
    valueOf(await keep(await world.referral()));
  });

  it('goes back when its referral waits no more, and not when it waits again by then', async () => {
    const asked = async () => {
      const row = await world.one<{ id: string; payload: { referralId?: string } }>(
        `SELECT id, payload FROM outbox WHERE job = 'placements.expire-reservation' AND done_at IS NULL
            AND payload ->> 'referralId' = $1`,
        [referralId],
      );
      return row?.payload.referralId ?? '';
    };
    const change = world.app.get(ChangeReferralStatus);
    const check = () => reserve.expire(service, { referralId }, () => Promise.resolve());
    const id = valueOf(await keep());
    valueOf(await change.sendToSen(world.coordinator, referralId, 'The plan may name a school.'));
    expect(await asked()).toBe(referralId);
    valueOf(await change.sendToPool(world.coordinator, referralId, 'It names none.'));
    expect(await check()).toEqual({ ok: true, value: 'nothing' });
    expect([await ended(id), await world.counters(centre.openingId)]).toEqual([null, { held: 1, taken: 0 }]);

    await world.admin.query(`DELETE FROM outbox`);
    valueOf(await change.withdraw(world.lead, referralId, 'Another way was found.'));
    expect(await asked()).toBe(referralId);
    expect(await check()).toEqual({ ok: true, value: 'expired' });
    expect(await check()).toEqual({ ok: true, value: 'nothing' });
    expect([await ended(id), await world.counters(centre.openingId)]).toEqual(['NOT_WAITING', { held: 0, taken: 0 }]);
    expect(await differences()).toEqual([]);
  });

  it('keeps what it was kept for: the application writes only how it ended', async () => {
    const id = valueOf(await keep());
    const rewrite = world.work.inTransaction(world.coordinator, async (tx) => {
      await tx.query(`UPDATE place_reservation SET expires_at = now() + interval '1 year' WHERE id = $1`, [id]);
      return { ok: true, value: undefined };
    });
    await expect(rewrite).rejects.toThrow(/permission denied/);
  });

  it('is undone as a whole when the job dies before its end, and expires at the next try', async () => {
    const id = valueOf(await keep());
    later(72);
    const dies = reserve.expire(service, { id }, () => Promise.reject(new Error('killed')));
    await expect(dies).rejects.toThrow('killed');
    expect([await ended(id), await world.counters(centre.openingId)]).toEqual([null, { held: 1, taken: 0 }]);
    expect(await expire(id)).toEqual({ ok: true, value: 'expired' });
    expect(await differences()).toEqual([]);
  });

  it('can be given back before, and then kept again', async () => {
    const id = valueOf(await keep());
    expect(codeOf(await keep())).toBe('reservation.exists');
    valueOf(await reserve.giveBack(world.coordinator, referralId));
    expect(codeOf(await reserve.giveBack(world.coordinator, referralId))).toBe('reservation.ended');
    expect([await ended(id), await waiting('placements.expire-reservation')]).toEqual(['GIVEN_BACK', 0]);
    valueOf(await keep());
  });

  it('is the last place once, however many ask for it at once', async () => {
    const others = [referralId, await world.referral(), await world.referral(), await world.referral()];
    const answers = (await Promise.all([...others, ...others].map((id) => keep(id)))).map(codeOf);
    expect(answers.filter((one) => one === 'done')).toHaveLength(1);
    expect(await world.counters(centre.openingId)).toEqual({ held: 1, taken: 0 });
    expect(await differences()).toEqual([]);
  });

  it('and its end, a decision and giving it back at once have one winner', async () => {
    for (let n = 0; n < 3; n++) {
      world.clock.set(MONDAY);
      centre = await world.supply({ places: 1 });
      const one = await world.referral();
      const id = valueOf(await keep(one));
      later(72);
      const [expired, given, decided] = await Promise.all([
        expire(id),
        reserve.giveBack(world.coordinator, one),
        world.approve.run(world.coordinator, world.command(one, centre.patternId)),
        expire(id),
      ]);
      expect(expired.ok).toBe(true);
      expect(['done', 'reservation.ended']).toContain(codeOf(given));
      expect(await ended(id)).not.toBeNull();
      expect(await world.counters(centre.openingId)).toEqual({ held: decided.ok ? 1 : 0, taken: 0 });
      expect(decided.ok).toBe(true);
      expect(await differences()).toEqual([]);
    }
  });

  it('lasts no longer than the policy allows, and says what is wrong', async () => {
    expect(codeOf(await keep(referralId, { days: 6 }))).toBe('input.invalid: days too-large');
    expect(codeOf(await keep(referralId, { days: 0 }))).toBe('input.invalid: days too-small');
    expect(codeOf(await keep(referralId, { reason: '' }))).toBe('input.invalid: reason required');
    expect(codeOf(await keep(referralId, { startsOn: dateOnly('2026-10-30') }))).toBe(
      'input.invalid: startsOn placement-past',
    );
    expect(codeOf(await keep(referralId, { endsOn: dateOnly('2026-11-08') }))).toBe(
      'input.invalid: endsOn placement-before-start',
    );
    expect(codeOf(await keep(referralId, { patternIds: [crypto.randomUUID()] }))).toBe('matching.not-offered');
    valueOf(await world.approve.run(world.coordinator, world.command(referralId, centre.patternId)));
    expect(codeOf(await keep())).toBe('referral.not-waiting');
  });

  describe('when it is a package', () => {
    let college: SupplyPoint;
    let parts: readonly string[];
    beforeEach(async () => {
      const [first, second] = [sessionsOf(0b0000011111), sessionsOf(0b1111100000)];
      centre = await world.supply({ places: 1, sessions: first });
      college = await world.supply({ places: 1, sessions: second });
      parts = [centre.patternId, college.patternId];
    });
    const counted = async () => [await world.counters(centre.openingId), await world.counters(college.openingId)];
    const [held, free] = [
      { held: 1, taken: 0 },
      { held: 0, taken: 0 },
    ];

    it('has all its parts kept by one step, and given back together', async () => {
      const id = valueOf(await keep(referralId, { patternIds: parts }));
      expect(await counted()).toEqual([held, held]);
      const { kept } = valueOf(await reserve.view(world.coordinator, referralId));
      expect(kept?.patternIds.toSorted()).toEqual(parts.toSorted());
      later(72);
      expect(await expire(id)).toEqual({ ok: true, value: 'expired' });
      expect(await counted()).toEqual([free, free]);
      world.clock.set(MONDAY);
      valueOf(await keep(referralId, { patternIds: parts }));
      valueOf(await reserve.giveBack(world.coordinator, referralId));
      expect([await counted(), await differences()]).toEqual([[free, free], []]);
    });

    it('is not kept at all when one of its parts is gone', async () => {
      const other = await world.referral();
      valueOf(await keep(other, { patternIds: parts }));
      centre = await world.supply({ places: 1, sessions: sessionsOf(0b0000011111) });
      const mixed = [centre.patternId, college.patternId];
      expect(codeOf(await keep(referralId, { patternIds: mixed }))).toBe('matching.rule-failed');
      expect([await counted(), await differences()]).toEqual([[free, held], []]);
    });

    it('is kept by one of two who ask for parts of it at once, and never half', async () => {
      const ids = [referralId, await world.referral(), await world.referral(), await world.referral()];
      const answers = await Promise.all(
        ids.map((id, n) => keep(id, { patternIds: n % 2 ? parts : parts.toReversed() })),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect([await counted(), await differences()]).toEqual([[held, held], []]);
    });

    it('stands first where the pupil is decided on, and the decision takes over every part', async () => {
      const id = valueOf(await keep(referralId, { patternIds: parts }));
      const facts = await world.app.get(ReadDecision).run(world.coordinator, referralId);
      expect(facts?.form.options[0]).toMatchObject({
        patternIds: parts,
        hint: expect.stringContaining('Kept for this'),
      });
      const command = world.command(referralId, centre.patternId, { patternIds: parts });
      valueOf(await world.approve.run(world.coordinator, command));
      expect([await ended(id), await counted(), await differences()]).toEqual(['DECIDED', [held, held], []]);
    });

    it('never wants the pupil in two places at once: the rules say so, and the database', async () => {
      const whole = await world.supply({ places: 1 });
      const clash = [whole.patternId, college.patternId];
      expect(codeOf(await keep(referralId, { patternIds: clash }))).toBe('matching.parts-clash');
      const command = world.command(referralId, whole.patternId, { patternIds: clash });
      expect(codeOf(await world.approve.run(world.coordinator, command))).toBe('matching.parts-clash');
      expect(codeOf(await keep(referralId, { patternIds: [...parts, ...parts] }))).toBe(
        'input.invalid: patternIds placement-option',
      );
      expect(codeOf(await keep(referralId, { patternIds: [] }))).toBe('input.invalid: patternIds required');
      const id = valueOf(await keep(referralId, { patternIds: parts }));
      await world.admin.query(`UPDATE place_reservation SET ended_at = now(), ended_how = 'GIVEN_BACK' WHERE id = $1`, [
        id,
      ]);
      const again = (change: string) =>
        world.admin.query(
          `INSERT INTO place_reservation SELECT x.* FROM place_reservation r, jsonb_populate_record(r, jsonb_build_object(
             'id', gen_random_uuid(), 'ended_at', null, 'ended_how', null) || ($2)::jsonb) x WHERE r.id = $1`,
          [id, change],
        );
      const part = JSON.stringify({ pattern_ids: [centre.patternId] });
      await expect(again(part)).rejects.toMatchObject({ constraint: 'place_reservation_whole' });
      await world.admin.query(
        `UPDATE capacity_hold_line l SET sessions = 1023 FROM place_reservation r WHERE r.hold_id = l.hold_id AND r.id = $1`,
        [id],
      );
      await expect(again('{}')).rejects.toMatchObject({ constraint: 'place_reservation_apart' });
    });
  });

  it('is kept by who decides, and seen by nobody else', async () => {
    centre = await world.supply({ places: 5 });
    const answers: Record<string, string> = {};
    for (const role of ROLES.filter((one) => one !== 'PLATFORM_OPERATOR')) {
      const place = /SCHOOL|HEAD/.test(role) ? WORKPLACES['school-one'] : WORKPLACES.authority;
      const at = role.startsWith('PROVIDER') ? { authorityId: AUTHORITY_ID, organisationId: centre.providerId } : place;
      const actor = aPerson({ role, ...at, permissions: ROLE_PERMISSIONS[role] });
      const id = role === 'PANEL_COORDINATOR' ? referralId : await world.referral();
      answers[role] = codeOf(await keep(id, {}, actor));
    }
    expect(Object.keys(answers).filter((role) => answers[role] === 'done')).toEqual([
      'PANEL_COORDINATOR',
      'PANEL_CHAIR',
    ]);
    const south = aPerson({
      role: 'PANEL_COORDINATOR',
      authorityId: OTHER_AUTHORITY_ID,
      permissions: ROLE_PERMISSIONS.PANEL_COORDINATOR,
    });
    expect(codeOf(await reserve.view(south, referralId))).toBe('referral.not-found');
    const tasks = world.app.get(ReservationTasks);
    const titles = async (actor: Actor) => (await tasks.tasksFor(actor)).map(({ dueOn }) => dueOn);
    expect(await titles(world.coordinator)).toContain('2026-11-05');
    expect([await titles(south), await titles(centre.manager), await titles(world.lead)]).toEqual([[], [], []]);
  });
});
