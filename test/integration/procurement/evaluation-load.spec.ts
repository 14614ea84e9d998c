import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../../src/kernel/index.js';
import { valueOf } from '../../../src/kernel/index.js';
import { aMember, aScoredBid, declareNone, lookedInto } from '../../support/bids.js';
import { aBoard, type Board } from '../../support/board.js';
import { aRecommendedRound } from '../../support/recommended-round.js';
import { type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

const BIDS = 2_000;

/** Copies a scored bid, its parts and its scores, many times over, each for a provider of its own. */
const COPIES = `
  CREATE TEMP TABLE copy AS SELECT n, gen_random_uuid() AS bid, gen_random_uuid() AS provider FROM generate_series(1, $N) n;
  INSERT INTO organisation (id, kind, name, created_at, updated_at)
    SELECT provider, 'PROVIDER', 'Many Provider ' || n, now(), now() FROM copy;
  INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) SELECT provider, 'FRAMEWORK', now(), now() FROM copy;
  SET session_replication_role = replica;
  INSERT INTO application SELECT x.* FROM copy, application a, jsonb_populate_record(a, jsonb_build_object('id', bid,
    'provider_organisation_id', provider)) x WHERE a.id = '$ID';
  INSERT INTO application_lot SELECT x.* FROM copy, application_lot a, jsonb_populate_record(a,
    jsonb_build_object('application_id', bid, 'provider_organisation_id', provider)) x WHERE a.application_id = '$ID';
  INSERT INTO evaluation SELECT x.* FROM copy, evaluation a, jsonb_populate_record(a,
    jsonb_build_object('application_id', bid, 'provider_organisation_id', provider)) x WHERE a.application_id = '$ID';
  INSERT INTO evaluation_sheet (application_id, round_id, authority_id, user_id, part, status, declared_at, submitted_at)
    SELECT bid, round_id, authority_id, user_id, part, status, declared_at, submitted_at
      FROM copy, evaluation_sheet WHERE application_id = '$ID';
  INSERT INTO evaluation_mark (application_id, round_id, authority_id, user_id, question_id, condition_id, points, passed,
      reason, marked_at)
    SELECT bid, round_id, authority_id, user_id, question_id, condition_id, points, passed, reason, marked_at
      FROM copy, evaluation_mark WHERE application_id = '$ID';
  INSERT INTO evaluation_outcome (application_id, round_id, authority_id, question_id, condition_id, points, passed, reason,
      feedback, decided_at)
    SELECT bid, round_id, authority_id, question_id, condition_id, points, passed, reason, feedback, decided_at
      FROM copy, evaluation_outcome WHERE application_id = '$ID';
  INSERT INTO diligence_check (id, authority_id, provider_organisation_id, application_id, code, n, list_version, found,
      found_words, outcome, note, checked_on, recorded_at, recorded_by)
    SELECT gen_random_uuid(), d.authority_id, provider, bid, d.code, d.n, d.list_version, d.found, d.found_words, 'NOT_APPLICABLE',
           d.note, d.checked_on, d.recorded_at, d.recorded_by FROM copy, diligence_check d
     WHERE d.application_id = '$ID';
  INSERT INTO application_offer SELECT x.* FROM copy, application_offer a, jsonb_populate_record(a, jsonb_build_object('id',
    gen_random_uuid(), 'application_id', bid)) x WHERE a.application_id = '$ID';
  INSERT INTO recommendation SELECT x.* FROM copy, recommendation a, jsonb_populate_record(a,
    jsonb_build_object('application_id', bid)) x WHERE a.application_id = '$ID';
  SET session_replication_role = DEFAULT;
  DROP TABLE copy;
  ANALYZE;`;

describe('a round with 2,000 applications', () => {
  let world: SupplyWorld;
  let set: Awaited<ReturnType<typeof aScoredBid>>;
  let board: Board;

  beforeAll(async () => {
    world = await supplyWorld();
    set = await aScoredBid(world);
    const { id, moderator, lotIds } = set;
    const version = async () => valueOf(await world.viewBidEvaluation.one(moderator, id)).evaluation.version;
    valueOf(await world.moderate.finish(moderator, id, await version()));
    const given = { outcome: 'ADMIT' as const, reasons: 'It meets it.', conditions: null, risks: null };
    valueOf(await world.moderate.recommend(moderator, id, { lotId: lotIds[0] ?? '', version: await version() }, given));
    await lookedInto(world, id);
    board = await aBoard(world.board, world, world.north);
    await declareNone(world, board.clerk, set.roundId);
  });
  afterAll(() => world.close());

  /** How many statements a piece of work sends, and how long it takes. */
  async function measured<T>(work: () => Promise<T>): Promise<{ answer: T; statements: number; ms: number }> {
    const { dataSource } = world;
    let statements = 0;
    const create = dataSource.createQueryRunner.bind(dataSource);
    dataSource.createQueryRunner = (...mode) => {
      const runner = create(...mode);
      const query = runner.query.bind(runner);
      runner.query = ((...args: Parameters<typeof runner.query>) => {
        statements += 1;
        return query(...args);
      }) as typeof runner.query;
      return runner;
    };
    const begun = performance.now();
    try {
      return { answer: await work(), statements, ms: performance.now() - begun };
    } finally {
      dataSource.createQueryRunner = create;
    }
  }

  async function allPages(): Promise<Record<string, { statements: number; ms: number; rows: number }>> {
    const newcomer = await aMember(world, 'EVALUATOR', world.north);
    const paper = (actor: Actor) => world.work.read(actor, (tx) => world.evaluations.paperFor(tx, set.roundId));
    const pages = {
      overview: await measured(async () => {
        const { lines, total } = valueOf(await world.viewRoundEvaluation.one(set.moderator, set.roundId, 0));
        expect(lines.length).toBeLessThanOrEqual(50);
        return total;
      }),
      applications: await measured(
        async () =>
          valueOf(
            await world.viewApplications.ofRound(await aMember(world, 'QUALITY_OFFICER', world.north), set.roundId, 0),
          ).undeclared,
      ),
      assessors: await measured(async () => {
        const { assessors } = valueOf(await world.nameAssessors.view(set.commissioner, set.roundId));
        return assessors[0]?.declared ?? 0;
      }),
      tasks: await measured(async () => (await world.viewRoundEvaluation.tasksFor(set.evaluators[0])).length + BIDS),
      newcomer: await measured(async () => (await world.viewRoundEvaluation.tasksFor(newcomer)).length + BIDS),
      paper: await measured(async () => valueOf(await paper(set.commissioner)).lines.length),
    };
    return Object.fromEntries(
      Object.entries(pages).map(([name, { answer, statements, ms }]) => [name, { rows: answer, statements, ms }]),
    );
  }

  it('takes as many statements for every page and for the board’s paper as a round with one', async () => {
    const few = await allPages();
    await world.admin.query(COPIES.replaceAll('$N', String(BIDS - 1)).replaceAll('$ID', set.id));
    const many = await allPages();
    const statementsOf = (pages: typeof few) =>
      Object.fromEntries(Object.entries(pages).map(([name, { statements }]) => [name, statements]));
    expect(statementsOf(many)).toEqual(statementsOf(few));
    for (const { rows } of Object.values(many)) expect(rows).toBeGreaterThanOrEqual(BIDS);
  });

  it('exports every result a part at a time', async () => {
    const sizes: number[] = [];
    for await (const part of world.viewRoundEvaluation.results(set.commissioner, set.roundId)) sizes.push(part.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(BIDS);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
  });

  /** In seconds; said in the test's report. */
  async function timed<T>(name: string, work: () => Promise<T>) {
    const { answer, statements, ms } = await measured(work);
    process.stdout.write(`${name}: ${statements} statements, ${(ms / 1000).toFixed(1)} s\n`);
    return { answer, statements, ms };
  }

  it('lies before the board as one paper, is decided en bloc, and takes as many statements as one bid', async () => {
    const { prepare, meetings, view, decide, letters } = world.board;
    const { chair } = board.people;
    const single = await aRecommendedRound(world, ['ADMIT']);
    await declareNone(world, board.clerk, single.roundId);
    const alone = await board.plan();
    const putOne = await measured(() => prepare.putRound(board.clerk, single.roundId, alone));
    expect(valueOf(putOne.answer)).toBe(1);
    await board.open(alone);
    const decidedOne = await measured(() => decide.enBloc(chair, alone));
    expect(valueOf(decidedOne.answer)).toBe(1);
    const meetingId = await board.plan();
    const put = await timed('put on the agenda', () => prepare.putRound(board.clerk, set.roundId, meetingId));
    expect(valueOf(put.answer)).toBe(BIDS);
    valueOf((await timed('send the papers', () => meetings.sendPapers(board.clerk, meetingId))).answer);
    await board.open(meetingId);
    const page = (offset: number, limit: number) => view.one(chair, meetingId, { offset, limit });
    const few = await timed('one item of the agenda', () => page(0, 1));
    const first = await timed('a page of the agenda', () => page(0, 100));
    const last = await timed('the last page of the agenda', () => page(1_900, 100));
    expect([few.statements, last.statements]).toEqual([first.statements, first.statements]);
    expect(valueOf(first.answer)).toMatchObject({ total: BIDS });
    const { items } = valueOf(last.answer);
    expect(items.every(({ enBloc }) => enBloc)).toBe(true);
    await timed('one item with its paper', () => view.item(chair, items[0]?.id ?? ''));
    const decided = await timed('decide en bloc', () => decide.enBloc(chair, meetingId));
    expect(valueOf(decided.answer)).toBe(BIDS);
    expect(decided.statements).toBe(decidedOne.statements);
    const after = await timed('a decided page of the agenda', () => page(0, 100));
    expect(after.statements).toBe(first.statements);
    const list = await timed('letters', () => letters.list(board.clerk));
    expect(list.answer.length).toBe(500);
    const { rows } = await world.admin.query(
      `SELECT (SELECT count(*)::int FROM admission WHERE lot_id = $1) AS admitted,
              (SELECT count(*)::int FROM decision_letter l JOIN admission_case c ON c.id = l.case_id WHERE c.lot_id = $1) AS letters,
              (SELECT count(DISTINCT e.subject_id)::int FROM audit_entry e JOIN admission a ON a.id::text = e.subject_id
                WHERE e.action = 'admission.given' AND a.lot_id = $1) AS audited,
              (SELECT count(*)::int FROM outbox x JOIN decision_letter l ON l.id = (x.payload ->> 'subjectId')::uuid
                 JOIN admission_case c ON c.id = l.case_id WHERE x.job = 'notifications.deliver' AND c.lot_id = $1) AS told,
              (SELECT count(DISTINCT a.id)::int FROM outbox x JOIN admission a ON a.provider_organisation_id = (x.payload ->> 'providerId')::uuid
                WHERE x.job = 'capacity.changed' AND a.lot_id = $1) AS matched,
              (SELECT count(*)::int FROM authority_supply s JOIN admission a USING (provider_organisation_id)
                WHERE a.lot_id = $1 AND s.authority_id = a.authority_id) AS supplying`,
      [set.lotIds[0]],
    );
    const each = { admitted: BIDS, letters: BIDS, audited: BIDS, told: BIDS, matched: BIDS, supplying: BIDS };
    expect(rows).toEqual([each]);
  });
});
