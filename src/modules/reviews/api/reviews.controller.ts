import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, type DateOnly, parseDate } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  Idempotent,
  idPageOf,
  IdPipe,
  RequirePermission,
  unwrap,
} from '../../../platform/index.js';
import { type Held, HoldReview } from '../application/hold-review.js';
import { RecordMeasure } from '../application/record-measure.js';
import { type RequestAnswered, RequestReview } from '../application/request-review.js';
import { ReviewOverview } from '../application/review-overview.js';
import { ViewReviews } from '../application/view-reviews.js';
import { WritePlan } from '../application/write-plan.js';
import type { DueReview } from '../persistence/overview.store.js';
import {
  ArrangementBody,
  ContactsBody,
  HeldReviewBody,
  MeasureBody,
  PlanAgreementBody,
  PlanBody,
  ReviewRequestBody,
} from './reviews.dto.js';

const day = (text: string, field: string): DateOnly => unwrap(parseDate(text, field));
const dayOrNone = (text: string | null | undefined, field: string): DateOnly | null =>
  text === undefined || text === null ? null : day(text, field);

/** Plans, reviews and measures of placements, for the systems of schools and providers. */
@ApiTags('reviews')
@ApiBearerAuth()
@Controller('api/v1')
export class ReviewsApi {
  constructor(
    private readonly plans: WritePlan,
    private readonly hold: HoldReview,
    private readonly requests: RequestReview,
    private readonly measures: RecordMeasure,
    private readonly views: ViewReviews,
    private readonly overview: ReviewOverview,
  ) {}

  @Get('placements/:id/plan')
  @RequirePermission('placement.read')
  @ApiOperation({ operationId: 'readPlan', summary: 'The plan of a placement, its versions and who has agreed' })
  async plan(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { versions, objectives, agreements, awaited } = unwrap(await this.plans.view(actor, id));
    return { placementId: id, plan: versions[0] ?? null, objectives, agreements, awaited, versions };
  }

  @Post('placements/:id/plan')
  @Idempotent()
  @RequirePermission('review.record')
  @ApiOperation({ operationId: 'writePlan', summary: 'Write a version of the plan; whoever writes it agrees to it' })
  async writePlan(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { follows, objectives, targetOn, expectedEnd, ...words }: PlanBody,
  ): Promise<{ version: number }> {
    const given = {
      ...words,
      objectives: objectives.map(({ dueOn, ...one }, index) => ({
        ...one,
        dueOn: day(dueOn, `objectives.${index}.dueOn`),
      })),
      targetOn: dayOrNone(targetOn, 'targetOn'),
      expectedEnd: day(expectedEnd, 'expectedEnd'),
    };
    return unwrap(await this.plans.write(actor, id, given, follows));
  }

  @Post('placements/:id/plan/agreement')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('review.record')
  @ApiOperation({ operationId: 'agreePlan', summary: 'Agree to a version of the plan for one’s own organisation' })
  async agreePlan(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { version }: PlanAgreementBody,
  ): Promise<{ version: number; agreed: boolean }> {
    return unwrap(await this.plans.agree(actor, id, version));
  }

  @Get('placements/:id/contacts')
  @RequirePermission('placement.read')
  @ApiOperation({ operationId: 'readContacts', summary: 'Whom to ring in an emergency; each reading is recorded' })
  async contacts(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { contacts } = unwrap(await this.plans.contacts(actor, id));
    return { placementId: id, contacts };
  }

  @Post('placements/:id/contacts')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('review.record')
  @ApiOperation({ operationId: 'keepContacts', summary: 'Replace whom to ring in an emergency' })
  async keepContacts(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { contacts }: ContactsBody,
  ): Promise<{ kept: number }> {
    const given = contacts.map(({ note = null, ...one }) => ({ ...one, note }));
    return unwrap(await this.plans.replaceContacts(actor, id, given));
  }

  @Get('reviews')
  @RequirePermission('placement.read')
  @ApiOperation({ operationId: 'listReviews', summary: 'Reviews that are ahead, by id' })
  list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<DueReview>> {
    return idPageOf(query, async (at) => unwrap(await this.overview.page(actor, at)));
  }

