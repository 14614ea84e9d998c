import { Injectable } from '@nestjs/common';
import {
  type Actor,
  all,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  isCode,
  move,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { AdmitProvider } from '../../procurement/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import {
  CONCERN_LEVELS,
  CONCERN_OUTCOMES,
  type ConcernLevel,
  concernMoves,
  type ConcernOutcome,
  kindOfConcern,
} from '../domain/concern.js';
import { type Concern, ConcernStore } from '../persistence/concern.store.js';

explainConstraint('concern_action_stands', 'concern.action-done');

/** What the authority does about a concern, from sorting it to the outcome; each step under the concern's lock. */
@Injectable()
export class HandleConcerns {
  constructor(
    private readonly work: UnitOfWork,
    private readonly concerns: ConcernStore,
    private readonly admissions: AdmitProvider,
  ) {}

  /** Problem: `concern.moved-on`. */
  triage(actor: Actor, id: string, given: { level: ConcernLevel; words: string }): Promise<Result<undefined>> {
    return this.change(actor, id, async (tx, concern) => {
      const words = cleanText(given.words, { field: 'words', max: 8000, multiline: true, required: true });
      const checked = all<unknown>([isCode(CONCERN_LEVELS, given.level) ? ok() : invalid('level', 'choice'), words]);
      if (!checked.ok) return checked;
      if (!move(concernMoves, concern.status, 'triage').ok) return problem('concern.moved-on');
      await this.concerns.triage(tx, id, given.level);
      await this.concerns.note(tx, newId(), concern, words.ok ? words.value : '');
      await tx.audit('concern.triaged', { type: 'concern', id }, { level: given.level });
      return ok();
    });
  }

  note(actor: Actor, id: string, given: string): Promise<Result<undefined>> {
    return this.whileOpen(actor, id, async (tx, concern) => {
      const words = cleanText(given, { field: 'words', max: 8000, multiline: true, required: true });
      if (!words.ok) return words;
      await this.concerns.note(tx, newId(), concern, words.value);
      await tx.audit('concern.noted', { type: 'concern', id });
      return ok();
    });
  }

  agreeAction(
    actor: Actor,
    id: string,
    given: { readonly what: string; readonly ownerName: string; readonly dueOn: DateOnly },
  ): Promise<Result<undefined>> {
    return this.whileOpen(actor, id, async (tx, concern) => {
      const what = cleanText(given.what, { field: 'what', max: 2000, multiline: true, required: true });
      const ownerName = cleanText(given.ownerName, { field: 'ownerName', max: 200, required: true });
      const day = given.dueOn < tx.today ? invalid('dueOn', 'not-in-the-past') : ok();
      const checked = all<unknown>([what, ownerName, day]);
      if (!checked.ok || !what.ok || !ownerName.ok) return checked.ok ? ok() : checked;
      const actionId = newId();
      const action = { what: what.value, ownerName: ownerName.value, dueOn: given.dueOn };
      await this.concerns.addAction(tx, actionId, concern, action);
      await tx.audit('concern.action-agreed', { type: 'concern', id }, { action: actionId, dueOn: given.dueOn });
      return ok();
    });
  }

  /** Problem: `concern.action-done`. */
  doAction(actor: Actor, id: string, actionId: string, given: string): Promise<Result<undefined>> {
    return this.whileOpen(actor, id, async (tx) => {
      const note = cleanText(given, { field: 'note', max: 4000, multiline: true, required: true });
      if (!note.ok) return note;
      const action = await this.concerns.lockAction(tx, actionId);
      if (action === undefined || action.concernId !== id) return notFound('concern-action');
      if (action.doneOn !== null) return problem('concern.action-done');
      await this.concerns.doAction(tx, actionId, note.value);
      await tx.audit('concern.action-done', { type: 'concern', id }, { action: actionId });
      return ok();
    });
  }

