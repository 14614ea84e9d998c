export { type DeadlineSource, DeadlineSources } from './application/deadline-sources.js';
export { ListDeadlines } from './application/list-deadlines.js';
export type { Deadline, DeadlineKind } from './domain/deadline.js';
export { DeadlinesModule } from './deadlines.module.js';
