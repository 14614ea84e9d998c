import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { ProgrammeDetails, ProviderDetails, SiteDetails, SupplyRoute } from '../domain/provider-details.js';
import type { DatedRegistration, RegistrationKind } from '../domain/registration.js';

export interface ProviderSummary {
  readonly id: string;
  readonly name: string;
  readonly supplyRoute: SupplyRoute;
  readonly commissionerName: string | null;
  readonly sites: number;
  /** Over its sites, as registered today. */
  readonly registeredPlaces: number;
  readonly registrationKinds: readonly RegistrationKind[];
  readonly programmes: number;
}

export interface SiteView extends SiteDetails {
  readonly id: string;
  readonly version: number;
  readonly closedOn: DateOnly | null;
  /** Earliest first. */
  readonly registrations: readonly DatedRegistration[];
  readonly programmes: readonly (ProgrammeDetails & { readonly id: string; readonly version: number })[];
}

export interface ProviderView extends ProviderDetails {
  readonly id: string;
  readonly version: number;
  readonly commissionerName: string | null;
  readonly urn: string | null;
  readonly actsForAuthority: boolean;
  readonly sites: readonly SiteView[];
}

export interface ProviderFilter {
  readonly text: string | null;
  readonly supplyRoute: SupplyRoute | null;
  readonly offset: number;
  readonly size: number;
  /** The name and id of the last provider of the page before, for those who page by cursor. */
  readonly after?: readonly string[] | null;
}

/** Reads for lists and detail pages: one or two queries each, however many sites there are. */
@Injectable()
export class ProviderReader {
  async list(tx: Tx, filter: ProviderFilter): Promise<{ providers: ProviderSummary[]; total: number }> {
    const providers = await tx.query<ProviderSummary>(
      `SELECT p.organisation_id AS id, o.name, p.supply_route AS "supplyRoute", c.name AS "commissionerName",
              (SELECT count(*) FROM site s WHERE s.provider_organisation_id = p.organisation_id
                  AND (s.closed_on IS NULL OR s.closed_on > $3)) AS sites,
              (SELECT count(*) FROM programme g WHERE g.provider_organisation_id = p.organisation_id
                  AND (g.closed_on IS NULL OR g.closed_on > $3)) AS programmes,
              r.places AS "registeredPlaces", r.kinds AS "registrationKinds"
         FROM provider p
         JOIN organisation o ON o.id = p.organisation_id
         LEFT JOIN organisation c ON c.id = p.commissioner_organisation_id
         CROSS JOIN LATERAL (
           SELECT coalesce(sum(r.registered_places), 0) AS places,
                  coalesce(array_agg(DISTINCT r.kind ORDER BY r.kind) FILTER (WHERE r.kind IS NOT NULL), '{}') AS kinds
             FROM site s JOIN site_registration r ON r.site_id = s.id
              AND $3 BETWEEN r.from_date AND coalesce(r.to_date, 'infinity')
            WHERE s.provider_organisation_id = p.organisation_id AND (s.closed_on IS NULL OR s.closed_on > $3)) r
        WHERE ($1::text IS NULL OR position(lower($1) IN lower(o.name)) > 0)
          AND ($2::text IS NULL OR p.supply_route = $2)
          AND ($6::text IS NULL OR (o.name, p.organisation_id::text) > ($6, $7))
        ORDER BY o.name, p.organisation_id::text LIMIT $4 OFFSET $5`,
      [filter.text, filter.supplyRoute, tx.today, filter.size, filter.offset, ...(filter.after ?? [null, null])],
    );
    const [count] = await tx.query<{ total: number }>(
      `SELECT count(*) AS total FROM provider p JOIN organisation o ON o.id = p.organisation_id
        WHERE ($1::text IS NULL OR position(lower($1) IN lower(o.name)) > 0)
          AND ($2::text IS NULL OR p.supply_route = $2)`,
      [filter.text, filter.supplyRoute],
    );
    return { providers, total: count?.total ?? 0 };
  }

  async detail(tx: Tx, id: string): Promise<ProviderView | undefined> {
    const [row] = await tx.query<ProviderView>(
      `SELECT p.organisation_id AS id, o.name, p.supply_route AS "supplyRoute", p.version, p.about,
              p.vat_number AS "vatNumber", p.commissioner_organisation_id AS "commissionerId",
              c.name AS "commissionerName", o.urn, actor_is_authority() AS "actsForAuthority",
              coalesce((SELECT jsonb_agg(${SITE} ORDER BY s.name, s.id) FROM site s
                         WHERE s.provider_organisation_id = p.organisation_id), '[]') AS sites
         FROM provider p JOIN organisation o ON o.id = p.organisation_id
         LEFT JOIN organisation c ON c.id = p.commissioner_organisation_id
        WHERE p.organisation_id = $1`,
      [id],
    );
    return row;
  }
}

const PROGRAMME = `jsonb_build_object('id', g.id, 'version', g.version, 'name', g.name,
  'componentKind', g.component_kind, 'yearFrom', g.year_from, 'yearTo', g.year_to, 'needs', g.needs,
  'curriculum', g.curriculum, 'qualifications', g.qualifications, 'specialisms', g.specialisms, 'times', jsonb_build_object(
    'amStarts', to_char(g.am_starts, 'HH24:MI'), 'amEnds', to_char(g.am_ends, 'HH24:MI'),
    'pmStarts', to_char(g.pm_starts, 'HH24:MI'), 'pmEnds', to_char(g.pm_ends, 'HH24:MI')))`;
const REGISTRATION = `jsonb_build_object('kind', r.kind, 'urn', r.urn, 'registeredPlaces', r.registered_places,
  'singleSex', r.single_sex, 'lowestAge', r.lowest_age, 'highestAge', r.highest_age,
  'fromDate', r.from_date, 'toDate', r.to_date)`;
const SITE = `jsonb_build_object('id', s.id, 'version', s.version, 'name', s.name, 'address', s.address,
  'postcode', s.postcode, 'closedOn', s.closed_on, 'accessFeatures', s.access_features,
  'grid', CASE WHEN s.easting IS NOT NULL THEN jsonb_build_object('easting', s.easting, 'northing', s.northing) END,
  'registrations', coalesce((SELECT jsonb_agg(${REGISTRATION} ORDER BY r.from_date)
                               FROM site_registration r WHERE r.site_id = s.id), '[]'),
  'programmes', coalesce((SELECT jsonb_agg(${PROGRAMME} ORDER BY g.name, g.id)
                            FROM programme g WHERE g.site_id = s.id AND g.closed_on IS NULL), '[]'))`;
