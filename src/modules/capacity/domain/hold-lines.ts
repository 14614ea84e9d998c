import { addDays, type DateOnly, maxDate } from '../../../kernel/index.js';

export interface DatedLine {
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
  readonly releasedFrom: DateOnly | null;
}

/** The last week that a line still keeps; earlier than its first week when it keeps none. */
export const lastKeptWeek = (line: DatedLine): DateOnly =>
  line.releasedFrom === null ? line.toWeek : addDays(line.releasedFrom, -7);

/** The part of a line that is kept from `week` on, as a line of its own; undefined when there is none. */
export function keptFrom<L extends DatedLine>(line: L, week: DateOnly): (L & DatedLine) | undefined {
  const fromWeek = maxDate(line.fromWeek, week);
  const toWeek = lastKeptWeek(line);
  return fromWeek > toWeek ? undefined : { ...line, fromWeek, toWeek, releasedFrom: null };
}

/** All that lines keep. */
export const kept = <L extends DatedLine>(lines: readonly L[]): (L & DatedLine)[] =>
  lines.flatMap((line) => keptFrom(line, line.fromWeek) ?? []);

type Weeks = Pick<DatedLine, 'fromWeek' | 'toWeek'> & { readonly patternId: string };

/** Week by week, what the first lines keep and the others do not. */
export function weeksBut<L extends Weeks>(lines: readonly L[], others: readonly Weeks[]): L[] {
  return lines.flatMap((line) => {
    const single: L[] = [];
    for (let week = line.fromWeek; week <= line.toWeek; week = addDays(week, 7)) {
      const both = others.some((one) => one.patternId === line.patternId && one.fromWeek <= week && week <= one.toWeek);
      if (!both) single.push({ ...line, fromWeek: week, toWeek: week });
    }
    return single;
  });
}
