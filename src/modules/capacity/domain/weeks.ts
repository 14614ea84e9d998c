import { addDays, type DateOnly, daysBetween, mondayOf, weekday } from '../../../kernel/index.js';

/** A span of whole weeks, named by their Mondays, both included. */
export interface WeekSpan {
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
}

/** The weeks that these days touch. Throws RangeError when `to` is earlier than `from`. */
export function weeksOf(from: DateOnly, to: DateOnly): WeekSpan {
  if (to < from) throw new RangeError('A span of weeks cannot end before it starts');
  return { fromWeek: mondayOf(from), toWeek: mondayOf(to) };
}

export const weekCount = ({ fromWeek, toWeek }: WeekSpan): number => daysBetween(fromWeek, toWeek) / 7 + 1;

/** The first week whose places are free again when somebody leaves on `date`: a week that has begun stays used. */
export const firstFreeWeek = (date: DateOnly): DateOnly => (isMonday(date) ? date : addDays(mondayOf(date), 7));

export const isMonday = (date: DateOnly): boolean => weekday(date) === 1;
