import { Injectable } from '@nestjs/common';
import type { DateOnly, SessionSet } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { SupplyRoute } from '../../providers/index.js';
import type { Basis } from '../../tariffs/index.js';
import type { OpeningStanding } from '../capacity.policy.js';
import type { OpeningDetails } from '../domain/opening-rules.js';
import type { OpeningStatus } from '../domain/opening-states.js';
import { OpeningPatternRow, OpeningRow } from './entities.js';

export interface ProgrammeAt extends OpeningStanding {
  readonly programmeId: string;
  readonly siteId: string;
  readonly supplyRoute: SupplyRoute;
  /** Of a morning and of an afternoon. */
  readonly minutes: { readonly am: number; readonly pm: number };
}

export interface OpeningRecord extends OpeningStanding {
  readonly id: string;
  readonly siteId: string;
  readonly places: number;
  readonly status: OpeningStatus;
  readonly version: number;
}

export interface OpeningChanges {
  readonly places?: number;
  readonly status?: OpeningStatus;
}

export interface SeenOpening {
  readonly id: string;
  /** Null: whatever it is now. */
  readonly version: number | null;
}

export interface PricedPattern {
  readonly id: string;
  readonly label: string;
  readonly sessions: SessionSet;
  readonly tariffLineId: string;
  readonly basis: Basis;
  readonly sessionsCovered: number;
}

/** Openings and their patterns. */
@Injectable()
export class OpeningStore {
  async programme(tx: Tx, id: string): Promise<ProgrammeAt | undefined> {
    const [row] = await tx.query<ProgrammeAt>(
      `SELECT g.id AS "programmeId", g.site_id AS "siteId", g.provider_organisation_id AS "providerId",
              p.supply_route AS "supplyRoute",
              jsonb_build_object('am', extract(epoch FROM g.am_ends - g.am_starts)::int / 60,
                'pm', extract(epoch FROM g.pm_ends - g.pm_starts)::int / 60) AS minutes, actor_is_authority() AS "actsForAuthority"
         FROM programme g JOIN provider p ON p.organisation_id = g.provider_organisation_id
         JOIN site s ON s.id = g.site_id
        WHERE g.id = $1 AND g.closed_on IS NULL AND s.closed_on IS NULL`,
      [id],
    );
    return row;
  }

  async find(tx: Tx, id: string): Promise<OpeningRecord | undefined> {
    const [row] = await tx.query<OpeningRecord>(
      `SELECT id, provider_organisation_id AS "providerId", site_id AS "siteId", places, status, version,
              actor_is_authority() AS "actsForAuthority"
         FROM opening WHERE id = $1`,
      [id],
    );
    return row;
  }

  async add(
    tx: Tx,
    id: string,
    at: ProgrammeAt,
    details: OpeningDetails,
    patterns: readonly PricedPattern[],
  ): Promise<void> {
    const { admissionId, places, validFrom, validTo, firmBy = null } = details;
    await tx.manager.insert(OpeningRow, {
      id,
      providerOrganisationId: at.providerId,
      siteId: at.siteId,
      programmeId: at.programmeId,
      admissionId,
      places,
      validFrom,
      validTo,
      confirmedOn: tx.today,
      confirmedBy: tx.actor.userId,
      firmBy,
      status: firmBy === null ? 'OPEN' : 'LIKELY',
      createdAt: tx.now,
      updatedAt: tx.now,
    });
    await tx.manager.insert(
      OpeningPatternRow,
      patterns.map((pattern) => ({ ...pattern, openingId: id })),
    );
  }

  /** False when the version was another. Whatever opens is thereby confirmed. */
  async update(tx: Tx, id: string, version: number, changes: OpeningChanges): Promise<boolean> {
    const confirmed = changes.status === 'OPEN' ? { confirmedOn: tx.today, confirmedBy: tx.actor.userId } : {};
    const { affected } = await tx.manager.update(
      OpeningRow,
      { id, version },
      { ...changes, ...confirmed, updatedAt: tx.now },
    );
    return affected === 1;
  }

