import type { DateOnly } from '../../../kernel/index.js';
import { hiddenGroups } from '../../../kernel/index.js';
import { PANEL_OUTCOMES } from './panel-outcomes.js';
import { type PlacementStatus, WAITS_AGAIN } from './placement-states.js';

/** What became of a panel's decision. */
export const BECAME = {
  NO_PLACE: 'No place was decided',
  OFFERED: 'Waits for the provider',
  TO_START: 'Agreed, not started yet',
  NEVER_STARTED: 'Never started',
  STILL_PLACED: 'Still placed',
  RAN_TO_PLAN: 'Ran to plan',
  RETURNED: 'Back at school',
  ENDED_EARLY: 'Ended early',
} as const;
export type Became = keyof typeof BECAME;

export interface DecidedPlace {
  readonly outcome: string;
  /** Of the placement that went furthest; null where none was offered. */
  readonly status: PlacementStatus | null;
  readonly endReason: string | null;
  /** Ended before its planned last day. */
  readonly early: 'YES' | 'NO' | null;
}

export function whatBecame({ outcome, status, endReason, early }: DecidedPlace): Became {
  const approved =
    outcome in PANEL_OUTCOMES && PANEL_OUTCOMES[outcome as keyof typeof PANEL_OUTCOMES].names === 'PLACE';
  if (!approved) return 'NO_PLACE';
  if (status === 'OFFERED') return 'OFFERED';
  if (status === 'AGREED') return 'TO_START';
  if (status === 'ACTIVE') return 'STILL_PLACED';
  if (status !== 'ENDED') return 'NEVER_STARTED';
  if (endReason === 'BACK_AT_SCHOOL') return 'RETURNED';
  return early === 'YES' || WAITS_AGAIN.some((one) => one === endReason) ? 'ENDED_EARLY' : 'RAN_TO_PLAN';
}

/** Days from when a request began to wait until the first day; null where nobody started. */
export const waitedUntilStart = (became: Became, days: number | null): number | null =>
  ['STILL_PLACED', 'RAN_TO_PLAN', 'RETURNED', 'ENDED_EARLY'].includes(became) ? days : null;

export interface Counted extends DecidedPlace {
  readonly group: string;
  readonly decisions: number;
  /** Sum over those that started. */
  readonly daysWaited: number;
}

export interface GroupCount {
  readonly group: string;
  readonly decisions: number;
  readonly became: Readonly<Record<Became, number>>;
  /** Rounded; null where nobody started. */
  readonly meanDays: number | null;
  /** Too few to be told of: somebody could be recognised. */
  readonly hidden: 'YES' | 'NO';
}

const NONE = Object.fromEntries(Object.keys(BECAME).map((key) => [key, 0])) as Record<Became, number>;

/** Counts by group; those with one to four in any cell, and what they could be worked out from, are hidden. */
export function byGroup(rows: readonly Counted[]): readonly GroupCount[] {
  const names = [...new Set(rows.map(({ group }) => group))].toSorted();
  const groups = names.map((group) => {
    const own = rows.filter((row) => row.group === group);
    const became = { ...NONE };
    let started = 0;
    let days = 0;
    for (const row of own) {
      const key = whatBecame(row);
      became[key] += row.decisions;
      if (waitedUntilStart(key, row.daysWaited) === null) continue;
      started += row.decisions;
      days += row.daysWaited;
    }
    const decisions = own.reduce((sum, row) => sum + row.decisions, 0);
    return { group, decisions, became, meanDays: started === 0 ? null : Math.round(days / started) };
  });
  const hidden = hiddenGroups(
    groups.map(({ decisions, became }) => ({ size: decisions, cells: Object.values(became) })),
  );
  return groups.map((group, index) => ({ ...group, hidden: hidden.has(index) ? 'YES' : 'NO' }));
}

export interface PastDecision extends DecidedPlace {
  readonly decisionId: string;
  readonly itemId: string;
  readonly reference: string;
  readonly type: string;
  readonly schoolName: string;
  readonly decidedAt: Date;
  readonly places: string | null;
  readonly startsOn: DateOnly | null;
  /** From the first day of waiting to the first day of the placement. */
  readonly days: number | null;
}
