import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { explainConstraint, type Tx } from '../../../platform/index.js';
import { type Activity, type Destination, LEAVES } from '../domain/destination.js';

explainConstraint('placement_destination_once', 'destination.found');
explainConstraint('placement_destination_ended', 'destination.not-ended');

export interface RecordedDestination {
  readonly kind: Destination;
  readonly checkFrom: DateOnly;
  readonly months: readonly Activity[] | null;
  readonly sustained: boolean | null;
}

/** Where leavers went. Row security: the pupil's school and the authority's case people. */
@Injectable()
export class DestinationStore {
  async of(tx: Tx, placementId: string): Promise<RecordedDestination | undefined> {
    const [row] = await tx.query<RecordedDestination>(
      `select kind, check_from as "checkFrom", months, sustained from placement_destination where placement_id = $1`,
      [placementId],
    );
    return row;
  }

  async put(
    tx: Tx,
    placement: { readonly id: string; readonly authorityId: string },
    one: { readonly kind: Destination; readonly checkFrom: DateOnly },
  ): Promise<void> {
    await tx.query(
      `insert into placement_destination (placement_id, authority_id, kind, check_from, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $5, $6) on conflict (placement_id) do update set kind = excluded.kind,
         check_from = excluded.check_from, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by`,
      [placement.id, placement.authorityId, one.kind, one.checkFrom, tx.now, tx.actor.userId],
    );
  }

  async find(tx: Tx, placementId: string, found: { months: readonly Activity[]; sustained: boolean }): Promise<void> {
    await tx.query(
      `update placement_destination set months = $2, sustained = $3, checked_at = $4, checked_by = $5 where placement_id = $1`,
      [placementId, found.months, found.sustained, tx.now, tx.actor.userId],
    );
  }

  /** Leavers whose destination nobody recorded, and those for whom the rule's time has passed, the longest ago first. */
  due(
    tx: Tx,
    limit: number,
  ): Promise<{ id: string; reference: string; endedOn: DateOnly; checkFrom: DateOnly | null }[]> {
    return tx.query(
      `select p.id, p.reference, p.ended_on as "endedOn", d.check_from as "checkFrom"
       from placement p left join placement_destination d on d.placement_id = p.id
       where p.status = 'ENDED' and p.end_reason = any($1) and p.ended_on < $2
         and (d.placement_id is null or (d.checked_at is null and d.check_from <= $2))
         and (p.authority_id = $3 or p.school_organisation_id = $4)
       order by p.ended_on, p.id limit $5`,
      [LEAVES, tx.today, tx.actor.authorityId, tx.actor.organisationId, limit],
    );
  }
}
