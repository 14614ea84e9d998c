import type { Change } from './change.js';
import type { CertificateEntry, Mode, ProblemFile } from './exchange.js';
import { HighsClient } from './highs-client.js';
import { compile, type Model } from './model.js';
import { changedModel, type MadeChange } from './model-change.js';
import { OptionOwners } from './option-owners.js';
import { recallOf } from './recall.js';
import {
  answerOf,
  assemble,
  certificateOf,
  type Answer,
  type Assembled,
  type KnownPart,
  type Recall,
} from './solve.js';
import { solvedAfter } from './solve-change.js';

/** From so many options on, and with so many changes of each of two kinds, the first questions are rehearsed. */
const LARGE = 20_000;
const REHEARSALS = 2;

export interface WhatIfOptions {
  readonly mode?: Mode;
  /** Seconds of wall clock for each answer; left out, each goes on to proof. */
  readonly timeLimitSeconds?: number;
}

export type Changed = { readonly ok: true; readonly next: WhatIf } | { readonly ok: false; readonly fault: string };

/**
 * A solved problem that can be asked "what if". `apply` answers for the problem with one change and leaves this one as it is, so that
 * several changes can be compared from the same start. Components that the change does not touch keep their answers; flows start from
 * the last prices; what goes to the MIP is solved as it would be from scratch. The answer is that of `solve` on the changed problem.
 */
export class WhatIf {
  private constructor(
    private readonly model: Model,
    private readonly owners: OptionOwners,
    private readonly options: WhatIfOptions,
    private readonly solved: Assembled,
    readonly answer: Answer,
  ) {}

  /** Solves a problem that `readProblem` accepted. */
  static async start(problem: ProblemFile, options: WhatIfOptions = {}): Promise<WhatIf> {
    const model = compile(problem);
    const solved = await lookedAt(await solvedNow(model, options, new HighsClient()));
    const started = new WhatIf(
      model,
      OptionOwners.of(model),
      options,
      solved,
      answerOf(model, modeOf(options), solved),
    );
    if (solved.scarce.demands && model.options.length > LARGE) started.rehearse();
    return started;
  }

  /** Asks for a few changes and forgets the answers. Code that never ran takes several times as long, and somebody would be waiting. */
  private rehearse(): void {
    const { pupils, options } = this.model;
    for (let n = 1; n <= REHEARSALS; n += 1) {
      const at = (list: readonly string[]): string => list[Math.floor((n * list.length) / (REHEARSALS + 1))] as string;
      const changes: Change[] = [
        { kind: 'pupil-gone', pupil: at(pupils) },
        { kind: 'bar', option: at(options) },
      ];
      for (const change of changes) {
        const changed = changedModel(this.model, this.owners, change);
        if (changed.ok) this.near(changed);
      }
    }
  }

  /** The answer with one change more; or one line that names what is wrong with the change. */
  async apply(change: Change): Promise<Changed> {
    // Where the solver was needed it mostly is again, and its thread takes as long to start as all that comes before it.
    const client = new HighsClient();
    if (neededSolver(this.solved)) client.warm();
    const changed = changedModel(this.model, this.owners, change);
    const near = changed.ok && this.near(changed);
    if (near || !changed.ok) client.close();
    if (!changed.ok) return changed;
    if (near) return { ok: true, next: near };
    const recall = recallOf(this.model, this.solved, changed.model);
    const solved = await solvedNow(changed.model, this.options, client, recall);
    return { ok: true, next: this.after(changed, solved) };
  }

  /** The answer to a change that touches one flow alone; undefined if it touches more. */
  private near(changed: MadeChange): WhatIf | undefined {
    const { model, touched } = changed;
    if (!touched || modeOf(this.options) !== 'optimal') return undefined;
    const solved = solvedAfter(this.model, this.solved, model, touched);
    return solved && this.after(changed, solved);
  }

  private after({ model, owners }: MadeChange, solved: Assembled): WhatIf {
    return new WhatIf(model, owners, this.options, solved, answerOf(model, modeOf(this.options), solved));
  }

  /** What proves the bound of the answer. After a change its prices may be others than from scratch, and prove the same. */
  certificate(): CertificateEntry[] {
    return certificateOf(this.solved);
  }
}

const modeOf = ({ mode = 'optimal' }: WhatIfOptions): Mode => mode;

const neededSolver = ({ parts }: Assembled): boolean => parts.some(({ answer }) => answer.method === 'mip');

async function solvedNow(
  model: Model,
  options: WhatIfOptions,
  client: HighsClient,
  recall?: Recall,
): Promise<Assembled> {
  const { timeLimitSeconds = Infinity } = options;
  try {
    return await assemble(model, modeOf(options), client, performance.now() + timeLimitSeconds * 1000, recall);
  } finally {
    client.close();
  }
}

/** Asks where an answer is better than every other, so that the questions to come can rest on it. Small parts only: it takes a proof. */
async function lookedAt(solved: Assembled): Promise<Assembled> {
  const client = new HighsClient();
  try {
    const parts: KnownPart[] = [];
    for (const known of solved.parts) {
      const alone = (await known.answer.isAlone?.(client)) ?? false;
      parts.push({ ...known, answer: { ...known.answer, alone } });
    }
    return { ...solved, parts };
  } finally {
    client.close();
  }
}
