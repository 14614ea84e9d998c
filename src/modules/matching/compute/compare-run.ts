import {
  choiceOf,
  type Comparison,
  type LastRun,
  movesBetween,
  NO_WISHES,
  type Proposal,
  proposalOf,
  summaryOf,
} from '../domain/comparison.js';
import type { Option } from '../domain/model.js';
import { placeWords } from '../domain/place-words.js';
import { engineOptionId, type Problem } from '../domain/problem.js';
import type { Circumstances } from '../domain/settings.js';
import { solve } from '../engine/index.js';
import type { Considered, NameOf } from './pose-problem.js';

/** How an option is called where its places may be gone: one entry a place. */
export const wordsFor =
  (nameOf: NameOf) =>
  ({ places }: Option): string[] =>
    places.map(({ patternId }) => placeWords(nameOf(patternId)));

/** The run beside what a panel without a solver would do, and beside the run before it. */
export async function compareRun({
  pool,
  problem,
  chosen,
  about,
  nameOf,
  last,
}: {
  readonly pool: readonly Considered[];
  readonly problem: Problem;
  readonly chosen: readonly string[];
  readonly about: Circumstances;
  readonly nameOf: NameOf;
  readonly last: LastRun | null;
}): Promise<{ readonly comparison: Comparison; readonly proposal: Proposal }> {
  const choice = choiceOf(pool, chosen, engineOptionId);
  const proposal = proposalOf(pool, choice, wordsFor(nameOf));
  const plain = await solve(problem, { mode: 'greedy', prices: 'no' });
  const plainly = choiceOf(pool, plain.chosen, engineOptionId);
  const differs = pool.filter(({ pupil }) => choice.get(pupil.referralId) !== plainly.get(pupil.referralId));
  const comparison: Comparison = {
    run: summaryOf(pool, choice, about),
    greedy: summaryOf(pool, plainly, about),
    movedAgainstGreedy: differs.length,
    last: last && {
      runId: last.runId,
      number: last.number,
      summary: last.summary,
      moves: movesBetween(last.proposal, proposal, {
        before: new Set(last.referralIds),
        now: pool,
        wishes: NO_WISHES,
      }),
    },
  };
  return { comparison, proposal };
}
