import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Candidate } from '../application/candidate.js';

export interface SupplyWanted {
  readonly authorityId: string;
  readonly on: DateOnly;
  /** Only the openings of these patterns; a decision about one option need not read the whole supply. */
  readonly patternIds?: readonly string[];
}

/** What the query returns: a candidate whose patterns are not priced yet. */
export type SupplyRow = Omit<Candidate, 'patterns'> & {
  readonly patterns: readonly Omit<Candidate['patterns'][number], 'weeklyPence' | 'weeklyMinutes'>[];
};

/**
 * One statement over the tables of four modules, for once: matching reads an authority's whole supply in one go, and
 * asking each neighbour in turn would read it at four different moments.
 */
const CANDIDATES = `
  SELECT
    jsonb_build_object('id', org.id, 'name', org.name, 'supplyRoute', pr.supply_route,
      'commissionerId', pr.commissioner_organisation_id) AS provider,
    jsonb_build_object('id', si.id, 'name', si.name, 'postcode', si.postcode,
      'grid', CASE WHEN si.easting IS NOT NULL
                   THEN jsonb_build_object('easting', si.easting, 'northing', si.northing) END,
      'accessFeatures', si.access_features,
      'registration', CASE WHEN reg.id IS NOT NULL THEN jsonb_build_object('kind', reg.kind, 'urn', reg.urn,
        'registeredPlaces', reg.registered_places, 'singleSex', reg.single_sex,
        'lowestAge', reg.lowest_age, 'highestAge', reg.highest_age) END) AS site,
    jsonb_build_object('id', pg.id, 'name', pg.name, 'componentKind', pg.component_kind,
      'yearFrom', pg.year_from, 'yearTo', pg.year_to, 'needs', pg.needs, 'curriculum', pg.curriculum,
      'specialisms', pg.specialisms,
      'minutesAm', extract(epoch FROM pg.am_ends - pg.am_starts)::int / 60,
      'minutesPm', extract(epoch FROM pg.pm_ends - pg.pm_starts)::int / 60) AS programme,
    jsonb_build_object('id', o.id, 'places', o.places, 'validFrom', o.valid_from, 'validTo', o.valid_to,
      'confirmedOn', o.confirmed_on) AS opening,
    ad.admission, pat.patterns
  FROM authority_supply su
  JOIN provider pr ON pr.organisation_id = su.provider_organisation_id
  JOIN organisation org ON org.id = pr.organisation_id
  JOIN opening o ON o.provider_organisation_id = pr.organisation_id AND o.status = 'OPEN' AND o.valid_to >= $2
  JOIN site si ON si.id = o.site_id AND (si.closed_on IS NULL OR si.closed_on > $2)
  JOIN programme pg ON pg.id = o.programme_id AND (pg.closed_on IS NULL OR pg.closed_on > $2)
  LEFT JOIN site_registration reg
    ON reg.site_id = si.id AND $2 BETWEEN reg.from_date AND coalesce(reg.to_date, 'infinity')
  LEFT JOIN LATERAL (
    SELECT a.lot_id, jsonb_build_object('id', a.id, 'lotId', a.lot_id, 'frameworkId', a.framework_id,
        'schoolsMayBuy', (SELECT w.schools_may_buy FROM framework w WHERE w.id = a.framework_id),
        'suspended', EXISTS (SELECT FROM admission_suspension x WHERE x.admission_id = a.id
                              AND $2 BETWEEN x.from_date AND coalesce(x.to_date, 'infinity')),
        'lapsed', EXISTS (SELECT FROM admission_lapse y WHERE y.admission_id = a.id AND y.effect <> 'WARN'
                           AND (y.site_id IS NULL OR y.site_id = o.site_id) AND $2 >= y.from_date AND $2 < coalesce(y.lifted_on, 'infinity'))) AS admission
      FROM admission a
     WHERE a.id = o.admission_id AND a.status = 'ADMITTED' AND $2 BETWEEN a.from_date AND a.to_date
       AND (a.authority_id = $1 OR EXISTS (SELECT FROM framework_participant f
                                            WHERE f.framework_id = a.framework_id AND f.authority_id = $1))
  ) ad ON true
  CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('id', p.id, 'label', p.label, 'sessions', p.sessions, 'tariff', price.terms)
                     ORDER BY p.id) AS patterns
      FROM opening_pattern p
      LEFT JOIN LATERAL (
        SELECT jsonb_build_object('id', t.id, 'authorityId', t.authority_id, 'basis', t.basis,
                 'netPence', t.net_pence, 'vatTreatment', t.vat_treatment, 'sessionsCovered', t.sessions_covered,
                 'fromDate', t.from_date, 'toDate', t.to_date) AS terms
          FROM tariff_line t
         WHERE t.authority_id = $1 AND t.provider_organisation_id = o.provider_organisation_id
           AND t.status = 'APPROVED' AND $2 BETWEEN t.from_date AND coalesce(t.to_date, 'infinity')
           AND t.basis = p.basis AND t.sessions_covered = p.sessions_covered
           AND (t.programme_id IS NULL OR t.programme_id = o.programme_id)
           AND (t.lot_id IS NULL OR t.lot_id = ad.lot_id)
         ORDER BY (t.id = p.tariff_line_id) DESC, (t.programme_id IS NOT NULL) DESC, (t.lot_id IS NOT NULL) DESC, t.id
         LIMIT 1
      ) price ON true
     WHERE p.opening_id = o.id
  ) pat
  WHERE su.authority_id = $1 AND $2 BETWEEN su.from_date AND coalesce(su.to_date, 'infinity')
    AND pat.patterns IS NOT NULL
    AND ($3::uuid[] IS NULL OR o.id IN (SELECT n.opening_id FROM opening_pattern n WHERE n.id = ANY ($3)))
  ORDER BY o.id`;

@Injectable()
export class SupplyStore {
  candidates(tx: Tx, { authorityId, on, patternIds }: SupplyWanted): Promise<SupplyRow[]> {
    return tx.query<SupplyRow>(CANDIDATES, [authorityId, on, patternIds ?? null]);
  }

  async authoritiesOf(tx: Tx, providerId: string): Promise<string[]> {
    const rows = await tx.query<{ authority_id: string }>(
      `SELECT authority_id FROM authority_supply WHERE provider_organisation_id = $1
          AND $2::date <= coalesce(to_date, 'infinity') ORDER BY authority_id`,
      [providerId, tx.today],
    );
    return rows.map((row) => row.authority_id);
  }
}
