import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, parseDate } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { type DiligenceRecord, DueDiligence } from '../application/due-diligence.js';
import { CheckBody } from './evaluation.dto.js';

/** Due diligence of bids and of admitted providers: what the service finds, and what an officer confirms. */
@ApiTags('diligence')
@ApiBearerAuth()
@RequirePermission('evidence.read')
@Controller('api/v1/diligence')
export class DiligenceApi {
  constructor(private readonly diligence: DueDiligence) {}

  @Get('applications/:id')
  @ApiOperation({ operationId: 'readDiligenceOfBid', summary: 'Every check of a bid with what was found and said' })
  async ofBid(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<DiligenceRecord> {
    return unwrap(await this.diligence.view(actor, 'application', id));
  }

  @Get('admissions/:id')
  @ApiOperation({ operationId: 'readDiligenceOfAdmission', summary: 'Every check of an admitted provider' })
  async ofAdmission(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<DiligenceRecord> {
    return unwrap(await this.diligence.view(actor, 'admission', id));
  }

  @Post('applications/:id/:code')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'recordCheckOfBid', summary: 'Record a look at a check of a bid' })
  recordOfBid(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('code') code: string,
    @Body() body: CheckBody,
  ): Promise<{ id: string }> {
    return this.record(actor, { of: 'application', id, code }, body);
  }

  @Post('admissions/:id/:code')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'recordCheckOfAdmission', summary: 'Record a look at a check of an admitted provider' })
  recordOfAdmission(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('code') code: string,
    @Body() body: CheckBody,
  ): Promise<{ id: string }> {
    return this.record(actor, { of: 'admission', id, code }, body);
  }

  private async record(
    actor: Actor,
    at: { readonly of: 'application' | 'admission'; readonly id: string; readonly code: string },
    { outcome, note, checkedOn, seen }: CheckBody,
  ): Promise<{ id: string }> {
    const code = at.code.toUpperCase().replaceAll('-', '_');
    const given = { outcome, note, checkedOn: unwrap(parseDate(checkedOn, 'checkedOn')) };
    unwrap(await this.diligence.record(actor, { ...at, code, seen }, given));
    return { id: at.id };
  }
}
