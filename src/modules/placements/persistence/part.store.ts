import { Injectable } from '@nestjs/common';
import { addDays, type DateOnly, newId, type Pence } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { RollEntry } from '../domain/registration.js';
import { type Placement, PlacementStore } from './placement.store.js';

/** What a placement is made of while it lasts: its parts with their days, its last day and price, what its roll says. */
@Injectable()
export class PartStore {
  constructor(private readonly placements: PlacementStore) {}

  /** Ends a part; one that would only have begun after that day never comes to count. */
  async end(tx: Tx, id: string, until: DateOnly): Promise<void> {
    await tx.query(
      `update placement_component c set until_date = greatest($2::date, coalesce(c.from_date, p.starts_on) - 1)
       from placement p where p.id = c.placement_id and c.id = $1`,
      [id, until],
    );
  }

  /** A pattern as it was bought before, on the same terms and at the same price, on other days. */
  async again(tx: Tx, of: string, add: { from: DateOnly; until: DateOnly | null; changeId: string }): Promise<void> {
    await tx.query(
      `insert into placement_component (id, from_date, until_date, change_id, ${COPIED})
       select $2, $3, $4, $5, ${COPIED} from placement_component where id = $1`,
      [of, newId(), add.from, add.until, add.changeId],
    );
  }

  async setPlan(
    tx: Tx,
    id: string,
    plan: { readonly plannedEnd: DateOnly; readonly totalPence: Pence },
  ): Promise<void> {
    await tx.query(`update placement set planned_end = $2, total_pence = $3 where id = $1`, [
      id,
      plan.plannedEnd,
      plan.totalPence,
    ]);
  }

  /**
   * What the roll says from that day on. An entry that goes on as it was is lengthened or cut; others end the day before,
   * and those that were to begin later do not come to be, which the change stands for.
   */
  async putRoll(
    tx: Tx,
    placement: Placement,
    { from, entries, changeId }: { from: DateOnly; entries: readonly RollEntry[]; changeId: string },
  ): Promise<void> {
    const rows = await tx.query<RollEntry & { id: string }>(
      `select id, organisation_id as "organisationId", status, certainty, from_date as "from", to_date as "to",
         attendance_code as "attendanceCode"
       from placement_registration where placement_id = $1 and replaced_by is null and coalesce(to_date, $2) >= $2::date - 1
       order by id`,
      [placement.id, from],
    );
    const added = [...entries];
    for (const row of rows) {
      const at = added.findIndex((entry) => entry.from === from && row.from < from && isSame(entry, row));
      const [on] = at < 0 ? [] : added.splice(at, 1);
      if (row.from >= from) {
        await tx.query(`update placement_registration set replaced_by = $2 where id = $1`, [row.id, changeId]);
      } else {
        await tx.query(`update placement_registration set to_date = $2 where id = $1`, [
          row.id,
          on ? on.to : addDays(from, -1),
        ]);
      }
    }
    await this.placements.addRoll(tx, placement, added);
  }
}

const isSame = (one: RollEntry, other: RollEntry): boolean =>
  one.organisationId === other.organisationId &&
  one.status === other.status &&
  one.certainty === other.certainty &&
  one.attendanceCode === other.attendanceCode;

const COPIED = `placement_id, authority_id, provider_organisation_id, site_id, programme_id, opening_id, opening_pattern_id, sessions,
  weekly_minutes, component_kind, registration_kind, tariff_line_id, basis, net_pence, sessions_covered, vat_treatment,
  weekly_pence, supply_route, admission_id, terms_id, off_framework_ground, off_framework_request_id`;
