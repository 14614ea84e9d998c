import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import type { AttendanceBand, Step } from '../domain/steps.js';

explainConstraint('reintegration_one_under_way', 'reintegration.exists');
explainConstraint('reintegration_once', 'reintegration.settled');
explainConstraint('reintegration_live', 'reintegration.placement-over');
explainConstraint('reintegration_whole', 'reintegration.not-whole');
explainConstraint('reintegration_step_clash', 'reintegration.clash');
explainConstraint('reintegration_step_pk', 'reintegration.added-meanwhile');
explainConstraint('reintegration_step_after', 'reintegration.added-meanwhile');
explainConstraint('reintegration_check_once', 'reintegration.found');

export interface Reintegration {
  readonly id: string;
  readonly reference: string;
  readonly placementId: string;
  readonly placementReference: string;
  readonly authorityId: string;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly lead: string;
  readonly status: 'UNDER_WAY' | 'COMPLETED' | 'STOPPED';
  readonly settledOn: DateOnly | null;
  readonly stopReason: string | null;
}

export interface Check {
  readonly weeks: number;
  readonly dueOn: DateOnly;
  readonly stillThere: boolean | null;
  readonly attendance: AttendanceBand | null;
  readonly note: string | null;
}

const ROWS = `select r.id, r.reference, r.placement_id as "placementId", p.reference as "placementReference", r.authority_id as "authorityId",
  r.school_organisation_id as "schoolId", s.name as "schoolName", r.lead, r.status, r.settled_on as "settledOn",
  r.stop_reason as "stopReason"
  from reintegration r join placement p on p.id = r.placement_id join organisation s on s.id = r.school_organisation_id`;

/** Ways back to school. Row security: whoever sees the placement. */
@Injectable()
export class ReintegrationStore {
  async add(
    tx: Tx,
    one: Pick<Reintegration, 'id' | 'placementId' | 'authorityId' | 'schoolId' | 'lead'>,
  ): Promise<void> {
    await insertRows(tx, 'reintegration', [
      {
        id: one.id,
        placement_id: one.placementId,
        authority_id: one.authorityId,
        school_organisation_id: one.schoolId,
        lead: one.lead,
        status: 'UNDER_WAY',
        made_at: tx.now,
        made_by: tx.actor.userId,
      },
    ]);
  }

  async find(tx: Tx, id: string): Promise<Reintegration | undefined> {
    const [row] = await tx.query<Reintegration>(`${ROWS} where r.id = $1`, [id]);
    return row;
  }

  /** Of one placement, the newest first; at most 10. */
  ofPlacement(tx: Tx, placementId: string): Promise<Reintegration[]> {
    return tx.query<Reintegration>(`${ROWS} where r.placement_id = $1 order by r.made_at desc, r.id limit 10`, [
      placementId,
    ]);
  }

  steps(tx: Tx, id: string): Promise<(Step & { readonly number: number })[]> {
    return tx.query(
      `select number, kind, from_date as "from", until_date as "until", sessions, staff_minutes as "staffMinutes", reason
       from reintegration_step where plan_id = $1 order by number limit 100`,
      [id],
    );
  }

  async addStep(tx: Tx, plan: Reintegration, number: number, step: Step): Promise<void> {
    await insertRows(tx, 'reintegration_step', [
      {
        plan_id: plan.id,
        authority_id: plan.authorityId,
        number,
        kind: step.kind,
        from_date: step.from,
        until_date: step.until,
        sessions: step.sessions,
        staff_minutes: step.staffMinutes,
        reason: step.reason,
        added_at: tx.now,
        added_by: tx.actor.userId,
      },
    ]);
  }

  /** A step that a later one cuts short. */
  async cut(tx: Tx, id: string, number: number, until: DateOnly): Promise<void> {
    await tx.query(`update reintegration_step set until_date = $3 where plan_id = $1 and number = $2`, [
      id,
      number,
      until,
    ]);
  }

  async settle(
    tx: Tx,
    id: string,
    how: { readonly status: 'COMPLETED' | 'STOPPED'; readonly on: DateOnly; readonly reason: string | null },
  ): Promise<void> {
    await tx.query(
      `update reintegration set status = $2, settled_on = $3, settled_at = $4, settled_by = $5, stop_reason = $6 where id = $1`,
      [id, how.status, how.on, tx.now, tx.actor.userId, how.reason],
    );
  }

  async addChecks(
    tx: Tx,
    plan: Reintegration,
    checks: readonly { readonly weeks: number; readonly dueOn: DateOnly }[],
  ): Promise<void> {
    await insertRows(
      tx,
      'reintegration_check',
      checks.map(({ weeks, dueOn }) => ({ plan_id: plan.id, authority_id: plan.authorityId, weeks, due_on: dueOn })),
    );
  }

  checks(tx: Tx, id: string): Promise<Check[]> {
    return tx.query<Check>(
      `select weeks, due_on as "dueOn", still_there as "stillThere", attendance, note
       from reintegration_check where plan_id = $1 order by weeks`,
      [id],
    );
  }

  async found(tx: Tx, id: string, check: Omit<Check, 'dueOn'>): Promise<void> {
    await tx.query(
      `update reintegration_check set still_there = $3, attendance = $4, note = $5, found_at = $6, found_by = $7
       where plan_id = $1 and weeks = $2`,
      [id, check.weeks, check.stillThere, check.attendance, check.note, tx.now, tx.actor.userId],
    );
  }

  /** Checks that are due, for the authority and for the school of the placement, the longest due first. */
  due(
    tx: Tx,
    limit: number,
  ): Promise<{ id: string; reference: string; weeks: number; dueOn: DateOnly; school: string }[]> {
    return tx.query(
      `select r.id, r.reference, c.weeks, c.due_on as "dueOn", s.name as school
       from reintegration_check c join reintegration r on r.id = c.plan_id join placement p on p.id = r.placement_id
         join organisation s on s.id = r.school_organisation_id
       where c.found_at is null and c.due_on <= $1 and (r.authority_id = $2 or p.school_organisation_id = $3)
       order by c.due_on, r.id limit $4`,
      [tx.today, tx.actor.authorityId, tx.actor.organisationId, limit],
    );
  }

  /** Steps that end soon with nothing after them: somebody plans the next, completes it or stops. */
  ending(tx: Tx, by: DateOnly, limit: number): Promise<{ id: string; reference: string; until: DateOnly }[]> {
    return tx.query(
      `select r.id, r.reference, max(s.until_date) as "until" from reintegration r join reintegration_step s on s.plan_id = r.id
         join placement p on p.id = r.placement_id
       where r.status = 'UNDER_WAY' and (r.authority_id = $2 or p.school_organisation_id = $3)
       group by r.id, r.reference having max(s.until_date) <= $1 order by max(s.until_date), r.id limit $4`,
      [by, tx.actor.authorityId, tx.actor.organisationId, limit],
    );
  }
}
