import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { type Actor, type DateOnly, type NeedCode, NEEDS, parseDate, pence } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, IsDay, unwrap } from '../../../platform/index.js';
import { AdmitProvider } from '../application/admit-provider.js';
import { type FrameworkDetail, ManageFramework } from '../application/manage-framework.js';
import { SUSPENSION_REASONS, type SuspensionReason } from '../domain/framework.js';
import { NOTHING_ASKED } from '../domain/lots.js';
import { REGIMES, type Regime } from '../domain/regimes.js';
import type { FrameworkSummary } from '../persistence/framework.store.js';

const day = (text: string, field: string): DateOnly => unwrap(parseDate(text, field));

const NEED_CODES = Object.keys(NEEDS);

/** Left out or null: the lot does not say. */
export class LotRequirementsBody {
  @ApiPropertyOptional({ description: 'Hours a week' }) @IsOptional() @IsInt() leastHours?: number | null;
  @ApiPropertyOptional({ description: 'Hours a week' }) @IsOptional() @IsInt() mostHours?: number | null;
  @ApiPropertyOptional({ description: 'National curriculum year' }) @IsOptional() @IsInt() yearFrom?: number | null;
  @ApiPropertyOptional({ description: 'National curriculum year' }) @IsOptional() @IsInt() yearTo?: number | null;
  @ApiPropertyOptional({ enum: NEED_CODES, isArray: true })
  @IsOptional()
  @IsIn(NEED_CODES, { each: true })
  needs?: NeedCode[];
  @ApiPropertyOptional({ description: 'False: sites that are not registered schools only' })
  @IsOptional()
  @IsBoolean()
  mustBeRegistered?: boolean | null;
}

export class LotBody {
  @ApiProperty() @IsInt() @Min(1) @Max(200) number: number;
  @ApiProperty({ maxLength: 200 }) @IsString() @MaxLength(200) name: string;
  @ApiPropertyOptional({ type: LotRequirementsBody })
  @IsOptional()
  @ValidateNested()
  @Type(() => LotRequirementsBody)
  requirements?: LotRequirementsBody;
}

export class FrameworkBody {
  @ApiProperty({ maxLength: 60 }) @IsString() @MaxLength(60) reference: string;
  @ApiProperty({ maxLength: 200 }) @IsString() @MaxLength(200) name: string;
  @ApiProperty({ enum: Object.keys(REGIMES) }) @IsIn(Object.keys(REGIMES)) regime: Regime;
  @ApiProperty({ format: 'date' }) @IsDay() startsOn: string;
  @ApiProperty({ format: 'date' }) @IsDay() endsOn: string;
  @ApiPropertyOptional({ format: 'date', description: 'To which its notice lets it be extended' })
  @IsOptional()
  @IsDay()
  extendableTo?: string | null;
  @ApiPropertyOptional({ description: 'Whether schools buy through it too; they do where it is left out' })
  @IsOptional()
  @IsBoolean()
  schoolsMayBuy?: boolean;
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

export class ExtensionBody {
  @ApiProperty({ format: 'date' }) @IsDay() endsOn: string;
  @ApiProperty({ maxLength: 1000 }) @IsString() @MaxLength(1000) reason: string;
}

export class ParticipantBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() authorityId: string;
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

const asked = ({ leastHours, mostHours, yearFrom, yearTo, needs, mustBeRegistered }: LotRequirementsBody) => ({
  leastHours: leastHours ?? null,
  mostHours: mostHours ?? null,
  yearFrom: yearFrom ?? null,
  yearTo: yearTo ?? null,
  needs: needs ?? [],
  mustBeRegistered: mustBeRegistered ?? null,
});

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
    const { reference, name, regime, schoolsMayBuy } = body;
    const lots = body.lots.map(({ number, name: lot, requirements }) => {
      return { number, name: lot, requirements: requirements ? asked(requirements) : NOTHING_ASKED };
    });
    const extendableTo = body.extendableTo ? day(body.extendableTo, 'extendableTo') : null;
    const buyers = schoolsMayBuy === undefined ? {} : { schoolsMayBuy };
    const valuePence = body.valuePence === undefined || body.valuePence === null ? null : pence(body.valuePence);
    const dates = { startsOn: day(body.startsOn, 'startsOn'), endsOn: day(body.endsOn, 'endsOn') };
    return unwrap(
      await this.frameworks.create(actor, {
        reference,
        name,
        regime,
        lots,
        valuePence,
        extendableTo,
        ...buyers,
        ...dates,
      }),
    );
  }

  @Post('frameworks/:id/extensions')
  @Idempotent()
  @ApiOperation({ operationId: 'extendFramework' })
  async extend(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) frameworkId: string,
    @Body() body: ExtensionBody,
  ): Promise<{ id: string }> {
    const endsOn = day(body.endsOn, 'endsOn');
    unwrap(await this.frameworks.extend(actor, { frameworkId, endsOn, reason: body.reason }));
    return { id: frameworkId };
  }

  @Post('frameworks/:id/participants')
  @Idempotent()
  @ApiOperation({ operationId: 'addFrameworkParticipant' })
  async addParticipant(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) frameworkId: string,
    @Body() body: ParticipantBody,
  ): Promise<{ id: string }> {
    unwrap(await this.frameworks.addParticipants(actor, { frameworkId, authorityIds: [body.authorityId] }));
    return { id: frameworkId };
  }

  @Post('frameworks/:id/lots/:lotId/requirements')
  @Idempotent()
  @ApiOperation({ operationId: 'setLotRequirements' })
  async setRequirements(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) frameworkId: string,
    @Param('lotId', IdPipe) lotId: string,
    @Body() body: LotRequirementsBody,
  ): Promise<{ id: string }> {
    const requirements = asked(body);
    unwrap(await this.frameworks.setRequirements(actor, { frameworkId, lotId, requirements }));
    return { id: lotId };
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
