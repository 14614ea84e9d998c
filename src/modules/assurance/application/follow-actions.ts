import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  forbidden,
  move,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import { type ActionGiven, actionMoves, checkAction } from '../domain/visit.js';
import { type VisitAction, VisitActionStore } from '../persistence/visit-action.store.js';
import { VisitStore } from '../persistence/visit.store.js';

explainConstraint('visit_action_stands', 'visit-action.moved-on');

/** What has to be done after a visit: agreed, followed, and closed by the authority with what shows that it is done. */
@Injectable()
export class FollowActions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly visits: VisitStore,
    private readonly actions: VisitActionStore,
  ) {}

  /** From the visit on, and as long as somebody may have to do more. Problem: `visit.not-carried-out`. */
  agree(actor: Actor, visitId: string, given: ActionGiven): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const visit = await this.visits.lock(tx, visitId);
      if (visit === undefined) return notFound('visit');
      if (!assurancePolicy.canChange(actor, visit)) return forbidden('quality.manage');
      if (visit.carriedOutOn === null) return problem('visit.not-carried-out');
      const checked = checkAction(given, tx.today);
      if (!checked.ok) return checked;
      const id = newId();
      await this.actions.add(tx, id, visit, checked.value);
      await tx.audit('visit-action.agreed', { type: 'visit-action', id }, { visit: visitId, dueOn: given.dueOn });
      return ok(id);
    });
  }

  /** With what shows that it is done. Problem: `visit-action.moved-on`. */
  close(actor: Actor, id: string, note: string): Promise<Result<undefined>> {
    return this.change(actor, id, async (tx, action) => {
      const said = cleanText(note, { field: 'note', max: 4000, multiline: true, required: true });
      if (!said.ok) return said;
      if (!move(actionMoves, action.status, 'close').ok) return problem('visit-action.moved-on');
      await this.actions.close(tx, id, said.value);
      await tx.audit('visit-action.closed', { type: 'visit-action', id });
      return ok();
    });
  }

  /** What was reported is not enough yet: the action is open again, and the provider reads why. */
  askForMore(actor: Actor, id: string, why: string): Promise<Result<undefined>> {
    return this.change(actor, id, async (tx, action) => {
      const said = cleanText(why, { field: 'why', max: 4000, multiline: true, required: true });
      if (!said.ok) return said;
      const next = move(actionMoves, action.status, 'ask-for-more');
      if (!next.ok) return problem('visit-action.moved-on');
      await this.actions.say(tx, action, { id: newId(), said: said.value, evidenceId: null, byProvider: false });
      await this.actions.setStatus(tx, id, next.value);
      await tx.audit('visit-action.more-asked', { type: 'visit-action', id });
      const { providerId: organisationId, visitReference: reference, dueOn } = action;
      const about = { subjectType: 'visit-action', subjectId: id, reference, dueOn };
      await announce(tx, { kind: 'visit-action.more', organisationId, ...about });
      return ok();
    });
  }

  private change(
    actor: Actor,
    id: string,
    work: (tx: Tx, action: VisitAction) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const action = await this.actions.lock(tx, id);
      if (action === undefined) return notFound('visit-action');
      return assurancePolicy.canChange(actor, action) ? work(tx, action) : forbidden('quality.manage');
    });
  }
}