  @Get('reviews/:id')
  @RequirePermission('placement.read')
  @ApiOperation({ operationId: 'readReview', summary: 'One review: ahead, or what it found' })
  async review(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { review, invited, objectives, progress, steps, attendance, next } = unwrap(await this.views.one(actor, id));
    return { ...review, invited, objectives, progress, steps, attendanceSince: attendance, nextIfHeldToday: next };
  }

  @Post('reviews/:id/arrangement')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('review.record')
  @ApiOperation({ operationId: 'arrangeReview', summary: 'Say when and where a review is' })
  async arrange(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { on, time = null, where = null }: ArrangementBody,
  ): Promise<{ reviewId: string }> {
    unwrap(await this.hold.arrange(actor, id, { on: day(on, 'on'), time, where }));
    return { reviewId: id };
  }

  @Post('reviews/:id/record')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('review.record')
  @ApiOperation({ operationId: 'recordReview', summary: 'Record what a review found; the next one is planned' })
  async record(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { progress, steps, ...body }: HeldReviewBody,
  ): Promise<Held> {
    const given = {
      ...body,
      heldOn: day(body.heldOn, 'heldOn'),
      absentBecause: body.absentBecause ?? null,
      progress: progress.map(({ note = null, ...one }) => ({ ...one, note })),
      pupilView: body.pupilView ?? null,
      parentView: body.parentView ?? null,
      nextDueOn: dayOrNone(body.nextDueOn, 'nextDueOn'),
      steps: steps.map(({ ownerName = null, dueOn, ...one }, index) => ({
        ...one,
        ownerName,
        dueOn: day(dueOn, `steps.${index}.dueOn`),
      })),
    };
    return unwrap(await this.hold.record(actor, id, given));
  }

  @Post('review-steps/:id/done')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('review.record')
  @ApiOperation({ operationId: 'finishReviewStep', summary: 'Say that a next step of a review is done' })
  async done(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ reviewId: string }> {
    return unwrap(await this.hold.finishStep(actor, id));
  }

  @Get('placements/:id/reviews')
  @RequirePermission('placement.read')
  @ApiOperation({ operationId: 'readReviewsOfPlacement', summary: 'Reviews of a placement, and requests for them' })
  async ofPlacement(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { reviews, requests } = unwrap(await this.views.ofPlacement(actor, id));
    return { placementId: id, reviews, requests };
  }

  @Post('placements/:id/review-requests')
  @Idempotent()
  @RequirePermission('review.record')
  @ApiOperation({
    operationId: 'requestReview',
    summary: 'Write down a written request for a review of an off-site direction, and have it answered',
  })
  async request(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { askedBy, askedOn }: ReviewRequestBody,
  ): Promise<RequestAnswered> {
    return unwrap(await this.requests.take(actor, id, { askedBy, askedOn: day(askedOn, 'askedOn') }));
  }

  @Get('placements/:id/measures')
  @RequirePermission('placement.read')
  @ApiOperation({
    operationId: 'readMeasures',
    summary: 'What a pupil measured, from baseline to latest, with the scales',
  })
  async measured(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { scales, changes, measures } = unwrap(await this.measures.view(actor, id));
    const compared = changes.map(({ scale, ...rest }) => ({ scale: scale.code, ...rest }));
    return { placementId: id, scales, changes: compared, measures };
  }

  @Post('placements/:id/measures/baseline')
  @Idempotent()
  @RequirePermission('review.record')
  @ApiOperation({ operationId: 'takeOverBaseline', summary: 'Take the scores of the request over as the baseline' })
  async takeOver(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ taken: number }> {
    return unwrap(await this.measures.takeOver(actor, id));
  }

  @Post('placements/:id/measures')
  @Idempotent()
  @RequirePermission('review.record')
  @ApiOperation({ operationId: 'recordMeasure', summary: 'Record what a pupil measured on a scale on a day' })
  async measure(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { corrects = 'NO', ...body }: MeasureBody,
  ): Promise<{ revision: number }> {
    const given = { ...body, corrects, measuredOn: day(body.measuredOn, 'measuredOn') };
    return unwrap(await this.measures.record(actor, id, given));
  }
}
