import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { type Actor, type DateOnly, parseDate, pence } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, IsDay, unwrap } from '../../../platform/index.js';
import { AdmitProvider } from '../application/admit-provider.js';
import { type FrameworkDetail, ManageFramework } from '../application/manage-framework.js';
import { SUSPENSION_REASONS, type SuspensionReason } from '../domain/framework.js';
import { REGIMES, type Regime } from '../domain/regimes.js';
import type { FrameworkSummary } from '../persistence/admission.store.js';

const day = (text: string, field: string): DateOnly => unwrap(parseDate(text, field));

export class LotBody {
  @ApiProperty() @IsInt() @Min(1) @Max(200) number: number;
  @ApiProperty({ maxLength: 200 }) @IsString() @MaxLength(200) name: string;
}

export class FrameworkBody {
  @ApiProperty({ maxLength: 60 }) @IsString() @MaxLength(60) reference: string;
  @ApiProperty({ maxLength: 200 }) @IsString() @MaxLength(200) name: string;
  @ApiProperty({ enum: Object.keys(REGIMES) }) @IsIn(Object.keys(REGIMES)) regime: Regime;
  @ApiProperty({ format: 'date' }) @IsDay() startsOn: string;
  @ApiProperty({ format: 'date' }) @IsDay() endsOn: string;
  @ApiPropertyOptional({ description: 'Pence, with VAT' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  valuePence?: number | null;
  @ApiProperty({ type: LotBody, isArray: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => LotBody)
  lots: LotBody[];
}

export class SuspensionBody {
  @ApiProperty({ enum: Object.keys(SUSPENSION_REASONS) })
  @IsIn(Object.keys(SUSPENSION_REASONS))
  reason: SuspensionReason;
  @ApiProperty({ format: 'date' }) @IsDay() fromDate: string;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsDay() toDate?: string | null;
}

export class LiftBody {
  @ApiProperty({ format: 'date', description: 'The first day on which it is not suspended' })
  @IsDay()
  from: string;
}

/** Frameworks with their lots, and who is admitted to them. */
@ApiTags('procurement')
@ApiBearerAuth()
@Controller('api/v1')
export class ProcurementController {
  constructor(
    private readonly frameworks: ManageFramework,
    private readonly admissions: AdmitProvider,
  ) {}

  @Get('frameworks')
  @ApiOperation({ operationId: 'listFrameworks' })
  async list(@CurrentActor() actor: Actor): Promise<{ items: readonly FrameworkSummary[] }> {
    return { items: unwrap(await this.frameworks.list(actor)) };
  }

  @Get('frameworks/:id')
  @ApiOperation({ operationId: 'getFramework' })
  async detail(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<FrameworkDetail> {
    return unwrap(await this.frameworks.detail(actor, id));
  }

  @Post('frameworks')
  @Idempotent()
  @ApiOperation({ operationId: 'createFramework' })
  async create(@CurrentActor() actor: Actor, @Body() body: FrameworkBody): Promise<{ id: string; lotIds: string[] }> {
    const { reference, name, regime, lots } = body;
    const valuePence = body.valuePence === undefined || body.valuePence === null ? null : pence(body.valuePence);
    const dates = { startsOn: day(body.startsOn, 'startsOn'), endsOn: day(body.endsOn, 'endsOn') };
    return unwrap(await this.frameworks.create(actor, { reference, name, regime, lots, valuePence, ...dates }));
  }

  @Post('admissions/:id/suspensions')
  @Idempotent()
  @ApiOperation({ operationId: 'suspendAdmission' })
  async suspend(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) admissionId: string,
    @Body() body: SuspensionBody,
  ): Promise<{ id: string }> {
    const toDate = body.toDate ? day(body.toDate, 'toDate') : null;
    const fromDate = day(body.fromDate, 'fromDate');
    unwrap(await this.admissions.suspend(actor, { admissionId, reason: body.reason, fromDate, toDate }));
    return { id: admissionId };
  }

  @Post('admissions/:id/suspension-lift')
  @HttpCode(200)
  @ApiOperation({ operationId: 'liftSuspension' })
  async lift(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) admissionId: string,
    @Body() body: LiftBody,
  ): Promise<{ id: string }> {
    unwrap(await this.admissions.lift(actor, { admissionId, from: day(body.from, 'from') }));
    return { id: admissionId };
  }
}
