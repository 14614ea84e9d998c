import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, type Result, ROLE_PERMISSIONS, type Role, valueOf } from '../../../src/kernel/index.js';
import { ReviewTasks } from '../../../src/modules/reviews/application/review-tasks.js';
import { WritePlan } from '../../../src/modules/reviews/index.js';
import { eventually } from '../../support/eventually.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { A_PLAN, type Reviewed, reviewedPlacements } from '../../support/reviewed.js';
import { aPerson } from '../../support/unit-of-work.js';
import { WORKPLACES } from '../../support/workplaces.js';

const day = dateOnly;
let world: PlacementWorld;
let plans: WritePlan;
let placed: ReturnType<typeof reviewedPlacements>;
beforeAll(async () => {
  world = await placementWorld();
  plans = world.app.get(WritePlan);
  placed = reviewedPlacements(world);
});
afterAll(() => world.close());

const codeOf = (result: Result<unknown>): string =>
  result.ok
    ? 'done'
    : [result.problem.code, ...result.problem.fields.map(({ field, rule }) => `${field} ${rule}`)].join(', ');
const titles = async (actor: PlacementWorld['lead']) =>
  (await world.app.get(ReviewTasks).tasksFor(actor)).map(({ title, dueOn }) => `${title}, ${dueOn}`);
const at = (role: Role, place: { organisationId: string; authorityId: string } = WORKPLACES.authority) =>
  aPerson({ role, ...place, permissions: ROLE_PERMISSIONS[role] });

describe('the plan of a placement', () => {
  let one: Reviewed;
  let reference: string;
  beforeAll(async () => {
    one = await placed.agreed();
    reference = (await world.one<{ reference: string }>('SELECT reference FROM placement'))?.reference ?? '';
  });

  it('is a task of the school and of the provider from agreement on, due before the first day', async () => {
    for (const actor of [world.lead, one.centre.manager]) {
      expect(await titles(actor)).toEqual([`Write the plan of ${reference}, 2026-11-08`]);
    }
    expect(await titles(world.otherLead)).toEqual([]);
    expect(await titles(world.coordinator)).toEqual([]);
  });

  it('is refused with every fault at its place, and nothing is kept', async () => {
    const bad = { ...A_PLAN, objectives: [{ what: '', measured: 'x', dueOn: day('2027-04-01') }], target: ' ' };
    expect(codeOf(await plans.write(world.lead, one.placementId, bad, 0))).toBe(
      'input.invalid, objectives.0.what required, objectives.0.dueOn too-late, target required',
    );
    expect(valueOf(await plans.view(world.lead, one.placementId)).versions).toEqual([]);
  });

  it('is agreed by whoever writes it and waits for the other, who is told', async () => {
    expect(valueOf(await plans.write(world.lead, one.placementId, A_PLAN, 0))).toEqual({ version: 1 });
    const view = valueOf(await plans.view(one.centre.manager, one.placementId));
    expect(view).toMatchObject({ mayAgree: true, agreements: [{ name: 'First Example School' }] });
    expect(view.awaited).toHaveLength(1);
    expect(await world.messages('plan.written')).toEqual([one.centre.providerId]);
    expect(await titles(world.lead)).toEqual([]);
    expect(await titles(one.centre.manager)).toEqual([`Agree the plan of ${reference}, 2026-11-08`]);
    expect(codeOf(await plans.agree(world.lead, one.placementId, 1))).toBe('plan.agreed-already');
  });

  it('is agreed by all when the provider agrees to the version that it read', async () => {
    expect(codeOf(await plans.agree(one.centre.manager, one.placementId, 2))).toBe('plan.changed-meanwhile');
    expect(valueOf(await plans.agree(one.centre.manager, one.placementId, 1))).toEqual({ version: 1, agreed: true });
    expect(await titles(one.centre.manager)).toEqual([]);
    expect(await world.messages('plan.agreed')).toEqual([WORKPLACES['school-one'].organisationId]);
  });

  it('keeps every version: a change is a new one on top of the one that was read', async () => {
    const changed = { ...A_PLAN, target: 'Half days first.' };
    expect(codeOf(await plans.write(one.centre.manager, one.placementId, changed, 0))).toBe('plan.changed-meanwhile');
    valueOf(await plans.write(one.centre.manager, one.placementId, changed, 1));
    const view = valueOf(await plans.view(world.lead, one.placementId));
    expect(view.versions.map(({ version, target, agreedAt }) => [version, target, agreedAt !== null])).toEqual([
      [2, 'Half days first.', false],
      [1, A_PLAN.target, true],
    ]);
    expect(await titles(world.lead)).toEqual([`Agree the plan of ${reference}, 2026-11-08`]);
  });

  it('is written by the authority for nobody: both sides still agree', async () => {
    valueOf(await plans.write(world.coordinator, one.placementId, A_PLAN, 2));
    expect(valueOf(await plans.view(world.lead, one.placementId)).awaited).toHaveLength(2);
    expect(codeOf(await plans.agree(world.coordinator, one.placementId, 3))).toBe('action.forbidden');
  });

  it('stands in the database, whatever the code does', async () => {
    const update = (sql: string) => world.admin.query(sql);
    await expect(update(`UPDATE placement_plan SET target = 'Other' WHERE version = 3`)).rejects.toThrow(/stands/);
    await expect(update(`UPDATE placement_plan SET agreed_at = now() WHERE version = 3`)).rejects.toThrow(
      /agreed by all/,
    );
    await expect(
      update(`INSERT INTO plan_objective SELECT gen_random_uuid(), id, authority_id, placement_id, 9, 'More', 'x', '2026-12-01'
        FROM placement_plan WHERE version = 1`),
    ).rejects.toThrow(/stands/);
  });

  it('is written once when two write at the same moment', async () => {
    const two = await placed.agreed();
    const results = await Promise.all([
      plans.write(world.lead, two.placementId, A_PLAN, 0),
      plans.write(two.centre.manager, two.placementId, A_PLAN, 0),
    ]);
    expect(results.map(codeOf).toSorted()).toEqual(['done', 'plan.changed-meanwhile']);
  });

  it('is agreed when the last two parties agree at the same moment', async () => {
    const two = await placed.agreed();
    valueOf(await plans.write(world.coordinator, two.placementId, A_PLAN, 0));
    // Both have got as far as they can before either goes on.
    await world.admin.query('BEGIN; LOCK TABLE plan_agreement IN SHARE ROW EXCLUSIVE MODE');
    const agreeing = Promise.all([
      plans.agree(world.lead, two.placementId, 1),
      plans.agree(two.centre.manager, two.placementId, 1),
    ]);
    await eventually(async () => {
      const waiting = await world.one<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting?.n).toBe(2);
    }, 10_000);
    await world.admin.query('COMMIT');
    const results = await agreeing;
    expect(results.filter((each) => valueOf(each).agreed)).toHaveLength(1);
  });
});

