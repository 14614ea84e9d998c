import { Injectable } from '@nestjs/common';
import type { DateOnly, SessionSet } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { SupplyRoute } from '../../providers/index.js';
import type { Basis } from '../../tariffs/index.js';
import type { OpeningStanding } from '../capacity.policy.js';
import type { OpeningDetails } from '../domain/opening-rules.js';
import { OpeningPatternRow, OpeningRow, type OpeningStatus } from './entities.js';

export interface ProgrammeAt extends OpeningStanding {
  readonly programmeId: string;
  readonly siteId: string;
  readonly supplyRoute: SupplyRoute;
}

export interface OpeningRecord extends OpeningStanding {
  readonly id: string;
  readonly siteId: string;
  readonly places: number;
  readonly status: OpeningStatus;
  readonly version: number;
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
              p.supply_route AS "supplyRoute", actor_is_authority() AS "actsForAuthority"
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
    const { admissionId, places, validFrom, validTo } = details;
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
      status: 'OPEN',
      createdAt: tx.now,
      updatedAt: tx.now,
    });
    await tx.manager.insert(
      OpeningPatternRow,
      patterns.map((pattern) => ({ ...pattern, openingId: id })),
    );
  }

  /** False when the version was another. */
  async update(
    tx: Tx,
    id: string,
    version: number,
    changes: { readonly places?: number; readonly status?: OpeningStatus },
  ): Promise<boolean> {
    const { affected } = await tx.manager.update(OpeningRow, { id, version }, { ...changes, updatedAt: tx.now });
    return affected === 1;
  }

  /** Confirms the provider's open openings, or only those named; how many that was. */
  async confirm(tx: Tx, providerId: string, ids: readonly string[] | null): Promise<number> {
    const rows = await tx.query(
      `UPDATE opening SET confirmed_on = $2, confirmed_by = $3, updated_at = $4, version = version + 1
        WHERE provider_organisation_id = $1 AND status = 'OPEN' AND valid_to >= $2
          AND ($5::uuid[] IS NULL OR id = ANY ($5)) RETURNING id`,
      [providerId, tx.today, tx.actor.userId, tx.now, ids],
    );
    return rows.length;
  }

  async provider(tx: Tx, id: string): Promise<OpeningStanding | undefined> {
    const [row] = await tx.query<OpeningStanding>(
      `SELECT organisation_id AS "providerId", actor_is_authority() AS "actsForAuthority"
         FROM provider WHERE organisation_id = $1`,
      [id],
    );
    return row;
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
  readonly status: OpeningStatus;
  readonly version: number;
  readonly patterns: readonly { readonly id: string; readonly label: string; readonly sessions: SessionSet }[];
  /** The most places used in any half day of the week asked about, and the fewest left. */
  readonly used: number;
  readonly free: number;
}
