import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, unwrap } from '../../../platform/index.js';
import { RaiseConcern } from '../application/raise-concern.js';
import { SchoolChecks } from '../application/school-checks.js';
import { type VisitView, ViewVisits } from '../application/view-visits.js';
import { ConcernBody, SchoolCheckBody } from './assurance.dto.js';

/** Visits, concerns and schools' own checks. */
@ApiTags('assurance')
@ApiBearerAuth()
@Controller('api/v1')
export class AssuranceController {
  constructor(
    private readonly visits: ViewVisits,
    private readonly concerns: RaiseConcern,
    private readonly checks: SchoolChecks,
  ) {}

  @Get('visits/:visitId')
  @ApiOperation({ operationId: 'getVisit' })
  async visit(@CurrentActor() actor: Actor, @Param('visitId', IdPipe) id: string): Promise<VisitView> {
    return unwrap(await this.visits.one(actor, id));
  }

  @Post('providers/:id/concerns')
  @Idempotent()
  @ApiOperation({ operationId: 'raiseConcern' })
  async raise(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) providerId: string,
    @Body() body: ConcernBody,
  ): Promise<{ id: string }> {
    return { id: unwrap(await this.concerns.run(actor, providerId, body.toConcern())) };
  }

  @Post('providers/:id/school-checks')
  @Idempotent()
  @ApiOperation({ operationId: 'recordSchoolCheck' })
  async record(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) providerId: string,
    @Body() body: SchoolCheckBody,
  ): Promise<{ id: string }> {
    return { id: unwrap(await this.checks.record(actor, providerId, body.toCheck())) };
  }
}
