import { cleanText, type DateOnly, type FieldFault, invalidFields, ok, type Result } from '../../../kernel/index.js';
import { type AttendanceCode, fitsHalf, type Half, isAttendanceCode, meaningOf } from './codes.js';

/** Words that the law asks for beside a code, and nothing about health or home. */
export const DETAIL_MAX = 200;
/** A register that was never closed may be filled in for this long; afterwards it is a correction with a reason. */
export const MINUTES_LATE_MAX = 240;

/** One pupil's session as somebody wants it marked. */
export interface WantedMark {
  readonly placementId: string;
  readonly on: DateOnly;
  readonly half: Half;
  readonly code: string;
  readonly minutesLate?: number | null;
  readonly detail?: string | null;
}

export interface CheckedMark extends WantedMark {
  readonly code: AttendanceCode;
  readonly minutesLate: number | null;
  readonly detail: string | null;
}

/** Everything about a mark that needs no database. Faults stand on `<field>.code` and so on. */
export function checkMark(wanted: WantedMark, today: DateOnly, field = ''): Result<CheckedMark> {
  const at = (name: string): string => (field === '' ? name : `${field}.${name}`);
  const faults: FieldFault[] = [];
  const detail = cleanText(wanted.detail, { field: at('detail'), max: DETAIL_MAX });
  const minutesLate = wanted.minutesLate ?? null;
  if (wanted.on > today) faults.push({ field: at('on'), rule: 'in-future' });
  const { code } = wanted;
  if (!isAttendanceCode(code) || !meaningOf(code).inProvision) {
    return invalidFields([...faults, { field: at('code'), rule: 'attendance-code' }]);
  }
  if (!fitsHalf(code, wanted.half)) faults.push({ field: at('code'), rule: 'other-half' });
  if (!detail.ok) faults.push(...detail.problem.fields);
  else if (meaningOf(code).detail !== undefined && detail.value === '') {
    faults.push({ field: at('detail'), rule: 'required' });
  }
  if (minutesLate !== null && (code !== 'L' || minutesLate < 1 || minutesLate > MINUTES_LATE_MAX)) {
    faults.push({ field: at('minutesLate'), rule: 'minutes-late' });
  }
  if (faults.length > 0 || !detail.ok) return invalidFields(faults);
  return ok({ ...wanted, code, minutesLate, detail: detail.value || null });
}
