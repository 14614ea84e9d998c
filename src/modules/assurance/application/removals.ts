import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  cleanText,
  forbidden,
  invalid,
  isCode,
  maxDate,
  minDate,
  newId,
  notFound,
  ok,
  problem,
  type Result,
  workingDays,
} from '../../../kernel/index.js';
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { Calendars } from '../../organisations/index.js';
import { AdmitProvider } from '../../procurement/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import { REMOVAL_GROUNDS, type RemovalGround } from '../domain/provider-change.js';
import { RemovalStore } from '../persistence/removal.store.js';
import { TermsStore } from '../persistence/terms.store.js';
import { Tell } from './tell.js';

explainConstraint('admission_removal_one_open', 'removal.noticed');
explainConstraint('admission_removal_two_people', 'removal.second-person');
explainConstraint('admission_removal_stands', 'removal.decided');

/** Ending an admission: notice with reasons, the provider's reply, and the decision of another person. */
@Injectable()
export class Removals {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: RemovalStore,
    private readonly terms: TermsStore,
    private readonly calendars: Calendars,
    private readonly admissions: AdmitProvider,
    private readonly tell: Tell,
  ) {}

  /** Notice and reply last as long as the terms of today say. Problem: `removal.noticed`. */
  notice(
    actor: Actor,
    admissionId: string,
    given: { readonly ground: RemovalGround; readonly reasons: string },
  ): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const admission = await this.store.admission(tx, admissionId);
      if (admission === undefined) return notFound('admission');
      if (!assurancePolicy.canDecide(actor, admission)) return forbidden('framework.manage');
      if (actor.userId === null) return problem('removal.person-needed');
      const reasons = cleanText(given.reasons, { field: 'reasons', max: 8000, multiline: true, required: true });
      if (!reasons.ok) return reasons;
      if (!isCode(REMOVAL_GROUNDS, given.ground)) return invalid('ground', 'choice');
      const { replyDays, noticeDays } = await this.terms.on(tx, admission.authorityId, tx.today);
      const bankHolidays = (await this.calendars.bankHolidays(tx)).map(({ heldOn }) => heldOn);
      const replyBy = workingDays(tx.today, replyDays, bankHolidays);
      const lastDay = minDate(maxDate(addDays(tx.today, noticeDays), replyBy), admission.toDate);
      const id = newId();
      await this.store.add(tx, id, admission, { ground: given.ground, reasons: reasons.value, lastDay, replyBy });
      await tx.audit('removal.noticed', { type: 'removal', id }, { admission: admissionId, ground: given.ground });
      const about = { subjectType: 'removal', subjectId: id, reference: `Lot ${admission.lotNumber}`, dueOn: replyBy };
      await announce(tx, { kind: 'removal.noticed', organisationId: admission.providerId, ...about });
      return ok(id);
    });
  }

  /** Problems: `removal.decided`, `removal.reply-late`. */
  reply(actor: Actor, id: string, words: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const removal = await this.store.lock(tx, id);
      if (removal === undefined) return notFound('removal');
      if (!assurancePolicy.canAnswer(actor, removal)) return forbidden('quality.answer');
      const reply = cleanText(words, { field: 'reply', max: 8000, multiline: true, required: true });
      if (!reply.ok) return reply;
      if (removal.status !== 'NOTICE') return problem('removal.decided');
      if (removal.replyBy < tx.today) return problem('removal.reply-late', { until: removal.replyBy });
      await this.store.reply(tx, id, reply.value);
      await tx.audit('removal.replied', { type: 'removal', id });
      const about = { subjectType: 'removal', subjectId: id, reference: removal.providerName };
      await this.tell.authority(tx, removal.authorityId, { kind: 'removal.replied', ...about });
      return ok();
    });
  }

  /**
   * By somebody other than who gave notice, once the provider has replied or its days are over. Removed, the admission ends
   * on the last day of the notice, or today where that is over. Problems: `removal.decided`, `removal.second-person`,
   * `removal.reply-open`.
   */
  decide(
    actor: Actor,
    id: string,
    given: { readonly outcome: 'REMOVED' | 'KEPT'; readonly decision: string },
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const removal = await this.store.lock(tx, id);
      if (removal === undefined) return notFound('removal');
      if (!assurancePolicy.canDecide(actor, removal)) return forbidden('framework.manage');
      const decision = cleanText(given.decision, { field: 'decision', max: 8000, multiline: true, required: true });
      if (!decision.ok) return decision;
      if (removal.status !== 'NOTICE' && removal.status !== 'REPLIED') return problem('removal.decided');
      if (actor.userId === null || actor.userId === removal.noticedBy) return problem('removal.second-person');
      if (removal.status === 'NOTICE' && removal.replyBy >= tx.today) {
        return problem('removal.reply-open', { until: removal.replyBy });
      }
      await this.store.decide(tx, id, given.outcome, decision.value);
      if (given.outcome === 'REMOVED') {
        const lastDay = maxDate(removal.lastDay, tx.today);
        const ended = await this.admissions.endIn(tx, { admissionId: removal.admissionId, lastDay });
        if (!ended.ok) return ended;
      }
      await tx.audit('removal.decided', { type: 'removal', id }, { outcome: given.outcome });
      const about = { subjectType: 'removal', subjectId: id, reference: `Lot ${removal.lotNumber}` };
      await announce(tx, { kind: 'removal.decided', organisationId: removal.providerId, ...about });
      return ok();
    });
  }
}
