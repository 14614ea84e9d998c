import { Injectable } from '@nestjs/common';
import {
  type Actor,
  forbidden,
  formatDateTime,
  londonDate,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import {
  checkComment,
  checkConsultation,
  checkPoint,
  type CommentGiven,
  type ConsultationGiven,
  consultationPhase,
  type ConsultationPhase,
  mayAnswer,
  type PointGiven,
} from '../domain/consultation.js';
import { type Comment, type Consultation, ConsultationStore, type Point } from '../persistence/consultation.store.js';
import { procurementPolicy } from '../procurement.policy.js';
import { RoundStore } from '../persistence/round.store.js';
import { readSpecification, type RoundView, ViewRounds } from './view-rounds.js';

explainConstraint('consultation_pk', 'consultation.opened');
explainConstraint('consultation_of_a_draft', 'round.stands');
explainConstraint('consultation_comment_late', 'consultation.closed');
explainConstraint('consultation_comment_enough', 'consultation.enough');
explainConstraint('consultation_answered_all', 'consultation.unanswered');
explainConstraint('consultation_stands', 'consultation.stands');
explainConstraint('consultation_point_comment_pk', 'consultation.stands');

export interface ConsultationView {
  readonly consultation: Consultation;
  readonly phase: ConsultationPhase;
  /** Whether the reader's authority buys through the framework: others read, and have nothing to say in it. */
  readonly takesPart: boolean;
  /** The draft as it was when it was laid open. */
  readonly specification: RoundView;
  readonly comments: readonly Comment[];
  readonly points: readonly Point[];
}

const KIND = 'Consultations';

/** Lays a draft round open for comments, takes them until a moment, and says what was heard and what was changed. */
@Injectable()
export class Consult implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly locks: RoundStore,
    private readonly rounds: ViewRounds,
    private readonly store: ConsultationStore,
  ) {}

  /** Problems: `round.stands` once the round is published, `consultation.opened`; rules of `checkConsultation`. */
  open(actor: Actor, roundId: string, given: ConsultationGiven): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      // Before anything is read of it: a draft that is being published is not laid open any more.
      await this.locks.lock(tx, roundId);
      const draft = await this.rounds.within(tx, roundId);
      if (draft === undefined) return notFound('round');
      if (!procurementPolicy.canChange(actor, draft.round)) return forbidden('framework.manage');
      const checked = checkConsultation(given, { now: tx.now, opensAt: draft.round.opensAt });
      if (!checked.ok) return checked;
      await this.store.open(tx, draft.round, checked.value, draft);
      await tx.audit('consultation.opened', { type: 'round', id: roundId });
      return ok();
    });
  }

  async one(actor: Actor, roundId: string): Promise<Result<ConsultationView>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const consultation = await this.store.byRound(tx, roundId);
      if (consultation === undefined) return notFound('consultation');
      return ok({
        consultation,
        phase: consultationPhase(consultation, tx.now),
        takesPart: await this.store.takesPart(tx, consultation),
        specification: readSpecification(await this.store.specification(tx, roundId)),
        comments: await this.store.comments(tx, roundId),
        points: await this.store.points(tx, roundId),
      });
    });
  }

  async list(actor: Actor): Promise<Result<readonly { consultation: Consultation; phase: ConsultationPhase }[]>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const found = await this.store.list(tx);
      return ok(found.map((consultation) => ({ consultation, phase: consultationPhase(consultation, tx.now) })));
    });
  }

  /** Problems: `consultation.closed` with until when comments were taken, `consultation.not-yours`, `consultation.enough`. */
  comment(actor: Actor, roundId: string, given: CommentGiven): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!procurementPolicy.canComment(actor)) return forbidden('specification.comment');
      const consultation = await this.store.byRound(tx, roundId);
      if (consultation === undefined) return notFound('consultation');
      if (!(await this.store.takesPart(tx, consultation))) return problem('consultation.not-yours');
      const checked = checkComment(given);
      if (!checked.ok) return checked;
      if (consultationPhase(consultation, tx.now) !== 'OPEN') {
        return problem('consultation.closed', { until: formatDateTime(consultation.closesAt) });
      }
      const id = newId();
      await this.store.comment(tx, id, consultation, checked.value);
      await tx.audit('consultation.commented', { type: 'round', id: roundId }, { part: given.part });
      return ok(id);
    });
  }

  /** One thing that was heard, with what was changed for it, and the comments it answers. */
  addPoint(actor: Actor, roundId: string, given: PointGiven): Promise<Result<string>> {
    return this.led(actor, roundId, async (tx, consultation) => {
      if (consultationPhase(consultation, tx.now) !== 'CLOSED') return problem('consultation.still-open');
      const open = (await this.store.comments(tx, roundId)).filter(({ pointId }) => pointId === null);
      const checked = checkPoint(given, open);
      if (!checked.ok) return checked;
      const id = newId();
      await this.store.addPoint(tx, id, consultation, checked.value);
      await tx.audit('consultation.point-written', { type: 'round', id: roundId });
      return ok(id);
    });
  }

  removePoint(actor: Actor, roundId: string, pointId: string): Promise<Result<undefined>> {
    return this.led(actor, roundId, async (tx) => {
      if ((await this.store.removePoint(tx, roundId, pointId)) === 0) return notFound('consultation');
      await tx.audit('consultation.point-removed', { type: 'round', id: roundId });
      return ok();
    });
  }

  /** Everybody reads it from here on, and the round may open. Problems: those of `mayAnswer`. */
  answer(actor: Actor, roundId: string): Promise<Result<undefined>> {
    return this.led(actor, roundId, async (tx, consultation) => {
      const { comments, unanswered } = await this.store.count(tx, roundId);
      const may = mayAnswer(consultationPhase(consultation, tx.now), unanswered);
      if (!may.ok) return may;
      await this.store.answer(tx, roundId, comments);
      await tx.audit('consultation.answered', { type: 'round', id: roundId }, { comments });
      return ok();
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    const manages = procurementPolicy.canManage(actor);
    if (!manages && !procurementPolicy.canComment(actor)) return [];
    const found = await this.work.read(actor, (tx) => (manages ? this.store.toAnswer(tx) : this.store.openFor(tx)));
    return found.map((one) => ({
      title: manages ? `Say what you heard about ${one.roundName}` : `Comment on the draft of ${one.roundName}`,
      href: `/consultations/${one.roundId}`,
      kind: KIND,
      dueOn: londonDate(one.closesAt),
      detail: one.frameworkName,
    }));
  }

  private led<T>(
    actor: Actor,
    roundId: string,
    work: (tx: Tx, consultation: Consultation) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      const consultation = await this.store.byRound(tx, roundId);
      if (consultation === undefined) return notFound('consultation');
      if (!procurementPolicy.canChange(actor, consultation)) return forbidden('framework.manage');
      const locked = await this.store.lock(tx, roundId);
      return locked === undefined ? notFound('consultation') : work(tx, locked);
    });
  }
}
