import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { OpeningStatus } from '../domain/opening-states.js';

export type ReminderStep = 'DUE' | 'OVERDUE' | 'STOPPED' | 'CLOSED' | 'FIRM_DUE' | 'LAPSED';

export interface WatchedOpening {
  readonly id: string;
  readonly status: OpeningStatus;
  readonly confirmedOn: DateOnly;
  readonly firmBy: DateOnly | null;
  readonly version: number;
}

/** What the clocks of openings have done, and when they were last looked at. */
@Injectable()
export class OpeningWatchStore {
  /** Providers with an opening that a clock runs for, by id; at most 5,000. */
  async providers(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT provider_organisation_id AS id FROM opening
        WHERE status IN ('OPEN', 'LIKELY') AND valid_to >= $1 ORDER BY 1 LIMIT 5000`,
      [tx.today],
    );
    return rows.map(({ id }) => id);
  }

  openings(tx: Tx, providerId: string): Promise<WatchedOpening[]> {
    return tx.query<WatchedOpening>(
      `SELECT id, status, confirmed_on AS "confirmedOn", firm_by AS "firmBy", version FROM opening
        WHERE provider_organisation_id = $1 AND status IN ('OPEN', 'LIKELY') AND valid_to >= $2 ORDER BY id`,
      [providerId, tx.today],
    );
  }

  /** False when somebody has changed or confirmed it since it was read. */
  async setStatus(tx: Tx, { id, version }: WatchedOpening, status: OpeningStatus): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE opening SET status = $3, updated_at = $4, version = version + 1
        WHERE id = $1 AND version = $2 AND status IN ('OPEN', 'LIKELY') RETURNING id`,
      [id, version, status, tx.now],
    );
    return rows.length === 1;
  }

  /** The openings among these of whose step nobody had been told yet. */
  async remind(
    tx: Tx,
    due: readonly { readonly openingId: string; readonly countedFrom: DateOnly; readonly step: ReminderStep }[],
  ): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO opening_reminder (opening_id, counted_from, step, sent_at)
       SELECT *, $4::timestamptz FROM unnest($1::uuid[], $2::date[], $3::text[])
       ON CONFLICT DO NOTHING RETURNING opening_id AS id`,
      [
        due.map(({ openingId }) => openingId),
        due.map(({ countedFrom }) => countedFrom),
        due.map(({ step }) => step),
        tx.now,
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async isWatched(tx: Tx): Promise<boolean> {
    const rows = await tx.query(`SELECT FROM opening_watch WHERE watched_on = $1`, [tx.today]);
    return rows.length > 0;
  }

  async watched(tx: Tx): Promise<void> {
    await tx.query(`INSERT INTO opening_watch (watched_on) VALUES ($1) ON CONFLICT DO NOTHING`, [tx.today]);
  }
}
