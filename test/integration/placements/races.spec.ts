import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { dateOnly, type Result, valueOf } from '../../../src/kernel/index.js';
import { Commitments } from '../../../src/modules/budget/index.js';
import { Capacity } from '../../../src/modules/capacity/index.js';
import { Decisions } from '../../../src/modules/panels/index.js';
import { PlacementStore } from '../../../src/modules/placements/persistence/placement.store.js';
import { ApprovePlacement } from '../../../src/modules/placements/index.js';
import { ChangeReferralStatus } from '../../../src/modules/referrals/application/change-status.js';
import { Referrals } from '../../../src/modules/referrals/index.js';
import { startApp, type TestApp } from '../../support/app.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';

let world: PlacementWorld;
let second: TestApp;
beforeAll(async () => {
  world = await placementWorld();
  second = await startApp({ personas: false, config: { databaseAppUrl: world.databaseUrl } });
});
afterAll(async () => {
  await second.close();
  await world.close();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);
const tally = (codes: readonly string[]) =>
  Object.fromEntries([...new Set(codes)].sort().map((one) => [one, codes.filter((each) => each === one).length]));

describe('two hundred approvals for the last place, over two web processes', () => {
  it('give it once; everybody else gets a clear conflict, and nothing is half done', async () => {
    const centre = await world.supply({ places: 1 });
    const referrals: string[] = [];
    for (let n = 0; n < 200; n += 1) referrals.push(await world.referral());
    const before = await world.footprint();
    const apps = [world.approve, second.app.get(ApprovePlacement)];
    const answers = await Promise.all(
      referrals.map((id, n) => apps[n % 2]!.run(world.coordinator, world.command(id, centre.patternId))),
    );
    const codes = tally(answers.map(code));
    expect(codes.done).toBe(1);
    expect(
      Object.keys(codes).filter((one) => !['done', 'capacity.none-left', 'matching.rule-failed'].includes(one)),
    ).toEqual([]);
    expect(await world.counters(centre.openingId)).toEqual({ held: 1, taken: 0 });
    const after = await world.footprint();
    expect(after.placement! - before.placement!).toBe(1);
    expect(after.decision! - before.decision!).toBe(1);
    expect(after.commitment! - before.commitment!).toBe(1);
    expect(after.pending! - before.pending!).toBe(181_937);
    expect(await world.ledgerFaults()).toEqual([]);
  }, 180_000);

  it('decide one pupil once, whichever option each decider picked', async () => {
    const [one, two] = [await world.supply(), await world.supply()];
    const referralId = await world.referral();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        world.approve.run(world.coordinator, world.command(referralId, n % 2 ? one.patternId : two.patternId)),
      ),
    );
    expect(tally(answers.map(code))).toEqual({ done: 1, 'referral.not-waiting': 11 });
  });
});

