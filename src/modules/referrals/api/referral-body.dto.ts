import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import type { FieldPath } from '../domain/answers.js';
import { HOW_IT_WENT, SUPPORT_TRIED, WHO_SAID_SO } from '../domain/codes.js';
import { fieldOf } from '../domain/fields.js';
import { SCALES } from '../domain/scales.js';

/** What the description says of a field comes from the one list of fields; null empties an answer. */
function described(path: FieldPath, over: object = {}): PropertyDecorator {
  const { label, hint, options } = fieldOf(path);
  return ApiPropertyOptional({
    description: hint === undefined ? label : `${label} ${hint}`,
    nullable: true,
    ...(options && { enum: options.map(({ code }) => code) }),
    ...over,
  });
}

/** Longer than any answer may be; the field's own limit is told at the field. */
const TEXT_MAX = 5000;
const text = (path: FieldPath) =>
  applyDecorators(described(path, { type: String }), IsOptional(), IsString(), MaxLength(TEXT_MAX));
const date = (path: FieldPath) =>
  applyDecorators(described(path, { type: String, format: 'date' }), IsOptional(), IsString(), MaxLength(40));
/** The bounds are the field's own and are told at the field. */
const whole = (path: FieldPath) =>
  applyDecorators(
    described(path, { type: Number, minimum: fieldOf(path).min ?? 0, maximum: fieldOf(path).max }),
    IsOptional(),
    IsInt(),
  );
const texts = (path: FieldPath) =>
  applyDecorators(
    described(path, { type: [String] }),
    IsOptional(),
    IsArray(),
    ArrayMaxSize(100),
    IsString({ each: true }),
    MaxLength(100, { each: true }),
  );
const parts = (path: FieldPath, type: () => new () => object) =>
  applyDecorators(
    ApiPropertyOptional({ description: fieldOf(path).label, type: type(), isArray: true, nullable: true }),
    IsOptional(),
    IsArray(),
    ArrayMaxSize(100),
    ValidateNested({ each: true }),
    Type(type),
  );
const section = (type: () => new () => object) =>
  applyDecorators(ApiPropertyOptional({ type: type() }), IsOptional(), IsObject(), ValidateNested(), Type(type));

