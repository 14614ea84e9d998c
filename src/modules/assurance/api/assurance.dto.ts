import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { type DateOnly, parseDate } from '../../../kernel/index.js';
import { IsDay, unwrap } from '../../../platform/index.js';
import { CONCERN_KINDS, type ConcernGiven, type ConcernKind, TOLD_FIRST, type ToldFirst } from '../domain/concern.js';
import type { SchoolCheckGiven } from '../domain/school-check.js';

const day = (text: string, field: string): DateOnly => unwrap(parseDate(text, field));
const dayOrNone = (text: string | null | undefined, field: string): DateOnly | null =>
  text === undefined || text === null ? null : day(text, field);

export class ConcernBody {
  @ApiProperty({ enum: Object.keys(CONCERN_KINDS) }) @IsIn(Object.keys(CONCERN_KINDS)) kind: ConcernKind;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() siteId?: string | null;
  @ApiProperty({ format: 'date' }) @IsDay() happenedOn: string;
  @ApiProperty({ maxLength: 8000, description: 'No child is named' }) @IsString() @MaxLength(8000) what: string;
  @ApiPropertyOptional({ example: 'PL-000012' }) @IsOptional() @IsString() @MaxLength(20) pupilReference?:
    string | null;
  @ApiPropertyOptional({
    enum: Object.keys(TOLD_FIRST),
    description: 'Needed where a child may be at risk or staff may be a risk',
  })
  @IsOptional()
  @IsIn(Object.keys(TOLD_FIRST))
  toldFirst?: ToldFirst | null;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsDay() toldOn?: string | null;

  toConcern(): ConcernGiven {
    return {
      kind: this.kind,
      siteId: this.siteId ?? null,
      happenedOn: day(this.happenedOn, 'happenedOn'),
      what: this.what,
      pupilReference: this.pupilReference ?? null,
      toldFirst: this.toldFirst ?? null,
      toldOn: dayOrNone(this.toldOn, 'toldOn'),
    };
  }
}

export class SchoolCheckBody {
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() siteId?: string | null;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsDay() visitedOn?: string | null;
  @ApiPropertyOptional({ maxLength: 200 }) @IsOptional() @IsString() @MaxLength(200) visitedBy?: string | null;
  @ApiProperty({ format: 'date' }) @IsDay() safeguardingOn: string;
  @ApiProperty({ maxLength: 200 }) @IsString() @MaxLength(200) safeguardingFrom: string;
  @ApiProperty({ format: 'date' }) @IsDay() staffChecksOn: string;
  @ApiProperty({ maxLength: 200 }) @IsString() @MaxLength(200) staffChecksBy: string;
  @ApiPropertyOptional({ maxLength: 4000 }) @IsOptional() @IsString() @MaxLength(4000) note?: string | null;
  @ApiProperty({ format: 'date' }) @IsDay() nextDueOn: string;

  toCheck(): SchoolCheckGiven {
    return {
      siteId: this.siteId ?? null,
      visitedOn: dayOrNone(this.visitedOn, 'visitedOn'),
      visitedBy: this.visitedBy ?? null,
      safeguardingOn: day(this.safeguardingOn, 'safeguardingOn'),
      safeguardingFrom: this.safeguardingFrom,
      staffChecksOn: day(this.staffChecksOn, 'staffChecksOn'),
      staffChecksBy: this.staffChecksBy,
      note: this.note ?? null,
      nextDueOn: day(this.nextDueOn, 'nextDueOn'),
    };
  }
}
