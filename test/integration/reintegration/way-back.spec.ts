import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  dateOnly,
  FULL_WEEK,
  type Result,
  sessionSet,
  sessionSetOf,
  valueOf,
} from '../../../src/kernel/index.js';
import { OpenPlaces } from '../../../src/modules/capacity/index.js';
import { ChangePlacement } from '../../../src/modules/placements/index.js';
import { ViewReintegration } from '../../../src/modules/reintegration/application/view-reintegration.js';
import type { Step } from '../../../src/modules/reintegration/domain/steps.js';
import { Reintegrate } from '../../../src/modules/reintegration/index.js';
import { dying } from '../../support/dying.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';

const day = dateOnly;
const MORNINGS = sessionSet(['mon-am', 'tue-am', 'wed-am', 'thu-am', 'fri-am']);
const AFTERNOONS = sessionSetOf(FULL_WEEK & ~MORNINGS);
const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);

let world: PlacementWorld;
let reintegrate: Reintegrate;
let viewer: ViewReintegration;
beforeAll(async () => {
  world = await placementWorld();
  [reintegrate, viewer] = [world.app.get(Reintegrate), world.app.get(ViewReintegration)];
});
afterAll(() => world.close());
beforeEach(() => world.clock.set('2026-11-02T09:00:00Z'));

async function underWay(centre: SupplyPoint): Promise<string> {
  world.clock.set('2026-11-02T09:00:00Z');
  const command = world.command(await world.referral(), centre.patternId, { plannedEnd: day('2027-03-25') });
  const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
  valueOf(await world.answer.accept(centre.manager, placementId));
  world.clock.set('2026-11-09T09:00:00Z');
  valueOf(await world.ending.start(centre.manager, placementId));
  world.clock.set('2026-11-16T09:00:00Z');
  return placementId;
}
const plan = async (placementId: string, actor: Actor = world.lead) =>
  valueOf(await reintegrate.plan(actor, { placementId, urn: '', lead: 'Head of year' })).reintegrationId;
const step = (over: Partial<Step> = {}): Step => ({
  kind: 'LESSONS',
  from: day('2026-11-23'),
  until: day('2026-12-18'),
  sessions: AFTERNOONS,
  staffMinutes: 0,
  reason: null,
  ...over,
});

/** The provision teaches in the mornings only from 23 November on. */
async function shrink(centre: SupplyPoint, placementId: string): Promise<void> {
  const line = await world.one<{ id: string; programme: string }>(
    `SELECT p.tariff_line_id AS id, o.programme_id AS programme FROM opening o JOIN opening_pattern p ON p.opening_id = o.id
      WHERE o.id = $1`,
    [centre.openingId],
  );
  const openingId = valueOf(
    await world.app.get(OpenPlaces).run(world.coordinator, {
      programmeId: line?.programme ?? '',
      admissionId: null,
      places: 8,
      validFrom: day('2026-09-01'),
      validTo: day('2027-07-23'),
      patterns: [{ label: 'Mornings', sessions: MORNINGS, tariffLineId: line?.id ?? '' }],
    }),
  );
  const pattern = await world.one<{ id: string }>('SELECT id FROM opening_pattern WHERE opening_id = $1', [openingId]);
  const changes = world.app.get(ChangePlacement);
  const { changeId } = valueOf(
    await changes.ask(world.lead, {
      placementId,
      kind: 'WEEK',
      from: day('2026-11-23'),
      endsOn: null,
      resumesOn: null,
      replacedId: centre.patternId,
      patternId: pattern?.id,
      reason: 'RETURN',
      note: '',
    }),
  );
  valueOf(await changes.answer(centre.manager, changeId, { answer: 'AGREED', note: '' }));
}

