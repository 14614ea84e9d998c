import { addDays, type DateOnly, daysBetween } from '../../../kernel/index.js';

/** When the panel sits: a first date and an interval in days. */
export interface Sittings {
  readonly firstMeetingOn: DateOnly;
  readonly everyDays: number;
}

/** The first sitting after the day; a sitting on the day itself is already too late to be prepared for. */
export function nextMeetingAfter({ firstMeetingOn, everyDays }: Sittings, today: DateOnly): DateOnly {
  const since = daysBetween(firstMeetingOn, today);
  return since < 0 ? firstMeetingOn : addDays(firstMeetingOn, (Math.floor(since / everyDays) + 1) * everyDays);
}
