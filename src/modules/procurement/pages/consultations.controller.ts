import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, forbidden, type Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, type FormView, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { Consult } from '../application/consult.js';
import { ManageRounds } from '../application/manage-rounds.js';
import { procurementPolicy } from '../procurement.policy.js';
import {
  commentForm,
  consultationModel,
  consultationOf,
  consultationsTable,
  openForm,
  pointForm,
} from './consultation.view.js';

const CONSULTATION = 'modules/procurement/pages/consultation.njk';

/** Drafts of rounds laid open for comments: providers and schools comment, the lead authority says what it heard. */
@ApiExcludeController()
@RequirePermission('provider.read')
@Controller()
export class ConsultationsController {
  constructor(
    private readonly consult: Consult,
    private readonly rounds: ManageRounds,
  ) {}

  @Get('consultations')
  @Page('modules/procurement/pages/list.njk')
  async list(@CurrentActor() actor: Actor): Promise<object> {
    return {
      title: 'Consultations',
      intro:
        'Drafts of rounds, laid open for comments before they open. Every comment is answered, and nobody is named.',
      table: consultationsTable(unwrap(await this.consult.list(actor))),
    };
  }

  @Get('rounds/:roundId/consultation')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async openForm(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    unwrap(await this.rounds.ofDraft(actor, roundId));
    return { ...openFrame(roundId), form: openForm.start() };
  }

  @Post('rounds/:roundId/consultation')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async open(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    unwrap(await this.rounds.ofDraft(actor, roundId));
    const filled = openForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...openFrame(roundId), form: filled.view() });
    const opened = await this.consult.open(actor, roundId, consultationOf(filled.result.value));
    if (opened.ok) return seeOther(`/consultations/${roundId}`, 'The draft is laid open for comments');
    return withStatus(422, { ...openFrame(roundId), form: filled.view(shownHere(opened.problem)) });
  }

  @Get('consultations/:roundId')
  @Page(CONSULTATION)
  async one(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    return this.page(actor, roundId);
  }

  @Post('consultations/:roundId/comments')
  @RequirePermission('specification.comment')
  @Page(CONSULTATION)
  async comment(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const filled = commentForm.read(body);
    if (!filled.result.ok) return withStatus(422, await this.page(actor, roundId, { form: filled.view() }));
    const sent = await this.consult.comment(actor, roundId, filled.result.value);
    if (sent.ok) return seeOther(`/consultations/${roundId}`, 'Your comment is sent');
    const again = { form: filled.view(shownHere(sent.problem)), refused: sent.problem };
    return withStatus(422, await this.page(actor, roundId, again));
  }

  @Get('consultations/:roundId/points/new')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async pointForm(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    return { ...pointFrame(roundId), form: (await this.points(actor, roundId)).start() };
  }

  @Post('consultations/:roundId/points/new')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async addPoint(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const filled = (await this.points(actor, roundId)).read(body);
    if (!filled.result.ok) return withStatus(422, { ...pointFrame(roundId), form: filled.view() });
    const added = await this.consult.addPoint(actor, roundId, filled.result.value);
    if (added.ok) return seeOther(`/consultations/${roundId}`, 'The point is written. Nobody else reads it yet');
    return withStatus(422, { ...pointFrame(roundId), form: filled.view(shownHere(added.problem)) });
  }

  @Post('consultations/:roundId/points/:pointId/removal')
  @RequirePermission('framework.manage')
  @Page(CONSULTATION)
  async removePoint(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Param('pointId', IdPipe) pointId: string,
  ): Promise<object> {
    const removed = await this.consult.removePoint(actor, roundId, pointId);
    return this.done(actor, roundId, removed, 'The point is taken back');
  }

  @Post('consultations/:roundId/answer')
  @RequirePermission('framework.manage')
  @Page(CONSULTATION)
  async answer(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    const answered = await this.consult.answer(actor, roundId);
    return this.done(actor, roundId, answered, 'Everybody can read what you heard and what you changed');
  }

  private async done(
    actor: Actor,
    roundId: string,
    did: { readonly ok: true } | { readonly ok: false; readonly problem: Problem },
    words: string,
  ): Promise<object> {
    if (did.ok) return seeOther(`/consultations/${roundId}`, words);
    return withStatus(422, await this.page(actor, roundId, { refused: shownHere(did.problem) }));
  }

  private async page(
    actor: Actor,
    roundId: string,
    again: { readonly form?: FormView; readonly refused?: Problem } = {},
  ): Promise<object> {
    const view = unwrap(await this.consult.one(actor, roundId));
    const answer = procurementPolicy.canChange(actor, view.consultation);
    const comment = view.takesPart && procurementPolicy.canComment(actor);
    return consultationModel(view, { answer, comment }, again);
  }

  private async points(actor: Actor, roundId: string) {
    const { consultation, comments } = unwrap(await this.consult.one(actor, roundId));
    if (!procurementPolicy.canChange(actor, consultation))
      throw new ProblemException(forbidden('framework.manage').problem);
    return pointForm(comments.filter(({ pointId }) => pointId === null));
  }
}

const openFrame = (roundId: string): object => ({
  title: 'Consult on the draft',
  intro:
    'Providers and schools read the draft as it is now: its lots, conditions, questions, documents and terms. You can go on changing it. It opens as a round after you have said what you heard.',
  action: `/rounds/${roundId}/consultation`,
  button: 'Lay the draft open',
  backHref: `/rounds/${roundId}`,
});

const pointFrame = (roundId: string): object => ({
  title: 'Write what you heard',
  intro: 'Everybody reads it once you publish all of it. Nobody reads whose comments it answers.',
  action: `/consultations/${roundId}/points/new`,
  button: 'Save the point',
  backHref: `/consultations/${roundId}`,
});
