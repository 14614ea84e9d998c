import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

/** From whom a school buys: on the list, maintained, or outside the framework. */
export interface Seller {
  /** Null for a provider that the service does not know. */
  readonly id: string | null;
  readonly name: string;
  readonly supplyRoute: 'MAINTAINED_AP' | 'FRAMEWORK' | 'OFF_FRAMEWORK';
  /** Those in force that day, the oldest first; a framework's provider without any is outside it. */
  readonly admissionIds: readonly string[];
}

const SELLERS = `
  select p.organisation_id as id, o.name, coalesce(a.ids, '{}') as "admissionIds",
    case when p.supply_route = 'FRAMEWORK' and a.ids is null then 'OFF_FRAMEWORK' else p.supply_route end as "supplyRoute"
  from authority_supply s join provider p on p.organisation_id = s.provider_organisation_id
    join organisation o on o.id = p.organisation_id
    left join lateral (select array_agg(x.id order by x.from_date, x.id) as ids from admission x where p.supply_route = 'FRAMEWORK'
      and x.provider_organisation_id = p.organisation_id and x.status = 'ADMITTED' and $2::date between x.from_date and x.to_date
      and exists (select from framework w join framework_participant f on f.framework_id = w.id
        where w.id = x.framework_id and w.schools_may_buy and f.authority_id = $1)) a on true
  where s.authority_id = $1 and $2::date between s.from_date and coalesce(s.to_date, 'infinity')`;
const MOST = 500;

@Injectable()
export class FindSellers {
  all(tx: Tx, authorityId: string, on: DateOnly): Promise<(Seller & { readonly id: string })[]> {
    return tx.query(`${SELLERS} order by o.name, p.organisation_id limit ${MOST}`, [authorityId, on]);
  }

  async one(
    tx: Tx,
    wanted: { readonly authorityId: string; readonly providerId: string; readonly on: DateOnly },
  ): Promise<Seller | undefined> {
    const { authorityId, on, providerId } = wanted;
    return (await tx.query<Seller>(`${SELLERS} and p.organisation_id = $3`, [authorityId, on, providerId]))[0];
  }

  async isSchool(tx: Tx, organisationId: string): Promise<boolean> {
    const rows = await tx.query(`select id from organisation where id = $1 and kind <> 'AUTHORITY'`, [organisationId]);
    return rows.length > 0;
  }
}
