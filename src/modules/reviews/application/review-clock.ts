import { Injectable } from '@nestjs/common';
import type { DateOnly, SchoolCalendar } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Calendars } from '../../organisations/index.js';
import { Policies, type Policy } from '../../policies/index.js';
import { type NextReview, nextReview, type ReviewedTime } from '../domain/review-dates.js';
import type { ReviewedPlacement } from '../persistence/reviewed-placement.store.js';

export interface ClockOfAuthority {
  readonly calendar: SchoolCalendar;
  readonly policy: Policy;
}

/** By when placements are reviewed, on the authority's calendar and under the policy of the day. */
@Injectable()
export class ReviewClock {
  constructor(
    private readonly calendars: Calendars,
    private readonly policies: Policies,
  ) {}

  /** Undefined while no policy is in force: nothing is due then. */
  async of(tx: Tx, authorityId: string): Promise<ClockOfAuthority | undefined> {
    const policy = await this.policies.at(tx, authorityId, tx.today);
    return policy && { policy, calendar: await this.calendars.forAuthority(tx, authorityId) };
  }
}

export const nextFor = (
  { calendar, policy }: ClockOfAuthority,
  { plannedEnd }: Pick<ReviewedPlacement, 'plannedEnd'>,
  from: DateOnly,
  last: ReviewedTime['last'],
): NextReview | null => nextReview(calendar, { from, last, plannedEnd, everyDays: policy.document.clocks.reviewDays });
