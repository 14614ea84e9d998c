import type { Tx } from '../../../platform/index.js';

/** A provider’s name, if the actor sees it. */
export async function providerName(tx: Tx, providerId: string): Promise<string | undefined> {
  const [row] = await tx.query<{ name: string }>(
    `SELECT o.name FROM provider p JOIN organisation o ON o.id = p.organisation_id WHERE p.organisation_id = $1`,
    [providerId],
  );
  return row?.name;
}

/** Providers that the actor sees, by name; at most 1,000. */
export const providerChoices = (tx: Tx): Promise<{ readonly value: string; readonly text: string }[]> =>
  tx.query(
    `SELECT p.organisation_id AS value, o.name AS text FROM provider p JOIN organisation o ON o.id = p.organisation_id
      ORDER BY o.name, o.id LIMIT 1000`,
  );

export interface NamedSite {
  readonly id: string;
  readonly name: string;
}

/** A provider’s sites that are open, by name; at most 200. */
export const openSites = (tx: Tx, providerId: string): Promise<NamedSite[]> =>
  tx.query<NamedSite>(
    `SELECT id, name FROM site WHERE provider_organisation_id = $1 AND coalesce(closed_on, 'infinity') > $2
      ORDER BY name, id LIMIT 200`,
    [providerId, tx.today],
  );

/** Counts only: what hangs on a provider, or on one of its sites, in an authority today. */
export interface Touched {
  readonly admissions: number;
  readonly openings: number;
  /** Offered, agreed or under way. */
  readonly placements: number;
}

export async function countTouched(
  tx: Tx,
  { authorityId, providerId, siteId }: { authorityId: string; providerId: string; siteId: string | null },
): Promise<Touched> {
  const [row] = await tx.query<Touched>(
    `SELECT (SELECT count(*)::int FROM admission WHERE authority_id = $1 AND provider_organisation_id = $2
              AND status = 'ADMITTED' AND to_date >= $4) AS admissions,
            (SELECT count(*)::int FROM opening WHERE provider_organisation_id = $2 AND status = 'OPEN'
              AND valid_to >= $4 AND ($3::uuid IS NULL OR site_id = $3)) AS openings,
            (SELECT count(DISTINCT p.id)::int FROM placement p JOIN placement_component c ON c.placement_id = p.id
              WHERE p.authority_id = $1 AND p.status IN ('OFFERED', 'AGREED', 'ACTIVE')
                AND (c.until_date IS NULL OR c.until_date >= $4) AND c.provider_organisation_id = $2 AND ($3::uuid IS NULL OR c.site_id = $3)) AS placements`,
    [authorityId, providerId, siteId, tx.today],
  );
  return row ?? { admissions: 0, openings: 0, placements: 0 };
}
