import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, may, type Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, Page, seeOther, shownHere, versionOf, withStatus } from '../../../web/index.js';
import { Clarify } from '../application/clarify.js';
import { ManageFramework } from '../application/manage-framework.js';
import { ManageRounds } from '../application/manage-rounds.js';
import { type RoundView, ViewRounds } from '../application/view-rounds.js';
import { procurementPolicy } from '../procurement.policy.js';
import {
  askForm,
  cancelForm,
  extendForm,
  extendedTo,
  questionForm,
  questionOf,
  roundForm,
  roundOf,
  startOf,
} from './round-forms.js';
import { clarificationsModel, roundModel } from './round.view.js';

const ROUND = 'modules/procurement/pages/round.njk';

/** Rounds: whoever may read providers reads the published ones, the lead authority drafts and runs them. */
@ApiExcludeController()
@Controller()
export class RoundsController {
  constructor(
    private readonly rounds: ManageRounds,
    private readonly view: ViewRounds,
    private readonly frameworks: ManageFramework,
    private readonly clarify: Clarify,
  ) {}

  @Get('frameworks/:id/rounds/new')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async newForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const framework = unwrap(await this.frameworks.led(actor, id));
    return { ...newFrame(id), form: roundForm(framework).start({ admissionTo: framework.endsOn }) };
  }

  @Post('frameworks/:id/rounds/new')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async draft(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const framework = unwrap(await this.frameworks.led(actor, id));
    const filled = roundForm(framework).read(body);
    if (!filled.result.ok) return withStatus(422, { ...newFrame(id), form: filled.view() });
    const drafted = await this.rounds.draft(actor, id, roundOf(filled.result.value));
    if (drafted.ok) return seeOther(`/rounds/${drafted.value}`, 'The round is saved as a draft');
    return withStatus(422, { ...newFrame(id), form: filled.view(shownHere(drafted.problem)) });
  }

  @Get('rounds/:roundId')
  @RequirePermission('provider.read')
  @Page(ROUND)
  async round(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    return this.page(actor, roundId);
  }

  @Get('rounds/:roundId/change')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async changeForm(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    const { round, framework } = await this.led(actor, roundId);
    return {
      ...frame(roundId, 'change', 'Change the round', 'Save the draft'),
      version: round.version,
      form: roundForm(framework).start(startOf(round)),
    };
  }

  @Post('rounds/:roundId/change')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async change(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { framework } = await this.led(actor, roundId);
    const version = versionOf(body);
    const page = { ...frame(roundId, 'change', 'Change the round', 'Save the draft'), version };
    const filled = roundForm(framework).read(body);
    if (!filled.result.ok) return withStatus(422, { ...page, form: filled.view() });
    const changed = await this.rounds.change(actor, roundId, version, roundOf(filled.result.value));
    if (changed.ok) return seeOther(`/rounds/${roundId}`, 'The round is changed');
    return withStatus(422, { ...page, form: filled.view(shownHere(changed.problem)) });
  }

  @Get('rounds/:roundId/questions/new')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async questionForm(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    const { round, questions } = await this.led(actor, roundId);
    const next = Math.max(0, ...questions.map(({ number }) => number)) + 1;
    return { ...questionFrame(roundId), form: questionForm(round).start({ number: next }) };
  }

  @Post('rounds/:roundId/questions/new')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async addQuestion(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { round } = await this.led(actor, roundId);
    const filled = questionForm(round).read(body);
    if (!filled.result.ok) return withStatus(422, { ...questionFrame(roundId), form: filled.view() });
    const added = await this.rounds.addQuestion(actor, roundId, questionOf(filled.result.value));
    if (added.ok) return seeOther(`/rounds/${roundId}`, 'The question is added');
    return withStatus(422, { ...questionFrame(roundId), form: filled.view(shownHere(added.problem)) });
  }

  @Post('rounds/:roundId/questions/:questionId/removal')
  @RequirePermission('framework.manage')
  @Page(ROUND)
  async removeQuestion(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Param('questionId', IdPipe) questionId: string,
  ): Promise<object> {
    unwrap(await this.rounds.removeQuestion(actor, roundId, questionId));
    return seeOther(`/rounds/${roundId}`, 'The question is removed');
  }

  @Post('rounds/:roundId/publication')
  @RequirePermission('framework.manage')
  @Page(ROUND)
  async publish(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    const published = await this.rounds.publish(actor, roundId);
    if (published.ok) return seeOther(`/rounds/${roundId}`, 'The round is published');
    return withStatus(422, await this.page(actor, roundId, shownHere(published.problem)));
  }

  @Post('rounds/:roundId/clarifications')
  @RequirePermission('application.make')
  @Page(ROUND)
  async ask(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const page = await this.page(actor, roundId);
    const filled = askForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...page, form: filled.view() });
    const asked = await this.clarify.ask(actor, roundId, filled.result.value.question);
    if (asked.ok) return seeOther(`/rounds/${roundId}`, 'Your question is sent. The answer will stand on this page');
    return withStatus(422, { ...page, form: filled.view(shownHere(asked.problem)) });
  }

  @Get('rounds/:roundId/extend')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async extendForm(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    await this.led(actor, roundId);
    return { ...extendFrame(roundId), form: extendForm.start() };
  }

  @Post('rounds/:roundId/extend')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async extend(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    await this.led(actor, roundId);
    const filled = extendForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...extendFrame(roundId), form: filled.view() });
    const extended = await this.rounds.extend(actor, roundId, extendedTo(filled.result.value));
    if (extended.ok) return seeOther(`/rounds/${roundId}`, 'Bidders have more time');
    return withStatus(422, { ...extendFrame(roundId), form: filled.view(shownHere(extended.problem)) });
  }

  @Get('rounds/:roundId/cancel')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async cancelForm(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    await this.led(actor, roundId);
    return { ...cancelFrame(roundId), form: cancelForm.start() };
  }

  @Post('rounds/:roundId/cancel')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async cancel(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    await this.led(actor, roundId);
    const filled = cancelForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...cancelFrame(roundId), form: filled.view() });
    const cancelled = await this.rounds.cancel(actor, roundId, filled.result.value.reason);
    if (cancelled.ok) return seeOther(`/rounds/${roundId}`, 'The round is called off');
    return withStatus(422, { ...cancelFrame(roundId), form: filled.view(shownHere(cancelled.problem)) });
  }

  private async page(actor: Actor, roundId: string, refused?: Problem): Promise<object> {
    const found = unwrap(await this.view.one(actor, roundId));
    const asked = unwrap(await this.clarify.ofRound(actor, roundId));
    return {
      ...roundModel(found, rights(actor, found), refused),
      ...clarificationsModel(asked),
      form: askForm.start(),
    };
  }

  private async led(actor: Actor, roundId: string) {
    const found = unwrap(await this.view.one(actor, roundId));
    return { ...found, framework: unwrap(await this.frameworks.led(actor, found.round.frameworkId)) };
  }
}

