import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DateOnly,
  forbidden,
  formatDate,
  may,
  notFound,
  ok,
  type Result,
} from '../../../kernel/index.js';
import { type Counted, type IdPage, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { People } from '../../identity/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import {
  type Concern,
  type ConcernAction,
  ConcernStore,
  type ConcernSuspension,
} from '../persistence/concern.store.js';

export interface ConcernView {
  readonly concern: Concern;
  /** What those who deal with it wrote; none for whoever raised it. */
  readonly notes: readonly { readonly words: string; readonly notedAt: Date; readonly by: string }[];
  readonly actions: readonly ConcernAction[];
  readonly suspensions: readonly ConcernSuspension[];
  readonly suspendable: readonly { readonly id: string; readonly lotNumber: number; readonly frameworkName: string }[];
  readonly today: DateOnly;
  readonly mayHandle: boolean;
  readonly maySuspend: boolean;
}

const KIND = 'Concerns';
const ANSWER_TOLD_DAYS = 14;
const DAY = 86_400_000;

/** Concerns for whoever deals with them, and for whoever raised them. Reading a confidential one is recorded. */
@Injectable()
export class ViewConcerns implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly concerns: ConcernStore,
    private readonly people: People,
  ) {}

  async list(
    actor: Actor,
    page: { readonly offset: number; readonly size: number },
  ): Promise<Result<{ concerns: readonly Concern[]; total: number }>> {
    if (!assurancePolicy.canReadConcerns(actor)) return forbidden('concern.raise');
    return ok(await this.work.read(actor, (tx) => this.concerns.list(tx, page)));
  }

  /** For programs: by id, the newest first, after the last of the page before. */
  async page(actor: Actor, at: IdPage): Promise<Result<Counted<Concern>>> {
    if (!assurancePolicy.canReadConcerns(actor)) return forbidden('concern.raise');
    return ok(await this.work.read(actor, (tx) => this.concerns.page(tx, at)));
  }

  async one(actor: Actor, id: string): Promise<Result<ConcernView>> {
    if (!assurancePolicy.canReadConcerns(actor)) return forbidden('concern.raise');
    return this.work.read(actor, async (tx) => {
      const concern = await this.concerns.byId(tx, id);
      if (concern === undefined) return notFound('concern');
      if (concern.confidential) await tx.audit('concern.read', { type: 'concern', id });
      const notes = await this.concerns.notes(tx, id);
      const names = await this.people.names(
        tx,
        notes.flatMap(({ notedBy }) => (notedBy === null ? [] : [notedBy])),
      );
      const mayHandle = assurancePolicy.canHandle(actor, concern);
      const maySuspend = mayHandle && may(actor, 'framework.manage');
      return ok({
        concern,
        notes: notes.map(({ words, notedAt, notedBy }) => {
          return { words, notedAt, by: names.get(notedBy ?? '') ?? 'Somebody who has left' };
        }),
        actions: await this.concerns.actions(tx, id),
        suspensions: mayHandle ? await this.concerns.suspensions(tx, id) : [],
        suspendable: maySuspend ? await this.concerns.suspendable(tx, concern.providerId) : [],
        today: tx.today,
        mayHandle,
        maySuspend,
      });
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!assurancePolicy.canReadConcerns(actor)) return [];
    return this.work.read(actor, async (tx) => {
      const open = assurancePolicy.canHandleConcerns(actor) ? await this.concerns.open(tx) : [];
      // Whoever raised a confidential concern may be the only one in their organisation who may know of it.
      const since = new Date(tx.now.getTime() - ANSWER_TOLD_DAYS * DAY);
      const tasks: Task[] = (await this.concerns.answered(tx, since)).map(({ id, reference }) => {
        return {
          title: 'Read the answer to your concern',
          href: `/concerns/${id}`,
          kind: KIND,
          dueOn: null,
          detail: reference,
        };
      });
      for (const concern of open) {
        const about = { href: `/concerns/${concern.id}`, kind: KIND, detail: concern.reference };
        if (concern.status === 'RAISED') {
          const title = `Sort a concern about ${concern.providerName}`;
          tasks.push({ ...about, title, dueOn: tx.today });
          continue;
        }
        const waiting = (await this.concerns.actions(tx, concern.id)).filter(({ doneOn }) => doneOn === null);
        const [first] = waiting;
        const title = `Deal with a concern about ${concern.providerName}`;
        const late = first !== undefined && first.dueOn < tx.today ? `, late since ${formatDate(first.dueOn)}` : '';
        const soon = concern.level === 'HIGH' ? tx.today : null;
        tasks.push({ ...about, title, dueOn: first?.dueOn ?? soon, detail: `${concern.reference}${late}` });
      }
      return tasks;
    });
  }
}
