import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { valueOf } from '../../../src/kernel/index.js';
import { eventually } from '../../support/eventually.js';
import { type MadeReferral, matchingWorld, type MatchingWorld } from '../../support/matching-world.js';

describe('pins, bars and what would follow from them', () => {
  let world: MatchingWorld;
  let coordinator: Awaited<ReturnType<MatchingWorld['agent']>>;
  let first: MadeReferral;
  let second: MadeReferral;
  let young: MadeReferral;
  let near: { patternId: string };
  let far: { patternId: string };

  beforeAll(async () => {
    world = await matchingWorld({ runsJobs: true });
    await world.anOpening({ name: 'Example Near', places: 1 });
    await world.anOpening({ name: 'Example Far', places: 1 });
    first = await world.aReferral();
    second = await world.aReferral({ school: 'school-two' });
    young = await world.aReferral({ yearGroup: 7, dateOfBirth: '2015-01-05' });
    await world.whenIdle();
    expect(['finished', 'unchanged']).toContain(valueOf(await world.runNow()));
    coordinator = await world.agent('coordinator');
    const { rows } = await world.admin.query<{ key: string; referral_id: string }>(
      `SELECT components->0->>'patternId' AS key, referral_id FROM matching_option WHERE chosen
       AND run_id = (SELECT id FROM matching_run WHERE state = 'FINISHED' ORDER BY number DESC LIMIT 1)`,
    );
    const of = (id: string) => ({ patternId: rows.find((row) => row.referral_id === id)?.key ?? '' });
    near = of(first.id);
    far = of(second.id);
  }, 120_000);
  afterAll(() => world.close());

  const pin = (referral: MadeReferral, patternId: string, kind = 'PIN', reason = 'The family knows the staff') =>
    coordinator.form(`/referrals/${referral.id}/options/pin`, { option: patternId, kind, reason }).redirects(0);
  const wishes = async () =>
    (
      await world.admin.query<{ id: string; kind: string; undone_at: Date | null }>(
        `SELECT id, kind, undone_at FROM matching_wish ORDER BY made_at`,
      )
    ).rows;
  const ask = async (): Promise<string> => {
    const asked = await coordinator.form('/matching/what-ifs').redirects(0);
    expect(asked.status).toBe(303);
    const path = asked.headers.location ?? '';
    await eventually(async () => {
      expect((await coordinator.get(path)).text).toMatch(/Side by side|do not go together/);
    }, 20_000);
    return path;
  };

  it('says that nothing would change while nothing is pinned', async () => {
    const asked = await coordinator.form('/matching/what-ifs').redirects(0);
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('Nothing is pinned or barred');
  });

  it('refuses a pin that breaks a hard rule, names the rule and keeps what was typed', async () => {
    const refused = await pin(young, near.patternId);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('year');
    expect(refused.text).toContain('The family knows the staff');
    expect((await pin(first, near.patternId, 'PIN', '')).status).toBe(422);
    expect(await wishes()).toEqual([]);
  });

  it('keeps a pin with who made it, when and why, and lets it be undone as easily', async () => {
    expect((await pin(first, far.patternId)).status).toBe(303);
    const page = await coordinator.get('/matching/pins').expect(200);
    for (const text of ['Pinned: R-900001', 'The family knows the staff', 'Cora']) expect(page.text).toContain(text);
    expect((await coordinator.get(`/referrals/${first.id}/options`)).text).toContain('Pinned');
    const [made] = await wishes();
    expect((await coordinator.form(`/matching/pins/${made?.id}/undo`).redirects(0)).status).toBe(303);
    expect((await wishes())[0]?.undone_at).not.toBeNull();
    expect((await coordinator.get('/matching/pins')).text).toContain('Nothing is pinned or barred');
    expect((await coordinator.form(`/matching/pins/${made?.id}/undo`).redirects(0)).status).toBe(404);
  });

  it('shows who would move, what it costs and why, and leaves the proposal of record as it was', async () => {
    const record = async () => ({
      options: (await world.admin.query(`SELECT * FROM matching_option ORDER BY run_id, id`)).rows,
      runs: (await world.admin.query(`SELECT id, state FROM matching_run WHERE state = 'FINISHED'`)).rows,
      read: (await (await world.agent('inclusion-lead')).get(`/api/v1/referrals/${first.id}/options`)).text,
    });
    const before = await record();
    expect((await pin(first, far.patternId)).status).toBe(303);
    const page = await coordinator.get(await ask()).expect(200);
    for (const text of [
      'Who would move',
      'Pinned by a person',
      'R-900001',
      'R-900002',
      'Nothing is decided by looking',
    ])
      expect(page.text).toContain(text);
    expect(await record()).toEqual(before);
  });

  it('refuses two pins on the last place, and a second pin for one pupil', async () => {
    const clash = await pin(second, far.patternId);
    expect(clash.status).toBe(422);
    expect(clash.text).toContain('The pins do not go together');
    const again = await pin(first, near.patternId);
    expect(again.status).toBe(422);
    expect(again.text).toContain('pinned or barred already');
  });

  it('follows a bar: the pupil gets another option or none', async () => {
    const [, standing] = await wishes();
    await coordinator.form(`/matching/pins/${standing?.id}/undo`).redirects(0);
    expect((await pin(first, near.patternId, 'BAR')).status).toBe(303);
    expect((await pin(first, far.patternId, 'BAR')).status).toBe(303);
    const page = await coordinator.get(await ask());
    expect(page.text).toContain('The earlier place is barred by a person');
    expect(page.text).toContain('No place');
  });

  it('tells those who decide what each alternative would cost others, and nobody else', async () => {
    await eventually(async () => {
      const { rows } = await world.admin.query(`SELECT FROM matching_displacement`);
      expect(rows.length).toBeGreaterThanOrEqual(2);
    }, 20_000);
    const path = `/referrals/${first.id}/options`;
    const page = await coordinator.get(path).expect(200);
    expect(page.text).toContain('What it would cost others');
    expect(page.text).toMatch(/R-900002 would have (its first|its second|no)/);
    for (const persona of ['inclusion-lead', 'panel-member', 'commissioner'] as const) {
      const { text } = await (await world.agent(persona)).get(path).expect(200);
      expect(text).not.toContain('What it would cost others');
      expect(text).not.toContain('R-900002');
    }
  });

  it('shows pins and what-ifs to those who decide, and to nobody else', async () => {
    const { rows } = await world.admin.query<{ id: string }>(`SELECT id FROM matching_what_if LIMIT 1`);
    for (const persona of ['inclusion-lead', 'panel-member', 'commissioner', 'provider-manager'] as const) {
      const agent = await world.agent(persona);
      for (const path of ['/matching/pins', `/matching/what-ifs/${rows[0]?.id}`]) {
        expect([403, 404]).toContain((await agent.get(path)).status);
      }
    }
    const other = await world.agent('other-coordinator');
    expect((await other.get(`/matching/what-ifs/${rows[0]?.id}`)).status).toBe(404);
    expect((await other.get('/matching/pins')).text).not.toContain('R-900001');
  });
});
