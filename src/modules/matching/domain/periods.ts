import {
  academicYear,
  academicYearDates,
  addDays,
  type DateOnly,
  financialYear,
  financialYearDates,
  maxDate,
  minDate,
  mondayOf,
} from '../../../kernel/index.js';
import type { Period, Place, Pupil } from './model.js';

/** Mondays of weeks with at least one school day, sorted; empty where no calendar is known, and then every week counts. */
export type SchoolWeeks = readonly DateOnly[];

/** No period is longer than two school years, whatever a form says. */
const LONGEST_DAYS = 730;

/**
 * When an option would run: from the day the pupil is wanted, or today when that has passed, to the day that was asked
 * for; without one, to the end of the school year or of the opening that ends first.
 */
export function periodOf(pupil: Pupil, places: readonly Place[], today: DateOnly, schoolWeeks: SchoolWeeks): Period {
  const startsOn = maxDate(pupil.startsOn, today);
  const asked = pupil.endsOn !== null && pupil.endsOn >= startsOn ? pupil.endsOn : null;
  const open = places.map((place) => place.validTo);
  const last = asked ?? minDate(academicYearDates(academicYear(startsOn)).endsOn, ...open);
  const endsOn = minDate(maxDate(startsOn, last), addDays(startsOn, LONGEST_DAYS));
  const fromWeek = mondayOf(startsOn);
  const toWeek = mondayOf(endsOn);
  // The fund is this year's: weeks after it are next year's money and next year's decision.
  const yearEnds = financialYearDates(financialYear(today)).endsOn;
  return { startsOn, endsOn, fromWeek, toWeek, fundedWeeks: weeksIn(fromWeek, minDate(toWeek, yearEnds), schoolWeeks) };
}

function weeksIn(from: DateOnly, to: DateOnly, schoolWeeks: SchoolWeeks): number {
  if (schoolWeeks.length > 0) return schoolWeeks.filter((week) => week >= from && week <= to).length;
  let weeks = 0;
  for (let week = from; week <= to; week = addDays(week, 7)) weeks += 1;
  return weeks;
}