describe('emergency contacts', () => {
  const contact = { name: 'Made Up', relation: 'mother', phone: '0161 496 0000', note: null };
  let one: Reviewed;
  beforeAll(async () => {
    one = await placed.agreed();
  });

  it('are replaced as a whole; what was kept before is gone', async () => {
    const other = { ...contact, name: 'Other Up', phone: '0161 496 0001' };
    valueOf(await plans.replaceContacts(world.lead, one.placementId, [contact]));
    valueOf(await plans.replaceContacts(one.centre.manager, one.placementId, [other, contact]));
    const { contacts } = valueOf(await plans.contacts(world.lead, one.placementId));
    expect(contacts.map(({ position, name }) => `${position} ${name}`)).toEqual(['1 Other Up', '2 Made Up']);
    const { rows } = await world.admin.query('SELECT FROM placement_contact');
    expect(rows).toHaveLength(2);
  });

  it('each reading is written down, and no number is', async () => {
    const { rows } = await world.admin.query<{ action: string; facts: unknown }>(
      `SELECT action, facts FROM audit_entry WHERE action LIKE 'contacts.%' ORDER BY id`,
    );
    expect(rows.map(({ action }) => action)).toEqual(['contacts.replaced', 'contacts.replaced', 'contacts.read']);
    expect(JSON.stringify(rows)).not.toMatch(/496|Up/);
  });

  it('are read by those who may know who the child is: never by finance, another school or another provider', async () => {
    const strangers = [
      world.finance,
      world.otherLead,
      at('SCHOOL_FINANCE', WORKPLACES['school-one']),
      at('PROVIDER_FINANCE', { organisationId: one.centre.providerId, authorityId: WORKPLACES.authority.authorityId }),
      at('COMMISSIONER'),
      at('AUDITOR'),
      (await world.supply()).manager,
    ];
    for (const actor of strangers) {
      expect((await plans.contacts(actor, one.placementId)).ok).toBe(false);
      const seen = await world.work.read(actor, (tx) => tx.query('SELECT FROM placement_contact'));
      expect(seen).toEqual([]);
    }
    expect((await plans.contacts(at('SEN_OFFICER'), one.placementId)).ok).toBe(true);
  });
});
