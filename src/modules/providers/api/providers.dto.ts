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
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  ACCESS_FEATURES,
  type AccessFeature,
  CURRICULUM,
  type CurriculumCode,
  type NeedCode,
  NEEDS,
  type QualificationCode,
  QUALIFICATIONS,
} from '../../../kernel/index.js';
import { IsDay } from '../../../platform/index.js';
import { COMPONENT_KINDS, type ComponentKind, SUPPLY_ROUTES, type SupplyRoute } from '../domain/provider-details.js';
import { REGISTRATION_KINDS, type RegistrationKind } from '../domain/registration.js';

const routes = Object.keys(SUPPLY_ROUTES);
const features = Object.keys(ACCESS_FEATURES);
const needs = Object.keys(NEEDS);
const subjects = Object.keys(CURRICULUM);
const qualifications = Object.keys(QUALIFICATIONS);

class ProviderFields {
  @ApiProperty({ maxLength: 200 }) @IsString() @MaxLength(200) name: string;
  @ApiProperty({ enum: routes }) @IsIn(routes) supplyRoute: SupplyRoute;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() commissionerId?: string | null;
  @ApiPropertyOptional({ maxLength: 4000 }) @IsOptional() @IsString() @MaxLength(4000) about?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(30) vatNumber?: string | null;
}

export class NewProviderBody extends ProviderFields {
  /** When the provider is in the national register; its name is then the register's. */
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(6) urn?: string | null;
}

export class ProviderBody extends ProviderFields {
  /** The version that was read; another one in the meantime answers 409. */
  @ApiProperty() @IsInt() @Min(1) version: number;
}

export class GridBody {
  @ApiProperty({ description: 'Metres on the British National Grid' }) @IsInt() @Min(0) @Max(700_000) easting: number;
  @ApiProperty({ description: 'Metres on the British National Grid' })
  @IsInt()
  @Min(0)
  @Max(1_300_000)
  northing: number;
}

export class NewSiteBody {
  @ApiProperty({ maxLength: 200 }) @IsString() @MaxLength(200) name: string;
  @ApiPropertyOptional({ maxLength: 500 }) @IsOptional() @IsString() @MaxLength(500) address?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(12) postcode?: string;
  @ApiPropertyOptional() @IsOptional() @ValidateNested() @Type(() => GridBody) grid?: GridBody | null;
  @ApiProperty({ enum: features, isArray: true })
  @IsArray()
  @ArrayMaxSize(features.length)
  @IsIn(features, { each: true })
  accessFeatures: AccessFeature[];
}

export class SiteBody extends NewSiteBody {
  @ApiProperty() @IsInt() @Min(1) version: number;
}

export class RegistrationBody {
  @ApiProperty({ enum: Object.keys(REGISTRATION_KINDS) })
  @IsIn(Object.keys(REGISTRATION_KINDS))
  kind: RegistrationKind;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(6) urn?: string | null;
  @ApiPropertyOptional() @IsOptional() @IsInt() @Min(0) @Max(5000) registeredPlaces?: number | null;
  @ApiPropertyOptional({ enum: ['M', 'F'] }) @IsOptional() @IsIn(['M', 'F']) singleSex?: 'M' | 'F' | null;
  @ApiProperty() @IsInt() @Min(2) @Max(25) lowestAge: number;
  @ApiProperty() @IsInt() @Min(2) @Max(25) highestAge: number;
  @ApiProperty({ format: 'date' }) @IsDay() fromDate: string;
}

export class TimesBody {
  @ApiProperty({ example: '09:00' }) @IsString() @MaxLength(5) amStarts: string;
  @ApiProperty({ example: '12:00' }) @IsString() @MaxLength(5) amEnds: string;
  @ApiProperty({ example: '12:30' }) @IsString() @MaxLength(5) pmStarts: string;
  @ApiProperty({ example: '14:30' }) @IsString() @MaxLength(5) pmEnds: string;
}

export class NewProgrammeBody {
  @ApiProperty({ maxLength: 200 }) @IsString() @MaxLength(200) name: string;
  @ApiProperty({ enum: Object.keys(COMPONENT_KINDS) })
  @IsIn(Object.keys(COMPONENT_KINDS))
  componentKind: ComponentKind;
  @ApiProperty({ description: 'National curriculum year, 0 to 14' }) @IsInt() @Min(0) @Max(14) yearFrom: number;
  @ApiProperty({ description: 'National curriculum year, 0 to 14' }) @IsInt() @Min(0) @Max(14) yearTo: number;
  @ApiProperty({ enum: needs, isArray: true })
  @IsArray()
  @ArrayMaxSize(20)
  @IsIn(needs, { each: true })
  needs: NeedCode[];
  @ApiProperty({ enum: subjects, isArray: true })
  @IsArray()
  @ArrayMaxSize(subjects.length)
  @IsIn(subjects, { each: true })
  curriculum: CurriculumCode[];
  @ApiProperty({ enum: qualifications, isArray: true, required: false, description: 'Left out, none' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(qualifications.length)
  @IsIn(qualifications, { each: true })
  qualifications?: QualificationCode[];
  @ApiProperty({ isArray: true, type: String })
  @IsArray()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @MaxLength(60, { each: true })
  specialisms: string[];
  @ApiProperty() @ValidateNested() @Type(() => TimesBody) times: TimesBody;
}

export class ProgrammeBody extends NewProgrammeBody {
  @ApiProperty() @IsInt() @Min(1) version: number;
}
