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
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import { FindEvidence } from '../../providers/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import { actionMoves, visitMoves } from '../domain/visit.js';
import { VisitActionStore } from '../persistence/visit-action.store.js';
import { VisitStore } from '../persistence/visit.store.js';
import { Tell } from './tell.js';

explainConstraint('visit_action_report_evidence', 'evidence.not-found');

/** What the provider says: to a draft report, once and in time, and about the actions that are its own. */
@Injectable()
export class AnswerVisits {
  constructor(
    private readonly work: UnitOfWork,
    private readonly visits: VisitStore,
    private readonly actions: VisitActionStore,
    private readonly evidence: FindEvidence,
    private readonly tell: Tell,
  ) {}

  /** Problems: `visit.moved-on`, `visit.reply-late` with the last day. */
  reply(actor: Actor, visitId: string, words: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const visit = await this.visits.lock(tx, visitId);
      if (visit === undefined) return notFound('visit');
      if (!assurancePolicy.canAnswer(actor, visit)) return forbidden('quality.answer');
      const reply = cleanText(words, { field: 'reply', max: 8000, multiline: true, required: true });
      if (!reply.ok) return reply;
      if (!move(visitMoves, visit.status, 'reply').ok) return problem('visit.moved-on', { status: visit.status });
      if ((visit.replyBy ?? tx.today) < tx.today) return problem('visit.reply-late', { until: visit.replyBy });
      await this.visits.reply(tx, visitId, reply.value);
      await tx.audit('visit.replied', { type: 'visit', id: visitId });
      const about = { subjectType: 'visit', subjectId: visitId, reference: visit.reference };
      await this.tell.authority(tx, visit.authorityId, { kind: 'visit.replied', ...about });
      return ok();
    });
  }

  /** With a document that the provider keeps, where there is one. Problem: `visit-action.moved-on`. */
  report(
    actor: Actor,
    actionId: string,
    given: { readonly said: string; readonly evidenceId: string | null },
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const action = await this.actions.lock(tx, actionId);
      if (action === undefined) return notFound('visit-action');
      if (!assurancePolicy.canAnswer(actor, action) || action.owner !== 'PROVIDER') return forbidden('quality.answer');
      const said = cleanText(given.said, { field: 'said', max: 4000, multiline: true, required: true });
      if (!said.ok) return said;
      const next = move(actionMoves, action.status, 'report');
      if (!next.ok) return problem('visit-action.moved-on');
      const { evidenceId } = given;
      const kept = evidenceId === null ? [] : await this.evidence.all(tx, action.providerId);
      if (evidenceId !== null && !kept.some(({ id }) => id === evidenceId)) return invalid('evidenceId', 'choice');
      await this.actions.say(tx, action, { id: newId(), said: said.value, evidenceId, byProvider: true });
      await this.actions.setStatus(tx, actionId, next.value);
      await tx.audit('visit-action.reported', { type: 'visit-action', id: actionId });
      const about = { subjectType: 'visit-action', subjectId: actionId, reference: action.visitReference };
      await this.tell.authority(tx, action.authorityId, { kind: 'visit-action.reported', ...about });
      return ok();
    });
  }
}
