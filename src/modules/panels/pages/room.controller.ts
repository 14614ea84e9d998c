import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, forbidden } from '../../../kernel/index.js';
import { CurrentActor, ProblemException } from '../../../platform/index.js';
import { Page } from '../../../web/index.js';
import { ManageBody } from '../application/manage-body.js';
import { RoomHome } from '../application/room-home.js';
import { ViewMeetings } from '../application/view-meetings.js';
import type { Room } from '../domain/rooms.js';
import { panelsPolicy } from '../panels.policy.js';
import { bodiesTable, meetingsTable } from './body.view.js';
import { InRoom, underRooms } from './room-path.js';

/** A room's first page: what needs its people, the next meetings, its bodies. */
@ApiExcludeController()
@Controller(underRooms())
export class RoomController {
  constructor(
    private readonly bodies: ManageBody,
    private readonly view: ViewMeetings,
    private readonly home: RoomHome,
  ) {}

  @Get()
  @Page('modules/panels/pages/room.njk')
  async room(@CurrentActor() actor: Actor, @InRoom() room: Room): Promise<object> {
    const { kind } = room;
    if (!panelsPolicy.canEnter(actor, kind)) throw new ProblemException(forbidden(`${kind.toLowerCase()}.sit`).problem);
    return {
      title: room.title,
      room,
      mayManage: panelsPolicy.canFound(actor, kind),
      work: room.work.filter(({ of }) => of === 'EVERYBODY' || panelsPolicy.canFound(actor, kind)),
      tasks: await this.home.tasksIn(actor, room),
      meetings: meetingsTable(await this.view.ahead(actor, kind), room),
      bodies: bodiesTable(await this.bodies.ofKind(actor, kind), room),
    };
  }
}
