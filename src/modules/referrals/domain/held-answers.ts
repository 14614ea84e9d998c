import type { DateOnly } from '../../../kernel/index.js';
import type { AnswerLine, Answers } from './answers.js';
import { answersAgain } from './refer-again.js';

/** What is held of a pupil before a request is written. */
export interface Held {
  /** Of the last request. */
  readonly answers: Answers;
  /** School days of suspension in this school year that requests named. */
  readonly suspendedDays: number;
  /** Of sessions where the pupil had a place; null where none was possible. */
  readonly attendancePerMille: number | null;
  readonly today: DateOnly;
}

const isAttendance = ({ scale }: AnswerLine): boolean => scale === 'ATTENDANCE';

/** The draft's own answers, and what is held wherever it says nothing yet. */
export function heldAnswers(typed: Answers, held: Held): Answers {
  const again = answersAgain(held.answers);
  const scores = typed['assessments.scores'] ?? again['assessments.scores'] ?? [];
  const measured =
    held.attendancePerMille === null || typed['assessments.scores']?.some(isAttendance) === true
      ? scores
      : [
          ...scores.filter((line) => !isAttendance(line)),
          { scale: 'ATTENDANCE', value: held.attendancePerMille / 10, takenOn: held.today },
        ];
  return {
    ...(typed.type === 'SUSPENSION' && { 'suspended.daysBefore': held.suspendedDays }),
    ...again,
    ...typed,
    ...(measured.length > 0 && { 'assessments.scores': measured }),
  };
}
