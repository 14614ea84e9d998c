import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { invalid, ok, parseDate, type Result } from '../../../kernel/index.js';
import { IsDay } from '../../../platform/index.js';
import type { PlaceLimitDetails } from '../application/place-limits.js';
import { LIMIT_MAX } from '../domain/opening-rules.js';
import type { LimitScope } from '../persistence/limit-counter.store.js';

const FIELDS = { siteId: 'SITE', programmeId: 'PROGRAMME', providerId: 'PROVIDER' } as const;

export class PlaceLimitBody {
  @ApiPropertyOptional({ format: 'uuid', description: 'Give one of siteId, programmeId and providerId' })
  @IsOptional()
  @IsUUID()
  siteId?: string | null;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() programmeId?: string | null;
  @ApiPropertyOptional({ format: 'uuid', description: 'The whole provider' }) @IsOptional() @IsUUID() providerId?:
    string | null;
  @ApiProperty({ description: 'The most pupils at the same time' }) @IsInt() @Min(0) @Max(LIMIT_MAX) places: number;
  @ApiProperty({ format: 'date' }) @IsDay() fromDate: string;
  @ApiPropertyOptional({ format: 'date', description: 'Left out: until it is lifted' })
  @IsOptional()
  @IsDay()
  toDate?: string | null;
  @ApiProperty({ maxLength: 500 }) @IsString() @MaxLength(500) reason: string;

  toDetails(): Result<PlaceLimitDetails> {
    const scope = this.scope();
    if (!scope.ok) return scope;
    const fromDate = parseDate(this.fromDate, 'fromDate');
    if (!fromDate.ok) return fromDate;
    const toDate = this.toDate ? parseDate(this.toDate, 'toDate') : ok(null);
    if (!toDate.ok) return toDate;
    const { places, reason } = this;
    return ok({ scope: scope.value, places, fromDate: fromDate.value, toDate: toDate.value, reason });
  }

  private scope(): Result<LimitScope> {
    const fields = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
    const named = fields.flatMap((field): LimitScope[] => {
      const id = this[field];
      return id ? [{ kind: FIELDS[field], id }] : [];
    });
    const [scope] = named;
    return scope === undefined || named.length > 1 ? invalid('siteId', 'one-of', { fields }) : ok(scope);
  }
}
