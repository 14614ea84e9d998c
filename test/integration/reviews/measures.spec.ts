import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, newId, type Result, valueOf } from '../../../src/kernel/index.js';
import type { MeasureCommand } from '../../../src/modules/reviews/application/record-measure.js';
import { ReviewOverview } from '../../../src/modules/reviews/application/review-overview.js';
import { RecordMeasure } from '../../../src/modules/reviews/index.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { type Reviewed, reviewedPlacements } from '../../support/reviewed.js';

const day = dateOnly;
let world: PlacementWorld;
let measures: RecordMeasure;
let one: Reviewed;
beforeAll(async () => {
  world = await placementWorld();
  measures = world.app.get(RecordMeasure);
  one = await reviewedPlacements(world).underWay();
});
afterAll(() => world.close());

const codeOf = (result: Result<unknown>): string =>
  result.ok
    ? JSON.stringify(result.value)
    : [result.problem.code, ...result.problem.fields.map(({ field, rule }) => `${field} ${rule}`)].join(', ');
const record = async (over: Partial<MeasureCommand> = {}, actor = one.centre.manager) =>
  codeOf(
    await measures.record(actor, one.placementId, {
      scale: 'SDQ',
      moment: 'BASELINE',
      measuredOn: day('2026-11-10'),
      value: '24',
      measuredBy: 'The teacher',
      corrects: 'NO',
      ...over,
    }),
  );

describe('measures', () => {
  it('compare a pupil with itself: baseline, latest, and which way is better', async () => {
    expect(await record()).toBe('{"revision":1}');
    expect(await record({ moment: 'DURING', measuredOn: day('2026-11-27'), value: '18' }, world.lead)).toBe(
      '{"revision":1}',
    );
    const view = valueOf(await measures.view(world.coordinator, one.placementId));
    expect(view.changes).toMatchObject([{ scale: { code: 'SDQ' }, tenths: -60, direction: 'BETTER' }]);
  });

  it('are corrected openly: the same again is nothing, another value asks, and what stood is kept', async () => {
    expect(await record()).toBe('{"revision":1}');
    expect(await record({ value: '25' })).toBe('measure.exists');
    expect(await record({ value: '25', corrects: 'YES' })).toBe('{"revision":2}');
    const { rows } = await world.admin.query<{ tenths: number }>(
      `SELECT tenths FROM pupil_measure WHERE moment = 'BASELINE' ORDER BY revision`,
    );
    expect(rows.map(({ tenths }) => tenths)).toEqual([240, 250]);
  });

  it('are on a scale that exists and within its range, in the database too', async () => {
    expect(await record({ scale: 'IQ' })).toBe('input.invalid, scale choose-one');
    expect(await record({ moment: 'DURING', measuredOn: day('2026-11-28'), value: '41' })).toBe(
      'input.invalid, value measure-range',
    );
    const insert = (tenths: number) =>
      world.admin.query(
        `INSERT INTO pupil_measure (id, placement_id, scale, moment, measured_on, revision, tenths, measured_by, recorded_at)
         VALUES ($1, $2, 'SDQ', 'DURING', '2026-11-20', 1, $3, 'x', now())`,
        [newId(), one.placementId, tenths],
      );
    await expect(insert(401)).rejects.toThrow(/not on the scale/);
    await expect(insert(105)).rejects.toThrow(/not on the scale/);
  });

  it('are entered once when two enter the same day at the same moment', async () => {
    const same = { scale: 'PASS', measuredOn: day('2026-11-12') };
    const results = await Promise.all([
      record({ ...same, value: '40.5' }),
      record({ ...same, value: '41' }, world.lead),
    ]);
    expect(results.filter((each) => each === '{"revision":1}')).toHaveLength(1);
    expect(results.find((each) => each !== '{"revision":1}')).toMatch(/measure\.(changed-meanwhile|exists)/);
  });

  it('count who is covered, and tell no count of one to four', async () => {
    const { coverage } = valueOf(await world.app.get(ReviewOverview).view(world.lead, 0));
    expect(coverage.find(({ scale }) => scale === 'SDQ')).toMatchObject({ all: null, both: null });
    // Six more placements whose baselines and later measures are as the superuser says: five pairs, one baseline.
    const placed = reviewedPlacements(world);
    for (let index = 0; index < 6; index += 1) {
      const other = await placed.underWay('EXCLUSION', { centre: one.centre });
      const insert = (moment: string, on: string) =>
        world.admin.query(
          `INSERT INTO pupil_measure (id, placement_id, scale, moment, measured_on, revision, tenths, measured_by, recorded_at)
           VALUES ($1, $2, 'SDQ', $3, $4, 1, 200, 'x', now())`,
          [newId(), other.placementId, moment, on],
        );
      await insert('BASELINE', '2026-11-10');
      if (index < 5) await insert('DURING', '2026-11-20');
    }
    for (const actor of [world.lead, world.coordinator, one.centre.manager]) {
      const found = valueOf(await world.app.get(ReviewOverview).view(actor, 0)).coverage;
      expect(found.find(({ scale }) => scale === 'SDQ')).toMatchObject({
        all: 7,
        both: null,
        baselineOnly: null,
        none: 0,
      });
      expect(found.find(({ scale }) => scale === 'MATHS')).toMatchObject({ all: 7, both: 0, baselineOnly: 0, none: 7 });
    }
    const strange = valueOf(await world.app.get(ReviewOverview).view(world.otherLead, 0));
    expect(strange.coverage).toEqual([]);
    expect(strange.ahead.total).toBe(0);
  });

  it('take over what the school sent, the newest on each scale, once', async () => {
    const score = (scale: string, value: number, takenOn: string) => ({ scale, value, takenOn });
    const scores = [
      score('SDQ', 30, '2026-06-01'),
      score('SDQ', 27, '2026-10-01'),
      score('ATTENDANCE', 81.5, '2026-10-30'),
      score('PASS', 12, '2026-09-20'),
    ];
    const { placementId, centre } = await reviewedPlacements(world).underWay('EXCLUSION', {
      centre: one.centre,
      answers: { 'assessments.scores': scores },
    });
    const held = {
      scale: 'PASS',
      moment: 'BASELINE',
      measuredOn: day('2026-11-09'),
      value: '14',
      corrects: 'NO',
    } as const;
    valueOf(await measures.record(centre.manager, placementId, { ...held, measuredBy: 'The tutor' }));
    const sent = async () =>
      valueOf(await measures.view(world.coordinator, placementId)).sent.map(({ value }) => value);
    expect(await sent()).toEqual(['27', '81.5']);
    expect(codeOf(await measures.takeOver(world.otherLead, placementId))).toBe('placement.not-found');
    expect(codeOf(await measures.takeOver(centre.manager, placementId))).toBe('{"taken":2}');
    expect(codeOf(await measures.takeOver(centre.manager, placementId))).toBe('{"taken":0}');
    expect(await sent()).toEqual([]);
    const { changes } = valueOf(await measures.view(world.coordinator, placementId));
    expect(changes.map(({ scale, baseline }) => [scale.code, baseline?.tenths, baseline?.measuredOn])).toEqual([
      ['ATTENDANCE', 815, '2026-10-30'],
      ['PASS', 140, '2026-11-09'],
      ['SDQ', 270, '2026-10-01'],
    ]);
  });
});
