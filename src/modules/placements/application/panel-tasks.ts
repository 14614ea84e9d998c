import { Injectable } from '@nestjs/common';
import { type Actor, formatDate, may } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { LinkSource, Task, TaskSource } from '../../../web/index.js';
import { PanelQueueStore } from '../persistence/panel-queue.store.js';

/** Requests on no agenda, for whoever prepares the panel; and where each stands, for whoever reads it. */
@Injectable()
export class PanelTasks implements LinkSource, TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: PanelQueueStore,
  ) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!may(actor, 'panel.manage')) return [];
    const { open, first } = await this.work.read(actor, (tx) => this.store.onNoAgenda(tx));
    if (open === 0) return [];
    const requests = open === 1 ? '1 request' : `${open} requests`;
    const detail = 'On no agenda yet, the most urgent first';
    return [
      { title: `Put ${requests} before the panel`, href: '/panel/queue', kind: 'The panel', dueOn: first, detail },
    ];
  }

  async linksFor(actor: Actor, record: { readonly id: string }): Promise<{ text: string; href: string }[]> {
    if (!may(actor, 'referral.read')) return [];
    const packs = await this.work.read(actor, (tx) => this.store.packs(tx, record.id));
    return packs
      .filter(({ droppedAt }) => droppedAt === null)
      .map(({ itemId, heldOn, frozenAt, mayOpen }) => ({
        text: `Before the panel on ${formatDate(heldOn)}${frozenAt === null ? ', papers to come' : ', papers sent'}`,
        href: mayOpen ? `/panel/items/${itemId}` : `/referrals/${record.id}/options`,
      }));
  }
}
