import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type DateOnly, isCode, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { explainConstraint, type Tx } from '../../../platform/index.js';
import { Calendars } from '../../organisations/index.js';
import {
  type AgendaSubject,
  AgendaSubjects,
  type DecidedItem,
  type Meeting,
  type Outcome,
} from '../../panels/index.js';
import { AdmitProvider } from '../../procurement/index.js';
import { ADMISSION_OUTCOMES, admittedFrom, outcomesFor, outcomeWords } from '../domain/admission-paper.js';
import { type AdmissionCase, AdmissionCaseStore } from '../persistence/admission-case.store.js';
import { Letters } from './letters.js';
import { ADMISSION } from './prepare-admissions.js';

explainConstraint('admission_case_stands', 'admission.decided-already');
explainConstraint('admission_case_own_decision', 'admission.not-decided');

/**
 * An applicant before the board. Where scores decide, the admission is given with the decision; where whoever meets the
 * published conditions must be admitted, the board confirms and the authority signs. Everybody is written to.
 */
@Injectable()
export class AdmissionSubject implements AgendaSubject, OnModuleInit {
  readonly type = ADMISSION;
  readonly decisionKind = 'ADMISSION';

  constructor(
    private readonly subjects: AgendaSubjects,
    private readonly cases: AdmissionCaseStore,
    private readonly admissions: AdmitProvider,
    private readonly letters: Letters,
    private readonly calendars: Calendars,
  ) {}

  onModuleInit(): void {
    this.subjects.register(this);
  }

  async outcomes(tx: Tx, subjectId: string): Promise<readonly Outcome[]> {
    const found = await this.cases.byId(tx, subjectId);
    if (found === undefined) return [];
    return outcomesFor(found).map((code) => ({
      code,
      words: outcomeWords(code, found),
      conditional: code === 'ADMIT_WITH_CONDITIONS',
    }));
  }

  /** Problems: `provider.suspended`, `admission.overlaps`, `admission.past-its-end`. */
  async decided(tx: Tx, meeting: Meeting, items: readonly DecidedItem[]): Promise<Result<undefined>> {
    const cases = await this.cases.locked(
      tx,
      items.map(({ subjectId }) => subjectId),
    );
    const bankHolidays = (await this.calendars.bankHolidays(tx)).map(({ heldOn }) => heldOn);
    const inOrder = items.toSorted((a, b) => (a.subjectId < b.subjectId ? -1 : 1));
    for (const item of inOrder) {
      const found = cases.get(item.subjectId);
      if (found === undefined) return notFound('admission');
      const acted = await this.act(tx, { meeting, item, found, bankHolidays });
      if (!acted.ok) return acted;
    }
    return ok();
  }

  async dropped(tx: Tx, subjectIds: readonly string[]): Promise<Result<undefined>> {
    await this.cases.drop(tx, subjectIds);
    return ok();
  }

  href(subjectId: string): string {
    return `/board/admissions/${subjectId}`;
  }

  private async act(
    tx: Tx,
    about: {
      readonly meeting: Meeting;
      readonly item: DecidedItem;
      readonly found: AdmissionCase;
      readonly bankHolidays: readonly DateOnly[];
    },
  ): Promise<Result<undefined>> {
    const { meeting, item, found, bankHolidays } = about;
    const { decisionId, outcome } = item;
    if (!isCode(ADMISSION_OUTCOMES, outcome) || !outcomesFor(found).includes(outcome)) {
      return problem('admission.outcome-not-open');
    }
    if (outcome === 'DEFERRED') {
      await this.cases.drop(tx, [found.id]);
      return ok();
    }
    const { from, standstillUntil } = admittedFrom(found.fromDate, meeting.heldOn, {
      days: found.standstillDays,
      bankHolidays,
    });
    const letter = { found, item, decidedOn: meeting.heldOn, standstillUntil };
    if (outcome === 'REFUSE') {
      await this.cases.decide(tx, found.id, { decisionId, outcome, status: 'REFUSED', admittedFrom: null });
      return this.letters.write(tx, { ...letter, admittedFrom: null });
    }
    if (from > found.toDate) return problem('admission.past-its-end');
    const status = found.scored ? 'ADMITTED' : 'TO_SIGN';
    await this.cases.decide(tx, found.id, { decisionId, outcome, status, admittedFrom: from });
    if (!found.scored) return this.admissions.mayAdmit(tx, found.providerId, found.frameworkId);
    const { providerId, lotId, toDate } = found;
    const given = await this.admissions.admit(tx, { providerId, lotId, fromDate: from, toDate, decisionId });
    return given.ok ? this.letters.write(tx, { ...letter, admittedFrom: from }) : given;
  }
}
