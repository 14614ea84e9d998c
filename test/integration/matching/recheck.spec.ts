import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, ROLE_PERMISSIONS, valueOf } from '../../../src/kernel/index.js';
import { PlaceLimits } from '../../../src/modules/capacity/application/place-limits.js';
import { OccupancySources, RuleCheck, type Waiver } from '../../../src/modules/matching/index.js';
import { anOccupant } from '../../support/matching-builders.js';
import { type MadeReferral, matchingWorld, type MatchingWorld } from '../../support/matching-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

describe('checking the rules again for a decision', () => {
  let world: MatchingWorld;
  let referral: MadeReferral;
  let young: MadeReferral;
  let opening: Awaited<ReturnType<MatchingWorld['anOpening']>>;
  let coordinator: Actor;
  let occupied: string[] = [];

  beforeAll(async () => {
    world = await matchingWorld();
    opening = await world.anOpening({ places: 1 });
    referral = await world.aReferral();
    young = await world.aReferral({ yearGroup: 9, dateOfBirth: '2013-01-05' });
    coordinator = aPerson({
      role: 'PANEL_COORDINATOR',
      permissions: ROLE_PERMISSIONS.PANEL_COORDINATOR,
      ...WORKPLACES.authority,
    });
    world.app.get(OccupancySources).add({
      earlier: () => Promise.resolve([]),
      occupants: () =>
        Promise.resolve(
          occupied.map((pupilId) =>
            anOccupant({ pupilId, siteId: opening.siteId, keepApartPupilIds: [referral.pupilId] }),
          ),
        ),
    });
  });
  afterAll(() => world.close());

  const recheck = (
    of: MadeReferral,
    over: { patternIds?: readonly string[]; waivers?: readonly Waiver[]; endsOn?: string } = {},
  ) =>
    world.work.inTransaction(coordinator, (tx) =>
      world.app.get(RuleCheck).recheck(tx, {
        authorityId: AUTHORITY_ID,
        referralId: of.id,
        patternIds: over.patternIds ?? opening.patternIds,
        startsOn: dateOnly('2026-11-16'),
        endsOn: dateOnly(over.endsOn ?? '2027-03-25'),
        waivers: over.waivers ?? [],
      }),
    );
  const refusal = async (...asked: Parameters<typeof recheck>) => {
    const result = await recheck(...asked);
    return result.ok ? 'allowed' : { code: result.problem.code, ...result.problem.facts };
  };

  it('allows what keeps every rule, under the policy in force, and says the price', async () => {
    const checked = valueOf(await recheck(referral));
    expect(checked).toMatchObject({ policyVersion: 1, weeklyPence: 50_000, waived: [], warnings: [] });
    expect(checked.results.length).toBeGreaterThan(8);
  });

  it('names every rule that stands against it now', async () => {
    expect(await refusal(young)).toEqual({ code: 'matching.rule-failed', rules: ['year'] });
  });

  it('looks at the dates that were decided, not at those that were asked for', async () => {
    expect(await refusal(referral, { endsOn: '2027-09-30' })).toMatchObject({
      rules: expect.arrayContaining(['places']),
    });
  });

  it.each(['PROGRAMME', 'PROVIDER'] as const)('sees a limit that was set for the whole of a %s', async (kind) => {
    const { programmeId, providerId } = opening;
    const id = valueOf(
      await world.app.get(PlaceLimits).set(coordinator, {
        scope: { kind, id: kind === 'PROGRAMME' ? programmeId : providerId },
        places: 0,
        fromDate: dateOnly('2027-01-04'),
        toDate: dateOnly('2027-01-08'),
        reason: 'Nobody is there that week',
      }),
    );
    expect(await refusal(referral)).toEqual({ code: 'matching.rule-failed', rules: ['siteCap'] });
    valueOf(await world.app.get(PlaceLimits).lift(coordinator, id));
    expect(await refusal(referral)).toBe('allowed');
  });

  it('lets nobody set aside a rule that the policy binds', async () => {
    const waivers = [{ rule: 'year', reason: 'The head asked for it' }];
    expect(await refusal(young, { waivers })).toEqual({ code: 'matching.not-waivable', rules: ['year'] });
  });

  it('refuses a place that is not for sale', async () => {
    const gone = crypto.randomUUID();
    expect(await refusal(referral, { patternIds: [gone] })).toEqual({ code: 'matching.not-offered', patterns: [gone] });
  });

  it('sees who has come to the site since the run', async () => {
    occupied = ['00000000-0000-7000-8000-00000000cccc'];
    expect(await refusal(referral)).toEqual({ code: 'matching.rule-failed', rules: ['keepApart'] });
    occupied = [];
  });

  it('lets a waivable rule be set aside with a reason, and not without', async () => {
    await world.admin.query(`UPDATE pupil_identity SET home_easting = 500000 WHERE pupil_id = $1`, [referral.pupilId]);
    expect(await refusal(referral)).toEqual({ code: 'matching.rule-failed', rules: ['distance'] });
    const empty = [{ rule: 'distance', reason: '  ' }];
    expect(await refusal(referral, { waivers: empty })).toEqual({ code: 'matching.waiver-needs-reason' });
    const waivers = [{ rule: 'distance', reason: 'The pupil lives with an aunt near the site' }];
    expect(valueOf(await recheck(referral, { waivers })).waived).toEqual(waivers);
  });

  it('answers for somebody else’s case as for a missing one', async () => {
    expect(await refusal({ ...referral, id: crypto.randomUUID() })).toEqual({
      code: 'referral.not-found',
      what: 'referral',
    });
  });
});
