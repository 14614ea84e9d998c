import { Injectable } from '@nestjs/common';
import { type Actor, may } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { whereOf } from '../../providers/index.js';
import { type FailedPlace, FailureStore } from '../persistence/failure.store.js';

const failureHref = ({ providerId, siteId }: FailedPlace): string =>
  `/placement-failures/new?provider=${providerId}${siteId === null ? '' : `&site=${siteId}`}`;

/** Closed sites and removed providers where pupils are still placed: somebody ends those placements in one act. */
@Injectable()
export class FailureTasks implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly failures: FailureStore,
  ) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!may(actor, 'decision.make') || !may(actor, 'placement.end')) return [];
    const failing = await this.work.read(actor, (tx) => this.failures.failing(tx));
    return failing.map((one) => ({
      title: `End what is placed at ${one.site === null ? one.provider : whereOf(one.provider, one.site)}`,
      href: failureHref(one),
      kind: 'Placement',
      dueOn: one.closedOn,
      detail: `${one.placements} placed beyond its last day`,
    }));
  }
}
