import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { type Counted, type IdPage, insertRows, type Tx } from '../../../platform/index.js';
import type { RegistrationKind } from '../../providers/index.js';
import type { OpeningStanding } from '../capacity.policy.js';
import type { LimitScope } from './limit-counter.store.js';

export interface NewPlaceLimit {
  readonly id: string;
  readonly providerId: string;
  readonly scope: LimitScope;
  readonly places: number;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly | null;
  readonly reason: string;
}

export interface PlaceLimit extends NewPlaceLimit {
  /** What it is for, in words. */
  readonly scopeName: string;
  readonly setBy: string;
  readonly setByOrganisationId: string;
}

/** Something of a provider that may be limited. */
export interface Limitable {
  readonly kind: LimitScope['kind'];
  readonly id: string;
  readonly name: string;
  /** What a site is registered for; null where the registration sets no number, and for everything else. */
  readonly registeredPlaces: number | null;
  /** How a site is registered today; null where nothing is recorded, and for everything else. */
  readonly registrationKind: RegistrationKind | null;
}

/** What of a provider is there to be limited: the provider, its sites and its programmes. */
const SCOPES = `
  SELECT 'PROVIDER' AS kind, p.organisation_id AS id, p.organisation_id AS provider_id, o.name, 1 AS rank
    FROM provider p JOIN organisation o ON o.id = p.organisation_id
  UNION ALL SELECT 'SITE', s.id, s.provider_organisation_id, s.name, 2 FROM site s
   WHERE coalesce(s.closed_on, 'infinity') > actor_today()
  UNION ALL SELECT 'PROGRAMME', g.id, g.provider_organisation_id, g.name || ' at ' || s.name, 3
    FROM programme g JOIN site s ON s.id = g.site_id WHERE coalesce(least(g.closed_on, s.closed_on), 'infinity') > actor_today()`;

const LIMIT = `
  SELECT c.id, c.provider_organisation_id AS "providerId", c.places, c.from_date AS "fromDate", c.to_date AS "toDate",
         c.reason, o.name AS "setBy", c.set_by_organisation_id AS "setByOrganisationId",
         jsonb_build_object('kind', x.kind, 'id', x.id) AS scope, x.name AS "scopeName"`;
/** Those that count today or later, of the provider $1 or of all for whom the actor acts. */
const STANDING = `
    FROM site_cap c JOIN (${SCOPES}) AS x ON x.id = coalesce(c.site_id, c.programme_id, c.provider_organisation_id)
    JOIN organisation o ON o.id = c.set_by_organisation_id
   WHERE c.lifted_on IS NULL AND coalesce(c.to_date, 'infinity') >= actor_today()
     AND (actor_is_authority() OR c.provider_organisation_id = actor_organisation())
     AND ($1::uuid IS NULL OR c.provider_organisation_id = $1)`;

/** The limits of sites, programmes and whole providers. */
@Injectable()
export class PlaceLimitStore {
  /** Whose it is, unless it is closed or not for the actor to know. */
  async standing(tx: Tx, { kind, id }: LimitScope): Promise<OpeningStanding | undefined> {
    const [row] = await tx.query<OpeningStanding>(
      `SELECT x.provider_id AS "providerId", actor_is_authority() AS "actsForAuthority"
         FROM (${SCOPES}) AS x WHERE x.kind = $1 AND x.id = $2`,
      [kind, id],
    );
    return row;
  }

  /** The provider first, then its sites and its programmes by name; at most 400. */
  limitable(tx: Tx, providerId: string): Promise<Limitable[]> {
    return tx.query<Limitable>(
      `SELECT x.kind, x.id, x.name, r.registered_places AS "registeredPlaces", r.kind AS "registrationKind"
         FROM (${SCOPES}) AS x LEFT JOIN site_registration r
           ON r.site_id = x.id AND $2 BETWEEN r.from_date AND coalesce(r.to_date, 'infinity')
        WHERE x.provider_id = $1 ORDER BY x.rank, x.name, x.id LIMIT 400`,
      [providerId, tx.today],
    );
  }

  /** Those that count today or later, of one provider or one limit alone; at most 400. */
  limits(tx: Tx, by: { readonly providerId: string } | { readonly id: string }): Promise<PlaceLimit[]> {
    return tx.query<PlaceLimit>(
      `${LIMIT} ${STANDING} AND ($2::uuid IS NULL OR c.id = $2) ORDER BY x.rank, x.name, c.from_date, c.id LIMIT 400`,
      ['providerId' in by ? by.providerId : null, 'id' in by ? by.id : null],
    );
  }

  /** As `limits`, by id, of one provider or of all for whom the actor acts. */
  async page(tx: Tx, providerId: string | null, { after, limit }: IdPage): Promise<Counted<PlaceLimit>> {
    const rows = await tx.query<PlaceLimit>(
      `${LIMIT} ${STANDING} AND ($2::uuid IS NULL OR c.id < $2) ORDER BY c.id DESC LIMIT $3`,
      [providerId, after, limit],
    );
    const [count] = await tx.query<{ total: number }>(`SELECT count(*) AS total ${STANDING}`, [providerId]);
    return { rows, total: count?.total ?? 0 };
  }

  async add(tx: Tx, { scope, ...limit }: NewPlaceLimit): Promise<void> {
    await insertRows(tx, 'site_cap', [
      {
        id: limit.id,
        site_id: scope.kind === 'SITE' ? scope.id : null,
        programme_id: scope.kind === 'PROGRAMME' ? scope.id : null,
        provider_organisation_id: limit.providerId,
        places: limit.places,
        from_date: limit.fromDate,
        to_date: limit.toDate,
        reason: limit.reason,
        set_by_organisation_id: tx.actor.organisationId,
        set_by: tx.actor.userId,
        set_at: tx.now,
      },
    ]);
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
