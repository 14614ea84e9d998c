import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  DETAIL_PAGE,
  FORM_PAGE,
  type FormFrame,
  Page,
  problemWords,
  seeOther,
  submit,
  versionOf,
  withStatus,
} from '../../../web/index.js';
import { RecordMeasure } from '../application/record-measure.js';
import { RequestReview } from '../application/request-review.js';
import { ViewReviews } from '../application/view-reviews.js';
import { type PlanView, WritePlan } from '../application/write-plan.js';
import { measuresPage } from './measures.view.js';
import { mustRecord } from './must-record.js';
import { contactGroups, contactsForm, planForm, readContacts, startContacts } from './plan-forms.js';
import { contactsPage, planPage } from './plan.view.js';
import { measureForm, requestForm } from './review-forms.js';
import { reviewsPage } from './review.view.js';

/** What is kept of a placement beside its place and money: plan, contacts, reviews, measures. */
@ApiExcludeController()
@Controller('placements/:id')
@RequirePermission('placement.read')
export class PlacementFileController {
  constructor(
    private readonly plans: WritePlan,
    private readonly reviews: ViewReviews,
    private readonly requests: RequestReview,
    private readonly measures: RecordMeasure,
  ) {}

  @Get('plan')
  @Page(DETAIL_PAGE)
  async plan(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return planPage(unwrap(await this.plans.view(actor, id)));
  }

