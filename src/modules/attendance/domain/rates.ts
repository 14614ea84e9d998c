import { type AttendanceCode, meaningOf } from './codes.js';

/** Sessions of one pupil over some time. `possible` leaves out what was not a possible attendance. */
export interface SessionCounts {
  readonly possible: number;
  readonly attended: number;
  readonly authorised: number;
  readonly unauthorised: number;
}

export const NO_SESSIONS_YET: SessionCounts = { possible: 0, attended: 0, authorised: 0, unauthorised: 0 };

/** Adds up marks that come with how many sessions carry them. */
export function countSessions(marks: Iterable<readonly [code: AttendanceCode, sessions: number]>): SessionCounts {
  const counts = { attended: 0, authorised: 0, unauthorised: 0 };
  for (const [code, sessions] of marks) {
    const { counts: kind } = meaningOf(code);
    if (kind === 'ATTENDING') counts.attended += sessions;
    else if (kind === 'AUTHORISED') counts.authorised += sessions;
    else if (kind === 'UNAUTHORISED') counts.unauthorised += sessions;
  }
  return { ...counts, possible: counts.attended + counts.authorised + counts.unauthorised };
}

export const missed = ({ authorised, unauthorised }: SessionCounts): number => authorised + unauthorised;

/** The national rule: a tenth or more of possible sessions missed. Whole numbers, so that 37 of 370 is and 36 of 361 is not. */
export const isPersistentlyAbsent = (counts: SessionCounts): boolean =>
  counts.possible > 0 && missed(counts) * 10 >= counts.possible;

/** The national rule: half or more of possible sessions missed. */
export const isSeverelyAbsent = (counts: SessionCounts): boolean =>
  counts.possible > 0 && missed(counts) * 2 >= counts.possible;

/** Attended of possible in tenths of a per cent, rounded half up once; null where nothing was possible. */
export const attendancePerMille = ({ attended, possible }: SessionCounts): number | null =>
  possible === 0 ? null : Math.floor((attended * 2000 + possible) / (2 * possible));

/** "97.5 %", or a dash where nothing was possible. */
export function describeRate(counts: SessionCounts): string {
  const perMille = attendancePerMille(counts);
  return perMille === null ? '–' : `${Math.floor(perMille / 10)}.${perMille % 10} %`;
}
