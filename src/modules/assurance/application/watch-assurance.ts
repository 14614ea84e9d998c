import { Injectable } from '@nestjs/common';
import { type Actor, addDays, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { TermsStore } from '../persistence/terms.store.js';
import { VisitActionStore } from '../persistence/visit-action.store.js';
import { Tell } from './tell.js';

export const WATCH_ASSURANCE = 'assurance.watch';

/** More turns than any authority has late things for: a bound, not a limit. */
const TURNS_MAX = 1000;

/**
 * Looks once a day at what is late in an authority. Small turns, each a transaction of its own that marks what it told:
 * killed anywhere and run again, nobody is told twice.
 */
@Injectable()
export class WatchAssurance {
  constructor(
    private readonly work: UnitOfWork,
    private readonly terms: TermsStore,
    private readonly actions: VisitActionStore,
    private readonly tell: Tell,
  ) {}

  /** In the authority of `actor`, a service. */
  async run(actor: Actor): Promise<Result<undefined>> {
    return this.untilNone(actor, (tx, authorityId) => this.lateActions(tx, authorityId));
  }

  private async untilNone(
    actor: Actor,
    turn: (tx: Tx, authorityId: string) => Promise<number>,
  ): Promise<Result<undefined>> {
    for (let turns = 0; turns < TURNS_MAX; turns += 1) {
      const told = await this.work.inTransaction(actor, async (tx) => ok(await turn(tx, actor.authorityId ?? '')));
      if (!told.ok) return told;
      if (told.value === 0) break;
    }
    return ok();
  }

  private async lateActions(tx: Tx, authorityId: string): Promise<number> {
    const { lateDays } = await this.terms.on(tx, authorityId, tx.today);
    const late = await this.actions.escalate(tx, addDays(tx.today, -lateDays));
    for (const { id, providerId, visitReference: reference, dueOn, owner } of late) {
      const about = { subjectType: 'visit-action', subjectId: id, reference, dueOn };
      await tx.audit('visit-action.escalated', { type: 'visit-action', id }, { dueOn });
      if (owner === 'PROVIDER') await announce(tx, { kind: 'visit-action.late', organisationId: providerId, ...about });
      await this.tell.authority(tx, authorityId, { kind: 'visit-action.late-at-provider', ...about });
    }
    return late.length;
  }
}