  @Get('plan/new')
  @Page(FORM_PAGE)
  async planForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.toWrite(actor, id);
    const { groups, start } = planForm(view.objectives.length);
    const form = start(view.versions[0], view.objectives, { end: view.placement.plannedEnd });
    return { ...planFrame(view), version: view.versions[0]?.version ?? 0, groups, form };
  }

  @Post('plan/new')
  @Page(FORM_PAGE)
  async writePlan(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = await this.toWrite(actor, id);
    const { form, groups, read } = planForm(view.objectives.length);
    const seen = versionOf(body);
    return submit(
      { form, frame: { ...planFrame(view), version: seen, groups }, body },
      (values) => this.plans.write(actor, id, read(values), seen),
      () => ({ to: `/placements/${id}/plan`, say: 'The plan is written, and the others are asked to agree' }),
    );
  }

  @Post('plan/agreement')
  @Page(DETAIL_PAGE)
  async agree(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const agreed = await this.plans.agree(actor, id, versionOf(body));
    if (agreed.ok)
      return seeOther(`/placements/${id}/plan`, agreed.value.agreed ? 'The plan is agreed' : 'You have agreed');
    const { problem } = agreed;
    if (problem.kind === 'not-found' || problem.kind === 'forbidden') throw new ProblemException(problem);
    return withStatus(422, { ...planPage(unwrap(await this.plans.view(actor, id))), warning: problemWords(problem) });
  }

  @Get('contacts')
  @Page(DETAIL_PAGE)
  async contacts(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return contactsPage(unwrap(await this.plans.contacts(actor, id)));
  }

  @Get('contacts/edit')
  @Page(FORM_PAGE)
  async contactsForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = unwrap(await this.plans.contacts(actor, id));
    mustRecord(view.mayChange);
    return { ...contactsFrame(id), groups: contactGroups, form: startContacts(view.contacts) };
  }

  @Post('contacts/edit')
  @Page(FORM_PAGE)
  async keepContacts(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    mustRecord(unwrap(await this.plans.contacts(actor, id)).mayChange);
    return submit(
      { form: contactsForm, frame: { ...contactsFrame(id), groups: contactGroups }, body },
      (values) => this.plans.replaceContacts(actor, id, readContacts(values)),
      () => ({ to: `/placements/${id}/contacts`, say: 'The contacts are kept' }),
    );
  }

  @Get('reviews')
  @Page(DETAIL_PAGE)
  async list(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return reviewsPage(unwrap(await this.reviews.ofPlacement(actor, id)));
  }

  @Get('review-request')
  @Page(FORM_PAGE)
  async requestForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return { ...(await this.requestFrame(actor, id)), form: requestForm.start() };
  }

  @Post('review-request')
  @Page(FORM_PAGE)
  async takeRequest(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const frame = await this.requestFrame(actor, id);
    return submit(
      { form: requestForm, frame, body },
      (given) => this.requests.take(actor, id, given),
      ({ owed, dueOn, owedFrom }) => ({
        to: `/placements/${id}/reviews`,
        say:
          owed && dueOn !== null
            ? `The review is owed, and is held by ${formatDate(dueOn)}`
            : `No review is owed: there was one too short a time before. A request from ${formatDate(owedFrom)} on must be met`,
      }),
    );
  }

  @Get('measures')
  @Page(DETAIL_PAGE)
  async measured(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return measuresPage(unwrap(await this.measures.view(actor, id)));
  }

  @Get('measures/new')
  @Page(FORM_PAGE)
  async measureForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { frame, form } = await this.measuring(actor, id);
    return { ...frame, form: form.start({ corrects: 'NO' }) };
  }

  @Post('measures/new')
  @Page(FORM_PAGE)
  async measure(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    return submit(
      { ...(await this.measuring(actor, id)), body },
      (given) => this.measures.record(actor, id, given),
      () => ({ to: `/placements/${id}/measures`, say: 'The measure is kept' }),
    );
  }

  @Post('measures/baseline')
  @Page(DETAIL_PAGE)
  async takeOver(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { taken } = unwrap(await this.measures.takeOver(actor, id));
    return seeOther(
      `/placements/${id}/measures`,
      taken === 0 ? 'Nothing was left to take over' : 'The baseline is kept',
    );
  }

  private async toWrite(actor: Actor, id: string): Promise<PlanView> {
    const view = unwrap(await this.plans.view(actor, id));
    mustRecord(view.mayWrite);
    return view;
  }

  private async measuring(actor: Actor, id: string) {
    const view = unwrap(await this.measures.view(actor, id));
    mustRecord(view.mayRecord);
    const frame: FormFrame = {
      title: 'What was measured?',
      caption: `Measures in ${view.placement.reference}`,
      intro: 'A baseline is taken once for each scale, as the placement begins.',
      action: `/placements/${id}/measures/new`,
      button: 'Keep the measure',
      backHref: `/placements/${id}/measures`,
    };
    return { frame, form: measureForm(view.scales) };
  }

  private async requestFrame(actor: Actor, id: string): Promise<FormFrame> {
    const { placement, lastHeldOn } = unwrap(await this.requests.form(actor, id));
    return {
      title: 'Write down a request for a review',
      caption: `Reviews of ${placement.reference}`,
      intro:
        'A written request for a review of an off-site direction must be met, unless there was a review in the weeks before it that the policy names: ten at most. The answer is worked out from the record.',
      action: `/placements/${id}/review-request`,
      button: 'Write it down',
      backHref: `/placements/${id}/reviews`,
      facts: [{ label: 'Last review', value: lastHeldOn === null ? 'None yet' : formatDate(lastHeldOn) }],
    };
  }
}

const planFrame = ({ placement }: PlanView): FormFrame => ({
  title: 'What is the placement to reach?',
  caption: `Plan of ${placement.reference}`,
  intro: 'Whoever writes it agrees to it; the others are asked. What was agreed before is kept. Do not name the pupil.',
  action: `/placements/${placement.id}/plan/new`,
  button: 'Write the plan',
  backHref: `/placements/${placement.id}/plan`,
  facts: [{ label: 'Placement', value: `${formatDate(placement.startsOn)} to ${formatDate(placement.plannedEnd)}` }],
});

const contactsFrame = (id: string): FormFrame => ({
  title: 'Whom to ring in an emergency',
  intro: 'In the order in which to ring. What was kept before is replaced.',
  action: `/placements/${id}/contacts/edit`,
  button: 'Keep these contacts',
  backHref: `/placements/${id}/contacts`,
});
