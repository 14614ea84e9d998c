import { digestOf } from './digest.js';
import {
  ENGINE_VERSION,
  type CertificateEntry,
  type ComponentReport,
  type Mode,
  type Objective,
  type ProblemFile,
  type ResultFile,
  type Status,
} from './exchange.js';
import { solveGreedy } from './greedy.js';
import { HighsClient } from './highs-client.js';
import { compile, modelHash, type Model } from './model.js';
import { isTransportation, namesOf, split, type Choice, type Part } from './part.js';
import { pricesOf } from './prices.js';
import { published } from './proof.js';
import { reduce, type Scarce } from './reduce.js';
import { relaxedBound, solvePart, type PartAnswer } from './solve-part.js';
import { solveStable } from './stable.js';
import type { Earlier } from './transport-levels.js';
import { addObjectives, compareObjectives, faultOf, objectiveOf } from './verify.js';

export interface SolveOptions {
  readonly mode?: Mode;
  /** Seconds of wall clock; left out, the run goes on to proof. */
  readonly timeLimitSeconds?: number;
  /** Prices cost re-solves; a run that only asks "what if" can do without. Default: yes, in optimal mode. */
  readonly prices?: 'yes' | 'no';
}

/** A component with its answer, and the reduction it came from. */
export interface KnownPart {
  readonly part: Part;
  readonly scarce: Scarce;
  readonly answer: PartAnswer;
  readonly report: ComponentReport;
}

/** What an earlier answer says about a problem that has changed since. */
export interface Recall {
  /** The answer of a component that is as it was. */
  readonly same: (part: Part) => KnownPart | undefined;
  /** Where the flow of any other can start. */
  readonly earlier: (scarce: Scarce) => Earlier;
  /** The answer of a component, where it can be no other than it was. `whole` is the reduced problem it stands in. */
  readonly stillBest: (part: Part, whole: Part) => Choice | undefined;
}

/** An answer before it is written down. */
export interface Assembled {
  readonly chosen: Int32Array;
  readonly bound: Objective;
  readonly components: ComponentReport[];
  readonly parts: readonly KnownPart[];
  readonly scarce: Scarce;
}

/** What a result says about who is placed where: the same however it was come by. */
export type Answer = Omit<ResultFile, 'prices' | 'problem' | 'certificate' | 'digest'>;

function place({ pupils, options }: Part, choice: Choice, chosen: Int32Array): void {
  for (let p = 0; p < choice.length; p += 1) {
    const o = choice[p] as number;
    if (o >= 0) chosen[pupils[p] as number] = options[o] as number;
  }
}

/** The options chosen, and the pupils without one. */
function named({ options, pupils }: Model, chosen: Int32Array): Pick<Answer, 'chosen' | 'unplaced'> {
  const names: string[] = [];
  const unplaced: string[] = [];
  for (let p = 0; p < chosen.length; p += 1) {
    const o = chosen[p] as number;
    if (o >= 0) names.push(options[o] as string);
    else unplaced.push(pupils[p] as string);
  }
  return { chosen: names, unplaced };
}

/** The pins, before anything is solved. */
function pinsOnly(model: Model): { chosen: Int32Array; bound: Objective } {
  const chosen = Int32Array.from(model.pinned);
  return { chosen, bound: objectiveOf(model, chosen) };
}

async function solveComponents(
  model: Model,
  mode: Mode,
  client: HighsClient,
  deadline: number,
  recall?: Recall,
): Promise<Assembled> {
  const reduced = reduce(model, { dominance: mode === 'stable' ? 'none' : 'by-objective' });
  const earlier = recall?.earlier(reduced);
  const parts: KnownPart[] = [];
  for (const part of split(reduced.part)) {
    const solve = async (): Promise<KnownPart> => {
      const byRank = mode === 'stable' && isTransportation(part);
      const settled = (): Choice | undefined => recall?.stillBest(part, reduced.part);
      const solved = byRank ? stable(part, earlier) : await solvePart(part, client, deadline, { earlier, settled });
      return known(part, reduced, solved);
    };
    const same = recall?.same(part);
    // Its rows may have other numbers now: what proves it goes on speaking of those it had.
    parts.push(same ? { ...same, part } : await solve());
  }
  return gathered(model, reduced, parts);
}

export function known(
  part: Part,
  scarce: Scarce,
  answer: PartAnswer,
  names: readonly string[] = namesOf(part),
): KnownPart {
  const { method, proved, bound } = answer;
  const status = method === 'stable' ? 'stable' : proved ? 'optimal' : 'bounded';
  return { part, scarce, answer, report: { method, status, pupils: names, bound } };
}

