import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { OpeningStanding } from '../capacity.policy.js';

export interface NewSiteCap {
  readonly id: string;
  readonly siteId: string;
  readonly providerId: string;
  readonly places: number;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly | null;
  readonly reason: string;
}

export interface SiteCap extends NewSiteCap {
  readonly siteName: string;
  readonly setBy: string;
  readonly setByOrganisationId: string;
}

export interface CappedSite {
  readonly id: string;
  readonly name: string;
  /** Null where the registration sets no number; undefined in the database's words for a site without one. */
  readonly registeredPlaces: number | null;
}

/** The limits of sites, beside their registration. */
@Injectable()
export class SiteCapStore {
  async site(tx: Tx, siteId: string): Promise<OpeningStanding | undefined> {
    const [row] = await tx.query<OpeningStanding>(
      `SELECT provider_organisation_id AS "providerId", actor_is_authority() AS "actsForAuthority"
         FROM site WHERE id = $1 AND closed_on IS NULL`,
      [siteId],
    );
    return row;
  }

  sites(tx: Tx, providerId: string): Promise<CappedSite[]> {
    return tx.query<CappedSite>(
      `SELECT s.id, s.name, r.registered_places AS "registeredPlaces"
         FROM site s LEFT JOIN site_registration r
           ON r.site_id = s.id AND $2 BETWEEN r.from_date AND coalesce(r.to_date, 'infinity')
        WHERE s.provider_organisation_id = $1 AND s.closed_on IS NULL ORDER BY s.name, s.id LIMIT 200`,
      [providerId, tx.today],
    );
  }

  /** Those that count today or later, of one provider or one cap alone; at most 200. */
  caps(tx: Tx, by: { readonly providerId: string } | { readonly id: string }): Promise<SiteCap[]> {
    return tx.query<SiteCap>(
      `SELECT c.id, c.site_id AS "siteId", s.name AS "siteName", c.provider_organisation_id AS "providerId", c.places,
              c.from_date AS "fromDate", c.to_date AS "toDate", c.reason, o.name AS "setBy",
              c.set_by_organisation_id AS "setByOrganisationId"
         FROM site_cap c JOIN site s ON s.id = c.site_id JOIN organisation o ON o.id = c.set_by_organisation_id
        WHERE ($1::uuid IS NULL OR c.provider_organisation_id = $1) AND ($2::uuid IS NULL OR c.id = $2)
          AND c.lifted_on IS NULL AND coalesce(c.to_date, 'infinity') >= $3
        ORDER BY s.name, c.from_date, c.id LIMIT 200`,
      ['providerId' in by ? by.providerId : null, 'id' in by ? by.id : null, tx.today],
    );
  }

  async add(tx: Tx, cap: NewSiteCap): Promise<void> {
    await tx.query(
      `INSERT INTO site_cap (id, site_id, provider_organisation_id, places, from_date, to_date, reason,
         set_by_organisation_id, set_by, set_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        cap.id,
        cap.siteId,
        cap.providerId,
        cap.places,
        cap.fromDate,
        cap.toDate,
        cap.reason,
        tx.actor.organisationId,
        tx.actor.userId,
        tx.now,
      ],
    );
  }

  /** False when it was lifted already. */
  async lift(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query(`UPDATE site_cap SET lifted_on = $2 WHERE id = $1 AND lifted_on IS NULL RETURNING id`, [
      id,
      tx.today,
    ]);
    return rows.length === 1;
  }
}
