import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type supertest from 'supertest';
import { ROLE_PERMISSIONS } from '../../../src/kernel/index.js';
import type { SignedInAgent } from '../../support/app.js';
import { PERSONAS, type PersonaKey } from '../../support/personas.js';
import { purchasingWorld, type PurchasingWorld, SCHOOL_TWO } from '../../support/purchasing.js';

const DAYS = { firstDay: '2026-11-09', lastDay: '2026-12-18' };
const ORDER = { orderReference: 'PO-1', orderAuthorisedBy: 'Hari Example' };

describe('the API for what is bought ahead and what schools buy', () => {
  let world: PurchasingWorld;
  let place: Awaited<ReturnType<PurchasingWorld['supply']>>;
  const people = new Map<PersonaKey, SignedInAgent>();
  const agentOf = async (key: PersonaKey): Promise<SignedInAgent> => {
    const agent = people.get(key) ?? (await world.agent(key));
    people.set(key, agent);
    return agent;
  };
  const get = async (key: PersonaKey, path: string) =>
    (await (await agentOf(key)).get(`/api/v1/${path}`)) as supertest.Response;
  async function post(key: PersonaKey, path: string, body: object = {}, once: string = randomUUID()) {
    const agent = await agentOf(key);
    const request = agent.post(`/api/v1/${path}`).set('x-csrf-token', agent.csrf).set('Idempotency-Key', once);
    return (await request.send(body)) as supertest.Response;
  }
  const answer = ({ status, body }: supertest.Response) => `${status} ${body.code ?? ''}`.trim();

  beforeAll(async () => {
    world = await purchasingWorld();
    place = await world.supply({ places: 50 });
  });
  afterAll(() => world.close());

  const aBlock = (over: object = {}) => ({
    patternId: place.patternId,
    unit: 'DAY',
    unitsPerWeek: 10,
    ...DAYS,
    noticeDays: 14,
    reason: 'Such days are needed every term.',
    ...ORDER,
    ...over,
  });

  it('prepares a block once, has another person sign it, uses and lends it', async () => {
    const once = randomUUID();
    const made = await post('inclusion-lead', 'blocks', aBlock(), once);
    expect(made.status).toBe(201);
    const { id } = made.body as { id: string };
    expect((await post('inclusion-lead', 'blocks', aBlock(), once)).body).toEqual({ id });
    expect(answer(await post('inclusion-lead', 'blocks', aBlock({ unitsPerWeek: 11 }), once))).toBe(
      '409 idempotency.other-body',
    );
    expect(answer(await post('inclusion-lead', `blocks/${id}/signature`))).toBe('403 action.forbidden');
    expect(answer(await post('head-teacher', `blocks/${id}/signature`))).toBe('200');
    expect(answer(await post('head-teacher', `blocks/${id}/signature`))).toBe('409 block.moved-on');

    const use = { units: 2, ...DAYS, pupilReference: 'S1-1' };
    const used = await post('inclusion-lead', `blocks/${id}/uses`, use);
    expect(used.body).toEqual({ id: expect.any(String), blockId: id });
    expect(answer(await post('inclusion-lead', `blocks/${id}/uses`, { ...use, units: 9 }))).toBe('409 block.not-left');
    const loan = await post('inclusion-lead', `blocks/${id}/loans`, { borrowerId: SCHOOL_TWO, units: 3, ...DAYS });
    const { id: loanId } = loan.body as { id: string };
    expect((await get('other-lead', `block-loans/${loanId}`)).body).toMatchObject({ units: 3, status: 'PROPOSED' });

    const read = await get('inclusion-lead', `blocks/${id}`);
    expect(read.body).toMatchObject({
      status: 'ACTIVE',
      terms: { payer: 'BUYER', orderReference: 'PO-1' },
      uses: [{ units: 2, pupilReference: 'S1-1' }],
      loans: [{ id: loanId }],
    });
    // Who is offered units reads what they are, not what was paid, why, or who decided it.
    const offered = (await get('other-lead', `blocks/${id}`)).body as object;
    expect(offered).toMatchObject({ id, unit: 'DAY' });
    expect(Object.keys(offered)).not.toContain('terms');
    expect(JSON.stringify(offered)).not.toMatch(/PO-1|every term/);
    const provider = (await get('pru-manager', `blocks/${id}`)).body as object;
    expect(answer(await get('provider-manager', `blocks/${id}`))).toBe('404 block.not-found');
    expect(provider).not.toMatchObject({ loans: [{ id: loanId }] });
    expect(answer(await post('inclusion-lead', `block-loans/${loanId}/withdrawal`))).toBe('200');
    expect(answer(await post('inclusion-lead', `block-uses/${(used.body as { id: string }).id}/return`))).toBe('200');
    expect(answer(await post('head-teacher', `blocks/${id}/cancellation`, { words: 'Not needed.' }))).toBe('200');
  });

  it('refuses and withdraws what waits for a signature', async () => {
    const ids = [];
    for (let n = 0; n < 2; n++)
      ids.push(((await post('inclusion-lead', 'blocks', aBlock())).body as { id: string }).id);
    expect(answer(await post('head-teacher', `blocks/${ids[0]}/refusal`, { words: '' }))).toBe('422 input.invalid');
    expect(answer(await post('head-teacher', `blocks/${ids[0]}/refusal`, { words: 'Too dear.' }))).toBe('200');
    expect(answer(await post('inclusion-lead', `blocks/${ids[1]}/withdrawal`))).toBe('200');
    expect(answer(await post('head-teacher', `blocks/${ids[1]}/signature`))).toBe('409 block.moved-on');
  });

  it('lists a page at a time, the newest first, and tells the true number', async () => {
    const ids: string[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page++) {
      const { body } = await get('inclusion-lead', `blocks?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const { items, nextCursor, total } = body as {
        items: { id: string }[];
        nextCursor: string | null;
        total: number;
      };
      expect(items.length).toBeLessThanOrEqual(2);
      ids.push(...items.map(({ id }) => id));
      cursor = nextCursor ?? '';
      if (nextCursor === null) {
        expect(total).toBe(ids.length);
        break;
      }
    }
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
    expect(ids.length).toBeGreaterThan(2);
    expect(answer(await get('inclusion-lead', 'blocks?cursor=WyJ4Il0'))).toBe('422 input.invalid');
    expect((await get('other-lead', 'purchases')).body).toEqual({ items: [], nextCursor: null, total: 0 });
  });

  it('records what a school buys itself, warns it, and has the authority confirm', async () => {
    const bought = {
      providerName: 'Zest Example Farm',
      pupilReference: 'S1-2',
      purpose: 'PREVENTATIVE_EARLY',
      startsOn: DAYS.firstDay,
      endsOn: DAYS.lastDay,
      days: 6,
      dayPence: 9_500,
      ...ORDER,
      assured: ['VISIT'],
    };
    const warned = await post('inclusion-lead', 'purchases', bought);
    expect([warned.status, (warned.body as { fields: { rule: string }[] }).fields.map(({ rule }) => rule)]).toEqual([
      422,
      ['purchase-why-outside', 'purchase-warned'],
    ]);
    const whole = { ...bought, reason: 'Nobody on the list works with animals.', warned: true };
    const { id } = (await post('inclusion-lead', 'purchases', whole)).body as { id: string };
    expect(answer(await post('inclusion-lead', 'purchases', whole))).toBe('409 purchase.recorded-already');
    expect((await get('inclusion-lead', `purchases/${id}`)).body).toMatchObject({ supplyRoute: 'OFF_FRAMEWORK' });
    expect(answer(await get('other-lead', `purchases/${id}`))).toBe('404 school-purchase.not-found');
    expect(answer(await post('commissioner', `purchases/${id}/confirmation`))).toBe('200');
    expect(answer(await post('commissioner', `purchases/${id}/confirmation`))).toBe('409 purchase.moved-on');
    expect(answer(await post('inclusion-lead', `purchases/${id}/cancellation`, { words: 'It closed.' }))).toBe('200');
    expect((await get('commissioner', `purchases/${id}`)).body).toMatchObject({ status: 'CANCELLED' });
  });

  it('is open to the people whose work it is', async () => {
    const [none, bad] = [randomUUID(), { words: 'x' }];
    const routes = {
      'prepare a block': ['blocks', { ...aBlock(), reason: '' }],
      'sign a block': [`blocks/${none}/signature`, {}],
      'use a block': [`blocks/${none}/uses`, { units: 1, ...DAYS, pupilReference: 'X' }],
      'answer a loan': [`block-loans/${none}/answer`, { agree: true }],
      'confirm a purchase': [`purchases/${none}/confirmation`, {}],
      'cancel a purchase': [`purchases/${none}/cancellation`, bad],
    } as const;
    const needed = {
      'prepare a block': 'purchase.make',
      'sign a block': 'purchase.sign',
      'use a block': 'purchase.make',
      'answer a loan': 'purchase.sign',
      'confirm a purchase': 'purchase.approve',
      'cancel a purchase': 'purchase.make',
    } as const;
    const found: Record<string, Record<string, boolean>> = {};
    const expected: typeof found = {};
    for (const { key, roles } of PERSONAS.filter((one) => one.roles.length === 1)) {
      const permissions = ROLE_PERMISSIONS[roles[0]?.role ?? 'AUDITOR'];
      for (const [name, [path, body]] of Object.entries(routes)) {
        const { status } = await post(key as PersonaKey, path, body);
        expect(status).toBeLessThan(500);
        (found[key] ??= {})[name] = status !== 403;
        const may = permissions.includes('purchase.read') && permissions.includes(needed[name as keyof typeof needed]);
        (expected[key] ??= {})[name] = may;
      }
    }
    expect(found).toEqual(expected);
  });
});
