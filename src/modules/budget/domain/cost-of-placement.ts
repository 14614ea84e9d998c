import {
  type DateOnly,
  financialYear,
  minDate,
  ok,
  type Pence,
  pence,
  problem,
  type Result,
  type SchoolCalendar,
  type SessionSet,
  splitLast,
  sumPence,
  weekday,
} from '../../../kernel/index.js';

/** One part of a package, with the rule of the price that was agreed for it. */
export interface PricedComponent {
  readonly sessions: SessionSet;
  /** What these school days cost, net of VAT that is recovered, rounded once. */
  readonly priceOf: (schoolDays: readonly DateOnly[]) => Pence;
  /** The days on which it counts, where that is not all along. */
  readonly spans?: readonly Period[];
}

/** Both days belong to it. */
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

/**
 * The price of a package for a period, by financial year: each component is priced once for all its school days, and
 * split at 31 March by the sessions delivered, the later year taking the remainder. A one-off price is split alike.
 * Refused: `calendar.not-covered`, or `placement.no-school-day` when nothing would be delivered.
 */
export function costOfPlacement(
  components: readonly PricedComponent[],
  period: Period,
  calendar: SchoolCalendar,
): Result<YearCost[]> {
  const unknown = [period.from, period.to].find((date) => !calendar.covers(date));
  if (unknown !== undefined) return problem('calendar.not-covered', { date: unknown });
  const schoolDays = calendar.schoolDays(period.from, period.to);
  const days = schoolDays.filter((date) => components.some((component) => deliveredOn(component, date) > 0));
  if (days.length === 0) return problem('placement.no-school-day', { from: period.from, to: period.to });
  const years = [...new Set(days.map(financialYear))];
  const lines = components.map((component) => linesOf(component, schoolDays, years));
  return ok(
    years.map((year, index) => {
      const inYear = days.filter((date) => financialYear(date) === year);
      const [from = period.from, to = period.to] = [inYear[0], inYear.at(-1)];
      const amounts = lines.map((line) => line[index] ?? pence(0));
      return { financialYear: year, from, to, schoolDays: inYear.length, pence: sumPence(amounts) };
    }),
  );
}

/** The component's price in each of the years, in their order. */
function linesOf(component: PricedComponent, schoolDays: readonly DateOnly[], years: readonly string[]): Pence[] {
  const taught = schoolDays.filter((date) => deliveredOn(component, date) > 0);
  const delivered = years.map((year) =>
    taught.reduce((sum, date) => sum + (financialYear(date) === year ? deliveredOn(component, date) : 0), 0),
  );
  if (taught.length === 0) return years.map(() => pence(0));
  const last = delivered.findLastIndex((count) => count > 0);
  // Years in which nothing of it is taught take nothing, not even the remainder.
  const shares = splitLast(component.priceOf(taught), delivered.slice(0, last + 1));
  return years.map((_, index) => shares[index] ?? pence(0));
}

/** How many sessions of it fall on that day. */
function deliveredOn({ sessions, spans }: PricedComponent, date: DateOnly): number {
  const counts = spans === undefined || spans.some(({ from, to }) => from <= date && date <= to);
  return counts ? sessionsOn(sessions, date) : 0;
}

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
