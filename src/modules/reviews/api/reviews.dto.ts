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
import { IsDay } from '../../../platform/index.js';
import { INVITEES, type InviteePart } from '../domain/invitees.js';
import { MOMENTS } from '../domain/measures.js';
import { CONTACTS_MAX, OBJECTIVES_MAX, ROUTES } from '../domain/plan.js';
import { PROGRESS, RECOMMENDATIONS, STEP_OWNERS, STEPS_MAX } from '../domain/review.js';
import { REQUESTED_BY } from '../domain/review-request.js';

const codes = (list: object): string[] => Object.keys(list);
const WORDS = 4000;

export class ObjectiveBody {
  @ApiProperty() @IsString() @MaxLength(1000) what: string;
  @ApiProperty() @IsString() @MaxLength(500) measured: string;
  @ApiProperty({ format: 'date' }) @IsDay() dueOn: string;
}

export class PlanBody {
  @ApiProperty({ type: ObjectiveBody, isArray: true })
  @IsArray()
  @ArrayMaxSize(OBJECTIVES_MAX)
  @ValidateNested({ each: true })
  @Type(() => ObjectiveBody)
  objectives: ObjectiveBody[];
  @ApiProperty({ enum: codes(ROUTES) }) @IsIn(codes(ROUTES)) route: string;
  @ApiProperty() @IsString() @MaxLength(1000) target: string;
  @ApiPropertyOptional({ format: 'date' }) @IsOptional() @IsDay() targetOn?: string | null;
  @ApiProperty({ format: 'date' }) @IsDay() expectedEnd: string;
  @ApiProperty() @IsString() @MaxLength(1000) absenceReporting: string;
  @ApiProperty({ minimum: 0, description: 'The version that this one follows; 0 for the first' })
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  follows: number;
}

export class PlanAgreementBody {
  @ApiProperty({ minimum: 1, description: 'The version that was read' })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  version: number;
}

export class ContactBody {
  @ApiProperty() @IsString() @MaxLength(200) name: string;
  @ApiProperty() @IsString() @MaxLength(100) relation: string;
  @ApiProperty({ example: '0161 496 0000' }) @IsString() @MaxLength(40) phone: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(500) note?: string | null;
}

export class ContactsBody {
  @ApiProperty({ type: ContactBody, isArray: true, description: 'All of them; what was kept before is replaced' })
  @IsArray()
  @ArrayMaxSize(CONTACTS_MAX)
  @ValidateNested({ each: true })
  @Type(() => ContactBody)
  contacts: ContactBody[];
}

export class ArrangementBody {
  @ApiProperty({ format: 'date' }) @IsDay() on: string;
  @ApiPropertyOptional({ example: '09:30' }) @IsOptional() @IsString() @MaxLength(10) time?: string | null;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) where?: string | null;
}

export class ProgressBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() objectiveId: string;
  @ApiProperty({ enum: codes(PROGRESS) }) @IsIn(codes(PROGRESS)) progress: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(1000) note?: string | null;
}

export class StepBody {
  @ApiProperty() @IsString() @MaxLength(1000) what: string;
  @ApiProperty({ enum: codes(STEP_OWNERS) }) @IsIn(codes(STEP_OWNERS)) owner: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) ownerName?: string | null;
  @ApiProperty({ format: 'date' }) @IsDay() dueOn: string;
}

export class HeldReviewBody {
  @ApiProperty({ format: 'date' }) @IsDay() heldOn: string;
  @ApiProperty({ enum: codes(INVITEES), isArray: true })
  @IsArray()
  @ArrayMaxSize(codes(INVITEES).length)
  @IsIn(codes(INVITEES), { each: true })
  came: InviteePart[];
  @ApiPropertyOptional({ description: 'Needed where somebody who must come did not' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  absentBecause?: string | null;
  @ApiProperty({ type: ProgressBody, isArray: true, description: 'Each objective of the plan once' })
  @IsArray()
  @ArrayMaxSize(OBJECTIVES_MAX)
  @ValidateNested({ each: true })
  @Type(() => ProgressBody)
  progress: ProgressBody[];
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(WORDS) pupilView?: string | null;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(WORDS) parentView?: string | null;
  @ApiProperty({ enum: codes(RECOMMENDATIONS) }) @IsIn(codes(RECOMMENDATIONS)) recommendation: string;
  @ApiProperty() @IsString() @MaxLength(WORDS) reasons: string;
  @ApiPropertyOptional({ format: 'date', description: 'The latest day that the policy allows when left out' })
  @IsOptional()
  @IsDay()
  nextDueOn?: string | null;
  @ApiProperty({ type: StepBody, isArray: true })
  @IsArray()
  @ArrayMaxSize(STEPS_MAX)
  @ValidateNested({ each: true })
  @Type(() => StepBody)
  steps: StepBody[];
}

export class ReviewRequestBody {
  @ApiProperty({ enum: codes(REQUESTED_BY) }) @IsIn(codes(REQUESTED_BY)) askedBy: string;
  @ApiProperty({ format: 'date', description: 'The day on which the written request was received' })
  @IsDay()
  askedOn: string;
}

export class MeasureBody {
  @ApiProperty({ description: 'Code of a scale; the answer to reading measures lists them' })
  @IsString()
  @MaxLength(40)
  scale: string;
  @ApiProperty({ enum: codes(MOMENTS) }) @IsIn(codes(MOMENTS)) moment: string;
  @ApiProperty({ format: 'date' }) @IsDay() measuredOn: string;
  @ApiProperty({ example: '97', description: 'As on the scale, such as 97 or 97.5' })
  @IsString()
  @MaxLength(10)
  value: string;
  @ApiProperty() @IsString() @MaxLength(200) measuredBy: string;
  @ApiPropertyOptional({ enum: ['YES', 'NO'], description: 'YES where it corrects what stands on the same day' })
  @IsOptional()
  @IsIn(['YES', 'NO'])
  corrects?: 'YES' | 'NO';
}
