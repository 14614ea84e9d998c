import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, newId, valueOf } from '../../../src/kernel/index.js';
import { codeOf } from '../../support/results.js';
import { purchasingWorld, type PurchasingWorld, SCHOOL_ONE } from '../../support/purchasing.js';

let world: PurchasingWorld;
beforeAll(async () => {
  world = await purchasingWorld();
});
afterAll(() => world.close());

/** Of the kind that a school pays a part of: an order would be asked for if anything had to be paid. */
const referral = () =>
  world.referral({
    type: 'PREVENTATIVE_DUAL',
    'sessions.wanted': FULL_WEEK,
    'sessions.startsOn': dateOnly('2026-11-09'),
    'sessions.endsOn': dateOnly('2026-12-18'),
  });
const drawnFrom = (placementId: string) =>
  world.one<{ hold: string | null; draw: string | null; total: string; commitments: number; shares: string }>(
    `SELECT hold_id AS hold, block_draw_id AS draw, total_pence AS total,
       (SELECT count(*)::int FROM commitment c WHERE c.placement_id = p.id) AS commitments,
       (SELECT coalesce(sum(pence), 0) FROM placement_share s WHERE s.placement_id = p.id) AS shares
     FROM placement p WHERE id = $1`,
    [placementId],
  );

describe('a placement out of a block', () => {
  it('uses a place that nobody else can have, and commits no money twice', async () => {
    const place = await world.supply({ places: 1 });
    const blockId = await world.authorityBlock(place, { unitsPerWeek: 1 });
    const before = { fund: await world.fund(), transfers: await world.transfers() };
    const referralId = await world.referral();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.decision(referralId, place.patternId, { blockId })),
    );
    expect(await drawnFrom(placementId)).toMatchObject({ hold: null, total: '0', commitments: 0, shares: '0' });
    expect({ fund: await world.fund(), transfers: await world.transfers() }).toEqual(before);
    expect(await world.counters(place.openingId)).toEqual({ held: 0, taken: 1 });
    expect((await world.ledgerOf(blockId)).map(({ drawn }) => drawn)).toEqual([1, 1, 1, 1, 1, 1]);
    valueOf(await world.answer.accept(place.manager, placementId));

    const another = await world.referral();
    const second = await world.approve.run(world.coordinator, world.decision(another, place.patternId, { blockId }));
    expect(codeOf(second)).toBe('block.not-left');
    const transfer = await world.one<{ id: string }>('SELECT id FROM transfer LIMIT 1');
    await expect(
      world.admin.query(
        `INSERT INTO commitment (id, authority_id, placement_id, referral_id, referral_type, payer, footing, fund, financial_year,
           period_from, period_to, pence, transfer_id, at)
         SELECT $2, authority_id, id, referral_id, referral_type, 'FUND', 'AUTHORITY_FUNDING', 'HIGH_NEEDS', '2026-27',
           starts_on, planned_end, 100, $3, now() FROM placement WHERE id = $1`,
        [placementId, newId(), transfer?.id],
      ),
    ).rejects.toMatchObject({ constraint: 'commitment_not_paid_twice' });
  });

  it('gives its units back when it is declined, and from the next week when it ends', async () => {
    const place = await world.supply({ places: 1 });
    const blockId = await world.authorityBlock(place, { unitsPerWeek: 1 });
    const decide = async () =>
      valueOf(
        await world.approve.run(
          world.coordinator,
          world.decision(await world.referral(), place.patternId, { blockId }),
        ),
      ).placementId;
    const declined = await decide();
    valueOf(await world.answer.decline(place.manager, declined, { reason: 'NO_STAFF', note: '' }));
    expect((await world.ledgerOf(blockId)).map(({ drawn }) => drawn)).toEqual([0, 0, 0, 0, 0, 0]);

    const agreed = await decide();
    valueOf(await world.answer.accept(place.manager, agreed));
    world.clock.set(new Date('2026-11-25T09:00:00Z'));
    valueOf(await world.ending.start(place.manager, agreed));
    const ended = { placementId: agreed, lastDay: dateOnly('2026-11-25'), reason: 'BACK_AT_SCHOOL' };
    const codes = codeOf(await world.ending.end(world.coordinator, ended));
    world.clock.set(new Date('2026-11-02T09:00:00Z'));
    expect(codes).toBe('done');
    expect((await world.ledgerOf(blockId)).map(({ drawn }) => drawn)).toEqual([1, 1, 1, 0, 0, 0]);
    expect(await world.ledgerFaults()).toEqual([]);
  });

  it('of a school’s own block needs no order and serves its own pupils only', async () => {
    const place = await world.supply({ places: 2 });
    const blockId = await world.aBlock(place);
    const command = (id: string) => world.decision(id, place.patternId, { blockId });
    const { placementId } = valueOf(await world.approve.run(world.coordinator, command(await referral())));
    expect(await drawnFrom(placementId)).toMatchObject({ hold: null, total: '0', commitments: 0 });
    expect(await world.heldBy(blockId, SCHOOL_ONE)).toEqual(Array.from({ length: 6 }, () => [2, 1]));
    const foreign = await world.referral({}, world.otherLead);
    expect(codeOf(await world.approve.run(world.coordinator, command(foreign)))).toBe('block.not-covered');
    const elsewhere = await world.supply();
    const wrong = world.decision(await world.referral(), elsewhere.patternId, { blockId });
    expect(codeOf(await world.approve.run(world.coordinator, wrong))).toBe('block.not-usable');
  });

  it('is offered to whoever decides, beside the places that would have to be bought', async () => {
    const place = await world.supply({ name: 'Bought Ahead Centre', places: 1 });
    const blockId = await world.authorityBlock(place, { unitsPerWeek: 1 });
    const referralId = await world.referral();
    const agent = await world.agent('coordinator');
    const asked = await agent.get(`/referrals/${referralId}/decision`);
    expect(asked.text).toContain('Bought Ahead Centre');
    expect(asked.text).toContain(`value="block-${blockId}"`);
    const fields = {
      step: 'check',
      option: `block-${blockId}`,
      'startsOn-day': '9',
      'startsOn-month': '11',
      'startsOn-year': '2026',
      'plannedEnd-day': '18',
      'plannedEnd-month': '12',
      'plannedEnd-year': '2026',
      reasons: 'It is bought already and meets the needs.',
    };
    const checked = await agent.form(`/referrals/${referralId}/decision`, fields);
    expect(checked.text).toContain('Paid for with the block it is drawn from');
    const confirmed = await agent.form(`/referrals/${referralId}/decision`, { ...fields, step: 'confirm' });
    expect(confirmed.status).toBe(303);
    const shown = await agent.get(String(confirmed.headers['location']));
    expect(shown.text).toMatch(/Block BL-\d{6}, bought ahead/);
  });
});
