import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

/** Sessions of an opening and its site over whole weeks: what a hold needs, takes or gives back. */
export interface CounterNeed {
  readonly openingId: string;
  readonly siteId: string;
  readonly sessions: number;
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
}

export interface LockedCounters {
  /** How many counters the lines touch. */
  readonly wanted: number;
  /** How many of them exist. */
  readonly found: number;
  /** Weeks in which at least one counter has too little left, earliest first, ten at most. */
  readonly fullWeeks: readonly DateOnly[];
}

export interface Overused {
  readonly weeks: readonly DateOnly[];
  readonly most: number;
}

/** What a site may take where nothing is registered: it has no cap of its own, its openings bound it. */
export const NO_SITE_CAP = 100_000;

/** $1..$5: opening, site, sessions, first and last week; one element a line. Adds up what several lines need of one counter. */
const NEED = `
  line AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::date[], $5::date[])
      AS l (opening_id, site_id, sessions, from_week, to_week)),
  need AS (
    SELECT r.kind, r.id, l.from_week + 7 * w.n AS week, s.n AS session, count(*)::int AS units
      FROM line l
      CROSS JOIN LATERAL (VALUES ('OPENING', l.opening_id), ('SITE', l.site_id)) AS r (kind, id)
      CROSS JOIN LATERAL generate_series(0, (l.to_week - l.from_week) / 7) AS w (n)
      CROSS JOIN generate_series(0, 9) AS s (n)
     WHERE (l.sessions >> s.n) & 1 = 1
     GROUP BY 1, 2, 3, 4)`;

/**
 * What site $1 may take in that week: the least of its registered places on any school day, nought where nothing is
 * recorded, and of the limits that were set for it.
 */
const siteCap = (week: string): string => `
  least(
    coalesce((SELECT min(coalesce(r.registered_places, ${NO_SITE_CAP})) FROM site_registration r
               WHERE r.site_id = $1 AND daterange(r.from_date, r.to_date, '[]') && daterange(${week}, ${week} + 5)), 0),
    (SELECT min(k.places) FROM site_cap k
      WHERE k.site_id = $1 AND (k.lifted_on IS NULL OR k.lifted_on > ${week})
        AND daterange(k.from_date, k.to_date, '[]') && daterange(${week}, ${week} + 5)))`;

const parameters = (lines: readonly CounterNeed[]): unknown[] => [
  lines.map(({ openingId }) => openingId),
  lines.map(({ siteId }) => siteId),
  lines.map(({ sessions }) => sessions),
  lines.map(({ fromWeek }) => fromWeek),
  lines.map(({ toWeek }) => toWeek),
];

/** Counters of places: one row a resource, week and half day. Every statement here is set-based. */
@Injectable()
export class CounterStore {
  /**
   * Locks every counter the lines touch, in one order for everybody (kind, id, week, session), so that no two callers
   * can block each other, and tells which weeks are too full.
   */
  async lock(tx: Tx, lines: readonly CounterNeed[]): Promise<LockedCounters> {
    const [row] = await tx.query<{ wanted: number; found: number; full_weeks: DateOnly[] }>(
      `WITH ${NEED}, locked AS MATERIALIZED (
         SELECT c.week, c.offered - c.held - c.taken AS headroom, n.units
           FROM capacity_counter c
           JOIN need n ON c.resource_kind = n.kind AND c.resource_id = n.id AND c.week = n.week AND c.session = n.session
          ORDER BY c.resource_kind, c.resource_id, c.week, c.session
            FOR UPDATE OF c)
       SELECT (SELECT count(*)::int FROM need) AS wanted, count(*)::int AS found,
              (coalesce(array_agg(DISTINCT week ORDER BY week) FILTER (WHERE headroom < units), '{}'))[1:10] AS full_weeks
         FROM locked`,
      parameters(lines),
    );
    return { wanted: row?.wanted ?? 0, found: row?.found ?? 0, fullWeeks: row?.full_weeks ?? [] };
  }

  /** Adds to what is held and taken, for each unit a counter is needed for. The counters must be locked. */
  async move(tx: Tx, lines: readonly CounterNeed[], by: { held: number; taken: number }): Promise<void> {
    await tx.query(
      `WITH ${NEED}
       UPDATE capacity_counter c SET held = c.held + $6::int * n.units, taken = c.taken + $7::int * n.units
         FROM need n
        WHERE c.resource_kind = n.kind AND c.resource_id = n.id AND c.week = n.week AND c.session = n.session`,
      [...parameters(lines), by.held, by.taken],
    );
  }

