import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, formatDate } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import { type VisitAction, VisitActionStore } from '../persistence/visit-action.store.js';
import { type Visit, VisitStore } from '../persistence/visit.store.js';

const KIND = 'Quality';

/** Visits and actions that wait for the actor: the provider's own to answer, the authority's to move on. */
@Injectable()
export class VisitTasks implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly visits: VisitStore,
    private readonly actions: VisitActionStore,
  ) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!assurancePolicy.canReadVisits(actor)) return [];
    return this.work.read(actor, async (tx) => {
      const visits = await this.visits.waiting(tx);
      const actions = await this.actions.open(tx);
      const tasks = assurancePolicy.canManage(actor)
        ? [
            ...visits.map((one) => authorityVisit(one, tx.today)),
            ...actions.map((one) => authorityAction(one, tx.today)),
          ]
        : [...visits.map(providerVisit), ...actions.map((one) => providerAction(one, tx.today))];
      return tasks.flatMap((task) => (task === null ? [] : [task]));
    });
  }
}

const hrefOf = ({ id }: Visit): string => `/visits/${id}`;

function authorityVisit(visit: Visit, today: DateOnly): Task | null {
  const about = { href: hrefOf(visit), kind: KIND, detail: visit.reference };
  const name = visit.providerName;
  if (visit.status === 'PLANNED') return { ...about, title: `Visit ${name}`, dueOn: visit.visitOn };
  if (visit.status === 'CARRIED_OUT') {
    return { ...about, title: `Send the draft report on ${name}`, dueOn: visit.carriedOutOn };
  }
  if (visit.status === 'REPLIED') return { ...about, title: `${name} has replied: finish the report`, dueOn: today };
  if (visit.replyBy === null || visit.replyBy >= today) return null;
  return { ...about, title: `${name} has not replied: finish the report`, dueOn: visit.replyBy };
}

function authorityAction(action: VisitAction, today: DateOnly): Task | null {
  const about = {
    href: `/visit-actions/${action.id}`,
    kind: KIND,
    dueOn: action.dueOn,
    detail: action.what.slice(0, 120),
  };
  if (action.status === 'REPORTED') return { ...about, title: `Check what ${action.providerName} reports as done` };
  if (action.owner === 'AUTHORITY') return { ...about, title: `Do what was agreed with ${action.providerName}` };
  if (action.dueOn >= today) return null;
  const told = action.escalatedOn === null ? '' : ` (escalated on ${formatDate(action.escalatedOn)})`;
  return { ...about, title: `An action of ${action.providerName} is late${told}` };
}

function providerVisit(visit: Visit): Task | null {
  const about = { href: hrefOf(visit), kind: KIND, detail: visit.reference };
  if (visit.status === 'PLANNED') return { ...about, title: 'Expect a quality visit', dueOn: visit.visitOn };
  if (visit.status !== 'DRAFT_REPORT') return null;
  return { ...about, title: 'Reply to the draft report of a quality visit', dueOn: visit.replyBy };
}

function providerAction(action: VisitAction, today: DateOnly): Task | null {
  if (action.owner !== 'PROVIDER' || action.status !== 'OPEN') return null;
  const late = action.dueOn < today;
  return {
    title: late
      ? 'It is late: report what was done after a quality visit'
      : 'Report what was done after a quality visit',
    href: `/visit-actions/${action.id}`,
    kind: KIND,
    dueOn: action.dueOn,
    detail: action.what.slice(0, 120),
  };
}
