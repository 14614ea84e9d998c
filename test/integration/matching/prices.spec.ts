import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { eventually } from '../../support/eventually.js';
import { matchingWorld, type MatchingWorld } from '../../support/matching-world.js';

describe('what one more place would bring, of a run that had no time to work it out', () => {
  let world: MatchingWorld;
  let first: string;

  beforeAll(async () => {
    world = await matchingWorld({ runsJobs: true });
    await world.anOpening({ places: 1 });
    await world.aReferral();
    await world.aReferral();
    await world.askForRun();
    await world.whenIdle();
    first = await latest();
  });
  afterAll(() => world.close());

  const latest = async (): Promise<string> =>
    (
      await world.admin.query<{ id: string }>(
        `SELECT id FROM matching_run WHERE state = 'FINISHED' ORDER BY number DESC LIMIT 1`,
      )
    ).rows[0]?.id ?? '';
  /** As a run leaves it that its time limit ended after the proof. */
  const cut = (id: string) => world.admin.query(`UPDATE matching_run_detail SET prices = '[]' WHERE run_id = $1`, [id]);
  const page = async (id: string) => {
    const { text } = await (await world.agent('coordinator')).get(`/matching/runs/${id}/prices`).expect(200);
    return text.slice(text.indexOf('<h1'), text.indexOf('</main>'));
  };
  const ask = async (id: string, who: 'coordinator' | 'inclusion-lead' | 'auditor' = 'coordinator') =>
    (await (await world.agent(who)).form(`/matching/runs/${id}/prices`).redirects(0)).status;

  it('is not told to be nothing: the page says that it is not known, and works it out when it is asked for', async () => {
    const known = await page(first);
    expect(known).not.toContain('would change nothing.');
    await cut(first);
    expect(await page(first)).toContain('The run had no time left to work this out');
    expect([await ask(first), await ask(first)]).toEqual([303, 303]);
    await eventually(async () => expect(await page(first)).toBe(known), 60_000);
    expect(await ask(first)).toBe(409);
  });

  it('is asked for by those who may run the matching', async () => {
    await cut(first);
    expect([403, 404]).toContain(await ask(first, 'inclusion-lead'));
    expect([403, 404]).toContain(await ask(first, 'auditor'));
  });

  it('is of the latest run only, and says so where the choice is not proved', async () => {
    await world.aReferral();
    await world.askForRun();
    await world.whenIdle();
    const second = await latest();
    await cut(first);
    expect(await ask(first)).toBe(409);
    // It was asked for above, and what was to work it out stops when a newer run stands: nobody is told to wait for it.
    const replaced = await page(first);
    expect(replaced).toContain('A newer run replaced this one');
    expect(replaced).toContain(`href="/matching/runs/${second}/prices"`);
    expect(replaced).not.toContain('being worked out');
    expect(replaced).not.toContain('<form');
    await cut(second);
    await world.admin.query(`UPDATE matching_run SET status = 'bounded' WHERE id = $1`, [second]);
    expect(await page(second)).toContain('is not proved to be the best');
    expect(await ask(second)).toBe(409);
    await world.admin.query(`DELETE FROM matching_run_detail WHERE run_id = $1`, [second]);
    expect(await page(second)).toContain('has no result, or none yet');
  });
});
