import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, pence, valueOf } from '../../../src/kernel/index.js';
import { subsidyByYear } from '../../../src/modules/purchasing/application/confirm-purchase.js';
import { ConfirmPurchase, type PurchaseCommand, RecordPurchase } from '../../../src/modules/purchasing/index.js';
import { codeOf } from '../../support/results.js';
import { COUNCIL, purchasingWorld, type PurchasingWorld } from '../../support/purchasing.js';

const day = dateOnly;
let world: PurchasingWorld;
let record: RecordPurchase;
let confirm: ConfirmPurchase;
let references = 0;
beforeAll(async () => {
  world = await purchasingWorld();
  record = world.app.get(RecordPurchase);
  confirm = world.app.get(ConfirmPurchase);
});
afterAll(() => world.close());

const command = (over: Partial<PurchaseCommand> = {}): PurchaseCommand => ({
  providerId: null,
  providerName: 'Zest Example Farm',
  pupilReference: `S1-${(references += 1)}`,
  purpose: 'PREVENTATIVE_DUAL',
  startsOn: day('2026-11-09'),
  endsOn: day('2026-12-18'),
  days: 12,
  dayPence: pence(9_501),
  orderReference: 'PO-9',
  orderAuthorisedBy: 'Hari Example',
  assured: ['VISIT', 'INSURANCE'],
  reason: 'Nobody on the list works with animals.',
  warned: true,
  ...over,
});
const row = (id: string) =>
  world.one<Record<string, unknown>>(
    `SELECT status, supply_route AS route, subsidy_reason AS reason, subsidy_pence::int AS subsidy, assured, total_pence::int AS total,
       admission_id AS admission, terms_id AS terms FROM school_purchase WHERE id = $1`,
    [id],
  );

describe('a school that buys a place outside the framework', () => {
  it('is warned, not stopped: its own assurance is kept, the authority is told, and the subsidy is withheld', async () => {
    const { people } = world;
    expect(codeOf(await record.run(people.lead, command({ warned: false, reason: null })))).toBe(
      'input.invalid: reason purchase-why-outside: warned purchase-warned',
    );
    const id = valueOf(await record.run(people.lead, command()));
    expect(await row(id)).toMatchObject({
      status: 'RECORDED',
      route: 'OFF_FRAMEWORK',
      reason: 'WITHHELD_OFF_FRAMEWORK',
      subsidy: 0,
      total: 114_012,
      assured: ['VISIT', 'INSURANCE'],
    });
    expect(await world.messages('purchase.off-framework')).toContain(COUNCIL);
    const before = await world.transfers();
    expect(codeOf(await confirm.confirm(people.lead, id, 'Read.'))).toBe('action.forbidden');
    valueOf(await confirm.confirm(people.commissioner, id, 'Please visit again.'));
    expect(codeOf(await confirm.confirm(people.commissioner, id, 'Again.'))).toBe('purchase.moved-on');
    expect(await world.transfers()).toBe(before);
    await expect(
      world.admin.query(`UPDATE school_purchase SET subsidy_pence = 100 WHERE id = $1`, [id]),
    ).rejects.toMatchObject({ constraint: 'school_purchase_subsidy' });
  });

  it('records the same pupil’s days at a provider once', async () => {
    const { people } = world;
    const first = command();
    valueOf(await record.run(people.lead, first));
    const again = { ...first, startsOn: day('2026-12-18'), endsOn: day('2027-01-29') };
    expect(codeOf(await record.run(people.lead, again))).toBe('purchase.recorded-already');
    expect(codeOf(await record.run(people.otherLead, again))).toBe('done');
    expect(codeOf(await record.run(people.lead, { ...again, startsOn: day('2026-12-19') }))).toBe('done');
  });
});

describe('a school that buys maintained provision or on the list', () => {
  it('is paid the policy’s part once the authority has confirmed it, and loses it when it cancels', async () => {
    const { people } = world;
    const place = await world.supply();
    const bought = command({ providerId: place.providerId, providerName: null, reason: null, warned: false });
    const id = valueOf(await record.run(people.lead, bought));
    expect(await row(id)).toMatchObject({ route: 'MAINTAINED_AP', reason: 'POLICY', subsidy: 68_407 });
    const left = (await world.fund()).left;
    valueOf(await confirm.confirm(people.commissioner, id, null));
    expect((await world.fund()).left).toBe(left - 68_407);
    expect(codeOf(await confirm.cancel(people.otherLead, id, 'Not ours.'))).toBe('school-purchase.not-found');
    valueOf(await confirm.cancel(people.lead, id, 'The pupil moved away.'));
    expect((await world.fund()).left).toBe(left);
    expect(await world.ledgerFaults()).toEqual([]);
  });

  it('splits what is paid at 31 March to the penny', () => {
    const years = subsidyByYear({ startsOn: day('2027-03-22'), endsOn: day('2027-04-11'), subsidyPence: pence(1_000) });
    expect(years.map(({ financialYear, pence: part }) => [financialYear, part])).toEqual([
      ['2026-27', 476],
      ['2027-28', 524],
    ]);
  });

  it('says what is wrong with what was typed, at its field', async () => {
    const run = async (over: Partial<PurchaseCommand>) => codeOf(await record.run(world.people.lead, command(over)));
    expect(await run({ days: 99 })).toBe('input.invalid: days number');
    expect(await run({ endsOn: day('2026-11-01') })).toContain('endsOn ends-before-start');
    expect(await run({ startsOn: day('2029-01-01'), endsOn: day('2029-01-31') })).toBe(
      'input.invalid: startsOn purchase-too-far: endsOn purchase-too-far',
    );
    expect(await run({ providerName: null })).toBe('input.invalid: providerId required');
    expect(await run({ dayPence: pence(0), pupilReference: ' ' })).toBe(
      'input.invalid: pupilReference required: dayPence money',
    );
    expect(codeOf(await record.run(world.people.commissioner, command()))).toBe('action.forbidden');
  });
});
