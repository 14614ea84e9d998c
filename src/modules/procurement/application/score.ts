import { Injectable } from '@nestjs/common';
import { type Actor, all, forbidden, invalid, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { asksFor } from '../domain/application.js';
import { checkMark, type Item, itemsOf, type Mark, unfinished } from '../domain/evaluation.js';
import { ConditionStore } from '../persistence/condition.store.js';
import { type Evaluation, EvaluationStore, type Sheet } from '../persistence/evaluation.store.js';
import { type Round, RoundStore } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';

explainConstraint('evaluation_incomplete', 'evaluation.awaiting-scores');

interface OwnSheet {
  readonly evaluation: Evaluation;
  readonly sheet: Sheet;
  readonly round: Round;
  readonly items: readonly Item[];
}

/** One evaluator's scores of one bid: saved as they go, submitted once, seen by others when all have submitted. */
@Injectable()
export class Score {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rounds: RoundStore,
    private readonly conditions: ConditionStore,
    private readonly store: EvaluationStore,
  ) {}

  /** By item. Problem: `sheet.submitted`; rules of `checkMark`, and `choice` for an item that is not theirs to score. */
  save(actor: Actor, applicationId: string, given: ReadonlyMap<string, Mark>): Promise<Result<undefined>> {
    return this.onSheet(actor, applicationId, async (tx, { sheet, round, items }) => {
      const known = new Map(items.map((item) => [item.id, item]));
      const checked = all(
        [...given].map(([id, mark]): Result<readonly [Item, Mark]> => {
          const item = known.get(id);
          if (item === undefined) return invalid(id, 'choice');
          const read = checkMark(item, round.scoreSteps, mark);
          return read.ok ? ok([item, read.value]) : read;
        }),
      );
      if (!checked.ok) return checked;
      await this.store.saveMarks(tx, sheet, checked.value);
      return ok();
    });
  }

  /**
   * From here on the scores stand; with the last evaluator's, everybody's are shown. Problem: `sheet.unfinished` with
   * how many items lack points, a pass or a reason. Says whether the scores are shown now.
   */
  submit(actor: Actor, applicationId: string): Promise<Result<{ readonly shown: boolean }>> {
    return this.onSheet(actor, applicationId, async (tx, { items }) => {
      const open = unfinished(items, await this.ownMarks(tx, applicationId));
      if (open.length > 0) return problem('sheet.unfinished', { count: open.length });
      await this.store.submitSheet(tx, applicationId);
      await tx.audit('scores.submitted', { type: 'application', id: applicationId });
      const shown = await this.store.showScores(tx, [applicationId]);
      if (shown.length > 0) await tx.audit('scores.shown', { type: 'application', id: applicationId });
      return ok({ shown: shown.length > 0 });
    });
  }

  private async ownMarks(tx: Tx, applicationId: string): Promise<ReadonlyMap<string, Mark>> {
    const marks = await this.store.marks(tx, applicationId);
    return new Map(marks.filter(({ userId }) => userId === tx.actor.userId).map((mark) => [mark.itemId, mark]));
  }

  private onSheet<T>(
    actor: Actor,
    applicationId: string,
    work: (tx: Tx, own: OwnSheet) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!procurementPolicy.canAssess(actor)) return forbidden('application.evaluate');
      const evaluation = await this.store.lock(tx, applicationId);
      const sheet = evaluation && (await this.store.ownSheet(tx, applicationId));
      const round = sheet && (await this.rounds.byId(tx, sheet.roundId));
      if (evaluation === undefined || sheet === undefined || round === undefined) return notFound('application');
      if (sheet.part !== 'EVALUATOR' || sheet.status === 'CONFLICT') return notFound('application');
      if (sheet.status === 'SUBMITTED') return problem('sheet.submitted');
      const questions = await this.rounds.questions(tx, round.id);
      const conditions = await this.conditions.ofFramework(tx, round.frameworkId);
      const items = asksFor(itemsOf(round.regime, questions, conditions), sheet.lotIds);
      return work(tx, { evaluation, sheet, round, items });
    });
  }
}
