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

  /** All cases of a block in as few statements as one. Problems: `provider.suspended`, `admission.overlaps`, `admission.past-its-end`. */
  async decided(tx: Tx, meeting: Meeting, items: readonly DecidedItem[]): Promise<Result<undefined>> {
    const cases = await this.cases.locked(
      tx,
      items.map(({ subjectId }) => subjectId),
    );
    const bankHolidays = (await this.calendars.bankHolidays(tx)).map(({ heldOn }) => heldOn);
    const taken: Taken[] = [];
    for (const item of items) {
      const found = cases.get(item.subjectId);
      if (found === undefined) return notFound('admission');
      const decided = takenOn(found, item, { heldOn: meeting.heldOn, toldOn: tx.today, bankHolidays });
      if (!decided.ok) return decided;
      taken.push(decided.value);
    }
    return this.act(tx, taken, meeting.heldOn);
  }

  async dropped(tx: Tx, subjectIds: readonly string[]): Promise<Result<undefined>> {
    await this.cases.drop(tx, subjectIds);
    return ok();
  }

  href(subjectId: string): string {
    return `/board/admissions/${subjectId}`;
  }

  private async act(tx: Tx, taken: readonly Taken[], decidedOn: DateOnly): Promise<Result<undefined>> {
    const of = (...statuses: readonly Taken['status'][]) => taken.filter(({ status }) => statuses.includes(status));
    await this.cases.drop(
      tx,
      of('DROPPED').map(({ found }) => found.id),
    );
    await this.cases.decide(
      tx,
      taken.flatMap(({ found, item: { decisionId, outcome }, status, admittedFrom }) =>
        status === 'DROPPED' ? [] : [{ id: found.id, decisionId, outcome, status, admittedFrom }],
      ),
    );
    const fit = await this.admissions.mayAdmit(
      tx,
      of('TO_SIGN').map(({ found }) => found),
    );
    if (!fit.ok) return fit;
    const given = await this.admissions.admit(
      tx,
      of('ADMITTED').map(({ found, item, admittedFrom }) => ({
        providerId: found.providerId,
        lotId: found.lotId,
        fromDate: admittedFrom ?? found.fromDate,
        toDate: found.toDate,
        decisionId: item.decisionId,
      })),
    );
    if (!given.ok) return given;
    return this.letters.write(
      tx,
      of('ADMITTED', 'REFUSED').map((one) => ({ ...one, decidedOn })),
    );
  }
}

/** What a decision makes of a case. */
interface Taken {
  readonly found: AdmissionCase;
  readonly item: DecidedItem;
  readonly status: 'DROPPED' | 'REFUSED' | 'TO_SIGN' | 'ADMITTED';
  readonly admittedFrom: DateOnly | null;
  readonly standstillUntil: DateOnly | null;
}

function takenOn(
  found: AdmissionCase,
  item: DecidedItem,
  on: { readonly heldOn: DateOnly; readonly toldOn: DateOnly; readonly bankHolidays: readonly DateOnly[] },
): Result<Taken> {
  const { outcome } = item;
  if (!isCode(ADMISSION_OUTCOMES, outcome) || !outcomesFor(found).includes(outcome)) {
    return problem('admission.outcome-not-open');
  }
  const nothing = { found, item, admittedFrom: null, standstillUntil: null };
  if (outcome === 'DEFERRED') return ok({ ...nothing, status: 'DROPPED' });
  const standstill = { days: found.standstillDays, toldOn: on.toldOn, bankHolidays: on.bankHolidays };
  const { from, standstillUntil } = admittedFrom(found.fromDate, on.heldOn, standstill);
  if (outcome === 'REFUSE') return ok({ ...nothing, standstillUntil, status: 'REFUSED' });
  if (from > found.toDate) return problem('admission.past-its-end');
  return ok({ found, item, status: found.scored ? 'ADMITTED' : 'TO_SIGN', admittedFrom: from, standstillUntil });
}
