import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, londonDate, may, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { Decisions } from '../../panels/index.js';
import { AdmitProvider } from '../../procurement/index.js';
import { type AdmissionCase, AdmissionCaseStore } from '../persistence/admission-case.store.js';
import { Letters } from './letters.js';

explainConstraint('admission_case_second_person', 'admission.second-person');

/**
 * Where whoever meets the published conditions must be admitted, the board confirms that they are met and the
 * contracting authority signs: somebody of the authority who took no part in the decision.
 */
@Injectable()
export class SignAdmissions implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cases: AdmissionCaseStore,
    private readonly admissions: AdmitProvider,
    private readonly decisions: Decisions,
    private readonly letters: Letters,
  ) {}

  one(actor: Actor, caseId: string): Promise<Result<AdmissionCase>> {
    return this.work.read(actor, async (tx) => {
      const found = await this.cases.byId(tx, caseId);
      return found === undefined ? notFound('admission') : ok(found);
    });
  }

  toSign(actor: Actor): Promise<readonly AdmissionCase[]> {
    return this.work.read(actor, (tx) => this.cases.toSign(tx));
  }

  /** Problems: `admission.second-person`, `admission.decided-already`, and those of admitting. */
  sign(actor: Actor, caseId: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.cases.lock(tx, caseId);
      if (found === undefined) return notFound('admission');
      if (!may(actor, 'framework.manage') || actor.authorityId !== found.authorityId)
        return forbidden('framework.manage');
      if (found.status !== 'TO_SIGN') return problem('admission.decided-already');
      const decision = await this.decisions.byId(tx, found.decisionId ?? '');
      if (decision === undefined || found.admittedFrom === null) return notFound('decision');
      await this.cases.sign(tx, caseId);
      const { providerId, lotId, toDate, admittedFrom: fromDate } = found;
      const given = await this.admissions.admit(tx, { providerId, lotId, fromDate, toDate, decisionId: decision.id });
      if (!given.ok) return given;
      await tx.audit('admission.signed', { type: 'admission-case', id: caseId });
      const item = { decisionId: decision.id, outcome: decision.outcome, reasons: decision.reasons, conditions: null };
      const decidedOn = londonDate(decision.decidedAt);
      return this.letters.write(tx, { found, item, decidedOn, standstillUntil: null, admittedFrom: fromDate });
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!may(actor, 'framework.manage')) return [];
    const waiting = (await this.toSign(actor)).length;
    if (waiting === 0) return [];
    const title = waiting === 1 ? 'Sign 1 admission' : `Sign ${waiting} admissions`;
    return [{ title, href: '/board/signatures', kind: 'The board', detail: 'The board has confirmed the conditions' }];
  }
}
