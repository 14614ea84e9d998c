import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, pence, type Result, sessionSet, valueOf } from '../../../src/kernel/index.js';
import { LapseOffer } from '../../../src/modules/placements/index.js';
import { CONSEQUENCES } from '../../../src/modules/placements/application/acting-for.js';
import { Referrals } from '../../../src/modules/referrals/index.js';
import { serviceActor } from '../../../src/kernel/index.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

let world: PlacementWorld;
beforeAll(async () => {
  world = await placementWorld();
});
afterAll(() => world.close());

const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);
const status = async (table: 'placement' | 'referral', id: string) =>
  (await world.one<{ status: string }>(`SELECT status FROM ${table} WHERE id = $1`, [id]))?.status;
const order = {
  reference: 'PO-1',
  authorisedBy: 'Hari Example',
  limitPence: pence(500_000),
  validUntil: dateOnly('2027-07-31'),
};

describe('a decision', () => {
  it('takes the place, commits the money, writes the reasons and asks the provider, together', async () => {
    const pru = await world.supply();
    const referralId = await world.referral();
    const before = await world.fund();
    const { placementId, decisionId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referralId, pru.patternId)),
    );
    expect(await status('placement', placementId)).toBe('OFFERED');
    expect(await status('referral', referralId)).toBe('DECIDED');
    expect(await world.counters(pru.openingId)).toEqual({ held: 1, taken: 0 });
    // £11,920 a year for 29 of 190 school days, all of it from the high needs budget after a permanent exclusion.
    const after = await world.fund();
    expect(after.pending - before.pending).toBe(181_937);
    const commitments = await world.admin.query(
      `SELECT payer, footing, financial_year, pence::int FROM commitment WHERE placement_id = $1`,
      [placementId],
    );
    expect(commitments.rows).toEqual([
      { payer: 'FUND', footing: 'AUTHORITY_FUNDING', financial_year: '2026-27', pence: 181_937 },
    ]);
    const decision = await world.one(
      `SELECT reasons, delegated_power, policy_id IS NOT NULL AS dated FROM decision WHERE id = $1`,
      [decisionId],
    );
    expect(decision).toMatchObject({ reasons: 'The nearest place that meets the needs.', dated: true });
    expect(await world.messages('placement.offered')).toContain(pru.providerId);
    expect(await world.messages('placement.decided')).toContain(WORKPLACES['school-one'].organisationId);
    expect(await world.ledgerFaults()).toEqual([]);
  });

  it('shares the price with a school that buys the place, on its order and not beyond it', async () => {
    const centre = await world.supply();
    const preventative = {
      type: 'PREVENTATIVE_DUAL',
      'sessions.wanted': FULL_WEEK,
      'sessions.startsOn': dateOnly('2026-11-09'),
      'sessions.endsOn': dateOnly('2026-12-18'),
    } as const;
    const referralId = await world.referral(preventative);
    const command = world.command(referralId, centre.patternId);
    const before = await world.footprint();
    expect(code(await world.approve.run(world.coordinator, command))).toBe('input.invalid');
    const small = { ...order, limitPence: pence(72_774) };
    expect(code(await world.approve.run(world.coordinator, { ...command, order: small }))).toBe('order.exceeded');
    const brief = { ...order, validUntil: dateOnly('2026-12-17') };
    expect(code(await world.approve.run(world.coordinator, { ...command, order: brief }))).toBe('order.ends-too-early');
    expect(await world.footprint()).toEqual(before);

    const { placementId } = valueOf(await world.approve.run(world.coordinator, { ...command, order }));
    const { rows } = await world.admin.query(
      `SELECT payer, footing, pence::int FROM commitment WHERE placement_id = $1 ORDER BY payer`,
      [placementId],
    );
    expect(rows).toEqual([
      { payer: 'FUND', footing: 'AUTHORITY_FUNDING', pence: 109_162 },
      { payer: 'SCHOOL', footing: 'SERVICE_PURCHASE', pence: 72_775 },
    ]);
    const spent = await world.one(`SELECT committed_pence::int AS pence FROM school_order WHERE referral_id = $1`, [
      referralId,
    ]);
    expect(spent).toEqual({ pence: 72_775 });
  });

  it('splits a placement at 31 March between the funds of two years, and loses no penny', async () => {
    const centre = await world.supply();
    const referralId = await world.referral();
    const command = world.command(referralId, centre.patternId, { plannedEnd: dateOnly('2027-07-19') });
    const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
    const { rows } = await world.admin.query<{ financial_year: string; pence: number }>(
      `SELECT financial_year, pence::int FROM commitment WHERE placement_id = $1 ORDER BY financial_year`,
      [placementId],
    );
    expect(rows.map((row) => row.financial_year)).toEqual(['2026-27', '2027-28']);
    const total = await world.one(`SELECT total_pence::int AS pence FROM placement WHERE id = $1`, [placementId]);
    expect(total).toEqual({ pence: rows.reduce((sum, row) => sum + row.pence, 0) });
  });

  it('refuses a fund that would overdraw, and one that nobody opened, with nothing half done', async () => {
    const dear = await world.supply({ basis: 'DAY', netPence: 99_999_999 });
    const referralId = await world.referral();
    const before = await world.footprint();
    expect(code(await world.approve.run(world.coordinator, world.command(referralId, dear.patternId)))).toMatch(
      /^(budget\.exceeded|matching\.rule-failed)$/,
    );
    expect(await world.footprint()).toEqual(before);
    expect(await status('referral', referralId)).toBe('SUBMITTED');
  });

  it('is made once for a pupil, and not for a place that is not for sale', async () => {
    const centre = await world.supply();
    const referralId = await world.referral();
    const nowhere = world.command(referralId, '00000000-0000-7000-8000-0000000000ff');
    expect(code(await world.approve.run(world.coordinator, nowhere))).toBe('matching.not-offered');
    const command = world.command(referralId, centre.patternId);
    valueOf(await world.approve.run(world.coordinator, command));
    expect(code(await world.approve.run(world.coordinator, command))).toBe('referral.not-waiting');
  });
});

