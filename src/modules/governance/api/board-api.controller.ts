import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, parseDate } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { offsetOf } from '../../../web/index.js';
import { DecideItems, ITEMS_A_PAGE, type Meeting, Meetings, ViewMeetings } from '../../panels/index.js';
import { PrepareAdmissions, type RoundPaper } from '../application/prepare-admissions.js';
import { SignAdmissions } from '../application/sign-admissions.js';
import { MeetingBody, PresenceBody, RoundOnAgendaBody } from './board.dto.js';

/** Meetings of the governance board: planned, prepared, opened, decided en bloc and closed; and what is signed after. */
@ApiTags('board')
@ApiBearerAuth()
@Controller('api/v1/board')
export class BoardApi {
  constructor(
    private readonly meetings: Meetings,
    private readonly view: ViewMeetings,
    private readonly decide: DecideItems,
    private readonly prepare: PrepareAdmissions,
    private readonly signing: SignAdmissions,
  ) {}

  @Get('meetings')
  @ApiOperation({ operationId: 'listBoardMeetings', summary: 'Meetings to come or under way' })
  async list(@CurrentActor() actor: Actor): Promise<{ items: readonly Meeting[] }> {
    return { items: await this.view.ahead(actor, 'BOARD') };
  }

  @Post('bodies/:bodyId/meetings')
  @Idempotent()
  @RequirePermission('board.manage')
  @ApiOperation({ operationId: 'planBoardMeeting', summary: 'Plan a meeting' })
  async plan(
    @CurrentActor() actor: Actor,
    @Param('bodyId', IdPipe) bodyId: string,
    @Body() { heldOn, startsAt, place }: MeetingBody,
  ): Promise<{ id: string }> {
    const details = { heldOn: unwrap(parseDate(heldOn, 'heldOn')), startsAt, place };
    return { id: unwrap(await this.meetings.plan(actor, bodyId, details)) };
  }

  @Get('meetings/:meetingId')
  @ApiOperation({ operationId: 'readBoardMeeting', summary: 'A meeting, with 100 items of its agenda from an offset' })
  async one(
    @CurrentActor() actor: Actor,
    @Param('meetingId', IdPipe) meetingId: string,
    @Query('offset') offset: unknown,
  ): Promise<object> {
    const page = { offset: offsetOf(offset), limit: ITEMS_A_PAGE };
    const { meeting, seats, items, total, interests, decisions, attended } = unwrap(
      await this.view.one(actor, meetingId, page),
    );
    return { ...meeting, seats, items, total, interests, decisions: [...decisions.values()], attended };
  }

  @Get('rounds/:roundId')
  @RequirePermission('board.manage')
  @ApiOperation({ operationId: 'readRoundPaper', summary: 'What a round comes to before it is put on an agenda' })
  async paper(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<RoundPaper> {
    return unwrap(await this.prepare.round(actor, roundId));
  }

  @Post('meetings/:meetingId/rounds')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('board.manage')
  @ApiOperation({ operationId: 'putRoundOnAgenda', summary: 'Put a round’s recommendations on the agenda' })
  async putRound(
    @CurrentActor() actor: Actor,
    @Param('meetingId', IdPipe) meetingId: string,
    @Body() { roundId }: RoundOnAgendaBody,
  ): Promise<{ items: number }> {
    return { items: unwrap(await this.prepare.putRound(actor, roundId, meetingId)) };
  }

  @Post('meetings/:meetingId/papers')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'sendBoardPapers', summary: 'Send the papers: from here on they stand' })
  async papers(@CurrentActor() actor: Actor, @Param('meetingId', IdPipe) id: string): Promise<{ id: string }> {
    unwrap(await this.meetings.sendPapers(actor, id));
    return { id };
  }

  @Post('meetings/:meetingId/opening')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'openBoardMeeting', summary: 'Open the meeting' })
  async open(@CurrentActor() actor: Actor, @Param('meetingId', IdPipe) id: string): Promise<{ id: string }> {
    unwrap(await this.meetings.open(actor, id));
    return { id };
  }

  @Post('meetings/:meetingId/presence')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'recordPresence', summary: 'Record that a member arrives or leaves' })
  async presence(
    @CurrentActor() actor: Actor,
    @Param('meetingId', IdPipe) id: string,
    @Body() { memberId, present }: PresenceBody,
  ): Promise<{ id: string }> {
    unwrap(await (present ? this.meetings.arrive(actor, id, memberId) : this.meetings.leave(actor, id, memberId)));
    return { id };
  }

  @Post('meetings/:meetingId/routine')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'decideRoutine', summary: 'Decide the routine items as they are recommended' })
  async routine(@CurrentActor() actor: Actor, @Param('meetingId', IdPipe) id: string): Promise<{ items: number }> {
    return { items: unwrap(await this.decide.enBloc(actor, id)) };
  }

  @Post('meetings/:meetingId/closing')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({
    operationId: 'closeBoardMeeting',
    summary: 'Close the meeting; what was not reached can be put again',
  })
  async close(@CurrentActor() actor: Actor, @Param('meetingId', IdPipe) id: string): Promise<{ id: string }> {
    unwrap(await this.meetings.close(actor, id));
    return { id };
  }

  @Post('admissions/:caseId/signature')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('framework.manage')
  @ApiOperation({ operationId: 'signAdmission', summary: 'Sign an admission for the contracting authority' })
  async sign(@CurrentActor() actor: Actor, @Param('caseId', IdPipe) id: string): Promise<{ id: string }> {
    unwrap(await this.signing.sign(actor, [id]));
    return { id };
  }
}
