import { formatDate, formatDateWithDay, type ReferralType } from '../../../kernel/index.js';
import type { AimWhy } from '../domain/aim.js';
import type { CountedDay, DaySixClock } from '../domain/clock.js';

const AIM_WORDS: Readonly<Record<AimWhy, string>> = {
  SIXTH_DAY: 'The sixth school day of the exclusion',
  NEXT_DAY: 'The next school day, because the child is looked after',
  START_ASKED: 'The start asked for',
  HEALTH_DAYS: 'When the absence for health reaches the school days that the policy sets',
  SEPARATION: 'The school days that the policy gives from the first day away',
  FAIR_ACCESS: 'The school days that the policy gives from the request',
};

/** Why this is the day to work to; nothing where an earlier release did not say. */
export const aimWords = ({ aimWhy, type }: { aimWhy: AimWhy | null; type: ReferralType | null }): string =>
  aimWhy === 'SIXTH_DAY' && type === 'SUSPENSION'
    ? 'The sixth school day of suspension in a row'
    : aimWhy === null
      ? ''
      : AIM_WORDS[aimWhy];

export interface ClockRow {
  readonly when: string;
  readonly what: string;
}

/** The day-six dates in words, with the count that led to them. */
export interface ClockPageView {
  readonly isSuspension: boolean;
  readonly target: string;
  readonly last: string;
  readonly lookedAfter: string;
  readonly exempt: boolean;
  readonly assumed: boolean;
  readonly rows: readonly ClockRow[];
}

export function clockView(clock: DaySixClock): ClockPageView {
  return {
    isSuspension: clock.of === 'SUSPENSION',
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
      ...(day.from === clock.lastLawful && clock.of === 'PERMANENT_EXCLUSION' ? ['the last lawful day'] : []),
    ];
    return [`School day ${day.number} of the ${clock.of === 'SUSPENSION' ? 'suspension' : 'exclusion'}`, ...marks].join(
      ': ',
    );
  }
  const reasons = {
    WEEKEND: 'Weekend, not counted',
    BANK_HOLIDAY: 'Bank holiday, not counted',
    HOLIDAY: 'School holiday, not counted',
    CLOSED: `${day.name ?? 'Closed'}, not counted`,
  };
  return day.why === null ? '' : reasons[day.why];
}
