import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
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
  ValidateNested,
} from 'class-validator';
import { IsDay } from '../../../platform/index.js';
import { CHECK_OUTCOMES, type CheckOutcome } from '../domain/diligence.js';
import { type Mark, type Outcome, RECOMMENDATIONS, type RecommendationOutcome } from '../domain/evaluation.js';

export class DeclarationBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() applicationId: string;
  @ApiPropertyOptional({ description: 'What the interest in the bidder is; left out or null where there is none' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  interest?: string | null;
}

export class DeclarationsBody {
  @ApiProperty({ type: DeclarationBody, isArray: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => DeclarationBody)
  declarations: DeclarationBody[];
}

export class InterestBody {
  @ApiProperty() @IsString() @MaxLength(1000) interest: string;
}

export class MarkBody {
  @ApiProperty({ format: 'uuid', description: 'A question or condition' }) @IsUUID() itemId: string;
  @ApiPropertyOptional() @IsOptional() @IsInt() @Min(0) @Max(100) points?: number | null;
  @ApiPropertyOptional() @IsOptional() @IsBoolean() passed?: boolean | null;
  @ApiProperty() @IsString() @MaxLength(4000) reason: string;
}

export class OutcomeBody extends MarkBody {
  @ApiProperty({ description: 'What the bidder is told' }) @IsString() @MaxLength(4000) feedback: string;
}

export class ScoresBody {
  @ApiProperty({ type: MarkBody, isArray: true })
  @IsArray()
  @ArrayMaxSize(400)
  @ValidateNested({ each: true })
  @Type(() => MarkBody)
  marks: MarkBody[];
}

export class VersionBody {
  @ApiProperty({ description: 'The version of the evaluation that was read' }) @IsInt() @Min(0) version: number;
}

export class ModerationBody extends VersionBody {
  @ApiProperty({ type: OutcomeBody, isArray: true })
  @IsArray()
  @ArrayMaxSize(400)
  @ValidateNested({ each: true })
  @Type(() => OutcomeBody)
  outcomes: OutcomeBody[];
}

export class RecommendationBody extends VersionBody {
  @ApiProperty({ enum: Object.keys(RECOMMENDATIONS) })
  @IsIn(Object.keys(RECOMMENDATIONS))
  outcome: RecommendationOutcome;
  @ApiProperty() @IsString() @MaxLength(4000) reasons: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(4000) conditions?: string | null;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(4000) risks?: string | null;
}

export class CheckBody {
  @ApiProperty({ enum: Object.keys(CHECK_OUTCOMES) }) @IsIn(Object.keys(CHECK_OUTCOMES)) outcome: CheckOutcome;
  @ApiProperty({ description: 'What was looked at' }) @IsString() @MaxLength(2000) note: string;
  @ApiProperty({ format: 'date' }) @IsDay() checkedOn: string;
  @ApiProperty({ description: 'How many looks at the check were read' }) @IsInt() @Min(0) @Max(100_000) seen: number;
}

const judged = ({ points, passed, reason }: MarkBody): Mark => ({
  points: points ?? null,
  passed: passed ?? null,
  reason,
});
export const marksOf = ({ marks }: ScoresBody): ReadonlyMap<string, Mark> =>
  new Map(marks.map((one) => [one.itemId, judged(one)]));
export const outcomesOf = ({ outcomes }: ModerationBody): ReadonlyMap<string, Outcome> =>
  new Map(outcomes.map((one) => [one.itemId, { ...judged(one), feedback: one.feedback }]));