describe('a provider’s answer', () => {
  it('agrees the placement: place taken, roll written, the pupil known to the provider only then', async () => {
    const pru = await world.supply();
    const referralId = await world.referral();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referralId, pru.patternId)),
    );
    const opened = () => world.work.read(pru.manager, (tx) => world.app.get(Referrals).summary(tx, referralId));
    const offered = await opened();
    expect([offered?.identity, offered?.profile?.yearGroup, Object.keys(offered?.parts ?? {})]).toEqual([
      null,
      9,
      expect.not.arrayContaining(['risks.items', 'needs.codes']),
    ]);

    expect(valueOf(await world.answer.accept(pru.manager, placementId)).status).toBe('AGREED');
    const agreed = await opened();
    expect(agreed?.identity?.surname).toBe('Up');
    expect(agreed?.parts['risks.items']).toEqual([{ code: 'GOING_MISSING', level: 'LOW' }]);
    expect(await world.counters(pru.openingId)).toEqual({ held: 0, taken: 1 });
    expect(await status('referral', referralId)).toBe('PLACED');
    const { rows } = await world.admin.query(
      `SELECT organisation_id AS who, status, certainty, attendance_code AS code, from_date::text AS from FROM placement_registration
       WHERE placement_id = $1 ORDER BY certainty, status`,
      [placementId],
    );
    expect(rows).toEqual([
      {
        who: WORKPLACES['school-one'].organisationId,
        status: 'MAIN_DUAL',
        certainty: 'AGREED',
        code: 'D',
        from: '2026-11-09',
      },
      { who: pru.providerId, status: 'SUBSIDIARY_DUAL', certainty: 'AGREED', code: null, from: '2026-11-09' },
      { who: pru.providerId, status: 'SINGLE', certainty: 'EXPECTED', code: null, from: '2026-12-16' },
    ]);
    expect(code(await world.answer.accept(pru.manager, placementId))).toBe('placement.answered');
  });

  it('that declines frees all, and offers the next option that the decision named, in one transaction', async () => {
    const [first, second, third] = [await world.supply(), await world.supply({ places: 1 }), await world.supply()];
    // The second option is taken meanwhile, so it is passed over.
    const rival = await world.referral();
    const referralId = await world.referral();
    const command = world.command(referralId, first.patternId, { next: [[second.patternId], [third.patternId]] });
    const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
    valueOf(await world.approve.run(world.coordinator, world.command(rival, second.patternId)));
    const before = await world.fund();
    const declined = valueOf(await world.answer.decline(first.manager, placementId, { reason: 'GROUP', note: '' }));
    expect(declined.status).toBe('DECLINED');
    const next = await world.one(
      `SELECT p.status, p.named_option, o.provider_organisation_id AS provider FROM placement p
      JOIN placement_offer o ON o.placement_id = p.id WHERE p.id = $1`,
      [declined.nextPlacementId],
    );
    expect(next).toEqual({ status: 'OFFERED', named_option: 2, provider: third.providerId });
    expect(await world.counters(first.openingId)).toEqual({ held: 0, taken: 0 });
    expect((await world.fund()).pending).toBe(before.pending);
    expect(await status('referral', referralId)).toBe('DECIDED');
    expect(await world.ledgerFaults()).toEqual([]);
  });

  it('that declines the last named option sends the pupil back to the pool, waiting days unbroken', async () => {
    const centre = await world.supply();
    const referralId = await world.referral();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referralId, centre.patternId)),
    );
    const before = await world.fund();
    const declined = valueOf(
      await world.answer.decline(centre.manager, placementId, { reason: 'OTHER', note: 'Flood.' }),
    );
    expect(declined.nextPlacementId).toBeNull();
    expect(await status('referral', referralId)).toBe('SUBMITTED');
    expect((await world.fund()).pending).toBe(before.pending - 181_937);
    // And it can be decided anew, with the same place.
    valueOf(await world.approve.run(world.coordinator, world.command(referralId, centre.patternId)));
  });

  it('needs a reason from the list, and words for another one', async () => {
    const centre = await world.supply();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(await world.referral(), centre.patternId)),
    );
    for (const bad of ['', 'constructor', ['GROUP'], { a: 1 }, undefined]) {
      expect(code(await world.answer.decline(centre.manager, placementId, { reason: bad, note: '' }))).toBe(
        'input.invalid',
      );
    }
    expect(code(await world.answer.decline(centre.manager, placementId, { reason: 'OTHER', note: ' ' }))).toBe(
      'input.invalid',
    );
    expect(await status('placement', placementId)).toBe('OFFERED');
  });

  it('leaves no timer behind, whichever way it is answered', async () => {
    const centre = await world.supply();
    const open = () =>
      world.one(`SELECT count(*)::int AS n FROM outbox WHERE job = 'placements.lapse-offer' AND done_at IS NULL`);
    const before = await open();
    const offer = async () => {
      const command = world.command(await world.referral(), centre.patternId);
      return valueOf(await world.approve.run(world.coordinator, command)).placementId;
    };
    const [accepted, declined, withdrawn] = [await offer(), await offer(), await offer()];
    expect(await open()).not.toEqual(before);
    valueOf(await world.answer.accept(centre.manager, accepted));
    valueOf(await world.answer.decline(centre.manager, declined, { reason: 'GROUP', note: '' }));
    valueOf(await world.ending.withdraw(world.coordinator, withdrawn, 'The family moved.'));
    expect(await open()).toEqual(before);
  });

  it('lapses with its time: too late to accept, and the job frees it once however often it runs', async () => {
    const centre = await world.supply();
    const referralId = await world.referral();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referralId, centre.patternId)),
    );
    const lapse = () =>
      world.app
        .get(LapseOffer)
        .run(serviceActor('offers', AUTHORITY_ID, CONSEQUENCES), placementId, () => Promise.resolve());
    expect(valueOf(await lapse())).toBe('nothing');
    world.clock.set('2026-11-05T09:00:00Z');
    try {
      expect(code(await world.answer.accept(centre.manager, placementId))).toBe('placement.offer-lapsed');
      expect(valueOf(await lapse())).toBe('lapsed');
      expect(valueOf(await lapse())).toBe('nothing');
    } finally {
      world.clock.set('2026-11-02T09:00:00Z');
    }
    expect(await status('placement', placementId)).toBe('LAPSED');
    expect(await world.counters(centre.openingId)).toEqual({ held: 0, taken: 0 });
    expect(await world.messages('placement.offer-lapsed')).toContain(centre.providerId);
  });

  it('of a package is agreed when the last provider accepts, and falls when one declines', async () => {
    const early = sessionSet(['mon-am', 'mon-pm', 'tue-am', 'tue-pm', 'wed-am', 'wed-pm']);
    const late = sessionSet(['thu-am', 'thu-pm', 'fri-am', 'fri-pm']);
    const college = await world.supply({ sessions: late });
    const centre = await world.supply({ sessions: early });
    const decide = async () => {
      const command = world.command(await world.referral(), centre.patternId, {
        patternIds: [centre.patternId, college.patternId],
      });
      return valueOf(await world.approve.run(world.coordinator, command)).placementId;
    };
    const placementId = await decide();
    expect(valueOf(await world.answer.accept(centre.manager, placementId)).status).toBe('OFFERED');
    expect(valueOf(await world.answer.accept(college.manager, placementId)).status).toBe('AGREED');
    const other = await decide();
    valueOf(await world.answer.accept(centre.manager, other));
    valueOf(await world.answer.decline(college.manager, other, { reason: 'CAPACITY', note: '' }));
    expect(await status('placement', other)).toBe('DECLINED');
    expect(await world.counters(centre.openingId)).toEqual({ held: 0, taken: 1 });
  });
});

