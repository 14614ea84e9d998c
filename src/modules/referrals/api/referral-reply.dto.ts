import { ApiProperty } from '@nestjs/swagger';
import { REFERRAL_TYPES, type ReferralType } from '../../../kernel/index.js';
import type { WaitingDays } from '../domain/waiting-days.js';
import { AIM_RULES, type AimWhy } from '../domain/aim.js';
import type { DaySixClock } from '../domain/clock.js';
import { nested } from '../domain/read-answers.js';
import { type LawfulBasis, TYPE_RULES } from '../domain/types.js';
import type { ReferralStatus } from '../domain/referral-states.js';
import { ALL_STATUSES } from '../application/list-referrals.js';
import type { ReferralView } from '../application/read-referral.js';
import type { ListedReferral } from '../persistence/list.store.js';
import { AnswersBody } from './referral-body.dto.js';

export class ReferralKey {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: String, nullable: true, example: 'R-000123' }) reference: string | null;
  @ApiProperty({ enum: ALL_STATUSES }) status: ReferralStatus;
}

export class DaySixReply {
  @ApiProperty({ enum: ['PERMANENT_EXCLUSION', 'SUSPENSION'] }) of: DaySixClock['of'];
  @ApiProperty({ format: 'date' }) firstExcludedOn: string;
  @ApiProperty({ format: 'date', description: 'The sixth school day of the exclusion.' }) target: string;
  @ApiProperty({ format: 'date', description: 'The sixth school day after the first day.' }) lastLawful: string;
  @ApiProperty({ format: 'date', description: 'For a looked-after child: the next school day.' }) lookedAfter: string;
  @ApiProperty({ format: 'date', description: 'Which of them counts for this pupil.' }) aimFor: string;
  @ApiProperty({ type: String, nullable: true, enum: ['EXAMINATIONS_OVER'] }) exempt: string | null;
  @ApiProperty({ description: 'Nobody has confirmed this school’s term dates.' }) calendarAssumed: boolean;
  @ApiProperty({ description: 'Every day counted, and why the others were not.', type: 'array', items: {} })
  counted: DaySixClock['counted'];
}

export class ListedReferralReply extends ReferralKey {
  @ApiProperty({ enum: REFERRAL_TYPES, nullable: true }) type: ReferralType | null;
  @ApiProperty({ type: String, nullable: true }) pupilReference: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) schoolId: string | null;
  @ApiProperty({ type: String, nullable: true }) schoolName: string | null;
  @ApiProperty({ type: String, format: 'date', nullable: true }) aimOn: string | null;
  @ApiProperty({ enum: AIM_RULES, nullable: true, description: 'The rule that `aimOn` comes from.' })
  aimWhy: AimWhy | null;
  @ApiProperty({ type: String, format: 'date', nullable: true }) waitingSince: string | null;
  @ApiProperty({ type: [String], description: 'Answers still asked for before the first day.' })
  missing: readonly string[];

  static of(row: ListedReferral): ListedReferralReply {
    return {
      id: row.id,
      reference: row.reference,
      status: row.status,
      type: row.type,
      pupilReference: row.pupilReference,
      schoolId: row.schoolOrganisationId,
      schoolName: row.schoolName,
      aimOn: row.aimOn,
      aimWhy: row.aimWhy,
      waitingSince: row.waitingSince,
      missing: row.missing,
    };
  }
}

export class ReferralList {
  @ApiProperty({ type: [ListedReferralReply] }) items: readonly ListedReferralReply[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
  @ApiProperty() total: number;
}

export class BasisReply implements LawfulBasis {
  @ApiProperty({ enum: ['STATUTE', 'GUIDANCE'] }) kind: LawfulBasis['kind'];
  @ApiProperty() source: string;
  @ApiProperty() says: string;
}

export class WaitedReply implements WaitingDays {
  @ApiProperty({ description: 'All days.' }) gross: number;
  @ApiProperty({ description: 'Days on which the school was asked for more.' }) stopped: number;
  @ApiProperty({ description: 'Days without those.' }) net: number;
}

export class TimelineReply {
  @ApiProperty() at: Date;
  @ApiProperty() kind: string;
  @ApiProperty({ type: String, nullable: true }) by: string | null;
  @ApiProperty({ type: String, nullable: true }) note: string | null;
}

export class ReferralReply extends ReferralKey {
  @ApiProperty({ type: AnswersBody, description: 'Only the answers that you may open.' })
  answers: Record<string, unknown>;
  @ApiProperty({ type: BasisReply, nullable: true, description: 'What this kind of request rests on.' })
  basis: BasisReply | null;
  @ApiProperty({ type: String, format: 'date', nullable: true }) aimOn: string | null;
  @ApiProperty({ enum: AIM_RULES, nullable: true }) aimWhy: AimWhy | null;
  @ApiProperty({ type: WaitedReply, nullable: true }) waited: WaitingDays | null;
  @ApiProperty({ type: DaySixReply, nullable: true }) daySix: DaySixClock | null;
  @ApiProperty({ type: String, nullable: true, enum: ['POSTCODE', 'SCHOOL', 'NONE'] }) homePositionFrom: string | null;
  @ApiProperty({ type: [String] }) missing: readonly string[];
  @ApiProperty({ type: [TimelineReply] }) timeline: readonly TimelineReply[];

  static of({ referral, answers, clock, positionFrom, missing, timeline, waiting }: ReferralView): ReferralReply {
    return {
      id: referral.id,
      reference: referral.reference,
      status: referral.status,
      answers: nested(answers),
      basis: answers.type === undefined ? null : TYPE_RULES[answers.type].basis,
      aimOn: referral.aimOn,
      aimWhy: referral.aimWhy,
      waited: waiting,
      daySix: clock,
      homePositionFrom: positionFrom,
      missing,
      timeline: timeline.map(({ at, kind, byName, note }) => ({ at, kind, by: byName, note })),
    };
  }
}
