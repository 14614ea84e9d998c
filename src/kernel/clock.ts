/** The only source of "now" for a rule. SQL and domain code never ask the machine. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is set; tests and the demonstration live by it. */
export interface FixedClock extends Clock {
  set(at: Date | string): void;
  advance(milliseconds: number): void;
}

/** Throws RangeError for an instant that does not exist. */
export function fixedClock(at: Date | string): FixedClock {
  let current = instant(at);
  return {
    now: () => new Date(current),
    set: (next) => {
      current = instant(next);
    },
    advance: (milliseconds) => {
      current = instant(new Date(current + milliseconds));
    },
  };
}

function instant(at: Date | string): number {
  const time = new Date(at).getTime();
  if (Number.isNaN(time)) throw new RangeError(`Not an instant: ${String(at)}`);
  return time;
}
