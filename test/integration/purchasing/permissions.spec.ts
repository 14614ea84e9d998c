import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  dateOnly,
  newId,
  pence,
  type Role,
  ROLE_PERMISSIONS,
  ROLES,
  valueOf,
} from '../../../src/kernel/index.js';
import { ListBlocks } from '../../../src/modules/purchasing/application/list-blocks.js';
import { ViewBlock } from '../../../src/modules/purchasing/application/view-block.js';
import { ConfirmPurchase, RecordPurchase } from '../../../src/modules/purchasing/index.js';
import { rolesOf } from '../../../src/modules/identity/domain/roles.js';
import { codeOf } from '../../support/results.js';
import { purchasingWorld, type PurchasingWorld, SCHOOL_TWO } from '../../support/purchasing.js';
import { known } from '../../support/supply-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { WORKPLACES } from '../../support/workplaces.js';

const day = dateOnly;
const period = { firstDay: day('2026-11-09'), lastDay: day('2026-12-18') };

describe('who may do what with the first school’s purchases', () => {
  let world: PurchasingWorld;
  let ids: { draft: string; signed: string; loan: string; draw: string; purchase: string };
  let place: Awaited<ReturnType<PurchasingWorld['supply']>>;

  beforeAll(async () => {
    world = await purchasingWorld();
    place = await world.supply({ places: 50 });
    const { people, lend, use } = world;
    const signed = await world.aBlock(place, { unitsPerWeek: 20, unit: 'DAY' });
    const offer = { blockId: signed, borrowerId: SCHOOL_TWO, units: 1, ...period, unitPence: pence(0) };
    const used = { blockId: signed, units: 1, ...period, pupilReference: 'S1-1', schoolId: null, note: null };
    ids = {
      draft: valueOf(await world.draft.run(people.lead, world.command(place))),
      signed,
      loan: valueOf(await lend.propose(people.lead, offer)),
      draw: valueOf(await use.use(people.lead, used)),
      purchase: valueOf(await world.app.get(RecordPurchase).run(people.lead, purchase('S1-0'))),
    };
  });
  afterAll(() => world.close());

  const purchase = (pupilReference: string) => ({
    providerId: null,
    providerName: 'Zest Example Farm',
    pupilReference,
    purpose: 'PREVENTATIVE_EARLY' as const,
    startsOn: period.firstDay,
    endsOn: period.lastDay,
    days: 6,
    dayPence: pence(9_500),
    orderReference: 'PO-1',
    orderAuthorisedBy: 'Hari Example',
    assured: [],
    reason: 'Nobody on the list works with animals.',
    warned: true,
  });

  /** Each with something that is wrong in itself, so that being allowed shows as another refusal and changes nothing. */
  const actions: Readonly<Record<string, (actor: Actor) => Promise<string>>> = {
    'list blocks': async (actor) => codeOf(await world.app.get(ListBlocks).run(actor, { offset: 0, limit: 10 })),
    'read this block': async (actor) => ((await world.app.get(ViewBlock).run(actor, ids.signed)) ? 'done' : 'nothing'),
    'prepare a block': async (actor) => codeOf(await world.draft.run(actor, world.command(place, { reason: '' }))),
    'sign it': async (actor) => codeOf(await world.sign.sign(actor, ids.signed)),
    'cancel it': async (actor) => codeOf(await world.sign.cancel(actor, ids.draft, 'Not needed.')),
    'use it': async (actor) =>
      codeOf(
        await world.use.use(actor, {
          blockId: ids.signed,
          units: 0,
          ...period,
          pupilReference: 'X',
          schoolId: null,
          note: null,
        }),
      ),
    'lend it': async (actor) =>
      codeOf(
        await world.lend.propose(actor, {
          blockId: ids.signed,
          borrowerId: SCHOOL_TWO,
          units: 0,
          ...period,
          unitPence: pence(0),
        }),
      ),
    'take what is lent': async (actor) =>
      codeOf(
        await world.lend.answer(actor, { loanId: ids.loan, agree: true, orderReference: 'x'.repeat(100), fund: null }),
      ),
    'record an own purchase': async (actor) =>
      codeOf(await world.app.get(RecordPurchase).run(actor, { ...purchase('X'), days: 0 })),
    'confirm a school’s purchase': async (actor) =>
      codeOf(await world.app.get(ConfirmPurchase).confirm(actor, ids.purchase, 'x'.repeat(9000))),
  };
  const LONG = 'input.invalid: words too-long';
  const NOBODY = {
    'list blocks': 'action.forbidden',
    'read this block': 'nothing',
    'prepare a block': 'action.forbidden',
    'sign it': 'block.not-found',
    'cancel it': 'block.not-found',
    'use it': 'block.not-found',
    'lend it': 'block.not-found',
    'take what is lent': 'loan.not-found',
    'record an own purchase': 'action.forbidden',
    'confirm a school’s purchase': 'school-purchase.not-found',
  };
  /** Sees the school's purchases and may change none of them. */
  const READS = {
    ...NOBODY,
    'list blocks': 'done',
    'read this block': 'done',
    'sign it': 'action.forbidden',
    'cancel it': 'action.forbidden',
    'use it': 'action.forbidden',
    'lend it': 'action.forbidden',
    'take what is lent': 'action.forbidden',
    'confirm a school’s purchase': 'action.forbidden',
  };
  const MAKES = { 'prepare a block': 'input.invalid: reason required' };
  const OWN = { 'use it': 'input.invalid: units number', 'lend it': 'input.invalid: units number' };
  const SIGNS = { 'sign it': 'block.moved-on', 'cancel it': 'block.moved-on' };
  const TAKES = { 'take what is lent': 'input.invalid: orderReference too-long' };
  /** Offered units of it, the second school sees the block; its drafts and own purchases stay the first school's. */
  const OFFERED = {
    ...READS,
    'cancel it': 'block.not-found',
    'confirm a school’s purchase': 'school-purchase.not-found',
  };
  const RECORDS = { 'record an own purchase': 'input.invalid: days number' };

  const expected: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'school-one SCHOOL_INCLUSION_LEAD': { ...READS, ...MAKES, ...OWN, ...RECORDS },
    'school-one HEAD_TEACHER': { ...READS, ...MAKES, ...OWN, ...RECORDS, ...SIGNS },
    'school-one SCHOOL_FINANCE': { ...READS, ...SIGNS },
    'school-two SCHOOL_INCLUSION_LEAD': { ...OFFERED, ...MAKES, ...RECORDS },
    'school-two HEAD_TEACHER': { ...OFFERED, ...MAKES, ...RECORDS, ...TAKES },
    'school-two SCHOOL_FINANCE': { ...OFFERED, ...TAKES },
    'authority COMMISSIONER': { ...READS, ...MAKES, 'confirm a school’s purchase': LONG },
    'authority PANEL_COORDINATOR': { ...READS, ...MAKES },
    'authority PANEL_CHAIR': { ...READS, 'confirm a school’s purchase': LONG },
    'authority FINANCE_OFFICER': READS,
    'authority FINANCE_APPROVER': READS,
    'authority AUDITOR': READS,
    'provider PROVIDER_MANAGER': { ...NOBODY, 'list blocks': 'done' },
    'provider PROVIDER_FINANCE': { ...NOBODY, 'list blocks': 'done' },
  };

  const PLACES = {
    authority: 'AUTHORITY',
    'school-one': 'SCHOOL',
    'school-two': 'SCHOOL',
    provider: 'PROVIDER',
  } as const;
  const rows = Object.entries(PLACES).flatMap(([at, kind]) =>
    rolesOf(kind)
      .filter((role) => kind !== 'SCHOOL' || !role.startsWith('PROVIDER'))
      .map((role): [keyof typeof PLACES, Role] => [at as keyof typeof PLACES, role]),
  );

  it.each(rows)('%s: %s', async (at, role) => {
    const actor = await known(world, {
      ...aPerson({ role, ...WORKPLACES[at], permissions: ROLE_PERMISSIONS[role] }),
      userId: newId(),
    });
    const answers: [string, string][] = [];
    for (const [name, act] of Object.entries(actions)) answers.push([name, await act(actor)]);
    const told = expected[`${at} ${role}`] ?? NOBODY;
    expect(Object.fromEntries(answers)).toEqual(told);
  });

  it('knows every role that exists', () => {
    expect(rows.length).toBeGreaterThan(ROLES.length);
  });
});
