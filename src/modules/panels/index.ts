export { type Decision, Decisions, type NewDecision, type OptionSeen } from './application/decisions.js';
export { PanelsModule } from './panels.module.js';