const rights = (actor: Actor, { round }: RoundView) => ({
  mayChange: procurementPolicy.canChange(actor, round),
  mayApply: procurementPolicy.canApply(actor),
  mayRead: may(actor, 'application.read') && actor.authorityId === round.authorityId,
  mayEvaluate: procurementPolicy.canAssess(actor) && actor.authorityId === round.authorityId,
});

const newFrame = (frameworkId: string): object => ({
  title: 'Draft a round',
  intro: 'Nobody outside your authority sees it before you publish it. Questions are added next.',
  action: `/frameworks/${frameworkId}/rounds/new`,
  button: 'Save the draft',
  backHref: `/frameworks/${frameworkId}`,
});

const frame = (roundId: string, step: string, title: string, button: string): object => ({
  title,
  action: `/rounds/${roundId}/${step}`,
  button,
  backHref: `/rounds/${roundId}`,
});
const questionFrame = (roundId: string) => frame(roundId, 'questions/new', 'Add a question', 'Add the question');
const extendFrame = (roundId: string) => frame(roundId, 'extend', 'Give bidders more time', 'Move the close');
const cancelFrame = (roundId: string) => ({
  ...frame(roundId, 'cancel', 'Call the round off', 'Call the round off'),
  intro: 'Bidders see that it was called off, and why. It cannot be opened again.',
});
