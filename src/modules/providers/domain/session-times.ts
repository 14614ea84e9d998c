import { sessionIndexes, type SessionSet } from '../../../kernel/index.js';

/** When the mornings and afternoons of a programme start and end, 'HH:MM'. Hours are always derived from these. */
export interface SessionTimes {
  readonly amStarts: string;
  readonly amEnds: string;
  readonly pmStarts: string;
  readonly pmEnds: string;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** True for 'HH:MM' on a 24-hour clock. */
export const isTimeOfDay = (text: unknown): text is string => typeof text === 'string' && TIME.test(text);

/** Minutes since midnight of 'HH:MM' or 'HH:MM:SS'; the seconds are left out. */
export function minuteOfDay(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

export interface SessionLength {
  readonly am: number;
  readonly pm: number;
}

/** The length of a morning and of an afternoon, in minutes. */
export function minutesOf(times: SessionTimes): SessionLength {
  return {
    am: minuteOfDay(times.amEnds) - minuteOfDay(times.amStarts),
    pm: minuteOfDay(times.pmEnds) - minuteOfDay(times.pmStarts),
  };
}

/** Minutes a week of these sessions; the break between morning and afternoon is not counted. */
export function weeklyMinutes(sessions: SessionSet, length: SessionLength): number {
  return sessionIndexes(sessions).reduce((sum, index) => sum + (index % 2 === 0 ? length.am : length.pm), 0);
}
