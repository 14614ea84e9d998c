import type { Problem } from '../kernel/index.js';
import { ProblemException } from '../platform/index.js';

/** What a page handler may return besides its view model. */

/** Answered as 303, so that reloading the next page never sends the form again. */
export class SeeOther {
  constructor(
    readonly location: string,
    readonly message?: string,
  ) {}
}

/** `location` is a path of this service; `message`, if given, is shown once as a success banner on the next page. */
export const seeOther = (location: string, message?: string): SeeOther => new SeeOther(location, message);

/** A view model with a status other than 200, or for another template than the one the handler names. */
export class PageAnswer {
  constructor(
    readonly status: number,
    readonly model: object,
    readonly template?: string,
  ) {}
}

export const withStatus = (status: number, model: object, template?: string): PageAnswer =>
  new PageAnswer(status, model, template);

/** What a form can show beside its fields; a record that is missing or not one's own becomes the page for that. */
export function shownHere(problem: Problem): Problem {
  if (problem.kind === 'forbidden' || problem.kind === 'not-found') throw new ProblemException(problem);
  return problem;
}
