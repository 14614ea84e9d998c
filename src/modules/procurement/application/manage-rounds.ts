import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  forbidden,
  invalid,
  move,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { checkScale, type ScoreStep } from '../domain/evaluation.js';
import {
  checkQuestion,
  checkRound,
  mayPublish,
  phaseOf,
  type RoundDetails,
  roundMoves,
  type RoundQuestion,
} from '../domain/round.js';
import { EVIDENCE_KINDS } from '../../providers/index.js';
import { checkAsked } from '../domain/required-evidence.js';
import { type FrameworkSummary, FrameworkStore } from '../persistence/framework.store.js';
import { ConditionStore } from '../persistence/condition.store.js';
import { type Asked, RequiredEvidenceStore } from '../persistence/required-evidence.store.js';
import { type Round, RoundStore } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';
import { tellBidders } from './tell-bidders.js';

explainConstraint('round_decided_stands', 'round.decided');
explainConstraint('round_question_number_once', 'question.number-taken');
explainConstraint('round_question_published', 'round.stands');
explainConstraint('round_evidence_once', 'round-evidence.exists');
explainConstraint('round_published_stands', 'round.stands');
explainConstraint('round_being_consulted_on', 'round.being-consulted-on');

export interface Scoring {
  readonly steps: readonly ScoreStep[];
  /** Hundredths of a per cent; null where there is none. */
  readonly leastTotalBasisPoints: number | null;
}

/** Drafts a round, says what it asks, opens it to bidders, moves its close to later, or calls it off. */
@Injectable()
export class ManageRounds {
  constructor(
    private readonly work: UnitOfWork,
    private readonly frameworks: FrameworkStore,
    private readonly conditions: ConditionStore,
    private readonly store: RoundStore,
    private readonly evidence: RequiredEvidenceStore,
  ) {}

