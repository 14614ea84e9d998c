import { addDays, type DateOnly } from '../../../kernel/index.js';
import type { Headroom } from '../domain/settings.js';
import type { CounterWeek } from './run-input.js';

/** The least number of places left over weeks and half days, from the counters that were read. */
export function headroomOf(counters: readonly CounterWeek[]): Headroom {
  const weeks: Record<CounterWeek['kind'], Counters> = {
    OPENING: new Map(),
    SITE: new Map(),
    PROGRAMME: new Map(),
    PROVIDER: new Map(),
  };
  for (const { kind, id, week, left } of counters) {
    const known = weeks[kind].get(id);
    if (known === undefined) weeks[kind].set(id, new Map([[week, left]]));
    else known.set(week, left);
  }
  const span = weeksBetween();
  const least = (kind: CounterWeek['kind'], id: string, sessions: number, from: DateOnly, to: DateOnly): number => {
    const counter = weeks[kind].get(id);
    const unkept = kind === 'OPENING' || kind === 'SITE' ? 0 : Infinity;
    let fewest = Infinity;
    for (const week of span(from, to)) {
      const left = counter?.get(week);
      for (let session = 0; session < 10; session += 1) {
        if ((sessions & (1 << session)) !== 0) fewest = Math.min(fewest, left?.[session] ?? unkept);
      }
      if (fewest <= 0) return 0;
    }
    return fewest;
  };
  const remembered = remember(least);
  return {
    opening: (id, sessions, from, to) => known(remembered('OPENING', id, sessions, from, to)) ?? 0,
    limit: (kind, id, sessions, from, to) =>
      weeks[kind].has(id) ? known(remembered(kind, id, sessions, from, to)) : null,
  };
}

const known = (least: number): number | null => (least === Infinity ? null : least);

type Counters = Map<string, Map<DateOnly, readonly number[]>>;
type Least = (kind: CounterWeek['kind'], id: string, sessions: number, from: DateOnly, to: DateOnly) => number;

/** Pupils who start together ask the same question of the same counter. */
function remember(least: Least): Least {
  const known = new Map<string, number>();
  return (kind, id, sessions, from, to) => {
    const key = `${kind}/${id}/${sessions}/${from}/${to}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = least(kind, id, sessions, from, to);
    known.set(key, found);
    return found;
  };
}

/** The Mondays from one to another, both included; the same few spans are asked for again and again. */
function weeksBetween(): (from: DateOnly, to: DateOnly) => readonly DateOnly[] {
  const known = new Map<string, readonly DateOnly[]>();
  return (from, to) => {
    const key = `${from}/${to}`;
    let weeks = known.get(key);
    if (weeks === undefined) {
      const found: DateOnly[] = [];
      for (let week = from; week <= to; week = addDays(week, 7)) found.push(week);
      weeks = found;
      known.set(key, weeks);
    }
    return weeks;
  };
}
