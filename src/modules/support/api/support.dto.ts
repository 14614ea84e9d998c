import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { SUPPORT_KINDS } from '../../../kernel/index.js';
import { IsDay } from '../../../platform/index.js';
import { DECISIONS, WORK_SORTS } from '../domain/cycle.js';
import { ABOUT, ANSWERS, SORTS } from '../domain/request.js';
import { CASELOAD_MOST, FTE_MOST } from '../domain/team.js';
import { MOMENTS, RESPONDENTS } from '../domain/views.js';

const codes = (list: object): string[] => Object.keys(list);

export class SupportStrengthBody {
  @ApiProperty({ description: 'Hundredths of full time' }) @IsInt() @Min(0) @Max(FTE_MOST) fteHundredths: number;
  @ApiProperty({ description: 'Pupils at a time for each full-time specialist' })
  @IsInt()
  @Min(0)
  @Max(CASELOAD_MOST)
  caseloadPerFte: number;
  @ApiProperty({ format: 'date' }) @IsDay() from: string;
}

export class SupportTeamBody {
  @ApiProperty() @IsString() @MaxLength(120) name: string;
  @ApiProperty({ enum: codes(SUPPORT_KINDS) }) @IsIn(codes(SUPPORT_KINDS)) kind: string;
  @ApiProperty({ format: 'uuid' }) @IsUUID() employerId: string;
  @ApiProperty({ format: 'date' }) @IsDay() startsOn: string;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsDay() endsOn?: string | null;
  @ApiProperty() @IsInt() @Min(0) @Max(FTE_MOST) fteHundredths: number;
  @ApiProperty() @IsInt() @Min(0) @Max(CASELOAD_MOST) caseloadPerFte: number;
}

export class SupportMemberBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() userId: string;
  @ApiProperty() @IsBoolean() leads: boolean;
}

export class SupportPupilBody {
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(13) upn?: string | null;
  @ApiProperty() @IsString() @MaxLength(100) forename: string;
  @ApiProperty() @IsString() @MaxLength(100) surname: string;
  @ApiProperty({ minimum: 0, maximum: 14 }) @IsInt() @Min(0) @Max(14) yearGroup: number;
}

export class SupportRequestBody {
  @ApiProperty({ enum: codes(SORTS) }) @IsIn(codes(SORTS)) sort: string;
  @ApiPropertyOptional({ enum: codes(SUPPORT_KINDS) }) @IsOptional() @IsIn(codes(SUPPORT_KINDS)) kind?: string | null;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() teamId?: string | null;
  @ApiProperty({ enum: codes(ABOUT) }) @IsIn(codes(ABOUT)) about: string;
  @ApiPropertyOptional({ description: 'Which staff, group or class' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  who?: string | null;
  @ApiPropertyOptional({ type: SupportPupilBody, description: 'Where it is about a pupil' })
  @IsOptional()
  @ValidateNested()
  @Type(() => SupportPupilBody)
  pupil?: SupportPupilBody | null;
  @ApiProperty() @IsString() @MaxLength(2000) seen: string;
  @ApiProperty() @IsString() @MaxLength(2000) tried: string;
}

export class SupportAnswerBody {
  @ApiProperty({ enum: codes(ANSWERS) }) @IsIn(codes(ANSWERS)) answer: string;
  @ApiProperty() @IsString() @MaxLength(4000) words: string;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() teamId?: string | null;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsDay() startsOn?: string | null;
  @ApiPropertyOptional() @IsOptional() @IsInt() @Min(1) @Max(52) weeks?: number | null;
}

export class SupportContactBody {
  @ApiProperty({ format: 'date' }) @IsDay() heldOn: string;
  @ApiProperty({ enum: codes(WORK_SORTS) }) @IsIn(codes(WORK_SORTS)) sort: string;
  @ApiProperty({ minimum: 5, maximum: 480 }) @IsInt() @Min(5) @Max(480) minutes: number;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(500) note?: string | null;
}

export class SupportViewsBody {
  @ApiProperty({ enum: codes(MOMENTS) }) @IsIn(codes(MOMENTS)) moment: string;
  @ApiProperty({ enum: codes(RESPONDENTS) }) @IsIn(codes(RESPONDENTS)) respondent: string;
  @ApiProperty({ format: 'date' }) @IsDay() givenOn: string;
  @ApiProperty({ type: Object, description: 'A score of one to five for each question, by its code' })
  @IsObject()
  scores: Record<string, unknown>;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(1000) words?: string | null;
}

export class SupportDecisionBody {
  @ApiProperty({ enum: codes(DECISIONS) }) @IsIn(codes(DECISIONS)) decision: string;
  @ApiProperty() @IsString() @MaxLength(2000) reasons: string;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsDay() reviewOn?: string | null;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsDay() startsOn?: string | null;
  @ApiPropertyOptional() @IsOptional() @IsInt() @Min(1) @Max(52) weeks?: number | null;
}
