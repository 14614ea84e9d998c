import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  all,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  move,
  newId,
  notFound,
  ok,
  problem,
  type Result,
  workingDays,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { Calendars } from '../../organisations/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import { checkFinding, checkReport, type FindingGiven, type ReportGiven, visitMoves } from '../domain/visit.js';
import { providerName } from '../persistence/providers-seen.js';
import { TermsStore } from '../persistence/terms.store.js';
import { type NewVisit, type Visit, VisitStore } from '../persistence/visit.store.js';

explainConstraint('quality_visit_site', 'site.not-found');
explainConstraint('quality_visit_follows', 'visit.not-found');
explainConstraint('visit_finding_pk', 'record.changed');
explainConstraint('visit_finding_in_time', 'visit.report-stands');

export type VisitPlan = Omit<NewVisit, 'id'>;

const A_YEAR = 366;

/** What the authority does with a visit, from the plan to the final report; each step once, under the visit's lock. */
@Injectable()
export class ManageVisits {
  constructor(
    private readonly work: UnitOfWork,
    private readonly visits: VisitStore,
    private readonly terms: TermsStore,
    private readonly calendars: Calendars,
  ) {}

  /** A visit that follows another is to the same provider. Problems: `provider.not-found`, `visit.not-found`. */
  plan(actor: Actor, given: VisitPlan): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!assurancePolicy.canManage(actor)) return forbidden('quality.manage');
      const purpose = cleanText(given.purpose, { field: 'purpose', max: 2000, multiline: true, required: true });
      const near = given.visitOn >= addDays(tx.today, -A_YEAR) && given.visitOn <= addDays(tx.today, 2 * A_YEAR);
      const checked = all<unknown>([purpose, near ? ok() : invalid('visitOn', 'visit-day')]);
      if (!checked.ok) return checked;
      if ((await providerName(tx, given.providerId)) === undefined) return notFound('provider');
      const id = newId();
      await this.visits.add(tx, { ...given, id, purpose: purpose.ok ? purpose.value : '' });
      await tx.audit(
        'visit.planned',
        { type: 'visit', id },
        { provider: given.providerId, announced: given.announced },
      );
      const visit = await this.visits.byId(tx, id);
      if (given.announced && visit !== undefined) await tell(tx, 'visit.planned', visit, given.visitOn);
      return ok(id);
    });
  }

  callOff(actor: Actor, id: string, why: string): Promise<Result<undefined>> {
    return this.step(actor, id, 'call-off', async (tx) => {
      const said = cleanText(why, { field: 'why', max: 1000, multiline: true, required: true });
      if (!said.ok) return said;
      await this.visits.callOff(tx, id, said.value);
      return ok();
    });
  }

  /** Rule: `not-in-the-future` for the day. */
  carryOut(actor: Actor, id: string, given: { carriedOutOn: DateOnly; met: string }): Promise<Result<undefined>> {
    return this.step(actor, id, 'carry-out', async (tx) => {
      const met = cleanText(given.met, { field: 'met', max: 1000, multiline: true, required: true });
      const day = given.carriedOutOn > tx.today ? invalid('carriedOutOn', 'not-in-the-future') : ok();
      const checked = all<unknown>([day, met]);
      if (!checked.ok) return checked;
      await this.visits.carryOut(tx, id, { ...given, met: met.ok ? met.value : '' });
      return ok();
    });
  }

  /** `seen` is how often the area had been said on the page: of two at once the second is told (`record.changed`). */
  find(
    actor: Actor,
    { id, area, seen }: { readonly id: string; readonly area: string; readonly seen: number },
    given: FindingGiven,
  ): Promise<Result<undefined>> {
    return this.change(actor, id, async (tx, visit) => {
      if (visit.status !== 'CARRIED_OUT' && visit.status !== 'REPLIED') return problem('visit.report-stands');
      const checked = checkFinding(area, given);
      if (!checked.ok) return checked;
      const before = (await this.visits.findings(tx, id)).find((one) => one.area === area)?.n ?? 0;
      if (before !== seen) return problem('record.changed');
      await this.visits.addFinding(tx, visit, { ...checked.value, area, n: before + 1 });
      await tx.audit('visit.found', { type: 'visit', id }, { area, judgement: given.judgement });
      return ok();
    });
  }

  /** Sends the draft: from now the provider may reply for as many working days as the terms of today say. */
  send(actor: Actor, id: string, given: ReportGiven): Promise<Result<undefined>> {
    return this.step(actor, id, 'send', async (tx, visit) => {
      const report = checkReport(given, await this.visits.findings(tx, id));
      if (!report.ok) return report;
      const { replyDays } = await this.terms.on(tx, visit.authorityId, tx.today);
      const bankHolidays = (await this.calendars.bankHolidays(tx)).map(({ heldOn }) => heldOn);
      const replyBy = workingDays(tx.today, replyDays, bankHolidays);
      await this.visits.send(tx, id, { ...report.value, replyBy });
      await tell(tx, 'visit.report', visit, replyBy);
      return ok();
    });
  }

  /**
   * The report is final once the provider has replied, with what the authority says to that, or once its days are over.
   * Problem: `visit.reply-open` with the last day. Rule: `required` for the response to a reply.
   */
  finalise(actor: Actor, id: string, given: ReportGiven & { readonly response: string }): Promise<Result<undefined>> {
    return this.step(actor, id, 'finalise', async (tx, visit) => {
      if (visit.status === 'DRAFT_REPORT' && (visit.replyBy ?? tx.today) >= tx.today) {
        return problem('visit.reply-open', { until: visit.replyBy });
      }
      const required = visit.status === 'REPLIED';
      const response = cleanText(given.response, { field: 'response', max: 8000, multiline: true, required });
      const report = checkReport(given, await this.visits.findings(tx, id));
      if (!report.ok) return report;
      if (!response.ok) return response;
      const said = response.value === '' ? null : response.value;
      await this.visits.finalise(tx, visit, { ...report.value, response: said });
      await tell(tx, 'visit.final', visit);
      // What a final report says weighs in matching, where the rules of the authority let it.
      await tx.outbox('capacity.changed', { providerId: visit.providerId });
      return ok();
    });
  }

  private step(
    actor: Actor,
    id: string,
    event: 'call-off' | 'carry-out' | 'send' | 'finalise',
    work: (tx: Tx, visit: Visit) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    return this.change(actor, id, async (tx, visit) => {
      const next = move(visitMoves, visit.status, event);
      if (!next.ok) return problem('visit.moved-on', { status: visit.status });
      const done = await work(tx, visit);
      if (done.ok) await tx.audit('visit.moved', { type: 'visit', id }, { to: next.value });
      return done;
    });
  }

  private change(
    actor: Actor,
    id: string,
    work: (tx: Tx, visit: Visit) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const visit = await this.visits.lock(tx, id);
      if (visit === undefined) return notFound('visit');
      return assurancePolicy.canChange(actor, visit) ? work(tx, visit) : forbidden('quality.manage');
    });
  }
}

function tell(
  tx: Tx,
  kind: 'visit.planned' | 'visit.report' | 'visit.final',
  { id, providerId, reference }: Visit,
  dueOn: DateOnly | null = null,
): Promise<void> {
  return announce(tx, { kind, organisationId: providerId, subjectType: 'visit', subjectId: id, reference, dueOn });
}
