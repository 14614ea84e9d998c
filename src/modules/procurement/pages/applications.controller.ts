import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, notFound, type Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, type FormView, offsetOf, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { Apply } from '../application/apply.js';
import { type ApplicationView, ViewApplications } from '../application/view-applications.js';
import { sectionsOf } from '../domain/application.js';
import { procurementPolicy } from '../procurement.policy.js';
import {
  answersOf,
  answersStart,
  conditionsForm,
  conditionsOf,
  conditionsStart,
  declarationForm,
  lotsForm,
  offerForm,
  offerOf,
  questionsForm,
} from './application-forms.js';
import {
  answerSections,
  applicationsTable,
  offersTable,
  readModel,
  roundsModel,
  taskModel,
} from './application.view.js';

const TASKS = 'modules/procurement/pages/application-tasks.njk';
const READ = 'modules/procurement/pages/application.njk';
const CHECK = 'modules/procurement/pages/application-check.njk';
const OFFERS = 'modules/procurement/pages/application-offers.njk';

/** Rounds for bidders, and a bid from its first step to after it is sent; for the authority, the bids once they are open. */
@ApiExcludeController()
@Controller()
export class ApplicationsController {
  constructor(
    private readonly apply: Apply,
    private readonly view: ViewApplications,
  ) {}

  @Get('rounds')
  @RequirePermission('provider.read')
  @Page('modules/procurement/pages/rounds.njk')
  async rounds(@CurrentActor() actor: Actor): Promise<object> {
    const rounds = unwrap(await this.view.openRounds(actor));
    const own = procurementPolicy.canApply(actor) ? unwrap(await this.view.own(actor)) : null;
    return roundsModel({ rounds, own, named: await this.view.namedFor(actor) });
  }

  @Post('rounds/:roundId/application')
  @RequirePermission('application.make')
  @Page(TASKS)
  async begin(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    return seeOther(`/applications/${unwrap(await this.apply.begin(actor, roundId))}`);
  }

  @Post('rounds/:roundId/bids-opening')
  @RequirePermission('framework.manage')
  @Page(READ)
  async openBids(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    unwrap(await this.view.openBids(actor, roundId));
    return seeOther(`/rounds/${roundId}/applications`, 'The bids are open');
  }

  @Get('rounds/:roundId/applications')
  @RequirePermission('application.read')
  @Page('modules/procurement/pages/applications.njk')
  async ofRound(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Query('offset') from: unknown,
    @Query('format') format: unknown,
  ): Promise<object> {
    const offset = offsetOf(from);
    const round = unwrap(await this.view.round(actor, roundId));
    const { lines, total, undeclared } = unwrap(await this.view.ofRound(actor, roundId, offset));
    const at = { href: `/rounds/${roundId}/applications`, offset, total };
    const table = applicationsTable(lines, at, undeclared);
    if (format === 'csv') return table.toCsv('applications.csv');
    const title = `Applications: ${round.name}`;
    return {
      title,
      table,
      undeclared,
      interestsHref: `/rounds/${roundId}/interests`,
      isSealed: round.closesAt !== null && round.bidsOpenedAt === null,
      backHref: `/rounds/${roundId}`,
    };
  }

  @Get('applications/:id')
  @RequirePermission('provider.read')
  @Page(READ)
  async one(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = unwrap(await this.view.one(actor, id));
    const own = procurementPolicy.canChangeBid(actor, view.application);
    if (own && view.application.status === 'DRAFT') return withStatus(200, taskModel(view), TASKS);
    return readModel(actor, view, own);
  }

  @Get('applications/:id/lots')
  @RequirePermission('application.make')
  @Page(FORM_PAGE)
  async lots(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.own(actor, id);
    return step(view, 'lots', 'Lots', lotsForm(view.round.lots).start({ lotIds: view.application.lotIds }));
  }

  @Post('applications/:id/lots')
  @RequirePermission('application.make')
  @Page(FORM_PAGE)
  async chooseLots(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = await this.own(actor, id);
    const filled = lotsForm(view.round.lots).read(body);
    const again = (problem?: Problem) => withStatus(422, step(view, 'lots', 'Lots', filled.view(problem)));
    if (!filled.result.ok) return again();
    const saved = await this.apply.chooseLots(actor, id, filled.result.value.lotIds);
    return saved.ok ? seeOther(`/applications/${id}`, 'Saved') : again(shownHere(saved.problem));
  }

  @Get('applications/:id/conditions')
  @RequirePermission('application.make')
  @Page(FORM_PAGE)
  async conditions(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.own(actor, id);
    const form = conditionsForm(view.conditions).start(conditionsStart(view.conditions, view.said));
    return step(view, 'conditions', 'Conditions of membership', form);
  }

  @Post('applications/:id/conditions')
  @RequirePermission('application.make')
  @Page(FORM_PAGE)
  async declareConditions(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = await this.own(actor, id);
    const filled = conditionsForm(view.conditions).read(body);
    const again = (problem?: Problem) =>
      withStatus(422, step(view, 'conditions', 'Conditions of membership', filled.view(problem)));
    if (!filled.result.ok) return again();
    const saved = await this.apply.declareConditions(actor, id, conditionsOf(view.conditions, filled.result.value));
    return saved.ok ? seeOther(`/applications/${id}`, 'Saved') : again(shownHere(saved.problem));
  }

