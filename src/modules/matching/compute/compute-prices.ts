import type { Problem } from '../domain/problem.js';
import { type Price, readProblem, solve } from '../engine/index.js';

export interface PricesTask {
  readonly kind: 'prices';
  readonly problem: Problem;
  readonly timeLimitSeconds: number;
}

/** What one more of each thing would bring; undefined when the time did not do. The same problem has the same prices. */
export async function computePrices({ problem, timeLimitSeconds }: PricesTask): Promise<readonly Price[] | undefined> {
  const posed = readProblem(problem);
  if (!posed.ok) throw new Error('The problem of a run can be read');
  const { prices } = await solve(posed.problem, { timeLimitSeconds });
  return prices.length === 0 ? undefined : prices;
}
