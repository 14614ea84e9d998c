import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { type DateOnly, ok, parseDate, type Result } from '../../../kernel/index.js';
import { IsDay } from '../../../platform/index.js';
import type { ChangeCommand } from '../domain/change-command.js';
import { CHANGE_KIND_KEYS, CHANGE_REASONS } from '../domain/changes.js';

export class ChangeBody {
  @IsString() @MaxLength(20) @ApiProperty({ enum: CHANGE_KIND_KEYS }) kind: string;
  @IsOptional()
  @IsDay()
  @ApiProperty({ required: false, format: 'date', description: 'A Monday; for all kinds but EXTEND' })
  from?: string;
  @IsOptional() @IsDay() @ApiProperty({ required: false, format: 'date', description: 'For EXTEND' }) endsOn?: string;
  @IsOptional()
  @IsDay()
  @ApiProperty({ required: false, format: 'date', description: 'A Monday; for PAUSE' })
  resumesOn?: string;
  @IsOptional()
  @IsUUID()
  @ApiProperty({ required: false, format: 'uuid', description: 'For WEEK: the pattern of the placement that changes' })
  replacedPatternId?: string;
  @IsOptional()
  @IsUUID()
  @ApiProperty({ required: false, format: 'uuid', description: 'For WEEK: the pattern that takes its place' })
  patternId?: string;
  @IsString() @MaxLength(20) @ApiProperty({ enum: Object.keys(CHANGE_REASONS) }) reason: string;
  @IsOptional() @IsString() @MaxLength(1000) @ApiProperty({ required: false }) note?: string;
}

export class ChangeAnswerBody {
  @IsString() @MaxLength(20) @ApiProperty({ enum: ['AGREED', 'REFUSED'] }) answer: string;
  @IsOptional() @IsString() @MaxLength(1000) @ApiProperty({ required: false }) note?: string;
}

/** A date that looks like one but does not exist is refused here, with its field. */
export function changeOf(placementId: string, body: ChangeBody): Result<ChangeCommand> {
  const days: Record<'from' | 'endsOn' | 'resumesOn', DateOnly | null> = { from: null, endsOn: null, resumesOn: null };
  for (const field of ['from', 'endsOn', 'resumesOn'] as const) {
    if (body[field] === undefined) continue;
    const day = parseDate(body[field], field);
    if (!day.ok) return day;
    days[field] = day.value;
  }
  const { kind, reason, note = '', replacedPatternId: replacedId = null, patternId = null } = body;
  return ok({ placementId, kind, ...days, replacedId, patternId, reason, note });
}
