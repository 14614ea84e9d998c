import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { RunCounts, RunOutput } from '../compute/compute-run.js';
import { readPairs, type StoredOption } from '../compute/stored-options.js';
import type { RunInput } from '../compute/run-input.js';
import type { Comparison, LastRun } from '../domain/comparison.js';
import type { NearMiss, Opener, StoredPair } from '../domain/explanation.js';
import type { Audience } from '../domain/rules/rule.js';
import { ProvisionalStore } from './provisional.store.js';
import type { ComponentReport, Objective, Price } from '../engine/index.js';

export interface RunDetail {
  readonly counts: RunCounts;
  readonly bound: Objective;
  readonly components: readonly ComponentReport[];
  readonly prices: readonly Price[];
  /** When somebody asked for prices that the run had no time for, and when they were given up. */
  readonly pricesAskedAt: Date | null;
  readonly pricesGivenUpAt: Date | null;
  readonly names: Readonly<Record<string, string>>;
  readonly milliseconds: { readonly rules: number; readonly engine: number; readonly total: number };
  /** Null for a run of before comparisons were made. */
  readonly comparison: Comparison | null;
  /** False: options and reasons are gone, and come back by replaying the run from its file. */
  readonly full: boolean;
}

export interface FoundOption extends Omit<StoredOption, 'startsOn' | 'endsOn' | 'audience'> {
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
}

export interface FoundExplanation {
  readonly runId: string;
  readonly audience: Audience;
  readonly band: number;
  readonly considered: number;
  readonly feasible: number;
  readonly cut: number;
  readonly nearest: readonly NearMiss[];
  readonly openers: readonly Opener[];
}

/** One row of a run's list of pupils. */
export interface Outcome {
  readonly referralId: string;
  /** The case's own number. */
  readonly reference: string;
  readonly band: number;
  readonly considered: number;
  readonly feasible: number;
  readonly openers: readonly Opener[];
  readonly fit: number | null;
  readonly weeklyPence: number | null;
  readonly components: StoredOption['components'] | null;
  /** Nobody has decided on the referral yet. */
  readonly waits: boolean;
}

export const OUTCOMES_SHOWN = ['to-decide', 'unplaced', 'proposed', 'all'] as const;
export type OutcomesShown = (typeof OUTCOMES_SHOWN)[number];

export interface OutcomeFilter {
  readonly show: OutcomesShown;
  readonly band: number | null;
  /** A case's number; empty for all. */
  readonly reference: string;
  readonly audience: Audience;
  readonly offset: number;
  readonly size: number;
}

export interface OutcomePage {
  readonly outcomes: readonly Outcome[];
  /** Of the whole list, not of the page. */
  readonly total: number;
  readonly weeklyPence: number;
}

const OPTION = `id, referral_id as "referralId", rank, fit, chosen, starts_on as "startsOn", ends_on as "endsOn", sessions,
  weekly_pence as "weeklyPence", fund_pence as "fundPence", components, factors, warnings`;

/** What runs found out. Everything of one run is written by one transaction, in a handful of statements. */
@Injectable()
export class ResultStore {
  constructor(private readonly provisional: ProvisionalStore) {}

  async add(
    tx: Tx,
    run: { readonly id: string; readonly authorityId: string; readonly policyVersion: number; readonly hash: string },
    input: RunInput,
    output: RunOutput,
    totalMilliseconds: number,
  ): Promise<boolean> {
    const { result } = output;
    const finished = await tx.query(
      `update matching_run set state = 'FINISHED', stage = 'finished', done = $2, total = $2, problem = null,
         policy_id = $3, policy_version = $4, as_of = $5, mode = $6, status = $7, engine = $8, seed = $9,
         input_hash = $10, problem_hash = $11, finished_at = $12
       where id = $1 and state = 'RUNNING' returning id`,
      [
        run.id,
        output.counts.pupils,
        input.policyId,
        run.policyVersion,
        input.today,
        result.mode,
        result.status,
        result.engine,
        input.seed,
        run.hash,
        result.problem,
        tx.now,
      ],
    );
    if (finished.length === 0) return false;
    await insertRows(tx, 'matching_run_detail', [
      {
        run_id: run.id,
        authority_id: run.authorityId,
        counts: JSON.stringify(output.counts),
        bound: JSON.stringify(result.bound),
        components: JSON.stringify(result.components),
        prices: JSON.stringify(result.prices),
        names: JSON.stringify(output.names),
        milliseconds: JSON.stringify({ ...output.milliseconds, total: totalMilliseconds }),
        exchange: Buffer.from(output.problem),
        input: Buffer.from(output.input),
        comparison: JSON.stringify(output.comparison),
        proposal: JSON.stringify({
          referralIds: input.pupils.map(({ referralId }) => referralId),
          chosen: output.proposal,
        }),
      },
    ]);
    await this.provisional.replaced(
      tx,
      input.pupils.map(({ referralId }) => referralId),
    );
    await insertRows(
      tx,
      'matching_option',
      output.options.map((option) => optionRow(run, option)),
    );
    await insertRows(
      tx,
      'matching_explanation',
      output.explanations.map(({ referralId, audience, band, considered, feasible, cut, nearest, openers, pairs }) => ({
        run_id: run.id,
        referral_id: referralId,
        audience,
        authority_id: run.authorityId,
        band,
        considered,
        feasible,
        cut,
        nearest: JSON.stringify(nearest),
        openers: JSON.stringify(openers),
        pairs: Buffer.from(pairs),
      })),
    );
    return true;
  }

