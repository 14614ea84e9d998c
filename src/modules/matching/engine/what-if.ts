import type { Change } from './change.js';
import type { CertificateEntry, Mode, ProblemFile } from './exchange.js';
import { HighsClient } from './highs-client.js';
import { compile, type Model } from './model.js';
import { changedModel } from './model-change.js';
import { OptionOwners } from './option-owners.js';
import { recallOf } from './recall.js';
import { answerOf, assemble, certificateOf, type Answer, type Assembled, type Recall } from './solve.js';
import { solvedAfter } from './solve-change.js';

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
    const solved = await solvedNow(model, options, new HighsClient());
    return new WhatIf(model, OptionOwners.of(model), options, solved, answerOf(model, modeOf(options), solved));
  }

  /** The answer with one change more; or one line that names what is wrong with the change. */
  async apply(change: Change): Promise<Changed> {
    // Where the solver was needed it mostly is again, and its thread takes as long to start as all that comes before it.
    const client = takeReady();
    if (neededSolver(this.solved)) client.warm();
    const changed = changedModel(this.model, this.owners, change);
    if (!changed.ok) {
      client.close();
      return changed;
    }
    const { model, owners, touched } = changed;
    const { options } = this;
    const near = modeOf(options) === 'optimal' && touched && solvedAfter(this.model, this.solved, model, touched);
    if (near) client.close();
    const solved = near || (await solvedNow(model, options, client, recallOf(this.model, this.solved, model)));
    return { ok: true, next: new WhatIf(model, owners, options, solved, answerOf(model, modeOf(options), solved)) };
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
    const solved = await assemble(model, modeOf(options), client, performance.now() + timeLimitSeconds * 1000, recall);
    if (neededSolver(solved)) makeReady();
    return solved;
  } finally {
    client.close();
  }
}

/** The solver for the next question: one question is seldom the last, and its thread loads while people look at the answer. */
let ready: HighsClient | undefined;

function makeReady(): void {
  ready ??= new HighsClient();
  ready.warm();
}

function takeReady(): HighsClient {
  const taken = ready ?? new HighsClient();
  ready = undefined;
  return taken;
}
