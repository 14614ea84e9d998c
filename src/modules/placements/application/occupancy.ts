import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { EarlierProvider, Occupant, OccupancySource } from '../../matching/index.js';
import { LIVE_STATUSES } from '../domain/placement-states.js';

/** Who is at a site in a period: live placements, with what the rules measure. For services and deciders only. */
@Injectable()
export class PlacementOccupancy implements OccupancySource {
  /** One row per placement and site, in the order of their ids; one query. */
  async occupants(
    tx: Tx,
    wanted: { readonly siteIds: readonly string[]; readonly from: DateOnly; readonly to: DateOnly },
  ): Promise<readonly Occupant[]> {
    if (wanted.siteIds.length === 0) return [];
    return tx.query<Occupant>(
      `select p.pupil_id as "pupilId", c.site_id as "siteId", min(c.provider_organisation_id::text) as "providerId",
         p.school_organisation_id as "schoolId", p.referral_type as type, max(w.minutes)::int as "weeklyMinutes",
         i.date_of_birth as "dateOfBirth", f.year_group as "yearGroup", f.sen_provision = 'E' as ehcp,
         f.looked_after = 'YES' as "lookedAfter",
         coalesce((select array_agg(k.code order by k.code) from referral_risk k
           where k.referral_id = p.referral_id and k.level in ('LOW', 'MEDIUM', 'HIGH')), '{}') as "riskCodes",
         coalesce((select array_agg(distinct n.pupil_id::text) from referral_keep_apart a
           join pupil_number n on n.authority_id = a.authority_id and n.number_digest = a.other_digest
           where a.referral_id = p.referral_id), '{}') as "keepApartPupilIds",
         min(coalesce(c.from_date, p.starts_on)) as "startsOn", max(least(c.until_date, p.planned_end)) as "endsOn"
       from placement p join placement_component c on c.placement_id = p.id
         -- What is taught there in the week in which this part begins: parts follow each other when a placement changes.
         cross join lateral (select sum(o.weekly_minutes) as minutes from placement_component o
           where o.placement_id = p.id and o.site_id = c.site_id
             and coalesce(o.from_date, p.starts_on) <= coalesce(c.from_date, p.starts_on)
             and least(o.until_date, p.planned_end) >= coalesce(c.from_date, p.starts_on)) w
         join pupil_identity i on i.pupil_id = p.pupil_id join pupil_profile f on f.pupil_id = p.pupil_id
       where c.site_id = any($1) and p.status = any($4)
         and coalesce(c.from_date, p.starts_on) <= least(c.until_date, p.planned_end)
         and coalesce(c.from_date, p.starts_on) <= $3 and least(c.until_date, p.planned_end) >= $2
       group by p.id, c.site_id, i.date_of_birth, f.year_group, f.sen_provision, f.looked_after
       order by p.id, c.site_id`,
      [wanted.siteIds, wanted.from, wanted.to, LIVE_STATUSES],
    );
  }

  /** From the placement's own components: a place that was only offered is nobody's experience. */
  async earlier(tx: Tx, pupilIds: readonly string[]): Promise<readonly EarlierProvider[]> {
    if (pupilIds.length === 0) return [];
    return tx.query<EarlierProvider>(
      `select distinct p.pupil_id as "pupilId", c.provider_organisation_id as "providerId"
       from placement p join placement_component c on c.placement_id = p.id
       where p.pupil_id = any($1) and p.status in ('ACTIVE', 'ENDED') order by 1, 2`,
      [pupilIds],
    );
  }
}
