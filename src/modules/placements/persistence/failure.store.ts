import { Injectable } from '@nestjs/common';
import { type DateOnly, type Pence } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import { LIVE_STATUSES, type PlacementStatus } from '../domain/placement-states.js';

explainConstraint('provision_failure_once', 'failure.made');

export interface FailedPlace {
  readonly providerId: string;
  /** Null where all of the provider failed. */
  readonly siteId: string | null;
}

export interface Failure extends FailedPlace {
  readonly id: string;
  readonly lastDay: DateOnly;
  readonly reason: string;
  readonly madeAt: Date;
  readonly runAt: Date;
  readonly provider: string;
  readonly site: string | null;
}

export interface Affected {
  readonly id: string;
  readonly referralId: string;
  readonly reference: string;
  readonly status: PlacementStatus;
  readonly school: string;
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
}

export interface Done {
  readonly placementId: string;
  readonly reference: string;
  readonly school: string;
  readonly outcome: 'ENDED' | 'WITHDRAWN' | 'NOT_DONE';
  readonly problem: string | null;
  readonly voidedPence: Pence;
  /** What became of the pupil since. */
  readonly now: string;
}

const COLUMNS = `f.id, f.provider_organisation_id as "providerId", f.site_id as "siteId", f.last_day as "lastDay", f.reason,
  f.made_at as "madeAt", f.run_at as "runAt", o.name as provider, s.name as site`;
const FROM = `from provision_failure f join organisation o on o.id = f.provider_organisation_id left join site s on s.id = f.site_id`;
const MOST = 500;

/** Providers and sites that teach no more, and what was done about it. */
@Injectable()
export class FailureStore {
  /** Closed sites and removed providers of the authority where placements still go on, by name; at most 50. */
  failing(
    tx: Tx,
  ): Promise<(FailedPlace & { provider: string; site: string | null; placements: number; closedOn: DateOnly })[]> {
    return tx.query(
      `with stays as (
         select distinct p.id, c.provider_organisation_id as provider_id, c.site_id, least(c.until_date, p.planned_end) as ends_on
           from placement p join placement_component c on c.placement_id = p.id
          where p.authority_id = $1 and p.status = any($2) and coalesce(c.from_date, p.starts_on) <= least(c.until_date, p.planned_end)),
       failed as (
         select s.provider_organisation_id as provider_id, s.id as site_id, s.closed_on from site s where s.closed_on is not null
         union all
         select a.provider_organisation_id, null, max(a.to_date) from admission a join provider v
             on v.organisation_id = a.provider_organisation_id and v.supply_route = 'FRAMEWORK'
          group by a.provider_organisation_id
         having bool_or(a.status = 'ENDED') and not bool_or(a.status = 'ADMITTED' and a.to_date >= $3))
       select f.provider_id as "providerId", f.site_id as "siteId", o.name as provider, s.name as site, f.closed_on as "closedOn",
         count(distinct t.id)::int as placements
       from failed f join organisation o on o.id = f.provider_id left join site s on s.id = f.site_id
         join stays t on t.provider_id = f.provider_id and (f.site_id is null or t.site_id = f.site_id) and t.ends_on >= f.closed_on
       group by f.provider_id, f.site_id, o.name, s.name, f.closed_on order by o.name, s.name nulls first limit 50`,
      [tx.actor.authorityId, LIVE_STATUSES, tx.today],
    );
  }

  /** Placements there that would go on after the day, by case: in this order they are locked. */
  affected(tx: Tx, { providerId, siteId }: FailedPlace, lastDay: DateOnly): Promise<Affected[]> {
    return tx.query(
      `select p.id, p.referral_id as "referralId", p.reference, p.status, s.name as school, p.starts_on as "startsOn",
         p.planned_end as "plannedEnd"
       from placement p join organisation s on s.id = p.school_organisation_id
       where p.authority_id = $1 and p.status = any($2) and exists (select from placement_component c where c.placement_id = p.id
         and c.provider_organisation_id = $3 and ($4::uuid is null or c.site_id = $4)
         and coalesce(c.from_date, p.starts_on) <= least(c.until_date, p.planned_end) and least(c.until_date, p.planned_end) > $5)
       order by p.referral_id, p.id limit ${MOST}`,
      [tx.actor.authorityId, LIVE_STATUSES, providerId, siteId, lastDay],
    );
  }

  async add(
    tx: Tx,
    one: FailedPlace & { id: string; authorityId: string; lastDay: DateOnly; reason: string },
  ): Promise<void> {
    await insertRows(tx, 'provision_failure', [
      {
        id: one.id,
        authority_id: one.authorityId,
        provider_organisation_id: one.providerId,
        site_id: one.siteId,
        last_day: one.lastDay,
        reason: one.reason,
        made_by: tx.actor.userId,
        made_at: tx.now,
        run_at: tx.now,
      },
    ]);
  }

  /** Locked, so that the act runs once at a time. */
  async lock(tx: Tx, id: string): Promise<Failure | undefined> {
    const rows = await tx.query(`update provision_failure set run_at = $2 where id = $1 returning id`, [id, tx.now]);
    return rows.length === 0 ? undefined : this.find(tx, id);
  }

  async find(tx: Tx, id: string): Promise<Failure | undefined> {
    const [row] = await tx.query<Failure>(`select ${COLUMNS} ${FROM} where f.id = $1`, [id]);
    return row;
  }

  list(tx: Tx): Promise<Failure[]> {
    return tx.query<Failure>(`select ${COLUMNS} ${FROM} order by f.made_at desc, f.id limit 50`);
  }

  async put(
    tx: Tx,
    failure: { id: string; authorityId: string },
    one: Pick<Done, 'placementId' | 'outcome' | 'problem' | 'voidedPence'>,
  ): Promise<void> {
    await tx.query(
      `insert into provision_failure_placement (failure_id, placement_id, authority_id, outcome, problem, voided_pence, at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (failure_id, placement_id) do update set outcome = excluded.outcome,
         problem = excluded.problem, voided_pence = excluded.voided_pence, at = excluded.at`,
      [failure.id, one.placementId, failure.authorityId, one.outcome, one.problem, one.voidedPence, tx.now],
    );
  }

  done(tx: Tx, id: string): Promise<Done[]> {
    return tx.query<Done>(
      `select d.placement_id as "placementId", p.reference, s.name as school, d.outcome, d.problem, d.voided_pence as "voidedPence",
         r.status as now from provision_failure_placement d join placement p on p.id = d.placement_id
         join organisation s on s.id = p.school_organisation_id left join referral r on r.id = p.referral_id
       where d.failure_id = $1 order by d.outcome = 'NOT_DONE' desc, p.reference limit ${MOST}`,
      [id],
    );
  }
}
