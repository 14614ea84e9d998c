import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Asked, Offered } from '../domain/demand.js';

const AREA = (postcode: string): string => `coalesce(split_part(${postcode}, ' ', 1), '')`;

/** One statement each over the tables of the modules that own them, for once: figures must be of one moment. */
@Injectable()
export class DemandStore {
  /** Submitted since that day, or waiting still; drafts and those whose plan names a setting are not demand. */
  asked(tx: Tx, authorityId: string, since: DateOnly): Promise<Asked[]> {
    return tx.query<Asked>(
      `SELECT r.status = 'SUBMITTED' AS waiting, p.id IS NOT NULL AS placed, pr.year_group AS "yearGroup", n.code AS need,
              ${AREA('s.postcode')} AS area
         FROM referral r
         JOIN pupil_profile pr ON pr.pupil_id = r.pupil_id
         JOIN organisation s ON s.id = r.school_organisation_id
         LEFT JOIN referral_need n ON n.referral_id = r.id AND n.rank = 1
         LEFT JOIN LATERAL (SELECT x.id FROM placement x WHERE x.referral_id = r.id
                               AND x.status IN ('AGREED', 'ACTIVE', 'ENDED') LIMIT 1) p ON true
        WHERE r.authority_id = $1 AND r.status NOT IN ('DRAFT', 'WITH_SEN', 'WITHDRAWN')
          AND (r.status = 'SUBMITTED' OR r.waiting_since >= $2)`,
      [authorityId, since],
    );
  }

  /** Openings on offer on `on`; `free` is of the week of `week`, the mean of what was empty of the weeks `past` to `on`. */
  offered(
    tx: Tx,
    at: { readonly authorityId: string; readonly on: DateOnly; readonly week: DateOnly; readonly past: DateOnly },
  ): Promise<Offered[]> {
    return tx.query<Offered>(
      `SELECT o.id AS "openingId", o.provider_organisation_id AS "providerId", org.name AS provider, g.name AS programme,
              ${AREA('si.postcode')} AS area, g.year_from AS "yearFrom", g.year_to AS "yearTo", g.needs, o.places,
              o.status = 'LIKELY' AS likely, coalesce(now.free, 0)::int AS free, past.tenths::int AS "emptyTenths"
         FROM authority_supply su
         JOIN opening o ON o.provider_organisation_id = su.provider_organisation_id 
          AND o.status IN ('OPEN', 'LIKELY') AND o.valid_to >= $2
         JOIN organisation org ON org.id = o.provider_organisation_id
         JOIN site si ON si.id = o.site_id
         JOIN programme g ON g.id = o.programme_id
         LEFT JOIN LATERAL (SELECT min(c.offered - c.held - c.taken) AS free FROM capacity_counter c
                             WHERE c.resource_kind = 'OPENING' AND c.resource_id = o.id AND c.week = $3 AND c.offered > 0) now
                ON true
         LEFT JOIN LATERAL (SELECT round(avg(c.offered - c.held - c.taken) * 10) AS tenths FROM capacity_counter c
                             WHERE c.resource_kind = 'OPENING' AND c.resource_id = o.id AND c.offered > 0
                               AND c.week >= $4 AND c.week <= $2) past ON true
        WHERE su.authority_id = $1 AND $2 BETWEEN su.from_date AND coalesce(su.to_date, 'infinity')
        ORDER BY o.id`,
      [at.authorityId, at.on, at.week, at.past],
    );
  }
}
