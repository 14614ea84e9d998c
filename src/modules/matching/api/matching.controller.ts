import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  Idempotent,
  IdPipe,
  pageOf,
  parseCursor,
  parsePageSize,
  RequirePermission,
  unwrap,
} from '../../../platform/index.js';
import { CancelRun } from '../application/cancel-run.js';
import { PriceRun } from '../application/price-run.js';
import { RequestMatching } from '../application/request-matching.js';
import { ViewOptions } from '../application/view-options.js';
import { ViewRuns } from '../application/view-runs.js';
import { ConsideredResource, MatchingStatusResource, OptionsResource, RunResource } from './matching.resources.js';

@ApiTags('matching')
@Controller('api/v1')
@RequirePermission('matching.read')
export class MatchingController {
  constructor(
    private readonly view: ViewRuns,
    private readonly options: ViewOptions,
    private readonly request: RequestMatching,
    private readonly cancel: CancelRun,
    private readonly priceRun: PriceRun,
  ) {}

  @Get('matching/status')
  @ApiOperation({ operationId: 'readMatchingStatus', summary: 'The newest run and the last complete result' })
  @ApiOkResponse({ type: MatchingStatusResource })
  async status(@CurrentActor() actor: Actor): Promise<MatchingStatusResource> {
    return new MatchingStatusResource(await this.view.status(actor));
  }

  @Get('matching/runs')
  @ApiOperation({ operationId: 'listMatchingRuns', summary: 'Runs, the newest first' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false })
  async runs(
    @CurrentActor() actor: Actor,
    @Query('cursor') cursor: unknown,
    @Query('limit') limit: unknown,
  ): Promise<CursorPage<RunResource>> {
    const size = unwrap(parsePageSize(limit));
    const before = Number(unwrap(parseCursor(cursor, 1))?.[0] ?? NaN);
    const { runs, total } = unwrap(
      await this.view.list(actor, size, Number.isSafeInteger(before) ? before : undefined),
    );
    return pageOf(
      runs.map((run) => new RunResource(run)),
      size,
      total,
      (run) => [run.number],
    );
  }

  @Post('matching/runs')
  @HttpCode(202)
  @Idempotent()
  @RequirePermission('matching.run')
  @ApiOperation({ operationId: 'requestMatchingRun', summary: 'Asks for a run; it starts within seconds' })
  @ApiAcceptedResponse({ description: 'Asked for.' })
  async again(@CurrentActor() actor: Actor): Promise<{ requested: true }> {
    unwrap(await this.request.run(actor));
    return { requested: true };
  }

  @Get('matching/runs/:runId')
  @ApiOperation({ operationId: 'readMatchingRun', summary: 'A run and its counts' })
  @ApiOkResponse({ type: RunResource })
  async run(@CurrentActor() actor: Actor, @Param('runId', IdPipe) runId: string): Promise<RunResource> {
    const { run, detail } = unwrap(await this.view.one(actor, runId));
    return new RunResource(run, detail);
  }

  @Post('matching/runs/:runId/cancellation')
  @HttpCode(202)
  @Idempotent()
  @RequirePermission('matching.run')
  @ApiOperation({ operationId: 'cancelMatchingRun', summary: 'Stops a run that is under way, within a second' })
  @ApiAcceptedResponse({ description: 'Asked to stop.' })
  async stop(@CurrentActor() actor: Actor, @Param('runId', IdPipe) runId: string): Promise<{ requested: true }> {
    unwrap(await this.cancel.run(actor, runId));
    return { requested: true };
  }

  @Post('matching/runs/:runId/prices')
  @HttpCode(202)
  @Idempotent()
  @RequirePermission('matching.run')
  @ApiOperation({
    operationId: 'askForMatchingPrices',
    summary: 'What one more place would bring, of a run that had no time for it',
  })
  @ApiAcceptedResponse({ description: 'Being worked out.' })
  async askForPrices(
    @CurrentActor() actor: Actor,
    @Param('runId', IdPipe) runId: string,
  ): Promise<{ requested: true }> {
    unwrap(await this.priceRun.run(actor, runId));
    return { requested: true };
  }

  @Get('matching/runs/:runId/input')
  @ApiOperation({ operationId: 'readMatchingInput', summary: 'What the run saw, for `placeway replay`' })
  async input(@CurrentActor() actor: Actor, @Param('runId', IdPipe) runId: string): Promise<object> {
    return unwrap(await this.view.input(actor, runId));
  }

  @Get('matching/runs/:runId/exchange')
  @ApiOperation({ operationId: 'readMatchingProblem', summary: 'The run’s problem, to be replayed from a file' })
  async exchange(@CurrentActor() actor: Actor, @Param('runId', IdPipe) runId: string): Promise<object> {
    return unwrap(await this.view.exchange(actor, runId));
  }

  @Get('referrals/:referralId/options')
  @ApiOperation({ operationId: 'listReferralOptions', summary: 'Options that a panel will decide on' })
  @ApiOkResponse({ type: OptionsResource })
  async optionsOf(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) referralId: string,
  ): Promise<OptionsResource> {
    return new OptionsResource(unwrap(await this.options.run(actor, referralId)));
  }

  @Get('referrals/:referralId/considered')
  @ApiOperation({ operationId: 'listConsideredPlaces', summary: 'Every place that was considered, rule by rule' })
  @ApiOkResponse({ type: ConsideredResource })
  async considered(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) referralId: string,
  ): Promise<ConsideredResource> {
    return new ConsideredResource(unwrap(await this.options.run(actor, referralId)));
  }
}
