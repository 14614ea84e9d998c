import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiQuery, ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsUUID } from 'class-validator';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { offsetOf } from '../../../web/index.js';
import { ITEMS_A_PAGE, type Meeting, ViewMeetings } from '../../panels/index.js';
import { PanelQueue } from '../application/panel-queue.js';
import { PastDecisions } from '../application/past-decisions.js';
import { Reconsiderations } from '../application/reconsiderations.js';
import { whatBecame } from '../domain/past-decisions.js';
import { filterOf } from '../pages/panel-queue.view.js';
import type { Queued } from '../persistence/panel-queue.store.js';
import type { Reconsideration } from '../persistence/reconsideration.store.js';

const PAGE = 100;

class RequestsOnAgendaBody {
  @ApiProperty({ type: [String], format: 'uuid', description: 'Requests on no agenda, at most 200' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  referralIds: string[];
}

/** The placement panel for machines: its queue, its meetings, what it decided and what is questioned. No names. */
@ApiTags('panel')
@ApiBearerAuth()
@Controller('api/v1/panel')
export class PanelApi {
  constructor(
    private readonly queue: PanelQueue,
    private readonly view: ViewMeetings,
    private readonly past: PastDecisions,
    private readonly reconsiderations: Reconsiderations,
  ) {}

  @Get('queue')
  @RequirePermission('panel.manage')
  @ApiOperation({
    operationId: 'readPanelQueue',
    summary: 'Requests on no agenda, the most urgent first: 100 from an offset',
  })
  @ApiQuery({ name: 'type', required: false })
  @ApiQuery({ name: 'clock', required: false, description: 'LATE, DUE or LATER' })
  @ApiQuery({ name: 'schoolId', required: false })
  @ApiQuery({ name: 'phase', required: false })
  @ApiQuery({ name: 'waiting', required: false, description: 'Days: 10, 20, 40 or 80' })
  @ApiQuery({ name: 'offset', required: false })
  async waiting(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<{ items: readonly Queued[]; total: number }> {
    const asked = { filter: filterOf(query), offset: offsetOf(query['offset']), limit: PAGE };
    const { waiting, found } = unwrap(await this.queue.view(actor, asked));
    return { items: waiting, total: found };
  }

  @Get('meetings')
  @ApiOperation({ operationId: 'listPanelMeetings', summary: 'Meetings to come or under way' })
  async meetings(@CurrentActor() actor: Actor): Promise<{ items: readonly Meeting[] }> {
    return { items: await this.view.ahead(actor, 'PANEL') };
  }

  @Get('meetings/:meetingId')
  @ApiOperation({ operationId: 'readPanelMeeting', summary: 'A meeting, with 100 items of its agenda from an offset' })
  async meeting(
    @CurrentActor() actor: Actor,
    @Param('meetingId', IdPipe) meetingId: string,
    @Query('offset') offset: unknown,
  ): Promise<object> {
    const page = { offset: offsetOf(offset), limit: ITEMS_A_PAGE };
    const { meeting, items, total, decisions } = unwrap(await this.view.one(actor, meetingId, page));
    return { ...meeting, items, total, decisions: [...decisions.values()] };
  }

  @Post('meetings/:meetingId/requests')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('panel.manage')
  @ApiOperation({ operationId: 'putRequestsOnAgenda', summary: 'Put requests of the queue on the agenda, all or none' })
  async put(
    @CurrentActor() actor: Actor,
    @Param('meetingId', IdPipe) meetingId: string,
    @Body() { referralIds }: RequestsOnAgendaBody,
  ): Promise<{ items: number }> {
    return { items: unwrap(await this.queue.putOn(actor, meetingId, { referralIds })) };
  }

  @Get('decisions')
  @ApiOperation({
    operationId: 'listPanelDecisions',
    summary: 'What the panel decided and what became of it, the newest first: 100 from an offset',
  })
  async decisions(@CurrentActor() actor: Actor, @Query('offset') offset: unknown): Promise<object> {
    const { decisions, total } = unwrap(await this.past.view(actor, { offset: offsetOf(offset), limit: PAGE }));
    return { items: decisions.map((one) => ({ ...one, became: whatBecame(one) })), total };
  }

  @Get('reconsiderations')
  @RequirePermission('decision.reconsider')
  @ApiOperation({
    operationId: 'listReconsiderations',
    summary: 'Decisions that are questioned, those to answer first',
  })
  async questioned(
    @CurrentActor() actor: Actor,
    @Query('offset') offset: unknown,
  ): Promise<{ items: readonly Omit<Reconsideration, 'grounds' | 'answer'>[]; total: number }> {
    const page = { offset: offsetOf(offset), limit: PAGE };
    const { asked, total } = unwrap(await this.reconsiderations.list(actor, page));
    // What people said in their own words is read in the file, where the reading is noted.
    return { items: asked.map(({ grounds: _grounds, answer: _answer, ...one }) => one), total };
  }
}
