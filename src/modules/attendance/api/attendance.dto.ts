import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsDay } from '../../../platform/index.js';
import { MARKS_MAX } from '../application/mark-register.js';
import { type Half, PROVISION_CODES } from '../domain/codes.js';
import { CORRECTION_REASONS, type CorrectionReason } from '../domain/corrections.js';
import { DETAIL_MAX } from '../domain/marking.js';

export class AttendanceMarkBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() placementId: string;
  @ApiProperty({ format: 'date' }) @IsDay() on: string;
  @ApiProperty({ enum: ['AM', 'PM'] }) @IsIn(['AM', 'PM']) half: Half;
  @ApiProperty({ enum: PROVISION_CODES, description: 'Codes of SI 2024/208 that a provision may enter' })
  @IsString()
  @MaxLength(2)
  code: string;
  @ApiPropertyOptional({ description: 'With code L' }) @IsOptional() @IsInt() minutesLate?: number | null;
  @ApiPropertyOptional({ maxLength: DETAIL_MAX, description: 'Needed with Y7. Nothing about health or home.' })
  @IsOptional()
  @IsString()
  @MaxLength(DETAIL_MAX)
  detail?: string | null;
}

export class RegisterBody {
  @ApiProperty({ type: AttendanceMarkBody, isArray: true })
  @IsArray()
  @ArrayMaxSize(MARKS_MAX)
  @ValidateNested({ each: true })
  @Type(() => AttendanceMarkBody)
  marks: AttendanceMarkBody[];
  @ApiPropertyOptional({ enum: Object.keys(CORRECTION_REASONS), description: 'Needed when a mark that stands changes' })
  @IsOptional()
  @IsIn(Object.keys(CORRECTION_REASONS))
  reason?: CorrectionReason | null;
}
