import { problem, type Problem } from '../../kernel/index.js';

const explained = new Map<string, Problem>();

/**
 * Gives a database constraint its words: when it refuses a row, the unit of work answers with this problem code instead
 * of throwing. A constraint nobody explained stays an exception, because only a bug can reach it.
 */
export function explainConstraint(constraint: string, code: string): void {
  const result = problem(code);
  if (!result.ok) explained.set(constraint, result.problem);
}

interface DatabaseError {
  readonly code?: string;
  readonly constraint?: string;
}

const driverError = (error: unknown): DatabaseError | undefined =>
  typeof error === 'object' && error !== null && 'driverError' in error
    ? (error.driverError as DatabaseError)
    : (error as DatabaseError | undefined);

export function explainedProblem(error: unknown): Problem | undefined {
  const constraint = driverError(error)?.constraint;
  return constraint ? explained.get(constraint) : undefined;
}

/** Deadlock victim or serialization failure: PostgreSQL asks for the transaction to be run again. */
export const mayRunAgain = (error: unknown): boolean => ['40P01', '40001'].includes(driverError(error)?.code ?? '');
