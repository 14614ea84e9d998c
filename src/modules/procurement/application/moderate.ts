import { Injectable } from '@nestjs/common';
import { type Actor, all, forbidden, invalid, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { asksFor } from '../domain/application.js';
import {
  agreedOf,
  checkOutcome,
  checkRecommendation,
  fails,
  type Item,
  itemsOf,
  type Outcome,
  type RecommendationGiven,
  resultOf,
} from '../domain/evaluation.js';
import { type Application, ApplicationStore } from '../persistence/application.store.js';
import { ConditionStore } from '../persistence/condition.store.js';
import { type Evaluation, EvaluationStore, type GivenMark } from '../persistence/evaluation.store.js';
import { type Round, RoundStore } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';

explainConstraint('evaluation_outcome_stands', 'evaluation.moderated');
explainConstraint('recommendation_after_moderation', 'evaluation.not-moderated');

interface Moderated {
  readonly evaluation: Evaluation;
  readonly application: Application;
  readonly round: Round;
  /** What decides about the bid, over all its lots. */
  readonly items: readonly Item[];
}

/**
 * Makes one score of what the evaluators gave, then recommends lot by lot. Every step takes the bid's lock and counts
 * its version up: of two moderators at once, one is first and the other is told to look again.
 */
@Injectable()
export class Moderate {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rounds: RoundStore,
    private readonly conditions: ConditionStore,
    private readonly applications: ApplicationStore,
    private readonly store: EvaluationStore,
  ) {}

  /**
   * By item; what is left out stays as it was. Problems: `record.changed`, `evaluation.awaiting-scores`,
   * `evaluation.moderated`, `evaluation.not-moderator`; rules of `checkOutcome`.
   */
  save(
    actor: Actor,
    applicationId: string,
    version: number,
    given: ReadonlyMap<string, Outcome>,
  ): Promise<Result<undefined>> {
    return this.moderating(actor, applicationId, version, async (tx, { evaluation, round, items }) => {
      const marks = await this.store.marks(tx, applicationId);
      const known = new Map(items.map((item) => [item.id, item]));
      const checked = all(
        [...given].map(([id, outcome]): Result<readonly [Item, Outcome] | null> => {
          const item = known.get(id);
          if (item === undefined) return invalid(id, 'choice');
          const read = checkOutcome(item, round.scoreSteps, { marks: marksOf(marks, item), given: outcome });
          if (!read.ok) return read;
          return ok(read.value && [item, read.value]);
        }),
      );
      if (!checked.ok) return checked;
      const outcomes = checked.value.flatMap((one) => (one === null ? [] : [one]));
      await this.store.saveOutcomes(tx, evaluation, outcomes);
      await tx.audit('scores.moderated', { type: 'application', id: applicationId }, { items: outcomes.length });
      return ok();
    });
  }

  /**
   * What all evaluators gave alike stands without more. Problems: those of `save`, `evaluation.unmoderated` with how
   * many items differ and have no outcome, `evaluation.feedback-missing` with how many failed ones tell the bidder
   * nothing.
   */
  finish(actor: Actor, applicationId: string, version: number): Promise<Result<undefined>> {
    return this.moderating(actor, applicationId, version, async (tx, { evaluation, items }) => {
      const marks = await this.store.marks(tx, applicationId);
      const outcomes = await this.store.outcomes(tx, applicationId);
      const agreed = items.flatMap((item): (readonly [Item, Outcome])[] => {
        const alike = outcomes.has(item.id) ? null : agreedOf(marksOf(marks, item));
        return alike === null ? [] : [[item, { ...alike, reason: '', feedback: '' }]];
      });
      const settled = new Map([...outcomes, ...agreed.map(([{ id }, outcome]) => [id, outcome] as const)]);
      const open = items.filter(({ id }) => !settled.has(id)).length;
      if (open > 0) return problem('evaluation.unmoderated', { count: open });
      const silent = items.filter((item) => fails(item, settled.get(item.id)) && settled.get(item.id)?.feedback === '');
      if (silent.length > 0) return problem('evaluation.feedback-missing', { count: silent.length });
      await this.store.saveOutcomes(tx, evaluation, agreed);
      await this.store.finishModeration(tx, applicationId);
      await tx.audit('moderation.finished', { type: 'application', id: applicationId });
      return ok();
    });
  }

  /**
   * For one lot of the bid; it may be changed until it is decided. Problems: `evaluation.not-moderated`,
   * `record.changed`, `recommendation.not-open`; rules of `checkRecommendation`.
   */
  recommend(
    actor: Actor,
    applicationId: string,
    { lotId, version }: { readonly lotId: string; readonly version: number },
    given: RecommendationGiven,
  ): Promise<Result<undefined>> {
    return this.asModerator(actor, applicationId, async (tx, { evaluation, application, round, items }) => {
      if (!application.lotIds.includes(lotId)) return notFound('lot');
      if (evaluation.moderatedAt === null) return problem('evaluation.not-moderated');
      if (evaluation.version !== version) return problem('record.changed');
      const outcomes = await this.store.outcomes(tx, applicationId);
      const { leastTotalBasisPoints } = round;
      const { passes, total } = resultOf(lotId, items, { outcomes, steps: round.scoreSteps, leastTotalBasisPoints });
      const checked = checkRecommendation(round.regime, passes, given);
      if (!checked.ok) return checked;
      await this.store.recommend(tx, evaluation, { ...checked.value, lotId, passes, total });
      await tx.audit(
        'recommendation.made',
        { type: 'application', id: applicationId },
        { lot: lotId, outcome: given.outcome },
      );
      return ok();
    });
  }

  private moderating<T>(
    actor: Actor,
    applicationId: string,
    version: number,
    work: (tx: Tx, moderated: Moderated) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.asModerator(actor, applicationId, (tx, moderated) => {
      const { scoresShownAt, moderatedAt, version: now } = moderated.evaluation;
      if (scoresShownAt === null) return Promise.resolve(problem('evaluation.awaiting-scores'));
      if (moderatedAt !== null) return Promise.resolve(problem('evaluation.moderated'));
      return now === version ? work(tx, moderated) : Promise.resolve(problem('record.changed'));
    });
  }

  private asModerator<T>(
    actor: Actor,
    applicationId: string,
    work: (tx: Tx, moderated: Moderated) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!procurementPolicy.canAssess(actor)) return forbidden('application.evaluate');
      const evaluation = await this.store.lock(tx, applicationId);
      const application = evaluation && (await this.applications.byId(tx, applicationId));
      const round = application && (await this.rounds.byId(tx, application.roundId));
      if (evaluation === undefined || application === undefined || round === undefined) return notFound('application');
      const sheet = await this.store.ownSheet(tx, applicationId);
      if (sheet?.part !== 'MODERATOR' || sheet.status !== 'OPEN') return problem('evaluation.not-moderator');
      const questions = await this.rounds.questions(tx, round.id);
      const conditions = await this.conditions.ofFramework(tx, round.frameworkId);
      const items = asksFor(itemsOf(round.regime, questions, conditions), application.lotIds);
      return work(tx, { evaluation, application, round, items });
    });
  }
}

const marksOf = (marks: readonly GivenMark[], item: Item): GivenMark[] => marks.filter((one) => one.itemId === item.id);