  async detail(tx: Tx, runId: string): Promise<RunDetail | undefined> {
    const [detail] = await tx.query<RunDetail>(
      `select d.counts, d.bound, d.components, d.prices, q.asked_at as "pricesAskedAt", q.given_up_at as "pricesGivenUpAt",
         d.names, d.milliseconds, d.comparison,
         exists (select from matching_explanation e where e.run_id = d.run_id) as full
       from matching_run_detail d left join matching_price_request q on q.run_id = d.run_id where d.run_id = $1`,
      [runId],
    );
    return detail;
  }

  async askForPrices(tx: Tx, runId: string, authorityId: string): Promise<void> {
    await tx.query(
      `insert into matching_price_request (run_id, authority_id, asked_at, asked_by) values ($1, $2, $3, $4)
       on conflict (run_id) do update set asked_at = excluded.asked_at, asked_by = excluded.asked_by, given_up_at = null`,
      [runId, authorityId, tx.now, tx.actor.userId],
    );
  }

  /** Undefined: they were not known in time. */
  async keepPrices(tx: Tx, runId: string, prices: readonly Price[] | undefined): Promise<void> {
    await (prices === undefined
      ? tx.query(`update matching_price_request set given_up_at = $2 where run_id = $1`, [runId, tx.now])
      : tx.query(`update matching_run_detail set prices = $2 where run_id = $1`, [runId, JSON.stringify(prices)]));
  }

  /** The newest complete result, as the next run compares itself with it. */
  async lastRun(tx: Tx, authorityId: string): Promise<LastRun | null> {
    const [row] = await tx.query<LastRun>(
      `select r.id as "runId", r.number, d.comparison->'run' as summary, d.proposal->'referralIds' as "referralIds",
         d.proposal->'chosen' as proposal
       from matching_run r join matching_run_detail d on d.run_id = r.id
       where r.authority_id = $1 and r.state = 'FINISHED' and d.comparison is not null and d.proposal is not null
       order by r.number desc limit 1`,
      [authorityId],
    );
    return row ?? null;
  }

  /** The engine's problem as the run posed it, compressed. */
  async exchange(tx: Tx, runId: string): Promise<Buffer | undefined> {
    const [row] = await tx.query<{ exchange: Buffer }>(`select exchange from matching_run_detail where run_id = $1`, [
      runId,
    ]);
    return row?.exchange;
  }

  /** What the rules of the run saw, compressed; undefined for a run of before inputs were kept. */
  async input(tx: Tx, runId: string): Promise<Buffer | undefined> {
    const [row] = await tx.query<{ input: Buffer | null }>(`select input from matching_run_detail where run_id = $1`, [
      runId,
    ]);
    return row?.input ?? undefined;
  }

  /** Best fit first. */
  options(tx: Tx, runId: string, referralId: string): Promise<FoundOption[]> {
    return tx.query<FoundOption>(
      `select ${OPTION} from matching_option where run_id = $1 and referral_id = $2 order by rank`,
      [runId, referralId],
    );
  }

  async option(tx: Tx, runId: string, optionId: string): Promise<FoundOption | undefined> {
    const [option] = await tx.query<FoundOption>(
      `select ${OPTION} from matching_option where run_id = $1 and id = $2`,
      [runId, optionId],
    );
    return option;
  }

