import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, forbidden } from '../../../kernel/index.js';
import { CurrentActor, ProblemException } from '../../../platform/index.js';
import { Page } from '../../../web/index.js';
import { ManageBody, ViewMeetings } from '../../panels/index.js';
import { BoardHome } from '../application/board-home.js';
import { governancePolicy } from '../governance.policy.js';
import { bodiesTable, meetingsTable } from './body.view.js';

/** The board's first page: what needs its people, the next meetings, its boards. */
@ApiExcludeController()
@Controller('board')
export class BoardController {
  constructor(
    private readonly bodies: ManageBody,
    private readonly view: ViewMeetings,
    private readonly home: BoardHome,
  ) {}

  @Get()
  @Page('modules/governance/pages/home.njk')
  async board(@CurrentActor() actor: Actor): Promise<object> {
    if (!governancePolicy.canEnter(actor)) throw new ProblemException(forbidden('board.sit').problem);
    return {
      title: 'The governance board',
      mayManage: governancePolicy.canManage(actor),
      tasks: await this.home.tasksFor(actor),
      meetings: meetingsTable(await this.view.ahead(actor, 'BOARD')),
      bodies: bodiesTable(await this.bodies.ofKind(actor, 'BOARD')),
    };
  }
}
