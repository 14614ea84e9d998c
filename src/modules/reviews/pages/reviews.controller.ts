import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  DETAIL_PAGE,
  FORM_PAGE,
  type FormFrame,
  offsetOf,
  Page,
  pageLinks,
  seeOther,
  submit,
} from '../../../web/index.js';
import { HoldReview } from '../application/hold-review.js';
import { ReviewOverview } from '../application/review-overview.js';
import { type ReviewView, ViewReviews } from '../application/view-reviews.js';
import { reviewsPolicy } from '../reviews.policy.js';
import { overviewFigures, overviewTables } from './overview.view.js';
import { arrangeForm, recordForm } from './review-forms.js';
import { reviewPage } from './review.view.js';
import { mustRecord } from './must-record.js';

const SIZE = 50;

/** Reviews across placements by what needs doing, and each of them: arranged, held, recorded. */
@ApiExcludeController()
@Controller()
@RequirePermission('placement.read')
export class ReviewsController {
  constructor(
    private readonly overview: ReviewOverview,
    private readonly view: ViewReviews,
    private readonly hold: HoldReview,
  ) {}

  @Get('reviews')
  @Page('modules/reviews/pages/overview.njk')
  async list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const offset = offsetOf(query['offset']);
    const found = unwrap(await this.overview.view(actor, offset));
    const pages = pageLinks((at) => `/reviews?offset=${at}`, { total: found.ahead.total, offset, size: SIZE });
    return {
      title: 'Plans and reviews',
      intro:
        'What is late comes first. Every placement has a plan before its first day, and a review in each half-term.',
      figures: overviewFigures(found),
      tables: overviewTables(found, pages),
    };
  }

  @Get('reviews/:id')
  @Page(DETAIL_PAGE)
  async one(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return reviewPage(unwrap(await this.view.one(actor, id)));
  }

  @Get('reviews/:id/arrangement')
  @Page(FORM_PAGE)
  async arrangement(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.toRecord(actor, id);
    const { arrangedOn, arrangedAtTime: time, arrangedWhere: where } = view.review;
    const filled = arrangedOn === null ? {} : { on: arrangedOn, time, where };
    return { ...arrangeFrame(view), form: arrangeForm.start(filled) };
  }

  @Post('reviews/:id/arrangement')
  @Page(FORM_PAGE)
  async arrange(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const frame = arrangeFrame(await this.toRecord(actor, id));
    return submit(
      { form: arrangeForm, frame, body },
      (given) => this.hold.arrange(actor, id, given),
      () => ({ to: `/reviews/${id}`, say: 'The review is arranged, and everybody who takes part here is told' }),
    );
  }

  @Get('reviews/:id/record')
  @Page(FORM_PAGE)
  async recording(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.toRecord(actor, id);
    const { form, groups } = recordForm(view);
    return { ...recordFrame(view), groups, form: form.start() };
  }

  @Post('reviews/:id/record')
  @Page(FORM_PAGE)
  async record(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = await this.toRecord(actor, id);
    const { form, groups, read } = recordForm(view);
    return submit(
      { form, frame: { ...recordFrame(view), groups }, body },
      (values) => this.hold.record(actor, id, read(values)),
      () => ({ to: `/reviews/${id}`, say: 'The review is recorded, and the next one is planned' }),
    );
  }

  @Post('review-steps/:id/done')
  @Page(DETAIL_PAGE)
  async done(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { reviewId } = unwrap(await this.hold.finishStep(actor, id));
    return seeOther(`/reviews/${reviewId}`, 'The step is done');
  }

  /** For those who may record it: whoever may only read is told so before their form is looked at. */
  private async toRecord(actor: Actor, id: string): Promise<ReviewView> {
    const view = unwrap(await this.view.one(actor, id));
    mustRecord(reviewsPolicy.canRecord(actor));
    return view;
  }
}

const arrangeFrame = ({ review, placement, inviteBy }: ReviewView): FormFrame => ({
  title: 'When and where is the review?',
  caption: `Review of ${placement.reference}`,
  intro:
    'The school, the provider and, where they are invited, people of the authority are told here. The school invites the family and everybody else.',
  action: `/reviews/${review.id}/arrangement`,
  button: 'Arrange the review',
  backHref: `/reviews/${review.id}`,
  facts: [
    { label: 'Held by', value: formatDate(review.dueOn) },
    ...(inviteBy === null ? [] : [{ label: 'On its last day, invitations go out by', value: formatDate(inviteBy) }]),
  ],
});

const recordFrame = ({ review, placement, attendance }: ReviewView): FormFrame => ({
  title: 'What did the review find?',
  caption: `Review of ${placement.reference}`,
  action: `/reviews/${review.id}/record`,
  button: 'Record the review',
  backHref: `/reviews/${review.id}`,
  facts:
    attendance === null
      ? []
      : [
          {
            label: `Attendance since ${formatDate(attendance.from)}`,
            value: `${attendance.attended} of ${attendance.possible} half days`,
          },
        ],
});
