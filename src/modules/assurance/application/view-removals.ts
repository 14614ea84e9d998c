import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, forbidden, may, notFound, ok, type Result } from '../../../kernel/index.js';
import { type Counted, type IdPage, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import { type RemovableAdmission, type Removal, RemovalStore } from '../persistence/removal.store.js';
import type { Touched } from '../persistence/providers-seen.js';
import { WhatItTouches } from './what-it-touches.js';

export interface RemovalView {
  readonly removal: Removal;
  readonly touched: Touched | null;
  readonly today: DateOnly;
  readonly mayReply: boolean;
  readonly mayDecide: boolean;
}

/** Notice of ending admissions, for the authority that gave it and the provider that got it. */
@Injectable()
export class ViewRemovals implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: RemovalStore,
    private readonly touches: WhatItTouches,
  ) {}

  async list(actor: Actor): Promise<Result<readonly Removal[]>> {
    if (!assurancePolicy.canReadVisits(actor)) return forbidden('quality.manage');
    return ok(await this.work.read(actor, (tx) => this.store.list(tx)));
  }

  /** For programs: by id, the newest first, after the last of the page before. */
  async page(actor: Actor, at: IdPage): Promise<Result<Counted<Removal>>> {
    if (!assurancePolicy.canReadVisits(actor)) return forbidden('quality.manage');
    return ok(await this.work.read(actor, (tx) => this.store.page(tx, at)));
  }

  async admission(actor: Actor, id: string): Promise<Result<RemovableAdmission>> {
    const admission = await this.work.read(actor, (tx) => this.store.admission(tx, id));
    if (admission === undefined) return notFound('admission');
    return assurancePolicy.canDecide(actor, admission) ? ok(admission) : forbidden('framework.manage');
  }

  async one(actor: Actor, id: string): Promise<Result<RemovalView>> {
    if (!assurancePolicy.canReadVisits(actor)) return forbidden('quality.manage');
    const [removal, today] = await this.work.read(
      actor,
      async (tx) => [await this.store.byId(tx, id), tx.today] as const,
    );
    if (removal === undefined) return notFound('removal');
    const officer = assurancePolicy.canChange(actor, removal);
    const open = removal.status === 'NOTICE' || removal.status === 'REPLIED';
    const heard = removal.status === 'REPLIED' || removal.replyBy < today;
    return ok({
      removal,
      touched: officer ? await this.touches.of(removal.authorityId, removal.providerId) : null,
      today,
      mayReply: assurancePolicy.canAnswer(actor, removal) && removal.status === 'NOTICE' && removal.replyBy >= today,
      mayDecide: assurancePolicy.canDecide(actor, removal) && open && heard && actor.userId !== removal.noticedBy,
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!assurancePolicy.canReadVisits(actor)) return [];
    return this.work.read(actor, async (tx) => {
      const open = (await this.store.list(tx)).filter(({ status }) => status === 'NOTICE' || status === 'REPLIED');
      return open.flatMap((one): Task[] => {
        const about = {
          href: `/removals/${one.id}`,
          kind: 'Admissions',
          detail: `${one.frameworkName}, lot ${one.lotNumber}`,
        };
        if (assurancePolicy.canAnswer(actor, one)) {
          const title = 'Reply to notice that your admission is to be ended';
          return one.status === 'NOTICE' && one.replyBy >= tx.today ? [{ ...about, title, dueOn: one.replyBy }] : [];
        }
        const heard = one.status === 'REPLIED' || one.replyBy < tx.today;
        if (!may(actor, 'framework.manage') || !heard || one.noticedBy === actor.userId) return [];
        return [{ ...about, title: `Decide whether the admission of ${one.providerName} ends`, dueOn: one.lastDay }];
      });
    });
  }
}
