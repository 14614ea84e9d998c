import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { ManyRow } from '../domain/many.js';
import type { ReferralStatus } from '../domain/referral-states.js';

export interface Batch {
  readonly id: string;
  readonly name: string;
  /** Empty once drafts hold them. */
  readonly rows: readonly ManyRow[];
  readonly appliedAt: Date | null;
  readonly started: readonly string[] | null;
}

/** One of the requests that were started from a file. */
export interface StartedRow {
  readonly id: string;
  readonly status: ReferralStatus;
  readonly reference: string | null;
}

/** Requests started many at once. */
@Injectable()
export class BatchStore {
  async add(tx: Tx, batch: Pick<Batch, 'id' | 'name' | 'rows'>): Promise<void> {
    await insertRows(tx, 'referral_batch', [
      {
        id: batch.id,
        authority_id: tx.actor.authorityId,
        organisation_id: tx.actor.organisationId,
        name: batch.name,
        content: JSON.stringify(batch.rows),
        created_at: tx.now,
        created_by: tx.actor.userId,
      },
    ]);
  }

  async find(tx: Tx, id: string): Promise<Batch | undefined> {
    const [row] = await tx.query<Batch>(
      `select id, name, content as rows, applied_at as "appliedAt", started from referral_batch where id = $1`,
      [id],
    );
    return row;
  }

  /** One file of an organisation at a time: what another has started is there when the next is read. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('referral-batch:' || $1, 0))`, [
      tx.actor.organisationId,
    ]);
  }

  async applied(tx: Tx, id: string, started: readonly string[]): Promise<void> {
    await tx.query(`update referral_batch set applied_at = $2, started = $3, content = '[]' where id = $1`, [
      id,
      tx.now,
      started,
    ]);
  }

  async discard(tx: Tx, id: string): Promise<void> {
    await tx.query(`delete from referral_batch where id = $1 and applied_at is null`, [id]);
  }

  /** Of these numbers, those for which this organisation has a draft, or sees a request that is open. */
  async taken(tx: Tx, upns: readonly string[], open: readonly ReferralStatus[]): Promise<Set<string>> {
    const rows = await tx.query<{ upn: string }>(
      `select d.answers ->> 'pupil.upn' as upn from referral_draft d join referral r on r.id = d.referral_id
         where r.created_organisation_id = (select actor_organisation()) and d.answers ->> 'pupil.upn' = any ($1)
       union
       select i.upn from pupil_identity i join referral r on r.pupil_id = i.pupil_id
         where i.upn = any ($1) and r.status = any ($2)`,
      [upns, open],
    );
    return new Set(rows.map(({ upn }) => upn));
  }

  /** Those that are still there, in the order of the file. */
  started(tx: Tx, ids: readonly string[]): Promise<StartedRow[]> {
    return tx.query<StartedRow>(
      `select r.id, r.status, r.reference from unnest($1::uuid[]) with ordinality as s (id, position)
         join referral r on r.id = s.id order by s.position`,
      [ids],
    );
  }
}