  /** A draft; where a round came before it, it starts with its scale and what it asked of the lots that both are open for. */
  draft(actor: Actor, frameworkId: string, details: RoundDetails): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const framework = await this.frameworkFor(tx, actor, frameworkId);
      if (!framework.ok) return framework;
      const checked = checkRound(details, framework.value);
      if (!checked.ok) return checked;
      const id = newId();
      const [before] = await this.store.ofFramework(tx, frameworkId);
      const number = await this.store.add(
        tx,
        { id, frameworkId, authorityId: framework.value.authorityId },
        checked.value,
      );
      if (before !== undefined) {
        await this.store.setScoring(tx, id, before.scoreSteps, before.leastTotalBasisPoints);
        await this.copyAsked(tx, before, id);
      }
      await tx.audit('round.drafted', { type: 'round', id }, { framework: frameworkId, number });
      return ok(id);
    });
  }

  /** Changes a draft. Problems: `record.changed`, `round.stands`. */
  change(actor: Actor, roundId: string, version: number, details: RoundDetails): Promise<Result<undefined>> {
    return this.onDraft(actor, roundId, async (tx, round) => {
      if (round.version !== version) return problem('record.changed');
      const framework = await this.frameworks.byId(tx, round.frameworkId);
      const checked = framework === undefined ? notFound('framework') : checkRound(details, framework);
      if (!checked.ok) return checked;
      await this.store.change(tx, round, checked.value);
      await tx.audit('round.changed', { type: 'round', id: roundId });
      return ok();
    });
  }

  /** A draft that the actor's authority leads, for its forms. Problem: `round.stands`. */
  ofDraft(actor: Actor, roundId: string): Promise<Result<Round>> {
    return this.onDraft(actor, roundId, async (_tx, round) => ok(round));
  }

  /** The scale and the least weighted total of a draft. Problems: `record.changed`, `round.stands`; rules of `checkScale`. */
  setScoring(
    actor: Actor,
    roundId: string,
    version: number,
    { steps, leastTotalBasisPoints }: Scoring,
  ): Promise<Result<undefined>> {
    return this.onDraft(actor, roundId, async (tx, round) => {
      if (round.version !== version) return problem('record.changed');
      const checked = checkScale(steps);
      if (!checked.ok) return checked;
      await this.store.setScoring(tx, roundId, checked.value, leastTotalBasisPoints);
      await tx.audit('round.scoring-set', { type: 'round', id: roundId });
      return ok();
    });
  }

  /** Problems: `question.number-taken`, `round.stands`. */
  addQuestion(actor: Actor, roundId: string, question: RoundQuestion): Promise<Result<string>> {
    return this.onDraft(actor, roundId, async (tx, round) => {
      const { regime, lots, scoreSteps } = round;
      const checked = checkQuestion(question, {
        regime,
        lotIds: lots.map((lot) => lot.id),
        pointsMax: Math.max(...scoreSteps.map(({ points }) => points)),
      });
      if (!checked.ok) return checked;
      const id = newId();
      await this.store.addQuestions(tx, round, [{ id, ...checked.value }]);
      await tx.audit('round.question-added', { type: 'round', id: roundId }, { number: question.number });
      return ok(id);
    });
  }

  removeQuestion(actor: Actor, roundId: string, questionId: string): Promise<Result<undefined>> {
    return this.onDraft(actor, roundId, async (tx) => {
      if ((await this.store.removeQuestion(tx, roundId, questionId)) === 0) return notFound('question');
      await tx.audit('round.question-removed', { type: 'round', id: roundId });
      return ok();
    });
  }

  /** A document that bidders must show. Problems: `round-evidence.exists`, `round.stands`. */
  addEvidence(actor: Actor, roundId: string, given: Omit<Asked, 'id'>): Promise<Result<string>> {
    return this.onDraft(actor, roundId, async (tx, round) => {
      const checked = checkAsked(given, { lotIds: round.lots.map((lot) => lot.id) }, EVIDENCE_KINDS);
      if (!checked.ok) return checked;
      const id = newId();
      await this.evidence.add(tx, round, [{ id, ...checked.value }]);
      await tx.audit('round.evidence-added', { type: 'round', id: roundId }, { kind: given.kind });
      return ok(id);
    });
  }

  removeEvidence(actor: Actor, roundId: string, askedId: string): Promise<Result<undefined>> {
    return this.onDraft(actor, roundId, async (tx) => {
      if ((await this.evidence.remove(tx, roundId, askedId)) === 0) return notFound('round-evidence');
      await tx.audit('round.evidence-removed', { type: 'round', id: roundId });
      return ok();
    });
  }

  /** From here on it stands as it is. Problems: `round.nothing-asked`, `round.closes-in-the-past`, `weights-not-whole`,
   * `round.being-consulted-on` while it has not been said what was heard. */
  publish(actor: Actor, roundId: string): Promise<Result<undefined>> {
    return this.onDraft(actor, roundId, async (tx, round) => {
      const questions = await this.store.questions(tx, roundId);
      const conditions = (await this.conditions.ofFramework(tx, round.frameworkId)).length;
      const ready = mayPublish(round, questions, { conditions, regime: round.regime, now: tx.now });
      if (!ready.ok) return ready;
      await this.store.publish(tx, roundId);
      await tx.audit('round.published', { type: 'round', id: roundId });
      return ok();
    });
  }

  /** Gives bidders more time while the round is open. Rules: `only-later`, `outside-framework`. */
  extend(actor: Actor, roundId: string, closesAt: Date): Promise<Result<undefined>> {
    return this.locked(actor, roundId, async (tx, round) => {
      const phase = phaseOf(round, tx.now);
      if ((phase !== 'OPEN' && phase !== 'COMING') || round.closesAt === null) return problem('round.not-open');
      if (closesAt <= round.closesAt) return invalid('closesAt', 'only-later');
      await this.store.extend(tx, roundId, closesAt);
      await tx.audit('round.extended', { type: 'round', id: roundId }, { closesAt: closesAt.toISOString() });
      await tellBidders(tx, 'round.closes-later', round);
      return ok();
    });
  }

  /** Problem: `round.decided` once the board has decided on one of its bids. */
  cancel(actor: Actor, roundId: string, reason: string): Promise<Result<undefined>> {
    return this.locked(actor, roundId, async (tx, round) => {
      const next = move(roundMoves, round.status, 'cancel');
      if (!next.ok) return next;
      const words = cleanText(reason, { field: 'reason', max: 1000, multiline: true, required: true });
      if (!words.ok) return words;
      await this.store.cancel(tx, roundId, words.value);
      await tx.audit('round.cancelled', { type: 'round', id: roundId });
      await tellBidders(tx, 'round.called-off', round);
      return ok();
    });
  }

  private async copyAsked(tx: Tx, before: Round, roundId: string): Promise<void> {
    const round = await this.store.byId(tx, roundId);
    if (round === undefined) return;
    const lots = new Set(round.lots.map(({ id }) => id));
    const asked = await this.store.questions(tx, before.id);
    const kept = asked.filter(({ lotId }) => lotId === null || lots.has(lotId));
    await this.store.addQuestions(
      tx,
      round,
      kept.map((one) => ({ ...one, id: newId() })),
    );
    const shown = (await this.evidence.ofRound(tx, before.id)).filter(({ lotId }) => lotId === null || lots.has(lotId));
    await this.evidence.add(
      tx,
      round,
      shown.map((one) => ({ ...one, id: newId() })),
    );
  }

  private async frameworkFor(tx: Tx, actor: Actor, frameworkId: string): Promise<Result<FrameworkSummary>> {
    const framework = await this.frameworks.lock(tx, frameworkId);
    if (framework === undefined) return notFound('framework');
    return procurementPolicy.canChange(actor, framework) ? ok(framework) : forbidden('framework.manage');
  }

  private onDraft<T>(
    actor: Actor,
    roundId: string,
    work: (tx: Tx, round: Round) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.locked(actor, roundId, async (tx, round) => {
      const draft = move(roundMoves, round.status, 'publish');
      return draft.ok ? work(tx, round) : problem('round.stands');
    });
  }

  private locked<T>(
    actor: Actor,
    roundId: string,
    work: (tx: Tx, round: Round) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      const round = await this.store.lock(tx, roundId);
      if (round === undefined) return notFound('round');
      return procurementPolicy.canChange(actor, round) ? work(tx, round) : forbidden('framework.manage');
    });
  }
}
