import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, may, notFound, type Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { Page, problemWords, seeOther, shownHere, versionOf, withStatus } from '../../../web/index.js';
import { type DiligenceRecord, DueDiligence } from '../application/due-diligence.js';
import { Moderate } from '../application/moderate.js';
import { type BidEvaluation, ViewBidEvaluation } from '../application/view-bid-evaluation.js';
import { agreedOf, allowedFor, type Item, type Outcome } from '../domain/evaluation.js';
import { moderationModel, recommendationModel, sectionModel } from './bid-evaluation.view.js';
import { moderationForm, outcomesOf, recommendationForm, recommendationOf, startOf } from './evaluation-forms.js';
import { sectionFor } from './evaluation.controller.js';

const OVERVIEW = 'modules/procurement/pages/moderation.njk';
const SECTION = 'modules/procurement/pages/score-section.njk';
const RECOMMENDATION = 'modules/procurement/pages/recommendation.njk';

/** One score of what the evaluators gave, and what the board is advised to do. */
@ApiExcludeController()
@RequirePermission('application.evaluate')
@Controller('evaluations/:id')
export class ModerationController {
  constructor(
    private readonly bid: ViewBidEvaluation,
    private readonly moderate: Moderate,
    private readonly diligence: DueDiligence,
  ) {}

  @Get('moderation')
  @Page(OVERVIEW)
  async overview(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return moderationModel(unwrap(await this.bid.one(actor, id)), { errors: null });
  }

  @Get('moderation/:section')
  @Page(SECTION)
  async section(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('section') which: string,
  ): Promise<object> {
    const view = await this.moderated(actor, id);
    const items = sectionFor(view, which);
    const form = moderationForm(items, view.round.scoreSteps).start(startOf(items, offered(view, items)));
    return sectionModel(view, { which, items, form, path: 'moderation' });
  }

  @Post('moderation/:section')
  @Page(SECTION)
  async save(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('section') which: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = await this.moderated(actor, id);
    const items = sectionFor(view, which);
    const filled = moderationForm(items, view.round.scoreSteps).read(body);
    const version = versionOf(body);
    const again = (problem?: Problem) => {
      const model = sectionModel(view, { which, items, form: filled.view(problem), path: 'moderation' });
      return withStatus(422, { ...model, version });
    };
    if (!filled.result.ok) return again();
    const saved = await this.moderate.save(actor, id, version, outcomesOf(items, filled.result.value));
    return saved.ok ? seeOther(`/evaluations/${id}/moderation`, 'Saved') : again(shownHere(saved.problem));
  }

  @Post('moderation-end')
  @Page(OVERVIEW)
  async finish(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = await this.moderated(actor, id);
    const finished = await this.moderate.finish(actor, id, versionOf(body));
    if (finished.ok) return seeOther(`/evaluations/${id}/moderation`, 'The scores stand. Recommend for each lot');
    const errors = [{ text: problemWords(shownHere(finished.problem)) }];
    return withStatus(422, moderationModel(view, { errors }));
  }

  @Get('lots/:lotId/recommendation')
  @Page(RECOMMENDATION)
  async recommendation(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('lotId', IdPipe) lotId: string,
  ): Promise<object> {
    const view = await this.moderated(actor, id);
    const made = view.recommendations.find((one) => one.lotId === lotId);
    const form = formFor(view, lotId).start(made ?? {});
    return recommendationModel(view, { lotId, diligence: await this.checksOf(actor, id) }, form);
  }

  @Post('lots/:lotId/recommendation')
  @Page(RECOMMENDATION)
  async recommend(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('lotId', IdPipe) lotId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = await this.moderated(actor, id);
    const filled = formFor(view, lotId).read(body);
    const version = versionOf(body);
    const diligence = await this.checksOf(actor, id);
    const again = (problem?: Problem) =>
      withStatus(422, { ...recommendationModel(view, { lotId, diligence }, filled.view(problem)), version });
    if (!filled.result.ok) return again();
    const made = await this.moderate.recommend(actor, id, { lotId, version }, recommendationOf(filled.result.value));
    return made.ok
      ? seeOther(`/evaluations/${id}/moderation`, 'The recommendation is ready for the board')
      : again(shownHere(made.problem));
  }

  /** Null for a moderator who may not read documents. */
  private async checksOf(actor: Actor, id: string): Promise<DiligenceRecord | null> {
    return may(actor, 'evidence.read') ? unwrap(await this.diligence.view(actor, 'application', id)) : null;
  }

  /** For a moderator without an interest in the bid; whoever else may read it has the overview alone. */
  private async moderated(actor: Actor, id: string): Promise<BidEvaluation> {
    const view = unwrap(await this.bid.one(actor, id));
    if (view.sheet?.part !== 'MODERATOR') throw new ProblemException(notFound('application').problem);
    return view;
  }
}

function formFor(view: BidEvaluation, lotId: string) {
  const result = view.results.get(lotId);
  if (result === undefined) throw new ProblemException(notFound('page').problem);
  return recommendationForm(allowedFor(view.round.regime, result.passes));
}

/** What was saved; where nothing was, what all evaluators gave alike. */
function offered(view: BidEvaluation, items: readonly Item[]): ReadonlyMap<string, Outcome> {
  return new Map(
    items.flatMap(({ id }): [string, Outcome][] => {
      const saved = view.outcomes.get(id);
      if (saved !== undefined) return [[id, saved]];
      const agreed = agreedOf(view.marks.filter(({ itemId }) => itemId === id));
      return agreed === null ? [] : [[id, { ...agreed, reason: '', feedback: '' }]];
    }),
  );
}
