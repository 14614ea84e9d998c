import type { Answers, FieldPath } from './answers.js';

/** Said of one moment: dates, agreements, and what the last request was about. A new request asks for them again. */
const OF_THE_MOMENT: readonly RegExp[] = [
  /^(exclusion|suspended|separation|offSite|managedMove|reintegration|fairAccess|health|sessions)\./,
];
const NOT_AGAIN: readonly FieldPath[] = ['type', 'risks.assessed', 'needs.wishesOn'];

/** The last request's answers, as far as they still describe the child: nothing with a date of then, and risks are looked at anew. */
export const answersAgain = (answers: Answers): Answers =>
  Object.fromEntries(
    Object.entries(answers).filter(
      ([path]) => !OF_THE_MOMENT.some((pattern) => pattern.test(path)) && !NOT_AGAIN.some((one) => one === path),
    ),
  );
