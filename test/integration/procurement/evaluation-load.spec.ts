import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../../src/kernel/index.js';
import { valueOf } from '../../../src/kernel/index.js';
import { aMember, aScoredBid } from '../../support/bids.js';
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
  INSERT INTO recommendation SELECT x.* FROM copy, recommendation a, jsonb_populate_record(a,
    jsonb_build_object('application_id', bid)) x WHERE a.application_id = '$ID';
  SET session_replication_role = DEFAULT;
  DROP TABLE copy;
  ANALYZE;`;

describe('a round with 2,000 applications', () => {
  let world: SupplyWorld;
  let set: Awaited<ReturnType<typeof aScoredBid>>;

  beforeAll(async () => {
    world = await supplyWorld();
    set = await aScoredBid(world);
    const { id, moderator, lotIds } = set;
    const version = async () => valueOf(await world.viewBidEvaluation.one(moderator, id)).evaluation.version;
    valueOf(await world.moderate.finish(moderator, id, await version()));
    const given = { outcome: 'ADMIT' as const, reasons: 'It meets it.', conditions: null, risks: null };
    valueOf(await world.moderate.recommend(moderator, id, { lotId: lotIds[0] ?? '', version: await version() }, given));
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
    for (const { rows, ms } of Object.values(many)) {
      expect(rows).toBeGreaterThanOrEqual(BIDS);
      expect(ms).toBeLessThan(5_000);
    }
  });

  it('exports every result a part at a time', async () => {
    const sizes: number[] = [];
    for await (const part of world.viewRoundEvaluation.results(set.commissioner, set.roundId)) sizes.push(part.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(BIDS);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
  });
});