  async explanation(
    tx: Tx,
    runId: string,
    referralId: string,
    audience: Audience,
  ): Promise<(FoundExplanation & { readonly pairs: readonly StoredPair[] }) | undefined> {
    const [row] = await tx.query<FoundExplanation & { readonly pairs: Buffer }>(
      `select run_id as "runId", audience, band, considered, feasible, cut, nearest, openers, pairs
       from matching_explanation where run_id = $1 and referral_id = $2 and audience = $3`,
      [runId, referralId, audience],
    );
    return row && { ...row, pairs: readPairs(row.pairs) };
  }

  /** The newest complete run that looked at the referral and that the actor may read. */
  async latestRunOf(tx: Tx, referralId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string }>(
      `select r.id from matching_explanation e join matching_run r on r.id = e.run_id
       where e.referral_id = $1 and e.audience = 'ALL' and r.state = 'FINISHED' order by r.number desc limit 1`,
      [referralId],
    );
    return row?.id;
  }

  /**
   * Pupils of a run a page at a time, those who need somebody first: by band, then the ones without a proposal by how
   * close they came, the others by fit.
   */
  async outcomes(tx: Tx, runId: string, filter: OutcomeFilter): Promise<OutcomePage> {
    const rows = await tx.query<Outcome & { readonly all: number; readonly allPence: number | null }>(
      `select e.referral_id as "referralId", r.reference, e.band, e.considered, e.feasible, e.openers, o.fit,
         o.weekly_pence as "weeklyPence", o.components, r.status = 'SUBMITTED' as waits,
         count(*) over ()::int as "all", sum(o.weekly_pence) over ()::bigint as "allPence"
       from matching_explanation e join referral r on r.id = e.referral_id
       left join matching_option o on o.run_id = e.run_id and o.referral_id = e.referral_id and o.chosen
       where e.run_id = $1 and e.audience = $2 and ($3::int is null or e.band = $3) and ($4 = '' or r.reference = $4)
         and case $5 when 'to-decide' then o.id is not null and r.status = 'SUBMITTED'
           when 'proposed' then o.id is not null when 'unplaced' then o.id is null else true end
       order by e.band, o.fit desc nulls first, e.feasible desc, r.reference
       offset $6 limit $7`,
      [runId, filter.audience, filter.band, filter.reference, filter.show, filter.offset, filter.size],
    );
    const [first] = rows;
    return {
      outcomes: rows.map(({ all: _all, allPence: _pence, ...outcome }) => outcome),
      total: first?.all ?? (filter.offset === 0 ? 0 : await this.countOf(tx, runId, filter)),
      weeklyPence: first?.allPence ?? 0,
    };
  }

  /** A page beyond the last has no row to carry the total. */
  private async countOf(tx: Tx, runId: string, filter: OutcomeFilter): Promise<number> {
    return (await this.outcomes(tx, runId, { ...filter, offset: 0, size: 1 })).total;
  }

  /** The cases' own numbers, of those that the actor may see. */
  async references(tx: Tx, referralIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.query<{ id: string; reference: string }>(
      `select id, reference from referral where id = any($1)`,
      [referralIds],
    );
    return new Map(rows.map(({ id, reference }) => [id, reference]));
  }

  /** How many proposals of the run still wait: chosen for a referral that is still in the pool. */
  async waiting(tx: Tx, runId: string): Promise<number> {
    const [row] = await tx.query<{ waiting: number }>(
      `select count(*)::int as waiting from matching_option o join referral r on r.id = o.referral_id
       where o.run_id = $1 and o.chosen and r.status = 'SUBMITTED'`,
      [runId],
    );
    return row?.waiting ?? 0;
  }
}

const optionRow = (
  run: { readonly id: string; readonly authorityId: string },
  option: StoredOption,
): Readonly<Record<string, unknown>> => ({
  run_id: run.id,
  id: option.id,
  authority_id: run.authorityId,
  referral_id: option.referralId,
  rank: option.rank,
  fit: option.fit,
  chosen: option.chosen,
  audience: option.audience,
  starts_on: option.startsOn,
  ends_on: option.endsOn,
  sessions: option.sessions,
  weekly_pence: option.weeklyPence,
  fund_pence: option.fundPence,
  components: JSON.stringify(option.components),
  factors: JSON.stringify(option.factors),
  warnings: JSON.stringify(option.warnings),
});
