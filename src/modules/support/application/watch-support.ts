import { Injectable } from '@nestjs/common';
import { type Actor, addDays, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announceAll } from '../../notifications/index.js';
import { Calendars, Organisations } from '../../organisations/index.js';
import { Policies } from '../../policies/index.js';
import { WatchStore } from '../persistence/watch.store.js';

export const WATCH_SUPPORT = 'support.watch';

const AT_ONCE = 100;
/** More turns than any authority has requests for: a bound, not a limit. */
const TURNS_MAX = 1000;

/**
 * Looks once a day at an authority's requests: reminds of those whose answer is due soon, and tells of those that are late.
 * Small turns, each a transaction that marks what it told: killed anywhere and run again, nobody is told twice.
 */
@Injectable()
export class WatchSupport {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: WatchStore,
    private readonly policies: Policies,
    private readonly calendars: Calendars,
    private readonly organisations: Organisations,
  ) {}

  /** In the authority of `actor`, a service. */
  async run(actor: Actor): Promise<Result<undefined>> {
    for (const tell of [(tx: Tx) => this.overdue(tx), (tx: Tx) => this.soon(tx)]) {
      for (let turns = 0; turns < TURNS_MAX; turns += 1) {
        const told = await this.work.inTransaction(actor, async (tx) => ok(await tell(tx)));
        if (!told.ok) return told;
        if (told.value < AT_ONCE) break;
      }
    }
    return ok();
  }

  private async overdue(tx: Tx): Promise<number> {
    const late = await this.store.mark(tx, 'overdue', { by: addDays(tx.today, -1), limit: AT_ONCE });
    return this.tell(tx, 'support.overdue', late);
  }

  /** Those that are late already have been told of as such. */
  private async soon(tx: Tx): Promise<number> {
    const authorityId = tx.actor.authorityId ?? '';
    const policy = await this.policies.at(tx, authorityId, tx.today);
    if (policy === undefined) return 0;
    const calendar = await this.calendars.forAuthority(tx, authorityId);
    const by = calendar.addSchoolDays(tx.today, policy.document.clocks.supportRemindSchoolDays);
    const due = await this.store.mark(tx, 'reminded', { by: by.ok ? by.value : tx.today, limit: AT_ONCE });
    await this.tell(
      tx,
      'support.due',
      due.filter(({ dueOn }) => dueOn >= tx.today),
    );
    return due.length;
  }

  private async tell(
    tx: Tx,
    kind: 'support.due' | 'support.overdue',
    requests: Awaited<ReturnType<WatchStore['mark']>>,
  ): Promise<number> {
    const { organisationId } = await this.organisations.commissioner(tx, tx.actor.authorityId ?? '');
    if (organisationId === null) return 0;
    await announceAll(
      tx,
      requests.map(({ id, reference, dueOn }) => ({
        kind,
        organisationId,
        subjectType: 'support-request',
        subjectId: id,
        reference,
        dueOn,
      })),
    );
    await tx.auditAll(
      kind === 'support.due' ? 'support.reminded' : 'support.escalated',
      requests.map(({ id, dueOn }) => ({ subject: { type: 'support-request', id }, facts: { dueOn } })),
    );
    return requests.length;
  }
}
