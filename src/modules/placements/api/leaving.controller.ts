import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { type Actor, parseDate } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, Idempotent, IsDay, RequirePermission, unwrap } from '../../../platform/index.js';
import type { Approved } from '../application/approve-placement.js';
import { FailProvision } from '../application/fail-provision.js';
import { RecordDestination } from '../application/record-destination.js';
import { TransferPlacement } from '../application/transfer-placement.js';
import { ACTIVITIES, DESTINATIONS } from '../domain/destination.js';
import type { Done, Failure } from '../persistence/failure.store.js';
import { commandOf, DecisionBody } from './placements.dto.js';

class TransferBody extends DecisionBody {
  @IsDay()
  @ApiProperty({ format: 'date', description: 'The last day at the provider that the pupil leaves' })
  lastDay: string;
}

class DestinationBody {
  @IsString() @MaxLength(20) @ApiProperty({ enum: Object.keys(DESTINATIONS) }) kind: string;
}

class MonthsBody {
  @IsArray()
  @ArrayMaxSize(6)
  @IsString({ each: true })
  @ApiProperty({ type: [String], enum: Object.keys(ACTIVITIES), description: 'From October to March' })
  months: string[];
}

class FailureBody {
  @IsUUID() @ApiProperty({ format: 'uuid' }) providerId: string;
  @IsOptional() @IsUUID() @ApiProperty({ required: false, format: 'uuid' }) siteId?: string;
  @IsDay() @ApiProperty({ format: 'date' }) lastDay: string;
  @IsString() @MaxLength(1000) @ApiProperty() reason: string;
}

/** How a pupil leaves a provision, for programs. */
@ApiTags('placements')
@Controller('api/v1')
@RequirePermission('placement.read')
export class LeavingApi {
  constructor(
    private readonly destinations: RecordDestination,
    private readonly transfers: TransferPlacement,
    private readonly failing: FailProvision,
  ) {}

  @Post('placements/:id/transfer')
  @Idempotent()
  @ApiOperation({ operationId: 'transferPlacement', summary: 'End a placement and offer another at another provider' })
  async transfer(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: TransferBody,
  ): Promise<Approved> {
    const lastDay = unwrap(parseDate(body.lastDay, 'lastDay'));
    const { referralId: _, ...decision } = unwrap(commandOf(id, body));
    return unwrap(await this.transfers.run(actor, { ...decision, placementId: id, lastDay }));
  }

  @Post('placements/:id/destination')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'recordDestination', summary: 'Say where a leaver went' })
  async record(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: DestinationBody,
  ): Promise<{ placementId: string }> {
    unwrap(await this.destinations.record(actor, id, body.kind));
    return { placementId: id };
  }

  @Post('placements/:id/destination/months')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'findDestination', summary: 'Say what a leaver did in each month of the national rule' })
  async find(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: MonthsBody,
  ): Promise<{ sustained: boolean }> {
    return unwrap(await this.destinations.find(actor, id, body.months));
  }

  @Post('placement-failures')
  @Idempotent()
  @RequirePermission('placement.end')
  @ApiOperation({ operationId: 'failProvision', summary: 'End all that is placed where nobody is taught any more' })
  async fail(@CurrentActor() actor: Actor, @Body() body: FailureBody): Promise<{ failureId: string }> {
    const lastDay = unwrap(parseDate(body.lastDay, 'lastDay'));
    const { providerId, siteId = null, reason } = body;
    return unwrap(await this.failing.run(actor, { providerId, siteId, lastDay, reason }));
  }

  @Get('placement-failures/:id')
  @ApiOperation({ operationId: 'readProvisionFailure', summary: 'What was done for each placement' })
  async failure(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
  ): Promise<{ failure: Failure; done: readonly Done[] }> {
    const { failure, done } = unwrap(await this.failing.view(actor, id));
    return { failure, done };
  }

  @Post('placement-failures/:id/runs')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('placement.end')
  @ApiOperation({ operationId: 'runProvisionFailure', summary: 'Run it again for those it could not help' })
  async again(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ failureId: string }> {
    return unwrap(await this.failing.again(actor, id));
  }
}