export class LevelledBody {
  @ApiPropertyOptional() @IsString() @MaxLength(40) code: string;
  @ApiPropertyOptional({ enum: ['PREFERRED', 'SUITABLE', 'UNSUITABLE', 'LOW', 'MEDIUM', 'HIGH'] })
  @IsString()
  @MaxLength(40)
  level: string;
  @ApiPropertyOptional({
    enum: WHO_SAID_SO.map(({ code }) => code),
    nullable: true,
    description: 'Of wishes: who said so.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  by?: string | null;
}

export class PersonBody {
  @ApiPropertyOptional() @IsString() @MaxLength(TEXT_MAX) name: string;
  @ApiPropertyOptional({ nullable: true }) @IsOptional() @IsString() @MaxLength(100) upn?: string | null;
  @ApiPropertyOptional({ nullable: true }) @IsOptional() @IsString() @MaxLength(TEXT_MAX) reason?: string | null;
}

export class ExclusionBody {
  @date('exclusion.firstExcludedOn') firstExcludedOn?: string | null;
  @texts('exclusion.reasons') reasons?: string[] | null;
  @text('exclusion.examinationsOver') examinationsOver?: string | null;
}

export class OffSiteBody {
  @date('offSite.noticeGivenOn') noticeGivenOn?: string | null;
  @text('offSite.objectives') objectives?: string | null;
  @text('offSite.reasons') reasons?: string | null;
  @whole('offSite.daysMost') daysMost?: number | null;
  @texts('offSite.noticeCovers') noticeCovers?: string[] | null;
}

export class SuspensionBlockBody {
  @ApiPropertyOptional({ format: 'date' }) @IsString() @MaxLength(40) startsOn: string;
  @ApiPropertyOptional({ format: 'date' }) @IsString() @MaxLength(40) endsOn: string;
}

export class SuspendedBody {
  @parts('suspended.blocks', () => SuspensionBlockBody) blocks?: SuspensionBlockBody[] | null;
  @whole('suspended.daysBefore') daysBefore?: number | null;
}

export class SeparationBody {
  @date('separation.keptAwayFrom') keptAwayFrom?: string | null;
  @text('separation.lead') lead?: string | null;
  @text('separation.why') why?: string | null;
  @date('separation.reviewOn') reviewOn?: string | null;
}

export class HealthBody {
  @whole('health.daysAbsent') daysAbsent?: number | null;
  @whole('health.daysExpected') daysExpected?: number | null;
  @text('health.evidence') evidence?: string | null;
  @date('health.evidenceOn') evidenceOn?: string | null;
  @whole('health.hours') hours?: number | null;
  @text('health.hoursWhy') hoursWhy?: string | null;
}

export class FairAccessBody {
  @texts('fairAccess.groups') groups?: string[] | null;
  @text('fairAccess.tried') tried?: string | null;
}

export class ManagedMoveBody {
  @text('managedMove.receivingSchoolId') receivingSchoolId?: string | null;
  @date('managedMove.schoolsAgreedOn') schoolsAgreedOn?: string | null;
  @date('managedMove.parentAgreedOn') parentAgreedOn?: string | null;
  @date('managedMove.authorityAgreedOn') authorityAgreedOn?: string | null;
}

export class ReturnStepBody {
  @ApiPropertyOptional({ format: 'date' }) @IsString() @MaxLength(40) from: string;
  @ApiPropertyOptional({ minimum: 1, maximum: 10 }) @IsInt() @Min(1) @Max(10) halfDays: number;
  @ApiPropertyOptional({ nullable: true }) @IsOptional() @IsString() @MaxLength(TEXT_MAX) support?: string | null;
}

export class ReintegrationBody {
  @text('reintegration.schoolId') schoolId?: string | null;
  @text('reintegration.ready') ready?: string | null;
  @text('reintegration.lead') lead?: string | null;
  @parts('reintegration.steps', () => ReturnStepBody) steps?: ReturnStepBody[] | null;
}

export class PupilBody {
  @text('pupil.upn') upn?: string | null;
  @text('pupil.forename') forename?: string | null;
  @text('pupil.surname') surname?: string | null;
  @date('pupil.dateOfBirth') dateOfBirth?: string | null;
  @described('pupil.yearGroup', { type: Number, enum: undefined, minimum: 0, maximum: 14 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(14)
  yearGroup?: number | null;
  @text('pupil.sex') sex?: string | null;
}

export class HomeBody {
  @text('home.address') address?: string | null;
  @text('home.postcode') postcode?: string | null;
  @text('home.authorityCode') authorityCode?: string | null;
}

export class SupportBody {
  @text('support.senProvision') senProvision?: string | null;
  @text('support.namedSetting') namedSetting?: string | null;
  @text('support.lookedAfter') lookedAfter?: string | null;
  @text('support.caringAuthorityCode') caringAuthorityCode?: string | null;
  @text('support.socialWorker') socialWorker?: string | null;
  @texts('support.accessNeeds') accessNeeds?: string[] | null;
  @text('support.careNote') careNote?: string | null;
}

export class NeedsBody {
  @texts('needs.codes') codes?: string[] | null;
  @text('needs.description') description?: string | null;
  @parts('needs.wishes', () => LevelledBody) wishes?: LevelledBody[] | null;
  @date('needs.wishesOn') wishesOn?: string | null;
}

export class SessionsBody {
  @texts('sessions.wanted') wanted?: string[] | null;
  @date('sessions.startsOn') startsOn?: string | null;
  @date('sessions.endsOn') endsOn?: string | null;
}

export class FamilyBody {
  @texts('family.preferred') preferred?: string[] | null;
  @texts('family.suitable') suitable?: string[] | null;
  @texts('family.interests') interests?: string[] | null;
  @text('family.pupilView') pupilView?: string | null;
  @text('family.parentView') parentView?: string | null;
}

export class TriedBody {
  @ApiPropertyOptional({ enum: SUPPORT_TRIED.map(({ code }) => code) }) @IsString() @MaxLength(40) what: string;
  @ApiPropertyOptional({ format: 'date' }) @IsString() @MaxLength(40) from: string;
  @ApiPropertyOptional({ format: 'date', nullable: true }) @IsOptional() @IsString() @MaxLength(40) to?: string | null;
  @ApiPropertyOptional({ enum: HOW_IT_WENT.map(({ code }) => code) }) @IsString() @MaxLength(40) outcome: string;
  @ApiPropertyOptional({ nullable: true }) @IsOptional() @IsString() @MaxLength(TEXT_MAX) note?: string | null;
}

export class ScoreBody {
  @ApiPropertyOptional({ enum: SCALES.map(({ code }) => code) }) @IsString() @MaxLength(40) scale: string;
  @ApiPropertyOptional() @IsNumber() value: number;
  @ApiPropertyOptional({ format: 'date' }) @IsString() @MaxLength(40) takenOn: string;
}

export class AssessmentsBody {
  @parts('assessments.scores', () => ScoreBody) scores?: ScoreBody[] | null;
}

export class HistoryBody {
  @text('history.tried') tried?: string | null;
  @parts('history.steps', () => TriedBody) steps?: TriedBody[] | null;
}

export class RisksBody {
  @text('risks.assessed') assessed?: string | null;
  @parts('risks.items', () => LevelledBody) items?: LevelledBody[] | null;
  @text('risks.note') note?: string | null;
}

export class SiblingsBody {
  @parts('siblings.people', () => PersonBody) people?: PersonBody[] | null;
  @text('siblings.wish') wish?: string | null;
}

export class KeepApartBody {
  @parts('keepApart.people', () => PersonBody) people?: PersonBody[] | null;
}

/** Every section and every answer may be left out: a draft is finished bit by bit. */
export class AnswersBody {
  @text('schoolId') schoolId?: string | null;
  @text('type') type?: string | null;
  @section(() => ExclusionBody) exclusion?: ExclusionBody;
  @section(() => OffSiteBody) offSite?: OffSiteBody;
  @section(() => SuspendedBody) suspended?: SuspendedBody;
  @section(() => SeparationBody) separation?: SeparationBody;
  @section(() => HealthBody) health?: HealthBody;
  @section(() => FairAccessBody) fairAccess?: FairAccessBody;
  @section(() => ManagedMoveBody) managedMove?: ManagedMoveBody;
  @section(() => ReintegrationBody) reintegration?: ReintegrationBody;
  @section(() => PupilBody) pupil?: PupilBody;
  @section(() => HomeBody) home?: HomeBody;
  @section(() => SupportBody) support?: SupportBody;
  @section(() => NeedsBody) needs?: NeedsBody;
  @section(() => SessionsBody) sessions?: SessionsBody;
  @section(() => FamilyBody) family?: FamilyBody;
  @section(() => HistoryBody) history?: HistoryBody;
  @section(() => AssessmentsBody) assessments?: AssessmentsBody;
  @section(() => RisksBody) risks?: RisksBody;
  @section(() => SiblingsBody) siblings?: SiblingsBody;
  @section(() => KeepApartBody) keepApart?: KeepApartBody;
}

export class NewReferralBody extends AnswersBody {
  @ApiPropertyOptional({ description: 'True submits at once; false or absent keeps a draft.' })
  @IsOptional()
  @IsBoolean()
  submit?: boolean;
}

export class ReasonBody {
  @ApiPropertyOptional({ maxLength: 2000 })
  @IsString()
  @MaxLength(TEXT_MAX)
  reason: string;
}
