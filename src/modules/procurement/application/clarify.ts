import { Injectable } from '@nestjs/common';
import {
  type Actor,
  all,
  cleanText,
  forbidden,
  formatDate,
  formatDateTime,
  londonDate,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { phaseOf } from '../domain/round.js';
import { type Clarification, ClarificationStore, type PublishedAnswer } from '../persistence/clarification.store.js';
import { RoundStore } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';
import { tellBidders } from './tell-bidders.js';

explainConstraint('clarification_answer_pk', 'clarification.answered');
explainConstraint('clarification_asker', 'application.not-a-provider');
explainConstraint('clarification_late', 'clarification.closed');

/** Bidders ask what something means while the round takes questions; every bidder reads the answer, and not who asked. */
@Injectable()
export class Clarify implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rounds: RoundStore,
    private readonly store: ClarificationStore,
  ) {}

  /** Problem: `clarification.closed`, with until when questions were taken. */
  ask(actor: Actor, roundId: string, question: string): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!procurementPolicy.canApply(actor)) return forbidden('application.make');
      const round = await this.rounds.byId(tx, roundId);
      if (round === undefined) return notFound('round');
      const words = cleanText(question, { field: 'question', max: 4000, multiline: true, required: true });
      if (!words.ok) return words;
      const { questionsUntil } = round;
      const isTaken = phaseOf(round, tx.now) === 'OPEN' && questionsUntil !== null && tx.now < questionsUntil;
      if (!isTaken) {
        const until = questionsUntil === null ? 'never' : formatDateTime(questionsUntil);
        return problem('clarification.closed', { until });
      }
      const id = newId();
      await this.store.ask(tx, id, round, words.value);
      await tx.audit('clarification.asked', { type: 'round', id: roundId });
      return ok(id);
    });
  }

  /**
   * Publishes the answer to all bidders at once, with the question in words that name nobody: whoever answers writes
   * both. Problem: `clarification.answered`.
   */
  answer(
    actor: Actor,
    id: string,
    given: { readonly question: string; readonly answer: string },
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const asked = await this.store.byId(tx, id);
      if (asked === undefined) return notFound('clarification');
      if (!procurementPolicy.canChange(actor, asked)) return forbidden('framework.manage');
      const words = all([
        cleanText(given.question, { field: 'question', max: 4000, multiline: true, required: true }),
        cleanText(given.answer, { field: 'answer', max: 8000, multiline: true, required: true }),
      ]);
      if (!words.ok) return words;
      const [question = '', answer = ''] = words.value;
      await this.store.publish(tx, asked, { question, answer });
      await tx.audit('clarification.answered', { type: 'round', id: asked.roundId });
      await tellBidders(tx, 'round.answered', { id: asked.roundId, name: asked.roundName });
      return ok();
    });
  }

  async one(actor: Actor, id: string): Promise<Result<Clarification>> {
    const asked = await this.work.read(actor, (tx) => this.store.byId(tx, id));
    if (asked === undefined) return notFound('clarification');
    return procurementPolicy.canChange(actor, asked) ? ok(asked) : forbidden('framework.manage');
  }

  /** What all bidders read, and what the reader asked or has to answer. */
  async ofRound(
    actor: Actor,
    roundId: string,
  ): Promise<Result<{ published: readonly PublishedAnswer[]; waiting: readonly Clarification[] }>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const asked = await this.store.ofRound(tx, roundId);
      return ok({
        published: await this.store.published(tx, roundId),
        waiting: asked.filter(({ answered }) => !answered),
      });
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!procurementPolicy.canManage(actor)) return [];
    const waiting = await this.work.read(actor, (tx) => this.store.unanswered(tx));
    return waiting.map((one) => ({
      title: `Answer a question about ${one.roundName}`,
      href: `/clarifications/${one.id}`,
      kind: 'Applications',
      dueOn: one.closesAt && londonDate(one.closesAt),
      detail: `${one.frameworkName}, asked on ${formatDate(londonDate(one.askedAt))}`,
    }));
  }
}
