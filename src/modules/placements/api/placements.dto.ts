import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { type DateOnly, parseDate, pence, type Result } from '../../../kernel/index.js';
import { IsDay } from '../../../platform/index.js';
import type { DecisionCommand } from '../domain/decision-command.js';

export class WaiverBody {
  @IsString() @MaxLength(60) @ApiProperty() rule: string;
  @IsString() @MaxLength(1000) @IsNotEmpty() @ApiProperty() reason: string;
}

export class OrderBody {
  @IsString() @MaxLength(60) @IsNotEmpty() @ApiProperty() reference: string;
  @IsString() @MaxLength(120) @IsNotEmpty() @ApiProperty() authorisedBy: string;
  @IsInt() @Min(1) @Max(1_000_000_000) @ApiProperty({ description: 'Pence' }) limitPence: number;
  @IsDay() @ApiProperty({ format: 'date' }) validUntil: string;
}

export class NextOptionBody {
  @IsArray() @ArrayMaxSize(3) @IsUUID(undefined, { each: true }) @ApiProperty({ type: [String] }) patternIds: string[];
}

export class DecisionBody {
  @IsArray() @ArrayMaxSize(3) @IsUUID(undefined, { each: true }) @ApiProperty({ type: [String] }) patternIds: string[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(5)
  @ValidateNested({ each: true })
  @Type(() => NextOptionBody)
  @ApiProperty({ type: [NextOptionBody], required: false })
  next?: NextOptionBody[];

  @IsDay() @ApiProperty({ format: 'date' }) startsOn: string;
  @IsDay() @ApiProperty({ format: 'date' }) plannedEnd: string;
  @IsString() @MaxLength(4000) @ApiProperty() reasons: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => WaiverBody)
  @ApiProperty({ type: [WaiverBody], required: false })
  waivers?: WaiverBody[];

  @IsOptional()
  @ValidateNested()
  @Type(() => OrderBody)
  @ApiProperty({ type: OrderBody, required: false })
  order?: OrderBody;

  @IsOptional() @IsString() @MaxLength(120) @ApiProperty({ required: false }) agreementReference?: string;

  @IsOptional()
  @IsUUID()
  @ApiProperty({
    required: false,
    format: 'uuid',
    description: 'A block bought ahead that the one pattern is drawn from',
  })
  blockId?: string;
}

export class DeclineBody {
  @IsString() @MaxLength(40) @ApiProperty() reason: string;
  @IsOptional() @IsString() @MaxLength(1000) @ApiProperty({ required: false }) note?: string;
}

export class EndBody {
  @IsDay() @ApiProperty({ format: 'date' }) lastDay: string;
  @IsString() @MaxLength(40) @ApiProperty() reason: string;
}

export class WithdrawalBody {
  @IsString() @MaxLength(1000) @ApiProperty() reason: string;
}

/** A date that looks like one but does not exist is refused here, with its field. */
export function commandOf(referralId: string, body: DecisionBody): Result<DecisionCommand> {
  const startsOn = parseDate(body.startsOn, 'startsOn');
  if (!startsOn.ok) return startsOn;
  const plannedEnd = parseDate(body.plannedEnd, 'plannedEnd');
  if (!plannedEnd.ok) return plannedEnd;
  const until: Result<DateOnly> = body.order ? parseDate(body.order.validUntil, 'order.validUntil') : plannedEnd;
  if (!until.ok) return until;
  const { order } = body;
  return {
    ok: true,
    value: {
      referralId,
      patternIds: body.patternIds,
      next: (body.next ?? []).map(({ patternIds }) => patternIds),
      startsOn: startsOn.value,
      plannedEnd: plannedEnd.value,
      reasons: body.reasons,
      waivers: (body.waivers ?? []).map(({ rule, reason }) => ({ rule, reason })),
      order: order
        ? {
            reference: order.reference,
            authorisedBy: order.authorisedBy,
            limitPence: pence(order.limitPence),
            validUntil: until.value,
          }
        : null,
      agreementReference: body.agreementReference ?? null,
      blockId: body.blockId ?? null,
    },
  };
}
