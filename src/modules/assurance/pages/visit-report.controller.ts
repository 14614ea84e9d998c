import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, forbidden, formatDate, notFound } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, type FormFrame, Page, submit, versionOf } from '../../../web/index.js';
import { AnswerVisits } from '../application/answer-visits.js';
import { ManageVisits } from '../application/manage-visits.js';
import { type VisitView, ViewVisits } from '../application/view-visits.js';
import { VISIT_AREAS, type VisitArea } from '../domain/visit.js';
import { finalForm, findingForm, replyForm, reportForm } from './visit-forms.js';
import { areaOf, slugOf } from './visit.view.js';

/** What a visit saw, its report, the provider's reply, and how it becomes final. */
@ApiExcludeController()
@Controller('visits/:visitId')
export class VisitReportController {
  constructor(
    private readonly view: ViewVisits,
    private readonly manage: ManageVisits,
    private readonly answer: AnswerVisits,
  ) {}

  @Get('findings/:area')
  @Page(FORM_PAGE)
  async findingForm(
    @CurrentActor() actor: Actor,
    @Param('visitId', IdPipe) visitId: string,
    @Param('area') slug: string,
  ): Promise<object> {
    const { frame, found } = await this.finding(actor, visitId, slug);
    return { ...frame, form: findingForm.start(found ?? {}) };
  }

  @Post('findings/:area')
  @Page(FORM_PAGE)
  async find(
    @CurrentActor() actor: Actor,
    @Param('visitId', IdPipe) visitId: string,
    @Param('area') slug: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { frame, area } = await this.finding(actor, visitId, slug);
    return submit(
      { form: findingForm, frame, body },
      // The page sends one more than it showed, because nought is no version.
      (values) => this.manage.find(actor, { id: visitId, area, seen: versionOf(body) - 1 }, values),
      () => ({ to: `/visits/${visitId}`, say: `${VISIT_AREAS[area]}: what was seen is kept` }),
    );
  }

  @Get('report')
  @Page(FORM_PAGE)
  async reportForm(@CurrentActor() actor: Actor, @Param('visitId', IdPipe) visitId: string): Promise<object> {
    return { ...reportFrame(await this.changing(actor, visitId)), form: reportForm.start() };
  }

  @Post('report')
  @Page(FORM_PAGE)
  async send(
    @CurrentActor() actor: Actor,
    @Param('visitId', IdPipe) visitId: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: reportForm, frame: reportFrame(await this.changing(actor, visitId)), body },
      (values) => this.manage.send(actor, visitId, values),
      () => ({ to: `/visits/${visitId}`, say: 'The draft report is sent to the provider' }),
    );
  }

  @Get('reply')
  @Page(FORM_PAGE)
  async replyForm(@CurrentActor() actor: Actor, @Param('visitId', IdPipe) visitId: string): Promise<object> {
    return { ...replyFrame(await this.answering(actor, visitId)), form: replyForm.start() };
  }

  @Post('reply')
  @Page(FORM_PAGE)
  async reply(
    @CurrentActor() actor: Actor,
    @Param('visitId', IdPipe) visitId: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: replyForm, frame: replyFrame(await this.answering(actor, visitId)), body },
      ({ reply }) => this.answer.reply(actor, visitId, reply),
      () => ({ to: `/visits/${visitId}`, say: 'Your reply is sent. The authority finishes the report next' }),
    );
  }

  @Get('final')
  @Page(FORM_PAGE)
  async finalForm(@CurrentActor() actor: Actor, @Param('visitId', IdPipe) visitId: string): Promise<object> {
    const view = await this.changing(actor, visitId);
    const { judgement, summary } = view.visit;
    const drafted = judgement === null || summary === null ? {} : { judgement, summary };
    return { ...finalFrame(view), form: finalForm.start(drafted) };
  }

  @Post('final')
  @Page(FORM_PAGE)
  async finalise(
    @CurrentActor() actor: Actor,
    @Param('visitId', IdPipe) visitId: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: finalForm, frame: finalFrame(await this.changing(actor, visitId)), body },
      (values) => this.manage.finalise(actor, visitId, { ...values, response: values.response ?? '' }),
      () => ({ to: `/visits/${visitId}`, say: 'The report is final' }),
    );
  }

  private async changing(actor: Actor, visitId: string): Promise<VisitView> {
    const view = unwrap(await this.view.one(actor, visitId));
    if (!view.mayChange) throw new ProblemException(forbidden('quality.manage').problem);
    return view;
  }

  private async answering(actor: Actor, visitId: string): Promise<VisitView> {
    const view = unwrap(await this.view.one(actor, visitId));
    if (!view.mayAnswer) throw new ProblemException(forbidden('quality.answer').problem);
    return view;
  }

  private async finding(actor: Actor, visitId: string, slug: string) {
    const view = await this.changing(actor, visitId);
    const area = areaOf(slug);
    if (area === undefined) throw new ProblemException(notFound('page').problem);
    const found = view.findings.find((one) => one.area === area);
    return { area, found, frame: findingFrame(view, area, found?.n ?? 0) };
  }
}

const captionOf = ({ visit }: VisitView): string => `${visit.reference}, ${visit.providerName}`;

const findingFrame = (view: VisitView, area: VisitArea, looks: number): FormFrame => ({
  title: VISIT_AREAS[area],
  caption: captionOf(view),
  action: `/visits/${view.visit.id}/findings/${slugOf(area)}`,
  button: 'Keep what was seen',
  backHref: `/visits/${view.visit.id}`,
  version: looks + 1,
});
const reportFrame = (view: VisitView): FormFrame => ({
  title: 'Send the draft report',
  caption: captionOf(view),
  intro:
    'The provider reads it with what was seen in each area and the actions, and may reply before it becomes final.',
  action: `/visits/${view.visit.id}/report`,
  button: 'Send the draft report',
  backHref: `/visits/${view.visit.id}`,
});
const replyFrame = (view: VisitView): FormFrame => ({
  title: 'Reply to the draft report',
  caption: captionOf(view),
  intro: `You reply once, by ${view.visit.replyBy === null ? 'the last day' : formatDate(view.visit.replyBy)}. The reply stays with the report.`,
  action: `/visits/${view.visit.id}/reply`,
  button: 'Send the reply',
  backHref: `/visits/${view.visit.id}`,
});
const finalFrame = (view: VisitView): FormFrame => ({
  title: 'Finish the report',
  caption: captionOf(view),
  intro: 'From then on it stands. Schools and matching see the judgement; the report is between the provider and you.',
  facts: [{ label: 'The provider’s reply', value: view.visit.reply ?? 'None' }],
  action: `/visits/${view.visit.id}/final`,
  button: 'Make the report final',
  backHref: `/visits/${view.visit.id}`,
});
