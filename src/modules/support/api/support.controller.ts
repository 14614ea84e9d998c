import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, type DateOnly, parseDate } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  Idempotent,
  idPageOf,
  IdPipe,
  RequirePermission,
  unwrap,
} from '../../../platform/index.js';
import { AnswerRequest } from '../application/answer-request.js';
import { type Asked, AskSupport } from '../application/ask-support.js';
import { KeepTeams } from '../application/keep-teams.js';
import { RunCycle } from '../application/run-cycle.js';
import { ViewCycle } from '../application/view-cycle.js';
import { ViewRequests } from '../application/view-requests.js';
import { ViewTeams } from '../application/view-teams.js';
import type { SupportRequest } from '../persistence/request.store.js';
import {
  SupportAnswerBody,
  SupportContactBody,
  SupportDecisionBody,
  SupportMemberBody,
  SupportRequestBody,
  SupportStrengthBody,
  SupportTeamBody,
  SupportViewsBody,
} from './support.dto.js';

const day = (text: string, field: string): DateOnly => unwrap(parseDate(text, field));
const dayOrNone = (text: string | null | undefined, field: string): DateOnly | null =>
  text === undefined || text === null ? null : day(text, field);

/** Support short of a place, for the systems of schools and of teams. */
@ApiTags('support')
@ApiBearerAuth()
@Controller('api/v1')
@RequirePermission('organisation.read')
export class SupportApi {
  constructor(
    private readonly keep: KeepTeams,
    private readonly teams: ViewTeams,
    private readonly ask: AskSupport,
    private readonly answers: AnswerRequest,
    private readonly requests: ViewRequests,
    private readonly cycles: ViewCycle,
  ) {}

  @Get('support-teams')
  @ApiOperation({ operationId: 'listSupportTeams', summary: 'Teams of specialists with what is taken this week' })
  async listTeams(@CurrentActor() actor: Actor): Promise<object> {
    return { teams: unwrap(await this.teams.list(actor)).teams };
  }

  @Post('support-teams')
  @Idempotent()
  @RequirePermission('support.manage')
  @ApiOperation({ operationId: 'addSupportTeam', summary: 'Add a team of specialists' })
  async addTeam(@CurrentActor() actor: Actor, @Body() body: SupportTeamBody): Promise<{ teamId: string }> {
    const { startsOn, endsOn, ...rest } = body;
    const dates = { startsOn: day(startsOn, 'startsOn'), endsOn: dayOrNone(endsOn, 'endsOn') };
    return unwrap(await this.keep.add(actor, { ...rest, ...dates }));
  }

  @Get('support-teams/:id')
  @ApiOperation({ operationId: 'readSupportTeam', summary: 'A team with its strength, people and weeks ahead' })
  async readTeam(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return unwrap(await this.teams.one(actor, id));
  }

  @Post('support-teams/:id/strength')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('support.manage')
  @ApiOperation({ operationId: 'setSupportTeamStrength', summary: 'Set staff and caseload of a team from a day on' })
  async strength(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { from, ...strength }: SupportStrengthBody,
  ): Promise<{ teamId: string }> {
    unwrap(await this.keep.changeStrength(actor, id, { ...strength, from: day(from, 'from') }));
    return { teamId: id };
  }

  @Post('support-teams/:id/members')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('support.manage')
  @ApiOperation({ operationId: 'addSupportTeamMember', summary: 'Add somebody of the authority to a team' })
  async member(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: SupportMemberBody,
  ): Promise<{ teamId: string }> {
    unwrap(await this.keep.addMember(actor, id, body));
    return { teamId: id };
  }

  @Get('support-requests')
  @ApiOperation({ operationId: 'listSupportRequests', summary: 'Requests for support, the newest first' })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<SupportRequest>> {
    return idPageOf(query, async (at) => unwrap(await this.requests.page(actor, at)));
  }

  @Post('support-requests')
  @Idempotent()
  @RequirePermission('support.ask')
  @ApiOperation({ operationId: 'askSupport', summary: 'Ask for support before a referral, or without one' })
  async askFor(@CurrentActor() actor: Actor, @Body() body: SupportRequestBody): Promise<Asked> {
    const { kind = null, teamId = null, who = null, pupil, ...rest } = body;
    const { upn = null, forename = null, surname = null, yearGroup = null } = pupil ?? {};
    const given = { ...rest, kind, teamId, who, pupil: { upn, forename, surname, yearGroup } };
    return unwrap(await this.ask.run(actor, given));
  }

  @Get('support-requests/:id')
  @ApiOperation({ operationId: 'readSupportRequest', summary: 'A request, its answer and its rounds' })
  async read(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { request, pupil, cycles } = unwrap(await this.requests.one(actor, id));
    return { request, pupil, cycles };
  }

  @Post('support-requests/:id/answer')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('support.answer')
  @ApiOperation({ operationId: 'answerSupportRequest', summary: 'Advise, grant, put on the list, suggest or decline' })
  async answer(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { teamId = null, startsOn, weeks = null, ...rest }: SupportAnswerBody,
  ): Promise<{ cycleId: string | null }> {
    const given = { ...rest, teamId, weeks, startsOn: dayOrNone(startsOn, 'startsOn') };
    return unwrap(await this.answers.run(actor, id, given));
  }

  @Get('support-cycles/:id')
  @ApiOperation({ operationId: 'readSupportCycle', summary: 'A round: what was done, said, and has changed' })
  async cycle(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { cycle, contacts, forms, progress } = unwrap(await this.cycles.one(actor, id));
    return { cycle, contacts, forms, progress };
  }
}

/** What is recorded in a round of support. */
@ApiTags('support')
@ApiBearerAuth()
@Controller('api/v1/support-cycles/:id')
@RequirePermission('organisation.read')
export class SupportCyclesApi {
  constructor(private readonly run: RunCycle) {}

  @Post('contacts')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('support.answer')
  @ApiOperation({ operationId: 'logSupportContact', summary: 'Log a piece of work in a round' })
  async log(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { heldOn, note = null, ...rest }: SupportContactBody,
  ): Promise<{ cycleId: string }> {
    unwrap(await this.run.log(actor, id, { ...rest, note, heldOn: day(heldOn, 'heldOn') }));
    return { cycleId: id };
  }

  @Post('forms')
  @Idempotent()
  @ApiOperation({ operationId: 'keepSupportViews', summary: 'Keep what teacher, parent or pupil says' })
  async views(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { givenOn, words = null, ...rest }: SupportViewsBody,
  ): Promise<{ formId: string }> {
    return unwrap(await this.run.keepForm(actor, id, { ...rest, words, givenOn: day(givenOn, 'givenOn') }));
  }

  @Post('decision')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('support.answer')
  @ApiOperation({ operationId: 'decideSupportCycle', summary: 'Decide what follows a round' })
  async decide(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { reviewOn, startsOn, weeks = null, ...rest }: SupportDecisionBody,
  ): Promise<{ cycleId: string | null }> {
    const dates = { reviewOn: dayOrNone(reviewOn, 'reviewOn'), startsOn: dayOrNone(startsOn, 'startsOn') };
    return unwrap(await this.run.decide(actor, id, { ...rest, ...dates, weeks }));
  }
}
