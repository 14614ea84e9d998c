import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, type Result, valueOf } from '../../../src/kernel/index.js';
import { PanelLetters } from '../../../src/modules/placements/application/panel-letters.js';
import { ReferralMotion } from '../../../src/modules/placements/pages/referral-motion.js';
import { ViewRequests } from '../../../src/modules/support/application/view-requests.js';
import { dying } from '../../support/dying.js';
import { type Field, Form } from '../../../src/web/index.js';
import { aPanel, type Panel, withPack } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { codeOf } from '../../support/results.js';
import { supported, type Supported } from '../../support/supported.js';

describe('a panel that grants support', () => {
  let world: PlacementWorld;
  let panel: Panel;
  let centre: SupplyPoint;
  let support: Supported;
  beforeAll(async () => {
    world = await placementWorld({ policy: withPack });
    panel = await aPanel(world);
    centre = await world.supply({ places: 30 });
    support = await supported(world);
  });
  afterAll(() => world.close());

  const early = () =>
    world.referral({
      type: 'PREVENTATIVE_DUAL',
      'sessions.wanted': FULL_WEEK,
      'sessions.startsOn': dateOnly('2026-11-09'),
      'sessions.endsOn': dateOnly('2026-12-18'),
      'needs.description': 'Needs somebody to talk to.',
      'history.tried': 'A card for time out.',
    });
  const withTeam = (teamId: string, over: object = {}) => ({
    support: { teamId, startsOn: '2026-11-09', weeks: null, ...over },
  });
  const place = () => ({
    patternIds: [centre.patternId],
    next: [],
    startsOn: '2026-11-09',
    plannedEnd: '2026-12-18',
    waivers: [],
  });
  async function before(referralId: string): Promise<string> {
    const { itemId } = await panel.before(referralId);
    valueOf(await panel.conduct.withdraw(panel.people.head, itemId, panel.seats.head ?? '', ''));
    return itemId;
  }
  const move = (itemId: string, outcome: string, named: unknown) =>
    panel.conduct.putMotion(panel.people.chair, itemId, {
      outcome,
      reasons: 'Help at school first.',
      conditions: '',
      named,
    });
  async function agree(itemId: string, outcome: string, named: unknown): Promise<Result<unknown>> {
    const put = await move(itemId, outcome, named);
    return put.ok ? panel.decide.declare(panel.people.chair, put.value, 'CONSENSUS') : put;
  }
  const requestOf = (referralId: string) =>
    world.one<{
      id: string;
      status: string;
      seen: string;
      tried: string;
      forename: string;
      rounds: number;
      decided: boolean;
    }>(
      `SELECT r.id, r.status, r.seen, r.tried, p.forename, r.decision_id IS NOT NULL AS decided,
         (SELECT count(*)::int FROM support_cycle c WHERE c.request_id = r.id) AS rounds
       FROM support_request r JOIN support_request_pupil p ON p.request_id = r.id WHERE r.referral_id = $1`,
      [referralId],
    );
  const statusOf = async (id: string) =>
    (await world.one<{ status: string }>('SELECT status FROM referral WHERE id = $1', [id]))?.status;

  it('instead of a place begins the round, closes the request, and is in its record and letters', async () => {
    const [referralId, teamId] = [await early(), await support.team()];
    const itemId = await before(referralId);
    expect(codeOf(await move(itemId, 'SUPPORT', {}))).toBe('input.invalid: support.teamId choose-one');
    expect(codeOf(await move(itemId, 'SUPPORT', withTeam(teamId, { startsOn: '' })))).toBe(
      'input.invalid: support.startsOn required',
    );
    expect(codeOf(await move(itemId, 'SUPPORT', withTeam(teamId, { weeks: 60 })))).toBe(
      'input.invalid: support.weeks range',
    );
    expect(codeOf(await agree(itemId, 'SUPPORT', withTeam(teamId)))).toBe('done');
    expect(await statusOf(referralId)).toBe('CLOSED');
    expect(await requestOf(referralId)).toMatchObject({
      status: 'GRANTED',
      rounds: 1,
      seen: 'Needs somebody to talk to.',
      tried: 'A card for time out.',
      forename: 'Made',
      decided: true,
    });
    const named = await world.one<{ rows: string }>(
      'SELECT conditions::text AS rows FROM decision WHERE meeting_item_id = $1',
      [itemId],
    );
    expect(named?.rows).toContain(teamId);
    const decision = await world.one<{ id: string }>('SELECT id FROM decision WHERE meeting_item_id = $1', [itemId]);
    valueOf(await world.app.get(PanelLetters).issue(world.coordinator, decision?.id ?? ''));
    const letters = await world.admin.query<{ audience: string; text: string }>(
      'SELECT audience, content::text AS text FROM panel_letter WHERE decision_id = $1 ORDER BY audience',
      [decision?.id],
    );
    expect(letters.rows.map(({ audience }) => audience)).toEqual(['FAMILY', 'SCHOOL']);
    for (const { text } of letters.rows) expect(text).toMatch(/Example team[^]*9 November 2026/);
    // The team reads what it needs, and not the case.
    const { pupil } = valueOf(
      await world.app.get(ViewRequests).one(support.specialist, (await requestOf(referralId))?.id ?? ''),
    );
    expect(pupil).toMatchObject({ forename: 'Made' });
    const page = await (await world.agent('inclusion-lead')).get(`/referrals/${referralId}`).expect(200);
    expect(page.text).toMatch(/Support SR-\d+: support granted/);
    expect(page.text).toContain('Support granted instead of a place');
  });

  it('with a place offers the one and begins the other', async () => {
    const [referralId, teamId] = [await world.referral(), await support.team()];
    const itemId = await before(referralId);
    expect(codeOf(await agree(itemId, 'APPROVED', { ...place(), ...withTeam(teamId) }))).toBe('done');
    expect(await statusOf(referralId)).toBe('DECIDED');
    expect(await requestOf(referralId)).toMatchObject({ status: 'GRANTED', rounds: 1 });
    expect(await world.one('SELECT status FROM placement WHERE referral_id = $1', [referralId])).toEqual({
      status: 'OFFERED',
    });
  });

  it('puts the pupil on the waiting list where the team is full, and the letter says so', async () => {
    const teamId = await support.team({ pupils: 1 });
    await support.granted(teamId);
    const referralId = await early();
    const itemId = await before(referralId);
    expect(codeOf(await agree(itemId, 'SUPPORT', withTeam(teamId)))).toBe('done');
    expect(await requestOf(referralId)).toMatchObject({ status: 'WAITING', rounds: 0 });
    const decision = await world.one<{ id: string }>('SELECT id FROM decision WHERE meeting_item_id = $1', [itemId]);
    valueOf(await world.app.get(PanelLetters).issue(world.coordinator, decision?.id ?? ''));
    const letter = await world.one<{ text: string }>(
      `SELECT content::text AS text FROM panel_letter WHERE decision_id = $1 AND audience = 'SCHOOL'`,
      [decision?.id],
    );
    expect(letter?.text).toContain('The team is full');
  });

  it('never stands for a place where education is owed by a day', async () => {
    const itemId = await before(await world.referral());
    expect(codeOf(await move(itemId, 'SUPPORT', withTeam(await support.team())))).toBe('panel.education-owed');
  });

  it('decides place and support together or neither, when the connection dies and when the team has ended meanwhile', async () => {
    const [referralId, teamId] = [await world.referral(), await support.team()];
    const itemId = await before(referralId);
    const motionId = valueOf(await move(itemId, 'APPROVED', { ...place(), ...withTeam(teamId) }));
    const declare = () => panel.decide.declare(panel.people.chair, motionId, 'CONSENSUS');
    const survives = dying(world.admin, ['support_request', 'support_cycle', 'support_week', 'decision', 'placement']);
    await survives(declare);
    expect(await requestOf(referralId)).toMatchObject({ status: 'GRANTED' });
    const other = await before(await world.referral());
    const ended = await support.team();
    const put = valueOf(await move(other, 'APPROVED', { ...place(), ...withTeam(ended) }));
    await world.admin.query(`UPDATE support_team SET ends_on = '2026-11-08' WHERE id = $1`, [ended]);
    expect(codeOf(await panel.decide.declare(panel.people.chair, put, 'CONSENSUS'))).toMatch(
      /^input\.invalid: weeks team-ends/,
    );
    expect(await world.one('SELECT FROM decision WHERE meeting_item_id = $1', [other])).toBeUndefined();
  });

  it('is asked for by the form of a motion, which offers the teams and leaves support out where none is named', async () => {
    const teamId = await support.team();
    const motion = await world.app.get(ReferralMotion).fieldsFor(panel.people.chair, await early());
    const form = new Form<Record<string, Field<unknown>>>(motion.fields);
    expect(JSON.stringify(form.start())).toContain(teamId);
    expect(motion.places).toMatchObject({ 'support.teamId': 'supportTeam', 'support.startsOn': 'supportFrom' });
    const typed = {
      supportTeam: teamId,
      'supportFrom-day': '9',
      'supportFrom-month': '11',
      'supportFrom-year': '2026',
    };
    expect(motion.named(valueOf(form.read(typed).result))).toMatchObject({
      support: { teamId, startsOn: '2026-11-09', weeks: null },
    });
    expect(motion.named(valueOf(form.read({}).result))).not.toHaveProperty('support');
  });
});
