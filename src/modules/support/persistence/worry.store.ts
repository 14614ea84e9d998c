import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';

explainConstraint('worry_name_once', 'worry.exists');

export interface Worry {
  readonly id: string;
  /** A name of the school's own, such as initials or a made-up one. */
  readonly name: string;
  readonly upn: string | null;
  readonly why: string;
  readonly lookOn: DateOnly;
  readonly requestId: string | null;
  readonly referralId: string | null;
}

const ROWS = `select id, name, upn, why, look_on as "lookOn", request_id as "requestId", referral_id as "referralId" from worry`;

/** A school's own list. Row security: people of that school, and nobody else. */
@Injectable()
export class WorryStore {
  /** By the day on which the school looks again; at most 500. */
  list(tx: Tx): Promise<Worry[]> {
    return tx.query<Worry>(`${ROWS} order by look_on, id limit 500`);
  }

  async find(tx: Tx, id: string): Promise<Worry | undefined> {
    const [row] = await tx.query<Worry>(`${ROWS} where id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<Worry | undefined> {
    const [row] = await tx.query<Worry>(`${ROWS} where id = $1 for update`, [id]);
    return row;
  }

  async add(tx: Tx, worry: Pick<Worry, 'id' | 'name' | 'upn' | 'why' | 'lookOn'>): Promise<void> {
    await insertRows(tx, 'worry', [
      {
        id: worry.id,
        authority_id: tx.actor.authorityId,
        school_organisation_id: tx.actor.organisationId,
        name: worry.name,
        upn: worry.upn,
        why: worry.why,
        look_on: worry.lookOn,
        added_at: tx.now,
        added_by: tx.actor.userId,
      },
    ]);
  }

  async change(tx: Tx, id: string, { why, lookOn }: Pick<Worry, 'why' | 'lookOn'>): Promise<void> {
    await tx.query(`update worry set why = $2, look_on = $3 where id = $1`, [id, why, lookOn]);
  }

  async led(tx: Tx, id: string, to: { readonly requestId?: string; readonly referralId?: string }): Promise<void> {
    await tx.query(
      `update worry set request_id = coalesce($2, request_id), referral_id = coalesce($3, referral_id) where id = $1`,
      [id, to.requestId ?? null, to.referralId ?? null],
    );
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.query(`delete from worry where id = $1`, [id]);
  }

  /** How many the school looks at again today or before, and the earliest day of them. */
  async due(tx: Tx): Promise<{ readonly count: number; readonly first: DateOnly | null }> {
    const [row] = await tx.query<{ count: number; first: DateOnly | null }>(
      `select count(*)::int as count, min(look_on) as first from worry where look_on <= $1`,
      [tx.today],
    );
    return row ?? { count: 0, first: null };
  }
}
