import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DateOnly,
  forbidden,
  londonDate,
  may,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { Calendars } from '../../organisations/index.js';
import { Decisions } from '../../panels/index.js';
import { AdmitProvider } from '../../procurement/index.js';
import { admittedFrom } from '../domain/admission-paper.js';
import { type AdmissionCase, AdmissionCaseStore } from '../persistence/admission-case.store.js';
import { type LetterAbout, Letters } from './letters.js';

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
    private readonly calendars: Calendars,
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

  /**
   * One or many, all or none, in as few statements as one; how many they were. Problems: `admission.second-person`,
   * `admission.decided-already`, `admission.past-its-end`, and those of admitting. Who applied is told now, so a standstill
   * counts from now.
   */
  sign(actor: Actor, caseIds: readonly string[]): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      const cases = await this.cases.locked(tx, caseIds);
      const found = [...cases.values()];
      if (cases.size === 0 || caseIds.some((id) => !cases.has(id))) return notFound('admission');
      if (!may(actor, 'framework.manage') || found.some(({ authorityId }) => authorityId !== actor.authorityId))
        return forbidden('framework.manage');
      if (found.some(({ status }) => status !== 'TO_SIGN')) return problem('admission.decided-already');
      const signed = await this.toSignFor(tx, found);
      if (!signed.ok) return signed;
      await this.cases.sign(
        tx,
        signed.value.map(({ found: { id }, admittedFrom }) => ({ id, admittedFrom })),
      );
      const given = await this.admissions.admit(
        tx,
        signed.value.map(({ found: { providerId, lotId, toDate }, item: { decisionId }, admittedFrom: fromDate }) => {
          return { providerId, lotId, fromDate, toDate, decisionId };
        }),
      );
      if (!given.ok) return given;
      await tx.auditAll(
        'admission.signed',
        found.map(({ id }) => ({ subject: { type: 'admission-case', id } })),
      );
      const written = await this.letters.write(tx, signed.value);
      return written.ok ? ok(cases.size) : written;
    });
  }

  /** Each case with what the board decided on it. */
  private async toSignFor(
    tx: Tx,
    cases: readonly AdmissionCase[],
  ): Promise<Result<readonly (LetterAbout & { readonly admittedFrom: DateOnly })[]>> {
    const decisions = await this.decisions.byIds(
      tx,
      cases.map(({ decisionId }) => decisionId ?? ''),
    );
    const bankHolidays = (await this.calendars.bankHolidays(tx)).map(({ heldOn }) => heldOn);
    const signed = cases.flatMap((found) => {
      const decision = decisions.get(found.decisionId ?? '');
      if (decision === undefined || found.admittedFrom === null) return [];
      const { id: decisionId, outcome, reasons } = decision;
      const item = { decisionId, outcome, reasons, conditions: null };
      const decidedOn = londonDate(decision.decidedAt);
      const standstill = { days: found.standstillDays, toldOn: tx.today, bankHolidays };
      const { from, standstillUntil } = admittedFrom(found.admittedFrom, decidedOn, standstill);
      return [{ found, item, decidedOn, standstillUntil, admittedFrom: from }];
    });
    if (signed.length !== cases.length) return notFound('decision');
    const late = signed.some((one) => one.admittedFrom > one.found.toDate);
    return late ? problem('admission.past-its-end') : ok(signed);
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!may(actor, 'framework.manage')) return [];
    const waiting = (await this.toSign(actor)).length;
    if (waiting === 0) return [];
    const title = waiting === 1 ? 'Sign 1 admission' : `Sign ${waiting} admissions`;
    return [{ title, href: '/board/signatures', kind: 'The board', detail: 'The board has confirmed the conditions' }];
  }
}
