import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { type Counted, explainConstraint, type IdPage, type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import { checkDone, type DoneGiven, REGISTER_OUTCOMES, watchedChanges } from '../domain/register-changes.js';
import { type RegisterTask, RegisterTaskStore } from '../persistence/register-task.store.js';
import type { Touched } from '../persistence/providers-seen.js';
import { Tell } from './tell.js';
import { WhatItTouches } from './what-it-touches.js';

export const RECHECK_REGISTER = 'assurance.recheck-register';
explainConstraint('register_task_stands', 'register-task.done');

export interface RegisterTaskView {
  readonly task: RegisterTask;
  readonly touched: Touched;
  readonly mayChange: boolean;
}

/** What an applied import of the national register means for the providers an authority has admitted. */
@Injectable()
export class RecheckRegister implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tasks: RegisterTaskStore,
    private readonly touches: WhatItTouches,
    private readonly tell: Tell,
  ) {}

  /** In the authority of `actor`, a service. One task for each site and import, however often it is run. */
  run(actor: Actor, importId: string, done: (tx: Tx) => Promise<void>): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      const rows = await this.tasks.rowsOf(tx, importId);
      const found = rows
        .map((row) => ({ ...row, changes: watchedChanges(row.changes) }))
        .filter(({ outcome, changes }) => outcome !== 'CHANGED' || changes.length > 0);
      // One site may be registered once a day only, so a site stands in at most one of these rows.
      const added = await this.tasks.add(tx, importId, found);
      for (const { id, urn, outcome } of added) {
        await tx.audit('register-task.raised', { type: 'register-task', id }, { urn, outcome });
        const about = { subjectType: 'register-task', subjectId: id, reference: `URN ${urn}` };
        await this.tell.authority(tx, actor.authorityId ?? '', { kind: 'register.says-otherwise', ...about });
      }
      await done(tx);
      return ok(added.length);
    });
  }

  async list(actor: Actor): Promise<Result<readonly RegisterTask[]>> {
    if (!assurancePolicy.canManage(actor)) return forbidden('quality.manage');
    return ok(await this.work.read(actor, (tx) => this.tasks.list(tx)));
  }

  /** For programs: by id, the newest first, after the last of the page before. */
  async page(actor: Actor, at: IdPage): Promise<Result<Counted<RegisterTask>>> {
    if (!assurancePolicy.canManage(actor)) return forbidden('quality.manage');
    return ok(await this.work.read(actor, (tx) => this.tasks.page(tx, at)));
  }

  async one(actor: Actor, id: string): Promise<Result<RegisterTaskView>> {
    if (!assurancePolicy.canManage(actor)) return forbidden('quality.manage');
    const task = await this.work.read(actor, (tx) => this.tasks.byId(tx, id));
    if (task === undefined) return notFound('register-task');
    const touched = await this.touches.of(task.authorityId, task.providerId, task.siteId);
    return ok({ task, touched, mayChange: assurancePolicy.canChange(actor, task) });
  }

  /** Names what was done. Problem: `register-task.done`. */
  close(actor: Actor, id: string, given: DoneGiven): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const task = await this.tasks.lock(tx, id);
      if (task === undefined) return notFound('register-task');
      if (!assurancePolicy.canChange(actor, task)) return forbidden('quality.manage');
      const checked = checkDone(given);
      if (!checked.ok) return checked;
      if (task.done !== null) return problem('register-task.done');
      await this.tasks.close(tx, id, checked.value);
      await tx.audit('register-task.closed', { type: 'register-task', id }, { done: given.done });
      return ok();
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!assurancePolicy.canManage(actor)) return [];
    return this.work.read(actor, async (tx) =>
      (await this.tasks.open(tx)).map((one) => ({
        title: `${one.providerName}, ${one.siteName}: look at what the register says`,
        href: `/register-changes/${one.id}`,
        kind: 'The national register',
        dueOn: tx.today,
        detail: `${REGISTER_OUTCOMES[one.outcome]}. URN ${one.urn}`,
      })),
    );
  }
}
