import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

/** Sessions of an opening, and of whatever limits it, over whole weeks: what a hold needs, takes or gives back. */
export interface CounterNeed {
  readonly openingId: string;
  readonly siteId: string;
  readonly programmeId: string;
  readonly providerId: string;
  readonly sessions: number;
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
}

type NewCounters = Pick<CounterNeed, 'openingId' | 'sessions' | 'fromWeek' | 'toWeek'> & { readonly places: number };

export interface LockedCounters {
  /** How many counters the lines must have: those of openings and sites. */
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

/**
 * $1..$7: opening, site, programme, provider, sessions, first and last week; one element a line. Adds up what several
 * lines need of one counter.
 */
const NEED = `
  line AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::date[], $7::date[])
      AS l (opening_id, site_id, programme_id, provider_id, sessions, from_week, to_week)),
  need AS (
    SELECT r.kind, r.id, l.from_week + 7 * w.n AS week, s.n AS session, count(*)::int AS units
      FROM line l
      CROSS JOIN LATERAL (VALUES ('OPENING', l.opening_id), ('SITE', l.site_id), ('PROGRAMME', l.programme_id),
        ('PROVIDER', l.provider_id)) AS r (kind, id)
      CROSS JOIN LATERAL generate_series(0, (l.to_week - l.from_week) / 7) AS w (n)
      CROSS JOIN generate_series(0, 9) AS s (n)
     WHERE (l.sessions >> s.n) & 1 = 1
     GROUP BY 1, 2, 3, 4)`;

/** Programmes and providers have counters only where somebody limited them. */
const ALWAYS = `IN ('OPENING', 'SITE')`;

const parameters = (lines: readonly CounterNeed[]): unknown[] => [
  lines.map(({ openingId }) => openingId),
  lines.map(({ siteId }) => siteId),
  lines.map(({ programmeId }) => programmeId),
  lines.map(({ providerId }) => providerId),
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
         SELECT c.resource_kind, c.week, c.offered - c.held - c.taken AS headroom, n.units
           FROM capacity_counter c
           JOIN need n ON c.resource_kind = n.kind AND c.resource_id = n.id AND c.week = n.week AND c.session = n.session
          ORDER BY c.resource_kind, c.resource_id, c.week, c.session
            FOR UPDATE OF c)
       SELECT (SELECT count(*)::int FROM need WHERE kind ${ALWAYS}) AS wanted,
              (count(*) FILTER (WHERE resource_kind ${ALWAYS}))::int AS found,
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
       UPDATE capacity_counter c SET held = c.held + $8::int * n.units, taken = c.taken + $9::int * n.units
         FROM need n
        WHERE c.resource_kind = n.kind AND c.resource_id = n.id AND c.week = n.week AND c.session = n.session`,
      [...parameters(lines), by.held, by.taken],
    );
  }

  /** Makes the counters of a new opening. */
  async open(tx: Tx, opening: NewCounters): Promise<void> {
    const { openingId, sessions, fromWeek, toWeek, places } = opening;
    await tx.query(
      `INSERT INTO capacity_counter (resource_kind, resource_id, week, session, offered)
       SELECT 'OPENING', $1::uuid, $3::date + 7 * w.n, s.n, $5::int
         FROM generate_series(0, ($4::date - $3::date) / 7) AS w (n), generate_series(0, 9) AS s (n)
        WHERE ($2::int >> s.n) & 1 = 1
        ORDER BY 3, 4
       ON CONFLICT DO NOTHING`,
      [openingId, sessions, fromWeek, toWeek, places],
    );
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
}
