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
import { isTransportation, split, type Choice, type Part } from './part.js';
import { pricesOf } from './prices.js';
import { published } from './proof.js';
import { reduce } from './reduce.js';
import { relaxedBound, solvePart, type PartAnswer } from './solve-part.js';
import { solveStable } from './stable.js';
import { addObjectives, compareObjectives, faultOf, objectiveOf } from './verify.js';

export interface SolveOptions {
  readonly mode?: Mode;
  /** Seconds of wall clock; left out, the run goes on to proof. */
  readonly timeLimitSeconds?: number;
  /** Prices cost re-solves; a run that only asks "what if" can do without. Default: yes, in optimal mode. */
  readonly prices?: 'yes' | 'no';
}

interface Assembled {
  readonly chosen: Int32Array;
  readonly bound: Objective;
  readonly components: ComponentReport[];
  readonly certificate: CertificateEntry[];
}

function place(part: Part, choice: Choice, chosen: Int32Array): void {
  for (let p = 0; p < choice.length; p += 1) {
    const o = choice[p] as number;
    if (o >= 0) chosen[part.pupils[p] as number] = part.options[o] as number;
  }
}

const namesOf = (part: Part): string[] => Array.from(part.pupils, (p) => part.model.pupils[p] as string);

/** The pins, before anything is solved. */
function pinsOnly(model: Model): { chosen: Int32Array; bound: Objective } {
  const chosen = Int32Array.from(model.pinned);
  return { chosen, bound: objectiveOf(model, chosen) };
}

async function solveComponents(model: Model, mode: Mode, client: HighsClient, deadline: number): Promise<Assembled> {
  const reduced = reduce(model, { dominance: mode === 'stable' ? 'none' : 'by-objective' });
  const { chosen, bound: pinned } = pinsOnly(model);
  const components: ComponentReport[] = [];
  const certificate: CertificateEntry[] = [];
  let bound = pinned;
  for (const component of split(reduced.part)) {
    const solved =
      mode === 'stable' && isTransportation(component)
        ? stable(component)
        : await solvePart(component, client, deadline);
    place(component, solved.choice, chosen);
    bound = addObjectives(bound, solved.bound);
    certificate.push(...solved.proofs.map((proof) => published(model, reduced, proof)));
    const { method } = solved;
    const status = method === 'stable' ? 'stable' : solved.proved ? 'optimal' : 'bounded';
    components.push({ method, status, pupils: namesOf(component), bound: solved.bound });
  }
  return { chosen, bound, components, certificate };
}

function stable(part: Part): PartAnswer {
  return { ...relaxedBound(part), choice: solveStable(part), proved: false, method: 'stable' };
}

function greedy(model: Model): Assembled {
  const reduced = reduce(model, { dominance: 'by-objective' });
  const { part } = reduced;
  const { bound, proofs } = relaxedBound(part);
  return {
    chosen: solveGreedy(model),
    bound: addObjectives(pinsOnly(model).bound, bound),
    components: [{ method: 'greedy', status: 'greedy', pupils: namesOf(part), bound }],
    certificate: proofs.map((proof) => published(model, reduced, proof)),
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
  const model = compile(problem);
  const { components, certificate, ...result } = await solveModel(model, options);
  const said = { ...result, problem: modelHash(model, problem.asOf), components, certificate };
  return { ...said, digest: digestOf(said) };
}

/** The same for a problem already in canonical order, without its hash. */
export async function solveModel(
  model: Model,
  options: SolveOptions = {},
): Promise<Omit<ResultFile, 'problem' | 'digest'>> {
  const mode = options.mode ?? 'optimal';
  const deadline = performance.now() + (options.timeLimitSeconds ?? Infinity) * 1000;
  const client = new HighsClient();
  try {
    const solved = mode === 'greedy' ? greedy(model) : await solveComponents(model, mode, client, deadline);
    const fault = faultOf(model, solved.chosen);
    if (fault) throw new Error(`matching engine: ${fault}`);
    const objective = objectiveOf(model, solved.chosen);
    if (compareObjectives(objective, solved.bound) > 0) throw new Error('matching engine: a bound was passed');
    const status = statusOf(mode, solved);
    const priced = status === 'optimal' && mode === 'optimal' && options.prices !== 'no';
    return {
      status,
      mode,
      engine: ENGINE_VERSION,
      ...objective,
      bound: solved.bound,
      chosen: [...solved.chosen].filter((o) => o >= 0).map((o) => model.options[o] as string),
      unplaced: model.pupils.filter((_, p) => (solved.chosen[p] as number) < 0),
      prices: (priced ? await pricesOf(model, solved.chosen, client, deadline) : undefined) ?? [],
      components: solved.components,
      certificate: solved.certificate,
    };
  } finally {
    client.close();
  }
}
