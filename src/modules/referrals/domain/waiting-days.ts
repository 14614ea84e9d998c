import { type DateOnly, daysBetween, londonDate } from '../../../kernel/index.js';
import type { TimelineEvent } from './referral-case.js';

/** How long a request has waited: all days, those on which the school was asked, and what is left. */
export interface WaitingDays {
  readonly gross: number;
  readonly stopped: number;
  readonly net: number;
}

/** Whatever moves a returned request on starts the clock again. */
const MOVES_ON = ['SENT_AGAIN', 'REOPENED', 'WITHDRAWN', 'SENT_TO_SEN', 'DECLINED'];

/**
 * The clock stops on the day a request is returned and runs again from the day it is sent again; a return that is answered the
 * same day costs nothing. Days that the law sets do not move: only the days waited are told without those.
 */
export function waitingDays(
  waitingSince: DateOnly,
  until: DateOnly,
  timeline: readonly Pick<TimelineEvent, 'kind' | 'at'>[],
): WaitingDays {
  let stopped = 0;
  let returnedOn: DateOnly | null = null;
  for (const { kind, at } of timeline) {
    const on = londonDate(at);
    if (kind === 'RETURNED') returnedOn ??= on;
    else if (returnedOn !== null && MOVES_ON.includes(kind)) {
      stopped += Math.max(0, daysBetween(returnedOn, on));
      returnedOn = null;
    }
  }
  if (returnedOn !== null) stopped += Math.max(0, daysBetween(returnedOn, until));
  const gross = Math.max(0, daysBetween(waitingSince, until));
  return { gross, stopped: Math.min(stopped, gross), net: Math.max(0, gross - stopped) };
}
