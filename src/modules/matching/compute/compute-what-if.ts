import {
  choiceOf,
  type Move,
  movesBetween,
  type Proposal,
  proposalOf,
  type Summary,
  summaryOf,
  type Wishes,
} from '../domain/comparison.js';
import { optionIfAllowed } from '../domain/options.js';
import { engineOptionId, type Problem, problemOf } from '../domain/problem.js';
import type { RuleKey } from '../domain/rules/rule.js';
import type { Circumstances } from '../domain/settings.js';
import { type ProblemFile, readProblem, solve, type Status } from '../engine/index.js';
import { wordsFor } from './compare-run.js';
import { circumstancesOf, type Considered, namesIn, placesOf, type Progress, ruleOut } from './pose-problem.js';
import { compareChoices, repair, type Wanted } from './repair.js';
import type { RunInput } from './run-input.js';

/** One pin or bar: which option, of which referral. */
export interface WishFor {
  readonly referralId: string;
  readonly optionKey: string;
  readonly kind: 'PIN' | 'BAR';
}

/** A wish that could not be followed: a rule refuses the option, or its places are gone (no rules named). */
export interface SetAside extends WishFor {
  readonly rules: readonly RuleKey[];
}

export interface WhatIfOutput {
  /** CLASH: the pins do not go together, whatever happens to everybody else; then nothing was computed. */
  readonly status: Status | 'CLASH';
  readonly base: Summary;
  readonly summary: Summary;
  readonly moves: readonly Move[];
  readonly setAside: readonly SetAside[];
}

interface Base {
  readonly input: RunInput;
  readonly summary: Summary;
  readonly proposal: Proposal;
}

/** What would follow from pins and bars on exactly what the run saw, so that every difference comes from them. */
export async function computeWhatIf(
  base: Base,
  wishes: readonly WishFor[],
  progress: Progress = () => undefined,
): Promise<WhatIfOutput> {
  const { input } = base;
  const about = circumstancesOf(input, placesOf(input));
  const { pool, setAside } = withPinned(ruleOut(input, about, progress), wishes, input, about);
  const followed = wishes.filter((wish) => !isSetAside(wish, setAside));
  progress('solving', 0, pool.length);
  const problem = problemOf(pool, about, input.seed);
  const known = new Set(problem.options.map(({ id }) => id));
  const ids = (kind: WishFor['kind']): string[] =>
    followed
      .filter((wish) => wish.kind === kind)
      .map(({ referralId, optionKey }) => engineOptionId(referralId, { id: optionKey }))
      .filter((id) => known.has(id));
  const [pinned, barred] = [ids('PIN'), ids('BAR')];
  const posed = readProblem({ ...problem, pinned, barred });
  if (!posed.ok) return { status: 'CLASH', base: base.summary, summary: base.summary, moves: [], setAside };
  const { chosen, status } = await chosenWith(posed.problem, { ...base, problem }, { pinned, barred });
  const choice = choiceOf(pool, chosen, engineOptionId);
  const proposal = proposalOf(pool, choice, wordsFor(namesIn(input)));
  const before = new Set(pool.map(({ pupil }) => pupil.referralId));
  return {
    status,
    base: base.summary,
    summary: summaryOf(pool, choice, about),
    moves: movesBetween(base.proposal, proposal, { before, now: pool, wishes: wishesOf(followed) }),
    setAside,
  };
}

/**
 * The run's own mode: another would move people by itself. Where a time limit ends the search, what it found may be worse
 * than the run for reasons that have nothing to do with the pins, so making room with few moves is tried beside it.
 */
async function chosenWith(
  posed: ProblemFile,
  { input, proposal, problem }: Base & { readonly problem: Problem },
  wanted: Wanted,
): Promise<{ readonly chosen: readonly string[]; readonly status: Status }> {
  const { mode, timeLimitSeconds } = input.settings.matching;
  const { chosen, status } = await solve(posed, { mode, timeLimitSeconds, prices: 'no' });
  if (status !== 'bounded') return { chosen, status };
  const had = Object.entries(proposal).map(([referralId, { optionId }]) =>
    engineOptionId(referralId, { id: optionId }),
  );
  const other = await repair(problem, new Set(had), wanted);
  if (other === undefined || compareChoices(problem, new Set(chosen), new Set(other)) > 0) return { chosen, status };
  return { chosen: other, status };
}

const isSetAside = (wish: WishFor, setAside: readonly SetAside[]): boolean =>
  setAside.some((one) => one.referralId === wish.referralId && one.optionKey === wish.optionKey);

function wishesOf(wishes: readonly WishFor[]): Wishes {
  const pinned = new Map<string, string>();
  const barred = new Map<string, Set<string>>();
  for (const { referralId, optionKey, kind } of wishes) {
    if (kind === 'PIN') pinned.set(referralId, optionKey);
    else barred.set(referralId, (barred.get(referralId) ?? new Set()).add(optionKey));
  }
  return { pinned, barred };
}

/** A pinned option that the cap on options left out is put in; one that a rule refuses is set aside with the rule. */
function withPinned(
  pool: readonly Considered[],
  wishes: readonly WishFor[],
  input: RunInput,
  about: Circumstances,
): { readonly pool: readonly Considered[]; readonly setAside: readonly SetAside[] } {
  const places = new Map(placesOf(input).map((place) => [place.patternId, place]));
  const setAside: SetAside[] = [];
  const extended = new Map(pool.map((one) => [one.pupil.referralId, one]));
  for (const wish of wishes) {
    const one = extended.get(wish.referralId);
    if (one?.feasible.some(({ option }) => option.id === wish.optionKey) === true || wish.kind === 'BAR') continue;
    const wanted = wish.optionKey.split('+').map((id) => places.get(id));
    const found = wanted.flatMap((place) => place ?? []);
    const made =
      one === undefined || found.length < wanted.length
        ? []
        : optionIfAllowed(one.pupil, found, about, input.schoolWeeks);
    if (one === undefined || !('option' in made)) setAside.push({ ...wish, rules: 'option' in made ? [] : made });
    else extended.set(wish.referralId, { ...one, feasible: [...one.feasible, made] });
  }
  return { pool: [...extended.values()], setAside };
}
