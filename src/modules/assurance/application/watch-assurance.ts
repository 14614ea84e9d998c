import { Injectable } from '@nestjs/common';
import { type Actor, addDays, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { ConcernStore } from '../persistence/concern.store.js';
import { TermsStore } from '../persistence/terms.store.js';
import { VisitActionStore } from '../persistence/visit-action.store.js';
import { SchoolChecks } from './school-checks.js';
import { Tell } from './tell.js';

export const WATCH_ASSURANCE = 'assurance.watch';

/** How many were told; none when nobody is left. */
type Turn = (tx: Tx, authorityId: string) => Promise<number>;

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
    private readonly concerns: ConcernStore,
    private readonly schools: SchoolChecks,
    private readonly tell: Tell,
  ) {}

  /** In the authority of `actor`, a service. */
  async run(actor: Actor): Promise<Result<undefined>> {
    const turns: readonly Turn[] = [
      (tx, authorityId) => this.lateActions(tx, authorityId),
      (tx, authorityId) => this.lateConcernActions(tx, authorityId),
      (tx, authorityId) => this.schools.remind(tx, authorityId),
    ];
    for (const turn of turns) {
      const looked = await this.untilNone(actor, turn);
      if (!looked.ok) return looked;
    }
    return ok();
  }

  private async untilNone(actor: Actor, turn: Turn): Promise<Result<undefined>> {
    for (let turns = 0; turns < TURNS_MAX; turns += 1) {
      const told = await this.work.inTransaction(actor, async (tx) => ok(await turn(tx, actor.authorityId ?? '')));
      if (!told.ok) return told;
      if (told.value === 0) break;
    }
    return ok();
  }

  private async lateConcernActions(tx: Tx, authorityId: string): Promise<number> {
    const { lateDays } = await this.terms.on(tx, authorityId, tx.today);
    const late = await this.concerns.escalate(tx, addDays(tx.today, -lateDays));
    for (const { id, concernId, reference, dueOn, confidential } of late) {
      await tx.audit('concern.action-escalated', { type: 'concern', id: concernId }, { action: id, dueOn });
      const kind = confidential ? 'concern.action-late-confidential' : 'concern.action-late';
      const about = { subjectType: 'concern', subjectId: concernId, reference, dueOn };
      await this.tell.authority(tx, authorityId, { kind, ...about });
    }
    return late.length;
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