describe('the law of charging', () => {
  it('keeps a school’s share after a permanent exclusion out of the database without a lawful footing', async () => {
    const centre = await world.supply();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(await world.referral(), centre.patternId)),
    );
    const charge = (footing: string, agreement: string | null) =>
      world.admin.query(
        `INSERT INTO commitment SELECT gen_random_uuid(), authority_id, placement_id, referral_id, referral_type, 'SCHOOL', $2, $3, NULL, $4, fund,
           financial_year, period_from, period_to, pence, (SELECT id FROM transfer t WHERE NOT EXISTS (SELECT FROM commitment c WHERE c.transfer_id = t.id) LIMIT 1), at
         FROM commitment WHERE placement_id = $1`,
        [placementId, WORKPLACES['school-one'].organisationId, footing, agreement],
      );
    await expect(charge('LEAVER_REDETERMINATION', null)).rejects.toThrow(/commitment_lawful_on_exclusion/);
    await expect(charge('SERVICE_PURCHASE', null)).rejects.toThrow(/commitment_(lawful_on_exclusion|has_order)/);
    await expect(charge('SIGNED_AGREEMENT', ' ')).rejects.toThrow(/commitment_has_agreement/);
    // Nor under another name: the kind of the case is the referral’s own.
    const disguised = world.admin.query(
      `UPDATE commitment SET referral_type = 'PREVENTATIVE_DUAL' WHERE placement_id = $1`,
      [placementId],
    );
    await expect(disguised).rejects.toThrow(/commitment_referral/);
  });
});
