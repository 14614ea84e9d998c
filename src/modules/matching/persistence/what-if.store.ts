import { Injectable } from '@nestjs/common';
import { inflateRawSync } from 'node:zlib';
import { newId } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { RunInput } from '../compute/run-input.js';
import type { WhatIfOutput, WishFor } from '../compute/compute-what-if.js';
import type { Proposal, Summary } from '../domain/comparison.js';

export type WhatIfState = 'QUEUED' | 'RUNNING' | 'RETRYING' | 'FINISHED' | 'FAILED';

/** A wish as it stood when somebody asked what would follow. */
export interface AskedWish extends WishFor {
  readonly reference: string;
  readonly places: readonly string[];
  readonly reason: string;
}

export interface WhatIf {
  readonly id: string;
  readonly number: number;
  readonly runId: string;
  readonly runNumber: number;
  readonly wishes: readonly AskedWish[];
  readonly state: WhatIfState;
  readonly stage: string;
  readonly done: number;
  readonly total: number | null;
  readonly problem: string | null;
  readonly result: WhatIfOutput | null;
  readonly askedBy: string;
  readonly askedAt: Date;
}

/** The run that a what-if starts from, as far as it is needed. */
export interface BaseRun {
  readonly input: RunInput;
  readonly summary: Summary;
  readonly proposal: Proposal;
}

const WHAT_IF = `w.id, w.number, w.run_id as "runId", r.number as "runNumber", w.wishes, w.state, w.stage, w.done, w.total,
  w.problem, w.result, w.asked_by as "askedBy", w.asked_at as "askedAt"`;
/** Older ones have been looked at; the pins they came from are on record. */
const KEPT = 50;

@Injectable()
export class WhatIfStore {
  async add(
    tx: Tx,
    asked: {
      readonly authorityId: string;
      readonly runId: string;
      readonly askedBy: string;
      readonly wishes: readonly AskedWish[];
    },
  ): Promise<string> {
    const id = newId();
    const { authorityId, runId, wishes, askedBy } = asked;
    await insertRows(tx, 'matching_what_if', [
      {
        id,
        authority_id: authorityId,
        run_id: runId,
        wishes: JSON.stringify(wishes),
        state: 'QUEUED',
        stage: 'waiting',
        asked_by: askedBy,
        asked_at: tx.now,
      },
    ]);
    await tx.query(
      `delete from matching_what_if where authority_id = $1 and number <= (select number from matching_what_if
         where authority_id = $1 order by number desc offset $2 limit 1)`,
      [authorityId, KEPT],
    );
    return id;
  }

  async byId(tx: Tx, id: string): Promise<WhatIf | undefined> {
    const [row] = await tx.query<WhatIf>(
      `select ${WHAT_IF} from matching_what_if w join matching_run r on r.id = w.run_id where w.id = $1`,
      [id],
    );
    return row;
  }

  /** Newest first. */
  newest(tx: Tx, authorityId: string, size: number): Promise<WhatIf[]> {
    return tx.query<WhatIf>(
      `select ${WHAT_IF} from matching_what_if w join matching_run r on r.id = w.run_id
       where w.authority_id = $1 order by w.number desc limit $2`,
      [authorityId, size],
    );
  }

  async tell(tx: Tx, id: string, state: WhatIfState, stage: string, done: number, total: number | null): Promise<void> {
    await tx.query(
      `update matching_what_if set state = $2, stage = $3, done = $4, total = $5, problem = null
       where id = $1 and state <> 'FINISHED'`,
      [id, state, stage, done, total],
    );
  }

  async failed(tx: Tx, id: string, state: 'RETRYING' | 'FAILED', problem: string): Promise<void> {
    await tx.query(
      `update matching_what_if set state = $2, problem = $3,
         finished_at = case when $2 = 'FAILED' then $4::timestamptz end where id = $1 and state <> 'FINISHED'`,
      [id, state, problem, tx.now],
    );
  }

  async finished(tx: Tx, id: string, result: WhatIfOutput): Promise<void> {
    await tx.query(
      `update matching_what_if set state = 'FINISHED', stage = 'finished', problem = null, result = $2, finished_at = $3
       where id = $1`,
      [id, JSON.stringify(result), tx.now],
    );
  }

  /** Undefined for a run that was made before inputs were kept. */
  async base(tx: Tx, runId: string): Promise<BaseRun | undefined> {
    const [row] = await tx.query<{ input: Buffer | null; summary: Summary | null; proposal: Proposal | null }>(
      `select input, comparison->'run' as summary, proposal->'chosen' as proposal
       from matching_run_detail where run_id = $1`,
      [runId],
    );
    if (row === undefined || row.input === null || row.summary === null || row.proposal === null) return undefined;
    const input = JSON.parse(inflateRawSync(row.input).toString('utf8')) as RunInput;
    return { input, summary: row.summary, proposal: row.proposal };
  }
}