  @Get('applications/:id/questions/:section')
  @RequirePermission('application.make')
  @Page(FORM_PAGE)
  async questions(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('section') which: string,
  ): Promise<object> {
    const view = await this.own(actor, id);
    const { section, questions } = sectionFor(view, which);
    const form = questionsForm(questions).start(answersStart(questions, view.answers));
    return step(view, `questions/${which}`, section, form);
  }

  @Post('applications/:id/questions/:section')
  @RequirePermission('application.make')
  @Page(FORM_PAGE)
  async answer(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('section') which: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = await this.own(actor, id);
    const { section, questions } = sectionFor(view, which);
    const filled = questionsForm(questions).read(body);
    const again = (problem?: Problem) =>
      withStatus(422, step(view, `questions/${which}`, section, filled.view(problem)));
    if (!filled.result.ok) return again();
    const saved = await this.apply.answer(actor, id, answersOf(questions, filled.result.value));
    return saved.ok ? seeOther(`/applications/${id}`, 'Saved') : again(shownHere(saved.problem));
  }

  @Get('applications/:id/offers')
  @RequirePermission('application.make')
  @Page(OFFERS)
  async offers(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.offersPage(actor, await this.own(actor, id));
  }

  @Post('applications/:id/offers')
  @RequirePermission('application.make')
  @Page(OFFERS)
  async offer(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = await this.own(actor, id);
    const filled = (await this.offerForm(actor, view)).read(body);
    if (!filled.result.ok) return withStatus(422, await this.offersPage(actor, view, filled.view()));
    const added = await this.apply.offer(actor, id, offerOf(filled.result.value));
    if (added.ok) return seeOther(`/applications/${id}/offers`, 'The programme is offered');
    return withStatus(422, await this.offersPage(actor, view, filled.view(shownHere(added.problem))));
  }

  @Post('applications/:id/offers/:offerId/removal')
  @RequirePermission('application.make')
  @Page(OFFERS)
  async takeBackOffer(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('offerId', IdPipe) offerId: string,
  ): Promise<object> {
    unwrap(await this.apply.takeBackOffer(actor, id, offerId));
    return seeOther(`/applications/${id}/offers`, 'It is no longer offered');
  }

  @Get('applications/:id/check')
  @RequirePermission('application.make')
  @Page(CHECK)
  async check(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return checkModel(await this.own(actor, id), declarationForm.start());
  }

  @Post('applications/:id/check')
  @RequirePermission('application.make')
  @Page(CHECK)
  async submit(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = await this.own(actor, id);
    const filled = declarationForm.read(body);
    if (!filled.result.ok) return withStatus(422, checkModel(view, filled.view()));
    const sent = await this.apply.submit(actor, id, filled.result.value);
    if (sent.ok) return seeOther(`/applications/${id}`, 'Your application is submitted');
    return withStatus(422, checkModel(view, filled.view(shownHere(sent.problem))));
  }

  @Post('applications/:id/reopening')
  @RequirePermission('application.make')
  @Page(READ)
  async reopen(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    unwrap(await this.apply.reopen(actor, id));
    return seeOther(`/applications/${id}`, 'You can change it now. Submit it again before the round closes');
  }

  @Post('applications/:id/withdrawal')
  @RequirePermission('application.make')
  @Page(READ)
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    unwrap(await this.apply.withdraw(actor, id));
    return seeOther(`/applications/${id}`, 'The application is withdrawn');
  }

  private async own(actor: Actor, id: string): Promise<ApplicationView> {
    const view = unwrap(await this.view.one(actor, id));
    if (!procurementPolicy.canChangeBid(actor, view.application)) {
      throw new ProblemException(notFound('application').problem);
    }
    return view;
  }

  private async offerForm(actor: Actor, view: ApplicationView) {
    const lots = view.round.lots.filter(({ id }) => view.application.lotIds.includes(id));
    return offerForm({ lots, programmes: await this.view.programmes(actor) });
  }

  private async offersPage(actor: Actor, view: ApplicationView, form?: FormView): Promise<object> {
    const { id } = view.application;
    return {
      ...step(view, 'offers', 'What you offer, and prices', form ?? (await this.offerForm(actor, view)).start()),
      table: offersTable(view.offers, view, (id) => `/applications/${view.application.id}/offers/${id}/removal`),
      id,
    };
  }
}

const step = (view: ApplicationView, path: string, title: string, form: FormView): object => ({
  title,
  action: `/applications/${view.application.id}/${path}`,
  button: 'Save and continue',
  form,
  backHref: `/applications/${view.application.id}`,
});

function sectionFor(view: ApplicationView, which: string) {
  const found = /^\d{1,3}$/.test(which) ? sectionsOf(view.questions)[Number(which) - 1] : undefined;
  if (found === undefined) throw new ProblemException(notFound('page').problem);
  return found;
}

const checkModel = (view: ApplicationView, form: FormView): object => ({
  title: 'Check your application',
  id: view.application.id,
  isReady: view.lacks.length === 0,
  sections: answerSections(view, (path) => `/applications/${view.application.id}/${path}`),
  offers: offersTable(view.offers, view),
  form,
  backHref: `/applications/${view.application.id}`,
});
