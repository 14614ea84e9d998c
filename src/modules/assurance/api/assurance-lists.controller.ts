import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, type CursorPage, idPageOf, unwrap } from '../../../platform/index.js';
import { ProviderChanges } from '../application/provider-changes.js';
import { RecheckRegister } from '../application/recheck-register.js';
import { SchoolChecks } from '../application/school-checks.js';
import { ViewConcerns } from '../application/view-concerns.js';
import { ViewRemovals } from '../application/view-removals.js';
import { ViewVisits } from '../application/view-visits.js';
import type { Concern } from '../persistence/concern.store.js';
import type { ProviderChange } from '../persistence/provider-change.store.js';
import type { RegisterTask } from '../persistence/register-task.store.js';
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
    private readonly register: RecheckRegister,
  ) {}

  @Get('visits')
  @ApiOperation({ operationId: 'listVisits', summary: 'Quality visits' })
  listVisits(@CurrentActor() actor: Actor, @Query() wanted: Wanted): Promise<CursorPage<Visit>> {
    return idPageOf(wanted, async (at) => unwrap(await this.visits.page(actor, at)));
  }

  @Get('concerns')
  @ApiOperation({
    operationId: 'listConcerns',
    summary: 'Concerns, without what was said: reading a confidential one is recorded, on its own page',
  })
  async listConcerns(@CurrentActor() actor: Actor, @Query() wanted: Wanted): Promise<CursorPage<object>> {
    const page = await idPageOf(wanted, async (at) => unwrap(await this.concerns.page(actor, at)));
    return { ...page, items: page.items.map(concernLine) };
  }

  @Get('school-checks')
  @ApiOperation({ operationId: 'listSchoolChecks', summary: 'What schools checked themselves' })
  listChecks(@CurrentActor() actor: Actor, @Query() wanted: Wanted): Promise<CursorPage<SchoolCheck>> {
    return idPageOf(wanted, async (at) => unwrap(await this.checks.page(actor, at)));
  }

  @Get('provider-changes')
  @ApiOperation({ operationId: 'listProviderChanges', summary: 'Changes that providers announced' })
  listChanges(@CurrentActor() actor: Actor, @Query() wanted: Wanted): Promise<CursorPage<ProviderChange>> {
    return idPageOf(wanted, async (at) => unwrap(await this.changes.page(actor, at)));
  }

  @Get('removals')
  @ApiOperation({ operationId: 'listRemovals', summary: 'Notice of ending admissions' })
  listRemovals(@CurrentActor() actor: Actor, @Query() wanted: Wanted): Promise<CursorPage<Removal>> {
    return idPageOf(wanted, async (at) => unwrap(await this.removals.page(actor, at)));
  }

  @Get('register-changes')
  @ApiOperation({ operationId: 'listRegisterChanges', summary: 'What the national register says differently' })
  listRegisterChanges(@CurrentActor() actor: Actor, @Query() wanted: Wanted): Promise<CursorPage<RegisterTask>> {
    return idPageOf(wanted, async (at) => unwrap(await this.register.page(actor, at)));
  }
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
