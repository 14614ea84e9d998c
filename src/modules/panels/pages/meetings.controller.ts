import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, isCode, notFound, type Problem, type Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, unwrap } from '../../../platform/index.js';
import { offsetOf, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { DecideItems } from '../application/decide-items.js';
import { Meetings } from '../application/meetings.js';
import { ITEMS_A_PAGE, ViewMeetings } from '../application/view-meetings.js';
import type { Room } from '../domain/rooms.js';
import { meetingModel, minutesModel } from './meeting.view.js';
import { InRoom, underRooms } from './room-path.js';

const MEETING = 'modules/panels/pages/meeting.njk';
const MINUTES_MAX = 5000;

/** What is done with a whole meeting, by the end of its address. */
const STEPS = {
  minutes: { act: 'agreeMinutes', said: 'The minutes are agreed' },
  papers: { act: 'sendPapers', said: 'The papers are sent, and stand' },
  opening: { act: 'open', said: 'The meeting is open' },
  closing: { act: 'close', said: 'The meeting is closed' },
  cancellation: { act: 'cancel', said: 'The meeting is cancelled' },
} as const;
const MOVES = {
  arrival: { act: 'arrive', said: 'The member is in the room' },
  departure: { act: 'leave', said: 'The member has left the room' },
} as const;
const InMeeting = (): ParameterDecorator => Param('meetingId', IdPipe);

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
  meeting(@CurrentActor() actor: Actor, @InMeeting() id: string, @Query('offset') offset: unknown): Promise<object> {
    return this.page(actor, id, offsetOf(offset));
  }

  @Get('minutes')
  @Page('modules/panels/pages/minutes.njk')
  async minutes(@CurrentActor() actor: Actor, @InMeeting() id: string): Promise<object> {
    return minutesModel(unwrap(await this.view.one(actor, id, { offset: 0, limit: MINUTES_MAX })));
  }

  @Post('en-bloc')
  @Page(MEETING)
  async enBloc(@CurrentActor() actor: Actor, @InRoom() room: Room, @InMeeting() id: string): Promise<object> {
    const decided = await this.decide.enBloc(actor, id);
    const count = decided.ok ? decided.value : 0;
    const said = `${count} routine ${count === 1 ? 'item is' : 'items are'} decided as recommended`;
    return this.answer(actor, { room, id }, decided, said);
  }

  @Post(':step')
  @Page(MEETING)
  async take(
    @CurrentActor() actor: Actor,
    @InRoom() room: Room,
    @InMeeting() id: string,
    @Param('step') step: string,
  ): Promise<object> {
    if (!isCode(STEPS, step)) throw new ProblemException(notFound('page').problem);
    const { act, said } = STEPS[step];
    return this.answer(actor, { room, id }, await this.meetings[act](actor, id), said);
  }

  @Post('members/:memberId/:move')
  @Page(MEETING)
  async moved(
    @CurrentActor() actor: Actor,
    @InRoom() room: Room,
    @InMeeting() id: string,
    @Param('memberId', IdPipe) memberId: string,
    @Param('move') move: string,
  ): Promise<object> {
    if (!isCode(MOVES, move)) throw new ProblemException(notFound('page').problem);
    const { act, said } = MOVES[move];
    return this.answer(actor, { room, id }, await this.meetings[act](actor, id, memberId), said);
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
