import { Injectable } from '@nestjs/common';
import { type Actor, formatDateTime, londonDate, may } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { LinkSource, Task, TaskSource } from '../../../web/index.js';
import { ReservationStore } from '../persistence/reservation.store.js';

/** Places that are kept for a pupil and run out: decide, or they go back. */
@Injectable()
export class ReservationTasks implements LinkSource, TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: ReservationStore,
  ) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!may(actor, 'decision.make')) return [];
    const kept = await this.work.read(actor, (tx) => this.store.kept(tx));
    return kept.map((one) => ({
      title: `The place kept for ${one.reference} goes back`,
      href: `/referrals/${one.referralId}/reservation`,
      kind: 'Decision',
      dueOn: londonDate(one.expiresAt),
      detail: `${one.place}, until ${formatDateTime(one.expiresAt)}`,
    }));
  }

  async linksFor(actor: Actor, record: { readonly id: string }): Promise<{ text: string; href: string }[]> {
    if (!may(actor, 'decision.make')) return [];
    const kept = await this.work.read(actor, (tx) => this.store.live(tx, { referralId: record.id }));
    const text = kept === undefined ? 'Keep a place' : `Place kept until ${formatDateTime(kept.expiresAt)}`;
    return [{ text, href: `/referrals/${record.id}/reservation` }];
  }
}
