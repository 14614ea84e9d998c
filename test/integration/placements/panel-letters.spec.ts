import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type Result, ROLE_PERMISSIONS, ROLES, valueOf } from '../../../src/kernel/index.js';
import { PanelLetters } from '../../../src/modules/placements/application/panel-letters.js';
import type { LetterAudience } from '../../../src/modules/placements/domain/panel-letter.js';
import { aPanel, type Panel } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { WORKPLACES } from '../../support/workplaces.js';

const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);
const NAME = { 'pupil.forename': 'Zebedee', 'pupil.surname': 'Quillfeather' };

describe('letters after a decision of the panel', () => {
  let world: PlacementWorld;
  let panel: Panel;
  let letters: PanelLetters;
  let centre: SupplyPoint;
  beforeAll(async () => {
    world = await placementWorld();
    panel = await aPanel(world);
    centre = await world.supply({ places: 30 });
    letters = world.app.get(PanelLetters);
  });
  afterAll(() => world.close());

  /** A request that the panel decided on, with the decision's id. */
  async function decided(outcome = 'APPROVED', reasons = 'Zebedee Quillfeather needs small groups.') {
    const referralId = await world.referral(NAME);
    const { itemId } = await panel.before(referralId);
    valueOf(await panel.conduct.withdraw(panel.people.head, itemId, panel.seats.head ?? '', ''));
    const place = { patternIds: [centre.patternId], next: [], startsOn: '2026-11-09', plannedEnd: '2026-12-18' };
    const named = outcome === 'APPROVED' ? { ...place, waivers: [] } : { reason: 'OTHER_AUTHORITY' };
    const motion = { outcome, reasons, conditions: '', named };
    const motionId = valueOf(await panel.conduct.putMotion(panel.people.chair, itemId, motion));
    valueOf(await panel.decide.declare(panel.people.chair, motionId, 'CONSENSUS'));
    const row = await world.one<{ id: string }>('SELECT id FROM decision WHERE meeting_item_id = $1', [itemId]);
    return { referralId, itemId, decisionId: row?.id ?? '' };
  }
  const letterOf = async (decisionId: string, audience: LetterAudience): Promise<string> => {
    const sql = 'SELECT id FROM panel_letter WHERE decision_id = $1 AND audience = $2';
    return (await world.one<{ id: string }>(sql, [decisionId, audience]))?.id ?? '';
  };
  const readAs = async (actor: Actor, id: string): Promise<string> => {
    const read = await letters.read(actor, id);
    return read.ok ? JSON.stringify(read.value.content) : read.problem.code;
  };

  it('are looked at first, then issued to school, family and provider, without a name in what is kept', async () => {
    const { decisionId, referralId } = await decided();
    const seen = valueOf(await letters.view(world.coordinator, decisionId));
    expect(seen.letters.map(({ audience }) => audience)).toEqual(['SCHOOL', 'FAMILY', 'PROVIDER']);
    expect(JSON.stringify(seen.letters)).toContain('Zebedee Quillfeather needs small groups.');
    expect(seen.dueOn).toBe('2026-11-04');
    expect(await letters.tasksFor(world.coordinator)).toMatchObject([{ href: '/panel/letters', dueOn: '2026-11-04' }]);
    expect(valueOf(await letters.issue(world.coordinator, decisionId))).toBe(3);
    const kept = await world.admin.query<{ text: string }>(
      'SELECT content::text AS text FROM panel_letter WHERE decision_id = $1',
      [decisionId],
    );
    for (const { text } of kept.rows) expect(text).not.toMatch(/Zebedee|Quillfeather/);
    expect(code(await letters.issue(world.coordinator, decisionId))).toBe('letters.issued');
    expect(await letters.tasksFor(world.coordinator)).toEqual([]);
    expect(await world.messages('panel.letter')).toEqual([WORKPLACES['school-one'].organisationId]);
    expect(await letters.linksFor(world.lead, { id: referralId })).toHaveLength(2);
  });

  it('are read by each as far as they may: the name by the school, and by no provider before it has accepted', async () => {
    const { decisionId } = await decided();
    valueOf(await letters.issue(world.coordinator, decisionId));
    const [school, family, provider] = [
      await letterOf(decisionId, 'SCHOOL'),
      await letterOf(decisionId, 'FAMILY'),
      await letterOf(decisionId, 'PROVIDER'),
    ];
    expect(await readAs(world.lead, school)).toContain('Zebedee Quillfeather needs small groups.');
    expect(await readAs(world.lead, family)).toContain('Zebedee’s education');
    expect(await readAs(world.otherLead, school)).toBe('letter.not-found');
    expect(await readAs(centre.manager, school)).toBe('letter.not-found');
    expect(await readAs(world.lead, provider)).toBe('letter.not-found');
    const offered = await readAs(centre.manager, provider);
    expect(offered).toContain('5 November 2026');
    expect(offered).not.toMatch(/Zebedee|Quillfeather|small groups|First Example|RF-/);
    // The head sits for the school: they withdrew, and read nothing of it in the room.
    expect(await readAs(panel.people.head, school)).toBe('letter.not-found');
    expect(await readAs(panel.people.vice, school)).toContain('small groups');
  });

  it('are gone for a provider that declines', async () => {
    const { decisionId, referralId } = await decided();
    valueOf(await letters.issue(world.coordinator, decisionId));
    const id = await letterOf(decisionId, 'PROVIDER');
    const placement = await world.one<{ id: string }>('SELECT id FROM placement WHERE referral_id = $1', [referralId]);
    valueOf(await world.answer.decline(centre.manager, placement?.id ?? '', { reason: 'NO_STAFF', note: '' }));
    expect(await readAs(centre.manager, id)).toBe('letter.not-found');
    expect(await readAs(world.lead, await letterOf(decisionId, 'SCHOOL'))).toContain('5 November 2026');
  });

  it('are not written to a provider when nothing is offered, and stand whatever happens later', async () => {
    const { decisionId, referralId } = await decided('DECLINED', 'Another council arranges it.');
    expect(valueOf(await letters.issue(world.coordinator, decisionId))).toBe(2);
    const id = await letterOf(decisionId, 'FAMILY');
    const before = await readAs(world.lead, id);
    expect(before).toContain('Another council has to arrange it');
    await world.admin.query(`UPDATE referral SET missing = '{}' WHERE id = $1`, [referralId]);
    expect(await readAs(world.lead, id)).toBe(before);
    await expect(
      world.work.inTransaction(world.coordinator, async (tx) => {
        await tx.query(`UPDATE panel_letter SET content = '{"sections":[]}' WHERE id = $1`, [id]);
        return { ok: true, value: undefined };
      }),
    ).rejects.toThrow(/permission denied/);
  });

  it('are refused by the database for what no panel decided, and to a provider that is offered nothing', async () => {
    const referralId = await world.referral();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referralId, centre.patternId)),
    );
    const urgent = await world.one<{ id: string }>('SELECT decision_id AS id FROM placement WHERE id = $1', [
      placementId,
    ]);
    const insert = (decisionId: string, organisationId: string, audience: string) =>
      world.admin.query(
        `INSERT INTO panel_letter (id, authority_id, decision_id, referral_id, school_organisation_id, organisation_id, audience, content, issued_at)
         SELECT gen_random_uuid(), d.authority_id, d.id, r.id, r.school_organisation_id, $2, $3, '{"sections":[]}', now()
           FROM decision d JOIN referral r ON r.id = d.referral_id WHERE d.id = $1`,
        [decisionId, organisationId, audience],
      );
    const school = WORKPLACES['school-one'].organisationId;
    await expect(insert(urgent?.id ?? '', school, 'SCHOOL')).rejects.toThrow(/letters are of a panel/);
    const { decisionId } = await decided('DECLINED', 'Another council arranges it.');
    await expect(insert(decisionId, centre.providerId, 'PROVIDER')).rejects.toThrow(/nothing is offered/);
    await expect(insert(decisionId, centre.providerId, 'FAMILY')).rejects.toThrow(/panel_letter_to/);
  });

  it('are sent once when two send them at the same moment', async () => {
    const { decisionId } = await decided();
    const both = await Promise.all([1, 2].map(() => letters.issue(world.coordinator, decisionId)));
    expect(both.map(code).toSorted()).toEqual(['done', 'letters.issued']);
  });

  it.each(ROLES)('are sent by whoever prepares the panel: %s', async (role) => {
    const actor = aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] });
    const { decisionId } = firstDecision ?? (firstDecision = await decided('DECLINED', 'Another council arranges it.'));
    const prepares = role === 'PANEL_COORDINATOR';
    expect(code(await letters.list(actor, { offset: 0, limit: 25 }))).toBe(prepares ? 'done' : 'action.forbidden');
    expect(code(await letters.view(actor, decisionId))).toBe(prepares ? 'done' : 'action.forbidden');
    expect(code(await letters.issue(actor, decisionId))).toBe(prepares ? 'done' : 'action.forbidden');
  });
  let firstDecision: { readonly decisionId: string } | undefined;

  it('of a whole meeting are looked at together and sent together, all or none', async () => {
    const first = await decided();
    const meetings = (await letters.list(world.coordinator, { offset: 0, limit: 1 })) as Result<{
      meetings: { id: string; decisions: number }[];
    }>;
    const meetingOf = async (itemId: string) =>
      (await world.one<{ id: string }>('SELECT meeting_id AS id FROM agenda_item WHERE id = $1', [itemId]))?.id ?? '';
    const meetingId = await meetingOf(first.itemId);
    expect(valueOf(meetings).meetings.map(({ id }) => id)).toContain(meetingId);
    const looked = valueOf(await letters.ofMeeting(world.coordinator, meetingId));
    const ids = looked.decisions.map(({ decision }) => decision.decisionId);
    expect(ids).toContain(first.decisionId);
    expect(looked.meeting.decisions).toBe(ids.length);
    const none = '00000000-0000-7000-8000-000000000013';
    expect(code(await letters.issueAll(world.coordinator, [...ids, none]))).toBe('decision.not-found');
    expect(valueOf(await letters.ofMeeting(world.coordinator, meetingId)).decisions).toHaveLength(ids.length);
    const many = Array.from({ length: 26 }, () => none);
    expect(code(await letters.issueAll(world.coordinator, many))).toBe('letters.too-many');
    expect(code(await letters.issueAll(world.lead, ids))).toBe('action.forbidden');
    const cora = await world.agent('coordinator');
    const path = `/panel/letters/meetings/${meetingId}`;
    expect((await cora.get(path).expect(200)).text).toContain(first.decisionId);
    // Two who send at the same moment send each letter once.
    const both = await Promise.all([
      letters.issueAll(world.coordinator, ids),
      letters.issueAll(world.coordinator, ids.toReversed()),
    ]);
    const kept = await world.one<{ n: number }>(
      'SELECT count(*)::int AS n FROM panel_letter WHERE decision_id = ANY ($1::uuid[])',
      [ids],
    );
    expect(both.map(valueOf)).toContain(0);
    expect(both.map(valueOf)).toContain(kept?.n);
    await cora.get(path).expect(404);
    const next = await decided();
    const page = `/panel/letters/meetings/${await meetingOf(next.itemId)}`;
    await cora.form(page, { decision: next.decisionId }).expect(303);
    expect(await letterOf(next.decisionId, 'FAMILY')).not.toBe('');
  });

  it('are looked at and sent by page, and printed by the school', async () => {
    const { decisionId } = await decided();
    const cora = await world.agent('coordinator');
    expect((await cora.get('/panel/letters').expect(200)).text).toContain(`/panel/decisions/${decisionId}/letters`);
    const check = await cora.get(`/panel/decisions/${decisionId}/letters`).expect(200);
    expect(check.text).toContain('To: The family, by way of the school');
    await cora.form(`/panel/decisions/${decisionId}/letters`, {}).expect(303);
    await cora.form(`/panel/decisions/${decisionId}/letters`, {}).expect(303);
    const ada = await world.agent('inclusion-lead');
    const page = await ada.get(`/decision-letters/${await letterOf(decisionId, 'FAMILY')}`).expect(200);
    expect(page.text).toContain('Print it for the family');
    await (
      await world.agent('other-lead')
    )
      .get(`/decision-letters/${await letterOf(decisionId, 'FAMILY')}`)
      .expect(404);
  });
});
