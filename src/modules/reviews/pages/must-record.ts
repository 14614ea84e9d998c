import { forbidden } from '../../../kernel/index.js';
import { ProblemException } from '../../../platform/index.js';

/** Turns away whoever may see the record and not change it. */
export function mustRecord(allowed: boolean): void {
  if (!allowed) throw new ProblemException(forbidden('review.record').problem);
}
