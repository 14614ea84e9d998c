import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, groupBy, may, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import type { EvaluationStage } from '../domain/assessment.js';
import type { DecideBy, PaperLine } from '../domain/paper.js';
import type { FrameworkTerms } from '../domain/regimes.js';
import { AssessorStore } from '../persistence/assessor.store.js';
import { type BidLine, EvaluationListStore, type Waiting } from '../persistence/evaluation-list.store.js';
import { type Round, RoundStore } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';
import { type BidDecision, BidDecisions } from './bid-decisions.js';
import { Evaluations } from './evaluations.js';

export interface RoundEvaluation {
  readonly round: Round;
  readonly lines: readonly BidLine[];
  readonly total: number;
  readonly stages: ReadonlyMap<EvaluationStage, number>;
  /** What the board made of the bids on this page, as far as the reader may know. */
  readonly decisions: ReadonlyMap<string, readonly BidDecision[]>;
  /** How many of the round's bids have been decided, on every lot. */
  readonly decided: number;
  /** Bidders whom the reader still has to declare about. */
  readonly undeclared: number;
  readonly decideBy: (submittedAt: Date) => DecideBy;
  readonly terms: Omit<FrameworkTerms, 'fromDate'>;
}

export const BIDS_A_PAGE = 50;
const KIND = 'Evaluation';

/** How far a round's bids are, what they came to, and what waits for evaluators, moderators and commissioners. */
@Injectable()
export class ViewRoundEvaluation implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rounds: RoundStore,
    private readonly list: EvaluationListStore,
    private readonly assessors: AssessorStore,
    private readonly evaluations: Evaluations,
    private readonly board: BidDecisions,
  ) {}

  one(actor: Actor, roundId: string, offset: number): Promise<Result<RoundEvaluation>> {
    return this.work.read(actor, async (tx) => {
      if (!procurementPolicy.canAssess(actor)) return forbidden('application.evaluate');
      const round = await this.rounds.byId(tx, roundId);
      if (round === undefined || round.authorityId !== actor.authorityId) return notFound('round');
      const lines = await this.list.lines(tx, roundId, { limit: BIDS_A_PAGE, offset });
      const [bidder] = await this.assessors.bidders(tx, roundId, 1);
      return ok({
        round,
        lines,
        total: lines[0]?.total ?? 0,
        stages: await this.list.stages(tx, roundId),
        decisions: groupBy(
          await this.board.ofBids(
            tx,
            lines.map(({ applicationId }) => applicationId),
          ),
          ({ applicationId }) => applicationId,
        ),
        decided: await this.board.decided(tx, roundId),
        undeclared: bidder?.total ?? 0,
        decideBy: await this.evaluations.clock(tx, round),
        terms: await this.rounds.terms(tx, round),
      });
    });
  }

  /** What a round's bids came to, a part at a time, each part read on its own: nothing holds all of them. */
  async *results(actor: Actor, roundId: string): AsyncGenerator<readonly PaperLine[]> {
    const next = (after: string | null) =>
      this.work.read(actor, (tx) => this.evaluations.linesAfter(tx, roundId, after));
    for (let part = await next(null); ; part = await next(part.last)) {
      yield part.lines;
      if (part.last === null) return;
    }
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!procurementPolicy.canAssess(actor)) return [];
    return this.work.read(actor, async (tx) => {
      const waiting = (await this.list.waiting(tx)).flatMap(tasksOf);
      const unnamed = may(actor, 'framework.manage') ? await this.list.unnamed(tx) : [];
      const toName = unnamed.map(({ roundId, name, frameworkName, dueOn }) => ({
        title: `Name who evaluates ${name}`,
        href: `/rounds/${roundId}/evaluators`,
        kind: KIND,
        dueOn,
        detail: frameworkName,
      }));
      return [...waiting, ...toName];
    });
  }
}

function tasksOf(one: Waiting): Task[] {
  const { roundId, name, frameworkName, evaluationEndsOn } = one;
  const list = `/rounds/${roundId}/evaluation`;
  const steps: readonly (readonly [number, string, string])[] = [
    [one.undeclared, `Declare your interests: ${name}`, `/rounds/${roundId}/interests`],
    [one.toScore, `Score the bids of ${name}`, list],
    [one.toModerate, `Moderate the bids of ${name}`, list],
    [one.toRecommend, `Recommend on the bids of ${name}`, list],
  ];
  return steps
    .filter(([count]) => count > 0)
    .map(([count, title, href]) => ({
      title,
      href,
      kind: KIND,
      dueOn: evaluationEndsOn,
      detail: `${frameworkName}: ${count} ${count === 1 ? 'bid' : 'bids'}`,
    }));
}
