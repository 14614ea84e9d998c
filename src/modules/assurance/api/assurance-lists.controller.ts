import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Actor, Result } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  type IdPage,
  pageOf,
  parseIdCursor,
  parsePageSize,
  unwrap,
} from '../../../platform/index.js';
import { ProviderChanges } from '../application/provider-changes.js';
import { SchoolChecks } from '../application/school-checks.js';
import { ViewConcerns } from '../application/view-concerns.js';
import { ViewRemovals } from '../application/view-removals.js';
import { ViewVisits } from '../application/view-visits.js';
import type { Concern } from '../persistence/concern.store.js';
import type { ProviderChange } from '../persistence/provider-change.store.js';
import type { Removal } from '../persistence/removal.store.js';
import type { SchoolCheck } from '../persistence/school-check.store.js';
import type { Visit } from '../persistence/visit.store.js';

type Wanted = Readonly<Record<string, unknown>>;

/** Lists of what is kept about providers, the newest first, a page at a time. Row security decides what is in them. */
@ApiTags('assurance')
@ApiBearerAuth()
@ApiQuery({ name: 'cursor', required: false })
@ApiQuery({ name: 'limit', required: false })
@Controller('api/v1')
export class AssuranceListsController {
  constructor(
    private readonly visits: ViewVisits,
    private readonly concerns: ViewConcerns,
    private readonly checks: SchoolChecks,
    private readonly changes: ProviderChanges,
    private readonly removals: ViewRemovals,
  ) {}

  @Get('visits')
  @ApiOperation({ operationId: 'listVisits', summary: 'Quality visits' })
  listVisits(@CurrentActor() actor: Actor, @Query() wanted: Wanted): Promise<CursorPage<Visit>> {
    return paged(wanted, (at) => this.visits.page(actor, at));
  }

  @Get('concerns')
  @ApiOperation({
    operationId: 'listConcerns',
    summary: 'Concerns, without what was said: reading a confidential one is recorded, on its own page',
  })
  async listConcerns(@CurrentActor() actor: Actor, @Query() wanted: Wanted): Promise<CursorPage<object>> {
    const page = await paged(wanted, (at) => this.concerns.page(actor, at));
    return { ...page, items: page.items.map(concernLine) };
  }

  @Get('school-checks')
  @ApiOperation({ operationId: 'listSchoolChecks', summary: 'What schools checked themselves' })
  listChecks(@CurrentActor() actor: Actor, @Query() wanted: Wanted): Promise<CursorPage<SchoolCheck>> {
    return paged(wanted, (at) => this.checks.page(actor, at));
  }

  @Get('provider-changes')
  @ApiOperation({ operationId: 'listProviderChanges', summary: 'Changes that providers announced' })
  listChanges(@CurrentActor() actor: Actor, @Query() wanted: Wanted): Promise<CursorPage<ProviderChange>> {
    return paged(wanted, (at) => this.changes.page(actor, at));
  }

  @Get('removals')
  @ApiOperation({ operationId: 'listRemovals', summary: 'Notice of ending admissions' })
  listRemovals(@CurrentActor() actor: Actor, @Query() wanted: Wanted): Promise<CursorPage<Removal>> {
    return paged(wanted, (at) => this.removals.page(actor, at));
  }
}

async function paged<T extends { readonly id: string }>(
  wanted: Wanted,
  read: (at: IdPage) => Promise<Result<{ readonly rows: readonly T[]; readonly total: number }>>,
): Promise<CursorPage<T>> {
  const size = unwrap(parsePageSize(wanted['limit']));
  const after = unwrap(parseIdCursor(wanted['cursor']));
  const { rows, total } = unwrap(await read({ after, limit: size + 1 }));
  return pageOf(rows, size, total, ({ id }) => [id]);
}

const concernLine = (concern: Concern): object => ({
  id: concern.id,
  reference: concern.reference,
  providerId: concern.providerId,
  providerName: concern.providerName,
  confidential: concern.confidential,
  status: concern.status,
  level: concern.level,
  raisedAt: concern.raisedAt,
  closedAt: concern.closedAt,
});
