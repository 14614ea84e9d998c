import { type AttendanceCode, meaningOf } from './codes.js';

/** The code of the roll: D dual registered, B off site as the school arranged, K arranged by the authority. */
export type RollCode = 'D' | 'B' | 'K';

/**
 * What the home school enters for a session of a placement; null while nothing says so.
 *
 * A dual registered pupil is D whatever happens: the other school keeps that session. B and K say that the pupil was
 * educated and safe, so they need a mark that says so; an absent pupil takes the true absence code, never B or K
 * (SI 2024/208 regulation 10; domain reference 1.8).
 */
export function homeSchoolCode(roll: RollCode | null, mark: AttendanceCode | null): AttendanceCode | null {
  if (roll === null) return null;
  if (roll === 'D') return 'D';
  if (mark === null) return null;
  const { counts } = meaningOf(mark);
  if (counts === 'ATTENDING') return roll;
  // A closure that the provision planned is no closure of the school's own: somebody has to say what the pupil did instead.
  return counts === 'ADMINISTRATIVE' ? null : mark;
}
