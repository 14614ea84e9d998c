import { Injectable } from '@nestjs/common';
import { type Actor, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Meetings } from '../../panels/index.js';
import { Referrals } from '../../referrals/index.js';
import { PanelQueueStore } from '../persistence/panel-queue.store.js';

export const LEAVE_AGENDAS = 'placements.leave-agendas';

/** These wait no more for a panel. One that is returned stays: the answer may come before the meeting. */
const OFF: readonly string[] = ['WITHDRAWN', 'WITH_SEN', 'CLOSED'];

/** Takes a request that is withdrawn, or with the SEN officer, off the agendas that it is on. */
@Injectable()
export class LeaveAgendas {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: Referrals,
    private readonly queue: PanelQueueStore,
    private readonly meetings: Meetings,
  ) {}

  /** Safe to run twice: an item that has left is not found again. */
  async run(actor: Actor, referralId: string, complete: (tx: Tx) => Promise<void>): Promise<Result<undefined>> {
    const items = await this.work.read(actor, async (tx) => {
      const referral = await this.referrals.find(tx, referralId);
      return referral && OFF.includes(referral.status) ? this.queue.undecidedItems(tx, referralId) : [];
    });
    for (const itemId of items) {
      const taken = await this.meetings.takeOff(actor, itemId);
      if (!taken.ok) return taken;
    }
    return this.work.inTransaction(actor, async (tx) => {
      await complete(tx);
      return ok();
    });
  }
}
