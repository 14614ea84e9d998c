export {
  type AgendaSubject,
  AgendaSubjects,
  type CarriedOn,
  type DecidedItem,
  type ItemOfSubject,
  type Outcome,
} from './application/agenda-subjects.js';
export { ConductItem, type InterestCommand, type MotionCommand } from './application/conduct-item.js';
export { DecideItems } from './application/decide-items.js';
export {
  type Decision,
  Decisions,
  type DeciderPart,
  type NewDecision,
  type OptionSeen,
} from './application/decisions.js';
export { type BodyView, ManageBody, type NewBody } from './application/manage-body.js';
export { Meetings } from './application/meetings.js';
export { ITEMS_A_PAGE, type ItemView, type MeetingView, ViewMeetings } from './application/view-meetings.js';
export {
  BODY_KINDS,
  type BodyKind,
  type Choice,
  CHOICES,
  type InterestNature,
  type Named,
  INTERESTS,
  type Office,
  OFFICES,
  type PaperContent,
  type PaperRow,
  type PaperSection,
  type QuorumLack,
  type QuorumRule,
} from './domain/body.js';
export { outcomeWords, registerOutcomeWords } from './outcome-words.js';
export { meetingField } from './pages/meeting-field.js';
export { type MotionFields, MotionForms, type MotionFieldSource } from './pages/motion-forms.js';
export { PanelsModule } from './panels.module.js';
export type { Body, Constituency, Member, NewSeat } from './persistence/body.store.js';
export type { AgendaItem, Meeting, NewItem, Paper, SeatInRoom } from './persistence/meeting.store.js';
export type { Interest, Motion, Vote } from './persistence/motion.store.js';
