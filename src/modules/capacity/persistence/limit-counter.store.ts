import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { WeekSpan } from '../domain/weeks.js';
import type { Overused } from './counter.store.js';

/** What a limit counts over: all openings of a site, of a programme, or of a whole provider. */
export interface LimitScope {
  readonly kind: 'SITE' | 'PROGRAMME' | 'PROVIDER';
  readonly id: string;
}

/** What may be taken where nothing limits it: there the openings bound it. */
const NO_LIMIT = 100_000;

const during = (week: string): string => `daterange(${week}, ${week} + 5)`;

/** The least of the limits that count in that week; null when there is none. */
const limitIn = (week: string, whose: string): string => `
  (SELECT min(k.places) FROM site_cap k WHERE ${whose} AND (k.lifted_on IS NULL OR k.lifted_on > ${week})
      AND daterange(k.from_date, k.to_date, '[]') && ${during(week)})`;

interface Limited {
  /** What $1 may take in that week; null where nothing limits it. */
  readonly cap: (week: string) => string;
  /** Its openings, as o. */
  readonly openings: string;
}

const SCOPES: Readonly<Record<LimitScope['kind'], Limited>> = {
  /** Never more than the least of its registered places on any school day, nought where nothing is recorded. */
  SITE: {
    cap: (week) => `least(
      coalesce((SELECT min(coalesce(r.registered_places, ${NO_LIMIT})) FROM site_registration r
                 WHERE r.site_id = $1 AND daterange(r.from_date, r.to_date, '[]') && ${during(week)}), 0),
      ${limitIn(week, 'k.site_id = $1')})`,
    openings: 'o.site_id = $1',
  },
  PROGRAMME: { cap: (week) => limitIn(week, 'k.programme_id = $1'), openings: 'o.programme_id = $1' },
  PROVIDER: {
    cap: (week) => limitIn(week, 'k.provider_organisation_id = $1 AND k.site_id IS NULL AND k.programme_id IS NULL'),
    openings: 'o.provider_organisation_id = $1',
  },
};

/**
 * Counters of what limits several openings together. Sites always have them; programmes and providers only in weeks for
 * which a limit was set, so that nobody else locks or reads more than before.
 */
@Injectable()
export class LimitCounterStore {
  /** Waits for whoever limits this provider or a programme, or opens places there. Taken before a site's lock and any counter. */
  lockProvider(tx: Tx, providerId: string): Promise<void> {
    return lock(tx, `capacity-provider:${providerId}`);
  }

  /** Waits for whoever is changing the site's registration or limits, or opening places there. Taken before any counter. */
  lockSite(tx: Tx, siteId: string): Promise<void> {
    return lock(tx, `capacity-site:${siteId}`);
  }

  /** Makes a site's counters that are missing over these weeks. */
  async openSite(tx: Tx, siteId: string, { fromWeek, toWeek }: WeekSpan): Promise<void> {
    await tx.query(
      `INSERT INTO capacity_counter (resource_kind, resource_id, week, session, offered)
       SELECT 'SITE', $1::uuid, w.week, s.n, ${SCOPES.SITE.cap('w.week')}
         FROM (SELECT $2::date + 7 * n AS week FROM generate_series(0, ($3::date - $2::date) / 7) AS g (n)) AS w,
              generate_series(0, 9) AS s (n)
        ORDER BY 3, 4
       ON CONFLICT DO NOTHING`,
      [siteId, fromWeek, toWeek],
    );
  }

  /**
   * Locks what its openings have given from that week on, and answers the last such week. Whoever takes a place at the
   * same time has taken it before, or finds the counters that are made now.
   */
  async lockOpenings(tx: Tx, { kind, id }: LimitScope, fromWeek: DateOnly): Promise<DateOnly | null> {
    const [row] = await tx.query<{ last: DateOnly | null }>(
      `WITH locked AS MATERIALIZED (
         SELECT c.week FROM capacity_counter c WHERE c.resource_kind = 'OPENING' AND c.week >= $2
            AND c.resource_id IN (SELECT o.id FROM opening o WHERE ${SCOPES[kind].openings})
          ORDER BY c.resource_id, c.week, c.session FOR UPDATE)
       SELECT max(week) AS last FROM locked`,
      [id, fromWeek],
    );
    return row?.last ?? null;
  }

  /** Makes the counters of a programme or provider that are missing in weeks with a limit, from what its openings gave. */
  async keep(tx: Tx, { kind, id }: LimitScope, { fromWeek, toWeek }: WeekSpan): Promise<void> {
    const { cap, openings } = SCOPES[kind];
    await tx.query(
      `WITH capped AS MATERIALIZED (
         SELECT week, cap FROM (
           SELECT w.week, ${cap('w.week')} AS cap
             FROM (SELECT $2::date + 7 * n AS week FROM generate_series(0, ($3::date - $2::date) / 7) AS g (n)) AS w) AS c
          WHERE cap IS NOT NULL)
       INSERT INTO capacity_counter (resource_kind, resource_id, week, session, offered, held, taken)
       SELECT $4, $1::uuid, k.week, s.n, greatest(k.cap, u.held + u.taken), u.held, u.taken
         FROM capped k CROSS JOIN generate_series(0, 9) AS s (n)
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(c.held), 0)::int AS held, coalesce(sum(c.taken), 0)::int AS taken
            FROM opening o JOIN capacity_counter c
              ON c.resource_kind = 'OPENING' AND c.resource_id = o.id AND c.week = k.week AND c.session = s.n
           WHERE ${openings}) AS u
        ORDER BY k.week, s.n
       ON CONFLICT DO NOTHING`,
      [id, fromWeek, toWeek, kind],
    );
  }

  /** Locks the counters from that week on; tells the weeks in which more is used than is allowed now. */
  async overused(tx: Tx, { kind, id }: LimitScope, fromWeek: DateOnly): Promise<Overused> {
    const [row] = await tx.query<Overused>(
      `WITH locked AS MATERIALIZED (
         SELECT week, held + taken AS used FROM capacity_counter
          WHERE resource_kind = $3 AND resource_id = $1 AND week >= $2
          ORDER BY week, session FOR UPDATE),
       capped AS (SELECT week, used, coalesce(${SCOPES[kind].cap('locked.week')}, ${NO_LIMIT}) AS cap FROM locked)
       SELECT (coalesce(array_agg(DISTINCT week ORDER BY week) FILTER (WHERE used > cap), '{}'))[1:10] AS weeks,
              coalesce(max(used), 0) AS most
         FROM capped`,
      [id, fromWeek, kind],
    );
    return row ?? { weeks: [], most: 0 };
  }

  /** What is allowed now, from that week on. The counters must be locked and found to fit. */
  async setOffered(tx: Tx, { kind, id }: LimitScope, fromWeek: DateOnly): Promise<void> {
    await tx.query(
      `UPDATE capacity_counter c SET offered = coalesce(${SCOPES[kind].cap('c.week')}, ${NO_LIMIT})
        WHERE resource_kind = $3 AND resource_id = $1 AND week >= $2`,
      [id, fromWeek, kind],
    );
  }
}

async function lock(tx: Tx, key: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [key]);
}
