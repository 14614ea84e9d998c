import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, pence, type Result, valueOf } from '../../../src/kernel/index.js';
import { BudgetSetUp } from '../../../src/modules/budget/index.js';
import { defaultPolicy } from '../../../src/modules/policies/index.js';
import { codeOf } from '../../support/results.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

const STRAND = 'HIGH_NEEDS_INCLUSION';
const policy = {
  ...defaultPolicy,
  funding: {
    ...defaultPolicy.funding,
    PREVENTATIVE_DUAL: { ...defaultPolicy.funding.PREVENTATIVE_DUAL, fund: STRAND },
  },
} as const;

/** 60 % of £11,920 for 29 of 190 school days. */
const STRAND_SHARE = 109_162;

let world: PlacementWorld;
beforeAll(async () => {
  world = await placementWorld({ policy });
});
afterAll(() => world.close());

const allot = (grantPence: number, key: string): Promise<Result<string>> =>
  world.work.inTransaction(world.setUp, (tx) =>
    world.app.get(BudgetSetUp).openFund(tx, {
      authorityId: AUTHORITY_ID,
      fund: STRAND,
      financialYear: '2026-27',
      grantPence: pence(grantPence),
      key,
    }),
  );

describe('a kind of referral that a strand of the budget pays for', () => {
  it('is refused when the strand has too little, however much the rest of the budget has, and else costs the strand alone', async () => {
    valueOf(await allot(STRAND_SHARE - 1, 'first'));
    const centre = await world.supply();
    const referralId = await world.referral({
      type: 'PREVENTATIVE_DUAL',
      'sessions.wanted': FULL_WEEK,
      'sessions.startsOn': dateOnly('2026-11-09'),
      'sessions.endsOn': dateOnly('2026-12-18'),
    });
    const order = {
      reference: 'PO-1',
      authorisedBy: 'Hari Example',
      limitPence: pence(500_000),
      validUntil: dateOnly('2027-07-31'),
    };
    const command = { ...world.command(referralId, centre.patternId), order };
    const before = await world.fund();
    expect(codeOf(await world.approve.run(world.coordinator, command))).toBe('matching.rule-failed');

    valueOf(await allot(100_001, 'second'));
    valueOf(await world.approve.run(world.coordinator, command));
    expect(await world.fund('2026-27', STRAND)).toEqual({ pending: STRAND_SHARE, left: 100_000 });
    expect(await world.fund()).toEqual(before);
    expect(await world.ledgerFaults()).toEqual([]);
  });
});
