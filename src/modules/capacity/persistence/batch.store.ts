import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { BulkBook, BulkRow } from '../domain/bulk-rows.js';

export interface Batch {
  readonly id: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly source: 'FILE' | 'COPY';
  readonly name: string;
  readonly rows: readonly BulkRow[];
  readonly appliedAt: Date | null;
  readonly opened: number | null;
}

/** An opening that may be made again with other dates. */
export interface Copyable {
  readonly id: string;
  readonly site: string;
  readonly programme: string;
  readonly admissionId: string | null;
  readonly places: number;
  readonly validFrom: DateOnly;
  readonly validTo: DateOnly;
  readonly patterns: readonly { readonly sessions: number; readonly tariffLineId: string; readonly label: string }[];
}

/** Openings entered many at once, and what they may name. */
@Injectable()
export class BatchStore {
  async add(tx: Tx, batch: Pick<Batch, 'id' | 'providerId' | 'source' | 'name' | 'rows'>): Promise<void> {
    await tx.query(
      `INSERT INTO opening_batch (id, provider_organisation_id, source, name, content, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [batch.id, batch.providerId, batch.source, batch.name, JSON.stringify(batch.rows), tx.now, tx.actor.userId],
    );
  }

  async find(tx: Tx, id: string): Promise<Batch | undefined> {
    const [row] = await tx.query<Batch>(
      `SELECT b.id, b.provider_organisation_id AS "providerId", o.name AS "providerName", b.source, b.name,
              b.content AS rows, b.applied_at AS "appliedAt", b.opened
         FROM opening_batch b JOIN organisation o ON o.id = b.provider_organisation_id WHERE b.id = $1`,
      [id],
    );
    return row;
  }

  /** One at a time for each provider: what another batch has opened is there when the next is read. */
  async lockProvider(tx: Tx, providerId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('opening-batch:' || $1, 0))`, [providerId]);
  }

  async applied(tx: Tx, id: string, opened: number): Promise<void> {
    await tx.query(`UPDATE opening_batch SET applied_at = $2, applied_by = $3, opened = $4 WHERE id = $1`, [
      id,
      tx.now,
      tx.actor.userId,
      opened,
    ]);
  }

  programmes(tx: Tx, providerId: string): Promise<BulkBook['programmes']> {
    return tx.query(
      `SELECT g.id, s.name AS site, g.name FROM programme g JOIN site s ON s.id = g.site_id
        WHERE g.provider_organisation_id = $1 AND g.closed_on IS NULL AND s.closed_on IS NULL
        ORDER BY s.name, g.name, g.id LIMIT 500`,
      [providerId],
    );
  }

  prices(tx: Tx, providerId: string): Promise<BulkBook['prices']> {
    return tx.query(
      `SELECT id, label, programme_id AS "programmeId", from_date AS "fromDate", to_date AS "toDate" FROM tariff_line
        WHERE provider_organisation_id = $1 AND status = 'APPROVED' AND coalesce(to_date, 'infinity') >= $2
        ORDER BY label, from_date, id LIMIT 500`,
      [providerId, tx.today],
    );
  }

  existing(tx: Tx, providerId: string): Promise<BulkBook['existing']> {
    return tx.query(
      `SELECT o.programme_id AS "programmeId", o.valid_from AS "validFrom", o.valid_to AS "validTo",
              array_agg(p.sessions::int) AS sessions
         FROM opening o JOIN opening_pattern p ON p.opening_id = o.id
        WHERE o.provider_organisation_id = $1 AND o.status <> 'WITHDRAWN' AND o.valid_to >= $2 GROUP BY o.id`,
      [providerId, tx.today],
    );
  }

  /** Of the last thirteen months, the latest first; at most 200. */
  copyable(tx: Tx, providerId: string, since: DateOnly): Promise<Copyable[]> {
    return tx.query<Copyable>(
      `SELECT o.id, s.name AS site, g.name AS programme, o.admission_id AS "admissionId", o.places,
              o.valid_from AS "validFrom", o.valid_to AS "validTo",
              (SELECT jsonb_agg(jsonb_build_object('sessions', p.sessions, 'tariffLineId', p.tariff_line_id,
                        'label', p.label) ORDER BY p.id) FROM opening_pattern p WHERE p.opening_id = o.id) AS patterns
         FROM opening o JOIN site s ON s.id = o.site_id JOIN programme g ON g.id = o.programme_id
        WHERE o.provider_organisation_id = $1 AND o.valid_to >= $2 AND o.status <> 'WITHDRAWN'
          AND g.closed_on IS NULL AND s.closed_on IS NULL
        ORDER BY o.valid_to DESC, s.name, g.name, o.id LIMIT 200`,
      [providerId, since],
    );
  }
}
