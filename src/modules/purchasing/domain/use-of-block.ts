import { type DateOnly, type Pence, pence, sumPence } from '../../../kernel/index.js';

/** One holder's units in one week. What was lent away is not among them, what was borrowed is. */
export interface HeldWeek {
  readonly organisationId: string;
  readonly week: DateOnly;
  readonly units: number;
  readonly drawn: number;
  readonly cancelled: number;
}

export interface WeekOfUse {
  readonly week: DateOnly;
  /** What the buyer bought, less what it cancelled in time. */
  readonly paid: number;
  readonly used: number;
  /** In the hands of others, used or not. */
  readonly lent: number;
  /** Paid for, not lent, not used. */
  readonly unused: number;
  readonly unusedPence: Pence;
  /** Over: what is unused now stays unused. */
  readonly past: boolean;
}

/**
 * What the buyer paid for and did not use, week by week, at the price of one unit: whole pence times whole units, so that
 * nothing is ever rounded.
 */
export function useByWeek(
  block: { readonly buyerId: string; readonly unitPence: Pence },
  weeks: readonly HeldWeek[],
  thisWeek: DateOnly,
): WeekOfUse[] {
  const own = weeks.filter(({ organisationId }) => organisationId === block.buyerId);
  return own
    .toSorted((a, b) => (a.week < b.week ? -1 : 1))
    .map(({ week, units, drawn }) => {
      const others = weeks.filter((one) => one.week === week && one.organisationId !== block.buyerId);
      const lent = others.reduce((sum, one) => sum + one.units, 0);
      const unused = units - drawn;
      return {
        week,
        paid: units + lent,
        used: drawn,
        lent,
        unused,
        unusedPence: pence(unused * block.unitPence),
        past: week < thisWeek,
      };
    });
}

/** The same for a holder who borrowed, at the price it agreed. */
export function useOfHolder(
  organisationId: string,
  unitPence: Pence,
  weeks: readonly HeldWeek[],
  thisWeek: DateOnly,
): WeekOfUse[] {
  const own = weeks.filter((one) => one.organisationId === organisationId);
  return useByWeek({ buyerId: organisationId, unitPence }, own, thisWeek);
}

export interface TotalUse {
  readonly paid: number;
  readonly used: number;
  readonly lent: number;
  readonly lost: number;
  readonly lostPence: Pence;
  readonly left: number;
  readonly leftPence: Pence;
}

/** Lost: unused in weeks that are over. Left: still to be used. */
export function totalUse(weeks: readonly WeekOfUse[]): TotalUse {
  const sum = (of: (week: WeekOfUse) => number): number => weeks.reduce((so, week) => so + of(week), 0);
  const [over, ahead] = [weeks.filter(({ past }) => past), weeks.filter(({ past }) => !past)];
  return {
    paid: sum(({ paid }) => paid),
    used: sum(({ used }) => used),
    lent: sum(({ lent }) => lent),
    lost: over.reduce((so, { unused }) => so + unused, 0),
    lostPence: sumPence(over.map(({ unusedPence }) => unusedPence)),
    left: ahead.reduce((so, { unused }) => so + unused, 0),
    leftPence: sumPence(ahead.map(({ unusedPence }) => unusedPence)),
  };
}

/** How many units can be had in every one of these weeks: the least that is left. */
export const leastLeft = (weeks: readonly HeldWeek[]): number =>
  weeks.length === 0 ? 0 : Math.min(...weeks.map(({ units, drawn }) => units - drawn));

/** What a block costs in each financial year, by the week's Monday. */
export function costByYear(
  weeks: readonly DateOnly[],
  weeklyPence: Pence,
  yearOf: (date: DateOnly) => string,
): { readonly financialYear: string; readonly from: DateOnly; readonly to: DateOnly; readonly pence: Pence }[] {
  const years = [...new Set(weeks.map(yearOf))].toSorted();
  return years.flatMap((financialYear) => {
    const within = weeks.filter((week) => yearOf(week) === financialYear).toSorted();
    const [from, to] = [within[0], within.at(-1)];
    if (from === undefined || to === undefined) return [];
    return [{ financialYear, from, to, pence: pence(within.length * weeklyPence) }];
  });
}

/**
 * From which week on the n-th place (1, 2, ...) need not be kept any more: the first week from `from` on after which never
 * again so many units are held that it is needed. Undefined when it is needed to the end.
 */
export function placeFreeFrom(
  place: number,
  weeks: readonly HeldWeek[],
  { from, perPlace }: { readonly from: DateOnly; readonly perPlace: number },
): DateOnly | undefined {
  const ahead = [...new Set(weeks.map(({ week }) => week))].filter((week) => week >= from).toSorted();
  const needed = (week: DateOnly): boolean => {
    const units = weeks.filter((one) => one.week === week).reduce((sum, one) => sum + one.units, 0);
    return Math.ceil(units / perPlace) >= place;
  };
  const last = ahead.findLastIndex(needed);
  return last === -1 ? (ahead[0] ?? undefined) : ahead[last + 1];
}
