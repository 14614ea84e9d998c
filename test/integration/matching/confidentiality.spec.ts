import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { valueOf } from '../../../src/kernel/index.js';
import { OccupancySources } from '../../../src/modules/matching/index.js';
import { anOccupant } from '../../support/matching-builders.js';
import { type MadeReferral, matchingWorld, type MatchingWorld } from '../../support/matching-world.js';

const SECRETS = /keepApart|keep-apart|riskSeparation|standing|suspended|apart\//i;

describe('who may read what of a run', () => {
  let world: MatchingWorld;
  let first: MadeReferral;
  let second: MadeReferral;
  let third: MadeReferral;

  beforeAll(async () => {
    world = await matchingWorld();
    const taken = await world.anOpening({ name: 'Example With Somebody', places: 3 });
    await world.anOpening({ name: 'Example Free', places: 1 });
    first = await world.aReferral({ school: 'school-one' });
    second = await world.aReferral({ school: 'school-two', keepApartFrom: first.upn });
    third = await world.aReferral({ school: 'school-two', risks: [{ code: 'EXPLOITATION', level: 'HIGH' }] });
    // Two with the same risk are at the first site already, and the first pupil must not meet one of them.
    const there = (pupilId: string, keepApartPupilIds: string[] = []) =>
      anOccupant({ siteId: taken.siteId, pupilId, riskCodes: ['EXPLOITATION'], keepApartPupilIds });
    world.app.get(OccupancySources).add({
      earlier: () => Promise.resolve([]),
      occupants: () =>
        Promise.resolve([
          there('00000000-0000-7000-8000-00000000aaaa', [first.pupilId]),
          there('00000000-0000-7000-8000-00000000bbbb'),
        ]),
    });
    expect(valueOf(await world.runNow())).toBe('finished');
  });
  afterAll(() => world.close());

  const pages = (id: string): string[] => [
    `/api/v1/referrals/${id}/options`,
    `/api/v1/referrals/${id}/considered`,
    `/referrals/${id}/options`,
    `/referrals/${id}/options?format=csv`,
    `/referrals/${id}/options/considered`,
    `/referrals/${id}/options/considered?format=csv`,
    '/api/v1/matching/status',
  ];

  it('tells the panel which confidential rule refused a place', async () => {
    const coordinator = await world.agent('coordinator');
    const { text } = await coordinator.get(`/api/v1/referrals/${first.id}/considered`).expect(200);
    expect(text).toContain('keepApart');
    const page = await coordinator.get(`/referrals/${third.id}/options/considered`).expect(200);
    expect(page.text).toContain('with a risk that is separated');
  });

  it('tells the commissioner, who opens no risks, what a school reads and what the run proposes', async () => {
    const connie = await world.agent('commissioner');
    const { rows } = await world.admin.query<{ id: string }>(`SELECT id FROM matching_run WHERE state = 'FINISHED'`);
    const run = `/matching/runs/${rows[0]?.id}`;
    for (const path of [first, third].flatMap(({ id }) => [...pages(id), run])) {
      const { text } = await connie.get(path).expect(200);
      expect(text).not.toMatch(SECRETS);
      expect(text).not.toContain('with a risk that is separated');
    }
    expect((await connie.get(`/referrals/${first.id}/options`)).text).toContain('Options for the panel');
    expect((await connie.get(`${run}?show=all`)).text).toContain(`/referrals/${first.id}/options`);
    const officer = await world.agent('sen-officer');
    const { text } = await officer.get(`/api/v1/referrals/${first.id}/considered`).expect(200);
    expect(text).toContain('keepApart');
  });

  it('never tells a school the rule, nor anything about another child', async () => {
    const lead = await world.agent('inclusion-lead');
    const others = [second, third].flatMap(({ id, pupilId, upn }) => [id, pupilId, upn]);
    for (const path of pages(first.id)) {
      const { text } = await lead.get(path).expect(200);
      expect(text).not.toMatch(SECRETS);
      for (const other of [...others, '00000000aaaa', '00000000bbbb']) expect(text).not.toContain(other);
    }
    const { text } = await lead.get(`/referrals/${first.id}/options/considered`);
    expect(text).toContain('Officers hold information about this place that they cannot share');
  });

  it('words what a school reads as options that the panel will decide on, and hides what the run proposes', async () => {
    const lead = await world.agent('inclusion-lead');
    const page = await lead.get(`/referrals/${first.id}/options`).expect(200);
    expect(page.text).toContain('Options that the panel will decide on');
    expect(page.text).toContain('These are options, not a decision');
    const { body, text } = await lead.get(`/api/v1/referrals/${first.id}/options`).expect(200);
    expect(body.audience).toBe('ALL');
    expect(body.options.length).toBeGreaterThan(0);
    expect(text).not.toMatch(/chosen|runId|fundPence/);
  });

  it('shows each school its own pupils only; another’s answers like a missing one', async () => {
    const one = await world.agent('inclusion-lead');
    const two = await world.agent('other-lead');
    const missing = await one.get(`/api/v1/referrals/${crypto.randomUUID()}/options`);
    for (const path of pages(second.id).slice(0, 2)) {
      const { status, body } = await one.get(path);
      expect({ status, code: body.code }).toEqual({ status: 404, code: missing.body.code });
      await two.get(path).expect(200);
    }
    await two.get(`/api/v1/referrals/${first.id}/options`).expect(404);
    for (const path of pages(second.id).slice(2, 6)) {
      const { status, text } = await one.get(path);
      expect(status).toBe(404);
      expect(text).not.toContain(second.id);
    }
  });

  it('keeps runs of the whole pool from schools, providers and other authorities', async () => {
    const { rows } = await world.admin.query<{ id: string }>(`SELECT id FROM matching_run WHERE state = 'FINISHED'`);
    for (const persona of ['inclusion-lead', 'provider-manager', 'finance-officer', 'other-coordinator'] as const) {
      const agent = await world.agent(persona);
      const api = await agent.get(`/api/v1/matching/runs/${rows[0]?.id}`);
      expect([403, 404]).toContain(api.status);
      const page = await agent.get(`/matching/runs/${rows[0]?.id}`);
      expect([403, 404]).toContain(page.status);
      expect((await agent.get(`/api/v1/matching/runs/${rows[0]?.id}/exchange`)).status).toBeGreaterThanOrEqual(403);
    }
  });

  it('leaves what another school reads byte for byte as it was when a pair is added that moves nobody', async () => {
    const two = await world.agent('other-lead');
    const read = async () =>
      JSON.stringify(
        await Promise.all(
          pages(third.id)
            .slice(0, 2)
            .map(async (path) => (await two.get(path)).text),
        ),
      );
    const before = await read();
    await world.keepApart(first, third);
    await world.admin.query(`UPDATE matching_run SET input_hash = 'forgotten'`);
    expect(valueOf(await world.runNow())).toBe('finished');
    expect(await read()).toBe(before);
  });

  it('holds options back from schools while the policy says so, and not from the panel', async () => {
    await world.admin.query(`ALTER TABLE policy DISABLE TRIGGER policy_kept`);
    await world.admin.query(
      `UPDATE policy SET document = jsonb_set(document, '{matching,optionsShownToSchools}', '"WITH_PANEL_PACK"')`,
    );
    await world.admin.query(`ALTER TABLE policy ENABLE TRIGGER policy_kept`);
    const lead = await world.agent('inclusion-lead');
    const { body } = await lead.get(`/api/v1/referrals/${first.id}/options`).expect(200);
    expect(body).toMatchObject({ heldBack: true, options: [], explanation: { nearest: [], openers: [] } });
    const page = await lead.get(`/referrals/${first.id}/options`).expect(200);
    expect(page.text).toContain('Options are shown when the panel’s papers go out');
    const coordinator = await world.agent('coordinator');
    const panel = await coordinator.get(`/api/v1/referrals/${first.id}/options`).expect(200);
    expect(panel.body.options.length).toBeGreaterThan(0);
  });

  it('audits who read a child’s options', async () => {
    const { rows } = await world.admin.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit_entry WHERE action = 'matching.options-read' AND referral_id = $1`,
      [first.id],
    );
    expect(rows[0]?.n).toBeGreaterThan(5);
  });
});
