import { formatDate, formatDateWithDay } from '../../../kernel/index.js';
import type { CountedDay, DaySixClock } from '../domain/clock.js';

export interface ClockRow {
  readonly when: string;
  readonly what: string;
}

/** The day-six dates in words, with the count that led to them. */
export interface ClockPageView {
  readonly target: string;
  readonly last: string;
  readonly lookedAfter: string;
  readonly exempt: boolean;
  readonly assumed: boolean;
  readonly rows: readonly ClockRow[];
}

export function clockView(clock: DaySixClock): ClockPageView {
  return {
    target: formatDateWithDay(clock.target),
    last: formatDateWithDay(clock.lastLawful),
    lookedAfter: formatDateWithDay(clock.lookedAfter),
    exempt: clock.exempt !== null,
    assumed: clock.calendarAssumed,
    rows: clock.counted.map((day) => ({ when: when(day), what: what(day, clock) })),
  };
}

const when = ({ from, to }: CountedDay): string =>
  from === to ? formatDateWithDay(from) : `${formatDate(from)} to ${formatDate(to)}`;

function what(day: CountedDay, clock: DaySixClock): string {
  if (day.number !== null) {
    const marks = [
      ...(day.from === clock.target ? ['the day to work to'] : []),
      ...(day.from === clock.lastLawful ? ['the last lawful day'] : []),
    ];
    return [`School day ${day.number} of the exclusion`, ...marks].join(': ');
  }
  const reasons = {
    WEEKEND: 'Weekend, not counted',
    BANK_HOLIDAY: 'Bank holiday, not counted',
    HOLIDAY: 'School holiday, not counted',
    CLOSED: `${day.name ?? 'Closed'}, not counted`,
  };
  return day.why === null ? '' : reasons[day.why];
}
