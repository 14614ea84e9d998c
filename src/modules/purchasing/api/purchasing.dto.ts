import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
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
} from 'class-validator';
import { type DateOnly, FUNDS, NO_PENCE, parseDate, pence } from '../../../kernel/index.js';
import { IsDay, unwrap } from '../../../platform/index.js';
import { type BlockCommand, NOTICE_MOST, UNITS_MOST } from '../application/draft-block.js';
import type { LendCommand, LoanAnswer } from '../application/lend-block.js';
import { type Purpose, type PurchaseCommand, PURPOSES } from '../application/record-purchase.js';
import type { UseCommand } from '../application/use-block.js';
import { type Assurance, ASSURANCE_CODES } from '../domain/assurance.js';
import { type Unit, UNITS } from '../domain/units.js';

const day = (text: string, field: string): DateOnly => unwrap(parseDate(text, field));
const PENCE_MOST = 1_000_000_000;

export class BlockBody {
  @ApiProperty({ format: 'uuid', description: 'A weekly pattern of an opening' }) @IsUUID() patternId: string;
  @ApiProperty({ enum: Object.keys(UNITS) }) @IsIn(Object.keys(UNITS)) unit: Unit;
  @ApiProperty() @IsInt() @Min(1) @Max(UNITS_MOST) unitsPerWeek: number;
  @ApiProperty({ format: 'date', description: 'Its whole week is bought' }) @IsDay() firstDay: string;
  @ApiProperty({ format: 'date', description: 'Its whole week is bought' }) @IsDay() lastDay: string;
  @ApiPropertyOptional({ description: 'Pence, net of VAT; the list price when left out' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(PENCE_MOST)
  unitPence?: number | null;
  @ApiProperty({ description: 'Days of notice to cancel' }) @IsInt() @Min(0) @Max(NOTICE_MOST) noticeDays: number;
  @ApiProperty({ maxLength: 2000, description: 'Names no pupil' }) @IsString() @MaxLength(2000) reason: string;
  @ApiPropertyOptional({ format: 'uuid', isArray: true, description: 'Of a group: whose pupils it is for' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(400)
  @IsUUID('all', { each: true })
  schoolIds?: string[];
  @ApiPropertyOptional({ description: 'Of a school or group: its own order' })
  @IsOptional()
  @IsString()
  @MaxLength(60)
  orderReference?: string | null;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(120) orderAuthorisedBy?: string | null;
  @ApiPropertyOptional({ enum: FUNDS, description: 'Of the authority' }) @IsOptional() @IsIn(FUNDS) fund?:
    string | null;

  toCommand(): BlockCommand {
    const { unitPence } = this;
    return {
      patternId: this.patternId,
      unit: this.unit,
      unitsPerWeek: this.unitsPerWeek,
      noticeDays: this.noticeDays,
      reason: this.reason,
      firstDay: day(this.firstDay, 'firstDay'),
      lastDay: day(this.lastDay, 'lastDay'),
      unitPence: unitPence === undefined || unitPence === null ? null : pence(unitPence),
      schoolIds: this.schoolIds ?? [],
      orderReference: this.orderReference ?? null,
      orderAuthorisedBy: this.orderAuthorisedBy ?? null,
      fund: this.fund ?? null,
    };
  }
}

/** Why something is refused or cancelled, or what is said with a confirmation. */
export class PurchaseWordsBody {
  @ApiProperty({ maxLength: 2000 }) @IsString() @MaxLength(2000) words: string;
}

export class PurchaseConfirmationBody {
  @ApiPropertyOptional({ maxLength: 2000 }) @IsOptional() @IsString() @MaxLength(2000) words?: string | null;
}

export class BlockUseBody {
  @ApiProperty({ description: 'Units a week' }) @IsInt() @Min(1) @Max(UNITS_MOST) units: number;
  @ApiProperty({ format: 'date' }) @IsDay() firstDay: string;
  @ApiProperty({ format: 'date' }) @IsDay() lastDay: string;
  @ApiProperty({ maxLength: 40, description: 'Your own reference, never a name' })
  @IsString()
  @MaxLength(40)
  pupilReference: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Whose pupil it is, where that is not your own school' })
  @IsOptional()
  @IsUUID()
  schoolId?: string | null;
  @ApiPropertyOptional({ maxLength: 500 }) @IsOptional() @IsString() @MaxLength(500) note?: string | null;

  toCommand(blockId: string): UseCommand {
    const { units, pupilReference, schoolId = null, note = null } = this;
    const days = { firstDay: day(this.firstDay, 'firstDay'), lastDay: day(this.lastDay, 'lastDay') };
    return { blockId, units, pupilReference, schoolId, note, ...days };
  }
}

export class BlockLoanBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() borrowerId: string;
  @ApiProperty({ description: 'Units a week' }) @IsInt() @Min(1) @Max(UNITS_MOST) units: number;
  @ApiProperty({ format: 'date' }) @IsDay() firstDay: string;
  @ApiProperty({ format: 'date' }) @IsDay() lastDay: string;
  @ApiPropertyOptional({ description: 'Pence for one; lent free of charge when left out' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(PENCE_MOST)
  unitPence?: number;

  toCommand(blockId: string): LendCommand {
    const { borrowerId, units } = this;
    const days = { firstDay: day(this.firstDay, 'firstDay'), lastDay: day(this.lastDay, 'lastDay') };
    return { blockId, borrowerId, units, unitPence: pence(this.unitPence ?? NO_PENCE), ...days };
  }
}

export class BlockLoanAnswerBody {
  @ApiProperty() @IsBoolean() agree: boolean;
  @ApiPropertyOptional({ description: 'Of a school that pays: its own order' })
  @IsOptional()
  @IsString()
  @MaxLength(60)
  orderReference?: string | null;
  @ApiPropertyOptional({ enum: FUNDS, description: 'Of the authority, where it pays' })
  @IsOptional()
  @IsIn(FUNDS)
  fund?: string | null;

  toAnswer(loanId: string): LoanAnswer {
    return { loanId, agree: this.agree, orderReference: this.orderReference ?? null, fund: this.fund ?? null };
  }
}

export class SchoolPurchaseBody {
  @ApiPropertyOptional({ format: 'uuid', description: 'A provider that is known here; otherwise its name' })
  @IsOptional()
  @IsUUID()
  providerId?: string | null;
  @ApiPropertyOptional({ maxLength: 200 }) @IsOptional() @IsString() @MaxLength(200) providerName?: string | null;
  @ApiProperty({ maxLength: 40, description: 'Your own reference, never a name' })
  @IsString()
  @MaxLength(40)
  pupilReference: string;
  @ApiProperty({ enum: Object.keys(PURPOSES) }) @IsIn(Object.keys(PURPOSES)) purpose: Purpose;
  @ApiProperty({ format: 'date' }) @IsDay() startsOn: string;
  @ApiProperty({ format: 'date' }) @IsDay() endsOn: string;
  @ApiProperty() @IsInt() @Min(1) @Max(731) days: number;
  @ApiProperty({ description: 'Pence for a day, net of VAT' }) @IsInt() @Min(1) @Max(PENCE_MOST) dayPence: number;
  @ApiProperty({ maxLength: 60 }) @IsString() @MaxLength(60) orderReference: string;
  @ApiProperty({ maxLength: 120 }) @IsString() @MaxLength(120) orderAuthorisedBy: string;
  @ApiPropertyOptional({ enum: ASSURANCE_CODES, isArray: true, description: 'What your school has checked' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(ASSURANCE_CODES.length)
  @IsIn(ASSURANCE_CODES, { each: true })
  assured?: Assurance[];
  @ApiPropertyOptional({ maxLength: 2000, description: 'Outside the framework: why nobody on the list would do' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string | null;
  @ApiPropertyOptional({ description: 'Outside the framework: that the responsibility is your school’s own' })
  @IsOptional()
  @IsBoolean()
  warned?: boolean;

  toCommand(): PurchaseCommand {
    return {
      pupilReference: this.pupilReference,
      purpose: this.purpose,
      days: this.days,
      orderReference: this.orderReference,
      orderAuthorisedBy: this.orderAuthorisedBy,
      providerId: this.providerId ?? null,
      providerName: this.providerName ?? null,
      startsOn: day(this.startsOn, 'startsOn'),
      endsOn: day(this.endsOn, 'endsOn'),
      dayPence: pence(this.dayPence),
      assured: this.assured ?? [],
      reason: this.reason ?? null,
      warned: this.warned ?? false,
    };
  }
}
