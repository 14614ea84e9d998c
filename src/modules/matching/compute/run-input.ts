import { createHash } from 'node:crypto';
import type { DateOnly } from '../../../kernel/index.js';
import type { PlaceNames } from '../domain/place-words.js';
import type { LimitKind, Place, Pupil, Site } from '../domain/model.js';
import type { KnownWays } from '../domain/travel.js';
import type { Settings } from '../domain/settings.js';

/** A counter's week: places left in each of the ten half days. */
export interface CounterWeek {
  readonly kind: 'OPENING' | LimitKind;
  readonly id: string;
  /** A Monday. In a week that is missing an opening or a site has no places, a programme or a provider no limit. */
  readonly week: DateOnly;
  readonly left: readonly number[];
}

export interface PlaceInput extends Omit<Place, 'site'> {
  readonly siteId: string;
  readonly names: PlaceNames;
}

/**
 * Everything that a run's result depends on, as plain data in a total order: it is hashed, sent to a thread, and the
 * same input gives the same result.
 */
export interface RunInput {
  readonly today: DateOnly;
  readonly seed: number;
  readonly policyId: string;
  readonly settings: Settings;
  readonly pupils: readonly Pupil[];
  readonly sites: readonly Site[];
  readonly places: readonly PlaceInput[];
  readonly counters: readonly CounterWeek[];
  /** What each fund has left in the financial year, in pence. */
  readonly funds: readonly (readonly [fund: string, leftPence: number])[];
  readonly fairShares: readonly (readonly [schoolId: string, held: number, limit: number])[];
  readonly schoolWeeks: readonly DateOnly[];
  /** Left out where nobody has looked a way up: then every way is as the crow flies. */
  readonly ways?: KnownWays;
}

/** SHA-256 of the input with the keys of every object in order. Lists are in the loader's total order already. */
export function hashOf(input: RunInput, engine: string): string {
  return createHash('sha256')
    .update(JSON.stringify([engine, input], inKeyOrder))
    .digest('hex');
}

function inKeyOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
