import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Entry } from '../domain/directory.js';

/**
 * What an authority can use on a day: programmes of maintained provision in its supply, and of providers whose admission
 * to one of its frameworks is in force and not suspended. One statement over the tables of three modules, so that the
 * page is one moment's truth and costs one query.
 */
const ENTRIES = `
  SELECT pr.organisation_id AS "providerId", org.name AS "providerName", pr.about, pr.supply_route AS "supplyRoute",
         coalesce(ad.lots, '[]') AS lots,
         si.id AS "siteId", si.name AS "siteName", si.postcode, si.access_features AS "accessFeatures",
         CASE WHEN si.easting IS NOT NULL
              THEN jsonb_build_object('easting', si.easting, 'northing', si.northing) END AS grid,
         reg.kind AS "registrationKind",
         pg.id AS "programmeId", pg.name AS "programmeName", pg.component_kind AS "componentKind",
         pg.year_from AS "yearFrom", pg.year_to AS "yearTo", pg.needs, pg.curriculum, pg.qualifications, pg.specialisms,
         coalesce(pat.patterns, '[]') AS patterns
    FROM authority_supply su
    JOIN provider pr ON pr.organisation_id = su.provider_organisation_id AND pr.supply_route <> 'OFF_FRAMEWORK'
    JOIN organisation org ON org.id = pr.organisation_id
    JOIN site si ON si.provider_organisation_id = pr.organisation_id AND (si.closed_on IS NULL OR si.closed_on > $2)
    JOIN programme pg ON pg.site_id = si.id AND (pg.closed_on IS NULL OR pg.closed_on > $2)
    LEFT JOIN site_registration reg
      ON reg.site_id = si.id AND $2 BETWEEN reg.from_date AND coalesce(reg.to_date, 'infinity')
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('number', l.number, 'name', l.name) ORDER BY l.number) AS lots
        FROM admission a JOIN lot l ON l.id = a.lot_id
       WHERE a.provider_organisation_id = pr.organisation_id AND a.status = 'ADMITTED'
         AND $2 BETWEEN a.from_date AND a.to_date
         AND EXISTS (SELECT FROM framework_participant f WHERE f.framework_id = a.framework_id AND f.authority_id = $1)
         AND NOT EXISTS (SELECT FROM admission_suspension x WHERE x.admission_id = a.id
                          AND $2 BETWEEN x.from_date AND coalesce(x.to_date, 'infinity'))
    ) ad ON true
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('id', p.id, 'label', p.label, 'sessions', p.sessions) ORDER BY p.sessions, p.id)
             AS patterns
        FROM opening o JOIN opening_pattern p ON p.opening_id = o.id
       WHERE o.programme_id = pg.id AND o.status = 'OPEN' AND o.valid_to >= $2
    ) pat ON true
   WHERE su.authority_id = $1 AND $2 BETWEEN su.from_date AND coalesce(su.to_date, 'infinity')
     AND (pr.supply_route = 'MAINTAINED_AP' OR ad.lots IS NOT NULL)
   ORDER BY pg.id`;

@Injectable()
export class DirectoryStore {
  entries(tx: Tx, authorityId: string, on: DateOnly): Promise<Entry[]> {
    return tx.query<Entry>(ENTRIES, [authorityId, on]);
  }

  /** The authorities that have anybody to show, by name. */
  authorities(tx: Tx, on: DateOnly): Promise<{ id: string; code: string; name: string }[]> {
    return tx.query(
      `SELECT a.id, a.code, a.name FROM authority a WHERE EXISTS (
         SELECT FROM authority_supply su WHERE su.authority_id = a.id
            AND $1::date BETWEEN su.from_date AND coalesce(su.to_date, 'infinity')) ORDER BY a.name, a.id`,
      [on],
    );
  }
}
