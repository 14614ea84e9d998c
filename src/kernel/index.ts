export * from './actor.js';
export * from './clock.js';
export * from './dates.js';
export * from './ids.js';
export * from './money.js';
export * from './result.js';
export * from './sessions.js';
export * from './state-table.js';
