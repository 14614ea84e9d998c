import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, valueOf } from '../../../src/kernel/index.js';
import { OccupancySources } from '../../../src/modules/matching/index.js';
import { ProvisionalOptions } from '../../../src/modules/matching/application/provisional-options.js';
import type { SignedInAgent } from '../../support/app.js';
import { anOccupant } from '../../support/matching-builders.js';
import { type MadeReferral, matchingService, matchingWorld, type MatchingWorld } from '../../support/matching-world.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

describe('naming a brother or sister', () => {
  let world: MatchingWorld;
  let lead: SignedInAgent;
  let coordinator: SignedInAgent;
  let mine: MadeReferral;
  let sister: MadeReferral;

  beforeAll(async () => {
    world = await matchingWorld();
    await world.anOpening({ name: 'Example Free', places: 3 });
    const where = await world.anOpening({ name: 'Example With Her', places: 3 });
    mine = await world.aReferral({ school: 'school-one' });
    sister = await world.aReferral({ school: 'school-two' });
    const occupant = anOccupant({ siteId: where.siteId, pupilId: sister.pupilId });
    world.app
      .get(OccupancySources)
      .add({ earlier: () => Promise.resolve([]), occupants: () => Promise.resolve([occupant]) });
    [lead, coordinator] = [await world.agent('inclusion-lead'), await world.agent('coordinator')];
    expect(valueOf(await world.runNow())).toBe('finished');
  });
  afterAll(() => world.close());

  const name = (upn: string, wish = 'TOGETHER') =>
    world.admin.query(
      `INSERT INTO referral_sibling (id, referral_id, authority_id, position, wish, other_name, other_upn, other_digest)
       VALUES ($1, $2, $3, 1, $4, 'Sissy Madeup', $5, $6)`,
      [newId(), mine.id, AUTHORITY_ID, wish, upn, createHash('sha256').update(upn).digest()],
    );
  const forget = () => world.admin.query(`DELETE FROM referral_sibling WHERE referral_id = $1`, [mine.id]);
  const pages = (): string[] => [
    `/api/v1/referrals/${mine.id}/options`,
    `/api/v1/referrals/${mine.id}/considered`,
    `/referrals/${mine.id}/options?format=csv`,
    `/referrals/${mine.id}/options/considered?format=csv`,
  ];
  const schoolReads = async (): Promise<string> => {
    const texts = [];
    for (const path of pages()) texts.push((await lead.get(path).expect(200)).text);
    return texts.join('\n');
  };
  type Told = {
    components: { provider: string }[];
    factors: { factor: string; value: number; contribution: number }[];
  };
  const panelReads = async (agent = coordinator): Promise<Told[]> =>
    (await agent.get(`/api/v1/referrals/${mine.id}/options`).expect(200)).body.options;
  const proposed = async (): Promise<unknown> => {
    const { rows } = await world.admin.query(
      `SELECT components->0->>'provider' AS provider FROM matching_option WHERE referral_id = $1 AND chosen
         AND run_id = (SELECT id FROM matching_run WHERE state = 'FINISHED' ORDER BY number DESC LIMIT 1)`,
      [mine.id],
    );
    return rows[0]?.provider;
  };

  it('draws the proposal to where she is or away from there, and tells the school that named her nothing', async () => {
    const before = await schoolReads();
    for (const [wish, provider, value] of [
      ['TOGETHER', 'Example With Her', 1000],
      ['APART', 'Example Free', 1000],
    ] as const) {
      await forget();
      await name(sister.upn, wish);
      expect(valueOf(await world.runNow())).toBe('finished');
      expect(await proposed()).toBe(provider);
      const [best] = await panelReads();
      expect(best?.components[0]?.provider).toBe(provider);
      expect(best?.factors.find(({ factor }) => factor === 'siblings')).toMatchObject({ value, weight: 100 });
      expect(await schoolReads()).toBe(before);
    }
    expect(before).not.toMatch(/sibling|sister/i);
    const page = await coordinator.get(`/referrals/${mine.id}/options`).expect(200);
    expect(page.text).toContain('Brothers and sisters');
    await forget();
  });

  it('shows whoever opens no risks that something counts, and neither what nor how', async () => {
    await name(sister.upn);
    valueOf(await world.runNow());
    const connie = await world.agent('commissioner');
    for (const path of [...pages(), `/referrals/${mine.id}/options`]) {
      expect((await connie.get(path).expect(200)).text).not.toMatch(/sibling|sister/i);
    }
    const [option] = await panelReads(connie);
    expect(option?.factors.find(({ factor }) => factor === 'withheld')).toMatchObject({ value: null, weight: 100 });
    await forget();
  });

  it('gives the first options of a new referral as if nobody had been named', async () => {
    const fresh = await world.aReferral({ school: 'school-one' });
    const workOut = async () => {
      valueOf(await world.app.get(ProvisionalOptions).run(matchingService, AUTHORITY_ID, fresh.id));
      return (await lead.get(`/api/v1/referrals/${fresh.id}/options`).expect(200)).body.options;
    };
    const before = await workOut();
    await world.admin.query(
      `INSERT INTO referral_sibling (id, referral_id, authority_id, position, wish, other_name, other_upn, other_digest)
       VALUES ($1, $2, $3, 1, 'TOGETHER', 'Sissy Madeup', $4, $5)`,
      [newId(), fresh.id, AUTHORITY_ID, sister.upn, createHash('sha256').update(sister.upn).digest()],
    );
    expect(await workOut()).toEqual(before);
  });

  it('runs the matching for a number that nobody has exactly as for one that somebody has', async () => {
    const states: string[] = [];
    for (const upn of [sister.upn, 'A999999999999']) {
      await forget();
      valueOf(await world.runNow());
      await name(upn);
      valueOf(await world.runNow());
      states.push((await lead.get('/api/v1/matching/status')).body.newest.state);
    }
    expect(states).toEqual(['FINISHED', 'FINISHED']);
    await forget();
  });
});
