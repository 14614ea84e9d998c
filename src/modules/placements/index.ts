export { AnswerOffer, type Answered } from './application/answer-offer.js';
export { type Approved, ApprovePlacement } from './application/approve-placement.js';
export { type EndCommand, type Ended, EndPlacement } from './application/end-placement.js';
export { ChangePlacement } from './application/change-placement.js';
export { FailProvision } from './application/fail-provision.js';
export { RecordDestination } from './application/record-destination.js';
export { TransferPlacement } from './application/transfer-placement.js';
export { BetweenSides, type LockedStay } from './application/between-sides.js';
export { LapseOffer } from './application/lapse-offer.js';
export type { DecisionCommand } from './domain/decision-command.js';
export { OffFramework } from './application/off-framework.js';
export { PanelQueue } from './application/panel-queue.js';
export {
  type FollowedPlacement,
  type PlacementFollower,
  PlacementFollowers,
} from './persistence/placement-followers.js';
export { PlacementsModule } from './placements.module.js';
