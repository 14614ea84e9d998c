import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { valueOf } from '../../../src/kernel/index.js';
import { OccupancySources } from '../../../src/modules/matching/index.js';
import type { SignedInAgent } from '../../support/app.js';
import { anOccupant } from '../../support/matching-builders.js';
import { type MadeReferral, matchingWorld, type MatchingWorld } from '../../support/matching-world.js';

describe('naming a child to be kept apart', () => {
  let world: MatchingWorld;
  let lead: SignedInAgent;
  let coordinator: SignedInAgent;
  let mine: MadeReferral;
  let theirs: MadeReferral;

  beforeAll(async () => {
    world = await matchingWorld();
    const where = await world.anOpening({ name: 'Example With Them', places: 3 });
    await world.anOpening({ name: 'Example Free', places: 3 });
    mine = await world.aReferral({ school: 'school-one' });
    theirs = await world.aReferral({ school: 'school-two' });
    const occupant = anOccupant({ siteId: where.siteId, pupilId: theirs.pupilId });
    world.app
      .get(OccupancySources)
      .add({ earlier: () => Promise.resolve([]), occupants: () => Promise.resolve([occupant]) });
    [lead, coordinator] = [await world.agent('inclusion-lead'), await world.agent('coordinator')];
    expect(valueOf(await world.runNow())).toBe('finished');
  });
  afterAll(() => world.close());

  const pages = (): string[] => [
    `/api/v1/referrals/${mine.id}/options`,
    `/api/v1/referrals/${mine.id}/considered`,
    `/referrals/${mine.id}/options?format=csv`,
    `/referrals/${mine.id}/options/considered?format=csv`,
  ];
  const schoolReads = async (): Promise<string> => {
    const texts = [];
    for (const path of pages()) texts.push((await lead.get(path).expect(200)).text);
    expect(texts.join()).not.toMatch(/PARTIES|PANEL/);
    return texts.join('\n');
  };
  const offered = async (agent: SignedInAgent): Promise<string[]> => {
    const { body } = await agent.get(`/api/v1/referrals/${mine.id}/options`).expect(200);
    return body.options.map((one: { components: { provider: string }[] }) => one.components[0]?.provider).toSorted();
  };
  const name = (upn: string) => world.keepApart(mine, { ...theirs, upn });
  const forget = () => world.admin.query(`DELETE FROM referral_keep_apart WHERE referral_id = $1`, [mine.id]);
  const newestState = async (): Promise<string> => (await lead.get('/api/v1/matching/status')).body.newest.state;

  it('takes the place away for the panel, and tells the school that named nothing of where that child is', async () => {
    const before = await schoolReads();
    expect(await offered(coordinator)).toEqual(['Example Free', 'Example With Them']);
    await name(theirs.upn);
    expect(valueOf(await world.runNow())).toBe('finished');
    expect(await offered(coordinator)).toEqual(['Example Free']);
    const panel = await coordinator.get(`/api/v1/referrals/${mine.id}/considered`);
    expect(panel.text).toContain('keepApart');
    expect(await schoolReads()).toBe(before);
    const { rows } = await world.admin.query(
      `SELECT count(*)::int AS n FROM matching_option WHERE referral_id = $1 AND chosen
         AND components->0->>'provider' = 'Example With Them'
         AND run_id = (SELECT id FROM matching_run WHERE state = 'FINISHED' ORDER BY number DESC LIMIT 1)`,
      [mine.id],
    );
    expect(rows).toEqual([{ n: 0 }]);
    await forget();
  });

  it('runs the matching for a number that nobody has exactly as for one that somebody has', async () => {
    const states: string[] = [];
    for (const upn of [theirs.upn, 'A999999999999']) {
      await forget();
      valueOf(await world.runNow());
      await name(upn);
      valueOf(await world.runNow());
      states.push(await newestState());
    }
    expect(states).toEqual(['FINISHED', 'FINISHED']);
    await forget();
  });

  it('still tells a school that a place is withheld when the other child’s school named its pupil', async () => {
    await forget();
    await world.keepApart(theirs, mine);
    expect(valueOf(await world.runNow())).toBe('finished');
    expect(await offered(lead)).toEqual(['Example Free']);
    expect((await lead.get(`/referrals/${mine.id}/options/considered`)).text).toContain(
      'Officers hold information about this place that they cannot share',
    );
  });
});