describe('races over one placement', () => {
  it('between deciding and the school withdrawing have one winner', async () => {
    const centre = await world.supply();
    for (let round = 0; round < 4; round += 1) {
      const referralId = await world.referral();
      const before = await world.footprint();
      const [decided, withdrawn] = await Promise.all([
        world.approve.run(world.coordinator, world.command(referralId, centre.patternId)),
        world.app.get(ChangeReferralStatus).withdraw(world.lead, referralId, 'Another way was found.'),
      ]);
      expect([decided.ok, withdrawn.ok].filter(Boolean)).toHaveLength(1);
      const row = await world.one<{ status: string }>('SELECT status FROM referral WHERE id = $1', [referralId]);
      expect(row?.status).toBe(decided.ok ? 'DECIDED' : 'WITHDRAWN');
      const after = await world.footprint();
      expect(after.pending! - before.pending!).toBe(decided.ok ? 181_937 : 0);
    }
  });

  it('between accepting, declining and withdrawing have one winner, and money and place agree with it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const centre = await world.supply();
      const before = await world.fund();
      const { placementId } = valueOf(
        await world.approve.run(world.coordinator, world.command(await world.referral(), centre.patternId)),
      );
      const answers = await Promise.all([
        world.answer.accept(centre.manager, placementId),
        world.answer.decline(centre.manager, placementId, { reason: 'GROUP', note: '' }),
        world.ending.withdraw(world.coordinator, placementId, 'Found another way.'),
        world.answer.accept(centre.manager, placementId),
      ]);
      const row = await world.one<{ status: string }>('SELECT status FROM placement WHERE id = $1', [placementId]);
      const live = row?.status === 'AGREED';
      // Withdrawing may follow an acceptance; every other pair excludes each other.
      expect(answers.slice(0, 2).filter((one) => one.ok).length).toBeLessThanOrEqual(1);
      expect((await world.fund()).pending - before.pending).toBe(live ? 181_937 : 0);
      expect(await world.counters(centre.openingId)).toEqual({ held: 0, taken: live ? 1 : 0 });
    }
    expect(await world.ledgerFaults()).toEqual([]);
  });

  it('between two endings void the rest once', async () => {
    const centre = await world.supply();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(await world.referral(), centre.patternId)),
    );
    valueOf(await world.answer.accept(centre.manager, placementId));
    world.clock.set('2026-11-09T09:00:00Z');
    valueOf(await world.ending.start(centre.manager, placementId));
    const end = (lastDay: string) =>
      world.ending.end(world.coordinator, { placementId, lastDay: dateOnly(lastDay), reason: 'COMPLETED' });
    const answers = await Promise.all([end('2026-11-13'), end('2026-11-20'), end('2026-11-27')]);
    world.clock.set('2026-11-02T09:00:00Z');
    expect(tally(answers.map(code))).toEqual({ done: 1, 'state.not-allowed': 2 });
    expect(await world.ledgerFaults()).toEqual([]);
  });
});

describe('a fault at any step of a decision', () => {
  const steps: readonly [string, () => void][] = [
    ['the decision is written', () => failing(Decisions, 'record')],
    ['the place is held', () => failing(Capacity, 'hold')],
    ['the placement is written', () => failing(PlacementStore, 'add')],
    ['the money is committed', () => failing(Commitments, 'commit')],
    ['the provider becomes a party', () => failing(Referrals, 'openTo')],
    ['the case is marked', () => failing(Referrals, 'markDecided')],
  ];

  /** Does the step for real, then breaks: what it wrote must not survive. */
  function failing(type: abstract new (...args: never[]) => object, method: string): void {
    const service = world.app.get(type) as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const real = service[method]!.bind(service);
    jest.spyOn(service, method).mockImplementation(async (...args: unknown[]) => {
      await real(...args);
      throw new Error('pulled the plug');
    });
  }

  it.each(steps)('leaves nothing behind: after %s', async (_, breakIt) => {
    const centre = await world.supply();
    const referralId = await world.referral();
    const before = await world.footprint();
    breakIt();
    await expect(world.approve.run(world.coordinator, world.command(referralId, centre.patternId))).rejects.toThrow(
      'pulled the plug',
    );
    jest.restoreAllMocks();
    expect(await world.footprint()).toEqual(before);
    valueOf(await world.approve.run(world.coordinator, world.command(referralId, centre.patternId)));
  });

  it('of a decline leaves the offer as it was', async () => {
    const [centre, next] = [await world.supply(), await world.supply()];
    const command = world.command(await world.referral(), centre.patternId, { next: [[next.patternId]] });
    const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
    for (const [type, method] of [
      [Commitments, 'voidRest'],
      [Capacity, 'release'],
      [Decisions, 'byId'],
      [Commitments, 'commit'],
    ] as const) {
      const before = await world.footprint();
      failing(type, method);
      await expect(world.answer.decline(centre.manager, placementId, { reason: 'GROUP', note: '' })).rejects.toThrow(
        'pulled the plug',
      );
      jest.restoreAllMocks();
      expect(await world.footprint()).toEqual(before);
    }
    expect(
      valueOf(await world.answer.decline(centre.manager, placementId, { reason: 'GROUP', note: '' })).nextPlacementId,
    ).not.toBeNull();
  });
});
