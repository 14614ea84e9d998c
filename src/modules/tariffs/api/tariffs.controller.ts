import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiPropertyOptional, ApiQuery, ApiTags } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { type Actor, isUuid, parseDate, pence } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  Idempotent,
  IdPipe,
  IsDay,
  pageOf,
  parseCursor,
  parsePageSize,
  unwrap,
} from '../../../platform/index.js';
import { ApproveTariffLine } from '../application/approve-tariff-line.js';
import { DraftTariffLine } from '../application/draft-tariff-line.js';
import { EndTariffLine } from '../application/end-tariff-line.js';
import { ListPrices } from '../application/list-prices.js';
import { BASES, type Basis, PRICE_MAX, VAT_TREATMENTS, type VatTreatment } from '../domain/tariff-terms.js';
import type { PriceListLine } from '../persistence/tariff.store.js';

export class TariffLineBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() providerId: string;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() lotId?: string | null;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() programmeId?: string | null;
  @ApiPropertyOptional({ maxLength: 120 }) @IsOptional() @IsString() @MaxLength(120) label?: string;
  @ApiProperty({ enum: Object.keys(BASES) }) @IsIn(Object.keys(BASES)) basis: Basis;
  @ApiPropertyOptional({ description: 'Weekly sessions that a week, term or year buys; 10 when left out' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10)
  sessionsCovered?: number;
  @ApiProperty({ description: 'Pence, net of VAT' }) @IsInt() @Min(0) @Max(PRICE_MAX) netPence: number;
  @ApiProperty({ enum: Object.keys(VAT_TREATMENTS) }) @IsIn(Object.keys(VAT_TREATMENTS)) vatTreatment: VatTreatment;
  @ApiProperty({ format: 'date' }) @IsDay() fromDate: string;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsDay() toDate?: string | null;
}

export class EndingBody {
  @ApiProperty({ format: 'date', description: 'The last day on which the price counts' }) @IsDay() endsOn: string;
}

/** Prices: dated, signed by two people, never changed after that. */
@ApiTags('tariffs')
@ApiBearerAuth()
@Controller('api/v1/tariff-lines')
export class TariffsController {
  constructor(
    private readonly prices: ListPrices,
    private readonly draft: DraftTariffLine,
    private readonly approve: ApproveTariffLine,
    private readonly end: EndTariffLine,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listTariffLines' })
  @ApiQuery({ name: 'providerId', required: false })
  @ApiQuery({ name: 'on', required: false, description: 'Only lines valid that day, and drafts' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<PriceListLine>> {
    const after = unwrap(parseCursor(query['cursor'], 4))?.map(String) ?? null;
    const size = unwrap(parsePageSize(query['limit']));
    const providerId = isUuid(query['providerId']) ? query['providerId'] : null;
    const on = query['on'] === undefined ? null : unwrap(parseDate(query['on'], 'on'));
    const filter = { providerId, on, offset: 0, size: size + 1, after };
    const { lines, total } = unwrap(await this.prices.run(actor, filter));
    return pageOf(lines, size, total, (line) => [line.providerName, line.label, line.fromDate, line.id]);
  }

  @Post()
  @Idempotent()
  @ApiOperation({ operationId: 'draftTariffLine', description: 'Your signature is the first of two.' })
  async create(@CurrentActor() actor: Actor, @Body() body: TariffLineBody): Promise<{ id: string }> {
    const fromDate = unwrap(parseDate(body.fromDate, 'fromDate'));
    const toDate = body.toDate ? unwrap(parseDate(body.toDate, 'toDate')) : null;
    const { providerId, lotId = null, programmeId = null, label = '', basis, sessionsCovered = 10 } = body;
    const { vatTreatment } = body;
    const netPence = pence(body.netPence);
    const terms = { basis, sessionsCovered, netPence, vatTreatment, fromDate, toDate };
    return { id: unwrap(await this.draft.run(actor, { providerId, lotId, programmeId, label, ...terms })) };
  }

  @Post(':id/approval')
  @HttpCode(200)
  @ApiOperation({ operationId: 'approveTariffLine', description: 'The second signature, by another person.' })
  async approveLine(@CurrentActor() actor: Actor, @Param('id', IdPipe) lineId: string): Promise<{ id: string }> {
    return { id: unwrap(await this.approve.run(actor, { lineId })) };
  }

  @Post(':id/ending')
  @HttpCode(200)
  @ApiOperation({ operationId: 'endTariffLine' })
  async endLine(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) lineId: string,
    @Body() body: EndingBody,
  ): Promise<{ id: string }> {
    const endsOn = unwrap(parseDate(body.endsOn, 'endsOn'));
    return { id: unwrap(await this.end.run(actor, { lineId, endsOn })) };
  }
}
