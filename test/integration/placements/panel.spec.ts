import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, type Result, ROLES, ROLE_PERMISSIONS, valueOf } from '../../../src/kernel/index.js';
import { ViewOptions } from '../../../src/modules/matching/index.js';
import { aPanel, type Panel, withPack } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { WORKPLACES } from '../../support/workplaces.js';

const PERIOD = { startsOn: '2026-11-09', plannedEnd: '2026-12-18' };
const PREVENTATIVE = {
  type: 'PREVENTATIVE_DUAL',
  'sessions.wanted': FULL_WEEK,
  'sessions.startsOn': dateOnly('2026-11-09'),
  'sessions.endsOn': dateOnly('2026-12-18'),
} as const;
const ORDER = { reference: 'PO-1', authorisedBy: 'Hari Example', limitPence: 500_000, validUntil: '2027-07-31' };
const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);

describe('a request before the panel', () => {
  let world: PlacementWorld;
  let panel: Panel;
  let centre: SupplyPoint;
  beforeAll(async () => {
    world = await placementWorld({ policy: withPack });
    panel = await aPanel(world);
    centre = await world.supply({ places: 30 });
  });
  afterAll(() => world.close());

  const place = (over: object = {}) => ({ patternIds: [centre.patternId], next: [], ...PERIOD, waivers: [], ...over });
  const status = async (id: string) =>
    (await world.one<{ status: string }>('SELECT status FROM referral WHERE id = $1', [id]))?.status;
  const lastEvent = (id: string) =>
    world.one<{ kind: string; note: string }>(
      'SELECT kind, note FROM referral_event WHERE referral_id = $1 ORDER BY at DESC, id DESC LIMIT 1',
      [id],
    );
  /** Puts the motion and declares it agreed by consensus, by whoever presides. */
  async function agree(
    itemId: string,
    outcome: string,
    named: unknown,
    over: { by?: keyof Panel['people']; conditions?: string } = {},
  ) {
    const by = panel.people[over.by ?? 'chair'];
    const motion = { outcome, reasons: 'The nearest that meets the needs.', conditions: over.conditions ?? '', named };
    const put = await panel.conduct.putMotion(by, itemId, motion);
    return put.ok ? panel.decide.declare(by, put.value, 'CONSENSUS') : put;
  }
  const withdrawHead = async (itemId: string) => {
    valueOf(await panel.conduct.withdraw(panel.people.head, itemId, panel.seats.head ?? '', 'A good attender.'));
  };

  it('comes from the queue with a paper that names no child and freezes what lay before the panel', async () => {
    const named = { 'pupil.forename': 'Zebedee', 'pupil.surname': 'Quillfeather' };
    await world.admin.query(
      `SET session_replication_role = replica;
       INSERT INTO establishment (urn, name, pupils, first_import_id, last_import_id)
       VALUES ('100001', 'First Example School', 1000, gen_random_uuid(), gen_random_uuid());
       SET session_replication_role = DEFAULT`,
    );
    const [excluded, preventative] = [await world.referral(named), await world.referral({ ...PREVENTATIVE, ...named })];
    await panel.match();
    const view = valueOf(await panel.queue.view(world.coordinator));
    expect(view.waiting.map(({ referralId }) => referralId)).toEqual([excluded, preventative]);
    expect(view.beside.shareOf({ schoolId: view.waiting[1]?.schoolId ?? '', type: 'PREVENTATIVE_DUAL' })).toBe(
      '0 of 11 places',
    );
    const meetingId = await panel.plan('2026-11-02');
    expect(valueOf(await panel.queue.putOn(world.coordinator, meetingId, 'ALL_DUE'))).toBe(2);
    expect(code(await panel.queue.putOn(world.coordinator, meetingId, 'ALL_DUE'))).toBe('panel.nothing-due');
    const items = await panel.items(meetingId);
    expect(items.map(({ subjectId, enBloc }) => ({ subjectId, enBloc }))).toEqual([
      { subjectId: excluded, enBloc: false },
      { subjectId: preventative, enBloc: false },
    ]);
    const papers = await world.admin.query<{ text: string; outcome: string | null }>(
      `SELECT p.content::text || i.title AS text, p.outcome FROM agenda_paper p JOIN agenda_item i ON i.id = p.item_id
        WHERE i.meeting_id = $1 ORDER BY i.number`,
      [meetingId],
    );
    for (const { text } of papers.rows) {
      expect(text).not.toMatch(/Zebedee|Quillfeather|Likes a walk/);
      expect(text).toContain('Left in the high needs budget, 2026-27');
      expect(text).toContain('Example Centre');
    }
    expect(papers.rows.map(({ outcome }) => outcome)).toEqual(['APPROVED', null]);
    expect(papers.rows[1]?.text).toContain('To settle first');
    const parties = await world.admin.query<{ id: string }>(
      'SELECT DISTINCT organisation_id AS id FROM agenda_party WHERE item_id = $1',
      [items[0]?.id],
    );
    expect(parties.rows.map(({ id }) => id).toSorted()).toEqual(
      [centre.providerId, WORKPLACES['school-one'].organisationId].toSorted(),
    );
    // The head of the school sits for a party: no paper, and nothing of the item.
    const seen = valueOf(await panel.view.item(panel.people.head, items[0]?.id ?? ''));
    expect(seen).toMatchObject({ paper: null, withdrawn: true, outcomes: [] });
    valueOf(await panel.meetings.cancel(world.coordinator, meetingId));
  });

  it('keeps the options from its school until the papers go out, and says when the panel meets', async () => {
    const referralId = await world.referral();
    await panel.match();
    const read = async () => valueOf(await world.app.get(ViewOptions).run(world.lead, referralId));
    expect(await read()).toMatchObject({ heldBack: true, meetingOn: null, options: [], considered: [] });
    const meetingId = await panel.plan('2026-11-30');
    valueOf(await panel.queue.putOn(world.coordinator, meetingId, { referralIds: [referralId] }));
    expect(await read()).toMatchObject({ heldBack: true, meetingOn: '2026-11-30', options: [] });
    valueOf(await panel.meetings.sendPapers(world.coordinator, meetingId));
    const shown = await read();
    expect(shown).toMatchObject({ heldBack: false, meetingOn: '2026-11-30' });
    expect(shown.options.length).toBeGreaterThan(0);
    expect(await world.messages('referral.before-panel')).toContain(WORKPLACES['school-one'].organisationId);
    const other = await world.referral();
    await panel.match();
    expect(valueOf(await world.app.get(ViewOptions).run(world.lead, other))).toMatchObject({ heldBack: true });
  });

  it('has money and share beside it as they stand now, while its paper stands as it was sent', async () => {
    const [first, second] = [await world.referral(), await world.referral()];
    await panel.match();
    const meetingId = await panel.plan();
    valueOf(await panel.queue.putOn(world.coordinator, meetingId, { referralIds: [first, second] }));
    valueOf(await panel.meetings.sendPapers(world.coordinator, meetingId));
    await panel.open(meetingId);
    const items = await panel.items(meetingId);
    const itemOf = (referralId: string) => items.find(({ subjectId }) => subjectId === referralId)?.id ?? '';
    const left = /Left in the high needs budget, 2026-27/;
    const seen = async (actor = panel.people.vice) => {
      const { beside, paper } = valueOf(await panel.view.item(actor, itemOf(second)));
      const inPaper = paper?.content.sections.flatMap(({ rows = [] }) => rows).find(({ label }) => left.test(label));
      return { now: beside.find(({ label }) => left.test(label))?.value, paper: inPaper?.value };
    };
    const before = await seen();
    expect(before.now).toBe(before.paper);
    await withdrawHead(itemOf(first));
    valueOf(await agree(itemOf(first), 'APPROVED', place()));
    const after = await seen();
    expect(after.paper).toBe(before.paper);
    expect(after.now).not.toBe(before.now);
    expect(await seen(panel.people.head)).toEqual({ now: undefined, paper: undefined });
    const page = await (await world.agent('coordinator')).get(`/panel/items/${itemOf(second)}`).expect(200);
    expect(page.text).toContain('How it stands now');
    expect(valueOf(await panel.view.item(panel.people.vice, itemOf(first))).beside).toEqual([]);
    valueOf(await panel.meetings.close(world.coordinator, meetingId));
  });

  it('is offered the place that the motion names, with run, policy, options and who took part on record', async () => {
    const referralId = await world.referral();
    await panel.match();
    const { itemId } = await panel.before(referralId);
    await withdrawHead(itemId);
    expect(valueOf(await agree(itemId, 'APPROVED', place()))).toBe('CARRIED');
    expect(await status(referralId)).toBe('DECIDED');
    const decision = await world.one(
      `SELECT d.outcome, d.delegated_power, d.policy_id IS NOT NULL AS dated, jsonb_array_length(d.options_seen) > 0 AS seen,
              d.conditions -> 'patternIds' AS patterns, d.conditions ->> 'startsOn' AS starts,
              d.conditions ->> 'runId' IS NOT NULL AS run, p.status
         FROM decision d JOIN placement p ON p.decision_id = d.id WHERE d.meeting_item_id = $1`,
      [itemId],
    );
    expect(decision).toEqual({
      outcome: 'APPROVED',
      delegated_power: 'Decides on placements for the authority, by its terms of reference.',
      dated: true,
      seen: true,
      patterns: [centre.patternId],
      starts: PERIOD.startsOn,
      run: true,
      status: 'OFFERED',
    });
    expect(await world.ledgerFaults()).toEqual([]);
  });

  it('is approved with conditions, on the school’s order that the motion names', async () => {
    const referralId = await world.referral(PREVENTATIVE);
    await panel.match();
    const { itemId } = await panel.before(referralId);
    await withdrawHead(itemId);
    expect(code(await agree(itemId, 'APPROVED_WITH_CONDITIONS', place({ order: ORDER })))).toBe('input.invalid');
    const conditions = 'A review after six weeks.';
    expect(code(await agree(itemId, 'APPROVED_WITH_CONDITIONS', place({ order: ORDER }), { conditions }))).toBe('done');
    expect(await status(referralId)).toBe('DECIDED');
    expect(await world.one('SELECT reference FROM school_order WHERE referral_id = $1', [referralId])).toEqual({
      reference: 'PO-1',
    });
  });

  it.each([
    ['SUPPORT_IN_SCHOOL', 'CLOSED', 'DECLINED'],
    ['MORE_NEEDED', 'RETURNED', 'RETURNED'],
    ['PLAN_NAMES_SETTING', 'WITH_SEN', 'SENT_TO_SEN'],
  ])('declined because of %s is %s, and its school reads why and what happens next', async (reason, becomes, event) => {
    const referralId = await world.referral(PREVENTATIVE);
    const { itemId } = await panel.before(referralId);
    await withdrawHead(itemId);
    expect(code(await agree(itemId, 'DECLINED', { reason: 'TOO_BUSY' }))).toBe('input.invalid');
    valueOf(await agree(itemId, 'DECLINED', { reason }));
    expect(await status(referralId)).toBe(becomes);
    expect(await lastEvent(referralId)).toMatchObject({
      kind: event,
      note: expect.stringContaining('The nearest that meets'),
    });
    expect(await world.messages('referral.declined')).toContain(WORKPLACES['school-one'].organisationId);
  });

  it('is never declined for want of need after a permanent exclusion', async () => {
    const { itemId } = await panel.before(await world.referral());
    expect(code(await agree(itemId, 'DECLINED', { reason: 'SUPPORT_IN_SCHOOL' }))).toBe('input.invalid');
  });

  it('is put off: it waits on, its clock runs on, and it may come before another meeting', async () => {
    const referralId = await world.referral();
    const { itemId } = await panel.before(referralId);
    await withdrawHead(itemId);
    valueOf(await agree(itemId, 'DEFERRED', undefined));
    expect(await status(referralId)).toBe('SUBMITTED');
    expect(await lastEvent(referralId)).toMatchObject({ kind: 'DEFERRED' });
    const again = await panel.plan();
    expect(valueOf(await panel.queue.putOn(world.coordinator, again, { referralIds: [referralId] }))).toBe(1);
  });

  it('is not decided when it cannot be done any more: the reason is told and the motion stays open', async () => {
    const referralId = await world.referral();
    await panel.match();
    const { itemId } = await panel.before(referralId);
    await withdrawHead(itemId);
    const motion = { outcome: 'APPROVED', reasons: 'The nearest.', conditions: '', named: place() };
    const motionId = valueOf(await panel.conduct.putMotion(panel.people.chair, itemId, motion));
    await world.admin.query(`UPDATE opening SET status = 'WITHDRAWN' WHERE id = $1`, [centre.openingId]);
    const before = await world.footprint();
    expect(code(await panel.decide.declare(panel.people.chair, motionId, 'CONSENSUS'))).toBe('matching.not-offered');
    expect(await world.footprint()).toEqual(before);
    expect(valueOf(await panel.view.item(panel.people.chair, itemId))).toMatchObject({
      item: { decidedAt: null },
      motions: [{ status: 'OPEN' }],
      decision: null,
    });
    await world.admin.query(`UPDATE opening SET status = 'OPEN' WHERE id = $1`, [centre.openingId]);
    expect(code(await panel.decide.declare(panel.people.chair, motionId, 'CONSENSUS'))).toBe('done');
  });

  it('is decided under the vice-chair, who may not decide alone, when the chair has a conflict', async () => {
    const referralId = await world.referral();
    const { itemId } = await panel.before(referralId);
    await withdrawHead(itemId);
    const tie = { memberId: panel.seats.chair ?? '', nature: 'FAMILY' as const, detail: 'A cousin.', conflicts: true };
    valueOf(await panel.conduct.declare(panel.people.chair, itemId, tie));
    valueOf(await panel.conduct.withdraw(panel.people.chair, itemId, panel.seats.chair ?? '', ''));
    expect(code(await agree(itemId, 'APPROVED', place(), { by: 'otherHead' }))).toBe('item.not-presiding');
    const [motion] = valueOf(await panel.view.item(panel.people.vice, itemId)).motions;
    expect(code(await panel.decide.declare(panel.people.vice, motion?.id ?? '', 'CONSENSUS'))).toBe('done');
    expect(code(await world.approve.run(panel.people.vice, world.command(referralId, centre.patternId)))).toBe(
      'action.forbidden',
    );
    expect(await status(referralId)).toBe('DECIDED');
  });

  it('says of a motion that stands what it names, and refuses a decision that would name anything else', async () => {
    const { itemId } = await panel.before(await world.referral());
    const motion = { outcome: 'APPROVED', reasons: 'The nearest.', conditions: '', named: place() };
    const id = valueOf(await panel.conduct.putMotion(panel.people.chair, itemId, motion));
    await expect(world.admin.query(`UPDATE motion SET named = NULL WHERE id = $1`, [id])).rejects.toThrow(
      /stands as it was put/,
    );
    for (const named of [
      undefined,
      {},
      place({ patternIds: [] }),
      place({ startsOn: '2020-01-01' }),
      place({ plannedEnd: 'soon' }),
    ]) {
      expect(code(await panel.conduct.putMotion(panel.people.chair, itemId, { ...motion, named }))).toBe(
        'input.invalid',
      );
    }
  });

  it.each(ROLES)('is put on an agenda by whoever prepares the panel: %s', async (role) => {
    const actor = aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] });
    const meetingId = await panel.plan();
    const put = await panel.queue.putOn(actor, meetingId, { referralIds: [] });
    expect(code(put)).toBe(role === 'PANEL_COORDINATOR' ? 'panel.nothing-chosen' : 'action.forbidden');
    expect(code(await panel.queue.view(actor))).toBe(role === 'PANEL_COORDINATOR' ? 'done' : 'action.forbidden');
  });
});
