import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { IsDay } from '../../../platform/index.js';
import { type Choice, CHOICES, type InterestNature, INTERESTS } from '../../panels/index.js';

export class MeetingBody {
  @ApiProperty({ format: 'date' }) @IsDay() heldOn: string;
  @ApiProperty({ example: '14:00' }) @IsString() @Matches(/^\d{2}:\d{2}$/) startsAt: string;
  @ApiProperty() @IsString() @MaxLength(200) place: string;
}

export class RoundOnAgendaBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() roundId: string;
}

export class PresenceBody {
  @ApiProperty({ format: 'uuid', description: 'A seat on the body' }) @IsUUID() memberId: string;
  @ApiProperty({ description: 'Whether the member is in the room from now on' }) @IsBoolean() present: boolean;
}

export class ItemInterestBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() memberId: string;
  @ApiProperty({ enum: Object.keys(INTERESTS) }) @IsIn(Object.keys(INTERESTS)) nature: InterestNature;
  @ApiProperty() @IsString() @MaxLength(500) detail: string;
  @ApiPropertyOptional({ description: 'For another tie: whether it conflicts' })
  @IsOptional()
  @IsBoolean()
  conflicts?: boolean;
}

export class ItemWithdrawalBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() memberId: string;
  @ApiPropertyOptional({ description: 'Facts given before withdrawing' })
  @IsOptional()
  @IsString()
  @MaxLength(4000)
  facts?: string;
}

export class MotionBody {
  @ApiProperty({ description: 'One of the outcomes of the item', example: 'ADMIT' })
  @IsString()
  @MaxLength(60)
  outcome: string;
  @ApiProperty() @IsString() @MaxLength(4000) reasons: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(4000) conditions?: string;
}

export class VoteBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() memberId: string;
  @ApiProperty({ enum: Object.keys(CHOICES) }) @IsIn(Object.keys(CHOICES)) choice: Choice;
  @ApiPropertyOptional({ description: 'The vote of who presides between equal votes' })
  @IsOptional()
  @IsBoolean()
  casting?: boolean;
}

const METHODS = ['CONSENSUS', 'VOTE'] as const;
export class ResultBody {
  @ApiProperty({ enum: METHODS }) @IsIn(METHODS) method: (typeof METHODS)[number];
}

export class AppealBody {
  @ApiProperty() @IsString() @MaxLength(8000) grounds: string;
}

const APPEAL_OUTCOMES = ['UPHELD', 'NOT_UPHELD'] as const;
export class AppealAnswerBody {
  @ApiProperty({ enum: APPEAL_OUTCOMES }) @IsIn(APPEAL_OUTCOMES) outcome: (typeof APPEAL_OUTCOMES)[number];
  @ApiProperty() @IsString() @MaxLength(8000) answer: string;
}
