/** What a code counts as in attendance statistics (Working together to improve school attendance, August 2024). */
export type CodeClass = 'ATTENDING' | 'NOT_POSSIBLE' | 'AUTHORISED' | 'UNAUTHORISED' | 'ADMINISTRATIVE';

interface CodeMeaning {
  readonly meaning: string;
  readonly counts: CodeClass;
  /** Whether somewhere that teaches a placed pupil may enter it. The others are for the home school's own register. */
  readonly inProvision: boolean;
  /** The law asks for words beside the code. */
  readonly detail?: string;
}

const attending = (meaning: string, inProvision = true): CodeMeaning => ({ meaning, counts: 'ATTENDING', inProvision });
const away = (counts: CodeClass, meaning: string, inProvision = true): CodeMeaning => ({
  meaning,
  counts,
  inProvision,
});

/**
 * Every attendance and absence code since 19 August 2024 (School Attendance (Pupil Registration) (England) Regulations
 * 2024, SI 2024/208, regulation 10). H, J, Y and F were withdrawn then.
 */
export const ATTENDANCE_CODES = {
  '/': attending('Present in the morning'),
  '\\': attending('Present in the afternoon'),
  L: attending('Late, before the register closed'),
  V: attending('Educational visit'),
  P: attending('Approved sporting activity'),
  W: attending('Work experience'),
  B: attending('Educated off site, arranged by the school', false),
  K: attending('Education arranged by the local authority', false),
  I: away('AUTHORISED', 'Illness'),
  M: away('AUTHORISED', 'Medical or dental appointment'),
  C: away('AUTHORISED', 'Other exceptional leave'),
  C1: away('AUTHORISED', 'Regulated performance or employment abroad'),
  C2: away('AUTHORISED', 'Part-time timetable, not required to attend'),
  E: away('AUTHORISED', 'Suspended or excluded, no provision made', false),
  J1: away('AUTHORISED', 'Interview for employment or admission'),
  R: away('AUTHORISED', 'Religious observance'),
  S: away('AUTHORISED', 'Study leave'),
  T: away('AUTHORISED', 'Parent travelling for work'),
  G: away('UNAUTHORISED', 'Holiday not granted'),
  N: away('UNAUTHORISED', 'Reason not yet established'),
  O: away('UNAUTHORISED', 'No reason, or not a satisfactory one'),
  U: away('UNAUTHORISED', 'Arrived after the register closed'),
  D: away('NOT_POSSIBLE', 'Dual registered, expected at the other school', false),
  X: away('NOT_POSSIBLE', 'Not of compulsory school age, not required to attend'),
  Q: away('NOT_POSSIBLE', 'No access arrangements made'),
  Y1: away('NOT_POSSIBLE', 'Usual transport not available'),
  Y2: away('NOT_POSSIBLE', 'Widespread travel disruption'),
  Y3: away('NOT_POSSIBLE', 'Part of the premises closed'),
  Y4: away('NOT_POSSIBLE', 'Whole site unexpectedly closed'),
  Y5: away('NOT_POSSIBLE', 'Criminal justice detention'),
  Y6: away('NOT_POSSIBLE', 'Public health guidance or law'),
  Y7: { ...away('NOT_POSSIBLE', 'Another unavoidable cause'), detail: 'Say what the cause was' },
  Z: away('ADMINISTRATIVE', 'Not yet on the roll', false),
  '#': away('ADMINISTRATIVE', 'Planned closure'),
} as const satisfies Readonly<Record<string, CodeMeaning>>;

export type AttendanceCode = keyof typeof ATTENDANCE_CODES;
export type Half = 'AM' | 'PM';

export const meaningOf = (code: AttendanceCode): CodeMeaning => ATTENDANCE_CODES[code];
export const isAttendanceCode = (value: unknown): value is AttendanceCode =>
  typeof value === 'string' && Object.hasOwn(ATTENDANCE_CODES, value);

/** What a register at a provision may hold, in the order in which people look for it. */
export const PROVISION_CODES = (Object.keys(ATTENDANCE_CODES) as AttendanceCode[]).filter(
  (code) => meaningOf(code).inProvision,
);

export const presentCode = (half: Half): AttendanceCode => (half === 'AM' ? '/' : '\\');

/** A present mark belongs to its half of the day; any other code may stand in both. */
export const fitsHalf = (code: AttendanceCode, half: Half): boolean =>
  (code !== '/' && code !== '\\') || code === presentCode(half);

export const isAbsence = (code: AttendanceCode): boolean =>
  meaningOf(code).counts === 'AUTHORISED' || meaningOf(code).counts === 'UNAUTHORISED';
