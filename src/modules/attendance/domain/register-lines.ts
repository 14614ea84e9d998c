import { dateFromCell, type FieldFault } from '../../../kernel/index.js';
import { type Half, isAttendanceCode, presentCode } from './codes.js';
import type { WantedMark } from './marking.js';

/** The columns of a file of marks, by the name in which a row keeps each. */
export const LINE_COLUMNS = {
  placement: 'Placement',
  day: 'Day',
  half: 'Half day',
  code: 'Code',
  minutesLate: 'Minutes late',
  cause: 'Cause',
} as const;
export type LineColumn = keyof typeof LINE_COLUMNS;
export const LINES_MAX = 100_000;

export interface RegisterLine {
  readonly line: number;
  readonly cells: Readonly<Record<LineColumn, string>>;
}

/** A line as a mark, but for whose placement its reference is. */
export type LineMark = Omit<WantedMark, 'placementId'> & { readonly reference: string };

const HALVES: Readonly<Record<string, Half>> = { am: 'AM', morning: 'AM', pm: 'PM', afternoon: 'PM' };

/** Reads a line by itself. Its faults stand on its columns. Registers write one sign for present; the half day says which it is. */
export function readLine({ cells }: RegisterLine): LineMark | FieldFault[] {
  const faults: FieldFault[] = [];
  const on = dateFromCell(cells.day);
  const half = HALVES[cells.half.toLowerCase()];
  const late = cells.minutesLate;
  if (cells.placement === '') faults.push({ field: 'placement', rule: 'required' });
  if (on === undefined) faults.push({ field: 'day', rule: 'date' });
  if (half === undefined) faults.push({ field: 'half', rule: 'half-day' });
  if (late !== '' && !/^\d{1,3}$/.test(late)) faults.push({ field: 'minutesLate', rule: 'minutes-late' });
  if (on === undefined || half === undefined || faults.length > 0) return faults;
  const code = cells.code.toUpperCase();
  return {
    reference: cells.placement.toUpperCase(),
    on,
    half,
    code: isAttendanceCode(code) && (code === '/' || code === '\\') ? presentCode(half) : code,
    minutesLate: late === '' ? null : Number(late),
    detail: cells.cause || null,
  };
}
