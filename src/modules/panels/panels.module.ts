import { Module } from '@nestjs/common';
import { AgendaSubjects } from './application/agenda-subjects.js';
import { ConductItem } from './application/conduct-item.js';
import { DecideItems } from './application/decide-items.js';
import { Decisions } from './application/decisions.js';
import { ItemRooms } from './application/item-room.js';
import { ManageBody } from './application/manage-body.js';
import { Meetings } from './application/meetings.js';
import { RecordDecisions } from './application/record-decisions.js';
import { ViewMeetings } from './application/view-meetings.js';
import { BodyStore } from './persistence/body.store.js';
import { MeetingStore } from './persistence/meeting.store.js';
import { MotionStore } from './persistence/motion.store.js';
import './words.js';

/** Bodies that decide, their meetings, and the record of every decision. */
@Module({
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
  ],
  exports: [Decisions, AgendaSubjects, ManageBody, Meetings, ConductItem, DecideItems, ViewMeetings],
})
export class PanelsModule {}
