import type { Facts, StateTable } from '../../../kernel/index.js';

/** Every move a register file may make. Reading may be killed and begun again; applying happens whole or not at all. */
export const importMoves = {
  WAITING: { read: 'READING', fail: 'FAILED', discard: 'DISCARDED' },
  READING: { read: 'READING', finish: 'PREVIEWED', fail: 'FAILED' },
  PREVIEWED: { apply: 'APPLYING', discard: 'DISCARDED' },
  APPLYING: { finish: 'APPLIED', fail: 'FAILED' },
  APPLIED: {},
  FAILED: { discard: 'DISCARDED' },
  DISCARDED: {},
} as const satisfies StateTable;
export type ImportStatus = keyof typeof importMoves;

export const ROW_OUTCOMES = ['NEW', 'CHANGED', 'CLOSED', 'UNCHANGED', 'MISSING', 'FAULTY'] as const;
export type RowOutcome = (typeof ROW_OUTCOMES)[number];

export type OutcomeCounts = Readonly<Record<RowOutcome | 'WARNED', number>>;

export const NO_ROWS: OutcomeCounts = { NEW: 0, CHANGED: 0, CLOSED: 0, UNCHANGED: 0, MISSING: 0, FAULTY: 0, WARNED: 0 };

/** Why a whole file was refused. */
export interface ImportProblem {
  readonly code: string;
  readonly facts: Facts;
}

/** Nothing would be written: the same file again, or one that says what is known already. */
export function changesNothing(counts: OutcomeCounts): boolean {
  return counts.NEW + counts.CHANGED + counts.CLOSED + counts.MISSING === 0;
}
