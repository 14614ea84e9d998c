import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type Actor, isUuid } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  Idempotent,
  idPageOf,
  IdPipe,
  RequirePermission,
  unwrap,
} from '../../../platform/index.js';
import { PlaceLimits } from '../application/place-limits.js';
import type { PlaceLimit } from '../persistence/place-limit.store.js';
import { PlaceLimitBody } from './limits.dto.js';

/** The most pupils a site, a programme or a whole provider takes at a time, by date. */
@ApiTags('openings')
@ApiBearerAuth()
@Controller('api/v1/limits')
@RequirePermission('opening.manage')
export class LimitsController {
  constructor(private readonly limits: PlaceLimits) {}

  @Get()
  @ApiOperation({ operationId: 'listLimits', summary: 'Limits that count today or later, the newest first' })
  @ApiQuery({ name: 'providerId', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false, description: 'How many a page' })
  list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<PlaceLimit>> {
    const providerId = isUuid(query['providerId']) ? query['providerId'] : null;
    return idPageOf(query, (at) => this.limits.page(actor, providerId, at));
  }

  @Post()
  @Idempotent()
  @ApiOperation({
    operationId: 'setLimit',
    summary: 'Limit a site, a programme or a whole provider, over all its openings',
    description: 'Refused with limit.below-used where more have a place there already.',
  })
  async set(@CurrentActor() actor: Actor, @Body() body: PlaceLimitBody): Promise<{ id: string }> {
    return { id: unwrap(await this.limits.set(actor, unwrap(body.toDetails()))) };
  }

  @Post(':id/lifting')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'liftLimit', summary: 'Lift a limit that your organisation set, from next Monday on' })
  async lift(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ id: string }> {
    unwrap(await this.limits.lift(actor, id));
    return { id };
  }
}
