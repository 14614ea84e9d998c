import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, may, notFound } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { offsetOf, Page, safeCell, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { Score } from '../application/score.js';
import { type BidEvaluation, ViewBidEvaluation } from '../application/view-bid-evaluation.js';
import { ViewRoundEvaluation } from '../application/view-round-evaluation.js';
import type { Item } from '../domain/evaluation.js';
import { itemSections, sectionModel, sheetModel } from './bid-evaluation.view.js';
import { marksOf, scoresForm, startOf } from './evaluation-forms.js';
import { evaluationModel, RESULT_COLUMNS, resultCells } from './evaluation.view.js';

const SHEET = 'modules/procurement/pages/scores.njk';
const SECTION = 'modules/procurement/pages/score-section.njk';

/** How far a round's bids are, and an evaluator's own scores of each. */
@ApiExcludeController()
@RequirePermission('application.evaluate')
@Controller()
export class EvaluationController {
  constructor(
    private readonly round: ViewRoundEvaluation,
    private readonly bid: ViewBidEvaluation,
    private readonly score: Score,
  ) {}

  @Get('rounds/:roundId/evaluation')
  @Page('modules/procurement/pages/evaluation.njk')
  async overview(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Query('offset') from: unknown,
  ): Promise<object> {
    const offset = offsetOf(from);
    const view = unwrap(await this.round.one(actor, roundId, offset));
    return evaluationModel(view, { offset, mayName: may(actor, 'framework.manage') });
  }

  @Get('rounds/:roundId/evaluation.csv')
  async results(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<StreamableFile> {
    unwrap(await this.round.one(actor, roundId, 0));
    const file = new StreamableFile(Readable.from(this.lines(actor, roundId)), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="evaluation.csv"',
    });
    // A file that breaks off must not look like a whole one.
    return file.setErrorHandler((_error, response) => response.destroy?.());
  }

  private async *lines(actor: Actor, roundId: string): AsyncGenerator<string> {
    yield `\uFEFF${RESULT_COLUMNS.map(safeCell).join(',')}\r\n`;
    for await (const part of this.round.results(actor, roundId)) {
      yield part.map((line) => `${resultCells(line).map(safeCell).join(',')}\r\n`).join('');
    }
  }

  @Get('evaluations/:id/scores')
  @Page(SHEET)
  async sheet(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return sheetModel(await this.own(actor, id), actor.userId);
  }

  @Get('evaluations/:id/scores/:section')
  @Page(SECTION)
  async section(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('section') which: string,
  ): Promise<object> {
    const view = await this.own(actor, id);
    const items = sectionFor(view, which);
    const mine = view.marks.filter(({ userId }) => userId === actor.userId);
    const form = scoresForm(items, view.round.scoreSteps);
    const start = form.start(startOf(items, new Map(mine.map((one) => [one.itemId, one]))));
    return sectionModel(view, { which, items, form: start, path: 'scores' });
  }

  @Post('evaluations/:id/scores/:section')
  @Page(SECTION)
  async save(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('section') which: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = await this.own(actor, id);
    const items = sectionFor(view, which);
    const filled = scoresForm(items, view.round.scoreSteps).read(body);
    const again = (form = filled.view()) => withStatus(422, sectionModel(view, { which, items, form, path: 'scores' }));
    if (!filled.result.ok) return again();
    const saved = await this.score.save(actor, id, marksOf(items, filled.result.value));
    return saved.ok ? seeOther(`/evaluations/${id}/scores`, 'Saved') : again(filled.view(shownHere(saved.problem)));
  }

  @Post('evaluations/:id/scores-submission')
  @Page(SHEET)
  async submit(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.own(actor, id);
    const { shown } = unwrap(await this.score.submit(actor, id));
    const next = shown
      ? 'Your scores are submitted. Everybody has, so moderation begins'
      : 'Your scores are submitted. They are shown to others when everybody has submitted';
    return seeOther(`/rounds/${view.round.id}/evaluation`, next);
  }

  private async own(actor: Actor, id: string): Promise<BidEvaluation> {
    const view = unwrap(await this.bid.one(actor, id));
    if (view.sheet?.part !== 'EVALUATOR') throw new ProblemException(notFound('application').problem);
    return view;
  }
}

export function sectionFor(view: BidEvaluation, which: string): readonly Item[] {
  const found = /^\d{1,3}$/.test(which) ? itemSections(view.items)[Number(which) - 1] : undefined;
  if (found === undefined) throw new ProblemException(notFound('page').problem);
  return found.items;
}
