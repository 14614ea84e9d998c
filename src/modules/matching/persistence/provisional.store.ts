import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { readPairs, type StoredExplanation, type StoredOption } from '../compute/stored-options.js';
import type { StoredPair } from '../domain/explanation.js';
import type { FoundExplanation, FoundOption } from './result.store.js';

/** What one pupil could have, by the open places alone: no run has looked at everybody yet. */
export interface Provisional {
  readonly policyId: string;
  readonly policyVersion: number;
  readonly asOf: DateOnly;
  readonly madeAt: Date;
  readonly options: readonly FoundOption[];
  readonly explanation: Omit<FoundExplanation, 'runId' | 'audience'>;
  readonly pairs: readonly StoredPair[];
}

interface Row extends Omit<Provisional, 'explanation' | 'pairs'>, Omit<FoundExplanation, 'runId' | 'audience'> {
  readonly pairs: Buffer;
}

/** Once a run has looked at the referral since it was submitted, that run knows better. */
const STILL_WANTED = `r.status = 'SUBMITTED' and not exists (
  select from matching_explanation e join matching_run m on m.id = e.run_id
  where e.referral_id = r.id and m.state = 'FINISHED' and m.started_at >= r.submitted_at)`;

@Injectable()
export class ProvisionalStore {
  /** To be asked before anything is worked out: after many referrals at once, most wait until the run has seen them. */
  async areWanted(tx: Tx, referralId: string): Promise<boolean> {
    const rows = await tx.query(`select from referral r where r.id = $1 and ${STILL_WANTED}`, [referralId]);
    return rows.length > 0;
  }

  /** Writes nothing when a run has looked at the referral meanwhile. */
  async put(
    tx: Tx,
    of: { readonly authorityId: string; readonly policyId: string; readonly policyVersion: number },
    { referralId, band, considered, feasible, cut, nearest, openers, pairs }: StoredExplanation,
    options: readonly Omit<StoredOption, 'audience'>[],
  ): Promise<void> {
    await tx.query(
      `insert into matching_provisional (referral_id, authority_id, policy_id, policy_version, as_of, made_at, options, band,
         considered, feasible, cut, nearest, openers, pairs)
       select r.id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 from referral r
       where r.id = $1 and ${STILL_WANTED}
       on conflict (referral_id) do update set policy_id = excluded.policy_id, policy_version = excluded.policy_version,
         as_of = excluded.as_of, made_at = excluded.made_at, options = excluded.options, band = excluded.band,
         considered = excluded.considered, feasible = excluded.feasible, cut = excluded.cut, nearest = excluded.nearest,
         openers = excluded.openers, pairs = excluded.pairs`,
      [
        referralId,
        of.authorityId,
        of.policyId,
        of.policyVersion,
        tx.today,
        tx.now,
        JSON.stringify(options),
        band,
        considered,
        feasible,
        cut,
        JSON.stringify(nearest),
        JSON.stringify(openers),
        Buffer.from(pairs),
      ],
    );
  }

  async find(tx: Tx, referralId: string): Promise<Provisional | undefined> {
    const [row] = await tx.query<Row>(
      `select policy_id as "policyId", policy_version as "policyVersion", as_of as "asOf", made_at as "madeAt", options,
         band, considered, feasible, cut, nearest, openers, pairs from matching_provisional where referral_id = $1`,
      [referralId],
    );
    if (row === undefined) return undefined;
    const { band, considered, feasible, cut, nearest, openers, pairs, ...rest } = row;
    return {
      ...rest,
      explanation: { band, considered, feasible, cut, nearest, openers },
      pairs: readPairs(pairs),
    };
  }

  /** A run has looked at these: what was provisional about them is replaced. */
  async replaced(tx: Tx, referralIds: readonly string[]): Promise<void> {
    await tx.query(`delete from matching_provisional where referral_id = any($1)`, [referralIds]);
  }
}
