import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { valueOf } from '../../../src/kernel/index.js';
import { ProvisionalOptions } from '../../../src/modules/matching/application/provisional-options.js';
import { type MadeReferral, matchingService, matchingWorld, type MatchingWorld } from '../../support/matching-world.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

describe('the first options of a new referral', () => {
  let world: MatchingWorld;
  let earlier: MadeReferral;
  let fresh: MadeReferral;
  let lead: Awaited<ReturnType<MatchingWorld['agent']>>;

  beforeAll(async () => {
    world = await matchingWorld();
    await world.anOpening({ name: 'Example Centre', places: 1 });
    earlier = await world.aReferral({ type: 'PERMANENT_EXCLUSION' });
    expect(valueOf(await world.runNow())).toBe('finished');
    fresh = await world.aReferral();
    lead = await world.agent('inclusion-lead');
  });
  afterAll(() => world.close());

  const workOut = async (id: string) =>
    valueOf(await world.app.get(ProvisionalOptions).run(matchingService, AUTHORITY_ID, id));
  const kept = async (): Promise<number> =>
    (await world.admin.query<{ n: number }>(`SELECT count(*)::int AS n FROM matching_provisional`)).rows[0]?.n ?? -1;

  it('are shown to its school within seconds, marked as provisional and as no decision', async () => {
    await lead.get(`/api/v1/referrals/${fresh.id}/options`).expect(404);
    await workOut(fresh.id);
    const { body } = await lead.get(`/api/v1/referrals/${fresh.id}/options`).expect(200);
    expect(body).toMatchObject({ provisional: true, heldBack: false, audience: 'ALL', explanation: { considered: 1 } });
    // The one place is somebody else's in the proposal of record, and still an option here: nobody else is looked at.
    expect(body.options).toHaveLength(1);
    const page = await lead.get(`/referrals/${fresh.id}/options`).expect(200);
    expect(page.text).toContain('Provisional: worked out for this pupil alone');
    expect(page.text).toContain('These are options, not a decision');
    await lead.get(`/referrals/${fresh.id}/options/considered`).expect(200);
    await (await world.agent('other-lead')).get(`/api/v1/referrals/${fresh.id}/options`).expect(404);
  });

  it('are marked for the panel too, and propose nothing', async () => {
    const coordinator = await world.agent('coordinator');
    const { body } = await coordinator.get(`/api/v1/referrals/${fresh.id}/options`).expect(200);
    expect(body).toMatchObject({ provisional: true, audience: 'PANEL', options: [{ chosen: false }] });
    expect(body.runId).toBeUndefined();
    const page = await coordinator.get(`/referrals/${fresh.id}/options`).expect(200);
    expect(page.text).not.toContain('The run proposes none of these');
  });

  it('are not worked out again once a run has looked at everybody', async () => {
    await workOut(earlier.id);
    expect(await kept()).toBe(1);
    expect((await lead.get(`/api/v1/referrals/${earlier.id}/options`)).body.provisional).toBe(false);
  });

  it('are replaced by the run that looks at everybody', async () => {
    world.clock.set(new Date('2026-11-02T09:05:00Z'));
    expect(valueOf(await world.runNow())).toBe('finished');
    expect(await kept()).toBe(0);
    expect((await lead.get(`/api/v1/referrals/${fresh.id}/options`)).body.provisional).toBe(false);
  });

  it('say nothing about a referral that nobody knows', async () => {
    await workOut('00000000-0000-7000-8000-000000000013');
    expect(await kept()).toBe(0);
  });

  it('are held back while the policy shows options with the panel’s papers', async () => {
    const held = await world.aReferral();
    await workOut(held.id);
    await world.admin.query(`ALTER TABLE policy DISABLE TRIGGER policy_kept`);
    await world.admin.query(
      `UPDATE policy SET document = jsonb_set(document, '{matching,optionsShownToSchools}', '"WITH_PANEL_PACK"')`,
    );
    await world.admin.query(`ALTER TABLE policy ENABLE TRIGGER policy_kept`);
    const { body } = await lead.get(`/api/v1/referrals/${held.id}/options`).expect(200);
    expect(body).toMatchObject({ provisional: true, heldBack: true, options: [] });
  });
});
