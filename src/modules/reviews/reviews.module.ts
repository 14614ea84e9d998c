import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { AttendanceModule } from '../attendance/index.js';
import { DeadlineSources, DeadlinesModule } from '../deadlines/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PlacementFollowers, PlacementsModule } from '../placements/index.js';
import { PoliciesModule } from '../policies/index.js';
import { ReferralsModule } from '../referrals/index.js';
import { ReviewsApi } from './api/reviews.controller.js';
import { REVIEW_DEADLINES } from './application/review-deadlines.js';
import { FollowPlacement } from './application/follow-placement.js';
import { HoldReview } from './application/hold-review.js';
import { PlacementFile } from './application/placement-file.js';
import { RecordMeasure } from './application/record-measure.js';
import { RequestReview } from './application/request-review.js';
import { ReviewClock } from './application/review-clock.js';
import { ReviewOverview } from './application/review-overview.js';
import { ReviewTasks } from './application/review-tasks.js';
import { ViewReviews } from './application/view-reviews.js';
import { WatchReviews } from './application/watch-reviews.js';
import { WritePlan } from './application/write-plan.js';
import { ReviewsDay } from './jobs/reviews-day.js';
import { WatchReviewsJob } from './jobs/watch-reviews.job.js';
import { PlacementFileController } from './pages/placement-file.controller.js';
import { ReviewsController } from './pages/reviews.controller.js';
import { MeasureStore } from './persistence/measure.store.js';
import { OverviewStore } from './persistence/overview.store.js';
import { PlanStore } from './persistence/plan.store.js';
import { RequestStore } from './persistence/request.store.js';
import { ReviewStore } from './persistence/review.store.js';
import { ReviewedPlacementStore } from './persistence/reviewed-placement.store.js';
import './words.js';
import './kept-records.js';

const useCases = [WritePlan, HoldReview, RequestReview, RecordMeasure, ViewReviews, ReviewOverview];

@Module({
  imports: [DeadlinesModule, OrganisationsModule, PoliciesModule, ReferralsModule, PlacementsModule, AttendanceModule],
  controllers: [ReviewsApi, ReviewsController, PlacementFileController],
  providers: [
    ...useCases,
    PlacementFile,
    ReviewClock,
    FollowPlacement,
    WatchReviews,
    WatchReviewsJob,
    ReviewsDay,
    ReviewTasks,
    PlanStore,
    ReviewStore,
    RequestStore,
    MeasureStore,
    OverviewStore,
    ReviewedPlacementStore,
  ],
  exports: useCases,
})
export class ReviewsModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly tasks: ReviewTasks,
    private readonly followers: PlacementFollowers,
    private readonly follow: FollowPlacement,
    private readonly deadlines: DeadlineSources,
  ) {}

  onModuleInit(): void {
    this.deadlines.add(REVIEW_DEADLINES);
    this.web.addNavigation({
      text: 'Plans and reviews',
      href: '/reviews',
      order: 56,
      needs: 'placement.read',
      anyOf: ['case.party', 'referral.read', 'needs.authority'],
    });
    this.web.addTaskSource(this.tasks);
    this.web.addLinkSource(this.tasks, 'placement');
    this.followers.add(this.follow);
  }
}