  /**
   * Nothing new is called off under these admissions from today; whoever leads their framework decides it. Problems: those
   * of `AdmitProvider.suspend`; none of the admissions is suspended when one cannot be.
   */
  suspend(actor: Actor, id: string, admissionIds: readonly string[]): Promise<Result<undefined>> {
    return this.whileOpen(actor, id, async (tx, concern) => {
      if (admissionIds.length === 0) return invalid('admissionIds', 'choose-one');
      const own = new Set((await this.concerns.suspendable(tx, concern.providerId)).map((one) => one.id));
      if (admissionIds.some((one) => !own.has(one))) return problem('admission.suspension-overlaps');
      const reason = kindOfConcern(concern.kind).suspends;
      // In the order of their ids, so that two who suspend at once wait for each other in one order.
      for (const admissionId of admissionIds.toSorted()) {
        const command = { admissionId, reason, fromDate: tx.today, toDate: null };
        const suspended = await this.admissions.suspendIn(tx, command);
        if (!suspended.ok) return suspended;
        await this.concerns.linkSuspension(tx, concern, suspended.value, admissionId);
      }
      await tx.audit('concern.suspended', { type: 'concern', id }, { admissions: admissionIds.length });
      return ok();
    });
  }

  /** Lifts from today what this concern suspended. Problem: `admission.not-suspended`. */
  lift(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.change(actor, id, async (tx, concern) => {
      const standing = (await this.concerns.suspensions(tx, id)).filter(
        ({ toDate }) => (toDate ?? tx.today) >= tx.today,
      );
      if (standing.length === 0) return problem('admission.not-suspended');
      for (const admissionId of standing.map((one) => one.admissionId).toSorted()) {
        const lifted = await this.admissions.liftIn(tx, { admissionId, from: tx.today });
        if (!lifted.ok) return lifted;
      }
      await tx.audit('concern.suspension-lifted', { type: 'concern', id: concern.id });
      return ok();
    });
  }

  /** Problems: `concern.moved-on`, `concern.actions-open`. */
  close(
    actor: Actor,
    id: string,
    given: { readonly outcome: ConcernOutcome; readonly found: string; readonly toldRaiser: string },
  ): Promise<Result<undefined>> {
    return this.change(actor, id, async (tx, concern) => {
      const found = cleanText(given.found, { field: 'found', max: 8000, multiline: true, required: true });
      const told = cleanText(given.toldRaiser, { field: 'toldRaiser', max: 4000, multiline: true, required: true });
      const choice = isCode(CONCERN_OUTCOMES, given.outcome) ? ok() : invalid('outcome', 'choice');
      const checked = all<unknown>([choice, found, told]);
      if (!checked.ok || !found.ok || !told.ok) return checked.ok ? ok() : checked;
      if (!move(concernMoves, concern.status, 'close').ok) return problem('concern.moved-on');
      const open = (await this.concerns.actions(tx, id)).filter(({ doneOn }) => doneOn === null);
      if (open.length > 0) return problem('concern.actions-open', { count: open.length });
      await this.concerns.close(tx, id, { outcome: given.outcome, found: found.value, toldRaiser: told.value });
      await tx.audit('concern.closed', { type: 'concern', id }, { outcome: given.outcome });
      const kind = concern.confidential ? 'concern.closed-confidential' : 'concern.closed';
      const about = { subjectType: 'concern', subjectId: id, reference: concern.reference };
      await announce(tx, { kind, organisationId: concern.raisedByOrganisationId, ...about });
      return ok();
    });
  }

  private whileOpen(
    actor: Actor,
    id: string,
    work: (tx: Tx, concern: Concern) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    return this.change(actor, id, async (tx, concern) =>
      concern.status === 'IN_HAND' ? work(tx, concern) : problem('concern.moved-on'),
    );
  }

  private change(
    actor: Actor,
    id: string,
    work: (tx: Tx, concern: Concern) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const concern = await this.concerns.lock(tx, id);
      if (concern === undefined) return notFound('concern');
      return assurancePolicy.canHandle(actor, concern) ? work(tx, concern) : forbidden('concern.handle');
    });
  }
}
