import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type Clock, type DateOnly, forbidden, londonDate } from '../../../kernel/index.js';
import { CLOCK, CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { DETAIL_PAGE, FORM_PAGE, type FormFrame, LIST_PAGE, Page, seeOther, submit } from '../../../web/index.js';
import { AnswerRequest } from '../application/answer-request.js';
import { AskSupport } from '../application/ask-support.js';
import { BeginReferral } from '../application/begin-referral.js';
import { type RequestView, ViewRequests } from '../application/view-requests.js';
import { supportPolicy } from '../support.policy.js';
import { answerForm, askForm, dueWords, nextMonday, passOnForm, toRequest } from './request-forms.js';
import { deskTables, requestPage } from './request.view.js';

/** Support as schools ask for it and the authority and its teams answer. */
@ApiExcludeController()
@Controller('support')
@RequirePermission('organisation.read')
export class RequestsController {
  constructor(
    private readonly ask: AskSupport,
    private readonly answers: AnswerRequest,
    private readonly begin: BeginReferral,
    private readonly view: ViewRequests,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page(LIST_PAGE)
  async desk(@CurrentActor() actor: Actor): Promise<object> {
    const desk = unwrap(await this.view.desk(actor));
    return {
      title: 'Support short of a place',
      intro: desk.asks
        ? 'Ask for advice, outreach, a mentor or a specialist before you refer, or without referring. It goes to no panel.'
        : 'What schools ask for before they refer. What needs an answer comes first.',
      start: desk.asks ? { text: 'Ask for support', href: '/support/requests/new' } : null,
      links: [
        { text: 'Teams of specialists, and what is free', href: '/support/teams' },
        ...(supportPolicy.canKeepWorries(actor)
          ? [{ text: 'Your own list of pupils you worry about', href: '/worries' }]
          : []),
      ],
      tables: deskTables(desk, this.today()),
    };
  }

  @Get('requests/new')
  @Page(FORM_PAGE)
  async blank(@CurrentActor() actor: Actor): Promise<object> {
    mayAsk(actor);
    return { ...ASK, form: askForm(await this.view.teamsToName(actor)).start() };
  }

  @Post('requests/new')
  @Page(FORM_PAGE)
  async send(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    mayAsk(actor);
    return submit(
      { form: askForm(await this.view.teamsToName(actor)), frame: ASK, body },
      (given) => this.ask.run(actor, toRequest(given)),
      ({ requestId, reference }) => ({ to: `/support/requests/${requestId}`, say: `Your request is ${reference}` }),
    );
  }

  @Get('requests/:id')
  @Page(DETAIL_PAGE)
  async one(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return requestPage(unwrap(await this.view.one(actor, id)), this.today());
  }

  @Get('requests/:id/answer')
  @Page(FORM_PAGE)
  async answerBlank(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.toAnswer(actor, id);
    const teamId = view.teams.some((team) => team.id === view.request.teamId) ? view.request.teamId : null;
    const form = answerForm(view.teams).start({ teamId, startsOn: nextMonday(this.today()) });
    return { ...answerFrame(view, this.today()), form };
  }

  @Post('requests/:id/answer')
  @Page(FORM_PAGE)
  async answer(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = await this.toAnswer(actor, id);
    return submit(
      { form: answerForm(view.teams), frame: answerFrame(view, this.today()), body },
      (given) => this.answers.run(actor, id, given),
      () => ({ to: `/support/requests/${id}`, say: 'It is answered, and the school is told' }),
    );
  }

  @Get('requests/:id/pass-on')
  @Page(FORM_PAGE)
  async passOnBlank(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.toAnswer(actor, id);
    return { ...passOnFrame(view), form: passOnForm(view.teams).start() };
  }

  @Post('requests/:id/pass-on')
  @Page(FORM_PAGE)
  async passOn(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = await this.toAnswer(actor, id);
    return submit(
      { form: passOnForm(view.teams), frame: passOnFrame(view), body },
      ({ teamId }) => this.answers.passOn(actor, id, teamId),
      () => ({ to: `/support/requests/${id}`, say: 'It is passed on, and who leads the team may answer' }),
    );
  }

  @Post('requests/:id/withdraw')
  @Page(DETAIL_PAGE)
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    unwrap(await this.ask.withdraw(actor, id));
    return seeOther(`/support/requests/${id}`, 'The request is taken back');
  }

  @Post('requests/:id/referral')
  @Page(DETAIL_PAGE)
  async referral(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { referralId } = unwrap(await this.begin.run(actor, id));
    return seeOther(`/referrals/${referralId}`, 'A draft holds what you said. Nobody sees it until you send it');
  }

  private today(): DateOnly {
    return londonDate(this.clock.now());
  }

  private async toAnswer(actor: Actor, id: string): Promise<RequestView> {
    const view = unwrap(await this.view.one(actor, id));
    if (!view.answers) throw new ProblemException(forbidden('support.answer').problem);
    return view;
  }
}

function mayAsk(actor: Actor): void {
  if (!supportPolicy.canAsk(actor)) throw new ProblemException(forbidden('support.ask').problem);
}

export const ASK: FormFrame = {
  title: 'Ask for support',
  intro:
    'Before you refer, or without referring. The coordinator or the team answers you within the days of the policy. Tell the family what you ask for, and why.',
  action: '/support/requests/new',
  button: 'Ask for support',
  backHref: '/support',
  groups: [
    { title: 'What you ask for', fields: ['sort', 'kind', 'teamId'] },
    {
      title: 'Whom it is about',
      hint: 'Names are seen by your school, the team that is asked and the coordinator.',
      fields: ['about', 'forename', 'surname', 'yearGroup', 'upn', 'who'],
    },
    { title: 'In your words', fields: ['seen', 'tried'] },
  ],
};

const answerFrame = ({ request }: RequestView, today: DateOnly): FormFrame => ({
  title: `Answer ${request.reference}`,
  caption: request.school,
  intro: `${dueWords(request.dueOn, today)}. It is answered once, and stands.`,
  facts: [
    { label: 'What is seen', value: request.seen },
    { label: 'What was tried', value: request.tried },
  ],
  action: `/support/requests/${request.id}/answer`,
  button: 'Send the answer',
  backHref: `/support/requests/${request.id}`,
});

const passOnFrame = ({ request }: RequestView): FormFrame => ({
  title: `Pass ${request.reference} on to a team`,
  caption: request.school,
  action: `/support/requests/${request.id}/pass-on`,
  button: 'Pass it on',
  backHref: `/support/requests/${request.id}`,
});
