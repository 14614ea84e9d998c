import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiExcludeController, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, formatDate } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { date, defineForm, FORM_PAGE, type FormFrame, Page, submit, versionOf } from '../../../web/index.js';
import { ExclusionStepsBody } from '../api/exclusion-steps.dto.js';
import { RecordExclusionSteps } from '../application/record-exclusion-steps.js';
import type { RecordedSteps } from '../persistence/exclusion-step.store.js';

const form = defineForm({
  noticeOn: date({ label: 'When were the parents given written notice?' }),
  boardDecidedOn: date({
    label: 'When did the governing board give notice of its decision?',
    hint: 'Leave empty until it has',
    optional: true,
  }),
  reviewAskedOn: date({
    label: 'When did the family ask for an independent review?',
    hint: 'If it did',
    optional: true,
  }),
  reviewMetOn: date({ label: 'When did the review panel meet?', hint: 'Leave empty until it has', optional: true }),
});

/** What happened after a permanent exclusion, and by when the next step is due. */
@ApiExcludeController()
@RequirePermission('referral.submit')
@Controller('referrals')
export class ExclusionStepsController {
  constructor(private readonly steps: RecordExclusionSteps) {}

  @Get(':referralId/exclusion-steps')
  @Page(FORM_PAGE)
  async ask(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    const view = unwrap(await this.steps.view(actor, id));
    return { ...frame(id, view), form: form.start(view.steps ?? {}) };
  }

  @Post(':referralId/exclusion-steps')
  @Page(FORM_PAGE)
  async record(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string, @Body() body: unknown) {
    const view = unwrap(await this.steps.view(actor, id));
    return submit(
      { form, frame: frame(id, view), body },
      (given) => this.steps.run(actor, id, given, versionOf(body)),
      () => ({ to: `/referrals/${id}/exclusion-steps`, say: 'The steps are recorded, and the next deadline is set' }),
    );
  }
}

function frame(id: string, { reference, steps }: { reference: string; steps: RecordedSteps | null }): FormFrame {
  return {
    title: 'Steps after the permanent exclusion',
    caption: reference,
    intro: dueWords(steps),
    action: `/referrals/${id}/exclusion-steps`,
    button: 'Record the steps',
    backHref: `/referrals/${id}`,
    version: steps?.version ?? 0,
  };
}

function dueWords(steps: RecordedSteps | null): string {
  if (steps === null)
    return 'Once the day of the notice is recorded, the day by which the governing board meets is set.';
  const { boardDueOn, reviewAskBy, reviewDueOn, reviewMetOn } = steps;
  if (reviewMetOn !== null) return 'The review panel has met. No step is due.';
  if (reviewDueOn !== null)
    return `The review panel meets by ${formatDate(reviewDueOn)}, 15 school days after it was asked for.`;
  if (reviewAskBy !== null)
    return `The family may ask for a review until ${formatDate(reviewAskBy)}, 15 school days after the board’s notice.`;
  return `The governing board meets by ${formatDate(boardDueOn)}, 15 school days after the notice on the school’s calendar.`;
}

/** The same for the systems of schools. */
@ApiTags('Referrals')
@ApiBearerAuth()
@RequirePermission('referral.submit')
@Controller('api/v1/referrals')
export class ExclusionStepsApi {
  constructor(private readonly steps: RecordExclusionSteps) {}

  @Get(':referralId/exclusion-steps')
  @ApiOperation({ operationId: 'readExclusionSteps', summary: 'Steps after a permanent exclusion, and what is due' })
  async read(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    return unwrap(await this.steps.view(actor, id));
  }

  @Post(':referralId/exclusion-steps')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'recordExclusionSteps', summary: 'Record which steps were taken when' })
  async record(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) id: string,
    @Body() body: ExclusionStepsBody,
  ): Promise<object> {
    return unwrap(await this.steps.run(actor, id, body.toSteps(), body.version ?? 0));
  }
}