/** The pins and the answers of all components together. */
export function gathered(model: Model, scarce: Scarce, parts: readonly KnownPart[]): Assembled {
  const { chosen, bound: pinned } = pinsOnly(model);
  let bound = pinned;
  for (const { part, answer } of parts) {
    place(part, answer.choice, chosen);
    bound = addObjectives(bound, answer.bound);
  }
  return { chosen, bound, components: parts.map(({ report }) => report), parts, scarce };
}

function stable(part: Part, earlier?: Earlier): PartAnswer {
  return { ...relaxedBound(part, earlier), choice: solveStable(part), proved: false, method: 'stable' };
}

function greedy(model: Model): Assembled {
  const reduced = reduce(model, { dominance: 'by-objective' });
  const { part } = reduced;
  const relaxed = relaxedBound(part);
  const choice = new Int32Array(part.pupils.length).fill(-1);
  const report: ComponentReport = { method: 'greedy', status: 'greedy', pupils: namesOf(part), bound: relaxed.bound };
  return {
    chosen: solveGreedy(model),
    bound: addObjectives(pinsOnly(model).bound, relaxed.bound),
    components: [report],
    parts: [{ part, scarce: reduced, answer: { ...relaxed, choice, proved: false, method: 'greedy' }, report }],
    scarce: reduced,
  };
}

function statusOf(mode: Mode, solved: Assembled): Status {
  if (mode === 'greedy') return 'greedy';
  if (solved.components.some((component) => component.status === 'bounded')) return 'bounded';
  return solved.components.some((component) => component.status === 'stable') ? 'stable' : 'optimal';
}

/**
 * Solves a problem that `readProblem` accepted. Same problem, same result, whatever the order of its lists, as long as no time
 * limit cuts it short. Throws only on a fault of the engine itself.
 */
export async function solve(problem: ProblemFile, options: SolveOptions = {}): Promise<ResultFile> {
  const started = performance.now();
  const model = compile(problem);
  const { components, certificate, ...result } = await solveModel(model, options, started);
  const said = { ...result, problem: modelHash(model, problem.asOf), components, certificate };
  return { ...said, digest: digestOf(said) };
}

/** The same for a problem already in canonical order, without its hash and digest. A time limit counts from `started`. */
export async function solveModel(
  model: Model,
  options: SolveOptions = {},
  started = performance.now(),
): Promise<Omit<ResultFile, 'problem' | 'digest'>> {
  const mode = options.mode ?? 'optimal';
  const deadline = started + (options.timeLimitSeconds ?? Infinity) * 1000;
  const client = new HighsClient();
  // Money is what mostly needs the solver, and its thread takes as long to start as the problem to be reduced.
  if (mode === 'optimal' && model.useUnits.some((units) => units > 1)) client.warm();
  try {
    const solved = await assemble(model, mode, client, deadline);
    const { components, ...answer } = answerOf(model, mode, solved);
    const priced = answer.status === 'optimal' && mode === 'optimal' && options.prices !== 'no';
    const prices = (priced ? await pricesOf(model, solved.chosen, client, deadline) : undefined) ?? [];
    return { ...answer, prices, components, certificate: certificateOf(solved) };
  } finally {
    client.close();
  }
}

/** Solves without writing anything down. `recall` is an earlier answer to nearly the same problem. */
export function assemble(
  model: Model,
  mode: Mode,
  client: HighsClient,
  deadline: number,
  recall?: Recall,
): Promise<Assembled> {
  return mode === 'greedy' ? Promise.resolve(greedy(model)) : solveComponents(model, mode, client, deadline, recall);
}

/** Checks an answer against the problem as it was read, and writes it down. */
export function answerOf(model: Model, mode: Mode, solved: Assembled): Answer {
  const fault = faultOf(model, solved.chosen);
  if (fault) throw new Error(`matching engine: ${fault}`);
  const objective = objectiveOf(model, solved.chosen);
  if (compareObjectives(objective, solved.bound) > 0) throw new Error('matching engine: a bound was passed');
  return {
    status: statusOf(mode, solved),
    mode,
    engine: ENGINE_VERSION,
    ...objective,
    bound: solved.bound,
    ...named(model, solved.chosen),
    components: solved.components,
  };
}

export const certificateOf = ({ parts }: Assembled): CertificateEntry[] =>
  parts.flatMap(({ scarce, answer }) => answer.proofs.flatMap((proof) => published(scarce, proof())));
