import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, notFound } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, type FormView, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { DeclareInterests } from '../application/declare-interests.js';
import { type AssessorLine, type AssessorsView, NameAssessors } from '../application/name-assessors.js';
import { assessorForm, endForm, interestsForm, interestsOf, laterForm } from './evaluation-forms.js';
import { assessorsModel } from './evaluation.view.js';

const EVALUATORS = 'modules/procurement/pages/evaluators.njk';
const INTERESTS = 'modules/procurement/pages/interests.njk';

/** Who evaluates a round, and what they declare before they see a bid. */
@ApiExcludeController()
@Controller()
export class EvaluatorsController {
  constructor(
    private readonly assessors: NameAssessors,
    private readonly interests: DeclareInterests,
  ) {}

  @Get('rounds/:roundId/evaluators')
  @RequirePermission('framework.manage')
  @Page(EVALUATORS)
  async named(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    const view = unwrap(await this.assessors.view(actor, roundId));
    return assessorsModel(view, formFor(view).start({ lotIds: view.round.lots.map(({ id }) => id) }));
  }

  @Post('rounds/:roundId/evaluators')
  @RequirePermission('framework.manage')
  @Page(EVALUATORS)
  async name(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = unwrap(await this.assessors.view(actor, roundId));
    const filled = formFor(view).read(body);
    if (!filled.result.ok) return withStatus(422, assessorsModel(view, filled.view()));
    const named = await this.assessors.name(actor, roundId, filled.result.value);
    if (named.ok)
      return seeOther(`/rounds/${roundId}/evaluators`, 'They are named, and asked to declare their interests');
    return withStatus(422, assessorsModel(view, filled.view(shownHere(named.problem))));
  }

  @Get('rounds/:roundId/evaluators/:userId/end')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async endForm(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Param('userId', IdPipe) userId: string,
  ): Promise<object> {
    return endFrame(roundId, await this.one(actor, roundId, userId), endForm.start());
  }

  @Post('rounds/:roundId/evaluators/:userId/end')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async end(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Param('userId', IdPipe) userId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const assessor = await this.one(actor, roundId, userId);
    const filled = endForm.read(body);
    if (!filled.result.ok) return withStatus(422, endFrame(roundId, assessor, filled.view()));
    const ended = await this.assessors.end(actor, roundId, userId, filled.result.value.reason);
    if (ended.ok) return seeOther(`/rounds/${roundId}/evaluators`, 'They are taken out of the evaluation');
    return withStatus(422, endFrame(roundId, assessor, filled.view(shownHere(ended.problem))));
  }

  @Get('rounds/:roundId/interests')
  @RequirePermission('application.evaluate')
  @Page(INTERESTS)
  async awaited(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    const view = unwrap(await this.interests.awaited(actor, roundId));
    return interestsModel(view, interestsForm(view.bidders).start());
  }

  @Post('rounds/:roundId/interests')
  @RequirePermission('application.evaluate')
  @Page(INTERESTS)
  async declare(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = unwrap(await this.interests.awaited(actor, roundId));
    const filled = interestsForm(view.bidders).read(body);
    if (!filled.result.ok) return withStatus(422, interestsModel(view, filled.view()));
    const declared = await this.interests.declare(actor, roundId, interestsOf(view.bidders, filled.result.value));
    if (declared.ok) return seeOther(`/rounds/${roundId}/evaluation`, 'Your declaration is kept');
    return withStatus(422, interestsModel(view, filled.view(shownHere(declared.problem))));
  }

  @Get('evaluations/:id/interest')
  @RequirePermission('application.evaluate')
  @Page(FORM_PAGE)
  async laterForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return laterFrame(id, unwrap(await this.interests.bid(actor, id)), laterForm.start());
  }

  @Post('evaluations/:id/interest')
  @RequirePermission('application.evaluate')
  @Page(FORM_PAGE)
  async later(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const bid = unwrap(await this.interests.bid(actor, id));
    const filled = laterForm.read(body);
    if (!filled.result.ok) return withStatus(422, laterFrame(id, bid, filled.view()));
    const declared = await this.interests.declareLater(actor, id, filled.result.value.nature);
    if (declared.ok) return seeOther(`/rounds/${bid.roundId}/evaluation`, 'The bid is kept from you from now on');
    return withStatus(422, laterFrame(id, bid, filled.view(shownHere(declared.problem))));
  }

  private async one(actor: Actor, roundId: string, userId: string): Promise<AssessorLine> {
    const { assessors } = unwrap(await this.assessors.view(actor, roundId));
    const found = assessors.find((one) => one.userId === userId && one.endedAt === null);
    if (found === undefined) throw new ProblemException(notFound('page').problem);
    return found;
  }
}

/** Those who left can be named again. */
function formFor({ candidates, assessors, round }: AssessorsView) {
  const named = new Set(assessors.filter(({ endedAt }) => endedAt === null).map(({ userId }) => userId));
  return assessorForm(
    candidates.filter(({ userId }) => !named.has(userId)),
    round.lots,
  );
}

const endFrame = (roundId: string, { userId, name }: AssessorLine, form: FormView): object => ({
  title: `Take ${name} out of the evaluation`,
  intro: 'Scores they have submitted count. What they have begun does not, and nobody waits for it.',
  action: `/rounds/${roundId}/evaluators/${userId}/end`,
  button: 'Take them out',
  form,
  backHref: `/rounds/${roundId}/evaluators`,
});

const interestsModel = (
  view: { readonly round: { id: string; name: string; frameworkName: string }; readonly total: number },
  form: FormView,
): object => ({
  title: 'Declare your interests',
  caption: `${view.round.frameworkName}: ${view.round.name}`,
  id: view.round.id,
  total: view.total,
  form,
  backHref: `/rounds/${view.round.id}/evaluation`,
});

const laterFrame = (id: string, bid: { roundId: string; providerName: string }, form: FormView): object => ({
  title: `Declare an interest in ${bid.providerName}`,
  intro: 'From then on the bid is kept from you for good, and what you scored does not count.',
  action: `/evaluations/${id}/interest`,
  button: 'Declare the interest',
  form,
  backHref: `/rounds/${bid.roundId}/evaluation`,
});
