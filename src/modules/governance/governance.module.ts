import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { PanelsModule } from '../panels/index.js';
import { PoliciesModule } from '../policies/index.js';
import { BoardHome } from './application/board-home.js';
import { PolicySubject } from './application/policy-subject.js';
import { BoardPoliciesController } from './pages/board-policies.controller.js';
import { BoardController } from './pages/board.controller.js';
import { BodiesController } from './pages/bodies.controller.js';
import { ItemsController } from './pages/items.controller.js';
import { MeetingsController } from './pages/meetings.controller.js';
import { MotionsController } from './pages/motions.controller.js';

/** The governance board's room, and what its decisions do. */
@Module({
  imports: [PanelsModule, PoliciesModule],
  controllers: [
    BodiesController,
    MeetingsController,
    ItemsController,
    MotionsController,
    BoardPoliciesController,
    BoardController,
  ],
  providers: [BoardHome, PolicySubject],
})
export class GovernanceModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly home: BoardHome,
  ) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'Board',
      href: '/board',
      group: 'Governance',
      order: 78,
      anyOf: ['board.sit', 'board.manage'],
    });
    this.web.addTaskSource(this.home);
  }
}
