import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, forbidden } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, unwrap } from '../../../platform/index.js';
import { DETAIL_PAGE, FORM_PAGE, type FormFrame, Page, submit } from '../../../web/index.js';
import { AnswerVisits } from '../application/answer-visits.js';
import { FollowActions } from '../application/follow-actions.js';
import { type ActionView, ViewVisits } from '../application/view-visits.js';
import { actionForm, actionReportForm, closeForm, moreForm } from './visit-forms.js';
import { actionModel } from './visit.view.js';

/** Actions after visits: agreed, reported on by the provider, closed by the authority. */
@ApiExcludeController()
@Controller()
export class VisitActionsController {
  constructor(
    private readonly view: ViewVisits,
    private readonly follow: FollowActions,
    private readonly answer: AnswerVisits,
  ) {}

  @Get('visits/:visitId/actions/new')
  @Page(FORM_PAGE)
  async newForm(@CurrentActor() actor: Actor, @Param('visitId', IdPipe) visitId: string): Promise<object> {
    return { ...(await this.agreeing(actor, visitId)), form: actionForm.start() };
  }

  @Post('visits/:visitId/actions/new')
  @Page(FORM_PAGE)
  async agree(
    @CurrentActor() actor: Actor,
    @Param('visitId', IdPipe) visitId: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: actionForm, frame: await this.agreeing(actor, visitId), body },
      (values) => this.follow.agree(actor, visitId, values),
      () => ({ to: `/visits/${visitId}`, say: 'The action is agreed' }),
    );
  }

  @Get('visit-actions/:actionId')
  @Page(DETAIL_PAGE)
  async detail(@CurrentActor() actor: Actor, @Param('actionId', IdPipe) actionId: string): Promise<object> {
    return actionModel(unwrap(await this.view.action(actor, actionId)));
  }

  @Get('visit-actions/:actionId/report')
  @Page(FORM_PAGE)
  async reportForm(@CurrentActor() actor: Actor, @Param('actionId', IdPipe) actionId: string): Promise<object> {
    const view = await this.reporting(actor, actionId);
    return { ...REPORT(view), form: actionReportForm(view.documents).start() };
  }

  @Post('visit-actions/:actionId/report')
  @Page(FORM_PAGE)
  async report(
    @CurrentActor() actor: Actor,
    @Param('actionId', IdPipe) actionId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = await this.reporting(actor, actionId);
    return submit(
      { form: actionReportForm(view.documents), frame: REPORT(view), body },
      (values) => this.answer.report(actor, actionId, values),
      () => ({ to: `/visit-actions/${actionId}`, say: 'Your report is sent. The authority looks at it' }),
    );
  }

  @Get('visit-actions/:actionId/closing')
  @Page(FORM_PAGE)
  async closeForm(@CurrentActor() actor: Actor, @Param('actionId', IdPipe) actionId: string): Promise<object> {
    return { ...CLOSE(await this.changing(actor, actionId)), form: closeForm.start() };
  }

  @Post('visit-actions/:actionId/closing')
  @Page(FORM_PAGE)
  async close(
    @CurrentActor() actor: Actor,
    @Param('actionId', IdPipe) actionId: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: closeForm, frame: CLOSE(await this.changing(actor, actionId)), body },
      ({ note }) => this.follow.close(actor, actionId, note),
      () => ({ to: `/visit-actions/${actionId}`, say: 'The action is closed' }),
    );
  }

  @Get('visit-actions/:actionId/more')
  @Page(FORM_PAGE)
  async moreForm(@CurrentActor() actor: Actor, @Param('actionId', IdPipe) actionId: string): Promise<object> {
    return { ...MORE(await this.changing(actor, actionId)), form: moreForm.start() };
  }

  @Post('visit-actions/:actionId/more')
  @Page(FORM_PAGE)
  async more(
    @CurrentActor() actor: Actor,
    @Param('actionId', IdPipe) actionId: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: moreForm, frame: MORE(await this.changing(actor, actionId)), body },
      ({ why }) => this.follow.askForMore(actor, actionId, why),
      () => ({ to: `/visit-actions/${actionId}`, say: 'The provider is asked for more' }),
    );
  }

  private async agreeing(actor: Actor, visitId: string): Promise<FormFrame> {
    const { visit, mayChange } = unwrap(await this.view.one(actor, visitId));
    if (!mayChange) throw new ProblemException(forbidden('quality.manage').problem);
    return {
      title: 'Agree an action',
      caption: `${visit.reference}, ${visit.providerName}`,
      action: `/visits/${visitId}/actions/new`,
      button: 'Keep the action',
      backHref: `/visits/${visitId}`,
    };
  }

  private async reporting(actor: Actor, actionId: string): Promise<ActionView> {
    const view = unwrap(await this.view.action(actor, actionId));
    if (!view.mayReport) throw new ProblemException(forbidden('quality.answer').problem);
    return view;
  }

  private async changing(actor: Actor, actionId: string): Promise<ActionView> {
    const view = unwrap(await this.view.action(actor, actionId));
    if (!view.mayChange) throw new ProblemException(forbidden('quality.manage').problem);
    return view;
  }
}

const frameOf =
  (title: string, part: string, button: string) =>
  ({ action }: ActionView): FormFrame => ({
    title,
    caption: `${action.visitReference}, ${action.providerName}`,
    facts: [{ label: 'What has to be done', value: action.what }],
    action: `/visit-actions/${action.id}/${part}`,
    button,
    backHref: `/visit-actions/${action.id}`,
  });
const REPORT = frameOf('Report what was done', 'report', 'Send the report');
const CLOSE = frameOf('Close the action', 'closing', 'Close the action');
const MORE = frameOf('Ask for more', 'more', 'Ask for more');
