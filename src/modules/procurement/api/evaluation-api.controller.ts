import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { offsetOf } from '../../../web/index.js';
import { DeclareInterests } from '../application/declare-interests.js';
import { Moderate } from '../application/moderate.js';
import { Score } from '../application/score.js';
import { ViewBidEvaluation } from '../application/view-bid-evaluation.js';
import { ViewRoundEvaluation } from '../application/view-round-evaluation.js';
import {
  DeclarationsBody,
  InterestBody,
  marksOf,
  ModerationBody,
  outcomesOf,
  RecommendationBody,
  ScoresBody,
  VersionBody,
} from './evaluation.dto.js';

/** The evaluation of bids: interests, scores, moderation and recommendations. */
@ApiTags('evaluation')
@ApiBearerAuth()
@RequirePermission('application.evaluate')
@Controller('api/v1')
export class EvaluationApi {
  constructor(
    private readonly interests: DeclareInterests,
    private readonly score: Score,
    private readonly moderate: Moderate,
    private readonly round: ViewRoundEvaluation,
    private readonly bid: ViewBidEvaluation,
  ) {}

  @Get('rounds/:roundId/evaluation')
  @ApiOperation({
    operationId: 'listBidsInEvaluation',
    summary: 'Bids of a round that you may read, 50 from an offset',
  })
  async bids(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Query('offset') offset: unknown,
  ): Promise<object> {
    const { lines, total, stages, undeclared } = unwrap(await this.round.one(actor, roundId, offsetOf(offset)));
    return { items: lines, total, stages: Object.fromEntries(stages), undeclared };
  }

  @Get('rounds/:roundId/bidders')
  @ApiOperation({ operationId: 'listBiddersToDeclare', summary: 'Bidders you have not declared about, the next 50' })
  async bidders(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    const { bidders, total } = unwrap(await this.interests.awaited(actor, roundId));
    const items = bidders.map(({ applicationId, providerId, providerName, lots, part }) => {
      return { applicationId, providerId, providerName, lots, part };
    });
    return { items, total };
  }

  @Post('rounds/:roundId/declarations')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'declareInterests', summary: 'Say of bidders whether you have an interest in them' })
  async declare(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: DeclarationsBody,
  ): Promise<{ id: string }> {
    const given = new Map(body.declarations.map(({ applicationId, interest }) => [applicationId, interest ?? null]));
    unwrap(await this.interests.declare(actor, roundId, given));
    return { id: roundId };
  }

  @Post('evaluations/:id/interest')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({
    operationId: 'declareLaterInterest',
    summary: 'An interest that turned up after you had declared none',
  })
  async interest(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: InterestBody,
  ): Promise<{ id: string }> {
    unwrap(await this.interests.declareLater(actor, id, body.interest));
    return { id };
  }

  @Get('evaluations/:id')
  @ApiOperation({ operationId: 'readEvaluation', summary: 'The evaluation of a bid, as far as you may see it' })
  async read(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = unwrap(await this.bid.one(actor, id));
    const { evaluation, sheet, items, marks, outcomes, recommendations, results, decideBy } = view;
    return {
      id,
      roundId: evaluation.roundId,
      version: evaluation.version,
      scoresShownAt: evaluation.scoresShownAt,
      moderatedAt: evaluation.moderatedAt,
      part: sheet === undefined ? null : { part: sheet.part, status: sheet.status, submittedAt: sheet.submittedAt },
      items,
      marks,
      outcomes: [...outcomes].map(([itemId, outcome]) => ({ itemId, ...outcome })),
      results: [...results].map(([lotId, result]) => ({ lotId, ...result })),
      recommendations,
      decideBy,
    };
  }

  @Put('evaluations/:id/scores')
  @ApiOperation({ operationId: 'saveScores', summary: 'Save your scores of a bid; what is left out stays as it was' })
  async save(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ScoresBody,
  ): Promise<{ id: string }> {
    unwrap(await this.score.save(actor, id, marksOf(body)));
    return { id };
  }

  @Post('evaluations/:id/scores-submission')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'submitScores', summary: 'Submit your scores: from here on they stand' })
  async submit(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ shown: boolean }> {
    return unwrap(await this.score.submit(actor, id));
  }

  @Put('evaluations/:id/moderation')
  @ApiOperation({ operationId: 'saveModeration', summary: 'Save moderated scores of a bid' })
  async moderation(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ModerationBody,
  ): Promise<{ id: string }> {
    unwrap(await this.moderate.save(actor, id, body.version, outcomesOf(body)));
    return { id };
  }

  @Post('evaluations/:id/moderation-end')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'finishModeration', summary: 'Finish the moderation: its scores stand' })
  async finish(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: VersionBody,
  ): Promise<{ id: string }> {
    unwrap(await this.moderate.finish(actor, id, body.version));
    return { id };
  }

  @Put('evaluations/:id/lots/:lotId/recommendation')
  @ApiOperation({ operationId: 'recommend', summary: 'What the board is advised to do with the bid for a lot' })
  async recommend(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('lotId', IdPipe) lotId: string,
    @Body() body: RecommendationBody,
  ): Promise<{ id: string }> {
    const { version, outcome, reasons, conditions = null, risks = null } = body;
    const given = { outcome, reasons, conditions, risks };
    unwrap(await this.moderate.recommend(actor, id, { lotId, version }, given));
    return { id };
  }
}