  /** Makes the counters of a new opening, and those of its site that are missing. */
  async open(tx: Tx, opening: CounterNeed & { readonly places: number }): Promise<void> {
    const { openingId, siteId, sessions, fromWeek, toWeek, places } = opening;
    await tx.query(
      `INSERT INTO capacity_counter (resource_kind, resource_id, week, session, offered)
       SELECT 'OPENING', $1::uuid, $3::date + 7 * w.n, s.n, $5::int
         FROM generate_series(0, ($4::date - $3::date) / 7) AS w (n), generate_series(0, 9) AS s (n)
        WHERE ($2::int >> s.n) & 1 = 1
        ORDER BY 3, 4
       ON CONFLICT DO NOTHING`,
      [openingId, sessions, fromWeek, toWeek, places],
    );
    await tx.query(
      `INSERT INTO capacity_counter (resource_kind, resource_id, week, session, offered)
       SELECT 'SITE', $1::uuid, w.week, s.n, ${siteCap('w.week')}
         FROM (SELECT $2::date + 7 * n AS week FROM generate_series(0, ($3::date - $2::date) / 7) AS g (n)) AS w,
              generate_series(0, 9) AS s (n)
        ORDER BY 3, 4
       ON CONFLICT DO NOTHING`,
      [siteId, fromWeek, toWeek],
    );
  }

  /** Waits for whoever is changing the site's registration or opening places there. Taken before any counter. */
  async lockSite(tx: Tx, siteId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('capacity-site:' || $1, 0))`, [siteId]);
  }

  /** Locks an opening's counters from that week on; tells the weeks in which more than `places` are used. */
  async lockOpening(tx: Tx, openingId: string, fromWeek: DateOnly, places: number): Promise<Overused> {
    const [row] = await tx.query<Overused>(
      `WITH locked AS MATERIALIZED (
         SELECT week, held + taken AS used FROM capacity_counter
          WHERE resource_kind = 'OPENING' AND resource_id = $1 AND week >= $2
          ORDER BY week, session FOR UPDATE)
       SELECT (coalesce(array_agg(DISTINCT week ORDER BY week) FILTER (WHERE used > $3::int), '{}'))[1:10] AS weeks,
              coalesce(max(used), 0) AS most
         FROM locked`,
      [openingId, fromWeek, places],
    );
    return row ?? { weeks: [], most: 0 };
  }

  /** The counters must be locked and found to fit. */
  async setOffered(tx: Tx, openingId: string, fromWeek: DateOnly, places: number): Promise<void> {
    await tx.query(
      `UPDATE capacity_counter SET offered = $3 WHERE resource_kind = 'OPENING' AND resource_id = $1 AND week >= $2`,
      [openingId, fromWeek, places],
    );
  }

  /** Locks a site's counters from that week on; tells the weeks in which more is used than its registration now allows. */
  async lockSiteCounters(tx: Tx, siteId: string, fromWeek: DateOnly): Promise<Overused> {
    const [row] = await tx.query<Overused>(
      `WITH locked AS MATERIALIZED (
         SELECT week, held + taken AS used FROM capacity_counter
          WHERE resource_kind = 'SITE' AND resource_id = $1 AND week >= $2
          ORDER BY week, session FOR UPDATE),
       capped AS (SELECT week, used, ${siteCap('locked.week')} AS cap FROM locked)
       SELECT (coalesce(array_agg(DISTINCT week ORDER BY week) FILTER (WHERE used > cap), '{}'))[1:10] AS weeks,
              coalesce(max(used), 0) AS most
         FROM capped`,
      [siteId, fromWeek],
    );
    return row ?? { weeks: [], most: 0 };
  }

  async setSiteOffered(tx: Tx, siteId: string, fromWeek: DateOnly): Promise<void> {
    await tx.query(
      `UPDATE capacity_counter c SET offered = ${siteCap('c.week')}
        WHERE resource_kind = 'SITE' AND resource_id = $1 AND week >= $2`,
      [siteId, fromWeek],
    );
  }
}
