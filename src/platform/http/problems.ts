import { HttpException } from '@nestjs/common';
import type { Problem, Result } from '../../kernel/index.js';

/** Carries an expected problem out of a controller; one filter turns it into an answer. */
export class ProblemException extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
    this.name = 'ProblemException';
  }
}

/** For controllers: the value, or the problem on its way to the filter. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProblemException(result.problem);
}

const STATUS_OF_KIND: Record<Problem['kind'], number> = {
  invalid: 422,
  conflict: 409,
  forbidden: 403,
  'not-found': 404,
};

export interface ExplainedError {
  readonly status: number;
  readonly problem: Problem;
  /** False for bugs: those are logged and answer 500 without a word about the inside. */
  readonly expected: boolean;
}

const plain = (kind: Problem['kind'], code: string): Problem => ({ kind, code, facts: {}, fields: [] });

const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'request.malformed',
  401: 'sign-in.required',
  403: 'action.forbidden',
  404: 'page.not-found',
  405: 'method.not-allowed',
  406: 'request.not-acceptable',
  408: 'request.too-slow',
  409: 'state.conflict',
  413: 'request.too-large',
  415: 'request.media-type',
  422: 'input.invalid',
  429: 'request.too-many',
  503: 'service.not-ready',
};

/** Any thrown thing as status and problem. Every fault a caller can cause is below 500. */
export function explainError(error: unknown): ExplainedError {
  if (error instanceof ProblemException) {
    return { status: STATUS_OF_KIND[error.problem.kind], problem: error.problem, expected: true };
  }
  const status = statusOf(error);
  if (status !== undefined && status < 500) {
    const kind = status === 404 ? 'not-found' : status === 403 || status === 401 ? 'forbidden' : 'invalid';
    return { status, problem: plain(kind, CODE_OF_STATUS[status] ?? `http.${status}`), expected: true };
  }
  if (status === 503) return { status, problem: plain('conflict', 'service.not-ready'), expected: true };
  if (isDataException(error)) return { status: 422, problem: plain('invalid', 'input.unacceptable'), expected: false };
  return { status: 500, problem: plain('conflict', 'service.fault'), expected: false };
}

/** Nest's own exceptions, and the body parser's and multer's, which carry a status. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error !== 'object' || error === null) return undefined;
  if (error instanceof URIError) return 400;
  if ('status' in error && typeof error.status === 'number') return error.status;
  if (error instanceof Error && error.name === 'MulterError') return 413;
  return undefined;
}

/** Class 22 of PostgreSQL: a value that the column's type cannot hold. A check above should have caught it, so it is logged. */
function isDataException(error: unknown): boolean {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? (error as { code: unknown }).code : undefined;
  return typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code);
}
