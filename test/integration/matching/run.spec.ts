import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sessionSet, valueOf } from '../../../src/kernel/index.js';
import { MatchingRuns } from '../../../src/modules/matching/index.js';
import { readReplayFile } from '../../../src/modules/matching/compute/replay-command.js';
import { NewDay } from '../../../src/modules/matching/jobs/new-day.js';
import { type MadeReferral, matchingService, matchingWorld, type MatchingWorld } from '../../support/matching-world.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

const FIRST_HALF = sessionSet(['mon-am', 'mon-pm', 'tue-am', 'tue-pm', 'wed-am']);
const SECOND_HALF = sessionSet(['wed-pm', 'thu-am', 'thu-pm', 'fri-am', 'fri-pm']);

describe('a run over a pool on a real database', () => {
  let world: MatchingWorld;
  let excluded: MadeReferral;
  let second: MadeReferral;
  let tooYoung: MadeReferral;

  beforeAll(async () => {
    world = await matchingWorld();
    await world.anOpening({ name: 'Example Full Week', places: 1 });
    await world.anOpening({ name: 'Example Mornings', places: 1, patterns: [FIRST_HALF] });
    await world.anOpening({ name: 'Example Afternoons', places: 1, patterns: [SECOND_HALF] });
    excluded = await world.aReferral({ type: 'PERMANENT_EXCLUSION' });
    second = await world.aReferral({ school: 'school-two' });
    await world.aReferral({ school: 'school-two' });
    tooYoung = await world.aReferral({ yearGroup: 7, dateOfBirth: '2015-01-05' });
  });
  afterAll(() => world.close());

  const count = async (table: string, where = 'true'): Promise<number> => {
    const { rows } = await world.admin.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`);
    return rows[0]?.n ?? -1;
  };

  it('proposes a place and a package, serves the excluded pupil first, and stores all of it at once', async () => {
    expect(valueOf(await world.runNow())).toBe('finished');
    const { rows } = await world.admin.query(
      `SELECT r.state, r.status, r.policy_version, r.as_of, r.seed, d.counts FROM matching_run r
       JOIN matching_run_detail d ON d.run_id = r.id`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ state: 'FINISHED', status: 'optimal', policy_version: 1 });
    expect(rows[0].counts).toMatchObject({ pupils: 4, placed: 2, packagesChosen: 1, withoutOption: 1, pairs: 12 });
    expect(rows[0].counts.placedByBand).toEqual([0, 1, 0, 1, 0]);
    expect(await count('matching_explanation')).toBe(8);
    expect(await count('matching_option', `chosen AND referral_id = '${excluded.id}'`)).toBe(1);
  });

  it('gives each option its price, its places by name and the sum of its reasons', async () => {
    const latest = await world.work.read(matchingService, (tx) =>
      world.app.get(MatchingRuns).latestOptions(tx, second.id),
    );
    expect(latest?.options).toHaveLength(2);
    const [best] = latest?.options ?? [];
    expect(best?.factors.reduce((sum, factor) => sum + factor.contribution, 0)).toBe(best?.fit);
    const names = latest?.options.flatMap(({ components }) => components.map(({ provider }) => provider)).toSorted();
    expect(names).toEqual(['Example Afternoons', 'Example Full Week', 'Example Mornings']);
    const single = latest?.options.find(({ components }) => components.length === 1);
    expect(single).toMatchObject({ weeklyPence: 50_000, startsOn: '2026-11-09', endsOn: '2027-03-25' });
  });

  it('makes no new run when nothing has changed, only a note, and keeps one note', async () => {
    expect(valueOf(await world.runNow())).toBe('unchanged');
    expect(valueOf(await world.runNow())).toBe('unchanged');
    expect(await count('matching_run', `state = 'FINISHED'`)).toBe(1);
    expect(await count('matching_run', `state = 'UNCHANGED'`)).toBe(1);
  });

  it('runs again when a place is added, with the same seed', async () => {
    await world.anOpening({ name: 'Example Second Centre', places: 5 });
    expect(valueOf(await world.runNow())).toBe('finished');
    const { rows } = await world.admin.query(
      `SELECT r.seed, d.counts FROM matching_run r JOIN matching_run_detail d ON d.run_id = r.id ORDER BY number`,
    );
    expect(rows[1].counts.placed).toBe(3);
    expect(rows[1].seed).toBe(rows[0].seed);
  });

  it('gives the same bytes when the same pool is computed afresh', async () => {
    const bytes = async () => {
      const options = await world.admin.query(
        `SELECT o.id, o.referral_id, rank, fit, chosen, components, factors, warnings FROM matching_option o
         JOIN matching_run r ON r.id = o.run_id WHERE r.number = (SELECT max(number) FROM matching_run WHERE state = 'FINISHED')
         ORDER BY o.id`,
      );
      const detail = await world.admin.query(
        `SELECT md5(exchange) AS exchange, prices FROM matching_run_detail d JOIN matching_run r ON r.id = d.run_id
         ORDER BY r.number DESC LIMIT 1`,
      );
      return JSON.stringify([options.rows, detail.rows]);
    };
    const before = await bytes();
    await world.admin.query(`UPDATE matching_run SET input_hash = 'forgotten'`);
    expect(valueOf(await world.runNow())).toBe('finished');
    expect(await bytes()).toBe(before);
  });

  it('tells the coordinator why nobody could be found, and which rule would open most', async () => {
    const coordinator = await world.agent('coordinator');
    const { body } = await coordinator.get(`/api/v1/referrals/${tooYoung.id}/options`).expect(200);
    expect(body).toMatchObject({ audience: 'PANEL', options: [], explanation: { feasible: 0, considered: 4 } });
    const page = await coordinator.get(`/referrals/${tooYoung.id}/options`).expect(200);
    expect(page.text).toContain('There is no place at the moment that keeps every rule');
    expect(page.text).toContain('would be considered without the rule');
    const considered = await coordinator.get(`/referrals/${tooYoung.id}/options/considered`).expect(200);
    expect(considered.text).toContain('The pupil is in year 7; the programme is for years 10 to 11.');
  });

  it('shows the run with its bands, proposals and what one more would bring', async () => {
    const coordinator = await world.agent('coordinator');
    const { body } = await coordinator.get('/api/v1/matching/status').expect(200);
    expect(body).toMatchObject({ dated: false, result: { state: 'FINISHED' } });
    const run = await coordinator.get(`/matching/runs/${body.result.id}`).expect(200);
    for (const text of ['Placed by priority band', 'Proposals', 'What one more would bring', '£1,500.00', 'R-900001']) {
      expect(run.text).toContain(text);
    }
    const csv = await coordinator.get(`/matching/runs/${body.result.id}?format=csv`).expect(200);
    expect(csv.headers['content-type']).toContain('text/csv');
    const unplaced = await coordinator.get(`/matching/runs/${body.result.id}?show=unplaced`).expect(200);
    expect(unplaced.text).toContain('R-900004');
    expect(unplaced.text).not.toContain('R-900001');
    const one = await coordinator.get(`/matching/runs/${body.result.id}?show=all&reference=r-900002`).expect(200);
    expect(one.text).toContain('R-900002');
    expect(one.text).not.toContain('R-900001');
    const prices = await coordinator.get(`/matching/runs/${body.result.id}/prices`).expect(200);
    expect(prices.text).toContain('What one more would bring');
  });

  it('shows the run beside waiting time alone and beside the last run: who moved, and why', async () => {
    const coordinator = await world.agent('coordinator');
    const { body } = await coordinator.get('/api/v1/matching/status').expect(200);
    const page = await coordinator.get(`/matching/runs/${body.result.id}/comparison`).expect(200);
    for (const text of [
      'By waiting time alone',
      'Placed by group',
      'Nobody moved',
      'From the fund this financial year',
    ])
      expect(page.text).toContain(text);
    const { rows } = await world.admin.query<{ id: string; moves: { reason: string }[] }>(
      `SELECT r.id, d.comparison->'last'->'moves' AS moves FROM matching_run r JOIN matching_run_detail d ON d.run_id = r.id
       ORDER BY r.number OFFSET 1 LIMIT 1`,
    );
    expect(rows[0]?.moves.map(({ reason }) => reason)).toContain('BETTER');
    const second = await coordinator.get(`/matching/runs/${rows[0]?.id}/comparison?format=moves`).expect(200);
    expect(second.text).toContain('The later place fits this pupil better');
    const groups = await coordinator.get(`/matching/runs/${body.result.id}/comparison?format=groups`).expect(200);
    // Four made-up pupils: no count of any kind of them may be told.
    expect(groups.text).toContain(',c,c,c');
    expect(groups.text).not.toMatch(/,[1-4],/);
  });

  it('offers to run again, and tells on the first page what waits', async () => {
    const coordinator = await world.agent('coordinator');
    const list = await coordinator.get('/matching').expect(200);
    expect(list.text).toContain('Run again now');
    const home = await coordinator.get('/').expect(200);
    expect(home.text).toContain('proposals wait for a decision');
  });

  it('gives the problem back for replaying to those who decide, and to nobody else', async () => {
    const coordinator = await world.agent('coordinator');
    const { body } = await coordinator.get('/api/v1/matching/status');
    const exchange = await coordinator.get(`/api/v1/matching/runs/${body.result.id}/exchange`).expect(200);
    expect(exchange.body).toMatchObject({ version: 1, asOf: '2026-11-02' });
    expect(exchange.body.pupils).toHaveLength(4);
    const member = await world.agent('panel-member');
    await member.get(`/api/v1/matching/runs/${body.result.id}/exchange`).expect(404);
  });

  it('leaves the result standing, dated, when a run fails, and a coordinator has it done again', async () => {
    await world.admin.query(`UPDATE matching_run SET input_hash = 'forgotten'`);
    await world.admin.query(`ALTER TABLE matching_option ADD CONSTRAINT made_to_fail CHECK (rank < 0) NOT VALID`);
    await expect(world.runNow(undefined, { lastAttempt: true })).rejects.toThrow();
    await world.admin.query(`ALTER TABLE matching_option DROP CONSTRAINT made_to_fail`);
    const coordinator = await world.agent('coordinator');
    const { body } = await coordinator.get('/api/v1/matching/status').expect(200);
    expect(body).toMatchObject({ dated: true, newest: { state: 'FAILED' }, result: { state: 'FINISHED' } });
    const page = await coordinator.get(`/referrals/${second.id}/options`).expect(200);
    expect(page.text).toContain('may be out of date');
    expect((await coordinator.get(`/matching/runs/${body.newest.id}`).expect(200)).text).toContain('Run again');
    const asked = () => count('outbox', `job = 'matching.request' AND started_at IS NULL`);
    await world.admin.query(`DELETE FROM outbox WHERE job = 'matching.request'`);
    const lead = await world.agent('inclusion-lead');
    expect([403, 404]).toContain((await lead.form('/matching').redirects(0)).status);
    expect(await asked()).toBe(0);
    for (const _ of [1, 2]) expect((await coordinator.form('/matching').redirects(0)).status).toBe(303);
    expect(await asked()).toBe(1);
    expect(valueOf(await world.runNow())).toBe('finished');
    const after = await coordinator.get('/api/v1/matching/status');
    expect(after.body.dated).toBe(false);
  });

  it('asks for a new run on a new day, because bands and waiting days depend on it', async () => {
    await world.admin.query(`DELETE FROM outbox WHERE job = 'matching.request'`);
    const asked = () => count('outbox', `job = 'matching.request' AND started_at IS NULL`);
    await world.app.get(NewDay).look();
    expect(await asked()).toBe(0);
    world.clock.set(new Date('2026-11-03T06:00:00Z'));
    await world.app.get(NewDay).look();
    await world.app.get(NewDay).look();
    expect(await asked()).toBe(1);
    expect(valueOf(await world.runNow())).toBe('finished');
    world.clock.set(new Date('2026-11-02T09:00:00Z'));
  });

  it('keeps options and reasons of the latest run, and of others what it takes to replay them', async () => {
    world.clock.set(new Date('2026-11-02T11:00:00Z'));
    await world.admin.query(`UPDATE matching_run SET input_hash = 'forgotten'`);
    const [before] = (
      await world.admin.query<{ id: string }>(
        `SELECT id FROM matching_run WHERE state = 'FINISHED' AND as_of = '2026-11-02' ORDER BY number DESC LIMIT 1`,
      )
    ).rows;
    expect(valueOf(await world.runNow())).toBe('finished');
    expect(await count('matching_explanation', `run_id = '${before?.id}'`)).toBe(0);
    expect(await count('matching_option', `run_id = '${before?.id}'`)).toBe(0);
    expect(await count('matching_run_detail', `run_id = '${before?.id}' AND input IS NOT NULL`)).toBe(1);
    expect(await count('matching_explanation')).toBeGreaterThan(0);
    const coordinator = await world.agent('coordinator');
    const page = await coordinator.get(`/matching/runs/${before?.id}`).expect(200);
    expect(page.text).toContain('can be replayed from the file');
    const { body: status } = await coordinator.get('/api/v1/matching/status');
    const { body } = await coordinator.get(`/api/v1/matching/runs/${status.result.id}/input`).expect(200);
    expect(readReplayFile(JSON.stringify(body))).toMatchObject({ hash: status.result.inputHash });
    for (const persona of ['panel-member', 'commissioner', 'inclusion-lead'] as const) {
      const agent = await world.agent(persona);
      expect([403, 404]).toContain((await agent.get(`/api/v1/matching/runs/${status.result.id}/input`)).status);
    }
    world.clock.set(new Date('2026-11-02T09:00:00Z'));
  });

  it('keeps the newest runs and those a decision rests on, and prunes the rest', async () => {
    const [oldest] = (await world.admin.query<{ id: string }>(`SELECT id FROM matching_run ORDER BY number LIMIT 1`))
      .rows;
    const decision = '00000000-0000-7000-8000-0000000000dd';
    await world.admin.query(
      `INSERT INTO decision (id, authority_id, kind, outcome, reasons, delegated_power, decided_at)
       VALUES ($1, $2, 'MADE_UP', 'MADE_UP', 'made up', 'made up', '2026-11-02T09:00:00Z')`,
      [decision, AUTHORITY_ID],
    );
    await world.admin.query(`INSERT INTO matching_run_kept (run_id, decision_id, authority_id) VALUES ($1, $2, $3)`, [
      oldest?.id,
      decision,
      AUTHORITY_ID,
    ]);
    for (let n = 0; n < 21; n += 1) {
      await world.admin.query(`UPDATE matching_run SET input_hash = 'forgotten'`);
      valueOf(await world.runNow());
    }
    const { rows } = await world.admin.query<{ id: string }>(
      `SELECT id FROM matching_run WHERE state = 'FINISHED' ORDER BY number`,
    );
    expect(rows).toHaveLength(21);
    expect(rows[0]?.id).toBe(oldest?.id);
  });
});
