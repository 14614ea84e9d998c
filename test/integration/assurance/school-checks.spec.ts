import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  addDays,
  dateOnly,
  ok,
  ROLE_PERMISSIONS,
  type Role,
  ROLES,
  valueOf,
} from '../../../src/kernel/index.js';
import { SchoolChecks } from '../../../src/modules/assurance/application/school-checks.js';
import type { SchoolCheckGiven } from '../../../src/modules/assurance/domain/school-check.js';
import { watcher } from '../../support/assurance.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { codeOf } from '../../support/results.js';
import { aPerson } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

const TODAY = dateOnly('2026-11-02');
const aCheck = (over: Partial<SchoolCheckGiven> = {}): SchoolCheckGiven => ({
  siteId: null,
  visitedOn: dateOnly('2026-10-20'),
  visitedBy: 'Deputy head',
  safeguardingOn: dateOnly('2026-10-21'),
  safeguardingFrom: 'Head of centre',
  staffChecksOn: TODAY,
  staffChecksBy: 'Safeguarding lead',
  note: null,
  nextDueOn: dateOnly('2027-04-30'),
  ...over,
});

describe('a school’s own checks of the providers it uses', () => {
  let world: PlacementWorld;
  let checks: SchoolChecks;
  let used: SupplyPoint;
  const member = (role: Role, place: { organisationId: string; authorityId: string }): Actor =>
    aPerson({ role, ...place, permissions: ROLE_PERMISSIONS[role] });
  const officer = member('QUALITY_OFFICER', WORKPLACES.authority);
  const other = member('SCHOOL_INCLUSION_LEAD', WORKPLACES['school-two']);

  beforeAll(async () => {
    world = await placementWorld();
    checks = world.app.get(SchoolChecks);
    used = await world.supply();
    const referral = await world.referral();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referral, used.patternId)),
    );
    valueOf(await world.answer.accept(used.manager, placementId));
  }, 120_000);
  afterAll(() => world.close());

  const list = async (actor: Actor) =>
    valueOf(await checks.list(actor)).pairs.map(({ schoolName, placements, standing }) => [
      schoolName,
      placements,
      standing,
    ]);
  const remind = async () =>
    valueOf(
      await world.work.inTransaction(watcher(AUTHORITY_ID), async (tx) => ok(await checks.remind(tx, AUTHORITY_ID))),
    );

  it('are missed where a pupil is placed and none are recorded, and asked for once', async () => {
    const missing = [['First Example School', 1, 'NONE']];
    expect([await list(world.lead), await list(officer), await list(other)]).toEqual([missing, missing, []]);
    expect((await checks.tasksFor(world.lead)).map(({ href }) => href)).toEqual([
      `/school-checks/providers/${used.providerId}`,
    ]);
    expect((await checks.tasksFor(officer)).map(({ title }) => title)).toEqual([
      '1 school uses a provider without its own checks in date',
    ]);
    expect([await remind(), await remind()]).toEqual([1, 0]);
  });

  it('are recorded by the school and seen by the authority, not by another school or the provider', async () => {
    expect(
      codeOf(await checks.record(world.lead, used.providerId, aCheck({ nextDueOn: dateOnly('2027-11-03') }))),
    ).toBe('input.invalid: nextDueOn next-due-too-late');
    valueOf(await checks.record(world.lead, used.providerId, aCheck()));
    const kept = [['First Example School', 1, 'IN_DATE']];
    expect([await list(world.lead), await list(officer), await list(other)]).toEqual([kept, kept, []]);
    expect([await checks.tasksFor(world.lead), await checks.tasksFor(officer), await remind()]).toEqual([[], [], 0]);
    const seen = async (actor: Actor) => {
      const view = await checks.ofProvider(actor, used.providerId);
      return view.ok ? view.value.checks.length : codeOf(view);
    };
    expect([await seen(world.lead), await seen(officer), await seen(other)]).toEqual([1, 1, 0]);
    expect(await seen(used.manager)).toBe('action.forbidden');
  });

  it('are reminded of once before they run out, and once after', async () => {
    const due = dateOnly('2027-04-30');
    for (const [day, sent] of [
      [addDays(due, -31), 0],
      [addDays(due, -30), 1],
      [due, 0],
      [addDays(due, 1), 1],
      [addDays(due, 2), 0],
    ] as const) {
      world.clock.set(new Date(`${day}T09:00:00Z`));
      expect([day, await remind()]).toEqual([day, sent]);
    }
    expect(await list(officer)).toEqual([['First Example School', 1, 'OUT_OF_DATE']]);
    world.clock.set(new Date('2026-11-02T09:00:00Z'));
  });

  it('are recorded by the inclusion lead and the head, and read by them and the authority’s quality roles', async () => {
    const [record, read]: [string[], string[]] = [[], []];
    for (const role of ROLES) {
      const place = WORKPLACES[/SCHOOL|HEAD/.test(role) ? 'school-one' : 'authority'];
      const actor = member(role, place);
      if ((await checks.record({ ...actor, userId: null }, used.providerId, aCheck())).ok) record.push(role);
      if ((await checks.list(actor)).ok) read.push(role);
    }
    const school = ['SCHOOL_INCLUSION_LEAD', 'HEAD_TEACHER'];
    expect({ record, read }).toEqual({ record: school, read: [...school, 'QUALITY_OFFICER', 'COMMISSIONER'] });
  });
});
