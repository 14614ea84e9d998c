import { addDays, type DateOnly } from '../../../kernel/index.js';
import { isDue } from './panel-outcomes.js';

/** Phases of school, by year group. */
export const PHASES = {
  PRIMARY: { words: 'Primary, up to year 6', fromYear: 0, toYear: 6 },
  KEY_STAGE_3: { words: 'Years 7 to 9', fromYear: 7, toYear: 9 },
  KEY_STAGE_4: { words: 'Years 10 and 11', fromYear: 10, toYear: 11 },
  AFTER_16: { words: 'Year 12 and later', fromYear: 12, toYear: 13 },
} as const;
export type Phase = keyof typeof PHASES;

/** How urgent a request is, against the meetings to come. */
export const QUEUE_CLOCKS = {
  LATE: 'Past the day to work to',
  DUE: 'Cannot wait for the meeting after the next',
  LATER: 'Can wait',
} as const;
export type QueueClock = keyof typeof QUEUE_CLOCKS;

/** Days without a decision from which a coordinator looks closer. */
export const WAITING_DAYS = ['10', '20', '40', '80'] as const;
export type WaitingDays = (typeof WAITING_DAYS)[number];

/** What a coordinator looks at of the queue; null is everything. */
export interface QueueFilter {
  readonly type: string | null;
  readonly clock: QueueClock | null;
  readonly schoolId: string | null;
  readonly phase: Phase | null;
  readonly waiting: WaitingDays | null;
}

export const WHOLE_QUEUE: QueueFilter = { type: null, clock: null, schoolId: null, phase: null, waiting: null };

/** The filter as days and years that a query compares with. */
export interface QueueBounds {
  readonly type: string | null;
  readonly schoolId: string | null;
  readonly fromYear: number | null;
  readonly toYear: number | null;
  readonly aimFrom: DateOnly | null;
  readonly aimBefore: DateOnly | null;
  readonly waitingSinceBy: DateOnly | null;
}

/** `next` is the day of the meeting after the next: what is wanted before it cannot wait. */
export function queueBounds(filter: QueueFilter, { today, next }: { today: DateOnly; next: DateOnly }): QueueBounds {
  const { type, clock, schoolId, phase, waiting } = filter;
  return {
    type,
    schoolId,
    fromYear: phase && PHASES[phase].fromYear,
    toYear: phase && PHASES[phase].toYear,
    aimFrom: clock === 'LATER' ? next : null,
    aimBefore: clock === 'LATE' ? today : clock === 'DUE' ? next : null,
    waitingSinceBy: waiting && addDays(today, -Number(waiting)),
  };
}

/** Which of the clocks a request is on; one that is late cannot wait either. */
export function queueClockOf(aimOn: DateOnly, { today, next }: { today: DateOnly; next: DateOnly }): QueueClock {
  if (aimOn < today) return 'LATE';
  return isDue(aimOn, next) ? 'DUE' : 'LATER';
}
