import { Injectable } from '@nestjs/common';
import { type Actor, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { type Announcement, announceAll, type MessageKind } from '../../notifications/index.js';
import { Organisations } from '../../organisations/index.js';
import { Policies } from '../../policies/index.js';
import { CHASE_STEPS, type ChaseStep, chaseUpTo, type DeadlineParty } from '../domain/deadline.js';
import { DeadlineStore, type ToTell } from '../persistence/deadline.store.js';

export const WATCH_DEADLINES = 'deadlines.watch';

const AT_ONCE = 100;
/** More turns than any authority has deadlines for: a bound, not a limit. */
const TURNS_MAX = 2000;

const CHASES: Readonly<Record<Exclude<DeadlineParty, 'FAMILY'>, MessageKind>> = {
  SCHOOL: 'deadline.school',
  PROVIDER: 'deadline.provider',
  AUTHORITY: 'deadline.authority',
};

/**
 * Tells of deadlines that come near: whoever must act, then the coordinator, then the lead, each once. Small turns, each a
 * transaction that notes what it told: killed anywhere and run again, nobody is told twice.
 */
@Injectable()
export class ChaseDeadlines {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: DeadlineStore,
    private readonly organisations: Organisations,
    private readonly policies: Policies,
  ) {}

  /** In the authority of `actor`, a service. */
  async run(actor: Actor): Promise<Result<undefined>> {
    for (const step of CHASE_STEPS) {
      for (let turns = 0; turns < TURNS_MAX; turns += 1) {
        const told = await this.work.inTransaction(actor, async (tx) => ok(await this.turn(tx, step)));
        if (!told.ok) return told;
        if (told.value === 0) break;
      }
    }
    return ok();
  }

  private async turn(tx: Tx, step: ChaseStep): Promise<number> {
    const authorityId = tx.actor.authorityId ?? '';
    const policy = await this.policies.at(tx, authorityId, tx.today);
    const { organisationId } = await this.organisations.commissioner(tx, authorityId);
    if (policy === undefined || organisationId === null) return 0;
    const near = await this.store.toTell(tx, step, chaseUpTo(tx.today, policy.document.clocks)[step], AT_ONCE);
    for (const one of near) {
      if (!(await this.store.told(tx, step, one))) continue;
      await announceAll(tx, announcements(step, one, organisationId));
      const subject = { type: 'deadline', id: one.subjectId, referralId: one.referralId };
      await tx.audit('deadline.told', subject, { kind: one.kind, step, dueOn: one.dueOn });
    }
    return near.length;
  }
}

function announcements(step: ChaseStep, one: ToTell, authority: string): Announcement[] {
  const { reference, dueOn, party } = one;
  const about = { reference, dueOn, subjectType: 'deadline' };
  if (step !== 'CHASED') {
    const kind = step === 'LEAD' ? 'deadline.lead' : 'deadline.coordinator';
    return [{ ...about, kind, organisationId: authority, subjectId: one.referralId }];
  }
  if (party === 'FAMILY') return [];
  const subjectId = (party === 'PROVIDER' ? one.placementId : null) ?? one.referralId;
  const whom = party === 'AUTHORITY' ? [authority] : (one.organisations ?? []);
  return whom.map((organisationId) => ({ ...about, kind: CHASES[party], organisationId, subjectId }));
}
