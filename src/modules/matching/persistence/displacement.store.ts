import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import type { AlternativeCost, DisplacementOutput } from '../compute/compute-displacement.js';

/** What is still to be worked out of a run: its problem, what it chose, and the alternatives of each pupil. */
export interface DisplacementToDo {
  readonly exchange: Buffer;
  readonly chosen: readonly string[];
  readonly wanted: readonly { readonly referralId: string; readonly options: readonly string[] }[];
}

/** As the engine's problem calls an option: the referral and its patterns in order. */
const ENGINE_ID = `o.referral_id || '/' || (select string_agg(c->>'patternId', '+' order by c->>'patternId')
  from jsonb_array_elements(o.components) c)`;

@Injectable()
export class DisplacementStore {
  /** Most urgent band first; pupils that are done already are left out. */
  async toDo(tx: Tx, runId: string): Promise<DisplacementToDo | undefined> {
    const [detail] = await tx.query<{ exchange: Buffer }>(
      `select exchange from matching_run_detail where run_id = $1`,
      [runId],
    );
    if (detail === undefined) return undefined;
    const options = await tx.query<{ referralId: string; option: string; chosen: boolean; done: boolean }>(
      `select o.referral_id as "referralId", ${ENGINE_ID} as option, o.chosen,
         exists (select from matching_displacement d where d.run_id = o.run_id and d.referral_id = o.referral_id) as done
       from matching_option o
       join matching_explanation e on e.run_id = o.run_id and e.referral_id = o.referral_id and e.audience = 'ALL'
       where o.run_id = $1 and o.audience <> 'PARTIES' order by e.band, o.referral_id, o.rank`,
      [runId],
    );
    const wanted = new Map<string, string[]>();
    for (const { referralId, option, chosen, done } of options) {
      if (!chosen && !done) wanted.set(referralId, [...(wanted.get(referralId) ?? []), option]);
    }
    return {
      exchange: detail.exchange,
      chosen: options.filter(({ chosen }) => chosen).map(({ option }) => option),
      wanted: [...wanted].map(([referralId, own]) => ({ referralId, options: own })),
    };
  }

  async add(
    tx: Tx,
    runId: string,
    authorityId: string,
    { referralId, alternatives }: DisplacementOutput,
  ): Promise<void> {
    await tx.query(
      `insert into matching_displacement (run_id, referral_id, authority_id, alternatives)
       select $1, $2, $3, $4 where exists (select from matching_run where id = $1) on conflict do nothing`,
      [runId, referralId, authorityId, JSON.stringify(alternatives)],
    );
  }

  /** Undefined while it is being worked out, and for whoever may not see it. */
  async of(tx: Tx, runId: string, referralId: string): Promise<readonly AlternativeCost[] | undefined> {
    const [row] = await tx.query<{ alternatives: readonly AlternativeCost[] }>(
      `select alternatives from matching_displacement where run_id = $1 and referral_id = $2`,
      [runId, referralId],
    );
    return row?.alternatives;
  }
}
