import { addDays, type DateOnly, minDate } from '../../../kernel/index.js';

/** The part of a policy that says how long an opening is believed. */
export interface OpeningClocks {
  /** Days it counts as confirmed. */
  readonly openingConfirmedDays: number;
  /** Days before that ends on which its provider is reminded. */
  readonly openingRemindDays: number;
  /** Days after which nothing new is proposed. */
  readonly openingStaleDays: number;
  /** Days after which it is closed to new pupils. */
  readonly openingClosedDays: number;
}

/** FRESH, soon to be confirmed (DUE), a warning (OVERDUE), nothing new proposed (STOPPED), to be closed (CLOSED). */
export type ClockStep = 'FRESH' | 'DUE' | 'OVERDUE' | 'STOPPED' | 'CLOSED';

export interface OpeningDates {
  readonly step: ClockStep;
  /** The last day on which it still counts as confirmed. */
  readonly confirmBy: DateOnly;
  /** The first day on which nothing new is proposed, and the first on which it is closed. */
  readonly stopsOn: DateOnly;
  readonly closesOn: DateOnly;
}

export function clockOf(confirmedOn: DateOnly, clocks: OpeningClocks, today: DateOnly): OpeningDates {
  const confirmBy = addDays(confirmedOn, clocks.openingConfirmedDays);
  const stopsOn = addDays(confirmedOn, clocks.openingStaleDays + 1);
  const closesOn = addDays(confirmedOn, clocks.openingClosedDays + 1);
  const steps: readonly (readonly [ClockStep, DateOnly])[] = [
    ['CLOSED', closesOn],
    ['STOPPED', stopsOn],
    ['OVERDUE', addDays(confirmBy, 1)],
    ['DUE', addDays(confirmBy, -clocks.openingRemindDays)],
  ];
  const step = steps.find(([, from]) => today >= from)?.[0] ?? 'FRESH';
  return { step, confirmBy, stopsOn, closesOn };
}

/**
 * What a provider must keep when several authorities buy from it: confirmed as early as the strictest asks. It is closed
 * to all of them, so that waits for the most patient; each one's own matching stops by its own policy before.
 */
export function strictest(all: readonly OpeningClocks[], otherwise: OpeningClocks): OpeningClocks {
  const [first, ...others] = all;
  return others.reduce(
    (so, one) => ({
      openingConfirmedDays: Math.min(so.openingConfirmedDays, one.openingConfirmedDays),
      openingRemindDays: Math.max(so.openingRemindDays, one.openingRemindDays),
      openingStaleDays: Math.min(so.openingStaleDays, one.openingStaleDays),
      openingClosedDays: Math.max(so.openingClosedDays, one.openingClosedDays),
    }),
    first ?? otherwise,
  );
}

/** When a likely opening must be made certain, and whether its provider is to be reminded now. */
export function firmStep(firmBy: DateOnly, clocks: OpeningClocks, today: DateOnly): 'FRESH' | 'FIRM_DUE' | 'LAPSED' {
  if (today > firmBy) return 'LAPSED';
  return today >= addDays(firmBy, -clocks.openingRemindDays) ? 'FIRM_DUE' : 'FRESH';
}

export const earliest = (days: readonly DateOnly[]): DateOnly | undefined =>
  days.length === 0 ? undefined : days.reduce((a, b) => minDate(a, b));
