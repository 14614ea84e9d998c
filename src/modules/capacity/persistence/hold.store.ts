import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { OpeningStatus } from '../domain/opening-states.js';
import { CapacityHoldLineRow, CapacityHoldRow, type HoldStatus } from './entities.js';

export interface SoldPattern {
  readonly patternId: string;
  readonly openingId: string;
  readonly siteId: string;
  readonly programmeId: string;
  readonly providerId: string;
  readonly sessions: number;
}

export interface HoldLine extends SoldPattern {
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
  /** Free again from this week on; null while the line is kept to its end. */
  readonly releasedFrom: DateOnly | null;
}

export interface Hold {
  readonly id: string;
  readonly authorityId: string;
  readonly status: HoldStatus;
  readonly expiresAt: Date | null;
  readonly providerIds: readonly string[];
  readonly lines: readonly HoldLine[];
}

@Injectable()
export class HoldStore {
  /** The patterns that exist and that the actor may see, whether their openings are still open or not. */
  async patterns(tx: Tx, patternIds: readonly string[]): Promise<SoldPattern[]> {
    return tx.query<SoldPattern>(
      `SELECT p.id AS "patternId", o.id AS "openingId", o.site_id AS "siteId", o.programme_id AS "programmeId",
              o.provider_organisation_id AS "providerId", p.sessions::int AS sessions
         FROM opening_pattern p JOIN opening o ON o.id = p.opening_id
        WHERE p.id = ANY ($1::uuid[]) ORDER BY p.id`,
      [patternIds],
    );
  }

  /** Whether they still take somebody, and until when: `siteClosesOn` is the first day on which their site is closed. */
  async openingStatuses(
    tx: Tx,
    openingIds: readonly string[],
  ): Promise<{ id: string; status: OpeningStatus; siteClosesOn: DateOnly | null }[]> {
    return tx.query(
      `SELECT o.id, o.status, s.closed_on AS "siteClosesOn" FROM opening o JOIN site s ON s.id = o.site_id
        WHERE o.id = ANY ($1::uuid[]) ORDER BY o.id`,
      [openingIds],
    );
  }

  async add(tx: Tx, hold: Omit<Hold, 'lines'> & { subjectId: string }, lines: readonly HoldLine[]): Promise<void> {
    await tx.manager.insert(CapacityHoldRow, {
      id: hold.id,
      authorityId: hold.authorityId,
      subjectId: hold.subjectId,
      providerOrganisationIds: [...hold.providerIds],
      status: hold.status,
      expiresAt: hold.expiresAt,
      createdAt: tx.now,
    });
    await tx.manager.insert(
      CapacityHoldLineRow,
      lines.map(
        ({ patternId, providerId, openingId, siteId, programmeId, sessions, fromWeek, toWeek, releasedFrom }) => ({
          holdId: hold.id,
          openingPatternId: patternId,
          providerOrganisationId: providerId,
          openingId,
          siteId,
          programmeId,
          sessions,
          fromWeek,
          toWeek,
          releasedFrom,
        }),
      ),
    );
  }

  /** Lines that a hold keeps from now on. One that began in the same week was given back whole, so its row says nothing else. */
  async keepLines(tx: Tx, holdId: string, lines: readonly HoldLine[]): Promise<void> {
    await tx.query(
      `INSERT INTO capacity_hold_line (hold_id, opening_pattern_id, provider_organisation_id, opening_id, site_id, programme_id,
         sessions, from_week, to_week)
       SELECT $1, p.id, o.provider_organisation_id, o.id, o.site_id, o.programme_id, p.sessions, l.from_week, l.to_week
         FROM unnest($2::uuid[], $3::date[], $4::date[]) AS l (pattern_id, from_week, to_week)
         JOIN opening_pattern p ON p.id = l.pattern_id JOIN opening o ON o.id = p.opening_id
       ON CONFLICT (hold_id, opening_pattern_id, from_week) DO UPDATE SET to_week = excluded.to_week, released_from = NULL`,
      [
        holdId,
        lines.map(({ patternId }) => patternId),
        lines.map(({ fromWeek }) => fromWeek),
        lines.map(({ toWeek }) => toWeek),
      ],
    );
  }

  /** Locks the hold before its counters are locked. */
  async lock(tx: Tx, holdId: string): Promise<Hold | undefined> {
    const row = await tx.manager.findOne(CapacityHoldRow, {
      where: { id: holdId },
      lock: { mode: 'pessimistic_write' },
    });
    if (row === null) return undefined;
    const lines = await tx.manager.find(CapacityHoldLineRow, {
      where: { holdId },
      order: { openingPatternId: 'ASC', fromWeek: 'ASC' },
    });
    return {
      id: row.id,
      authorityId: row.authorityId,
      status: row.status,
      expiresAt: row.expiresAt,
      providerIds: row.providerOrganisationIds,
      lines: lines.map(({ openingPatternId, providerOrganisationId, ...line }) => ({
        patternId: openingPatternId,
        providerId: providerOrganisationId,
        openingId: line.openingId,
        siteId: line.siteId,
        programmeId: line.programmeId,
        sessions: line.sessions,
        fromWeek: line.fromWeek,
        toWeek: line.toWeek,
        releasedFrom: line.releasedFrom,
      })),
    };
  }

  async setStatus(tx: Tx, holdId: string, status: HoldStatus): Promise<void> {
    await tx.manager.update(CapacityHoldRow, { id: holdId }, { status });
  }

  /** Lines that still have weeks on or after `week` are free from then on. */
  async releaseLines(tx: Tx, holdId: string, week: DateOnly): Promise<void> {
    await tx.query(
      `UPDATE capacity_hold_line SET released_from = greatest($2::date, from_week)
        WHERE hold_id = $1 AND to_week >= $2 AND (released_from IS NULL OR released_from > greatest($2::date, from_week))`,
      [holdId, week],
    );
  }
}
