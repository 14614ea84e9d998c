import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, pence, valueOf } from '../../../src/kernel/index.js';
import type { SignedInAgent } from '../../support/app.js';
import { purchasingWorld, type PurchasingWorld, SCHOOL_TWO } from '../../support/purchasing.js';
import type { SupplyPoint } from '../../support/placement-world.js';

let world: PurchasingWorld;
let place: SupplyPoint;
beforeAll(async () => {
  world = await purchasingWorld();
  place = await world.supply({ name: 'Example Pupil Referral Unit', urn: '100003', places: 6 });
});
afterAll(() => world.close());

const date = (name: string, iso: string) => {
  const [year = '', month = '', day = ''] = iso.split('-');
  return { [`${name}-day`]: day, [`${name}-month`]: month, [`${name}-year`]: year };
};
const block = (over: Record<string, string> = {}) => ({
  patternId: place.patternId,
  unit: 'PLACE',
  unitsPerWeek: '2',
  ...date('firstDay', '2026-11-09'),
  ...date('lastDay', '2026-12-18'),
  noticeDays: '14',
  orderReference: 'PO-1',
  orderAuthorisedBy: 'Hari Example',
  reason: 'Two pupils a half-term need such a place.',
  ...over,
});
const home = async (agent: SignedInAgent): Promise<string> => (await agent.get('/')).text;

