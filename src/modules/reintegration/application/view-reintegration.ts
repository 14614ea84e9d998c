import { Injectable } from '@nestjs/common';
import { type Actor, addDays, formatDate, may, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { staffMinutesOf, type Step } from '../domain/steps.js';
import { type Check, type Reintegration, ReintegrationStore } from '../persistence/reintegration.store.js';

export interface ReintegrationView {
  readonly plan: Reintegration;
  readonly steps: readonly (Step & { readonly number: number })[];
  readonly checks: readonly Check[];
  readonly staffMinutes: number;
  /** School and authority; a provider reads. */
  readonly writes: boolean;
}

const MOST = 50;
/** How long before a last step ends somebody is asked what comes after it. */
const AHEAD_DAYS = 7;

/** Ways back to school as they are read, and what of them waits for somebody. */
@Injectable()
export class ViewReintegration implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: ReintegrationStore,
  ) {}

  one(actor: Actor, id: string): Promise<Result<ReintegrationView>> {
    return this.work.read(actor, async (tx): Promise<Result<ReintegrationView>> => {
      const plan = await this.store.find(tx, id);
      if (plan === undefined) return notFound('reintegration');
      await tx.audit('reintegration.read', { type: 'reintegration', id });
      const steps = await this.store.steps(tx, id);
      const checks = await this.store.checks(tx, id);
      return ok({ plan, steps, checks, staffMinutes: staffMinutesOf(steps, tx.today), writes: writes(actor) });
    });
  }

  ofPlacement(actor: Actor, placementId: string): Promise<readonly Reintegration[]> {
    return this.work.read(actor, (tx) => this.store.ofPlacement(tx, placementId));
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!writes(actor)) return [];
    return this.work.read(actor, async (tx) => {
      const due = await this.store.due(tx, MOST);
      const ending = await this.store.ending(tx, addDays(tx.today, AHEAD_DAYS), MOST);
      return [
        ...due.map(({ id, reference, weeks, dueOn, school }) => ({
          title: `Say whether ${reference} lasts after ${weeks} weeks`,
          href: `/reintegrations/${id}`,
          kind: 'Return to school',
          dueOn,
          detail: school,
        })),
        ...ending.map(({ id, reference, until }) => ({
          title: `Plan the next step of ${reference}`,
          href: `/reintegrations/${id}`,
          kind: 'Return to school',
          dueOn: until,
          detail: `The last step ends on ${formatDate(until)}`,
        })),
      ];
    });
  }
}

const writes = (actor: Actor): boolean => may(actor, 'decision.make') || may(actor, 'referral.submit');
