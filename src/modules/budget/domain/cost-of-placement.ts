import {
  academicYear,
  academicYearDates,
  addDays,
  type DateOnly,
  financialYear,
  minDate,
  mondayOf,
  ok,
  type Pence,
  pence,
  problem,
  type Result,
  type SchoolCalendar,
  type SessionSet,
  splitLast,
  sumPence,
  timesFraction,
  weekday,
} from '../../../kernel/index.js';

export type PriceBasis = 'SESSION' | 'DAY' | 'WEEK' | 'TERM' | 'YEAR' | 'ONE_OFF';

/** One part of a package, at the price copied from its tariff line. `netPence` is net of VAT that is recovered. */
export interface PricedComponent {
  readonly basis: PriceBasis;
  readonly netPence: Pence;
  readonly sessions: SessionSet;
}

export interface Period {
  readonly from: DateOnly;
  readonly to: DateOnly;
}

/** What a placement costs in one financial year. */
export interface YearCost {
  readonly financialYear: string;
  /** First and last school day in that year on which something is delivered. */
  readonly from: DateOnly;
  readonly to: DateOnly;
  readonly schoolDays: number;
  readonly pence: Pence;
}

interface Delivered {
  readonly date: DateOnly;
  readonly sessions: number;
}

/**
 * The price of a package for a period, by financial year. School days are those of the given calendar.
 * - SESSION and DAY: the price times what is delivered; half a day counts half.
 * - WEEK, TERM, YEAR: the price of the whole, by the part of its sessions that falls into the period. The school year
 *   counts from September, so £11,920 a year for 29 of 190 school days is £1,819.37.
 * - ONE_OFF: once, in the year of the first day.
 * Each whole is rounded once; across 31 March the later year takes the remainder.
 * Refused: `calendar.not-covered`, or `placement.no-school-day` when nothing would be delivered.
 */
export function costOfPlacement(
  components: readonly PricedComponent[],
  period: Period,
  calendar: SchoolCalendar,
): Result<YearCost[]> {
  if (!calendar.covers(period.from) || !calendar.covers(period.to)) {
    return problem('calendar.not-covered', { date: calendar.covers(period.from) ? period.to : period.from });
  }
  const schoolDays = calendar.schoolDays(period.from, period.to);
  const lines = components.flatMap((component) => linesOf(component, schoolDays, calendar));
  const days = schoolDays.filter((date) => components.some(({ sessions }) => sessionsOn(sessions, date) > 0));
  if (days.length === 0) return problem('placement.no-school-day', { from: period.from, to: period.to });
  const years = [...new Set(days.map(financialYear))];
  return ok(
    years.map((year) => {
      const inYear = days.filter((date) => financialYear(date) === year);
      const [from = period.from, to = period.to] = [inYear[0], inYear.at(-1)];
      const amounts = lines.filter((line) => line.financialYear === year).map((line) => line.pence);
      return { financialYear: year, from, to, schoolDays: inYear.length, pence: sumPence(amounts) };
    }),
  );
}

interface Line {
  readonly financialYear: string;
  readonly pence: Pence;
}

function linesOf(component: PricedComponent, schoolDays: readonly DateOnly[], calendar: SchoolCalendar): Line[] {
  const { basis, netPence, sessions } = component;
  const delivered = schoolDays.flatMap((date) => {
    const count = sessionsOn(sessions, date);
    return count === 0 ? [] : [{ date, sessions: count }];
  });
  const first = delivered[0];
  if (first === undefined) return [];
  if (basis === 'ONE_OFF') return [{ financialYear: financialYear(first.date), pence: netPence }];
  if (basis === 'SESSION' || basis === 'DAY') {
    return byYear(delivered, timesFraction(netPence, totalOf(delivered), basis === 'DAY' ? 2 : 1));
  }
  const wholes = grouped(delivered, ({ date }) => wholeOf(basis, date, calendar).from);
  return [...wholes.values()].flatMap((part) => {
    const { from, to } = wholeOf(basis, (part[0] ?? first).date, calendar);
    const all = calendar.schoolDays(from, to).reduce((sum, date) => sum + sessionsOn(sessions, date), 0);
    return byYear(part, timesFraction(netPence, totalOf(part), Math.max(1, all)));
  });
}

function byYear(delivered: readonly Delivered[], total: Pence): Line[] {
  const years = [...grouped(delivered, ({ date }) => financialYear(date))];
  const shares = splitLast(
    total,
    years.map(([, days]) => totalOf(days)),
  );
  return years.map(([year], index) => ({ financialYear: year, pence: shares[index] ?? pence(0) }));
}

/** The week, term or school year that a price is for. */
function wholeOf(basis: 'WEEK' | 'TERM' | 'YEAR', date: DateOnly, calendar: SchoolCalendar): Period {
  if (basis === 'WEEK') {
    const monday = mondayOf(date);
    return { from: monday, to: addDays(monday, 4) };
  }
  if (basis === 'TERM') {
    const term = calendar.terms.find(({ startsOn, endsOn }) => startsOn <= date && date <= endsOn);
    if (term !== undefined) return { from: term.startsOn, to: term.endsOn };
  }
  const { startsOn, endsOn } = academicYearDates(academicYear(date));
  return { from: startsOn, to: endsOn };
}

function grouped(delivered: readonly Delivered[], keyOf: (one: Delivered) => string): Map<string, Delivered[]> {
  const groups = new Map<string, Delivered[]>();
  for (const one of delivered) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

const totalOf = (delivered: readonly Delivered[]): number => delivered.reduce((sum, { sessions }) => sum + sessions, 0);

/** How many of the pattern's sessions fall on that day: 0, 1 or 2. */
function sessionsOn(sessions: SessionSet, date: DateOnly): number {
  const day = weekday(date);
  if (day > 5) return 0;
  const both = (sessions >> ((day - 1) * 2)) & 3;
  return (both & 1) + (both >> 1);
}

/** The part of a period that is left when it ends earlier than planned; undefined when nothing was delivered. */
export function shortened(period: Period, lastDay: DateOnly): Period | undefined {
  const to = minDate(period.to, lastDay);
  return to < period.from ? undefined : { from: period.from, to };
}
