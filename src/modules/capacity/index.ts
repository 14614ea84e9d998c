export type { Candidate, CandidatePattern } from './application/candidate.js';
export { Capacity, type HoldCommand } from './application/capacity.js';
export { ChangeOpening } from './application/change-opening.js';
export { ConfirmOpenings } from './application/confirm-openings.js';
export { ListOpenings } from './application/list-openings.js';
export { OpenPlaces } from './application/open-places.js';
export { Supply } from './application/supply.js';
export type { OpeningDetails, PatternDetails } from './domain/opening-rules.js';
export { firstFreeWeek, weekCount, weeksOf, type WeekSpan } from './domain/weeks.js';
export { capacityEntities } from './persistence/entities.js';
export type {
  CounterDifference,
  PatternHeadroom,
  SessionHeadroom,
  WeeklyHeadroom,
} from './persistence/headroom.store.js';
export { CapacityModule } from './capacity.module.js';
