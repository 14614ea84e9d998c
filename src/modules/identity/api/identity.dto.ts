import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsEmail, IsIn, IsString, IsUUID, Length } from 'class-validator';
import { type Permission, PERMISSIONS, type Role, ROLES } from '../../../kernel/index.js';
import { IsDay } from '../../../platform/index.js';
import { MEMBERSHIP_EVENTS, type MembershipEvent } from '../domain/membership-states.js';

export class InvitationBody {
  @ApiProperty({ maxLength: 200 }) @IsString() @Length(1, 200) name: string;
  @ApiProperty({ format: 'email' }) @IsEmail() @Length(3, 254) email: string;
  @ApiProperty({ format: 'uuid' }) @IsUUID() organisationId: string;
  @ApiProperty({ enum: ROLES }) @IsIn(ROLES) role: Role;
}

export class MoveBody {
  @ApiProperty({ enum: MEMBERSHIP_EVENTS }) @IsIn(MEMBERSHIP_EVENTS) event: MembershipEvent;
}

export class RoleBody {
  @ApiProperty({ enum: ROLES }) @IsIn(ROLES) role: Role;
}

export class TokenBody {
  @ApiProperty({ maxLength: 100 }) @IsString() @Length(1, 100) name: string;
  @ApiProperty({ format: 'uuid' }) @IsUUID() organisationId: string;
  @ApiProperty({ enum: PERMISSIONS, isArray: true })
  @IsArray()
  @ArrayMaxSize(PERMISSIONS.length)
  @ArrayUnique()
  @IsIn(PERMISSIONS, { each: true })
  permissions: Permission[];
  /** The last day on which the token works, YYYY-MM-DD. */
  @ApiProperty({ format: 'date' }) @IsDay() lastDay: string;
}
