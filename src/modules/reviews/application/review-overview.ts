import { Injectable } from '@nestjs/common';
import {
  academicYear,
  academicYearDates,
  type Actor,
  addDays,
  type DateOnly,
  forbidden,
  ok,
  type Result,
} from '../../../kernel/index.js';
import { type Counted, type IdPage, UnitOfWork } from '../../../platform/index.js';
import { type Coverage, coverageOf, type Scale } from '../domain/measures.js';
import { MeasureStore } from '../persistence/measure.store.js';
import { type DueReview, type MissingPlan, OverviewStore } from '../persistence/overview.store.js';
import { reviewsPolicy } from '../reviews.policy.js';

/** How many of each kind a page shows; the true number stands beside it. */
const SHOWN = 50;
const WEEK_DAYS = 7;

export interface Overview {
  readonly today: DateOnly;
  readonly late: Counted<DueReview>;
  readonly thisWeek: Counted<DueReview>;
  /** All that are due after this week. */
  readonly ahead: Counted<DueReview>;
  readonly plans: readonly MissingPlan[];
  readonly coverage: readonly (Coverage & { readonly name: string })[];
  readonly since: DateOnly;
}

/** Reviews by what needs doing, plans that are missing, and how many pupils are measured: for schools, providers and the authority. */
@Injectable()
export class ReviewOverview {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: OverviewStore,
    private readonly measures: MeasureStore,
  ) {}

  view(actor: Actor, offset: number): Promise<Result<Overview>> {
    if (!reviewsPolicy.canRead(actor)) return Promise.resolve(forbidden('review.read'));
    return this.work.read(actor, async (tx) => {
      const { today } = tx;
      const soon = addDays(today, WEEK_DAYS - 1);
      const first = { offset: 0, limit: SHOWN };
      const since = academicYearDates(academicYear(today)).startsOn;
      const scales = new Map<string, Scale>((await this.measures.scales(tx, today)).map((one) => [one.code, one]));
      return ok({
        today,
        late: await this.store.page(tx, { from: null, to: addDays(today, -1) }, first),
        thisWeek: await this.store.page(tx, { from: today, to: soon }, first),
        ahead: await this.store.page(tx, { from: addDays(soon, 1), to: null }, { offset, limit: SHOWN }),
        plans: await this.store.missingPlans(tx, SHOWN),
        coverage: (await this.measures.coverage(tx, { on: today, since })).map((one) => ({
          ...coverageOf(one),
          name: scales.get(one.scale)?.name ?? one.scale,
        })),
        since,
      });
    });
  }

  /** For programs: reviews that are ahead, by id, after the last of the page before. */
  async page(actor: Actor, { after, limit }: IdPage): Promise<Result<Counted<DueReview>>> {
    if (!reviewsPolicy.canRead(actor)) return forbidden('review.read');
    return ok(await this.work.read(actor, (tx) => this.store.pageAfter(tx, after, limit)));
  }
}
