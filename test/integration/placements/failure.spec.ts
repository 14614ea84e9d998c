import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, type Result, valueOf } from '../../../src/kernel/index.js';
import { MarkRegister } from '../../../src/modules/attendance/index.js';
import { FailProvision } from '../../../src/modules/placements/index.js';
import { dying } from '../../support/dying.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';

const day = dateOnly;
const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);
let world: PlacementWorld;
let failing: FailProvision;
beforeAll(async () => {
  world = await placementWorld();
  failing = world.app.get(FailProvision);
});
afterAll(() => world.close());
beforeEach(() => world.clock.set('2026-11-02T09:00:00Z'));

async function placed(centre: SupplyPoint, upTo: 'OFFERED' | 'AGREED' | 'ACTIVE') {
  world.clock.set('2026-11-02T09:00:00Z');
  const referralId = await world.referral();
  const command = world.command(referralId, centre.patternId);
  const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
  if (upTo !== 'OFFERED') valueOf(await world.answer.accept(centre.manager, placementId));
  if (upTo === 'ACTIVE') {
    world.clock.set('2026-11-09T09:00:00Z');
    valueOf(await world.ending.start(centre.manager, placementId));
  }
  return { placementId, referralId };
}

async function closes({ siteId }: SupplyPoint, on = '2026-11-21'): Promise<void> {
  await world.admin.query('SET session_replication_role = replica');
  await world.admin.query(`UPDATE site SET closed_on = $2 WHERE id = $1`, [siteId, on]);
  await world.admin.query('SET session_replication_role = DEFAULT');
}
const fails = ({ providerId, siteId }: SupplyPoint, lastDay = '2026-11-20') => ({
  providerId,
  siteId,
  lastDay: day(lastDay),
  reason: 'The roof fell in.',
});
const states = async (centre: SupplyPoint) => {
  const { rows } = await world.admin.query<{ state: string }>(
    `SELECT DISTINCT p.offered_at, p.id, p.status || ' ' || r.status || ' ' || r.aim_on AS state FROM placement p
       JOIN referral r ON r.id = p.referral_id JOIN placement_component c ON c.placement_id = p.id
      WHERE c.site_id = $1 ORDER BY p.offered_at, p.id`,
    [centre.siteId],
  );
  return rows.map(({ state }) => state);
};

