import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, type Result, ROLE_PERMISSIONS, ROLES, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { PanelLetters } from '../../../src/modules/placements/application/panel-letters.js';
import { type Question, Reconsiderations } from '../../../src/modules/placements/application/reconsiderations.js';
import { A_QUESTION, decidedBy } from '../../support/panel-decided.js';
import { aPanel, type Panel } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);
const TODAY = dateOnly('2026-11-02');
const BY_SCHOOL: Question = A_QUESTION;
const BY_FAMILY: Question = { ...BY_SCHOOL, askedBy: 'FAMILY', asker: 'The mother', factors: ['WISHES', 'JOURNEY'] };
const service = serviceActor('reconsiderations', AUTHORITY_ID, [
  'case.authority',
  'decision.read',
  'decision.reconsider',
]);

describe('a decision of the panel that is questioned', () => {
  let world: PlacementWorld;
  let panel: Panel;
  let centre: SupplyPoint;
  let again: Reconsiderations;
  let letters: PanelLetters;
  let by: ReturnType<typeof decidedBy>;
  beforeAll(async () => {
    world = await placementWorld();
    panel = await aPanel(world);
    centre = await world.supply({ places: 30 });
    again = world.app.get(Reconsiderations);
    letters = world.app.get(PanelLetters);
    by = decidedBy(world, panel, centre);
  });
  afterAll(() => world.close());

  const askedBySchool = async (outcome: 'APPROVED' | 'DECLINED' = 'DECLINED', reason?: string) => {
    const found = await by.decided(outcome, reason === undefined ? {} : { reason });
    const id = valueOf(await again.ask(world.lead, await by.letterOf(found.decisionId, 'SCHOOL'), BY_SCHOOL));
    return { ...found, id };
  };
  const status = async (id: string) =>
    (await world.one<{ status: string }>('SELECT status FROM referral WHERE id = $1', [id]))?.status;

  it('by a school has a clock in school days, and is a task for those who took no part', async () => {
    const { id } = await askedBySchool();
    const { asked } = valueOf(await again.view(world.coordinator, id));
    expect(asked).toMatchObject({
      askedBy: 'SCHOOL',
      asker: null,
      askedOn: TODAY,
      dueOn: '2026-11-16',
      remindOn: '2026-11-12',
    });
    const tasks = await again.tasksFor(world.coordinator);
    expect(tasks.find(({ href }) => href === `/reconsiderations/${id}`)).toMatchObject({ dueOn: '2026-11-16' });
    expect((await again.tasksFor(panel.people.chair)).map(({ href }) => href)).not.toContain(`/reconsiderations/${id}`);
    expect(await world.messages('reconsideration.asked')).toContain(WORKPLACES.authority.organisationId);
  });

  it('by a family is written down by the coordinator: who asked, when, and why', async () => {
    const { decisionId } = await by.decided();
    const letter = await by.letterOf(decisionId, 'FAMILY');
    expect(code(await again.ask(world.coordinator, letter, { ...BY_FAMILY, asker: '' }))).toBe('input.invalid');
    expect(code(await again.ask(world.coordinator, letter, { ...BY_FAMILY, factors: [] }))).toBe('input.invalid');
    expect(code(await again.ask(world.coordinator, letter, { ...BY_FAMILY, factors: ['toString'] }))).toBe(
      'input.invalid',
    );
    expect(code(await again.ask(world.coordinator, letter, { ...BY_FAMILY, askedOn: dateOnly('2026-11-03') }))).toBe(
      'input.invalid',
    );
    expect(code(await again.ask(world.coordinator, letter, BY_SCHOOL))).toBe('input.invalid');
    expect(code(await again.ask(world.lead, letter, BY_SCHOOL))).toBe('input.invalid');
    expect(code(await again.ask(world.otherLead, letter, BY_SCHOOL))).toBe('letter.not-found');
    valueOf(await again.ask(world.coordinator, letter, BY_FAMILY));
    expect(code(await again.ask(world.coordinator, letter, BY_FAMILY))).toBe('reconsideration.asked');
    // The school may ask as well: each once.
    expect(code(await again.ask(world.lead, await by.letterOf(decisionId, 'SCHOOL'), BY_SCHOOL))).toBe('done');
  });

  it('by a family may be written down by its school, and by no other', async () => {
    const { decisionId } = await by.decided();
    const letter = await by.letterOf(decisionId, 'FAMILY');
    expect(code(await again.ask(world.otherLead, letter, BY_FAMILY))).toBe('letter.not-found');
    expect(code(await again.ask(centre.manager, letter, BY_FAMILY))).toBe('letter.not-found');
    const id = valueOf(await again.ask(world.lead, letter, BY_FAMILY));
    expect(valueOf(await again.view(world.lead, id)).asked).toMatchObject({ askedBy: 'FAMILY', asker: 'The mother' });
    expect(code(await again.ask(world.coordinator, letter, BY_FAMILY))).toBe('reconsideration.asked');
  });

  it('is answered in writing to school and family, without a name in what is kept', async () => {
    const { id, decisionId } = await askedBySchool();
    const answer = 'Nothing new about Made Up was said.';
    valueOf(await again.answer(world.coordinator, id, { outcome: 'STANDS', answer }));
    const { answers } = valueOf(await again.view(world.lead, id));
    expect(answers.map(({ audience }) => audience)).toEqual(['SCHOOL', 'FAMILY']);
    expect(JSON.stringify(answers)).toContain('Nothing new about {forename} {surname} was said.');
    expect(answers.map(({ askBy }) => askBy)).toEqual([null, null]);
    const [school, family] = answers.map((one) => one.id);
    expect(code(await again.ask(world.lead, school ?? '', BY_SCHOOL))).toBe('reconsideration.not-open');
    const ada = await world.agent('inclusion-lead');
    expect((await ada.get(`/decision-letters/${family}`).expect(200)).text).toContain(
      'the school asked us to look again',
    );
    expect((await ada.get(`/reconsiderations/${id}`).expect(200)).text).toContain(`/decision-letters/${school}`);
    await (await world.agent('other-lead')).get(`/decision-letters/${school}`).expect(404);
    // What was written after the decision itself is told apart from the answer.
    expect(valueOf(await letters.view(world.coordinator, decisionId)).letters).toHaveLength(2);
    const unanswered = (await askedBySchool()).id;
    await expect(
      world.admin.query(
        `INSERT INTO panel_letter (id, authority_id, decision_id, referral_id, school_organisation_id, organisation_id, audience,
           content, issued_at, reconsideration_id)
         SELECT gen_random_uuid(), authority_id, decision_id, referral_id, school_organisation_id, school_organisation_id, 'SCHOOL',
           '{"sections":[]}', now(), id FROM reconsideration WHERE id = $1`,
        [unanswered],
      ),
    ).rejects.toThrow(/nothing is answered yet/);
  });

  it('is not asked after its last day, whoever writes it', async () => {
    const { decisionId } = await by.decided();
    await world.admin.query(`UPDATE panel_letter SET ask_by = '2026-11-01' WHERE decision_id = $1`, [decisionId]);
    const late = await again.ask(world.lead, await by.letterOf(decisionId, 'SCHOOL'), BY_SCHOOL);
    expect(code(late)).toBe('reconsideration.too-late');
    await expect(
      world.admin.query(
        `INSERT INTO reconsideration (id, authority_id, decision_id, referral_id, school_organisation_id, asked_by, asked_on, factors,
           grounds, due_on, remind_on, recorded_at)
         SELECT gen_random_uuid(), authority_id, decision_id, referral_id, school_organisation_id, 'SCHOOL', '2026-11-02', '{NEW_FACTS}',
           'x', '2026-11-16', '2026-11-12', now() FROM panel_letter WHERE decision_id = $1 AND audience = 'SCHOOL'`,
        [decisionId],
      ),
    ).rejects.toThrow(/not asked in time/);
  });

  it('is answered by nobody who decided, as the database says too, and once', async () => {
    const { id } = await askedBySchool();
    const stands = { outcome: 'STANDS' as const, answer: 'It was weighed.' };
    expect(code(await again.answer(panel.people.chair, id, stands))).toBe('reconsideration.second-person');
    expect(valueOf(await again.view(panel.people.chair, id)).mayAnswer).toBe(false);
    expect(code(await again.answer(world.coordinator, id, { ...stands, answer: ' ' }))).toBe('input.invalid');
    valueOf(await again.answer(world.coordinator, id, stands));
    expect(code(await again.answer(world.coordinator, id, stands))).toBe('reconsideration.answered');
    await expect(world.admin.query(`UPDATE reconsideration SET grounds = 'other' WHERE id = $1`, [id])).rejects.toThrow(
      /stands/,
    );
    const read = valueOf(await again.view(world.lead, id));
    expect(read).toMatchObject({
      asked: { outcome: 'STANDS', answer: 'It was weighed.' },
      decision: null,
      mayAnswer: false,
    });
    expect(await world.messages('reconsideration.answered')).toContain(WORKPLACES['school-one'].organisationId);
  });

  it.each([
    ['OTHER_AUTHORITY', 'CLOSED'],
    ['MORE_NEEDED', 'RETURNED'],
  ])('and declined because of %s waits again, and comes to the next meeting by itself', async (reason, was) => {
    const { id, referralId, meetingId } = await askedBySchool('DECLINED', reason);
    expect(await status(referralId)).toBe(was);
    valueOf(await panel.meetings.close(world.coordinator, meetingId));
    valueOf(await again.answer(world.coordinator, id, { outcome: 'TO_PANEL', answer: 'The report was not weighed.' }));
    expect(await status(referralId)).toBe('SUBMITTED');
    const copies = await world.one(`SELECT count(*)::int AS kept FROM closed_case_identity WHERE referral_id = $1`, [
      referralId,
    ]);
    expect(copies).toEqual({ kept: 0 });
    const next = await panel.plan(`2026-12-${reason === 'MORE_NEEDED' ? '10' : '11'}`);
    const item = (await panel.items(next)).find(({ subjectId }) => subjectId === referralId);
    expect(item).toMatchObject({ subjectType: 'REFERRAL', enBloc: false });
    const { paper } = valueOf(await panel.view.item(panel.people.chair, item?.id ?? ''));
    expect(JSON.stringify(paper)).toContain('There is something that the panel did not know');
    expect(JSON.stringify(paper)).not.toContain('A report came');
    valueOf(await panel.meetings.cancel(world.coordinator, next));
  });

  it('and closed again keeps a copy of the record as it then stands', async () => {
    const { id, referralId } = await askedBySchool();
    valueOf(await again.answer(world.coordinator, id, { outcome: 'TO_PANEL', answer: 'Look again.' }));
    const { itemId } = await panel.before(referralId);
    valueOf(await panel.conduct.withdraw(panel.people.head, itemId, panel.seats.head ?? '', ''));
    const motion = { outcome: 'DECLINED', reasons: 'As before.', conditions: '', named: { reason: 'OTHER_AUTHORITY' } };
    const motionId = valueOf(await panel.conduct.putMotion(panel.people.chair, itemId, motion));
    expect(code(await panel.decide.declare(panel.people.chair, motionId, 'CONSENSUS'))).toBe('done');
    expect(await status(referralId)).toBe('CLOSED');
  });

  it('where a place was approved keeps it, and the panel says at its next meeting whether the decision stands', async () => {
    const { id, referralId, decisionId } = await askedBySchool('APPROVED');
    valueOf(await again.answer(world.coordinator, id, { outcome: 'TO_PANEL', answer: 'The journey was not weighed.' }));
    expect(await status(referralId)).toBe('DECIDED');
    const next = await panel.plan('2026-11-02');
    const item = (await panel.items(next)).find(({ subjectId }) => subjectId === decisionId);
    expect(item).toMatchObject({
      subjectType: 'RATIFICATION',
      enBloc: false,
      title: expect.stringContaining('questioned'),
    });
    await panel.open(next, ['chair', 'vice']);
    valueOf(await panel.conduct.withdraw(world.coordinator, item?.id ?? '', panel.seats.head ?? '', ''));
    const motion = { outcome: 'NOT_RATIFIED', reasons: 'The journey is too long.', conditions: '' };
    const motionId = valueOf(await panel.conduct.putMotion(panel.people.chair, item?.id ?? '', motion));
    expect(valueOf(await panel.decide.declare(panel.people.chair, motionId, 'CONSENSUS'))).toBe('CARRIED');
    expect(await world.messages('decision.not-ratified')).toContain(WORKPLACES.authority.organisationId);
    valueOf(await panel.meetings.close(world.coordinator, next));
    // It has been said, and comes to no further meeting.
    const later = await panel.plan('2026-11-03');
    expect((await panel.items(later)).map(({ subjectId }) => subjectId)).not.toContain(decisionId);
  });

  it('goes nowhere once the request is over', async () => {
    const { id, referralId } = await askedBySchool();
    await world.admin.query(
      `SET session_replication_role = replica; UPDATE referral SET status = 'WITHDRAWN' WHERE id = '${referralId}'; SET session_replication_role = DEFAULT`,
    );
    const sent = await again.answer(world.coordinator, id, { outcome: 'TO_PANEL', answer: 'Look again.' });
    expect(code(sent)).toBe('reconsideration.case-over');
    expect(valueOf(await again.view(world.coordinator, id)).asked.outcome).toBeNull();
  });

  it('is answered once when two answer at the same moment', async () => {
    const { id } = await askedBySchool();
    const other = { ...world.coordinator, userId: panel.people.otherHead.userId };
    const { asked } = valueOf(await again.view(world.coordinator, id));
    expect(asked.outcome).toBeNull();
    const both = await Promise.all([
      again.answer(world.coordinator, id, { outcome: 'STANDS', answer: 'It stands.' }),
      again.answer(world.coordinator, id, { outcome: 'TO_PANEL', answer: 'It goes back.' }),
    ]);
    expect(both.map(code).toSorted()).toEqual(['done', 'reconsideration.answered']);
    // A member who sat in the room took part, whatever else they may do.
    expect(code(await again.answer(other, (await askedBySchool()).id, { outcome: 'STANDS', answer: 'x' }))).toBe(
      'reconsideration.second-person',
    );
  });

  it('reminds once before its clock runs out and once when it has, and not when it is answered', async () => {
    const { id } = await askedBySchool();
    const run = (which: string) => again.remind(service, which, () => Promise.resolve());
    const reminders = async () => (await world.messages('reconsideration.due')).length;
    const before = await reminders();
    expect(valueOf(await run(id))).toBe('NOTHING');
    await world.admin.query(`UPDATE reconsideration SET remind_on = '2026-11-02' WHERE id = $1`, [id]);
    // The job that was asked for with the question has begun.
    await world.admin.query(`UPDATE outbox SET done_at = now() WHERE payload ->> 'reconsiderationId' = $1`, [id]);
    expect(valueOf(await run(id))).toBe('DUE');
    expect(valueOf(await run(id))).toBe('NOTHING');
    expect(await reminders()).toBe(before + 1);
    // The morning after its day it is told once more, and never again.
    const waiting = `SELECT round(extract(epoch FROM run_at - clock_timestamp()) / 3600)::int AS hours FROM outbox
      WHERE done_at IS NULL AND payload ->> 'reconsiderationId' = $1`;
    expect(await world.one(waiting, [id])).toEqual({ hours: 15 * 24 - 1 });
    world.clock.set(new Date('2026-11-17T08:00:00Z'));
    expect(valueOf(await run(id))).toBe('OVERDUE');
    expect(valueOf(await run(id))).toBe('NOTHING');
    expect(await world.messages('reconsideration.overdue')).toEqual([WORKPLACES.authority.organisationId]);
    world.clock.set(new Date('2026-11-02T09:00:00Z'));
    const answered = (await askedBySchool()).id;
    await world.admin.query(`UPDATE reconsideration SET remind_on = '2026-11-02' WHERE id = $1`, [answered]);
    valueOf(await again.answer(world.coordinator, answered, { outcome: 'STANDS', answer: 'It stands.' }));
    expect(valueOf(await run(answered))).toBe('NOTHING');
    expect(await reminders()).toBe(before + 1);
  });

  it.each(ROLES)('is answered by those who may, and read by those who may: %s', async (role) => {
    const id = shared ?? (shared = (await askedBySchool()).id);
    const actor = aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] });
    const answers = role === 'PANEL_COORDINATOR' || role === 'PANEL_CHAIR';
    const reads = answers || role === 'PANEL_MEMBER';
    expect(code(await again.view(actor, id))).toBe(reads ? 'done' : 'reconsideration.not-found');
    expect(code(await again.list(actor, { offset: 0, limit: 5 }))).toBe(answers ? 'done' : 'action.forbidden');
    const answered = await again.answer(actor, id, { outcome: 'STANDS', answer: '' });
    expect(code(answered)).toBe(answers ? 'input.invalid' : reads ? 'action.forbidden' : 'reconsideration.not-found');
  });
  let shared: string | undefined;

  it('is asked from the letter and answered by page', async () => {
    const { decisionId } = await by.decided();
    const ada = await world.agent('inclusion-lead');
    const letter = await by.letterOf(decisionId, 'SCHOOL');
    const path = `/decision-letters/${letter}/reconsideration`;
    expect((await ada.get(`/decision-letters/${letter}`).expect(200)).text).toContain(path);
    await ada.form(path, { grounds: '' }).expect(422);
    const asked = await ada.form(path, { factors: ['NEW_FACTS'], grounds: 'A report came.' }).expect(303);
    const page = String(asked.headers.location);
    expect((await ada.get(page).expect(200)).text).not.toContain('What the decision rested on');
    const cora = await world.agent('coordinator');
    expect((await cora.get(page).expect(200)).text).toContain('What the decision rested on');
    await cora.form(`${page}/answer`, {}).expect(422);
    await cora.form(`${page}/answer`, { outcome: 'STANDS', answer: 'It stands.' }).expect(303);
    const family = `/decision-letters/${await by.letterOf(decisionId, 'FAMILY')}/reconsideration`;
    const said = { asker: 'The mother', 'askedOn-day': '2', 'askedOn-month': '11', 'askedOn-year': '2026' };
    await cora.form(family, { ...said, factors: ['WISHES'], grounds: 'Too far.' }).expect(303);
    expect((await cora.get('/panel/reconsiderations').expect(200)).text).toContain('The family');
  });
});
