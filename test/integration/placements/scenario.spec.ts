import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dateOnly, formatPounds, FULL_WEEK, NO_PENCE, pence, valueOf } from '../../../src/kernel/index.js';
import { redetermine, redeterminePremium, relevantDateOf } from '../../../src/modules/budget/index.js';
import { MatchingRuns } from '../../../src/modules/matching/index.js';
import { Calendars } from '../../../src/modules/organisations/index.js';
import { Referrals } from '../../../src/modules/referrals/index.js';
import { runMatching } from '../../support/matching-world.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { WORKPLACES } from '../../support/workplaces.js';

let world: PlacementWorld;
beforeAll(async () => {
  world = await placementWorld();
});
afterAll(() => world.close());

/** The worked example of the domain reference, from a Monday's exclusion to a funded place on the sixth school day. */
it('a Year 9 pupil excluded on Monday 2 November is placed at the unit by Monday 9 November, to the penny', async () => {
  const pru = await world.supply({ name: 'Testville Pupil Referral Unit', urn: '100003' });
  const farther = await world.supply({ name: 'Another Centre', netPence: 1_800_000 });
  const referralId = await world.referral({
    'pupil.upn': 'C352400026001',
    'exclusion.reasons': ['DB', 'VA'],
    'needs.codes': ['SEMH'],
  });
  const referral = await world.work.read(world.coordinator, (tx) => world.app.get(Referrals).find(tx, referralId));
  expect([referral?.daySixTarget, referral?.daySixLast]).toEqual(['2026-11-09', '2026-11-10']);

  valueOf(await runMatching(world.app));
  const latest = await world.work.read(world.coordinator, (tx) =>
    world.app.get(MatchingRuns).latestOptions(tx, referralId),
  );
  const options = latest?.options ?? [];
  expect(new Set(options.map((option) => option.components[0]?.providerId))).toEqual(
    new Set([pru.providerId, farther.providerId]),
  );
  expect(options.filter(({ chosen }) => chosen)).toHaveLength(1);
  expect(options.every(({ components }) => components.every(({ sessions }) => sessions === FULL_WEEK))).toBe(true);

  const cora = await world.agent('coordinator');
  const page = await cora.get(`/referrals/${referralId}/decision`).expect(200);
  expect(page.text).toContain('Proposed by the matching.');
  const { placementId, decisionId } = valueOf(
    await world.approve.run(
      world.coordinator,
      world.command(referralId, pru.patternId, { next: [[farther.patternId]] }),
    ),
  );
  const seen = await world.one<{ options: unknown[]; kept: number }>(
    `SELECT options_seen AS options, (SELECT count(*)::int FROM matching_run_kept k WHERE k.decision_id = d.id) AS kept FROM decision d WHERE id = $1`,
    [decisionId],
  );
  expect([seen?.options.length, seen?.kept]).toEqual([2, 1]);
  valueOf(await world.answer.accept(pru.manager, placementId));

  const roll = await world.admin.query(
    `SELECT status, attendance_code AS code, from_date::text AS from FROM placement_registration
     WHERE placement_id = $1 AND organisation_id = $2`,
    [placementId, WORKPLACES['school-one'].organisationId],
  );
  expect(roll.rows).toEqual([{ status: 'MAIN_DUAL', code: 'D', from: '2026-11-09' }]);
  const committed = await world.one<{ pence: number }>(
    'SELECT sum(pence)::int AS pence FROM commitment WHERE placement_id = $1',
    [placementId],
  );
  expect(formatPounds(pence(committed?.pence ?? 0))).toBe('£1,819.37');

  const calendar = await world.work.read(world.coordinator, (tx) =>
    world.app.get(Calendars).forSchool(tx, WORKPLACES['school-one'].organisationId),
  );
  const excludedOn = dateOnly('2026-11-02');
  const reduction = redetermine({
    annualPence: pence(650_000),
    excludedOn,
    relevantDate: valueOf(relevantDateOf(calendar, excludedOn)),
    leavesAtYearEnd: false,
    schoolYearEndsOn: dateOnly('2027-08-31'),
    adjustmentPence: NO_PENCE,
  });
  expect(formatPounds(reduction.reductionPence)).toBe('£2,500.00');
  expect(formatPounds(redeterminePremium(pence(107_500), reduction.weeks, false))).toBe('£413.46');
});
