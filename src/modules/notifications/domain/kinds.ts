import { PUPIL_KINDS } from './pupil-kinds.js';
import { SUPPLY_KINDS } from './supply-kinds.js';

/** Every message there is. */
export const MESSAGE_KINDS = { ...PUPIL_KINDS, ...SUPPLY_KINDS };

export type MessageKind = keyof typeof MESSAGE_KINDS;

export const isMessageKind = (value: unknown): value is MessageKind =>
  typeof value === 'string' && Object.hasOwn(MESSAGE_KINDS, value);