describe('the pages of buying', () => {
  it('take a school from preparing over the second signature to use, lending and what was not used', async () => {
    const [lead, head, other] = await Promise.all([
      world.agent('inclusion-lead'),
      world.agent('head-teacher'),
      world.agent('two-roles', { role: 'HEAD_TEACHER' }),
    ]);
    const wrong = await lead.form('/blocks/new', block({ unitsPerWeek: 'many', orderReference: '' }));
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Two pupils a half-term need such a place.');
    const drafted = await lead.form('/blocks/new', block());
    expect([drafted.status, drafted.headers['location']]).toEqual([
      303,
      expect.stringMatching(/^\/blocks\/[0-9a-f-]{36}$/),
    ]);
    const href = String(drafted.headers['location']);
    expect((await lead.get(href)).text).toContain('Waits for: second person at First Example School');
    expect((await lead.form(`${href}/sign`)).status).toBe(403);
    expect(await home(head)).toContain('Sign or refuse block BL-');
    expect((await head.form(`${href}/refuse`, { words: '' })).status).toBe(422);
    expect((await head.form(`${href}/sign`)).status).toBe(303);
    const signed = (await lead.get(href)).text;
    expect(signed).toContain('£3,764.16');
    expect(signed).toContain('12 weeks of a place worth £3,764.16 are still to be used');
    expect(await home(lead)).toContain('Use or lend what is unused of block BL-');

    const use = {
      units: '1',
      ...date('firstDay', '2026-11-09'),
      ...date('lastDay', '2026-11-20'),
      pupilReference: 'S1-17',
    };
    expect((await lead.form(`${href}/use`, { ...use, units: '3' })).text).toContain('So many are not left');
    expect((await lead.form(`${href}/use`, use)).status).toBe(303);
    const lend = {
      borrowerId: '00000000-0000-7000-8000-000000000014',
      units: '1',
      ...date('firstDay', '2026-11-16'),
      ...date('lastDay', '2026-11-20'),
      unitPence: '250.50',
    };
    const offered = await lead.form(`${href}/lend`, lend);
    expect(offered.status).toBe(303);
    const loan = String(offered.headers['location']);
    expect(await home(other)).toContain('Answer First Example School: units of a block for sale');
    expect((await other.get(loan)).text).toContain('£250.50 each, net of VAT');
    expect((await other.form(`${loan}/answer`, { agree: 'yes' })).text).toContain('Enter number of your order');
    expect((await other.form(`${loan}/answer`, { agree: 'yes', orderReference: 'PO-7' })).status).toBe(303);

    world.clock.set(new Date('2026-11-24T09:00:00Z'));
    const agent = await world.agent('inclusion-lead');
    const csv = (await agent.get(`${href}?format=csv`)).text.split('\r\n');
    world.clock.set(new Date('2026-11-02T09:00:00Z'));
    expect(csv.slice(0, 4)).toEqual([
      expect.stringContaining('Week of'),
      '2026-11-09,2,1,0,1,313.68,Over',
      '2026-11-16,2,1,1,0,0.00,Over',
      '2026-11-23,2,0,0,2,627.36,Still to come',
    ]);
    expect(csv[7]).toMatch(/^Total,12,2,1,9,2823\.12/);
  });

  it('show the provider what it sold and how much of it is used, and no other school’s business', async () => {
    const [provider, other, commissioner] = await Promise.all([
      world.agent('pru-manager'),
      world.agent('other-lead'),
      world.agent('commissioner'),
    ]);
    const list = (await provider.get('/blocks')).text;
    expect(list).toContain('First Example School');
    expect(list).not.toContain('Buy ahead of need');
    expect((await commissioner.get('/blocks?format=csv')).text).toContain('First Example School');
    const mine = await world.aBlock(place, { unitsPerWeek: 1 });
    expect((await other.get(`/blocks/${mine}`)).status).toBe(404);
    expect((await provider.get(`/blocks/${mine}`)).text).toContain('Signed: places are kept');
    expect((await provider.get('/purchases')).text).not.toContain('SP-');
  });

  it('show a school that is offered units what they are, not what was paid or why, and nothing once it has refused', async () => {
    const other = await world.agent('two-roles', { role: 'HEAD_TEACHER' });
    const id = await world.aBlock(await world.supply(), { unitsPerWeek: 1 });
    const row = await world.one<{ reference: string }>('SELECT reference FROM block WHERE id = $1', [id]);
    const reference = row?.reference ?? '';
    const loanId = valueOf(
      await world.lend.propose(world.people.lead, {
        blockId: id,
        borrowerId: SCHOOL_TWO,
        units: 1,
        firstDay: dateOnly('2026-11-09'),
        lastDay: dateOnly('2026-12-18'),
        unitPence: pence(0),
      }),
    );
    const line = async () =>
      (await other.get('/blocks?format=csv')).text.split('\r\n').find((one) => one.includes(reference));
    expect(await line()).not.toContain('1882.08');
    const page = (await other.get(`/blocks/${id}`)).text;
    expect(page).toContain('Units of it are offered to you.');
    for (const lenders of ['£1,882.08', '£313.68', 'PO-1', 'Two pupils a half-term', 'Prepared']) {
      expect(page).not.toContain(lenders);
    }
    expect((await other.get(`/blocks/${id}?format=csv`)).text).not.toContain('2026-11-09');
    const lead = await world.agent('inclusion-lead');
    expect((await lead.get(`/blocks/${id}`)).text).toContain('Two pupils a half-term');

    const refused = await other.form(`/block-loans/${loanId}/answer`, { agree: 'no' });
    expect([refused.status, refused.headers['location']]).toEqual([303, '/blocks']);
    expect((await other.get(`/blocks/${id}`)).status).toBe(404);
    expect(await line()).toBeUndefined();
  });

  it('let the authority buy from a fund, and finance find it behind the fund’s figures', async () => {
    const [commissioner, approver, finance] = await Promise.all([
      world.agent('commissioner'),
      world.agent('finance-approver'),
      world.agent('finance-officer'),
    ]);
    const form = (await commissioner.get('/blocks/new')).text;
    expect(form).toContain('Paid from');
    expect(form).not.toContain('Number of your order');
    const drafted = await commissioner.form('/blocks/new', block({ fund: 'HIGH_NEEDS', unitsPerWeek: '1' }));
    const href = String(drafted.headers['location']);
    expect((await approver.form(`${href}/sign`)).status).toBe(303);
    const budget = (await finance.get('/budget/HIGH_NEEDS/2026-27')).text;
    expect(budget).toMatch(/Block BL-\d{6}/);
    expect(budget).toContain(href);
    expect((await approver.form(`${href}/cancel`, { words: 'Fewer pupils.' })).status).toBe(303);
    expect((await approver.get(href)).text).toContain('Cancelled from');
  });

  it('record a school’s own purchase outside the framework, and bring it before the authority', async () => {
    const [lead, commissioner] = await Promise.all([world.agent('inclusion-lead'), world.agent('commissioner')]);
    const own = {
      providerName: 'Zest Example Farm',
      pupilReference: 'S1-18',
      purpose: 'PREVENTATIVE_DUAL',
      ...date('startsOn', '2026-11-09'),
      ...date('endsOn', '2026-12-18'),
      days: '6',
      dayPence: '95',
      orderReference: 'PO-2',
      orderAuthorisedBy: 'Hari Example',
      assured: ['VISIT', 'INSURANCE'],
    };
    const warned = await lead.form('/purchases/new', own);
    expect(warned.status).toBe(422);
    expect(warned.text).toContain('Confirm that you have read the warning');
    const recorded = await lead.form('/purchases/new', {
      ...own,
      reason: 'Nobody else works with animals.',
      warned: 'yes',
    });
    expect(recorded.status).toBe(303);
    const href = String(recorded.headers['location']);
    const page = (await lead.get(href)).text;
    expect(page).toContain('the policy withholds the subsidy for that');
    expect(page).toContain('Not checked by the school');
    expect(await home(commissioner)).toContain('Read what First Example School bought outside the framework');
    expect((await commissioner.form(`${href}/confirm`, { words: 'Please visit again.' })).status).toBe(303);
    expect((await lead.get(href)).text).toContain('Please visit again.');
    expect((await lead.form(`${href}/cancel`, { words: 'The pupil moved away.' })).status).toBe(303);
  });
});
