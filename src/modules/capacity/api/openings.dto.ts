import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
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
import { SESSION_NAMES, type SessionName } from '../../../kernel/index.js';
import { IsDay } from '../../../platform/index.js';
import { BULK_ROWS_MAX } from '../domain/bulk-rows.js';
import { PATTERNS_MAX, PLACES_MAX } from '../domain/opening-rules.js';

export class PatternBody {
  @ApiPropertyOptional({ maxLength: 100 }) @IsOptional() @IsString() @MaxLength(100) label?: string;
  @ApiProperty({ enum: SESSION_NAMES, isArray: true, description: 'Weekly half days that are sold whole' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsIn(SESSION_NAMES, { each: true })
  sessions: SessionName[];
  @ApiProperty({ format: 'uuid' }) @IsUUID() tariffLineId: string;
}

export class OpeningBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() programmeId: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Framework providers only' })
  @IsOptional()
  @IsUUID()
  admissionId?: string | null;
  @ApiProperty() @IsInt() @Min(0) @Max(PLACES_MAX) places: number;
  @ApiProperty({ format: 'date' }) @IsDay() validFrom: string;
  @ApiProperty({ format: 'date' }) @IsDay() validTo: string;
  @ApiPropertyOptional({ format: 'date', description: 'Only likely until then: the last day to make it certain' })
  @IsOptional()
  @IsDay()
  firmBy?: string | null;
  @ApiProperty({ type: PatternBody, isArray: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(PATTERNS_MAX)
  @ValidateNested({ each: true })
  @Type(() => PatternBody)
  patterns: PatternBody[];
}

export class PlacesBody {
  @ApiProperty() @IsInt() @Min(0) @Max(PLACES_MAX) places: number;
  @ApiProperty() @IsInt() @Min(1) version: number;
}

export class StatusBody {
  @ApiProperty({ enum: ['OPEN', 'WITHDRAWN'] }) @IsIn(['OPEN', 'WITHDRAWN']) status: 'OPEN' | 'WITHDRAWN';
  @ApiProperty() @IsInt() @Min(1) version: number;
}

export class ConfirmationBody {
  @ApiPropertyOptional({ format: 'uuid', isArray: true, description: 'All open openings when left out' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @IsUUID('all', { each: true })
  openingIds?: string[];
}

/** As a row of the file says it: what a provider has is named by its name, several patterns with a semicolon between them. */
export class OpeningRowBody {
  @ApiPropertyOptional({ maxLength: 300 }) @IsOptional() @IsString() @MaxLength(300) site?: string;
  @ApiProperty({ maxLength: 300 }) @IsString() @MaxLength(300) programme: string;
  @ApiPropertyOptional({ example: '3' }) @IsOptional() @IsString() @MaxLength(300) lot?: string;
  @ApiProperty() @IsInt() @Min(0) @Max(PLACES_MAX) places: number;
  @ApiProperty({ format: 'date' }) @IsString() @MaxLength(300) from: string;
  @ApiProperty({ format: 'date' }) @IsString() @MaxLength(300) until: string;
  @ApiProperty({ example: 'full week; mon am, wed pm' }) @IsString() @MaxLength(300) halfDays: string;
  @ApiPropertyOptional({ description: 'The label or id of an approved price' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  price?: string;
  @ApiPropertyOptional({ maxLength: 300 }) @IsOptional() @IsString() @MaxLength(300) name?: string;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsString() @MaxLength(300) certainBy?: string;
}

export class OpeningBatchBody {
  @ApiPropertyOptional({ maxLength: 200, description: 'What to call it' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  name?: string;
  @ApiPropertyOptional({
    maxLength: 1_000_000,
    description: 'The text of a CSV file, with its heading. Instead of rows.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(1_000_000)
  csv?: string;
  @ApiPropertyOptional({
    type: OpeningRowBody,
    isArray: true,
    description: `At most ${BULK_ROWS_MAX}. Instead of csv.`,
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(BULK_ROWS_MAX)
  @ValidateNested({ each: true })
  @Type(() => OpeningRowBody)
  rows?: OpeningRowBody[];
}
