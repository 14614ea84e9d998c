import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { type Actor, parseDate, parseSessions } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, Idempotent, IsDay, RequirePermission, unwrap } from '../../../platform/index.js';
import { Reintegrate } from '../application/reintegrate.js';
import { type ReintegrationView, ViewReintegration } from '../application/view-reintegration.js';
import { ATTENDANCE_BANDS, STEP_KINDS, type StepKind } from '../domain/steps.js';

const KINDS = Object.keys(STEP_KINDS) as StepKind[];

class WayBackBody {
  @IsString() @MaxLength(120) @ApiProperty() lead: string;
  @IsOptional()
  @IsString()
  @MaxLength(6)
  @ApiProperty({ required: false, description: 'Of another school than the pupil’s own' })
  urn?: string;
}

class ReintegrationStepBody {
  @IsIn(KINDS) @ApiProperty({ enum: KINDS }) kind: StepKind;
  @IsDay() @ApiProperty({ format: 'date', description: 'A Monday' }) from: string;
  @IsDay() @ApiProperty({ format: 'date' }) until: string;
  @IsArray()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @ApiProperty({ type: [String], description: 'Half days at school, such as mon-am' })
  sessions: string[];
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3000)
  @ApiProperty({ required: false, description: 'Of staff beside the pupil in a week' })
  staffMinutes?: number;
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  @ApiProperty({ required: false, description: 'Why, where it is a step back' })
  reason?: string;
}

class ReintegrationStopBody {
  @IsString() @MaxLength(1000) @ApiProperty() reason: string;
}

class ReintegrationCheckBody {
  @IsInt() @Min(1) @Max(104) @ApiProperty() weeks: number;
  @IsBoolean() @ApiProperty() stillThere: boolean;
  @IsOptional()
  @IsIn(Object.keys(ATTENDANCE_BANDS))
  @ApiProperty({ required: false, enum: Object.keys(ATTENDANCE_BANDS) })
  attendance?: string;
  @IsOptional() @IsString() @MaxLength(1000) @ApiProperty({ required: false }) note?: string;
}

@ApiTags('reintegration')
@Controller('api/v1')
@RequirePermission('placement.read')
export class ReintegrationApi {
  constructor(
    private readonly reintegrate: Reintegrate,
    private readonly viewer: ViewReintegration,
  ) {}

  @Post('placements/:id/reintegrations')
  @Idempotent()
  @ApiOperation({ operationId: 'planReintegration', summary: 'Begin a pupil’s way back to a mainstream school' })
  async plan(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: WayBackBody,
  ): Promise<{ reintegrationId: string }> {
    return unwrap(await this.reintegrate.plan(actor, { placementId: id, lead: body.lead, urn: body.urn }));
  }

  @Get('reintegrations/:id')
  @ApiOperation({
    operationId: 'readReintegration',
    summary: 'A way back to school, its steps and what was found since',
  })
  async read(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<ReintegrationView> {
    return unwrap(await this.viewer.one(actor, id));
  }

  @Post('reintegrations/:id/steps')
  @Idempotent()
  @ApiOperation({ operationId: 'addReintegrationStep', summary: 'Add the next step; a step back says why' })
  async addStep(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ReintegrationStepBody,
  ): Promise<{ number: number }> {
    const { kind, staffMinutes = 0, reason = null } = body;
    const from = unwrap(parseDate(body.from, 'from'));
    const until = unwrap(parseDate(body.until, 'until'));
    const sessions = unwrap(parseSessions(body.sessions, 'sessions'));
    return unwrap(await this.reintegrate.addStep(actor, id, { kind, from, until, sessions, staffMinutes, reason }));
  }

  @Post('reintegrations/:id/completion')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'completeReintegration', summary: 'All half days are at the school' })
  async complete(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return unwrap(await this.reintegrate.complete(actor, id));
  }

  @Post('reintegrations/:id/stop')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'stopReintegration', summary: 'Give it up' })
  async stop(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ReintegrationStopBody,
  ): Promise<object> {
    unwrap(await this.reintegrate.stop(actor, id, body.reason));
    return { reintegrationId: id };
  }

  @Post('reintegrations/:id/checks')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'checkReintegration', summary: 'Say whether it lasts, some weeks after' })
  async check(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ReintegrationCheckBody,
  ): Promise<object> {
    const { weeks, stillThere, attendance, note = '' } = body;
    unwrap(await this.reintegrate.check(actor, id, { weeks, stillThere, attendance, note }));
    return { reintegrationId: id };
  }
}
