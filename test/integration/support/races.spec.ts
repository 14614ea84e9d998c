import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { valueOf } from '../../../src/kernel/index.js';
import { AnswerRequest, RunCycle } from '../../../src/modules/support/index.js';
import { dying } from '../../support/dying.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { supported, type Supported } from '../../support/supported.js';

let world: PlacementWorld;
let support: Supported;
beforeAll(async () => {
  world = await placementWorld();
  support = await supported(world);
});
afterAll(() => world.close());

/** What is taken in each week is what the rounds take that have not ended, week by week. */
const differences = async (): Promise<unknown[]> =>
  (
    await world.admin.query(
      `SELECT w.team_id, w.week, w.taken, coalesce(sum(c.hundredths), 0) AS of_rounds FROM support_week w
         LEFT JOIN support_cycle c ON c.team_id = w.team_id AND c.status = 'ACTIVE' AND w.week <= c.planned_end
           AND w.week + 6 >= c.starts_on
       GROUP BY w.team_id, w.week, w.taken HAVING w.taken <> coalesce(sum(c.hundredths), 0)`,
    )
  ).rows;

describe('the last place of a team', () => {
  it('is granted once, however many grant at the same moment', async () => {
    const answers = world.app.get(AnswerRequest);
    for (let round = 0; round < 5; round += 1) {
      const teamId = await support.team({ pupils: 1 });
      const ids: string[] = [];
      for (let asked = 0; asked < 4; asked += 1) ids.push(await support.ask({ teamId }));
      const results = await Promise.all(
        ids.map((id, at) =>
          answers.run(at % 2 === 0 ? world.coordinator : support.specialist, id, support.grantOf(teamId)),
        ),
      );
      const codes = results.map((one) => (one.ok ? 'granted' : one.problem.code)).toSorted();
      expect(codes).toEqual(['granted', 'support.full-in', 'support.full-in', 'support.full-in']);
      const taken = await world.one<{ most: number }>(
        'SELECT max(taken) AS most FROM support_week WHERE team_id = $1',
        [teamId],
      );
      expect(taken?.most).toBe(100);
    }
    expect(await differences()).toEqual([]);
  });

  it('is refused by the database to a statement that takes no lock', async () => {
    const teamId = await support.team({ pupils: 1 });
    const take = () =>
      world.admin.query(
        `INSERT INTO support_week (team_id, authority_id, week, offered, taken)
         SELECT id, authority_id, '2026-11-09', 999999, 60 FROM support_team WHERE id = $1
         ON CONFLICT (team_id, week) DO UPDATE SET taken = support_week.taken + excluded.taken`,
        [teamId],
      );
    await take();
    await expect(take()).rejects.toMatchObject({ constraint: 'support_week_full' });
    await world.admin.query('DELETE FROM support_week WHERE team_id = $1', [teamId]);
  });
});

describe('a request and a round', () => {
  it('are answered once when two answer at the same moment', async () => {
    const teamId = await support.team({ pupils: 5 });
    const id = await support.ask({ teamId });
    const answers = world.app.get(AnswerRequest);
    const results = await Promise.all([
      answers.run(world.coordinator, id, support.grantOf(teamId)),
      answers.run(support.specialist, id, support.grantOf(teamId)),
    ]);
    expect(results.map((one) => (one.ok ? 'granted' : one.problem.code)).toSorted()).toEqual([
      'granted',
      'support.answered',
    ]);
  });

  it('are decided once when two decide at the same moment, and give back once', async () => {
    const { cycleId } = await support.granted(await support.team({ pupils: 3 }));
    const run = world.app.get(RunCycle);
    const ending = { decision: 'ENDED', reasons: 'Done.', reviewOn: null, startsOn: null, weeks: null };
    const results = await Promise.all([
      run.decide(world.coordinator, cycleId, ending),
      run.decide(support.specialist, cycleId, ending),
    ]);
    expect(results.map((one) => (one.ok ? 'decided' : one.problem.code)).toSorted()).toEqual([
      'decided',
      'support.cycle-decided',
    ]);
    expect(await differences()).toEqual([]);
  });

  it('are whole or not at all when the connection dies on the way', async () => {
    const survives = dying(world.admin, ['support_request', 'support_cycle', 'support_week']);
    const teamId = await support.team({ pupils: 3 });
    const id = await support.ask();
    const answers = world.app.get(AnswerRequest);
    const { cycleId } = await survives(() => answers.run(world.coordinator, id, support.grantOf(teamId)));
    const ending = { decision: 'ENDED', reasons: 'Done.', reviewOn: null, startsOn: null, weeks: null };
    await survives(() => world.app.get(RunCycle).decide(world.coordinator, cycleId ?? '', ending));
    expect(
      valueOf(await answers.run(world.coordinator, await support.ask(), support.grantOf(teamId))).cycleId,
    ).not.toBeNull();
    expect(await differences()).toEqual([]);
  });
});
