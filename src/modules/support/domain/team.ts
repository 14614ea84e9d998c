import { type DateOnly, type FieldFault, invalidFields, ok, type Result } from '../../../kernel/index.js';

export interface Strength {
  /** Hundredths of full time. */
  readonly fteHundredths: number;
  /** Pupils for each of full time. */
  readonly caseloadPerFte: number;
}

/** What a team takes in a week, in hundredths of a pupil: one full-timer of a hundred with twelve pupils is 1,200. */
export const capacityOf = ({ fteHundredths, caseloadPerFte }: Strength): number => fteHundredths * caseloadPerFte;

/** Hundredths as people read them: 1.25, or 12 where nothing is left over. */
export const inPupils = (hundredths: number): string =>
  hundredths % 100 === 0
    ? String(hundredths / 100)
    : `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;

export const FTE_MOST = 10_000;
export const CASELOAD_MOST = 100;

/** Rules: `range` on both figures; `from-today` where a strength would change what has been. */
export function checkStrength(
  { fteHundredths, caseloadPerFte }: Strength,
  { from, earliest }: { readonly from: DateOnly; readonly earliest: DateOnly },
): Result<undefined> {
  const faults: FieldFault[] = [];
  if (!within(fteHundredths, FTE_MOST)) faults.push({ field: 'fteHundredths', rule: 'range', facts: range(FTE_MOST) });
  if (!within(caseloadPerFte, CASELOAD_MOST))
    faults.push({ field: 'caseloadPerFte', rule: 'range', facts: range(CASELOAD_MOST) });
  if (from < earliest) faults.push({ field: 'from', rule: 'too-early', facts: { min: earliest } });
  return faults.length > 0 ? invalidFields(faults) : ok();
}

const within = (value: number, most: number): boolean => Number.isInteger(value) && value >= 0 && value <= most;
const range = (max: number): { min: number; max: number } => ({ min: 0, max });
