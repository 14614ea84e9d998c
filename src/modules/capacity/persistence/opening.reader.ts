import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { OpeningStatus } from '../domain/opening-states.js';
import type { OpeningLine } from './opening.store.js';

export interface OpeningFilter {
  readonly providerId: string | null;
  readonly openingId: string | null;
  /** Openings that end before this day are left out. */
  readonly on: DateOnly;
  /** The Monday of the week whose use is counted. */
  readonly week: DateOnly;
  readonly offset: number;
  readonly size: number;
  /** Only those in one of these states. */
  readonly statuses?: readonly OpeningStatus[];
  /** Only open ones that were confirmed before this day, and those that are not open. */
  readonly confirmedBefore?: DateOnly;
  /** Provider, site, programme and id of the last opening of the page before, for those who page by cursor. */
  readonly after?: readonly string[] | null;
}

const WANTED = `($1::uuid IS NULL OR o.provider_organisation_id = $1) AND ($2::uuid IS NULL OR o.id = $2)
          AND o.valid_to >= $3 AND ($4::text[] IS NULL OR o.status = ANY ($4))
          AND ($5::date IS NULL OR o.status <> 'OPEN' OR o.confirmed_on < $5)`;

/** Openings with their use, in two queries however many there are. */
@Injectable()
export class OpeningReader {
  async list(tx: Tx, filter: OpeningFilter): Promise<{ openings: OpeningLine[]; total: number }> {
    const { providerId, openingId, on, statuses = null, confirmedBefore = null } = filter;
    const wanted = [providerId, openingId, on, statuses, confirmedBefore];
    const openings = await tx.query<OpeningLine>(
      `SELECT o.id, o.provider_organisation_id AS "providerId", org.name AS "providerName", s.name AS "siteName",
              g.name AS "programmeName", o.places, o.valid_from AS "validFrom", o.valid_to AS "validTo",
              o.confirmed_on AS "confirmedOn", o.firm_by AS "firmBy", o.status, o.version,
              coalesce(u.used, 0) AS used, CASE WHEN o.status = 'OPEN' THEN coalesce(u.free, o.places) ELSE 0 END AS free,
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'label', p.label, 'sessions', p.sessions) ORDER BY p.id)
                          FROM opening_pattern p WHERE p.opening_id = o.id), '[]') AS patterns
         FROM opening o
         JOIN organisation org ON org.id = o.provider_organisation_id
         JOIN site s ON s.id = o.site_id
         JOIN programme g ON g.id = o.programme_id
         LEFT JOIN LATERAL (
           SELECT max(c.held + c.taken) AS used, min(c.offered - c.held - c.taken) AS free
             FROM capacity_counter c
            WHERE c.resource_kind = 'OPENING' AND c.resource_id = o.id AND c.week = $6) u ON true
        WHERE ${WANTED}
          AND ($9::text IS NULL OR (org.name, s.name, g.name, o.id::text) > ($9, $10, $11, $12))
        ORDER BY org.name, s.name, g.name, o.id::text LIMIT $7 OFFSET $8`,
      [...wanted, filter.week, filter.size, filter.offset, ...(filter.after ?? [null, null, null, null])],
    );
    const [count] = await tx.query<{ total: number }>(
      `SELECT count(*) AS total FROM opening o WHERE ${WANTED}`,
      wanted,
    );
    return { openings, total: count?.total ?? 0 };
  }
}