describe('a pupil’s way back to school', () => {
  it('grows as the provision shrinks, may step back with a reason, is complete with all half days and looked at after 13 and 26 weeks', async () => {
    const centre = await world.supply();
    const placementId = await underWay(centre);
    const id = await plan(placementId);
    // A half day belongs to one place: the change of the placement comes first.
    expect(code(await reintegrate.addStep(world.lead, id, step()))).toBe('reintegration.clash');
    await shrink(centre, placementId);
    expect(code(await reintegrate.addStep(world.lead, id, step({ kind: 'SUPPORTED_LESSONS' })))).toBe('input.invalid');
    const supported = step({ kind: 'SUPPORTED_LESSONS', staffMinutes: 120 });
    expect(valueOf(await reintegrate.addStep(world.lead, id, supported))).toEqual({ number: 1 });
    const back = step({ from: day('2026-12-07'), until: day('2027-01-29'), sessions: sessionSet(['mon-pm']) });
    expect(code(await reintegrate.addStep(world.lead, id, back))).toBe('input.invalid');
    valueOf(await reintegrate.addStep(world.coordinator, id, { ...back, reason: 'Too much at once' }));
    const view = valueOf(await viewer.one(centre.manager, id));
    expect(view.steps.map(({ from, until }) => `${from} ${until}`)).toEqual([
      '2026-11-23 2026-12-06',
      '2026-12-07 2027-01-29',
    ]);
    expect(code(await reintegrate.complete(world.lead, id))).toBe('reintegration.not-whole');
    const whole = step({ kind: 'DAYS', from: day('2027-02-01'), until: day('2027-03-25'), sessions: FULL_WEEK });
    expect(code(await reintegrate.addStep(world.lead, id, whole))).toBe('reintegration.clash');
    world.clock.set('2027-01-29T15:00:00Z');
    valueOf(
      await world.ending.end(world.coordinator, { placementId, lastDay: day('2027-01-29'), reason: 'BACK_AT_SCHOOL' }),
    );
    valueOf(await reintegrate.addStep(world.lead, id, whole));
    expect(code(await reintegrate.complete(world.lead, id))).toBe('reintegration.not-begun');
    world.clock.set('2027-02-01T09:00:00Z');
    expect(valueOf(await reintegrate.complete(world.lead, id)).checks).toEqual([
      { weeks: 13, dueOn: '2027-05-03' },
      { weeks: 26, dueOn: '2027-08-02' },
    ]);
    expect(code(await reintegrate.addStep(world.lead, id, whole))).toBe('reintegration.settled');
    // Two weeks with two hours each: the second step had none.
    expect(valueOf(await viewer.one(world.lead, id)).staffMinutes).toBe(240);

    const found = { weeks: 13, stillThere: true, attendance: 'FROM_90', note: '' };
    expect(code(await reintegrate.check(world.lead, id, found))).toBe('reintegration.too-early');
    expect(await viewer.tasksFor(world.lead)).toEqual([]);
    world.clock.set('2027-05-03T09:00:00Z');
    expect((await viewer.tasksFor(world.lead)).map(({ title }) => title.replace(/RI-\d+/, 'it'))).toEqual([
      'Say whether it lasts after 13 weeks',
    ]);
    expect(code(await reintegrate.check(world.lead, id, { ...found, attendance: '' }))).toBe('input.invalid');
    expect(code(await reintegrate.check(world.lead, id, { ...found, weeks: 12 }))).toBe('reintegration.no-check');
    valueOf(await reintegrate.check(world.lead, id, found));
    expect(code(await reintegrate.check(world.coordinator, id, found))).toBe('reintegration.found');
    expect(await viewer.tasksFor(world.lead)).toEqual([]);
  });

  it('leads to another school where the pupil was excluded from the own, and asks for the next step before the last ends', async () => {
    const centre = await world.supply();
    const placementId = await underWay(centre);
    await shrink(centre, placementId);
    const school = await world.one<{ urn: string }>(
      `SELECT urn FROM organisation WHERE kind = 'SCHOOL' AND urn IS NOT NULL ORDER BY urn LIMIT 1`,
    );
    const given = { placementId, lead: 'Head of year' };
    expect(code(await reintegrate.plan(world.coordinator, { ...given, urn: '999999' }))).toBe('input.invalid');
    const { reintegrationId: id } = valueOf(
      await reintegrate.plan(world.coordinator, { ...given, urn: school?.urn ?? '' }),
    );
    expect(code(await reintegrate.plan(world.lead, { ...given, urn: '' }))).toBe('reintegration.exists');
    valueOf(await reintegrate.addStep(world.coordinator, id, step({ until: day('2026-12-04') })));
    world.clock.set('2026-11-30T09:00:00Z');
    expect((await viewer.tasksFor(world.coordinator)).map(({ dueOn }) => dueOn)).toContain('2026-12-04');
    expect(code(await reintegrate.stop(world.lead, id, ' '))).toBe('input.invalid');
    valueOf(await reintegrate.stop(world.lead, id, 'The family moved.'));
    expect(code(await reintegrate.stop(world.lead, id, 'Again.'))).toBe('reintegration.settled');
  });

  it('is one step after the other for two people at once, and leaves nothing half done when it is cut off', async () => {
    const centre = await world.supply();
    const placementId = await underWay(centre);
    await shrink(centre, placementId);
    const id = await plan(placementId);
    const both = await Promise.all(
      [world.lead, world.coordinator].map((actor) => reintegrate.addStep(actor, id, step())),
    );
    const codes = both.map(code);
    expect(codes.filter((one) => one === 'done')).toHaveLength(1);
    expect(['input.invalid', 'reintegration.added-meanwhile']).toContain(codes.find((one) => one !== 'done'));
    const tables = ['reintegration', 'reintegration_step', 'referral_event', 'outbox'];
    const next = step({ from: day('2026-12-07'), until: day('2027-01-29') });
    await dying(world.admin, tables)(() => reintegrate.addStep(world.lead, id, next));
  });

  it('is planned by school and authority, read by the provider, and a stranger’s missing record', async () => {
    const [centre, stranger] = [await world.supply(), await world.supply()];
    const placementId = await underWay(centre);
    await shrink(centre, placementId);
    const id = await plan(placementId);
    const acts: ((actor: Actor) => Promise<Result<unknown>>)[] = [
      (actor) => reintegrate.plan(actor, { placementId, urn: '', lead: 'Somebody' }),
      (actor) => viewer.one(actor, id),
      (actor) => reintegrate.addStep(actor, id, step({ sessions: MORNINGS })),
      (actor) => reintegrate.complete(actor, id),
      (actor) => reintegrate.stop(actor, id, 'A reason.'),
      (actor) => reintegrate.check(actor, id, { weeks: 13, stillThere: false, attendance: null, note: '' }),
    ];
    const table: string[] = [];
    const actors: readonly (readonly [string, Actor])[] = [
      ['another school', world.otherLead],
      ['another provider', stranger.manager],
      ['provider', centre.manager],
      ['finance', world.finance],
      ['school', world.lead],
      ['coordinator', world.coordinator],
    ];
    for (const [who, actor] of actors) {
      const row: string[] = [];
      for (const act of acts) row.push(code(await act(actor)).replace('reintegration.', ''));
      table.push(`${who}: ${row.join(' ')}`);
    }
    expect(table).toEqual([
      'another school: placement.not-found not-found not-found not-found not-found not-found',
      'another provider: placement.not-found not-found not-found not-found not-found not-found',
      'provider: action.forbidden done action.forbidden action.forbidden action.forbidden action.forbidden',
      'finance: action.forbidden done action.forbidden action.forbidden action.forbidden action.forbidden',
      'school: exists done clash not-whole done no-check',
      'coordinator: done done settled settled settled no-check',
    ]);
  });
});
