export { HoldReview } from './application/hold-review.js';
export { RecordMeasure } from './application/record-measure.js';
export { RequestReview } from './application/request-review.js';
export { ViewReviews } from './application/view-reviews.js';
export { WritePlan } from './application/write-plan.js';
export { ReviewsModule } from './reviews.module.js';
