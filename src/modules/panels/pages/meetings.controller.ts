import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type Problem, type Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, unwrap } from '../../../platform/index.js';
import { offsetOf, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { DecideItems } from '../application/decide-items.js';
import { Meetings } from '../application/meetings.js';
import { ITEMS_A_PAGE, ViewMeetings } from '../application/view-meetings.js';
import type { Room } from '../domain/rooms.js';
import { meetingModel, minutesModel } from './meeting.view.js';
import { InRoom, underRooms } from './room-path.js';

const MEETING = 'modules/panels/pages/meeting.njk';
const MINUTES_MAX = 5000;

/** A meeting of a body: its agenda, who is in the room, the routine items, the minutes. */
@ApiExcludeController()
@Controller(underRooms('/meetings/:meetingId'))
export class MeetingsController {
  constructor(
    private readonly meetings: Meetings,
    private readonly decide: DecideItems,
    private readonly view: ViewMeetings,
  ) {}

  @Get()
  @Page(MEETING)
  meeting(
    @CurrentActor() actor: Actor,
    @Param('meetingId', IdPipe) meetingId: string,
    @Query('offset') offset: unknown,
  ): Promise<object> {
    return this.page(actor, meetingId, offsetOf(offset));
  }

  @Get('minutes')
  @Page('modules/panels/pages/minutes.njk')
  async minutes(@CurrentActor() actor: Actor, @Param('meetingId', IdPipe) meetingId: string): Promise<object> {
    return minutesModel(unwrap(await this.view.one(actor, meetingId, { offset: 0, limit: MINUTES_MAX })));
  }

  @Post('minutes')
  @Page(MEETING)
  async agree(
    @CurrentActor() actor: Actor,
    @InRoom() room: Room,
    @Param('meetingId', IdPipe) id: string,
  ): Promise<object> {
    return this.answer(actor, { room, id }, await this.meetings.agreeMinutes(actor, id), 'The minutes are agreed');
  }

  @Post('papers')
  @Page(MEETING)
  async send(
    @CurrentActor() actor: Actor,
    @InRoom() room: Room,
    @Param('meetingId', IdPipe) id: string,
  ): Promise<object> {
    return this.answer(
      actor,
      { room, id },
      await this.meetings.sendPapers(actor, id),
      'The papers are sent, and stand',
    );
  }

  @Post('opening')
  @Page(MEETING)
  async open(
    @CurrentActor() actor: Actor,
    @InRoom() room: Room,
    @Param('meetingId', IdPipe) id: string,
  ): Promise<object> {
    return this.answer(actor, { room, id }, await this.meetings.open(actor, id), 'The meeting is open');
  }

  @Post('closing')
  @Page(MEETING)
  async close(
    @CurrentActor() actor: Actor,
    @InRoom() room: Room,
    @Param('meetingId', IdPipe) id: string,
  ): Promise<object> {
    return this.answer(actor, { room, id }, await this.meetings.close(actor, id), 'The meeting is closed');
  }

  @Post('cancellation')
  @Page(MEETING)
  async cancel(
    @CurrentActor() actor: Actor,
    @InRoom() room: Room,
    @Param('meetingId', IdPipe) id: string,
  ): Promise<object> {
    return this.answer(actor, { room, id }, await this.meetings.cancel(actor, id), 'The meeting is cancelled');
  }

  @Post('members/:memberId/arrival')
  @Page(MEETING)
  async arrive(
    @CurrentActor() actor: Actor,
    @InRoom() room: Room,
    @Param('meetingId', IdPipe) id: string,
    @Param('memberId', IdPipe) memberId: string,
  ): Promise<object> {
    return this.answer(
      actor,
      { room, id },
      await this.meetings.arrive(actor, id, memberId),
      'The member is in the room',
    );
  }

  @Post('members/:memberId/departure')
  @Page(MEETING)
  async leave(
    @CurrentActor() actor: Actor,
    @InRoom() room: Room,
    @Param('meetingId', IdPipe) id: string,
    @Param('memberId', IdPipe) memberId: string,
  ): Promise<object> {
    return this.answer(
      actor,
      { room, id },
      await this.meetings.leave(actor, id, memberId),
      'The member has left the room',
    );
  }

  @Post('en-bloc')
  @Page(MEETING)
  async enBloc(
    @CurrentActor() actor: Actor,
    @InRoom() room: Room,
    @Param('meetingId', IdPipe) id: string,
  ): Promise<object> {
    const decided = await this.decide.enBloc(actor, id);
    const items = decided.ok && decided.value === 1 ? 'item is' : 'items are';
    return this.answer(
      actor,
      { room, id },
      decided,
      `${decided.ok ? decided.value : 0} routine ${items} decided as recommended`,
    );
  }

  private async answer(
    actor: Actor,
    { room, id }: { room: Room; id: string },
    result: Result<unknown>,
    done: string,
  ): Promise<object> {
    if (result.ok) return seeOther(`${room.path}/meetings/${id}`, done);
    return withStatus(422, await this.page(actor, id, 0, shownHere(result.problem)));
  }

  private async page(actor: Actor, meetingId: string, offset: number, refused?: Problem): Promise<object> {
    const found = unwrap(await this.view.one(actor, meetingId, { offset, limit: ITEMS_A_PAGE }));
    return meetingModel(found, { offset, ownUserId: actor.userId }, refused);
  }
}
