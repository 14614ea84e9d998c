import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { AgendaSubjects } from './application/agenda-subjects.js';
import { ConductItem } from './application/conduct-item.js';
import { DecideItems } from './application/decide-items.js';
import { Decisions } from './application/decisions.js';
import { ItemRooms } from './application/item-room.js';
import { MeetingActions } from './application/meeting-actions.js';
import { ManageBody } from './application/manage-body.js';
import { Meetings } from './application/meetings.js';
import { RecordDecisions } from './application/record-decisions.js';
import { RoomHome } from './application/room-home.js';
import { ViewMeetings } from './application/view-meetings.js';
import { ActionsController } from './pages/actions.controller.js';
import { BodiesController } from './pages/bodies.controller.js';
import { ItemsController } from './pages/items.controller.js';
import { MeetingsController } from './pages/meetings.controller.js';
import { MotionForms } from './pages/motion-forms.js';
import { MotionsController } from './pages/motions.controller.js';
import { RoomController } from './pages/room.controller.js';
import { ActionStore } from './persistence/action.store.js';
import { BodyStore } from './persistence/body.store.js';
import { MeetingStore } from './persistence/meeting.store.js';
import { MotionStore } from './persistence/motion.store.js';
import './words.js';
import './kept-records.js';

/** Bodies that decide, their meetings, and the record of every decision. */
@Module({
  controllers: [
    BodiesController,
    ActionsController,
    MeetingsController,
    ItemsController,
    MotionsController,
    RoomController,
  ],
  providers: [
    BodyStore,
    MeetingStore,
    MotionStore,
    Decisions,
    AgendaSubjects,
    ManageBody,
    Meetings,
    ItemRooms,
    ConductItem,
    RecordDecisions,
    DecideItems,
    ViewMeetings,
    RoomHome,
    ActionStore,
    MeetingActions,
    MotionForms,
  ],
  exports: [Decisions, AgendaSubjects, ManageBody, Meetings, ConductItem, DecideItems, ViewMeetings, MotionForms],
})
export class PanelsModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly home: RoomHome,
    private readonly actions: MeetingActions,
  ) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'Board',
      href: '/board',
      group: 'Governance',
      order: 78,
      anyOf: ['board.sit', 'board.manage'],
    });
    this.web.addNavigation({ text: 'Panel', href: '/panel', order: 35, anyOf: ['panel.sit', 'panel.manage'] });
    this.web.addTaskSource(this.home);
    this.web.addTaskSource(this.actions);
  }
}
