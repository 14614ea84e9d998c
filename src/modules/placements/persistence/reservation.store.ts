import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';

export interface Reservation {
  readonly id: string;
  readonly referralId: string;
  readonly holdId: string;
  readonly patternIds: readonly string[];
  /** What is kept, in words, as it was named then. */
  readonly place: string;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
  readonly reason: string;
  readonly expiresAt: Date;
}

/** Not waiting: the referral was withdrawn, returned or passed on. */
export type ReservationEnd = 'GIVEN_BACK' | 'EXPIRED' | 'DECIDED' | 'NOT_WAITING';
export type ReservationKey = { readonly referralId: string } | { readonly id: string };

const COLUMNS = `id, referral_id AS "referralId", hold_id AS "holdId", pattern_ids AS "patternIds", place,
  starts_on AS "startsOn", ends_on AS "endsOn", reason, expires_at AS "expiresAt"`;

/** Places kept for a referral before anything is decided. */
@Injectable()
export class ReservationStore {
  async add(tx: Tx, authorityId: string, { id, ...one }: Reservation): Promise<void> {
    await insertRows(tx, 'place_reservation', [
      {
        id,
        authority_id: authorityId,
        referral_id: one.referralId,
        hold_id: one.holdId,
        pattern_ids: one.patternIds,
        place: one.place,
        starts_on: one.startsOn,
        ends_on: one.endsOn,
        reason: one.reason,
        expires_at: one.expiresAt,
        made_by: tx.actor.userId,
        made_at: tx.now,
      },
    ]);
  }

  /** The one that is kept now, of that referral or of that id. */
  async live(tx: Tx, by: ReservationKey): Promise<Reservation | undefined> {
    const [row] = await tx.query<Reservation>(
      `SELECT ${COLUMNS} FROM place_reservation WHERE ended_at IS NULL AND ${'id' in by ? 'id' : 'referral_id'} = $1`,
      ['id' in by ? by.id : by.referralId],
    );
    return row;
  }

  /** Ends it; false when somebody else has. Its row stays locked, before the hold and the counters. */
  async end(tx: Tx, id: string, how: ReservationEnd): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE place_reservation SET ended_at = $2, ended_how = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id`,
      [id, tx.now, how],
    );
    return rows.length === 1;
  }

  /** Those that are kept now, the first to expire first; at most 50. */
  kept(tx: Tx): Promise<(Reservation & { readonly reference: string })[]> {
    return tx.query(
      `SELECT v.*, r.reference FROM (SELECT ${COLUMNS} FROM place_reservation WHERE ended_at IS NULL) v
         JOIN referral r ON r.id = v."referralId" ORDER BY v."expiresAt", v.id LIMIT 50`,
    );
  }
}
