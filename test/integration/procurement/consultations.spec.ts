import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, ok, ROLES, valueOf } from '../../../src/kernel/index.js';
import { dying } from '../../support/dying.js';
import { codeOf } from '../../support/results.js';
import { aDraftRound, CONDITION, QUESTION } from '../../support/rounds.js';
import { anOpening, inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';
import { MONDAY } from '../../support/unit-of-work.js';

const CLOSES = new Date('2026-11-02T17:00:00Z');
const LAST_SECOND = new Date('2026-11-02T16:59:59.999Z');
const GIVEN = { intro: 'Are the lots right?', closesAt: CLOSES };
const COMMENT = { part: 'LOTS' as const, comment: 'Lot 1 should allow fewer hours.' };

describe('a consultation on a draft', () => {
  let world: SupplyWorld;
  let commissioner: Actor;
  let provider: Actor;
  let school: Actor;

  beforeAll(async () => {
    world = await supplyWorld();
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
    const { providerId } = await anOpening(world);
    provider = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: providerId });
    school = inRole('HEAD_TEACHER', world.northSchool);
  });
  beforeEach(() => world.setNow(MONDAY));
  afterAll(() => world.close());

  async function aDraft() {
    const round = await aDraftRound(world, commissioner);
    await world.manageConditions.add(commissioner, round.frameworkId, CONDITION);
    valueOf(await world.manageRounds.addQuestion(commissioner, round.roundId, QUESTION));
    return round;
  }
  async function laidOpen() {
    const round = await aDraft();
    valueOf(await world.consult.open(commissioner, round.roundId, GIVEN));
    return round;
  }
  const view = async (actor: Actor, roundId: string) => valueOf(await world.consult.one(actor, roundId));
  const point = (commentIds: readonly string[]) => ({
    heard: 'Hours are too many.',
    changed: 'They are fewer.',
    commentIds,
  });
  async function answered() {
    const round = await laidOpen();
    for (const actor of [provider, school]) valueOf(await world.consult.comment(actor, round.roundId, COMMENT));
    world.setNow(CLOSES);
    const ids = (await view(commissioner, round.roundId)).comments.map(({ id }) => id);
    valueOf(await world.consult.addPoint(commissioner, round.roundId, point(ids)));
    valueOf(await world.consult.answer(commissioner, round.roundId));
    return round;
  }

  it('shows everybody the draft as it was laid open, while the draft itself stays hidden and goes on changing', async () => {
    const { roundId } = await laidOpen();
    expect(codeOf(await world.viewRounds.one(provider, roundId))).toBe('round.not-found');
    valueOf(await world.manageRounds.addQuestion(commissioner, roundId, { ...QUESTION, number: 2, section: 'New' }));
    for (const actor of [provider, school, inRole('HEAD_TEACHER', world.southSchool)]) {
      const { specification, phase } = await view(actor, roundId);
      expect(phase).toBe('OPEN');
      expect(specification.questions.map(({ question }) => question)).toEqual([QUESTION.question]);
      expect(specification.conditions.map(({ title }) => title)).toEqual(['Insurance']);
      expect(specification.round.lots.map(({ number }) => number)).toEqual([1, 2]);
      expect(specification.round.closesAt).toEqual(new Date('2026-12-04T11:00:00Z'));
    }
    const titles = async (actor: Actor) => (await world.consult.tasksFor(actor)).map(({ href }) => href);
    expect(await titles(provider)).toContain(`/consultations/${roundId}`);
    expect(await titles(school)).toContain(`/consultations/${roundId}`);
    expect(await titles(inRole('HEAD_TEACHER', world.southSchool))).toEqual([]);
  });

  it('takes comments until its last second, from providers and schools, which read their own alone', async () => {
    const { roundId } = await laidOpen();
    expect(codeOf(await world.consult.comment(provider, roundId, { ...COMMENT, comment: ' ' }))).toBe(
      'input.invalid: comment required',
    );
    valueOf(await world.consult.comment(provider, roundId, COMMENT));
    world.setNow(LAST_SECOND);
    valueOf(await world.consult.comment(school, roundId, { part: 'TERMS', comment: 'Start in September.' }));
    world.setNow(CLOSES);
    expect(codeOf(await world.consult.comment(school, roundId, COMMENT))).toBe('consultation.closed');
    const late = world.work.read(school, (tx) =>
      tx.query(
        `INSERT INTO consultation_comment SELECT gen_random_uuid(), round_id, authority_id, $2, 'LOTS', 'Late.', $3
           FROM consultation WHERE round_id = $1`,
        [roundId, school.organisationId, CLOSES],
      ),
    );
    await expect(late).rejects.toMatchObject({ driverError: { constraint: 'consultation_comment_late' } });
    const said = async (actor: Actor) => (await view(actor, roundId)).comments.map(({ part }) => part);
    expect(await said(provider)).toEqual(['LOTS']);
    expect(await said(school)).toEqual(['TERMS']);
    expect(await said(commissioner)).toEqual(['LOTS', 'TERMS']);
    expect(await said(inRole('COMMISSIONER', world.south))).toEqual([]);
  });

  it('takes comments from whoever buys or sells through the framework, and no more than somebody can answer', async () => {
    const { roundId } = await laidOpen();
    const outsider = inRole('HEAD_TEACHER', world.southSchool);
    expect(codeOf(await world.consult.comment(outsider, roundId, COMMENT))).toBe('consultation.not-yours');
    expect((await view(outsider, roundId)).takesPart).toBe(false);
    const write = (actor: Actor, most: number) =>
      world.work.read(actor, (tx) =>
        tx.query(
          `INSERT INTO consultation_comment SELECT gen_random_uuid(), round_id, authority_id, $2, 'LOTS', 'So ' || n, $3
             FROM consultation, generate_series(1, $4::int) n WHERE round_id = $1`,
          [roundId, actor.organisationId, MONDAY, most],
        ),
      );
    await expect(write(outsider, 1)).rejects.toThrow(/row-level security/);
    for (let sent = 0; sent < 49; sent += 1) valueOf(await world.consult.comment(provider, roundId, COMMENT));
    const last = await Promise.all([1, 2].map(() => world.consult.comment(provider, roundId, COMMENT)));
    expect(last.map(codeOf).toSorted()).toEqual(['consultation.enough', 'done']);
    expect(codeOf(await world.consult.comment(school, roundId, COMMENT))).toBe('done');
    await expect(write(school, 50)).rejects.toMatchObject({
      driverError: { constraint: 'consultation_comment_enough' },
    });
  });

  it('can be answered however many comments came in', async () => {
    const { roundId } = await laidOpen();
    // In truth they come from many organisations; the limit of each is left out here.
    await world.admin.query('ALTER TABLE consultation_comment DISABLE TRIGGER consultation_comment_in_time');
    await world.admin.query(
      `INSERT INTO consultation_comment SELECT gen_random_uuid(), round_id, authority_id, $2, 'LOTS', 'So ' || n, $3
         FROM consultation, generate_series(1, 2100) n WHERE round_id = $1`,
      [roundId, provider.organisationId, MONDAY],
    );
    await world.admin.query('ALTER TABLE consultation_comment ENABLE TRIGGER consultation_comment_in_time');
    world.setNow(CLOSES);
    const answerShown = async () => {
      const open = (await view(commissioner, roundId)).comments.filter(({ pointId }) => pointId === null);
      valueOf(await world.consult.addPoint(commissioner, roundId, point(open.map(({ id }) => id))));
      return open.length;
    };
    expect(await answerShown()).toBe(2000);
    expect(codeOf(await world.consult.answer(commissioner, roundId))).toBe('consultation.unanswered');
    expect(await answerShown()).toBe(100);
    valueOf(await world.consult.answer(commissioner, roundId));
    expect((await view(provider, roundId)).consultation.comments).toBe(2100);
  });

  it('is answered comment by comment, published at once, and names nobody', async () => {
    const { roundId } = await laidOpen();
    for (const actor of [provider, school]) valueOf(await world.consult.comment(actor, roundId, COMMENT));
    const ids = (await view(commissioner, roundId)).comments.map(({ id }) => id);
    expect(codeOf(await world.consult.addPoint(commissioner, roundId, point(ids)))).toBe('consultation.still-open');
    world.setNow(CLOSES);
    expect((await world.consult.tasksFor(commissioner)).map(({ href }) => href)).toContain(`/consultations/${roundId}`);
    const first = valueOf(await world.consult.addPoint(commissioner, roundId, point(ids.slice(0, 1))));
    expect(codeOf(await world.consult.addPoint(commissioner, roundId, point(ids.slice(0, 1))))).toBe(
      'input.invalid: commentIds choice',
    );
    expect(codeOf(await world.consult.answer(commissioner, roundId))).toBe('consultation.unanswered');
    const direct = world.work.read(commissioner, (tx) =>
      tx.query(`UPDATE consultation SET answered_at = $2, comments = 2 WHERE round_id = $1`, [roundId, CLOSES]),
    );
    await expect(direct).rejects.toMatchObject({ driverError: { constraint: 'consultation_answered_all' } });
    expect((await view(provider, roundId)).points).toEqual([]);
    valueOf(await world.consult.removePoint(commissioner, roundId, first));
    valueOf(await world.consult.addPoint(commissioner, roundId, point(ids)));
    valueOf(await world.consult.answer(commissioner, roundId));
    const seen = await view(provider, roundId);
    expect(seen).toMatchObject({
      phase: 'ANSWERED',
      consultation: { comments: 2 },
      points: [{ heard: 'Hours are too many.' }],
    });
    expect(seen.comments).toHaveLength(1);
    expect(await world.work.read(provider, (tx) => tx.query('SELECT FROM consultation_point_comment'))).toEqual([]);
    expect(codeOf(await world.consult.addPoint(commissioner, roundId, point([])))).toBe('consultation.still-open');
  });

  it('keeps its round from opening until it is answered, and stands beside it from then on', async () => {
    const { roundId } = await laidOpen();
    expect(codeOf(await world.manageRounds.publish(commissioner, roundId))).toBe('round.being-consulted-on');
    world.setNow(CLOSES);
    expect(codeOf(await world.manageRounds.publish(commissioner, roundId))).toBe('round.being-consulted-on');
    valueOf(await world.consult.answer(commissioner, roundId));
    valueOf(await world.manageRounds.publish(commissioner, roundId));
    expect(valueOf(await world.viewRounds.one(provider, roundId)).consultation).toMatchObject({ comments: 0 });
    expect(codeOf(await world.consult.open(commissioner, roundId, GIVEN))).toMatch(
      /input.invalid: closesAt in-the-future/,
    );
    const later = { ...GIVEN, closesAt: new Date('2026-11-03T08:59:00Z') };
    expect(codeOf(await world.consult.open(commissioner, roundId, later))).toBe('round.stands');
    const cancelled = await laidOpenAt(MONDAY);
    valueOf(await world.manageRounds.cancel(commissioner, cancelled.roundId, 'The budget is gone.'));
    expect(await view(provider, cancelled.roundId)).toMatchObject({ phase: 'CANCELLED' });
    expect(codeOf(await world.consult.comment(provider, cancelled.roundId, COMMENT))).toBe('consultation.closed');
  });
  const laidOpenAt = (now: Date) => {
    world.setNow(now);
    return laidOpen();
  };

  it('is laid open once, for a time that ends before the round opens', async () => {
    const { roundId } = await aDraft();
    const open = (closesAt: Date) => world.consult.open(commissioner, roundId, { ...GIVEN, closesAt });
    expect(codeOf(await open(MONDAY))).toBe('input.invalid: closesAt in-the-future');
    expect(codeOf(await open(new Date('2026-11-03T09:00:00Z')))).toBe('input.invalid: closesAt before-the-round');
    const both = await Promise.all([open(CLOSES), open(CLOSES)]);
    expect(both.map(codeOf).toSorted()).toEqual(['consultation.opened', 'done']);
    const direct = world.work.read(commissioner, (tx) =>
      tx.query(`UPDATE consultation SET intro = 'Other' WHERE round_id = $1`, [roundId]),
    );
    await expect(direct).rejects.toMatchObject({ driverError: { constraint: 'consultation_stands' } });
  });

  it('and publishing its round wait for each other, so that no round opens while it is consulted on', async () => {
    const { roundId } = await aDraft();
    let publishing: ReturnType<typeof world.manageRounds.publish> | undefined;
    await world.work.inTransaction(commissioner, async (tx) => {
      await tx.query(
        `INSERT INTO consultation (round_id, framework_id, authority_id, intro, specification, opened_at, closes_at)
         SELECT id, framework_id, authority_id, 'Are the lots right?', '{}', $2, $3 FROM round WHERE id = $1`,
        [roundId, MONDAY, CLOSES],
      );
      publishing = world.manageRounds.publish(commissioner, roundId);
      await wait(300);
      return ok();
    });
    expect(publishing && codeOf(await publishing)).toBe('round.being-consulted-on');
    const next = await aDraft();
    const both = await Promise.all([
      world.manageRounds.publish(commissioner, next.roundId),
      world.consult.open(commissioner, next.roundId, GIVEN),
    ]);
    expect(both.map(codeOf).filter((code) => code === 'done')).toHaveLength(1);
  });

  it('is answered by two at once as if by one, and never while a point is being taken back', async () => {
    const { roundId } = await laidOpen();
    valueOf(await world.consult.comment(provider, roundId, COMMENT));
    world.setNow(CLOSES);
    const [comment] = (await view(commissioner, roundId)).comments;
    const id = valueOf(await world.consult.addPoint(commissioner, roundId, point([comment?.id ?? ''])));
    const did = await Promise.all([
      world.consult.answer(commissioner, roundId),
      world.consult.removePoint(commissioner, roundId, id),
      world.consult.answer(commissioner, roundId),
    ]);
    const codes = did.map(codeOf);
    const { points, phase } = await view(commissioner, roundId);
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(points).toHaveLength(phase === 'ANSWERED' ? 1 : 0);
  });

  it('is as it was before when a step is cut off, and the step can be taken again', async () => {
    const tables = [
      'consultation',
      'consultation_comment',
      'consultation_point',
      'consultation_point_comment',
      'round',
    ];
    const survives = dying(world.admin, tables);
    const { roundId } = await aDraft();
    await survives(() => world.consult.open(commissioner, roundId, GIVEN));
    await survives(() => world.consult.comment(provider, roundId, COMMENT));
    world.setNow(CLOSES);
    const [comment] = (await view(commissioner, roundId)).comments;
    await survives(() => world.consult.addPoint(commissioner, roundId, point([comment?.id ?? ''])));
    await survives(() => world.consult.answer(commissioner, roundId));
  });

  it('is laid open and answered by the commissioner, and commented on by managers, heads and inclusion leads', async () => {
    const mayComment: string[] = [];
    const mayOpen: string[] = [];
    const mayAnswer: string[] = [];
    const { roundId } = await laidOpen();
    const draft = await aDraft();
    for (const role of ROLES) {
      const place = role.startsWith('PROVIDER')
        ? { ...world.north, organisationId: provider.organisationId ?? '' }
        : world.north;
      const actor = await known(world, inRole(role, place));
      if (codeOf(await world.consult.comment(actor, roundId, COMMENT)) === 'done') mayComment.push(role);
      const opened = codeOf(await world.consult.open(actor, draft.roundId, { ...GIVEN, intro: ' ' }));
      if (opened.startsWith('input.invalid')) mayOpen.push(role);
      if (codeOf(await world.consult.answer(actor, roundId)) === 'consultation.still-open') mayAnswer.push(role);
    }
    expect(mayComment.toSorted()).toEqual(['HEAD_TEACHER', 'PROVIDER_MANAGER', 'SCHOOL_INCLUSION_LEAD']);
    expect([mayOpen, mayAnswer]).toEqual([['COMMISSIONER'], ['COMMISSIONER']]);
    const away = inRole('COMMISSIONER', world.south);
    expect(codeOf(await world.consult.open(away, draft.roundId, GIVEN))).toBe('round.not-found');
    expect(codeOf(await world.consult.answer(away, roundId))).toBe('action.forbidden');
    const done = await answered();
    const reader = inRole('HEAD_TEACHER', world.southSchool);
    expect((await view(reader, done.roundId)).points).toHaveLength(1);
  });
});
