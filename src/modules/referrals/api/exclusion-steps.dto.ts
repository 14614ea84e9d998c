import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { type DateOnly, parseDate } from '../../../kernel/index.js';
import { IsDay, unwrap } from '../../../platform/index.js';
import type { ExclusionSteps } from '../domain/exclusion-steps.js';

export class ExclusionStepsBody {
  @IsDay() @ApiProperty({ format: 'date' }) noticeOn: string;
  @IsOptional() @IsDay() @ApiProperty({ format: 'date', required: false }) boardDecidedOn?: string;
  @IsOptional() @IsDay() @ApiProperty({ format: 'date', required: false }) reviewAskedOn?: string;
  @IsOptional() @IsDay() @ApiProperty({ format: 'date', required: false }) reviewMetOn?: string;
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  @ApiProperty({ required: false, description: 'The version that this follows; 0 or left out for the first' })
  version?: number;

  toSteps(): ExclusionSteps {
    const day = (text: string | undefined, field: string): DateOnly | null =>
      text === undefined ? null : unwrap(parseDate(text, field));
    return {
      noticeOn: unwrap(parseDate(this.noticeOn, 'noticeOn')),
      boardDecidedOn: day(this.boardDecidedOn, 'boardDecidedOn'),
      reviewAskedOn: day(this.reviewAskedOn, 'reviewAskedOn'),
      reviewMetOn: day(this.reviewMetOn, 'reviewMetOn'),
    };
  }
}