describe('a site that closes with pupils placed there', () => {
  it('ends all that is placed, in one act: who is affected is shown first, each pupil waits again at once', async () => {
    const centre = await world.supply();
    for (const upTo of ['ACTIVE', 'AGREED', 'OFFERED'] as const) await placed(centre, upTo);
    world.clock.set('2026-11-16T09:00:00Z');
    expect(code(await failing.preview(world.coordinator, fails(centre)))).toBe('failure.goes-on');
    await closes(centre);
    const before = await world.footprint();
    const preview = valueOf(await failing.preview(world.coordinator, fails(centre)));
    expect(await world.footprint()).toEqual(before);
    expect(preview.affected.map(({ status, freesPence }) => `${status} ${freesPence}`).toSorted()).toEqual([
      'ACTIVE 119200',
      'AGREED 181937',
      'OFFERED 181937',
    ]);
    const promised = (await world.fund()).pending;
    await world.admin.query(`UPDATE outbox SET done_at = now() WHERE done_at IS NULL`);
    const { failureId } = valueOf(await failing.run(world.coordinator, fails(centre)));
    expect((await world.fund()).pending).toBe(promised - preview.freesPence);
    expect((await states(centre)).toSorted()).toEqual([
      'ENDED SUBMITTED 2026-11-21',
      'WITHDRAWN SUBMITTED 2026-11-09',
      'WITHDRAWN SUBMITTED 2026-11-09',
    ]);
    const runs = await world.one(
      `SELECT count(*)::int AS n FROM outbox WHERE job = 'matching.request' AND done_at IS NULL`,
    );
    expect(runs).toEqual({ n: 1 });
    const { done } = valueOf(await failing.view(world.coordinator, failureId));
    expect(done.map(({ outcome, now }) => `${outcome} ${now}`).toSorted()).toEqual([
      'ENDED SUBMITTED',
      'WITHDRAWN SUBMITTED',
      'WITHDRAWN SUBMITTED',
    ]);
    const twice = await world.footprint();
    valueOf(await failing.again(world.coordinator, failureId));
    expect({ ...(await world.footprint()), audit: 0 }).toEqual({ ...twice, audit: 0 });
    expect(code(await failing.run(world.coordinator, fails(centre)))).toBe('failure.goes-on');
    expect(await world.ledgerFaults()).toEqual([]);
    expect(await world.work.read(world.setUp, (tx) => world.capacity.differences(tx))).toEqual([]);
  });

  it('holds up nobody for one that cannot be ended, says why, and helps that one when it is run again', async () => {
    const centre = await world.supply();
    const marked = await placed(centre, 'ACTIVE');
    await placed(centre, 'ACTIVE');
    world.clock.set('2026-11-18T15:00:00Z');
    const marks = [{ placementId: marked.placementId, on: day('2026-11-18'), half: 'AM', code: '/' }] as never;
    valueOf(await world.app.get(MarkRegister).run(centre.manager, { marks, reason: null }));
    await closes(centre, '2026-11-18');
    const { failureId } = valueOf(await failing.run(world.coordinator, fails(centre, '2026-11-17')));
    const told = async () =>
      valueOf(await failing.view(world.coordinator, failureId)).done.map((one) => `${one.outcome} ${one.problem}`);
    expect(await told()).toEqual(['NOT_DONE placement.marked-after', 'ENDED null']);
    await world.admin.query(`SET session_replication_role = replica`);
    await world.admin.query(`DELETE FROM attendance_mark WHERE placement_id = $1`, [marked.placementId]);
    await world.admin.query(`SET session_replication_role = DEFAULT`);
    valueOf(await failing.again(world.coordinator, failureId));
    expect(await told()).toEqual(['ENDED null', 'ENDED null']);
  });

  it('is done whole or not at all when the server dies at any statement of it', async () => {
    const centre = await world.supply();
    for (let n = 0; n < 2; n++) await placed(centre, 'ACTIVE');
    world.clock.set('2026-11-16T09:00:00Z');
    await closes(centre);
    const tables = [
      'provision_failure',
      'provision_failure_placement',
      'placement',
      'transfer',
      'capacity_counter',
      'referral',
    ];
    const survives = dying(world.admin, tables);
    // Each write in turn is the last that the connection makes, and nothing of the act is left behind.
    for (const table of [...tables, 'referral_event', 'capacity_hold_line', 'placement_registration', 'outbox']) {
      await world.admin.query(
        `CREATE FUNCTION dies_here() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
         BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END $$;
         CREATE TRIGGER dies_here AFTER INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION dies_here();`,
      );
      try {
        await expect(failing.run(world.coordinator, fails(centre))).rejects.toThrow();
      } finally {
        await world.admin.query(`DROP TRIGGER dies_here ON ${table}; DROP FUNCTION dies_here()`);
      }
      expect(
        await world.one('SELECT count(*)::int AS n FROM provision_failure WHERE site_id = $1', [centre.siteId]),
      ).toEqual({ n: 0 });
      expect((await states(centre)).map((state) => state.split(' ')[0])).toEqual(['ACTIVE', 'ACTIVE']);
    }
    await survives(() => failing.run(world.coordinator, fails(centre)));
    expect((await states(centre)).map((state) => state.split(' ')[0])).toEqual(['ENDED', 'ENDED']);
  }, 120_000);

  it('twice at the same moment, is done once', async () => {
    const centre = await world.supply();
    await placed(centre, 'ACTIVE');
    world.clock.set('2026-11-16T09:00:00Z');
    await closes(centre);
    const codes = (await Promise.all([1, 2].map(() => failing.run(world.coordinator, fails(centre))))).map(code);
    expect(codes.filter((one) => one === 'done')).toHaveLength(1);
    expect(['failure.made', 'failure.goes-on']).toContain(codes.find((one) => one !== 'done'));
  });

  it('is for those who end and decide for the authority', async () => {
    const centre = await world.supply();
    await placed(centre, 'ACTIVE');
    world.clock.set('2026-11-16T09:00:00Z');
    await closes(centre);
    const others = [world.lead, world.otherLead, world.finance, centre.manager];
    const acts: ((actor: Actor) => Promise<Result<unknown>>)[] = [
      (actor) => failing.preview(actor, fails(centre)),
      (actor) => failing.run(actor, fails(centre)),
    ];
    for (const act of acts) {
      expect(await Promise.all(others.map(async (actor) => code(await act(actor))))).toEqual(
        others.map(() => 'action.forbidden'),
      );
    }
    const { failureId } = valueOf(await failing.run(world.coordinator, fails(centre)));
    for (const actor of [world.lead, world.otherLead, centre.manager]) {
      expect(code(await failing.view(actor, failureId))).toBe('failure.not-found');
      expect(code(await failing.again(actor, failureId))).toBe('failure.not-found');
    }
    expect(code(await failing.again(world.finance, failureId))).toBe('action.forbidden');
  });
});
