import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { CLOSURE_KINDS } from '../domain/calendar-content.js';

/** Dates are checked by the rules, which say more than "not a date". */
export class PeriodBody {
  @ApiProperty({ maxLength: 80 })
  @IsString()
  @MaxLength(80)
  name: string;

  @ApiProperty({ format: 'date' })
  @IsString()
  @MaxLength(10)
  startsOn: string;

  @ApiProperty({ format: 'date' })
  @IsString()
  @MaxLength(10)
  endsOn: string;
}

export class ClosureBody extends PeriodBody {
  @ApiProperty({ enum: CLOSURE_KINDS })
  @IsIn(CLOSURE_KINDS)
  kind: string;
}

export class CalendarYearBody {
  @ApiProperty({ minimum: 0, description: 'The version you read; 0 when the organisation has no own calendar yet.' })
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  version: number;

  @ApiProperty()
  @IsBoolean()
  assumed: boolean;

  @ApiProperty({ maxLength: 200 })
  @IsString()
  @MaxLength(200)
  source: string;

  @ApiProperty({ type: [PeriodBody], maxItems: 8 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(8)
  @ValidateNested({ each: true })
  @Type(() => PeriodBody)
  terms: PeriodBody[];

  @ApiProperty({ type: [ClosureBody], maxItems: 60 })
  @IsArray()
  @ArrayMaxSize(60)
  @ValidateNested({ each: true })
  @Type(() => ClosureBody)
  closures: ClosureBody[];
}

export class OrganisationBody {
  @ApiProperty() id: string;
  @ApiProperty() kind: string;
  @ApiProperty() name: string;
  @ApiProperty() status: string;
  @ApiPropertyOptional({ nullable: true, type: String }) urn: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) ukprn: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) authorityCode: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) phase: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) postcode: string | null;
  @ApiPropertyOptional({ nullable: true, type: Number }) easting: number | null;
  @ApiPropertyOptional({ nullable: true, type: Number }) northing: number | null;
}
