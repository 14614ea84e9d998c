import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, notFound, parseDate } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  idPageOf,
  IdPipe,
  Idempotent,
  ProblemException,
  RequirePermission,
  UnitOfWork,
  unwrap,
} from '../../../platform/index.js';
import { AnswerOffer, type Answered } from '../application/answer-offer.js';
import { type Approved, ApprovePlacement } from '../application/approve-placement.js';
import { type Ended, EndPlacement } from '../application/end-placement.js';
import { PlacementQueries, type PlacementRow } from '../application/placement-queries.js';
import { placementMoves, type PlacementStatus } from '../domain/placement-states.js';
import { commandOf, DecisionBody, DeclineBody, EndBody, WithdrawalBody } from './placements.dto.js';

const STATUSES = Object.keys(placementMoves) as PlacementStatus[];

@ApiTags('placements')
@Controller('api/v1')
export class PlacementsApi {
  constructor(
    private readonly work: UnitOfWork,
    private readonly queries: PlacementQueries,
    private readonly approve: ApprovePlacement,
    private readonly answer: AnswerOffer,
    private readonly ending: EndPlacement,
  ) {}

  @Post('referrals/:id/decision')
  @Idempotent()
  @RequirePermission('decision.make')
  @ApiOperation({ operationId: 'decidePlacement', summary: 'Decide where a pupil is to go, and offer the place' })
  async decide(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: DecisionBody,
  ): Promise<Approved> {
    return unwrap(await this.approve.run(actor, unwrap(commandOf(id, body))));
  }

  @Get('placements')
  @RequirePermission('placement.read')
  @ApiOperation({ operationId: 'listPlacements', summary: 'Placements that you may see, by id' })
  list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<PlacementRow>> {
    const status = STATUSES.find((one) => one === query.status);
    const statuses = status ? [status] : STATUSES;
    return idPageOf(query, (at) => this.work.read(actor, (tx) => this.queries.page(tx, { statuses, ...at })));
  }

  @Get('placements/:id')
  @RequirePermission('placement.read')
  @ApiOperation({ operationId: 'readPlacement', summary: 'One placement' })
  async read(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<PlacementRow> {
    const row = await this.work.read(actor, (tx) => this.queries.one(tx, id));
    if (!row) throw new ProblemException(notFound('placement').problem);
    return row;
  }

  @Post('placements/:id/acceptance')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('placement.answer')
  @ApiOperation({ operationId: 'acceptOffer', summary: 'Accept an offer' })
  async accept(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Answered> {
    return unwrap(await this.answer.accept(actor, id));
  }

  @Post('placements/:id/decline')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('placement.answer')
  @ApiOperation({ operationId: 'declineOffer', summary: 'Decline an offer; the next named option is offered' })
  async decline(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: DeclineBody,
  ): Promise<Omit<Answered, 'nextPlacementId'>> {
    const { placementId, status } = unwrap(
      await this.answer.decline(actor, id, { reason: body.reason, note: body.note }),
    );
    // Where the pupil goes instead is not this provider's business.
    return { placementId, status };
  }

  @Post('placements/:id/start')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('placement.start')
  @ApiOperation({ operationId: 'startPlacement', summary: 'Record the first day' })
  async start(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ placementId: string }> {
    return unwrap(await this.ending.start(actor, id));
  }

  @Post('placements/:id/end')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('placement.end')
  @ApiOperation({ operationId: 'endPlacement', summary: 'End a placement; what is left of place and money is free' })
  async end(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: EndBody): Promise<Ended> {
    const lastDay = unwrap(parseDate(body.lastDay, 'lastDay'));
    return unwrap(await this.ending.end(actor, { placementId: id, lastDay, reason: body.reason }));
  }

  @Post('placements/:id/withdrawal')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('decision.make')
  @ApiOperation({ operationId: 'withdrawPlacement', summary: 'Withdraw a placement before its first day' })
  async withdraw(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: WithdrawalBody,
  ): Promise<{ placementId: string }> {
    return unwrap(await this.ending.withdraw(actor, id, body.reason));
  }
}