  /**
   * Confirms the provider's openings that are open or that the clock has closed, or only those named, each as long as it
   * is in the version that was seen; answers how many that was.
   */
  async confirm(tx: Tx, providerId: string, named: readonly SeenOpening[] | null): Promise<number> {
    const rows = await tx.query(
      `UPDATE opening o SET status = 'OPEN', confirmed_on = $2, confirmed_by = $3, updated_at = $4, version = version + 1
        WHERE provider_organisation_id = $1 AND status IN ('OPEN', 'UNCONFIRMED') AND valid_to >= $2
          AND ($5::uuid[] IS NULL OR EXISTS (SELECT FROM unnest($5, $6::int[]) AS n (id, version)
                                              WHERE n.id = o.id AND coalesce(n.version, o.version) = o.version))
       RETURNING id`,
      [
        providerId,
        tx.today,
        tx.actor.userId,
        tx.now,
        named?.map(({ id }) => id) ?? null,
        named?.map(({ version }) => version) ?? null,
      ],
    );
    return rows.length;
  }

  async supplyRoute(tx: Tx, providerId: string): Promise<SupplyRoute | undefined> {
    const [row] = await tx.query<{ route: SupplyRoute }>(
      `SELECT supply_route AS route FROM provider WHERE organisation_id = $1`,
      [providerId],
    );
    return row?.route;
  }

  async provider(tx: Tx, id: string): Promise<OpeningStanding | undefined> {
    const [row] = await tx.query<OpeningStanding>(
      `SELECT organisation_id AS "providerId", actor_is_authority() AS "actsForAuthority"
         FROM provider WHERE organisation_id = $1`,
      [id],
    );
    return row;
  }

  /**
   * Openings at a site end on that day at the latest; those that would begin later are withdrawn. How they stood is kept.
   * Their ids.
   */
  async endAtSite(tx: Tx, siteId: string, lastDay: DateOnly): Promise<readonly string[]> {
    const rows = await tx.query<{ id: string }>(
      `WITH before AS (SELECT id, valid_to, status, firm_by FROM opening
                        WHERE site_id = $1 AND valid_to > $2 AND status <> 'WITHDRAWN' FOR UPDATE),
            ended AS (
         UPDATE opening o SET valid_to = CASE WHEN valid_from <= $2 THEN $2::date ELSE o.valid_to END,
                status = CASE WHEN valid_from <= $2 THEN o.status ELSE 'WITHDRAWN' END,
                firm_by = CASE WHEN valid_from <= $2 THEN least(o.firm_by, $2::date) END,
                version = version + 1, updated_at = $3
           FROM before b WHERE o.id = b.id RETURNING o.id, o.version)
       INSERT INTO opening_before_closing (opening_id, valid_to, status, firm_by, version)
       SELECT id, b.valid_to, b.status, b.firm_by, e.version FROM before b JOIN ended e USING (id)
       RETURNING opening_id AS id`,
      [siteId, lastDay, tx.now],
    );
    return rows.map(({ id }) => id).toSorted();
  }

  /**
   * Openings that ended on that day only because their site was to close last as they did before; one that was open waits
   * to be confirmed. Whoever withdrew or changed one in the meantime meant it. Their ids.
   */
  async restoreAtSite(tx: Tx, siteId: string, lastDay: DateOnly): Promise<readonly string[]> {
    const rows = await tx.query<{ id: string }>(
      `WITH kept AS (DELETE FROM opening_before_closing k USING opening o
                      WHERE o.id = k.opening_id AND o.site_id = $1 RETURNING k.*),
            back AS (SELECT k.*, CASE o.status WHEN 'WITHDRAWN' THEN k.status ELSE o.status END AS now
                       FROM kept k JOIN opening o ON o.id = k.opening_id
                      WHERE CASE o.status WHEN 'WITHDRAWN' THEN o.version = k.version ELSE o.valid_to = $2 END)
       UPDATE opening o SET valid_to = b.valid_to, firm_by = b.firm_by,
              status = CASE b.now WHEN 'OPEN' THEN 'UNCONFIRMED' ELSE b.now END, version = o.version + 1, updated_at = $3
         FROM back b WHERE o.id = b.opening_id RETURNING o.id`,
      [siteId, lastDay, tx.now],
    );
    return rows.map(({ id }) => id).toSorted();
  }
}

export interface OpeningLine {
  readonly id: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly siteName: string;
  readonly programmeName: string;
  readonly places: number;
  readonly validFrom: DateOnly;
  readonly validTo: DateOnly;
  readonly confirmedOn: DateOnly;
  readonly firmBy: DateOnly | null;
  readonly status: OpeningStatus;
  readonly version: number;
  readonly patterns: readonly { readonly id: string; readonly label: string; readonly sessions: SessionSet }[];
  /** The most places used in any half day of the week asked about, and the fewest left. */
  readonly used: number;
  readonly free: number;
}
