import { Injectable } from '@nestjs/common';
import { type Actor, formatDate, londonDate, may } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { CHANGE_KINDS } from '../domain/changes.js';
import { ChangeStore } from '../persistence/change.store.js';

const MOST = 50;

/** Changes of placements that wait for somebody's answer, by the day from which they would count. */
@Injectable()
export class ChangeTasks implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly changes: ChangeStore,
  ) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    const answers = (['decision.make', 'referral.submit', 'placement.answer'] as const).some((one) => may(actor, one));
    const { organisationId } = actor;
    if (!answers || organisationId === null) return [];
    const waiting = await this.work.read(actor, (tx) => this.changes.waitingFor(tx, organisationId, MOST));
    return waiting.map(({ id, reference, kind, from, askedAt }) => ({
      title: `Answer a change of ${reference}`,
      href: `/placement-changes/${id}`,
      kind: 'Placement',
      dueOn: from,
      detail: `${CHANGE_KINDS[kind].label}, from ${formatDate(from)}, asked ${formatDate(londonDate(askedAt))}`,
    }));
  }
}
