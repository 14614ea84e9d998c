import type { Problem } from '../../../kernel/index.js';
import { ProblemException } from '../../../platform/index.js';

/** What a form can show beside its fields; a record that is missing or not one's own becomes the page for that. */
export function shownHere(problem: Problem): Problem {
  if (problem.kind === 'forbidden' || problem.kind === 'not-found') throw new ProblemException(problem);
  return problem;
}
