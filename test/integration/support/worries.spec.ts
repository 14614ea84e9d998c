import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, PERMISSIONS, ROLE_PERMISSIONS, ROLES, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { KeepWorries } from '../../../src/modules/support/index.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { codeOf } from '../../support/results.js';
import { A_REQUEST } from '../../support/supported.js';
import { aPerson } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

const day = dateOnly;
const A_WORRY = { name: 'Otter', upn: '', why: 'Sits alone at lunch.', lookOn: day('2026-11-20') };

describe('a school’s own list of pupils it worries about', () => {
  let world: PlacementWorld;
  let worries: KeepWorries;
  beforeAll(async () => {
    world = await placementWorld();
    worries = world.app.get(KeepWorries);
  });
  afterAll(() => world.close());

  it('keeps whom the school puts on it, with why and when it looks again, and forgets whom it takes off', async () => {
    const { worryId } = valueOf(await worries.add(world.lead, A_WORRY));
    expect(codeOf(await worries.add(world.lead, A_WORRY))).toBe('worry.exists');
    expect(codeOf(await worries.add(world.lead, { ...A_WORRY, name: '' }))).toBe('input.invalid: name required');
    expect(codeOf(await worries.add(world.lead, { ...A_WORRY, name: 'Fox', lookOn: day('2026-11-01') }))).toBe(
      'input.invalid: lookOn too-early',
    );
    expect(codeOf(await worries.add(world.lead, { ...A_WORRY, name: 'Fox', upn: 'X1' }))).toMatch(/upn/);
    expect(await worries.tasksFor(world.lead)).toEqual([]);
    world.clock.set('2026-11-20T09:00:00Z');
    expect(await worries.tasksFor(world.lead)).toMatchObject([
      { title: 'Look again at a pupil on your own list', dueOn: '2026-11-20' },
    ]);
    valueOf(await worries.change(world.lead, worryId, { why: 'Better.', lookOn: day('2026-12-01') }));
    expect(valueOf(await worries.list(world.lead))).toMatchObject([{ name: 'Otter', why: 'Better.' }]);
    valueOf(await worries.remove(world.lead, worryId));
    expect((await world.admin.query('SELECT FROM worry')).rows).toEqual([]);
    expect(codeOf(await worries.remove(world.lead, worryId))).toBe('worry.not-found');
    world.clock.set('2026-11-02T09:00:00Z');
  });

  it('leads to a request for support and to a draft of a referral, and to nothing by itself', async () => {
    const { worryId } = valueOf(await worries.add(world.lead, A_WORRY));
    const asked = valueOf(await worries.ask(world.lead, worryId, A_REQUEST));
    const { referralId } = valueOf(await worries.refer(world.lead, worryId));
    expect(codeOf(await worries.refer(world.lead, worryId))).toBe('worry.referral-begun');
    expect(valueOf(await worries.one(world.lead, worryId))).toMatchObject({ requestId: asked.requestId, referralId });
    const draft = await world.one<{ answers: object }>('SELECT answers FROM referral_draft WHERE referral_id = $1', [
      referralId,
    ]);
    expect(draft?.answers).toMatchObject({ 'needs.description': 'Sits alone at lunch.' });
  });

  it('is nobody else’s: not another school’s, not the authority’s in any role, not a machine’s nor a job’s', async () => {
    const [own] = valueOf(await worries.list(world.lead));
    expect(own).toBeDefined();
    const seenBy = (actor: Parameters<typeof world.work.read>[0]) =>
      world.work.read(actor, (tx) => tx.query('SELECT id FROM worry'));
    expect(await seenBy(world.lead)).toHaveLength(1);
    expect(await seenBy(world.otherLead)).toEqual([]);
    expect(codeOf(await worries.one(world.otherLead, own?.id ?? ''))).toBe('worry.not-found');
    for (const role of ROLES) {
      const permissions = ROLE_PERMISSIONS[role];
      for (const place of ['authority', 'other-authority', 'school-two', 'provider'] as const) {
        const actor = aPerson({ role, ...WORKPLACES[place], permissions });
        expect({ role, place, rows: await seenBy(actor) }).toEqual({ role, place, rows: [] });
        expect(codeOf(await worries.one(actor, own?.id ?? ''))).toBe('worry.not-found');
      }
    }
    // Not even with every permission there is, from the authority; nor by what acts for the school without being a person.
    expect(await seenBy(aPerson({ ...WORKPLACES.authority, permissions: PERMISSIONS }))).toEqual([]);
    expect(await seenBy(serviceActor('anything', AUTHORITY_ID, PERMISSIONS))).toEqual([]);
    const machine = { ...world.lead, kind: 'machine' as const };
    expect(await seenBy(machine)).toEqual([]);
    expect(codeOf(await worries.add(machine, { ...A_WORRY, name: 'Badger' }))).toBe('action.forbidden');
  });
});
