import { describe, expect, it } from '@jest/globals';
import {
  ATTENDANCE_CODES,
  fitsHalf,
  isAbsence,
  isAttendanceCode,
  meaningOf,
  presentCode,
  PROVISION_CODES,
} from './codes.js';

describe('the attendance codes of August 2024', () => {
  it('are the thirty-five in force, and none of the four withdrawn', () => {
    expect(Object.keys(ATTENDANCE_CODES)).toHaveLength(34);
    for (const withdrawn of ['H', 'J', 'Y', 'F']) expect(isAttendanceCode(withdrawn)).toBe(false);
    expect(isAttendanceCode('constructor')).toBe(false);
  });

  it('count illness as authorised, no reason yet as unauthorised, and a closed site as no possible attendance', () => {
    expect(meaningOf('I').counts).toBe('AUTHORISED');
    expect(meaningOf('N').counts).toBe('UNAUTHORISED');
    expect(meaningOf('Y4').counts).toBe('NOT_POSSIBLE');
    expect(isAbsence('U')).toBe(true);
    expect(isAbsence('L')).toBe(false);
    expect(isAbsence('X')).toBe(false);
  });

  it('keep for the home school what only the home school may enter', () => {
    for (const code of ['B', 'K', 'D', 'E', 'Z'] as const) expect(PROVISION_CODES).not.toContain(code);
  });

  it('mark presence by the half of the day', () => {
    expect(fitsHalf(presentCode('AM'), 'PM')).toBe(false);
    expect(fitsHalf(presentCode('PM'), 'PM')).toBe(true);
    expect(fitsHalf('I', 'AM') && fitsHalf('I', 'PM')).toBe(true);
  });
});
