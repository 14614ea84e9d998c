import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type Clock, type DateOnly, forbidden, londonDate, notFound } from '../../../kernel/index.js';
import { CLOCK, CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { DETAIL_PAGE, FORM_PAGE, type FormFrame, Page, submit } from '../../../web/index.js';
import { RunCycle } from '../application/run-cycle.js';
import { type CycleView, ViewCycle } from '../application/view-cycle.js';
import { RESPONDENTS, type Respondent } from '../domain/views.js';
import { contactForm, decisionForm, viewsForm } from './cycle-forms.js';
import { cyclePage } from './cycle.view.js';
import { nextMonday } from './request-forms.js';

/** One round of support: what was done, what teacher, parent and pupil say, and what follows. */
@ApiExcludeController()
@Controller('support/cycles/:id')
@RequirePermission('organisation.read')
export class CyclesController {
  constructor(
    private readonly run: RunCycle,
    private readonly view: ViewCycle,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page(DETAIL_PAGE)
  async one(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return cyclePage(unwrap(await this.view.one(actor, id)), this.today());
  }

  @Get('contacts')
  @Page(FORM_PAGE)
  async contactBlank(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return { ...contactFrame(await this.may(actor, id, 'logs')), form: contactForm.start({ heldOn: this.today() }) };
  }

  @Post('contacts')
  @Page(FORM_PAGE)
  async contact(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const frame = contactFrame(await this.may(actor, id, 'logs'));
    return submit(
      { form: contactForm, frame, body },
      (given) => this.run.log(actor, id, given),
      () => ({ to: pathOf(id), say: 'It is logged' }),
    );
  }

  @Get('forms/:respondent')
  @Page(FORM_PAGE)
  async formBlank(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('respondent') who: string,
  ): Promise<object> {
    const view = await this.may(actor, id, 'writesForms');
    const respondent = respondentOf(who);
    return { ...formFrame(view, respondent), form: viewsForm(respondent).form.start() };
  }

  @Post('forms/:respondent')
  @Page(FORM_PAGE)
  async keepForm(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('respondent') who: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = await this.may(actor, id, 'writesForms');
    const respondent = respondentOf(who);
    const { form, scoresOf } = viewsForm(respondent);
    return submit(
      { form, frame: formFrame(view, respondent), body },
      (given) => this.run.keepForm(actor, id, { ...given, respondent, scores: scoresOf(given) }),
      () => ({ to: pathOf(id), say: 'What was said is kept, with the questions as they were put' }),
    );
  }

  @Get('decision')
  @Page(FORM_PAGE)
  async decisionBlank(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const frame = decisionFrame(await this.may(actor, id, 'decides'));
    return { ...frame, form: decisionForm.start({ startsOn: nextMonday(this.today()) }) };
  }

  @Post('decision')
  @Page(FORM_PAGE)
  async decide(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = await this.may(actor, id, 'decides');
    return submit(
      { form: decisionForm, frame: decisionFrame(view), body },
      (given) => this.run.decide(actor, id, given),
      ({ cycleId }) => ({ to: pathOf(cycleId ?? id), say: 'It is decided, and the school is told' }),
    );
  }

  private today(): DateOnly {
    return londonDate(this.clock.now());
  }

  private async may(actor: Actor, id: string, right: 'logs' | 'writesForms' | 'decides'): Promise<CycleView> {
    const view = unwrap(await this.view.one(actor, id));
    if (!view[right]) throw new ProblemException(forbidden('support.answer').problem);
    return view;
  }
}

const pathOf = (id: string): string => `/support/cycles/${id}`;

function respondentOf(text: string): Respondent {
  const found = (Object.keys(RESPONDENTS) as Respondent[]).find((one) => one.toLowerCase() === text);
  if (found === undefined) throw new ProblemException(notFound('respondent').problem);
  return found;
}

const frameOf = ({ cycle }: CycleView, part: string, title: string, button: string): FormFrame => ({
  title,
  caption: `Round of support ${cycle.reference}`,
  action: `${pathOf(cycle.id)}/${part}`,
  button,
  backHref: pathOf(cycle.id),
});

const contactFrame = (view: CycleView): FormFrame => frameOf(view, 'contacts', 'What was done?', 'Log it');

const formFrame = (view: CycleView, respondent: Respondent): FormFrame => ({
  ...frameOf(view, `forms/${respondent.toLowerCase()}`, `${RESPONDENTS[respondent]}: how is it?`, 'Keep what was said'),
  intro: 'One is not at all, five is very much. The same questions are asked at the start, on the way and at the end.',
});

const decisionFrame = (view: CycleView): FormFrame => ({
  ...frameOf(view, 'decision', 'What follows this round?', 'Decide'),
  intro: 'It is decided once, and stands. The school is told.',
});
