import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

/** What has counters: every opening and site, and a programme or a whole provider where somebody limited it. */
export type ResourceKind = 'OPENING' | 'SITE' | 'PROGRAMME' | 'PROVIDER';

export interface PatternHeadroom {
  readonly patternId: string;
  /** The least over the weeks asked for: how many could stay the whole time. */
  readonly least: number;
  readonly weeks: readonly { readonly week: DateOnly; readonly headroom: number }[];
}

export interface WeeklyHeadroom {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly week: DateOnly;
  /** Offered less held less taken, ten numbers by half day; nought where nothing is offered. */
  readonly left: readonly number[];
}

export interface CounterDifference {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly week: DateOnly;
  readonly session: number;
  readonly held: number;
  readonly taken: number;
  readonly heldByHolds: number;
  readonly takenByHolds: number;
}

export interface SessionsWanted {
  readonly openingIds: readonly string[];
  readonly siteIds: readonly string[];
  readonly programmeIds: readonly string[];
  readonly providerIds: readonly string[];
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
}

/** What is left in one week, Monday morning to Friday afternoon, of a group's counters; nought where the site has closed. */
const LEFT_BY_SESSION = `ARRAY[${Array.from(
  { length: 10 },
  (_, session) =>
    `coalesce(max(c.offered - c.held - c.taken) FILTER (WHERE c.session = ${session} AND (r.closed_on > c.week) IS NOT FALSE), 0)`,
).join(', ')}]`;

/** Reads counters; locks nothing, reserves nothing. */
@Injectable()
export class HeadroomStore {
  /** One query. A week without counters, and a withdrawn opening, have nought. */
  async ofPatterns(tx: Tx, patternIds: readonly string[], from: DateOnly, to: DateOnly): Promise<PatternHeadroom[]> {
    const rows = await tx.query<{ id: string; weeks: DateOnly[]; headroom: number[] }>(
      `WITH pattern AS (
         SELECT p.id, p.sessions::int AS sessions, o.id AS opening_id, o.site_id, o.programme_id,
                o.provider_organisation_id, o.status, s.closed_on
           FROM opening_pattern p JOIN opening o ON o.id = p.opening_id JOIN site s ON s.id = o.site_id
          WHERE p.id = ANY ($1::uuid[])),
       week AS (SELECT $2::date + 7 * n AS week FROM generate_series(0, ($3::date - $2::date) / 7) AS g (n)),
       free AS (
         SELECT p.id, w.week,
                CASE WHEN p.status = 'OPEN' AND (p.closed_on IS NULL OR p.closed_on > w.week)
                      AND count(c.week) FILTER (WHERE r.kind IN ('OPENING', 'SITE')) = 2 * bit_count(p.sessions::bit(10))
                     THEN min(c.offered - c.held - c.taken) ELSE 0 END AS headroom
           FROM pattern p CROSS JOIN week w
           CROSS JOIN LATERAL (VALUES ('OPENING', p.opening_id), ('SITE', p.site_id), ('PROGRAMME', p.programme_id),
             ('PROVIDER', p.provider_organisation_id)) AS r (kind, id)
           LEFT JOIN capacity_counter c ON c.resource_kind = r.kind AND c.resource_id = r.id AND c.week = w.week
                                       AND (p.sessions >> c.session) & 1 = 1
          GROUP BY p.id, p.status, p.closed_on, p.sessions, w.week)
       SELECT id, array_agg(week ORDER BY week) AS weeks, array_agg(headroom ORDER BY week) AS headroom
         FROM free GROUP BY id ORDER BY id`,
      [patternIds, from, to],
    );
    return rows.map(({ id, weeks, headroom }) => ({
      patternId: id,
      least: Math.min(...headroom),
      weeks: weeks.map((week, n) => ({ week, headroom: headroom[n] ?? 0 })),
    }));
  }

  /**
   * What is left in every week, by half day. A week without counters is not among the answers: there an opening or a
   * site has nothing, and a programme or a provider no limit.
   */
  async weekly(tx: Tx, wanted: SessionsWanted): Promise<WeeklyHeadroom[]> {
    return tx.query<WeeklyHeadroom>(
      `WITH resource AS (
         SELECT 'OPENING' AS kind, id, NULL::date AS closed_on FROM opening WHERE id = ANY ($1::uuid[]) AND status = 'OPEN'
         UNION ALL SELECT 'SITE', id, closed_on FROM site WHERE id = ANY ($2::uuid[])
         UNION ALL SELECT 'PROGRAMME', id, NULL FROM programme WHERE id = ANY ($5::uuid[])
         UNION ALL SELECT 'PROVIDER', organisation_id, NULL FROM provider WHERE organisation_id = ANY ($6::uuid[]))
       SELECT r.kind, r.id, c.week, ${LEFT_BY_SESSION} AS left
         FROM resource r JOIN capacity_counter c ON c.resource_kind = r.kind AND c.resource_id = r.id
        WHERE c.week BETWEEN $3 AND $4 GROUP BY r.kind, r.id, c.week ORDER BY r.kind, r.id, c.week`,
      [wanted.openingIds, wanted.siteIds, wanted.fromWeek, wanted.toWeek, wanted.programmeIds, wanted.providerIds],
    );
  }

  /**
   * Rebuilds every counter from the holds and returns those that differ: none, unless something is wrong. To be asked
   * by whoever sees every authority's holds; for anybody else the rebuilt sums come out short.
   */
  async differences(tx: Tx): Promise<CounterDifference[]> {
    return tx.query<CounterDifference>(
      `WITH need AS (
         SELECT r.kind, r.id, l.from_week + 7 * w.n AS week, s.n AS session,
                (count(*) FILTER (WHERE h.status = 'HELD'))::int AS held,
                (count(*) FILTER (WHERE h.status = 'TAKEN'))::int AS taken
           FROM capacity_hold_line l JOIN capacity_hold h ON h.id = l.hold_id
           CROSS JOIN LATERAL (VALUES ('OPENING', l.opening_id), ('SITE', l.site_id), ('PROGRAMME', l.programme_id),
             ('PROVIDER', l.provider_organisation_id)) AS r (kind, id)
           CROSS JOIN LATERAL generate_series(0, (coalesce(l.released_from - 7, l.to_week) - l.from_week) / 7) AS w (n)
           CROSS JOIN generate_series(0, 9) AS s (n)
          WHERE (l.sessions >> s.n) & 1 = 1 AND h.status <> 'RELEASED' AND l.released_from IS DISTINCT FROM l.from_week
          GROUP BY 1, 2, 3, 4)
       SELECT coalesce(c.resource_kind, n.kind) AS kind, coalesce(c.resource_id, n.id) AS id,
              coalesce(c.week, n.week) AS week, coalesce(c.session, n.session)::int AS session,
              coalesce(c.held, 0) AS held, coalesce(c.taken, 0) AS taken,
              coalesce(n.held, 0) AS "heldByHolds", coalesce(n.taken, 0) AS "takenByHolds"
         FROM capacity_counter c
         FULL JOIN need n ON c.resource_kind = n.kind AND c.resource_id = n.id AND c.week = n.week AND c.session = n.session
        WHERE (c.week IS NOT NULL OR n.kind IN ('OPENING', 'SITE'))
          AND (coalesce(c.held, 0), coalesce(c.taken, 0)) IS DISTINCT FROM (coalesce(n.held, 0), coalesce(n.taken, 0))
        ORDER BY 1, 2, 3, 4 LIMIT 1000`,
    );
  }
}
