import { Injectable } from '@nestjs/common';
import { type DateOnly, newId } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import type { CheckedMeasure, Covered, Measure, Scale } from '../domain/measures.js';

explainConstraint('pupil_measure_once', 'measure.changed-meanwhile');
explainConstraint('pupil_measure_on_scale', 'measure.not-on-scale');

@Injectable()
export class MeasureStore {
  /** Scales in use on the day, in their order. */
  scales(tx: Tx, on: DateOnly): Promise<Scale[]> {
    return tx.query<Scale>(
      `select code, name, about, unit, least_tenths as "leastTenths", most_tenths as "mostTenths", decimals, better
       from measure_scale where from_date <= $1 and (to_date is null or to_date >= $1) order by position, code`,
      [on],
    );
  }

  /** What counts, the newest first; at most 500. */
  ofPlacement(tx: Tx, placementId: string): Promise<Measure[]> {
    return tx.query<Measure>(
      `select distinct on (measured_on, scale) scale, moment, measured_on as "measuredOn", tenths, measured_by as "measuredBy", revision
       from pupil_measure where placement_id = $1 order by measured_on desc, scale, revision desc limit 500`,
      [placementId],
    );
  }

  async add(tx: Tx, placementId: string, scale: string, measure: CheckedMeasure & { readonly revision: number }) {
    const id = newId();
    await insertRows(tx, 'pupil_measure', [
      {
        id,
        placement_id: placementId,
        scale,
        moment: measure.moment,
        measured_on: measure.measuredOn,
        revision: measure.revision,
        tenths: measure.tenths,
        measured_by: measure.measuredBy,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
    return id;
  }

  /**
   * Of the placements that the reader sees under way, and those that ended since a day, how many have a baseline and
   * something later on each scale. Cheap for a school; one pass over the measures of an authority.
   */
  coverage(tx: Tx, { on, since }: { readonly on: DateOnly; readonly since: DateOnly }): Promise<Covered[]> {
    return tx.query<Covered>(
      `with counted as materialized (select p.id from placement p where (p.status = 'ACTIVE' or (p.status = 'ENDED' and p.ended_on >= $2))
           and ((p.authority_id = (select actor_authority()) and (select actor_may('needs.authority')))
             or p.school_organisation_id = (select actor_organisation())
             or p.id in (select o.placement_id from placement_offer o
               where o.provider_organisation_id = (select actor_organisation()) and o.answer = 'ACCEPTED'))),
         had as materialized (select m.placement_id, m.scale, bool_or(m.moment = 'BASELINE') as baseline,
             bool_or(m.moment <> 'BASELINE') as later
           from pupil_measure m join counted c on c.id = m.placement_id group by m.placement_id, m.scale)
       select s.code as scale, count(*) filter (where h.baseline and h.later)::int as both,
         count(*) filter (where h.baseline and not h.later)::int as "baselineOnly",
         count(*) filter (where h.baseline is not true)::int as none
       from measure_scale s cross join counted c left join had h on h.scale = s.code and h.placement_id = c.id
       where s.from_date <= $1 and (s.to_date is null or s.to_date >= $1)
       group by s.code, s.position order by s.position`,
      [on, since],
    );
  }
}
