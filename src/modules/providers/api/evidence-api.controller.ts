import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiPropertyOptional, ApiQuery, ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { type Actor, type DateOnly, parseDate, pence } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, IsDay, RequirePermission, unwrap } from '../../../platform/index.js';
import { FindEvidence } from '../application/find-evidence.js';
import { KeepEvidence } from '../application/keep-evidence.js';
import { EVIDENCE_KINDS, type EvidenceKind } from '../domain/evidence-kinds.js';
import type { Evidence } from '../persistence/evidence.store.js';

export class StatementBody {
  @ApiProperty({ enum: Object.keys(EVIDENCE_KINDS) }) @IsIn(Object.keys(EVIDENCE_KINDS)) kind: EvidenceKind;
  @ApiProperty({ description: 'Given in writing, by whoever holds the token' })
  @IsString()
  @MaxLength(4000)
  statement: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) title?: string | null;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) reference?: string | null;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) issuer?: string | null;
  @ApiPropertyOptional({ description: 'Pence' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  coverPence?: number | null;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsDay() validFrom?: string | null;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsDay() validTo?: string | null;
  @ApiPropertyOptional({ type: [String], description: 'Sites it is for; none for the whole provider' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  siteIds?: string[];
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() replacesId?: string | null;
}

const dayOf = (text: string | null | undefined, field: string): DateOnly | null =>
  text === undefined || text === null ? null : unwrap(parseDate(text, field));

/** A provider's documents: read by it and by those it shows them to; statements are kept here, files by the pages. */
@ApiTags('evidence')
@ApiBearerAuth()
@Controller('api/v1/evidence')
export class EvidenceApi {
  constructor(
    private readonly find: FindEvidence,
    private readonly keep: KeepEvidence,
  ) {}

  @Get()
  @ApiQuery({ name: 'providerId', required: false, description: 'Left out: your own' })
  @ApiOperation({ operationId: 'listEvidence', summary: 'Documents of a provider that you may see' })
  async list(
    @CurrentActor() actor: Actor,
    @Query('providerId') providerId: unknown,
  ): Promise<{ items: readonly Evidence[] }> {
    const asked = typeof providerId === 'string' && /^[0-9a-f-]{36}$/.test(providerId) ? providerId : null;
    const nobody = '00000000-0000-0000-0000-000000000000';
    const of = providerId === undefined ? actor.organisationId : asked;
    return { items: unwrap(await this.find.ofProvider(actor, of ?? nobody)) };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'readEvidence', summary: 'One document, with those before and after it' })
  async read(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { evidence, line } = unwrap(await this.find.one(actor, id));
    return { ...evidence, line: line.map((one) => ({ id: one.id, validTo: one.validTo, status: one.status })) };
  }

  @Post()
  @Idempotent()
  @RequirePermission('evidence.manage')
  @ApiOperation({ operationId: 'keepStatement', summary: 'Keep a statement, or a newer one in place of a document' })
  async statement(@CurrentActor() actor: Actor, @Body() body: StatementBody): Promise<{ id: string }> {
    const { kind, statement, title = null, reference = null, issuer = null, siteIds = [] } = body;
    const coverPence = body.coverPence === undefined || body.coverPence === null ? null : pence(body.coverPence);
    const dates = { validFrom: dayOf(body.validFrom, 'validFrom'), validTo: dayOf(body.validTo, 'validTo') };
    const details = { kind, statement, title, reference, issuer, siteIds, coverPence, ...dates };
    return { id: unwrap(await this.keep.run(actor, details, [], body.replacesId ?? null)) };
  }
}
