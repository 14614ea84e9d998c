import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { DailyLook, type Counted, type Tx } from '../../../platform/index.js';
import type { DueBecause } from '../domain/review-dates.js';
import type { StepOwner } from '../domain/review.js';

export const REVIEWS_LOOK = new DailyLook('review_watch');

export interface DueReview {
  readonly id: string;
  readonly placementId: string;
  readonly reference: string;
  readonly pupilReference: string;
  readonly schoolName: string;
  readonly providers: string;
  readonly dueOn: DateOnly;
  readonly because: DueBecause;
  readonly arrangedOn: DateOnly | null;
  readonly escalatedAt: Date | null;
}

export interface MissingPlan {
  readonly placementId: string;
  readonly reference: string;
  readonly schoolName: string;
  readonly startsOn: DateOnly;
  /** The version that waits for somebody to agree; null where nobody has written one. */
  readonly waiting: number | null;
  /** Whether the reader's own organisation has still to agree to it. */
  readonly mine: boolean;
}

export interface OpenStep {
  readonly id: string;
  readonly reviewId: string;
  readonly reference: string;
  readonly what: string;
  readonly dueOn: DateOnly;
}

const DUE = `select r.id, r.placement_id as "placementId", p.reference, p.pupil_reference as "pupilReference",
    s.name as "schoolName", coalesce((select string_agg(distinct o.name, '; ') from placement_component c
      join organisation o on o.id = c.provider_organisation_id where c.placement_id = p.id), '') as providers,
    r.due_on as "dueOn", r.because, r.arranged_on as "arrangedOn", r.escalated_at as "escalatedAt"
  from placement_review r join placement p on p.id = r.placement_id
    join organisation s on s.id = p.school_organisation_id`;
const AHEAD = 'r.held_on is null and r.called_off_at is null';

/** What waits, across placements. Row security decides whose. */
@Injectable()
export class OverviewStore {
  /** Reviews ahead that are due by a day, by clock. */
  due(tx: Tx, by: DateOnly, limit: number): Promise<DueReview[]> {
    return tx.query<DueReview>(`${DUE} where ${AHEAD} and r.due_on <= $1 order by r.due_on, r.id limit $2`, [
      by,
      limit,
    ]);
  }

  /** Reviews that were told of as late and are still not held. */
  escalated(tx: Tx, limit: number): Promise<DueReview[]> {
    return tx.query<DueReview>(
      `${DUE} where ${AHEAD} and r.escalated_at is not null order by r.due_on, r.id limit $1`,
      [limit],
    );
  }

  async page(
    tx: Tx,
    between: { readonly from: DateOnly | null; readonly to: DateOnly | null },
    at: { readonly offset: number; readonly limit: number },
  ): Promise<Counted<DueReview>> {
    const within = `${AHEAD} and ($1::date is null or r.due_on >= $1) and ($2::date is null or r.due_on <= $2)`;
    const values = [between.from, between.to];
    const rows = await tx.query<DueReview>(`${DUE} where ${within} order by r.due_on, r.id limit $3 offset $4`, [
      ...values,
      at.limit,
      at.offset,
    ]);
    const [count] = await tx.query<{ total: number }>(
      `select count(*) as total from placement_review r where ${within}`,
      values,
    );
    return { rows, total: count?.total ?? 0 };
  }

  /** For machines: those ahead, by id, after the last of the page before. */
  async pageAfter(tx: Tx, after: string | null, limit: number): Promise<Counted<DueReview>> {
    const rows = await tx.query<DueReview>(
      `${DUE} where ${AHEAD} and ($1::uuid is null or r.id > $1) order by r.id limit $2`,
      [after, limit],
    );
    const [count] = await tx.query<{ total: number }>(
      `select count(*) as total from placement_review r where ${AHEAD}`,
    );
    return { rows, total: count?.total ?? 0 };
  }

  /**
   * Placements from agreement on whose plan is not there, or not agreed by all, of the reader's own organisation or
   * authority, the first to start first.
   */
  missingPlans(tx: Tx, limit: number): Promise<MissingPlan[]> {
    return tx.query<MissingPlan>(
      `select p.id as "placementId", p.reference, s.name as "schoolName", p.starts_on as "startsOn", w.version as waiting,
         coalesce((select actor_organisation()) = any(w.parties) and not exists (select from plan_agreement a
           where a.plan_id = w.id and a.organisation_id = (select actor_organisation())), false) as mine
       from placement p join organisation s on s.id = p.school_organisation_id
         left join lateral (select id, version, parties, agreed_at from placement_plan n
           where n.placement_id = p.id order by version desc limit 1) w on true
       where p.status in ('AGREED', 'ACTIVE') and (w.id is null or w.agreed_at is null)
         and ((p.authority_id = (select actor_authority()) and (select actor_may('needs.authority')))
           or p.school_organisation_id = (select actor_organisation())
           or exists (select from placement_offer o where o.placement_id = p.id and o.answer = 'ACCEPTED'
             and o.provider_organisation_id = (select actor_organisation())))
       order by p.starts_on, p.id limit $1`,
      [limit],
    );
  }

  /** Steps that reviews agreed on and that the reader's side has still to do, by clock. */
  openSteps(tx: Tx, owner: StepOwner, by: DateOnly, limit: number): Promise<OpenStep[]> {
    return tx.query<OpenStep>(
      `select t.id, t.review_id as "reviewId", p.reference, t.what, t.due_on as "dueOn"
       from review_step t join placement p on p.id = t.placement_id
       where t.owner = $1 and t.done_on is null and t.due_on <= $2 order by t.due_on, t.id limit $3`,
      [owner, by, limit],
    );
  }
}
