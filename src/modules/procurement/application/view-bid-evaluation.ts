import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { People } from '../../identity/index.js';
import { asksFor } from '../domain/application.js';
import { type Item, itemsOf, type LotResult, type Outcome, resultOf } from '../domain/evaluation.js';
import type { DecideBy } from '../domain/paper.js';
import type { FrameworkTerms } from '../domain/regimes.js';
import {
  type Evaluation,
  EvaluationStore,
  type GivenMark,
  type Recommendation,
  type Sheet,
} from '../persistence/evaluation.store.js';
import { RoundStore } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';
import { type BidDecision, BidDecisions } from './bid-decisions.js';
import { Evaluations } from './evaluations.js';
import { type ApplicationView, ViewApplications } from './view-applications.js';

export interface BidEvaluation extends ApplicationView {
  readonly evaluation: Evaluation;
  /** The reader's own part in it. */
  readonly sheet: Sheet | undefined;
  /** What decides: for an evaluator what is theirs to score, else all of the bid's. */
  readonly items: readonly Item[];
  /** The reader's own scores, or everybody's that count once they are shown. */
  readonly marks: readonly GivenMark[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly recommendations: readonly Recommendation[];
  /** What the board made of it, by lot. */
  readonly decisions: readonly BidDecision[];
  /** By lot of the bid, once it is moderated. */
  readonly results: ReadonlyMap<string, LotResult>;
  /** Of the people whose scores these are. */
  readonly names: ReadonlyMap<string, string>;
  readonly decideBy: DecideBy | null;
  readonly terms: Omit<FrameworkTerms, 'fromDate'>;
}

/** Everything about the evaluation of one bid that the reader may see. */
@Injectable()
export class ViewBidEvaluation {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rounds: RoundStore,
    private readonly bids: ViewApplications,
    private readonly store: EvaluationStore,
    private readonly people: People,
    private readonly evaluations: Evaluations,
    private readonly board: BidDecisions,
  ) {}

  one(actor: Actor, applicationId: string): Promise<Result<BidEvaluation>> {
    return this.work.read(actor, async (tx) => {
      if (!procurementPolicy.canAssess(actor)) return forbidden('application.evaluate');
      const bid = await this.bids.within(tx, applicationId);
      const evaluation = bid && (await this.store.byId(tx, applicationId));
      if (bid === undefined || evaluation === undefined) return notFound('application');
      const { application, round } = bid;
      const sheet = await this.store.ownSheet(tx, applicationId);
      const all = itemsOf(round.regime, bid.questions, bid.conditions);
      const marks = await this.store.marks(tx, applicationId);
      const outcomes = await this.store.outcomes(tx, applicationId);
      const settled = { outcomes, steps: round.scoreSteps, leastTotalBasisPoints: round.leastTotalBasisPoints };
      const { submittedAt } = application;
      return ok({
        ...bid,
        evaluation,
        sheet,
        items: sheet?.part === 'EVALUATOR' ? asksFor(all, sheet.lotIds) : all,
        marks,
        outcomes,
        decisions: await this.board.ofBids(tx, [applicationId]),
        recommendations: await this.store.recommendations(tx, applicationId),
        results: new Map(
          evaluation.moderatedAt === null ? [] : application.lotIds.map((id) => [id, resultOf(id, all, settled)]),
        ),
        names: await this.people.names(
          tx,
          marks.map(({ userId }) => userId),
        ),
        terms: await this.rounds.terms(tx, round),
        decideBy: submittedAt && (await this.evaluations.clock(tx, round))(submittedAt),
      });
    });
  }
}
